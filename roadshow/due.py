"""What the roadshow does by the clock: reminders, and offers that pass on.

Everything due stands on the row and is claimed by a conditional update in the transaction that
asks for the mail: a job that runs twice, or late, or in two processes, mails once.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from brand import mail
from roadshow.door import morning_after
from roadshow.models import Companion, Registration, StopPage
from roadshow.planning import plan
from roadshow.registration import companions, confirmation, holds, waiting_list

MORNING = time(9)  # Brussels time: no reminders at night
WEEK_BEFORE = (7, 6)  # days; a reminder that is two days late has lost its sense
LONG_AGO = timedelta(days=10)
DAY_BEFORE = (1, 0)  # missed yesterday: still in the morning itself
TOO_CLOSE = timedelta(hours=2)

State = Registration.State


def remind(now: datetime | None = None) -> int:
    """Ask for the reminders that are due; how many."""
    now = now or timezone.now()
    if timezone.localtime(now).time() < MORNING:
        return 0
    return _remind_week(now) + _remind_day(now)


def _remind_week(now: datetime) -> int:
    sent = 0
    for stop in _stops_in(now, WEEK_BEFORE):
        early = stop.registrations.filter(created_at__lt=stop.starts_at - LONG_AGO)
        sent += _claim(early, "reminded_week_at", "reminder_week", _begin(stop, WEEK_BEFORE), now)
    return sent


def _remind_day(now: datetime) -> int:
    """Registrations made after the hour of the reminder got a confirmation instead."""
    sent = 0
    for stop in _stops_in(now, DAY_BEFORE):
        if stop.starts_at - now >= TOO_CLOSE:
            early = stop.registrations.filter(created_at__lt=_begin(stop, DAY_BEFORE, MORNING))
            sent += _claim(early, "reminded_day_at", "reminder_day", _begin(stop, DAY_BEFORE), now)
    return sent


def _stops_in(now: datetime, days: tuple[int, ...]):
    """Stops that go on and start so many days from today, as the calendar in Brussels counts."""
    today = timezone.localdate(now)
    wanted = {today + timedelta(days=number) for number in days}
    soon = StopPage.objects.open(now).filter(starts_at__lt=now + timedelta(days=max(days) + 2))
    return [stop for stop in soon if timezone.localdate(stop.starts_at) in wanted]


def _begin(stop: StopPage, days: tuple[int, ...], at: time = time(0)) -> datetime:
    """The first moment at which this reminder makes sense."""
    day = timezone.localdate(stop.starts_at) - timedelta(days=max(days))
    return timezone.make_aware(datetime.combine(day, at))


def _claim(registrations, field: str, kind: str, begin: datetime, now: datetime) -> int:
    """A reminder from before `begin` was for a day that the stop has left since."""
    sent = 0
    unsent = Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lt": begin})
    unsent &= Q(state=State.CONFIRMED)
    for pk in registrations.filter(unsent).values_list("pk", flat=True):
        with transaction.atomic():
            if Registration.objects.filter(unsent, pk=pk).update(**{field: now}):
                today = now.date().isoformat()
                mail.post(f"roadshow.emails.{kind}", pk, dedupe=today)
                along = Companion.objects.filter(registration=pk)
                companions.tell(along, "companion_reminder", today)
                sent += 1
    return sent


def pass_offers_on(now: datetime | None = None) -> int:
    """Expire unanswered offers, and offer free seats to the waiting list."""
    now = now or timezone.now()
    late = Registration.objects.filter(state=State.OFFERED, offered_until__lte=now)
    passed = sum(
        waiting_list.expire(registration, now) for registration in late.order_by("offered_until")
    )
    # Seats also come free where the capacity of a stop was raised.
    hoping = StopPage.objects.open(now).filter(registrations__state=State.WAITING)
    for stop in hoping.with_free_seats().distinct():
        passed += len(waiting_list.offer_seats_of(stop, now))
    return passed


JOBS = [
    ("herinneringen", 300, remind),
    ("aanbiedingen", 60, pass_offers_on),
    ("de ochtend na een halte", 600, morning_after.run),
    ("plaatsen zonder bevestiging", 60, confirmation.release_unproven),
    ("plaatsen van wie er al was", 60, waiting_list.release_repeats),
    ("wie niet meer meekomt", 24 * 3600, companions.forget_who_left),
    ("netwerken vergeten", 24 * 3600, holds.forget_networks),
    # Published outside a request: a planned publication, a command.
    ("bekendmakingen", 300, plan.announce_changes),
]
