"""The board: a column for each stage, the leads that ask first on top."""

from dataclasses import dataclass, field

from django.db.models import F

from brand.models import User
from brand.queries.counting import Counted, up_to
from leads.desk.today import with_contacts, with_row_details
from leads.models import Lead
from leads.models.lead import LeadQuerySet
from leads.stages import BOARD, COLLAPSED, Stage

FIRST_CARDS = 12
ALL_CARDS = 120


@dataclass
class Column:
    stage: Stage
    counted: Counted
    cards: list = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.counted.number

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
    columns, first = [], {}
    for stage in [*BOARD, *COLLAPSED]:
        most = ALL_CARDS if stage == wide else FIRST_CARDS
        first[stage], counted = _first(leads.filter(stage=stage), most)
        columns.append(Column(stage, counted))
    numbers = [pk for found in first.values() for pk in found]
    rows = with_contacts(with_row_details(leads.filter(pk__in=numbers).order_by()), user)
    cards = {lead.pk: lead for lead in rows}
    for column in columns:
        column.cards = [cards[pk] for pk in first[column.stage] if pk in cards]
    return columns


def _first(leads: LeadQuerySet, most: int) -> tuple[list[int], Counted]:
    """The numbers of those that ask first, read from the index of the stage, and how many."""
    ordered = leads.order_by(F("next_action_on").asc(nulls_last=True), "-pk")
    found = list(ordered.values_list("pk", flat=True)[: most + 1])
    return found[:most], up_to(leads) if len(found) > most else Counted(len(found))
