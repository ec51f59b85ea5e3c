"""Recording where a story or picture was used outside the site, to be able to recall it."""

from urllib.parse import urlsplit

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from stories.gate import consent
from stories.models import Use

SALT = "stories.using"
UNDO_FOR = 3600  # seconds
KEPT = ("organisation_id", "story_id", "kind", "channel", "where", "url", "who", "recorded_by_id")


@transaction.atomic
def record(story, *, kind: str, channel: str, where: str, url="", who="", by=None, partner=None):
    """One place; the people in the story are written with it, for when the story itself is gone."""
    use = Use.objects.create(
        organisation=partner or story.section_organisation,
        story=story,
        kind=kind,
        channel=channel,
        where=where[:200],
        url=url,
        who=(who or (str(by) if by else ""))[:160],
        recorded_by=by,
        at=timezone.now(),
    )
    use.people.set(consent.people_of(story))
    return use


def is_known(story, url: str) -> bool:
    """Whether this address is recorded already, ignoring a final slash and anything after "#"."""
    same = _same(url)
    return any(
        _same(row) == same for row in story.uses.exclude(url="").values_list("url", flat=True)
    )


def _same(url: str) -> tuple:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host, parts.path.rstrip("/"), parts.query


@transaction.atomic
def remove(use: Use) -> str:
    """Take a row away; what comes back brings it back for an hour."""
    kept = {name: getattr(use, name) for name in KEPT}
    kept["at"] = use.at.isoformat()
    kept["people"] = list(use.people.values_list("pk", flat=True))
    use.delete()
    return signing.dumps(kept, salt=SALT)


@transaction.atomic
def put_back(token: str, story) -> Use | None:
    """The row that was removed, or None when that was too long ago or of another story."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=UNDO_FOR)
    except signing.BadSignature:
        return None
    if kept["story_id"] != story.pk:
        return None
    people, kept["at"] = kept.pop("people"), parse_datetime(kept["at"])
    use, made = Use.objects.get_or_create(**kept)
    if made:
        use.people.set([person for person in consent.people_of(story) if person.pk in people])
    return use
