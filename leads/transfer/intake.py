"""A row of a list becomes a lead of this partner, or fills in what was blank on one.

What this partner's own dossiers say already stays. What another partner knows is asked nowhere.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from brand.models import Organisation, User
from brand.privacy.identity import is_of
from leads import capture
from leads.capture import in_bulk
from leads.employers import location, matching
from leads.follow_up import actions
from leads.models import (
    Contact,
    Employer,
    EmployerActivity,
    ImportRow,
    Interaction,
    Lead,
    LeadImport,
)
from leads.register import filling
from leads.stages import Source
from leads.transfer import reversal
from leads.transfer.values import Said

Outcome = ImportRow.Outcome
Difference = tuple[str, str, str]  # what, as it stands, as it comes
OF_FIRM = {
    "enterprise_number": "Ondernemingsnummer",
    "website": "Website",
    "size": "Grootte",
    "joint_committee": "Paritair comité",
}
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


class Known:
    """What these rows may be about, looked up once for all of them."""

    def __init__(self, partner: Organisation, rows: Iterable[Said]) -> None:
        met = [one.met for one in rows]
        self.firms = in_bulk.Known(partner, met)
        found = {employer.pk for one in met if (employer := self.firms.employer(one))}
        own = Lead.objects.filter(owner_organisation=partner, employer__in=found)
        latest = own.select_related("employer__municipality").order_by("created_at", "pk")
        latest = latest.prefetch_related("employer__activities")
        self._leads = {row.employer_id: row for row in (latest if found else ())}
        self._people: dict[int, list[Contact]] = {}
        people = Contact.objects.filter(employer__in=self._leads, known_to=partner)
        for person in people.order_by("pk") if self._leads else ():
            self._people.setdefault(person.employer_id, []).append(person)

    def lead(self, said: Said) -> tuple[Employer | None, Lead | None]:
        """The employer, and the latest lead that this partner itself has of it."""
        employer = self.firms.employer(said.met)
        return employer, self._leads.get(employer.pk) if employer else None

    def contact(self, employer: Employer, said: Said) -> Contact | None:
        people = self._people.get(employer.pk, [])
        same = [one for one in people if said.email and one.email == said.email]
        if not same:
            person = said.met.person
            open_ = [one for one in people if one.email in ("", said.email)]
            same = [one for one in open_ if is_of(one, person)]
        return same[0] if same else None


def look(partner: Organisation, said: Said, known: Known | None = None) -> Looked:
    """What this row would come to now; nothing is written."""
    known = known or Known(partner, [said])
    met, lead = known.lead(said)
    if lead is None:
        return Looked(Outcome.NEW, met)
    employer = lead.employer
    looked = Looked(Outcome.SAME, employer, lead, known.contact(employer, said))
    if looked.contact is None:
        reach = ", ".join(filter(None, [said.name, said.email, said.phone]))
        looked.fills["Contactpersoon"] = reach
    else:
        for name, label in (("phone", "Telefoon"), ("function", "Functie"), ("email", "E-mail")):
            _compare(looked, label, getattr(looked.contact, name), getattr(said, name))
    number = employer.enterprise_number or ""
    _compare(looked, "Ondernemingsnummer", number, said.enterprise_number)
    _compare(looked, "Website", employer.website, said.website)
    sizes = dict(Employer.Size.choices)
    _compare(looked, "Grootte", sizes.get(employer.size, ""), sizes.get(said.size, ""))
    _compare(looked, "Paritair comité", employer.joint_committee, said.joint_committee)
    if new := _new_activities(employer, said):
        looked.fills["NACE-BEL"] = ", ".join(map(str, new))
    if said.municipality:
        place = "" if employer.is_location_assumed else str(employer.municipality or "")
        _compare(looked, "Gemeente", place, str(said.municipality))
    if looked.fills:
        looked.outcome = Outcome.ADDS
    return looked


def _new_activities(employer: Employer, said: Said) -> list[EmployerActivity]:
    """Of what this row says the firm does, what is not known of it yet."""
    if not said.activities:
        return []
    known = {(row.version, row.code) for row in employer.activities.all()}
    return [
        EmployerActivity(employer=employer, version=version, code=code)
        for version, code in said.activities
        if (version, code) not in known
    ]


def _compare(looked: Looked, label: str, now: str, comes: str) -> None:
    if comes and not now:
        looked.fills[label] = comes
    elif comes and comes != now:
        looked.stays.append((label, now, comes))


def take_in_together(
    batch: LeadImport, rows: Sequence[tuple[int, Said]]
) -> dict[int, tuple[Looked, list[dict[str, Any]]]]:
    """Write, in a few statements, of these rows those that concern no other row and nobody known.

    As `take_in`, by number of row; what is not among them is taken in one by one, after these.
    """
    partner = batch.organisation
    known = Known(partner, [said for _, said in rows])
    done: dict[int, tuple[Looked, list[dict[str, Any]]]] = {}
    new: list[tuple[int, Said]] = []
    named: set[object] = set()
    for number, said in rows:
        looked = look(partner, said, known)
        names = _names(said, looked)
        if named & names:
            pass
        elif looked.outcome == Outcome.SAME:
            done[number] = looked, []
        elif looked.outcome == Outcome.NEW and known.firms.is_free(said.met):
            new.append((number, said))
        named |= names
    if not new:
        return done
    made = in_bulk.capture_new(
        [(said.met, _told(batch, number, said)) for number, said in new],
        host=partner,
        by=batch.by,
        owner=_owner(batch, Lead(owner_organisation=partner)),
        source=Source.IMPORT,
        kind=Interaction.Kind.OTHER,
        first_step_on=batch.first_step_on,
    )
    for (number, _), one in zip(new, made, strict=True):
        looked = Looked(Outcome.NEW, None, one.lead)
        rows_made = [one.employer, *one.activities, one.contact, one.link, one.lead, one.line]
        done[number] = looked, reversal.created(rows_made)
    return done


def _names(said: Said, looked: Looked) -> set[object]:
    """What another row would have to share to be about the same employer."""
    employer = looked.employer.pk if looked.employer else None
    names: set[object] = {said.met.identity, said.met.number, said.phone, employer}
    return names - {None, ""}


def _owner(batch: LeadImport, lead: Lead) -> User | None:
    return batch.by if batch.takes and batch.by and actions.may_own(batch.by, lead) else None


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


def _told(batch: LeadImport, number: int, said: Said) -> str:
    return (
        f"Ingelezen uit {_where(batch, number)}. {batch.get_obtained_display()}: "
        f"{batch.obtained_note.rstrip('.')}. Grondslag: {batch.get_basis_display().lower()}. "
        f"{said.words}"
    )


def _new(batch: LeadImport, number: int, said: Said) -> Lead:
    lead = capture.capture(
        name=said.name,
        company=said.company,
        email=said.email,
        phone=said.phone,
        enterprise_number=said.enterprise_number,
        tour=None,
        host=batch.organisation,
        happened=_told(batch, number, said),
        kind=Interaction.Kind.OTHER,
        municipality=said.municipality,
        by=batch.by,
        source=Source.IMPORT,
    )
    # Nobody was promised an answer: a first step is planned, none is late.
    lead.first_response_due = None
    if batch.first_step_on:
        lead.next_action_on = batch.first_step_on
    lead.owner = lead.owner or _owner(batch, lead)
    lead.save(update_fields=["first_response_due", "next_action_on", "owner", "updated_at"])
    contact, employer = lead.contact, lead.employer
    if contact and said.function and not contact.function:
        contact.function = said.function
        contact.save(update_fields=["function"])
    # Whose number it is, was seen to when the employer was found.
    told = OF_FIRM.keys() - {"enterprise_number"}
    blank = [name for name in told if getattr(said, name) and not getattr(employer, name)]
    for name in blank:
        setattr(employer, name, getattr(said, name))
    if blank:
        employer.save(update_fields=blank)
    EmployerActivity.objects.bulk_create(_new_activities(employer, said))
    filling.fill([employer])
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
    for name, label in OF_FIRM.items():
        if label in looked.fills:
            setattr(employer, name, getattr(said, name))
    employer.save()
    EmployerActivity.objects.bulk_create(_new_activities(employer, said))
    if "Gemeente" in looked.fills:
        location.learn(employer, said.municipality, Employer.LocatedBy.TYPED)
    filling.fill([employer])
    filled = ", ".join(looked.fills).lower()
    told = f"Aangevuld uit {_where(batch, number)}: {filled}. {said.words}"
    lead.add_to_timeline(Interaction.Kind.OTHER, told, by=batch.by)
