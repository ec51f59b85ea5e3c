from django.db import migrations
from django.db.models import OuterRef, Subquery


def tell_from_the_registrations(apps, schema_editor):
    """A lead that came from a stop came from that of its first registration."""
    first = apps.get_model("roadshow", "Registration").objects.filter(lead=OuterRef("pk"))
    leads = apps.get_model("leads", "Lead").objects.filter(source="halte", stop=None)
    leads.update(stop=Subquery(first.order_by("created_at", "pk").values("stop")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("roadshow", "0015_leads_from_a_stop"),
        ("leads", "0035_stop_that_brought_a_lead"),
    ]

    operations = [
        migrations.RunPython(
            tell_from_the_registrations, migrations.RunPython.noop, elidable=True
        ),
    ]
