from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import Concat


def take_over(apps, schema_editor):
    """A row says every address in it; of rows from before, the one that was kept."""
    rows = apps.get_model("leads", "ImportRow").objects.exclude(email="")
    rows.update(addresses=Concat(Value(" "), F("email"), Value(" ")))


def take_back(apps, schema_editor):
    """Of several addresses the first."""
    rows = apps.get_model("leads", "ImportRow").objects.exclude(addresses="")
    for row in rows.only("pk", "addresses").iterator():
        row.email = row.addresses.split()[0][:254]
        row.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0024_contact_by_number")]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="addresses",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(take_over, take_back),
        migrations.RemoveField(model_name="importrow", name="email"),
    ]
