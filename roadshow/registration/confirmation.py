"""That a mail address is theirs: shown by using the link in the mail, or not in time."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail
from roadshow.models import Registration
from roadshow.registration import changes, seats, waiting_list
from roadshow.registration.register import note

State, Ending = Registration.State, Registration.Ending


def prove(party: Registration) -> Registration:
    """Something was done by the link in the mail. The seats stay; who comes along is told."""
    if party.address_proven_at:
        return party
    link = party.link
    with transaction.atomic():
        _, party = seats.hold(party)
        party.address_proven_at, party.held_until, party.network = timezone.now(), None, ""
        party.save(update_fields=["address_proven_at", "held_until", "network"])
        for person in party.companions.exclude(email=""):
            changes.tell_companion(party, person)
    party.link = link
    return party


def release_unproven(now: datetime | None = None) -> int:
    """Seats that were held for a time, and nobody used the link: to whoever waits."""
    now = now or timezone.now()
    late = Registration.objects.filter(state=State.CONFIRMED, held_until__lte=now)
    late = late.filter(stop__starts_at__gt=now)
    return sum(_release(party, now) for party in late.order_by("held_until"))


def _release(party: Registration, now: datetime) -> bool:
    with transaction.atomic():
        _, party = seats.hold(party)
        if not party.is_confirmed or party.held_until is None or party.held_until > now:
            return False
        waiting_list.end(party, Ending.UNPROVEN, now)
        note(party, "Bevestigde het e-mailadres niet: de plaats kwam vrij")
        mail.post("roadshow.emails.released", party.pk)
        waiting_list.pass_on(party.stop, now)
    return True
