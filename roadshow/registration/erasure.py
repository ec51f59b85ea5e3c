"""Taking people out of registrations. That somebody came stays, and how many."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from brand import tokens
from brand.privacy import erasure
from leads.employers import erasure as dossiers
from roadshow.models import Companion, Registration
from roadshow.models.registrations import new_door_code
from roadshow.registration import changes


@transaction.atomic
def erase(party: Registration) -> None:
    """Everything that tells who it was. Who was still to come is cancelled first."""
    if party.erased_at:
        return
    coming = party.state in (Registration.State.CONFIRMED, *changes.STANDS)
    if coming and party.stop.starts_at > timezone.now():
        party = changes.cancel(party)
    companions = list(party.companions.all())
    people = [party, *companions, *party.repeats.all()]
    said = {word for one in people for word in (one.name, one.email)} | {party.phone}
    if party.lead:
        dossiers.redact(party.lead, erasure.names_in(*said))
    erasure.mail(mail_about(party))
    erasure.history(party)
    party.repeats.all().delete()
    party.companions.all().delete()
    _strip(party)


def mail_about(party: Registration) -> Q:
    alone, along = Q(ref=str(party.pk)), Q(ref__startswith=f"{party.pk}-")
    return Q(kind__startswith="roadshow.emails.") & (alone | along)


def _strip(party: Registration) -> None:
    party.name, party.company = erasure.ERASED, ""
    party.email, party.phone = erasure.address_of_nobody(party.pk), ""
    party.wish_note, party.lead, party.form_key = "", None, None
    party.wants_newsletter = False
    party.door_code = new_door_code()
    # Another link, that was never mailed nor shown.
    party.token_nonce, party.token_hash, party.screen_hash = tokens.new_nonce(), "", None
    party.network = ""
    party.erased_at = timezone.now()
    party.save()


@transaction.atomic
def erase_companion(person: Companion) -> None:
    """The party still brings somebody along; who, is not kept."""
    party = person.registration
    if party.lead:
        dossiers.redact(party.lead, erasure.names_in(person.name, person.email))
    erasure.mail_to(person.email)
    Companion.objects.filter(pk=person.pk).update(name=erasure.ERASED, email="")
