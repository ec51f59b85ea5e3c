from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadshow", "0012_employers_located_by_stop")]

    operations = [
        migrations.AddField(
            "Registration",
            "table_note",
            models.CharField(blank=True, default="", max_length=500, verbose_name="zei aan tafel"),
            preserve_default=False,
        ),
        migrations.AddField(
            "Registration",
            "debriefed_at",
            models.DateTimeField(editable=False, null=True),
        ),
    ]
