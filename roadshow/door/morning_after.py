"""The morning after a stop: who did not come is noted, who came stands on the desk's list.

Each row is claimed by a conditional update, so that two workers, or a worker that was down for a
day, note it once. Where nobody was checked in, the door was not kept: then nobody was absent.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from brand.dates.working_days import working_days_after
from leads import capture
from leads.follow_up import actions
from leads.models import Interaction, Lead
from roadshow import visit
from roadshow.models import Registration
from roadshow.models.registrations import State

MORNING = time(6)  # Brussels time
LONGEST_DOWN = timedelta(days=7)  # older stops are left as they are


def run(now: datetime | None = None) -> int:
    """How many registrations were noted."""
    now = now or timezone.now()
    if timezone.localtime(now).time() < MORNING:
        return 0
    rows = _of_past_stops(now)
    absent = [_note_absent(row, now) for row in rows.filter(state=State.CONFIRMED)]
    present = [_bring_to_desk(row, now) for row in rows.filter(state=State.PRESENT)]
    return sum(absent) + sum(present)


def _of_past_stops(now: datetime):
    """Registrations nobody looked at since, of stops that ended before today with a kept door."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    arrived = Registration.objects.filter(stop=OuterRef("stop"), state=State.PRESENT)
    return (
        Registration.objects.with_stop()
        .filter(
            Exists(arrived),
            debriefed_at=None,
            stop__cancelled_at=None,
            stop__ends_at__lt=midnight,
            stop__ends_at__gt=now - LONGEST_DOWN,
        )
        .order_by("pk")
    )


@transaction.atomic
def _note_absent(registration: Registration, now: datetime) -> bool:
    mine = Registration.objects.filter(pk=registration.pk, state=State.CONFIRMED, debriefed_at=None)
    if not mine.update(state=State.ABSENT, debriefed_at=now, updated_at=now):
        return False
    _say(registration, f"Kwam niet naar {_stop(registration)}.", now)
    return True


@transaction.atomic
def _bring_to_desk(registration: Registration, now: datetime) -> bool:
    mine = Registration.objects.filter(pk=registration.pk, state=State.PRESENT, debriefed_at=None)
    if not mine.update(debriefed_at=now, updated_at=now):
        return False
    if not registration.table_note:  # which stands on the timeline already
        _say(registration, f"Was er in {_stop(registration)}.", now)
    if registration.lead_id:
        _call_first(registration)
    return True


def _call_first(registration: Registration) -> None:
    """A call on the working day after the stop, unless a day or an hour was agreed."""
    day = working_days_after(visit.day(registration.stop), capture.AFTER_A_VISIT_DAYS)
    day = max(day, timezone.localdate())
    lead = Lead.objects.get(pk=registration.lead_id)
    if lead.is_open and not lead.has_appointment:
        actions.call_by(lead, day, registration.table_line.rstrip("."))


def _say(registration: Registration, did: str, now: datetime) -> None:
    if registration.lead:
        registration.lead.add_to_timeline(Interaction.Kind.REGISTRATION, did, at=now)


def _stop(registration: Registration) -> str:
    return f"{visit.place(registration.stop)}, {visit.when(registration.stop)}"
