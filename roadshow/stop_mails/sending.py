"""Who gets a mail about a stop, asking for it, and stopping it in time.

A person who objected, or who asked to be forgotten for mails, never gets one; who cancelled only
when that was chosen, and not beside another registration of the same address.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import audience, mail
from roadshow.models import Registration, StopMail, StopPage
from roadshow.models.registrations import State

KIND = "roadshow.emails.to_participants"


def recipients(stop: StopPage, groups: Iterable[str]) -> list[Registration]:
    """One registration for each address."""
    chosen = set(groups) & set(StopMail.Group.values)
    rows = Registration.objects.filter(stop=stop, state__in=chosen, erased_at=None)
    rows = rows.filter(objected_at=None).order_by("created_at", "pk")
    stands = set()
    if State.CANCELLED in chosen:
        stands = set(
            Registration.objects.active().filter(stop=stop).values_list("email", flat=True)
        )
    found: dict[str, Registration] = {}
    for row in rows:
        if row.is_cancelled and row.email in stands:
            continue
        found.setdefault(row.email, row)
    silent = audience.suppressed(found)
    return [row for address, row in found.items() if address not in silent]


@transaction.atomic
def send(
    stop: StopPage,
    *,
    subject: str,
    body: str,
    groups: list[str],
    key: uuid.UUID,
    by,
    now: datetime | None = None,
) -> StopMail:
    """Confirmed: the mails leave after a while. The same preview confirmed again is that one."""
    now = now or timezone.now()
    told = recipients(stop, groups)
    try:
        with transaction.atomic():
            made = StopMail.objects.create(
                stop=stop,
                subject=mail.header_line(subject)[:120],
                body=body,
                groups=groups,
                key=key,
                count=len(told),
                leaves_at=now + StopMail.WAITS,
                created_by=by,
                created_at=now,
            )
    except IntegrityError:
        return StopMail.objects.get(key=key, stop=stop)
    for row in told:
        mail.post(KIND, f"{row.pk}-{made.pk}", once="1", due_at=made.leaves_at)
    log(instance=stop, action="roadshow.mail", user=by, data={"subject": made.subject})
    return made


def halt(made: StopMail, now: datetime | None = None) -> bool:
    """Whether it could still be stopped; who asked twice is told the same."""
    now = now or timezone.now()
    waiting = StopMail.objects.filter(pk=made.pk, leaves_at__gt=now)
    return bool(waiting.filter(stopped_at=None).update(stopped_at=now)) or waiting.exists()


def still_meant(made: StopMail, registration: Registration) -> bool:
    """Asked again when the mail leaves: somebody may have objected or cancelled since."""
    if made.stopped_at or registration.erased_at or registration.objected_at:
        return False
    return registration.state in made.groups and not audience.is_suppressed(registration.email)
