"""What the desk reports of a campaign; see brand/campaigns/results.py.

A lead counts for the link over which its employer came first.
"""

from django.db.models import Count, QuerySet

from brand.campaigns.results import Step
from brand.models import TrackedLink
from brand.models.campaigns import Goal
from leads.models import Lead, Placement
from leads.stages import Stage

IN_TALKS = [Stage.TALK, Stage.PROPOSAL, Stage.COOPERATION]


def leads(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(Lead.objects.filter(first_touch__in=links))


def talks(links: QuerySet[TrackedLink]) -> dict[int, int]:
    return _count(Lead.objects.filter(first_touch__in=links, stage__in=IN_TALKS))


def _count(rows: QuerySet[Lead]) -> dict[int, int]:
    return dict(rows.order_by().values_list("first_touch").annotate(Count("pk")))


def placements(links: QuerySet[TrackedLink]) -> dict[int, int]:
    rows = Placement.objects.confirmed().filter(lead__first_touch__in=links).order_by()
    return dict(rows.values_list("lead__first_touch").annotate(Count("pk")))


STEPS = [
    Step(
        Goal.LEADS,
        Goal.LEADS.label,
        40,
        leads,
        hint="Werkgevers die de eerste keer langs een link van de campagne kwamen.",
        opens="lead:index",
        right="leads.view_lead",
    ),
    Step(
        "gesprekken",
        "In gesprek of verder",
        50,
        talks,
        part_of=Goal.LEADS,
        opens="lead:index",
        narrowed={"stage": [stage.value for stage in IN_TALKS]},
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
        right="leads.view_placement",
    ),
]
