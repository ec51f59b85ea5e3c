"""How a dossier stands, in classes that a figure counts and the list is narrowed by."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.utils import timezone

from leads.models import Lead
from leads.stages import OPEN

RESPONSE = {"1": "Binnen een dag", "3": "Binnen drie dagen", "7": "Binnen een week"}
AGES = {"7": "Tot een week", "30": "Tot een maand", "91": "Tot drie maanden"}
LONGER = "langer"


class Class(NamedTuple):
    value: str  # in an address
    label: str
    condition: Q


def answers() -> list[Class]:
    """What became of the promise of a first answer."""
    today = timezone.localdate()
    given = Q(first_responded_at__isnull=False, first_response_due__isnull=False)
    in_time = Q(first_responded_at__date__lte=F("first_response_due"))
    waits = Q(first_responded_at=None, first_response_due__gte=today, stage__in=OPEN)
    return [
        Class("tijdig", "Op tijd beantwoord", given & in_time),
        Class(
            "later",
            "Later dan beloofd",
            given & Q(first_responded_at__date__gt=F("first_response_due")),
        ),
        Class("wacht", "Nog binnen de tijd", waits),
        Class("te-laat", "Nu te laat", Lead.first_answer_late(today)),
    ]


def response_times() -> list[Class]:
    """From when it came to the first answer, in whole days of 24 hours."""
    return list(_classes(RESPONSE, "first_responded_at", "created_at", "Langer dan een week"))


def _classes(names: dict[str, str], column: str, start: str, longer: str) -> Iterator[Class]:
    before = Q()
    for value, label in names.items():
        limit = Q(**{f"{column}__lte": F(start) + timedelta(days=int(value))})
        yield Class(value, label, before & limit)
        before = Q(**{f"{column}__gt": F(start) + timedelta(days=int(value))})
    yield Class(LONGER, longer, before)


def ages() -> list[Class]:
    """How long ago it came into the phase where it stands."""
    now, found, before = timezone.now(), [], Q()
    for value, label in AGES.items():
        since = now - timedelta(days=int(value))
        found.append(Class(value, label, before & Q(stage_since__gte=since)))
        before = Q(stage_since__lt=since)
    return [*found, Class(LONGER, "Langer dan drie maanden", before)]


def condition(classes: list[Class], value: str) -> Q:
    return next((one.condition for one in classes if one.value == value), Q())
