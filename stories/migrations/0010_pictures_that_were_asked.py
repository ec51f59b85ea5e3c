"""What stood there before: pictures with a tick, and the files of questions that were asked."""

import json

from django.db import migrations

PICTURES = {"picture": "image", "quote": "image", "video": "poster"}


def raw(body) -> list[dict]:
    body = getattr(body, "raw_data", body)
    return list(json.loads(body) if isinstance(body, str) and body else body or [])


def told(body):
    for block in raw(body):
        value, name = block.get("value"), PICTURES.get(block.get("type"))
        if name and isinstance(value, dict) and value.get(name):
            yield value[name], bool(value.get("shows_nobody"))


def keep_ticked(apps, editor):
    Story = apps.get_model("stories", "StoryPage")
    StoryPicture = apps.get_model("stories", "StoryPicture")
    there = set(apps.get_model("brand", "Picture").objects.values_list("pk", flat=True))
    for story in Story.objects.only("pk", "body").iterator():
        known = set(story.text_pictures.values_list("picture", flat=True))
        ticked = {picture for picture, _ in told(story.body)} & there
        StoryPicture.objects.bulk_create(
            [
                StoryPicture(story=story, picture_id=picture, shows_nobody=True)
                for picture in sorted(ticked - known)
            ]
        )


def keep_asked(apps, editor):
    """Of a question that waits also what its story shows; of one that was answered, its picture."""
    AskedFile = apps.get_model("stories", "AskedFile")
    Picture = apps.get_model("brand", "Picture")
    for request in apps.get_model("stories", "ConsentRequest").objects.iterator():
        shown = {request.picture_id}
        if request.answered_at is None and request.story_id:
            shown |= set(pictures_of(request.story))
        hashes = Picture.objects.filter(pk__in=shown - {None}).exclude(file_hash="")
        AskedFile.objects.bulk_create(
            [
                AskedFile(request=request, file_hash=one)
                for one in sorted(set(hashes.values_list("file_hash", flat=True)))
            ]
        )


def pictures_of(story):
    """Of its newest draft, or of its row where there is none."""
    content = story.latest_revision.content if story.latest_revision_id else {}
    yield content["picture"] if "picture" in content else story.picture_id
    body = content["body"] if "body" in content else story.body
    nobody = content.get("shows_nobody", story.shows_nobody)
    yield from (picture for picture, ticked in told(body) if not (ticked or nobody))


class Migration(migrations.Migration):
    dependencies = [
        ("brand", "0003_accounts"),
        ("stories", "0009_whose_pictures"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(keep_ticked, migrations.RunPython.noop),
        migrations.RunPython(keep_asked, migrations.RunPython.noop),
    ]
