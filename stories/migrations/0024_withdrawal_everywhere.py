from django.db import migrations, models

AT_THIS_TIME = {"website", "nieuwsbrief", "sociale-media", "pers-en-drukwerk"}


def through_every_channel(apps, schema_editor):
    """Those that name each channel that there is today."""
    rows = apps.get_model("stories", "Withdrawal").objects.using(schema_editor.connection.alias)
    told = rows.values_list("pk", "channels").iterator()
    found = [pk for pk, channels in told if AT_THIS_TIME.issubset(channels)]
    rows.filter(pk__in=found).update(everywhere=True)


class Migration(migrations.Migration):
    dependencies = [("stories", "0023_who_read_a_language")]

    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="everywhere",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(through_every_channel, migrations.RunPython.noop),
    ]
