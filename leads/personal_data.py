"""What leads keep about people, and about an employer; see brand/privacy/access.py.

Employers and their contacts are shared by the partners who met them, leads are not: at the desk
each reader sees their own leads and contacts only.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet
from django.utils.formats import date_format

from brand import scoping
from brand.forms.addresses import plain_address
from brand.models import Organisation, User
from brand.privacy.access import Kept, day_and_hour
from brand.privacy.identity import Called
from leads.employers import erasure, matching
from leads.hand_over.holders import holders
from leads.models import Contact, Employer, ImportRow, Lead, PriceRequest
from leads.models.employers import ContactQuerySet, EmployerQuerySet
from leads.procurement import intentions, pledges
from leads.register import telling

ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.\w{2,}")

Told = Iterator[tuple[str, object]]  # label and value


def _contacts(address: str) -> ContactQuerySet:
    return Contact.objects.filter(email__iexact=address).select_related("employer")


def _absorbed(row: Contact | Employer) -> list[tuple[int, datetime]]:
    return [(number, datetime.fromisoformat(born)) for number, born in row.absorbed]


def _contact(row: Contact, reader: User | None = None) -> Told:
    yield "Naam", row.name
    yield "E-mailadres", row.email
    if row.is_unreachable:
        yield "Mail aan dit adres", "kwam terug"
    yield "Telefoon", row.phone
    yield "Functie", row.function
    yield "Werkgever", row.employer
    yield "Gekend door", ", ".join(map(str, _partners(row, reader)))
    yield from _leads(row, reader)


def _partners(row: Contact, reader: User | None) -> QuerySet[Organisation]:
    known = row.known_to.all()
    return known if reader is None else scoping.within(known, reader, "leads.view_employer", "pk")


def _leads(row: Contact | Employer, reader: User | None) -> Told:
    leads = row.leads.select_related("owner_organisation")
    for lead in leads if reader is None else leads.visible_to(reader):
        yield from _lead(lead)
        yield from _prices(lead, reader)
        yield from _pledges(lead)
        if reader is None:  # the person: who has it, and until when
            for holder in holders(lead):
                yield "Wie het heeft", holder


def _lead(lead: Lead) -> Told:
    yield "Opvolgdossier", f"{lead.get_stage_display()}, bij {lead.owner_organisation}"
    yield "Wensen", lead.wish_names
    yield "In eigen woorden", lead.wish_note
    for placement in lead.placements.select_related("form"):
        yield "Plaatsing", f"{placement}, vanaf {date_format(placement.start, 'j F Y')}"
    for intention in lead.intentions.select_related("activity"):
        yield "Aankoopplan", f"{intentions.sentence(intention)} {intention.note}".strip()
    for line in lead.interactions.all():
        when = date_format(line.at, "j F Y") if line.is_day_only else day_and_hour(line.at)
        yield when, f"{line}. {line.note}".strip()


def _pledges(lead: Lead) -> Told:
    for pledge in lead.pledges.all():
        yield "Belofte", f"{pledges.aim(pledge)}. {pledge.text}"
        for answer in pledge.answers.all():
            yield day_and_hour(answer.at), f"{answer}. {answer.note}".strip()


def _prices(lead: Lead, reader: User | None) -> Told:
    """Prices that were asked for a buyer; the person hears who may see name and address by it."""
    asked = PriceRequest.objects.filter(lead=lead).order_by("pk")
    for request in asked if reader is None else asked.visible_to(reader):
        yield "Prijsaanvraag", f"{request}. {request.note}".strip()
        if request.shows_contact and request.contact_id and not request.is_draft:
            seen = Organisation.objects.filter(price_invitations__request=request)
            yield "Zien de contactpersoon erbij", ", ".join(map(str, seen.order_by("name")))


def _known_to(row: Contact) -> set[int]:
    owners = set(row.known_to.values_list("pk", flat=True))
    return owners | set(row.leads.values_list("owner_organisation", flat=True))


def _nobody(address: str) -> EmployerQuerySet:
    return Employer.objects.none()


def _employer(row: Employer, reader: User | None = None) -> Told:
    yield "Naam", row.name
    yield "Ondernemingsnummer", row.enterprise_number
    yield "Gemeente", row.municipality
    yield "Website", row.website
    yield "Maildomein", row.mail_domain
    yield "Grootte", row.get_size_display()
    yield "Paritair comité", row.joint_committee
    yield "Openbare aankoper", row.get_buyer_kind_display()
    for place in row.establishments.select_related("municipality"):
        yield "Vestiging", ", ".join(filter(None, [place.number_words, place.name, place.where]))
    yield "Activiteiten", ", ".join(map(str, row.activities.all()))
    if told := telling.of(row):
        for fact in told.facts:
            yield f"{fact.label} ({told.source})", fact.told
    people = row.contacts.all() if reader is None else row.contacts.visible_to(reader)
    yield "Mensen", ", ".join(map(str, people))
    yield from _leads(row, reader)


def _partners_of(row: Employer) -> set[int]:
    owners = set(row.leads.values_list("owner_organisation", flat=True))
    known = row.contacts.exclude(known_to=None).values_list("known_to", flat=True)
    return owners | set(known)


def _people_at(row: Employer) -> set[Called]:
    return {Called(one.phone, one.name) for one in row.contacts.all()}


def _addresses_at(row: Employer) -> set[str]:
    return set(row.contacts.exclude(Q(email="")).values_list("email", flat=True))


def _rows_of_lists(address: str) -> QuerySet[ImportRow]:
    rows = ImportRow.objects.filter(addresses__contains=f" {plain_address(address)} ")
    return rows.select_related("lead_import__organisation")


def _address_of_row(row: ImportRow) -> set[str]:
    """Whose else's data belong to who this row is about: of several people nobody knows that."""
    found = set(row.addresses.split())
    return found if len(found) == 1 else set()


def _row_of_list(row: ImportRow, reader: User | None = None) -> Told:
    batch = row.lead_import
    yield "Ingelezen lijst", f"{batch}, rij {row.number}, bij {batch.organisation}"
    said = ", ".join(filter(None, row.values))
    if reader is None and len(row.addresses.split()) > 1:  # one of them asks; the others did not
        said = ADDRESS.sub("(adres)", said)
    yield "Wat erin staat", said
    yield "Vanwaar", f"{batch.get_obtained_display()}: {batch.obtained_note}"
    yield "Grondslag", batch.get_basis_display()


REFUSALS = {pledges.REFUSED: pledges.refuse_again}
KEPT = [
    Kept(
        "lijst",
        "Rij van een ingelezen lijst",
        _rows_of_lists,
        _row_of_list,
        lambda row: {row.lead_import.organisation_id},
        ImportRow.delete,
        "leads.add_lead",
        _address_of_row,
    ),
    Kept(
        "contact",
        "Contactpersoon",
        _contacts,
        _contact,
        _known_to,
        erasure.erase_contact,
        "leads.view_employer",
        erase_everywhere=partial(erasure.erase_contact, everywhere=True),
        called=matching.contacts_called,
        absorbed=_absorbed,
        close_links=Contact.close_links,
    ),
    Kept(
        "werkgever",
        "Werkgever",
        _nobody,
        _employer,
        _partners_of,
        erasure.erase_employer,
        "leads.view_employer",
        _addresses_at,
        erase_everywhere=partial(erasure.erase_employer, everywhere=True),
        people=_people_at,
        doubles=matching.doubles_of,
        absorbed=_absorbed,
    ),
]
