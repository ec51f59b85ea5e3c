"""A row of a list becomes a lead of this partner, or fills in what was blank on one.

What this partner's own dossiers say already stays. What another partner knows is asked nowhere.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from brand.models import Organisation
from brand.privacy.identity import Called, with_number
from leads import capture
from leads.employers import location, matching
from leads.follow_up import actions
from leads.models import Contact, Employer, ImportRow, Interaction, Lead, LeadImport
from leads.stages import Source
from leads.transfer import reversal
from leads.transfer.values import Said

Outcome = ImportRow.Outcome
Difference = tuple[str, str, str]  # what, as it stands, as it comes
SAME_ROW = "Gaat over dezelfde werkgever als een eerdere rij in dit bestand: dat wordt één dossier."


@dataclass
class Looked:
    """What a row comes to."""

    outcome: str
    employer: Employer | None = None
    lead: Lead | None = None
    contact: Contact | None = None
    fills: dict[str, str] = field(default_factory=dict)  # label and words
    stays: list[Difference] = field(default_factory=list)

    @property
    def differences(self) -> list[Difference]:
        return [*((label, "", words) for label, words in self.fills.items()), *self.stays]


def key(said: Said) -> str:
    """Rows with one key are of one employer."""
    named = said.enterprise_number or matching.identity(said.company, said.email, said.phone)
    return hashlib.sha256(named.encode()).hexdigest()


def look(partner: Organisation, said: Said) -> Looked:
    """What this row would come to now; nothing is written."""
    met = _employer(partner, said)
    lead = _lead(partner, met)
    if lead is None:
        return Looked(Outcome.NEW, met)
    employer = lead.employer
    looked = Looked(Outcome.SAME, employer, lead, _contact(partner, employer, said))
    if looked.contact is None:
        reach = ", ".join(filter(None, [said.name, said.email, said.phone]))
        looked.fills["Contactpersoon"] = reach
    else:
        for name, label in (("phone", "Telefoon"), ("function", "Functie"), ("email", "E-mail")):
            _compare(looked, label, getattr(looked.contact, name), getattr(said, name))
    number = employer.enterprise_number or ""
    _compare(looked, "Ondernemingsnummer", number, said.enterprise_number)
    _compare(looked, "Website", employer.website, said.website)
    if said.municipality:
        known = "" if employer.is_location_assumed else str(employer.municipality or "")
        _compare(looked, "Gemeente", known, str(said.municipality))
    if looked.fills:
        looked.outcome = Outcome.ADDS
    return looked


def _compare(looked: Looked, label: str, now: str, comes: str) -> None:
    if comes and not now:
        looked.fills[label] = comes
    elif comes and comes != now:
        looked.stays.append((label, now, comes))


def _employer(partner: Organisation, said: Said) -> Employer | None:
    known = capture.known_employer(said.company, said.email, said.enterprise_number, said.phone)
    person = Called(said.phone, said.name)
    if known or not person.identifies:
        return known
    return matching.known_by_person(partner, said.company, person)


def _lead(partner: Organisation, employer: Employer | None) -> Lead | None:
    """The latest lead that this partner itself has of this employer."""
    if employer is None:
        return None
    own = employer.leads.filter(owner_organisation=partner)
    return own.select_related("employer__municipality").order_by("-created_at", "-pk").first()


def _contact(partner: Organisation, employer: Employer, said: Said) -> Contact | None:
    known = Contact.objects.filter(employer=employer, known_to=partner)
    if said.email:
        found = known.filter(email=said.email).order_by("pk").first()
        if found:
            return found
    same = with_number(
        known.filter(Q(email="") | Q(email=said.email)), Called(said.phone, said.name)
    )
    return same[0] if same else None


def take_in(batch: LeadImport, number: int, said: Said) -> tuple[Looked, list[dict[str, Any]]]:
    """Write what this row says. What it came to, and how to put that back."""
    partner, began = batch.organisation, timezone.now()
    looked = look(partner, said)
    if looked.outcome == Outcome.SAME:
        return looked, []
    before = reversal.picture(looked.employer, partner)
    if looked.lead is None:
        looked.lead = _new(batch, number, said)
    else:
        _fill(batch, number, said, looked)
    after = reversal.picture(looked.lead.employer, partner)
    return looked, reversal.made(before, after, began)


def _where(batch: LeadImport, number: int) -> str:
    return f"“{batch.file_name}”, rij {number}"


def _new(batch: LeadImport, number: int, said: Said) -> Lead:
    told = (
        f"Ingelezen uit {_where(batch, number)}. {batch.get_obtained_display()}: "
        f"{batch.obtained_note.rstrip('.')}. Grondslag: {batch.get_basis_display().lower()}. "
        f"{said.words}"
    )
    lead = capture.capture(
        name=said.name,
        company=said.company,
        email=said.email,
        phone=said.phone,
        enterprise_number=said.enterprise_number,
        tour=None,
        host=batch.organisation,
        happened=told,
        kind=Interaction.Kind.OTHER,
        municipality=said.municipality,
        by=batch.by,
        source=Source.IMPORT,
    )
    # Nobody was promised an answer: a first step is planned, none is late.
    lead.first_response_due = None
    if batch.first_step_on:
        lead.next_action_on = batch.first_step_on
    if batch.takes and batch.by and lead.owner is None and actions.may_own(batch.by, lead):
        lead.owner = batch.by
    lead.save(update_fields=["first_response_due", "next_action_on", "owner", "updated_at"])
    contact, employer = lead.contact, lead.employer
    if contact and said.function and not contact.function:
        contact.function = said.function
        contact.save(update_fields=["function"])
    if said.website and not employer.website:
        employer.website = said.website
        employer.save(update_fields=["website"])
    return lead


def _fill(batch: LeadImport, number: int, said: Said, looked: Looked) -> None:
    """Blanks of this partner's own lead; what stands there stays."""
    lead, contact = looked.lead, looked.contact
    if lead is None:
        return
    employer = lead.employer
    if contact is None:
        contact = Contact(employer=employer, met_by=batch.organisation, name=said.name)
        contact.email, contact.phone, contact.function = said.email, said.phone, said.function
        contact.save()
        contact.known_to.add(batch.organisation)
    else:
        for label, name in (("Telefoon", "phone"), ("Functie", "function"), ("E-mail", "email")):
            if label in looked.fills:
                setattr(contact, name, getattr(said, name))
        contact.save()
    for label, name in (("Ondernemingsnummer", "enterprise_number"), ("Website", "website")):
        if label in looked.fills:
            setattr(employer, name, getattr(said, name))
    employer.save()
    if "Gemeente" in looked.fills:
        location.learn(employer, said.municipality, Employer.LocatedBy.TYPED)
    filled = ", ".join(looked.fills).lower()
    told = f"Aangevuld uit {_where(batch, number)}: {filled}. {said.words}"
    lead.add_to_timeline(Interaction.Kind.OTHER, told, by=batch.by)
