"""Actions on a lead: a step and what came of it, note, move, plan, assign to a colleague.

Each action is one function and one transaction: lock the lead, refuse with a sentence, save the
lead, add one line to its timeline. That line keeps the earlier values, so that an action can be
undone until the next one.

Callers get the lead through `visible_to(user)`; permissions are not checked again here. `version`
is the version on the user's screen: a later change raises LeadChanged. Leave it out where no
screen is involved. The functions lock and save a fresh row; the caller's instance is not updated.

A first answer is a step by which the employer was reached (see outcomes.py) or an appointment. An
attempt is added to the timeline and plans the next call, but first_response_due stays open.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from brand import scoping
from brand.dates.working_days import working_day_from, working_days_after
from brand.models import User
from leads.follow_up import outcomes
from leads.follow_up.record import (
    LeadActionRefused,
    LeadChanged,
    hold,
    last_change_since,
    restore,
    save,
    write,
)
from leads.models import Contact, Interaction, Lead, LeadMail
from leads.notifications import notices
from leads.stages import BOARD, OPEN, NextAction, NoMatchReason, Stage

Kind = Interaction.Kind
Outcome = Interaction.Outcome

LOGGED = {Kind.MEETING, Kind.NOTE, Kind.OTHER}
MEETING_DAYS = 5  # working days to an appointment whose day was not chosen
OLDEST_STEP_DAYS = 365
PARKED_DAYS = 90
EVALUATION_DAYS = 28
FURTHEST_DAYS = 730
SAME_NOTE = timedelta(hours=1)


def log_call(
    lead: Lead,
    by: User,
    outcome: str,
    note: str = "",
    *,
    next_on: date | None = None,
    next_action: str = "",
    version: int | None = None,
) -> Interaction:
    """A call was made: one of the outcomes of a call."""
    return record_outcome(
        lead, Outcome(outcome), by, note, next_on=next_on, next_action=next_action, version=version
    )


@transaction.atomic
def record_outcome(
    lead: Lead,
    outcome: str,
    by: User | None,
    note: str = "",
    *,
    contact: Contact | None = None,
    done_on: date | None = None,
    next_on: date | None = None,
    next_at: time | None = None,
    next_action: str = "",
    version: int | None = None,
) -> Interaction:
    """A step was taken, on `done_on` (today when not given); `contact` was spoken to.

    By nobody of ours, when it is the employer who took it.

    Without `next_on` the next step is planned by what came of this one. What was agreed with the
    employer for a later day stays, unless this step is the agreed one.
    """
    result = outcomes.BY_OUTCOME[outcome]
    at, is_day_only = _moment(done_on)
    try:
        lead, before = hold(lead, version)
    except LeadChanged:
        if same := _sent_before(lead, result.kind, by, note, version, outcome):
            return same
        raise
    if result.is_answer:
        lead.first_responded_at = lead.first_responded_at or at
    _advance(lead, result.stage)
    _taken_by(lead, by)
    planned = outcomes.next_action_after(result, lead.next_action)
    if next_on is None and next_action:
        next_on = working_days_after(timezone.localdate(), result.days)
    if next_on is not None:
        _plan(lead, next_on, next_action or planned, "", next_at)
    elif not _keeps_appointment(lead, result.kind) and (lead.is_open or lead.next_action_on):
        on = working_days_after(timezone.localdate(), result.days)
        _plan(lead, on, planned, lead.next_action_note if planned == lead.next_action else "")
    return write(
        lead,
        before,
        result.kind,
        by,
        note=note,
        outcome=outcome,
        at=at,
        is_day_only=is_day_only,
        contact=contact if result.is_answer else None,
    )


@transaction.atomic
def log(
    lead: Lead,
    kind: str,
    by: User,
    note: str = "",
    *,
    next_on: date | None = None,
    next_at: time | None = None,
    next_action: str = "",
    place: str = "",
    version: int | None = None,
) -> Interaction:
    """An appointment, a note. An appointment plans the visit on its day, at its hour and place."""
    kind = Kind(kind)
    if kind not in LOGGED:
        raise ValueError(f"{kind} is not logged by hand")
    if kind == Kind.NOTE and not note.strip():
        raise LeadActionRefused("Schrijf eerst een notitie.")
    try:
        lead, before = hold(lead, version)
    except LeadChanged:
        if same := _sent_before(lead, kind, by, note, version):
            return same
        raise
    if kind == Kind.NOTE and (same := _sent_before(lead, kind, by, note, None)):
        return same
    if kind == Kind.MEETING:
        lead.first_responded_at = lead.first_responded_at or timezone.now()
        _advance(lead, Stage.CONTACTED)
        _taken_by(lead, by)
        next_action = next_action or NextAction.VISIT
        if next_on is None and not lead.has_appointment:
            next_on = working_days_after(timezone.localdate(), MEETING_DAYS)
    if next_on is not None:
        action = next_action or lead.next_action or NextAction.CALL
        _plan(lead, next_on, action, lead.next_action_note, next_at, place)
    return write(lead, before, kind, by, note=note)


@transaction.atomic
def move(
    lead: Lead,
    stage: str,
    by: User,
    *,
    reason: str = "",
    next_on: date | None = None,
    version: int | None = None,
) -> Interaction | None:
    """Put the lead in another phase. None when it stands there already."""
    stage = Stage(stage)
    lead, before = hold(lead, version)
    if lead.stage == stage:
        return None
    if stage == Stage.NO_MATCH and reason not in NoMatchReason.values:
        raise LeadActionRefused("Kies waarom het geen match is.")
    said = f"Van {lead.get_stage_display()} naar {stage.label}."
    lead.stage, lead.stage_since = stage, timezone.now()
    lead.no_match_reason = reason if stage == Stage.NO_MATCH else ""
    if lead.no_match_reason:
        said += f" {lead.get_no_match_reason_display()}."
    _plan_for(lead, stage, next_on)
    return write(lead, before, Kind.STAGE, by, note=said)


@transaction.atomic
def set_next_action(
    lead: Lead,
    by: User,
    action: str,
    on: date,
    note: str = "",
    *,
    at: time | None = None,
    version: int | None = None,
) -> Interaction:
    """What will be done next, and when."""
    action = NextAction(action)
    lead, before = hold(lead, version)
    if lead.stage == Stage.NO_MATCH:
        raise LeadActionRefused("Dit dossier is afgesloten. Zet het eerst in een andere fase.")
    _plan(lead, on, action, note, at, lead.next_action_place)
    return write(lead, before, Kind.NEXT, by, note=_planned(lead))


@transaction.atomic
def snooze(
    lead: Lead,
    by: User,
    *,
    to: date | None = None,
    days: int | None = None,
    version: int | None = None,
) -> Interaction:
    """Same step, later: on day `to`, or the first working day `days` from today."""
    lead, before = hold(lead, version)
    if not lead.next_action:
        raise LeadActionRefused("Dit dossier heeft geen volgende stap om te verzetten.")
    if days is not None:
        to = working_day_from(timezone.localdate() + timedelta(days=days))
    _plan(
        lead,
        to,
        lead.next_action,
        lead.next_action_note,
        lead.next_action_at,
        lead.next_action_place,
    )
    return write(lead, before, Kind.NEXT, by, note=_planned(lead))


@transaction.atomic
def assign(lead: Lead, by: User, to: User | None, *, version: int | None = None) -> Interaction:
    """Assign the lead to a colleague of the owning partner, or to None."""
    lead, before = hold(lead, version)
    if to is not None and not may_own(to, lead):
        raise LeadActionRefused(
            f"{to} werkt niet mee aan de opvolging bij {lead.owner_organisation}."
        )
    lead.owner = to
    line = write(lead, before, Kind.OWNER, by, note=f"Nu bij {to}." if to else "Nu bij niemand.")
    if line.before:
        notices.tell_owner(lead, by)
    return line


@transaction.atomic
def undo(interaction: Interaction, by: User) -> Interaction:
    """Undo an action, unless another followed. The line stays on the timeline, struck through."""
    lead, now = hold(interaction.lead, None)
    line = Interaction.objects.select_for_update().get(pk=interaction.pk)
    if line.undone_at or line.before is None:
        raise LeadActionRefused("Dit kan niet ongedaan gemaakt worden.")
    sent = LeadMail.objects.filter(line=line).first()
    if sent and not sent.halt():
        raise LeadActionRefused("Deze mail is al vertrokken: dat kan niet ongedaan gemaakt worden.")
    if line.before:
        if line.version != lead.version:
            raise LeadChanged(
                f"{last_change_since(lead, line.version)} Ongedaan maken kan niet meer."
            )
        restore(lead, line.before)
        save(lead, now)
    line.undone_at, line.undone_by = timezone.now(), by
    line.save(update_fields=["undone_at", "undone_by"])
    return line


@transaction.atomic
def call_by(lead: Lead, day: date, note: str) -> Interaction | None:
    """Call on this day at the latest; None where that is planned already. Nobody asked for it."""
    lead, before = hold(lead, None)
    if lead.next_action_on is not None and lead.next_action_on <= day:
        return None
    _plan(lead, day, NextAction.CALL, note)
    return write(lead, before, Kind.NEXT, None, note=_planned(lead))


def _sent_before(
    lead: Lead, kind: str, by: User | None, note: str, version: int | None, outcome: str = ""
) -> Interaction | None:
    """The line that this very form made before: a second click, a page that was sent again.

    A step is known by the version it started from; a note changes no version, and is the same when
    somebody writes the same words within the hour.
    """
    lines = lead.interactions.filter(
        kind=kind, by=by, note=note.strip()[:4000], outcome=outcome, undone_at=None
    )
    if kind == Kind.NOTE:
        return lines.filter(at__gte=timezone.now() - SAME_NOTE).first()
    return lines.filter(version=version + 1).first() if version is not None else None


def may_own(user: User, lead: Lead) -> bool:
    """Whether this user may be the owner of the lead."""
    return scoping.may(user, "leads.change_lead", lead.owner_organisation_id)


def _advance(lead: Lead, stage: str) -> None:
    """An open lead moves forward to this stage; nothing moves back."""
    if stage and lead.is_open and BOARD.index(Stage(stage)) > BOARD.index(Stage(lead.stage)):
        lead.stage, lead.stage_since = stage, timezone.now()


def _moment(done_on: date | None) -> tuple[datetime, bool]:
    """When a step was taken, and whether only its day is known."""
    now = timezone.localtime()
    if done_on is None or done_on == now.date():
        return now, False
    if done_on > now.date():
        raise LeadActionRefused("Kies vandaag, of een dag die voorbij is.")
    if done_on < now.date() - timedelta(days=OLDEST_STEP_DAYS):
        raise LeadActionRefused("Kies een dag van het voorbije jaar.")
    return timezone.make_aware(datetime.combine(done_on, time(12))), True


def _keeps_appointment(lead: Lead, kind: str) -> bool:
    """An agreed day and hour stay, unless this was the agreed step."""
    is_this_step = (
        outcomes.KIND_OF_ACTION.get(lead.next_action) == kind
        and lead.next_action_on == timezone.localdate()
    )
    return lead.has_appointment and not is_this_step


def _taken_by(lead: Lead, by: User | None) -> None:
    """The first user who reaches the employer becomes the owner of a lead without one."""
    if by is not None and lead.owner_id is None and may_own(by, lead):
        lead.owner = by


def _plan_for(lead: Lead, stage: str, next_on: date | None) -> None:
    """No open lead without a next step; who is parked or started is not forgotten either."""
    today = timezone.localdate()
    if stage == Stage.NO_MATCH:
        lead.next_action, lead.next_action_note, lead.next_action_on = "", "", None
        lead.next_action_at, lead.next_action_place = None, ""
        return
    action = lead.next_action or NextAction.CALL
    if stage == Stage.COOPERATION:
        action, days = NextAction.EVALUATION, EVALUATION_DAYS
        next_on = next_on or working_day_from(today + timedelta(days=days))
    if stage == Stage.PARKED:
        next_on = next_on or working_day_from(today + timedelta(days=PARKED_DAYS))
    if stage in OPEN:
        next_on = next_on or lead.next_action_on or working_days_after(today, 1)
    if next_on != lead.next_action_on:
        _plan(lead, next_on, action, lead.next_action_note)
    lead.next_action = action


def _plan(
    lead: Lead,
    on: date | None,
    action: str,
    note: str,
    at: time | None = None,
    place: str = "",
) -> None:
    today = timezone.localdate()
    if on is None:
        raise LeadActionRefused("Kies een dag voor de volgende stap.")
    if on < today:
        raise LeadActionRefused("Kies een dag die nog moet komen.")
    if on > today + timedelta(days=FURTHEST_DAYS):
        raise LeadActionRefused("Kies een dag binnen twee jaar.")
    lead.next_action, lead.next_action_on, lead.next_action_note = action, on, note.strip()[:200]
    lead.next_action_at = at
    lead.next_action_place = place.strip()[:160] if at else ""


def _planned(lead: Lead) -> str:
    day = date_format(lead.next_action_on, "SHORT_DATE_FORMAT") if lead.next_action_on else ""
    said = f"{lead.get_next_action_display()} op {day} {lead.agreed_hour}".strip()
    return f"{said}: {lead.next_action_note}" if lead.next_action_note else f"{said}."
