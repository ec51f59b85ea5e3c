"""What a placement asks of its lead: a next step that is never empty."""

from datetime import timedelta

from django.utils import timezone

from brand.dates.working_days import working_day_from
from leads.models import Lead, Placement
from leads.stages import NextAction, Stage


def plan(lead: Lead, placement: Placement) -> None:
    """Evaluation at the first moment to come; the caller saves the lead.

    Nothing left to ask closes the step of a cooperation, unless somebody planned another one.
    """
    if lead.has_appointment:
        return
    today = timezone.localdate()
    coming = placement.checks.filter(answer="", due_on__gt=today).first()
    ours = lead.next_action in ("", NextAction.EVALUATION)
    if coming is not None and (ours or lead.next_action_on is None):
        _set(lead, NextAction.EVALUATION, placement, coming.due_on - today)
    elif coming is None and ours and lead.stage == Stage.COOPERATION:
        lead.next_action = lead.next_action_note = ""
        lead.next_action_on = lead.next_action_at = None


def look_at(lead: Lead, why: str) -> None:
    """Something is wrong: today, with the reason. An appointment that is to come stays."""
    if lead.has_appointment:
        return
    lead.next_action, lead.next_action_note = NextAction.OTHER, why[:200]
    lead.next_action_on, lead.next_action_at = timezone.localdate(), None


def _set(lead: Lead, action: str, placement: Placement, ahead: timedelta) -> None:
    lead.next_action, lead.next_action_note = action, f"Loopt dit nog? {placement}"[:200]
    lead.next_action_on = working_day_from(timezone.localdate() + ahead)
    lead.next_action_at = None
