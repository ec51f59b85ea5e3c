"""The board: a column for each stage, the leads that ask first on top."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from brand.models import User
from leads.desk.today import with_contacts, with_row_details
from leads.models import Lead
from leads.models.lead import LeadQuerySet
from leads.stages import BOARD, COLLAPSED, Stage

FIRST_CARDS = 12
ALL_CARDS = 120


@dataclass
class Column:
    stage: Stage
    total: int
    cards: list = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - len(self.cards)

    @property
    def is_collapsed(self) -> bool:
        return self.stage in COLLAPSED


def columns_for(user: User, *, mine: bool = False, wide: str | None = None) -> list[Column]:
    """The visible leads, stage by stage; of stage `wide` more than the first cards."""
    leads = Lead.objects.visible_to(user)
    if mine:
        leads = leads.filter(owner=user)
    totals = dict(leads.order_by().values_list("stage").annotate(Count("pk")))
    columns = {stage: Column(stage, totals.get(stage.value, 0)) for stage in [*BOARD, *COLLAPSED]}
    for lead in _cards(leads, wide, user):
        columns[Stage(lead.stage)].cards.append(lead)
    return list(columns.values())


def _cards(leads: LeadQuerySet, wide: str | None, user: User) -> LeadQuerySet:
    place = Window(
        RowNumber(),
        partition_by="stage",
        order_by=[F("next_action_on").asc(nulls_last=True), F("pk").desc()],
    )
    shown = Q(place__lte=FIRST_CARDS)
    if wide:
        shown |= Q(stage=wide, place__lte=ALL_CARDS)
    rows = with_contacts(with_row_details(leads.annotate(place=place)), user)
    return rows.filter(shown).order_by("stage", "place")
