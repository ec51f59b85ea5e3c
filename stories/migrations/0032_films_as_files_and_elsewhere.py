"""A film that is offered as a file, and one on another site, are of whoever was asked for them.

As 0028 did for films of our own: each question gets those that stood in its stories when it was
asked and when it was answered, and what visitors see now stays where nobody in it refused. So are
captions that say something. An
answer about a file that is a film was about that film.
"""

import re
from importlib import import_module
from urllib.parse import parse_qsl, urlsplit

from django.db import migrations, models

FILMS = (".mp4", ".webm")
YOUTUBE = {"youtube.com", "youtube-nocookie.com"}
LETTER = re.compile(r"[^\W\d_]")
attached = import_module("stories.migrations.0026_attachments")
asked = import_module("stories.migrations.0028_films_that_were_asked")


class Films:
    """The documents that are films, by their number."""

    def __init__(self, documents):
        self.documents, self.known = documents, {}

    def hash_of(self, number) -> str:
        document = self.documents.get(number)
        if document is None:
            return ""
        if document.pk not in self.known:
            digest = self.documents.mark("x", number).partition(":")[2]
            self.known[document.pk] = digest if is_film(document) else ""
        return self.known[document.pk]

    def captions(self, number) -> str:
        document = self.documents.get(number)
        said = document is not None and says_something(document)
        return self.documents.mark("x", number).partition(":")[2] if said else ""

    def hashes(self) -> set[str]:
        return set(self.known.values()) - {""}


def is_film(document) -> bool:
    if document.file.name.lower().endswith(FILMS):
        return True
    try:
        with document.file.open("rb") as file:
            start = file.read(12)
    except (OSError, ValueError):
        return False
    return start[4:8] == b"ftyp" or start.startswith(b"\x1aE\xdf\xa3")


def says_something(document) -> bool:
    try:
        with document.file.open("rb") as file:
            lines = file.read().decode("utf-8", "ignore").splitlines()[1:]
    except (OSError, ValueError):
        return False
    return any(LETTER.search(line) for line in lines if "-->" not in line)


def plain_address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    host = re.sub(r"^(?:www|m)\.", "", (parts.hostname or "").lower())
    path = parts.path.rstrip("/")
    said = dict(parse_qsl(parts.query))
    if host == "youtu.be":
        return f"youtube {path.strip('/')}"
    if host in YOUTUBE and (film := said.get("v") or last_part(path)):
        return f"youtube {film}"
    if host == "player.vimeo.com":
        host, path = "vimeo.com", path.removeprefix("/video")
    kept = sorted((name, value) for name, value in said.items() if not name.startswith("utm_"))
    return " ".join([f"{host}{path}", *(f"{name}={value}" for name, value in kept)])


def last_part(path: str) -> str:
    folder, _, film = path.strip("/").partition("/")
    return film if folder in ("embed", "shorts", "live") else ""


def keys_in(body, films: Films) -> set[str]:
    """However deep they stand."""
    return set(_keys(attached.raw(body), films)) - {""}


def _keys(part, films: Films):
    if isinstance(part, str):
        for tag in attached.LINK.findall(part) if "linktype" in part else ():
            yield from map(films.hash_of, attached.NUMBER.findall(tag))
    if isinstance(part, dict):
        kind, value = part.get("type"), part.get("value")
        if kind == "video" and isinstance(value, dict) and isinstance(value.get("url"), str):
            yield attached.hashed(plain_address(value["url"])) if value["url"] else ""
        if kind == "video" and isinstance(value, dict):
            yield films.captions(value.get("captions"))
        if kind == "download" and isinstance(value, dict):
            yield films.hash_of(value.get("document"))
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from _keys(one, films)


class Versions:
    """What stood in each version of one page."""

    def __init__(self, page, revisions, films: Films):
        self.now = keys_in(page.body, films)
        rows = revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
        self.kept = [
            (row.pk, row.created_at, keys_in(row.content.get("body"), films))
            for row in rows.iterator()
            if isinstance(row.content, dict)
        ]

    is_bare = attached.Versions.is_bare
    at = attached.Versions.at


def keep(apps, editor):
    films = Films(attached.Documents(apps.get_model("wagtaildocs", "Document")))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    together, pages = {}, {}
    stories = apps.get_model("stories", "StoryPage").objects
    for page in stories.only("pk", "translation_key", "body").iterator():
        versions = Versions(page, revisions, films)
        if not versions.is_bare:
            together.setdefault(page.translation_key, []).append(versions)
            pages[page.pk] = versions
    if not together:
        return
    of_answers(apps, films.hashes())
    shown = on_live_pages(apps, films)
    for request in apps.get_model("stories", "ConsentRequest").objects.iterator():
        found = of_request(apps, request, together)
        if found & shown and not asked.was_refused(apps, request):
            found -= shown
        note(apps, request, found)
    whole = apps.get_model("stories", "Objection").objects.filter(whole=True, settled_at=None)
    for row in list(whole.filter(story__in=pages)):
        if request := request_of(apps, row):
            note(apps, request, pages[row.story_id].at(row.made_at))


def note(apps, request, found: set[str]) -> None:
    AskedFile = apps.get_model("stories", "AskedFile")
    AskedFile.objects.bulk_create(
        [AskedFile(request=request, file_hash=one) for one in sorted(found)], ignore_conflicts=True
    )


def of_request(apps, request, together) -> set[str]:
    receipts = apps.get_model("stories", "ConsentReceipt").objects
    found = set()
    for key in asked.keys_of(apps, request):
        answers = list(receipts.filter(person=request.person_id, story_key=key))
        for versions in together.get(key, ()):
            found |= versions.at(request.asked_at)
            if request.answered_at is None and request.closed_at is None:
                found |= versions.kept[-1][2] if versions.kept else versions.now
            for row in answers:
                found |= versions.at(row.at, row.revision_id)
    return found


def request_of(apps, objection):
    requests = apps.get_model("stories", "ConsentRequest").objects
    own = requests.filter(person=objection.person_id).order_by("-asked_at", "-pk")
    return objection.request or own.first()


def of_answers(apps, films: set[str]) -> None:
    """What was agreed to as a file was agreed to as the film that it is."""
    for name in ("ConsentReceipt", "StoryReading"):
        rows = apps.get_model("stories", name).objects.exclude(attachments=[])
        for row in rows.iterator():
            files = {mark.split(":")[1] for mark in row.attachments if mark.startswith("bestand:")}
            told = sorted({*row.attachments, *(f"film:{one}" for one in files & films)})
            if told != sorted(row.attachments):
                rows.filter(pk=row.pk).update(attachments=told)


def on_live_pages(apps, films: Films) -> set[str]:
    found = set()
    for model in apps.get_models():
        if asked.streams(model) and "live" in {field.name for field in model._meta.get_fields()}:
            for page in model.objects.filter(live=True).iterator():
                for field in asked.streams(model):
                    found |= keys_in(getattr(page, field.name), films)
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0031_one_of_equal_objections"),
        ("brand", "0012_what_changed"),
        ("roadshow", "0005_each_repeat_has_its_stop"),
    ]

    operations = [
        migrations.AlterField(
            model_name="askedfile",
            name="file_hash",
            field=models.CharField(db_index=True, max_length=64),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
