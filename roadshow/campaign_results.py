"""What the roadshow reports of a campaign; see brand/campaigns/results.py."""

from typing import Any

from django.db.models import Count, QuerySet

from brand.campaigns.results import PROVINCE, STOP, Step
from brand.models import TrackedLink
from brand.models.campaigns import Goal
from roadshow.models import Registration

State = Registration.State
CAME_IN = [state for state in State if state != State.CANCELLED]


PLACES = {PROVINCE: "stop__venue__municipality__province", STOP: "stop"}


def _count(links: QuerySet[TrackedLink], states: list[State], by: str = "touch") -> dict[Any, int]:
    rows = Registration.objects.filter(touch__in=links, state__in=states).order_by()
    return dict(rows.values_list(by).annotate(Count("pk")))


def registrations(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(links, CAME_IN)


def present(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(links, [State.PRESENT])


def registrations_at(links: QuerySet[TrackedLink], by: str) -> dict[Any, int]:
    return _count(links, CAME_IN, PLACES[by])


def present_at(links: QuerySet[TrackedLink], by: str) -> dict[Any, int]:
    return _count(links, [State.PRESENT], PLACES[by])


LIST = {"opens": "inschrijvingen:index", "right": "roadshow.view_registration"}
STEPS = [
    Step(
        Goal.REGISTRATIONS,
        Goal.REGISTRATIONS.label,
        20,
        registrations,
        hint="Ook op de wachtlijst; niet wat geannuleerd is.",
        part_of="kliks",
        narrowed={"state": [state.value for state in CAME_IN]},
        at=registrations_at,
        **LIST,
    ),
    Step(
        Goal.PRESENT,
        Goal.PRESENT.label,
        30,
        present,
        part_of=Goal.REGISTRATIONS,
        narrowed={"state": [State.PRESENT.value]},
        at=present_at,
        **LIST,
    ),
]
