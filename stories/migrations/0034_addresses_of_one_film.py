"""What was answered about a film elsewhere was about all its addresses.

An answer kept the address that was read. It gets, beside that, what a no is compared by: one key
for all addresses of that film. And what was asked about an address that more rules know now counts
for the others too. Addresses are read from every version of every page that is kept; of one that
stands in none of these, the answer stays about that address alone.
"""

import re
from importlib import import_module
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import migrations

ADDRESS = "adres:"
YOUTUBE = {"youtube.com", "youtube-nocookie.com"}
YOUTUBE_FOLDERS = {"embed", "shorts", "live", "v", "e"}
VIMEO = {"vimeo.com", "player.vimeo.com"}
VIMEO_FILM = re.compile(
    r"(?:/video|/channels/[^/]+|/groups/[^/]+/videos|/(?:showcase|album)/\d+/video)?/(\d+)(?:/|$)"
)
TRACKING = re.compile(r"(?:utm_.*|fbclid|gclid|mc_cid|mc_eid|igshid|igsh)$")
attached = import_module("stories.migrations.0026_attachments")
asked = import_module("stories.migrations.0028_films_that_were_asked")
before = import_module("stories.migrations.0032_films_as_files_and_elsewhere")


def plain_address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = re.sub(r"^(?:www|m|music)\.", "", (parts.hostname or "").lower().rstrip("."))
    except ValueError:
        return url.strip()
    path = unquote(parts.path).rstrip("/")
    said = dict(parse_qsl(parts.query))
    if host == "youtu.be":
        return f"youtube {path.strip('/')}"
    if host in YOUTUBE and (film := said.get("v") or in_folder(path)):
        return f"youtube {film}"
    if host in VIMEO and (found := VIMEO_FILM.match(path)):
        return f"vimeo.com/{found[1]}"
    if host == "dai.ly":
        host, path = "dailymotion.com", f"/video{path}"
    kept = sorted((name, one) for name, one in said.items() if not TRACKING.match(name))
    return " ".join([f"{host}{path}", *(f"{name}={one}" for name, one in kept)])


def in_folder(path: str) -> str:
    folder, _, film = path.strip("/").partition("/")
    return film if folder in YOUTUBE_FOLDERS else ""


def carry(apps, editor):
    addresses = every_address(apps)
    of_answers(apps, {attached.hashed(url): attached.hashed(plain_address(url)) for url in addresses})
    of_questions(apps, addresses)


def every_address(apps) -> set[str]:
    """Of the films elsewhere in every version of every page."""
    found = set()
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for content in revisions.values_list("content", flat=True).iterator():
        if isinstance(content, dict):
            found.update(films_in(attached.raw(content.get("body"))))
    for model in apps.get_models():
        for field in asked.streams(model):
            for page in model.objects.only(field.name).iterator():
                found.update(films_in(attached.raw(getattr(page, field.name))))
    return found


def films_in(part):
    """However deep they stand."""
    if isinstance(part, dict):
        inner = part.get("value")
        if part.get("type") == "video" and isinstance(inner, dict):
            if isinstance(inner.get("url"), str) and inner["url"]:
                yield inner["url"]
    if isinstance(part, dict | list):
        for one in part.values() if isinstance(part, dict) else part:
            yield from films_in(one)


def of_answers(apps, keys: dict[str, str]) -> None:
    for name in ("ConsentReceipt", "StoryReading"):
        rows = apps.get_model("stories", name).objects.exclude(attachments=[])
        for row in rows.iterator():
            told = sorted({with_key(mark, keys) for mark in row.attachments})
            if told != sorted(row.attachments):
                rows.filter(pk=row.pk).update(attachments=told)


def with_key(mark: str, keys: dict[str, str]) -> str:
    address = mark.removeprefix(ADDRESS)
    is_bare = mark.startswith(ADDRESS) and ":" not in address
    return f"{mark}:{keys[address]}" if is_bare and address in keys else mark


def of_questions(apps, addresses: set[str]) -> None:
    AskedFile = apps.get_model("stories", "AskedFile")
    keys = {attached.hashed(before.plain_address(url)): url for url in addresses}
    changed = {old: attached.hashed(plain_address(url)) for old, url in keys.items()}
    changed = {old: new for old, new in changed.items() if old != new}
    rows = AskedFile.objects.filter(file_hash__in=changed)
    AskedFile.objects.bulk_create(
        [AskedFile(request_id=row.request_id, file_hash=changed[row.file_hash]) for row in rows],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0033_credits_that_were_read"),
        ("brand", "0012_what_changed"),
        ("roadshow", "0005_each_repeat_has_its_stop"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
