"""Whose the films of earlier questions are, as it is kept for photographs.

Each question gets the films that stood in its stories when it was asked and when it was answered.
What visitors see now stays where nobody in it refused.
"""

from importlib import import_module

from django.db import migrations
from django.db.models import Q
from wagtail.fields import StreamField

FILM = "film:"
earlier = import_module("stories.migrations.0026_attachments")


def keep_films(apps, editor):
    Story = apps.get_model("stories", "StoryPage")
    AskedFile = apps.get_model("stories", "AskedFile")
    documents = earlier.Documents(apps.get_model("wagtaildocs", "Document"))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    together = {}
    for page in Story.objects.only("pk", "translation_key", "body").iterator():
        versions = earlier.Versions(page, revisions, documents)
        if not versions.is_bare:
            together.setdefault(page.translation_key, []).append(versions)
    if not together:
        return
    shown = films_online(apps, documents)
    for request in apps.get_model("stories", "ConsentRequest").objects.iterator():
        found = films_of(apps, request, together)
        if found & shown and not was_refused(apps, request):
            found -= shown
        AskedFile.objects.bulk_create(
            [AskedFile(request=request, file_hash=one) for one in sorted(found)],
            ignore_conflicts=True,
        )


def films_of(apps, request, together) -> set[str]:
    """In every language of its stories, and in the answers of its person about them."""
    receipts = apps.get_model("stories", "ConsentReceipt").objects
    found = []
    for key in keys_of(apps, request):
        for versions in together.get(key, ()):
            found.append(versions.at(request.asked_at))
            if request.answered_at is None and request.closed_at is None:
                found.append(versions.kept[-1][2] if versions.kept else versions.now)
        about = receipts.filter(person=request.person_id, story_key=key)
        found += about.values_list("attachments", flat=True)
    return only_films(mark for marks in found for mark in marks)


def only_films(marks) -> set[str]:
    return {mark.removeprefix(FILM) for mark in marks if mark.startswith(FILM)} - {""}


def keys_of(apps, request) -> set:
    """The story that it names; all of its person when it names nothing."""
    stories = apps.get_model("stories", "StoryPage").objects
    if request.story_id:
        return set(stories.filter(pk=request.story_id).values_list("translation_key", flat=True))
    if request.picture_id:
        return set()
    found = stories.filter(portrayals__person=request.person_id)
    return set(found.values_list("translation_key", flat=True))


def was_refused(apps, request) -> bool:
    """Whether its person ever said no to images in its stories, or took something back.

    What came to its end by itself was no no.
    """
    person = request.person_id
    answers = apps.get_model("stories", "ConsentReceipt").objects.filter(person=person)
    answers = answers.filter(Q(story_key=None) | Q(story_key__in=keys_of(apps, request)))
    given = apps.get_model("stories", "Consent").objects.filter(person=person)
    images = given.exclude(file_hash="").values("receipt")
    refused = answers.filter(taking=False).exclude(pk__in=images.exclude(receipt=None))
    took_back = apps.get_model("stories", "Withdrawal").objects.filter(person=person)
    took_back = took_back.exclude(way="einde")
    return refused.exists() or took_back.exists()


def films_online(apps, documents) -> set[str]:
    """The films on every page that is live, of whatever kind."""
    found = set()
    for model in apps.get_models():
        if not streams(model) or "live" not in {field.name for field in model._meta.get_fields()}:
            continue
        for page in model.objects.filter(live=True).iterator():
            for field in streams(model):
                for number in videos(earlier.raw(getattr(page, field.name))):
                    found.add(documents.mark("film", number))
    return only_films(found)


def streams(model) -> list[StreamField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, StreamField)]


def videos(part):
    """However deep they stand."""
    if isinstance(part, dict):
        inner = part.get("value")
        if part.get("type") == "video" and isinstance(inner, dict) and inner.get("file"):
            yield inner["file"]
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from videos(one)


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0027_where_a_no_was_said"),
        ("brand", "0012_what_changed"),
        ("roadshow", "0005_each_repeat_has_its_stop"),
    ]

    operations = [migrations.RunPython(keep_films, migrations.RunPython.noop)]
