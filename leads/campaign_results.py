"""What the desk reports of a campaign; see brand/campaigns/results.py.

A lead counts for the link over which its employer came first.
"""

from typing import Any

from django.db.models import Count, QuerySet

from brand.campaigns.results import PROVINCE, STOP, Step
from brand.models import TrackedLink
from brand.models.campaigns import Goal
from leads.desk import stops
from leads.models import Lead, Placement
from leads.stages import Stage

PLACES = {PROVINCE: "employer__municipality__province", STOP: "stop"}
IN_TALKS = [Stage.TALK, Stage.PROPOSAL, Stage.COOPERATION]


def stop_names(numbers: set[int]) -> dict[int, str]:
    return stops.names(numbers)


def leads(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(Lead.objects.filter(first_touch__in=links))


def talks(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(Lead.objects.filter(first_touch__in=links, stage__in=IN_TALKS))


def leads_at(links: QuerySet[TrackedLink], by: str) -> dict[Any, int]:
    return _count(Lead.objects.filter(first_touch__in=links), PLACES[by])


def talks_at(links: QuerySet[TrackedLink], by: str) -> dict[Any, int]:
    return _count(Lead.objects.filter(first_touch__in=links, stage__in=IN_TALKS), PLACES[by])


def _count(rows: QuerySet, by: str = "first_touch") -> dict[Any, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def placements(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(_confirmed(links), "lead__first_touch")


def placements_at(links: QuerySet[TrackedLink], by: str) -> dict[Any, int]:
    return _count(_confirmed(links), f"lead__{PLACES[by]}")


def _confirmed(links: QuerySet[TrackedLink]) -> QuerySet[Placement]:
    return Placement.objects.confirmed().filter(lead__first_touch__in=links)


STEPS = [
    Step(
        Goal.LEADS,
        Goal.LEADS.label,
        40,
        leads,
        hint="Werkgevers die de eerste keer langs een link van de campagne kwamen.",
        opens="lead:index",
        right="leads.view_lead",
        at=leads_at,
    ),
    Step(
        "gesprekken",
        "In gesprek of verder",
        50,
        talks,
        part_of=Goal.LEADS,
        opens="lead:index",
        narrowed={"stage": [stage.value for stage in IN_TALKS]},
        at=talks_at,
        right="leads.view_lead",
    ),
    Step(
        Goal.PLACEMENTS,
        Goal.PLACEMENTS.label,
        60,
        placements,
        hint="Door de werkgever en de partner bevestigd.",
        opens="placement:index",
        narrowed={"state": ["bevestigd"]},
        at=placements_at,
        right="leads.view_placement",
    ),
]
