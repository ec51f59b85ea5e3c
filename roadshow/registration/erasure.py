"""Erasing people from registrations. The visit and its number of seats stay."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from brand import tokens
from brand.privacy import erasure
from leads.employers import erasure as dossiers
from roadshow import visit
from roadshow.models import Companion, Registration
from roadshow.models.registrations import new_door_code
from roadshow.registration import changes, seats, waiting_list


@transaction.atomic
def erase(registration: Registration, everywhere: bool = False) -> None:
    """Erase all identifying data. A coming visit is cancelled first."""
    if registration.erased_at:
        return
    coming = registration.state in (Registration.State.CONFIRMED, *changes.STANDS)
    if coming and registration.stop.starts_at > timezone.now():
        registration = changes.cancel(registration)
    companions = list(Companion.all_rows.filter(registration=registration))
    people = [registration, *companions, *registration.repeats.all()]
    said = {word for one in people for word in (one.name, one.email)} | {registration.phone}
    if registration.lead:
        _redact(registration, said, everywhere)
    erasure.mail(mail_about(registration))
    erasure.history(registration)
    _remove_repeats(registration)
    Companion.all_rows.filter(registration=registration).delete()
    _strip(registration)


def _remove_repeats(registration: Registration) -> None:
    """And the seats that they hold."""
    repeats = registration.repeats.all()
    stops = set(repeats.exclude(seat_until=None).values_list("stop_id", flat=True))
    locked = seats.lock(*stops)
    repeats.delete()
    for stop in locked.values():
        waiting_list.pass_on(stop)


def _redact(registration: Registration, said: Iterable[str], everywhere: bool) -> None:
    """In the lead's texts; of another partner's lead in what registrations wrote there."""
    lead = registration.lead
    if lead.owner_organisation_id == registration.stop.organisation_id:
        dossiers.redact(lead, erasure.names_in(*said))
        return
    dossiers.redact_visits(lead, erasure.names_in(*said))
    if everywhere:
        dossiers.redact(lead, erasure.whole(*said))


def mail_about(registration: Registration) -> Q:
    alone, along = Q(ref=str(registration.pk)), Q(ref__startswith=f"{registration.pk}-")
    return Q(kind__startswith="roadshow.emails.") & (alone | along)


def _strip(registration: Registration) -> None:
    registration.name, registration.company = erasure.ERASED, ""
    registration.email, registration.phone = erasure.address_of_nobody(registration.pk), ""
    registration.wish_note, registration.lead, registration.form_key = "", None, None
    registration.table_note = ""
    registration.wants_newsletter = False
    registration.door_code = new_door_code()
    # Another link, that was never mailed nor shown.
    registration.token_nonce, registration.token_hash, registration.screen_hash = (
        tokens.new_nonce(),
        "",
        None,
    )
    registration.network = ""
    registration.erased_at = timezone.now()
    registration.save()


@transaction.atomic
def erase_companion(person: Companion, everywhere: bool = False) -> None:
    """Remove a companion's name and address; the seat stays taken."""
    registration = person.registration
    if registration.lead:
        _redact(registration, [person.name, person.email], everywhere)
    erasure.mail(Q(kind__startswith="roadshow.emails.", ref=visit.name_of(person)))
    if everywhere:
        erasure.mail_to(person.email)
    Companion.all_rows.filter(pk=person.pk).update(name=erasure.ERASED, email="")
