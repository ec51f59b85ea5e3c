from django.db import migrations


def tell_from_the_registrations(apps, schema_editor):
    """A lead with a registration, that nobody typed in nor asked to be called, came from a stop."""
    registrations = apps.get_model("roadshow", "Registration").objects
    leads = apps.get_model("leads", "Lead").objects
    rows = registrations.filter(lead__source="").order_by().values_list("lead", flat=True)
    numbers = sorted(set(rows))
    for start in range(0, len(numbers), 500):
        leads.filter(pk__in=numbers[start : start + 500]).update(source="halte")


class Migration(migrations.Migration):
    dependencies = [
        ("roadshow", "0014_mail_to_participants"),
        ("leads", "0015_source_of_a_lead"),
    ]

    operations = [
        migrations.RunPython(
            tell_from_the_registrations, migrations.RunPython.noop, elidable=True
        ),
    ]
