"""Where leads come from, compared: how many, and how far they came."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from brand.models import Campaign, User
from brand.privacy.retention import months_before
from leads.desk.screens import DeskPage
from leads.models import Lead
from leads.models.lead import LeadQuerySet
from leads.stages import Source, Stage

MONTHS = 12
COUNTED: dict[str, tuple[str, Q, list[str]]] = {
    # key: heading, what is counted, the phases of the list behind it
    "answered": ("Antwoord gekregen", Q(first_responded_at__isnull=False), []),
    "talks": (
        "In gesprek of verder",
        Q(stage__in=[Stage.TALK, Stage.PROPOSAL, Stage.COOPERATION]),
        [Stage.TALK, Stage.PROPOSAL, Stage.COOPERATION],
    ),
    "started": ("Samenwerking", Q(stage=Stage.COOPERATION), [Stage.COOPERATION]),
    "none": ("Geen match", Q(stage=Stage.NO_MATCH), [Stage.NO_MATCH]),
}


class Cell(NamedTuple):
    number: int
    share: str = ""  # of the leads of that source
    url: str = ""  # the list behind it


class Row(NamedTuple):
    label: str
    cells: list[Cell]


def campaign_name(user: User) -> Subquery:
    """Of each lead, the campaign over which the employer came first, where this user may see it."""
    seen = Campaign.objects.visible_to(user).filter(links=OuterRef("first_touch"))
    return Subquery(seen.order_by().values("name")[:1])


def rows(leads: LeadQuerySet) -> list[Row]:
    """One row for each source that brought any."""
    counts = {key: Count("pk", filter=what) for key, (_, what, _) in COUNTED.items()}
    found = leads.order_by().values("source").annotate(total=Count("pk"), **counts)
    by_source = {one["source"]: one for one in found}
    labels = [*Source.choices, ("", "Niet gekend")]
    return [
        _row(value, str(label), by_source[value]) for value, label in labels if value in by_source
    ]


def _row(source: str, label: str, found: dict[str, Any]) -> Row:
    total = found["total"]
    cells = [Cell(total, url=_list(source, []))]
    for key, (_, _, stages) in COUNTED.items():
        number = found[key]
        share = f"{round(100 * number / total)} %" if number else ""
        cells.append(Cell(number, share, _list(source, stages) if stages and number else ""))
    return Row(label, cells)


def _list(source: str, stages: list[str]) -> str:
    """What the number was counted from; leads of an unknown source have no such list."""
    if not source:
        return ""
    since = months_before(timezone.now(), MONTHS).date().isoformat()
    asked = [("source", source), *(("stage", str(stage)) for stage in stages)]
    return f"{reverse('lead:index')}?{urlencode([*asked, ('created_at_from', since)])}"


class SourcesView(DeskPage):
    page_title = "Waar dossiers vandaan komen"
    header_icon = "list-ul"
    template_name = "leads/desk/sources.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since = timezone.localtime(months_before(timezone.now(), MONTHS)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        leads = Lead.objects.visible_to(self.request.user).filter(created_at__gte=since)
        return super().get_context_data(**kwargs) | {
            "rows": rows(leads),
            "headings": ["Dossiers", *(heading for heading, _, _ in COUNTED.values())],
            "months": MONTHS,
        }
