"""Proof of the mail address: the mailed link is used, in time or not."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail
from leads import capture
from roadshow import visit
from roadshow.models import Registration
from roadshow.registration import companions, seats, waiting_list
from roadshow.registration.timeline import add_to_timeline

State, Ending = Registration.State, Registration.Ending


def use_link(registration: Registration, *, proves: bool) -> Registration:
    """The mailed link was used; from now on the page after the form tells nothing new.

    What was typed again proves nothing and holds seats: it counts for its network until it is
    forgotten. Else one address of one's own would be enough to empty a tour.
    """
    now = timezone.now()
    Registration.objects.filter(pk=registration.pk).update(link_used_at=now)
    registration.link_used_at = now
    return prove(registration) if proves else registration


def prove(registration: Registration) -> Registration:
    """The mailed link was used: the address is proven, the seats stay, companions are mailed."""
    if registration.address_proven_at:
        return registration
    link = registration.link
    with transaction.atomic():
        _, registration = seats.hold(registration)
        registration.address_proven_at, registration.held_until, registration.network = (
            timezone.now(),
            None,
            "",
        )
        registration.save(update_fields=["address_proven_at", "held_until", "network"])
        confirm_on_lead(registration)
        companions.welcome_all(registration)
    registration.link = link
    return registration


def confirm_on_lead(registration: Registration) -> None:
    """What was typed changes what we knew of the employer."""
    if registration.lead:
        capture.confirm(
            registration.lead,
            email=registration.email,
            phone=registration.phone,
            since=registration.created_at,
            meets_on=visit.day(registration.stop),
        )


def release_unproven(now: datetime | None = None) -> int:
    """Release seats that were held for a time and not confirmed, to the waiting list."""
    now = now or timezone.now()
    late = Registration.objects.filter(state=State.CONFIRMED, held_until__lte=now)
    late = late.filter(stop__starts_at__gt=now)
    return sum(_release(registration, now) for registration in late.order_by("held_until"))


def _release(registration: Registration, now: datetime) -> bool:
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if (
            not registration.is_confirmed
            or registration.held_until is None
            or registration.held_until > now
        ):
            return False
        waiting_list.end(registration, Ending.UNPROVEN, now)
        add_to_timeline(registration, "Bevestigde het e-mailadres niet: de plaats kwam vrij")
        mail.post("roadshow.emails.released", registration.pk)
        waiting_list.pass_on(registration.stop, now)
    return True
