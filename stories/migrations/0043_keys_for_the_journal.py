"""Names answers, objections and releases where no name may stand: in the journal."""

import uuid

from django.db import migrations, models

NAMED = ("ConsentReceipt", "Objection", "FileRelease")


def name_rows(apps, schema_editor):
    for name in NAMED:
        rows = apps.get_model("stories", name)._default_manager
        for pk in list(rows.filter(key=None).values_list("pk", flat=True)):
            rows.filter(pk=pk).update(key=uuid.uuid4())


def new_key(**more):
    return models.UUIDField(default=uuid.uuid4, editable=False, **more)


class Migration(migrations.Migration):
    dependencies = [("stories", "0042_facts_that_were_read")]

    operations = [
        *(
            migrations.AddField(name, "key", models.UUIDField(editable=False, null=True))
            for name in NAMED
        ),
        migrations.RunPython(name_rows, migrations.RunPython.noop, elidable=True),
        *(migrations.AlterField(name, "key", new_key(unique=True)) for name in NAMED),
        migrations.AddField(
            "ConsentReceipt", "replayed_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.RemoveConstraint("ConsentReceipt", "receipt_paper_has_proof"),
        migrations.AddConstraint(
            "ConsentReceipt",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("way__in", ["papier", "namens"]), _negated=True),
                    ("proof__isnull", False),
                    ("replayed_at__isnull", False),
                    _connector="OR",
                ),
                name="receipt_paper_has_proof",
            ),
        ),
    ]
