"""Names each replaced address where no address may stand: in the journal."""

import uuid

from django.db import migrations, models


def name_rows(apps, schema_editor):
    rows = apps.get_model("stories", "ContactChange")._default_manager
    for pk in list(rows.filter(key=None).values_list("pk", flat=True)):
        rows.filter(pk=pk).update(key=uuid.uuid4())


def new_key(**more):
    return models.UUIDField(default=uuid.uuid4, editable=False, **more)


def flag(default: bool):
    return models.BooleanField(default=default, editable=False)


class Migration(migrations.Migration):
    dependencies = [("stories", "0046_what_was_read")]

    operations = [
        migrations.AddField(
            "ContactChange", "key", models.UUIDField(editable=False, null=True)
        ),
        migrations.RunPython(name_rows, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("ContactChange", "key", new_key(unique=True)),
        migrations.AddField("ContactChange", "of_address", flag(default=True)),
        migrations.AddField("ContactChange", "of_telephone", flag(default=False)),
        migrations.AddField("ContactChange", "is_from_journal", flag(default=False)),
    ]
