from contextlib import suppress
from datetime import timedelta

import django.db.models.deletion
from django.db import migrations, models
from wagtail.utils.file import hash_filelike

LONGEST = 300  # characters of a note: what was longer was cut off
A_MOMENT = timedelta(minutes=1)


def bind(apps, schema_editor):
    """To the file of the picture and to the key of the story, as they are now.

    Settled by the person: by nobody's account, after reading the story, and without a word on
    another way, which the desk must always write. A long note may have lost that word, and accounts
    go: then only a reading of that very moment tells. What cannot be told was settled by a
    colleague: that opens nothing.
    """
    readings = apps.get_model("stories", "StoryReading").objects
    rows = apps.get_model("stories", "Objection").objects.using(schema_editor.connection.alias)
    for row in rows.select_related("picture", "story").iterator():
        row.file_hash = _hash(row.picture) if row.picture else ""
        row.story_key = row.story.translation_key
        if row.settled_at:
            read = readings.using(schema_editor.connection.alias).filter(
                story=row.story_id, person=row.person_id, agreed_at__lte=row.settled_at
            )
            if len(row.note) >= LONGEST:
                read = read.filter(agreed_at__gte=row.settled_at - A_MOMENT)
            own = not (row.settled_by_id or row.is_taken_out or "→" in row.note) and read.exists()
            row.settled_as = "persoon" if own else "collega"
        row.save(update_fields=["file_hash", "story_key", "settled_as"])


def _hash(picture) -> str:
    if picture.file_hash:
        return picture.file_hash
    with suppress(OSError, ValueError), picture.file.open("rb") as file:
        return hash_filelike(file)
    return ""


class Migration(migrations.Migration):
    dependencies = [("stories", "0024_withdrawal_everywhere")]

    operations = [
        migrations.AddField(
            model_name="objection",
            name="file_hash",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="objection",
            name="story_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="objection",
            name="settled_as",
            field=models.CharField(
                blank=True,
                choices=[("persoon", "De persoon zelf"), ("collega", "Een medewerker")],
                editable=False,
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="objection",
            name="story",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="objections",
                to="stories.storypage",
            ),
        ),
        migrations.RunPython(bind, migrations.RunPython.noop),
    ]
