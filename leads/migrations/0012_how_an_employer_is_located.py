from django.db import migrations, models


def note_typed(apps, schema_editor):
    """Until now a municipality came there only because somebody chose it on the employer's page."""
    employers = apps.get_model("leads", "Employer").objects
    employers.exclude(municipality=None).update(located_by="ingevuld")


class Migration(migrations.Migration):
    dependencies = [("leads", "0011_contacts_that_became_one")]

    operations = [
        migrations.AddField(
            "Employer",
            "located_by",
            models.CharField(
                blank=True,
                choices=[
                    ("ingevuld", "ingevuld"),
                    ("halte", "van de halte overgenomen"),
                    ("vestiging", "van de vestiging overgenomen"),
                ],
                default="",
                editable=False,
                max_length=20,
            ),
            preserve_default=False,
        ),
        migrations.RunPython(note_typed, migrations.RunPython.noop, elidable=True),
    ]
