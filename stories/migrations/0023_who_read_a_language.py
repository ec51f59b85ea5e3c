from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0022_contact_changes")]

    operations = [
        migrations.AddField(
            model_name="consentlanguage",
            name="read_by",
            field=models.CharField(
                blank=True, default="", max_length=160, verbose_name="nagelezen door"
            ),
        ),
    ]
