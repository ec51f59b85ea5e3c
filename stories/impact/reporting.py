"""What partners report, and the second person who agrees to it.

Callers find rows through `visible_to(user)`. Whatever cannot be done raises FigureRefused with a
Dutch sentence. What was approved is never changed: a correction is a new row, with its reason.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from brand import scoping
from brand.models import Organisation
from stories.impact import counting, figures
from stories.impact.figures import FigureRefused
from stories.models import Indicator, PartnerFigure

ADDS, CHANGES = "stories.add_partnerfigure", "stories.change_partnerfigure"
State = PartnerFigure.State
COUNTED = "Dit cijfer wordt geteld. Niemand geeft het door."
NOT_YET = "Dat jaar is nog niet begonnen."
WHY = "Er staat al een goedgekeurd cijfer. Schrijf waarom dat niet klopte."
NO_REASON = "Schrijf wat er niet klopt: zonder reden gaat niets terug."
YOURS = "Jij gaf dit cijfer door. Iemand anders moet het goedkeuren."
NOT_FEDERATION = "Alleen de federatie keurt cijfers goed."
DECIDED = "Hierover is intussen beslist. Kijk het na."


@transaction.atomic
def report(
    indicator: Indicator,
    organisation: Organisation,
    year: int,
    *,
    by,
    value: Decimal | None,
    source: str,
    source_date: date,
    document=None,
    note: str = "",
    reason: str = "",
    is_demo: bool = False,
) -> PartnerFigure:
    """Hand in one figure; what waited for approval makes place. `value` None: not known."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    if indicator.is_counted:
        raise FigureRefused(COUNTED)
    if year > timezone.localdate().year:
        raise FigureRefused(NOT_YET)
    rows = PartnerFigure.objects.filter(indicator=indicator, organisation=organisation, year=year)
    before = rows.filter(state=State.APPROVED).first()
    if before and not reason.strip():
        raise FigureRefused(WHY)
    rows.filter(state=State.SUBMITTED).update(state=State.REPLACED)
    return PartnerFigure.objects.create(
        indicator=indicator,
        organisation=organisation,
        year=year,
        value=value,
        source=source,
        source_date=source_date,
        document=document,
        note=note,
        reason=reason.strip() if before else "",
        replaces=before,
        entered_by=by,
        is_demo=is_demo,
    )


def why_not(user, row: PartnerFigure) -> str:
    """Why this user may not decide about it; empty when they may."""
    if not figures.may_publish(user):
        return NOT_FEDERATION
    return YOURS if row.entered_by_id == user.pk else ""


@transaction.atomic
def approve(row: PartnerFigure, by) -> PartnerFigure:
    """By somebody else than who handed it in. It counts in the next stand, which is made now."""
    indicator = Indicator.objects.select_for_update().get(pk=row.indicator_id)
    row = _held(row, by)
    same = {"indicator": indicator, "organisation": row.organisation_id, "year": row.year}
    PartnerFigure.objects.filter(**same, state=State.APPROVED).update(state=State.REPLACED)
    _decide(row, State.APPROVED, by)
    figures.recount(indicator, row.year, examples=counting.only_examples(), by=by)
    return row


@transaction.atomic
def send_back(row: PartnerFigure, by, answer: str) -> PartnerFigure:
    answer = " ".join(answer.split())[:400]
    if not answer:
        raise FigureRefused(NO_REASON)
    Indicator.objects.select_for_update().get(pk=row.indicator_id)
    row = _held(row, by)
    row.answer = answer
    _decide(row, State.RETURNED, by)
    return row


def may_report(user) -> bool:
    return scoping.may_somewhere(user, ADDS)


def _held(row: PartnerFigure, by) -> PartnerFigure:
    held = PartnerFigure.objects.filter(pk=row.pk).select_related("organisation").first()
    if held is None or not held.is_waiting:
        raise FigureRefused(DECIDED)
    if refused := why_not(by, held):
        raise FigureRefused(refused)
    return held


def _decide(row: PartnerFigure, state: str, by) -> None:
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
