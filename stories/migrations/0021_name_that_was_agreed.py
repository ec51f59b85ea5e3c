from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """The name of today is the one that was read, as far as anybody can tell."""
    people = apps.get_model("stories", "PortrayedPerson").objects.filter(erased_at=None)
    name = Subquery(people.filter(pk=OuterRef("person")).values("name"))
    for model in ("Consent", "ConsentReceipt"):
        rows = apps.get_model("stories", model).objects.filter(person__in=people)
        rows.update(person_name=name)


class Migration(migrations.Migration):
    dependencies = [("stories", "0020_objection_taken_out")]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="person_name",
            field=models.CharField(blank=True, editable=False, max_length=160),
        ),
        migrations.AddField(
            model_name="consentreceipt",
            name="person_name",
            field=models.CharField(blank=True, editable=False, max_length=160),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
