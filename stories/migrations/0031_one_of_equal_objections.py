"""Of open objections of one person to the same part of a story one stays, the newest."""

from django.db import migrations

SAME = ("story_id", "person_id", "sentence", "file_hash", "whole")


def keep_one(apps, editor):
    objections = apps.get_model("stories", "Objection").objects
    kept = {}
    rows = objections.filter(settled_at=None, story__isnull=False)
    for row in list(rows.order_by("-made_at", "-pk")):
        same = tuple(getattr(row, name) for name in SAME)
        if same not in kept:
            kept[same] = row
            continue
        if row.note and not kept[same].note:
            kept[same].note = row.note
            kept[same].save(update_fields=["note"])
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("stories", "0030_files_of_objections")]

    operations = [migrations.RunPython(keep_one, migrations.RunPython.noop)]
