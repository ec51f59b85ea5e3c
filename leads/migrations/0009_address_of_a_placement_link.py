import hashlib

from django.db import migrations, models


def note_addresses(apps, schema_editor):
    links = apps.get_model("leads", "PlacementLink").objects.exclude(contact=None)
    for pk, address in list(links.values_list("pk", "contact__email")):
        digest = hashlib.sha256(address.encode()).hexdigest()
        links.filter(pk=pk).update(mailed_to=digest)


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_notification_choices")]

    operations = [
        migrations.AddField(
            "PlacementLink",
            "mailed_to",
            models.CharField(blank=True, default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(note_addresses, migrations.RunPython.noop, elidable=True),
    ]
