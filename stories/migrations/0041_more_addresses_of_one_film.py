"""One film elsewhere has more addresses than were known; a no holds for all of them.

What was kept by an address that is known better now gets the key of its film, as 0034 did. A yes
to that film counts for the addresses at which visitors see it today, so that nothing leaves.
"""

import re
from importlib import import_module
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import migrations

YOUTUBE = re.compile(
    r"(?:.+\.)?(?:youtube(?:-nocookie|kids|education|\.googleapis)?\.com|youtu\.be)"
)
YOUTUBE_FOLDERS = {"embed", "shorts", "live", "v", "e", "watch"}
YOUTUBE_FILM = re.compile(r"(?!(?:videoseries|live_stream)\b)[\w-]+", re.ASCII)
YOUTUBE_INNER = ("u", "url", "q", "continue")  # one address of theirs within another
VIMEO = re.compile(r"(?:.+\.)?vimeo(?:pro)?\.com")
VIMEO_FILM = re.compile(
    r"^/(?:(?:[a-z]{2}|channels/[^/]+|ondemand/[^/]+)/)?(\d+)(?:/|$)"
    r"|/(?:videos?|review|playback|external)/(\d+)(?:[/.]|$)"
)
DAILYMOTION = re.compile(r"(?:.+\.)?dailymotion\.com")
DAILYMOTION_FILM = re.compile(r"/video/([^/_]+)")
TRACKING = re.compile(r"(?:utm_.*|fbclid|gclid|mc_cid|mc_eid|igshid|igsh)$")
attached = import_module("stories.migrations.0026_attachments")
asked_before = import_module("stories.migrations.0028_films_that_were_asked")
before = import_module("stories.migrations.0034_addresses_of_one_film")


def plain_address(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        host = re.sub(r"^(?:www|m|music)\.", "", (parts.hostname or "").lower().rstrip("."))
    except ValueError:
        return url.strip()
    path = unquote(parts.path).rstrip("/")
    asked = dict(parse_qsl(parts.query))
    if YOUTUBE.fullmatch(host) and (film := on_youtube(host, path, parts)):
        return f"youtube {film}"
    if VIMEO.fullmatch(host) and (film := on_vimeo(path, asked)):
        return f"vimeo.com/{film}"
    if host == "dai.ly":
        host, path = "dailymotion.com", f"/video{path}"
    if DAILYMOTION.fullmatch(host):
        found = DAILYMOTION_FILM.search(path)
        if film := asked.get("video") or (found and found[1]):
            return f"dailymotion.com/video/{film}"
    said = sorted((name, one) for name, one in asked.items() if not TRACKING.match(name))
    return " ".join([f"{host}{path}", *(f"{name}={one}" for name, one in said)])


def on_youtube(host: str, path: str, parts) -> str:
    asked = dict(parse_qsl(f"{parts.fragment.rpartition('?')[2]}&{parts.query}"))
    folder, _, film = path.strip("/").partition("/")
    in_path = film.lstrip("/") if folder.lower() in YOUTUBE_FOLDERS else ""
    in_path = in_path or (folder if host == "youtu.be" else "")
    if found := YOUTUBE_FILM.match(asked.get("v") or in_path):
        return found[0]
    inner = next((asked[name] for name in YOUTUBE_INNER if name in asked), "")
    told = plain_address(f"https://youtube.com{inner}" if inner.startswith("/") else inner)
    return told.removeprefix("youtube ") if told.startswith("youtube ") else ""


def on_vimeo(path: str, asked: dict[str, str]) -> str:
    found = VIMEO_FILM.search(path)
    return asked.get("clip_id") or (found and (found[1] or found[2])) or ""


def carry(apps, editor):
    keys = {url: keys_of(url) for url in before.every_address(apps)}
    changed = {old: new for old, new in keys.values() if old != new}
    if not changed:
        return
    shown = {url: new for url in on_live_pages(apps) if (new := changed.get(keys[url][0]))}
    of_answers(apps, changed, shown)
    of_questions(apps, changed)
    for name, field in (("Objection", "films"), ("Withdrawal", "file_hashes")):
        of_lists(apps.get_model("stories", name).objects, field, changed)
    releases = apps.get_model("stories", "FileRelease").objects
    for row in list(releases.filter(file_hash__in=changed, ended_at=None)):
        same = {"person": row.person_id, "file_hash": changed[row.file_hash], "ended_at": None}
        if not releases.filter(**same).exists():
            releases.filter(pk=row.pk).update(file_hash=changed[row.file_hash])


def keys_of(url: str) -> tuple[str, str]:
    return attached.hashed(before.plain_address(url)), attached.hashed(plain_address(url))


def on_live_pages(apps) -> set[str]:
    found = set()
    for model in apps.get_models():
        streams = asked_before.streams(model)
        if streams and "live" in {field.name for field in model._meta.get_fields()}:
            for page in model.objects.filter(live=True).iterator():
                for field in streams:
                    found.update(before.films_in(attached.raw(getattr(page, field.name))))
    return found


def of_answers(apps, changed: dict[str, str], shown: dict[str, str]) -> None:
    for name in ("ConsentReceipt", "StoryReading"):
        rows = apps.get_model("stories", name).objects.exclude(attachments=[])
        for row in rows.iterator():
            told = {with_key(mark, changed) for mark in row.attachments}
            known = {mark.rpartition(":")[2] for mark in told if mark.startswith(before.ADDRESS)}
            told |= {
                f"{before.ADDRESS}{attached.hashed(url)}:{key}"
                for url, key in shown.items()
                if key in known
            }
            if sorted(told) != sorted(row.attachments):
                rows.filter(pk=row.pk).update(attachments=sorted(told))


def with_key(mark: str, changed: dict[str, str]) -> str:
    address, _, key = mark.rpartition(":")
    is_known = mark.startswith(before.ADDRESS) and key in changed
    return f"{address}:{changed[key]}" if is_known else mark


def of_questions(apps, changed: dict[str, str]) -> None:
    AskedFile = apps.get_model("stories", "AskedFile")
    AskedFile.objects.bulk_create(
        [
            AskedFile(request_id=row.request_id, file_hash=changed[row.file_hash])
            for row in AskedFile.objects.filter(file_hash__in=changed)
        ],
        ignore_conflicts=True,
    )


def of_lists(rows, field: str, changed: dict[str, str]) -> None:
    """Beside what it knew: the earlier key is of nothing any more."""
    for row in rows.iterator():
        kept = getattr(row, field)
        told = sorted({*kept, *(changed[one] for one in kept if one in changed)})
        if told != sorted(kept):
            rows.filter(pk=row.pk).update(**{field: told})


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0040_pictures_that_made_place"),
        ("brand", "0012_what_changed"),
        ("roadshow", "0005_each_repeat_has_its_stop"),
    ]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
