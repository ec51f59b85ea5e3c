"""Many employers at once: which of them are known, and those that nobody knows in a few statements.

For one alone there is `capture`, by the same rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from brand.forms import enterprise_numbers
from brand.models import Municipality, Organisation, User
from brand.privacy.identity import Called
from leads import capture
from leads.employers import matching
from leads.models import (
    Contact,
    Employer,
    EmployerActivity,
    EmployerMerge,
    Interaction,
    Lead,
)
from leads.register import filling
from leads.stages import NextAction

Link: Any = Contact.known_to.through


@dataclass(frozen=True)
class Met:
    """An employer, and who was met there."""

    company: str
    name: str
    email: str = ""
    phone: str = ""
    enterprise_number: str = ""
    function: str = ""
    website: str = ""
    municipality: Municipality | None = None
    size: str = ""
    joint_committee: str = ""
    activities: tuple[tuple[str, str], ...] = ()  # version and code of NACE-BEL

    @property
    def identity(self) -> str:
        return matching.identity(self.company, self.email, self.phone)

    @property
    def number(self) -> str | None:
        return enterprise_numbers.digits_of(self.enterprise_number)

    @property
    def person(self) -> Called:
        return Called(self.phone, self.name)


@dataclass
class Captured:
    """All that was made of one."""

    employer: Employer
    contact: Contact
    link: Any
    lead: Lead
    line: Interaction
    activities: list[EmployerActivity]


class Known:
    """The employers that these could be of, looked up once for all of them."""

    def __init__(self, partner: Organisation, met: Iterable[Met]) -> None:
        wanted = list(met)
        numbers = {one.number for one in wanted} - {None}
        self._by_number = {
            row.enterprise_number: row
            for row in (Employer.objects.filter(enterprise_number__in=numbers) if numbers else ())
        }
        names = {one.identity for one in wanted}
        merged = EmployerMerge.objects.filter(identity__in=names, undone_at=None)
        self._by_name = {
            row.identity: row.kept for row in merged.select_related("kept").defer("changes")
        }
        named = Employer.objects.filter(identity__in=names)
        self._by_name |= {row.identity: row for row in named}
        unknown = [one for one in wanted if self._of_firm(one) is None]
        self._by_person = matching.known_by_people(
            partner, [(one.company, one.person) for one in unknown]
        )

    def _of_firm(self, one: Met) -> Employer | None:
        number = one.number
        if number and (found := self._by_number.get(number)):
            return found
        named = self._by_name.get(one.identity)
        return named if capture.may_be(named, number) else None

    def employer(self, one: Met) -> Employer | None:
        return self._of_firm(one) or self._by_person.get((one.company, one.person))

    def is_free(self, one: Met) -> bool:
        """Whether nobody has this name either, under another number."""
        return self.employer(one) is None and one.identity not in self._by_name


def capture_new(
    met: Sequence[tuple[Met, str]],
    *,
    host: Organisation,
    by: User | None,
    owner: User | None,
    source: str,
    kind: str,
    first_step_on: date | None,
) -> list[Captured]:
    """Leads of employers that are free (see `Known`) and differ, each with its first line.

    Nobody was promised an answer: a first step is planned, and none is late. Raises
    IntegrityError when somebody else made one of them in this very moment.
    """
    at = timezone.now()
    step_on = first_step_on or capture.response_due(at)
    employers = [_employer(one) for one, _ in met]
    filling.complete(employers)
    for row in employers:
        row.derive()
    Employer.objects.bulk_create(employers)
    contacts = [
        _contact(one, employer, host) for (one, _), employer in zip(met, employers, strict=True)
    ]
    for person in contacts:
        person.derive()
    Contact.objects.bulk_create(contacts)
    links = Link.objects.bulk_create(
        [Link(contact_id=contact.pk, organisation_id=host.pk) for contact in contacts]
    )
    leads = Lead.objects.bulk_create(
        [
            Lead(
                employer=contact.employer,
                contact=contact,
                owner_organisation=host,
                source_organisation=host,
                owner=owner,
                source=source,
                stage_since=at,
                next_action=NextAction.CALL,
                next_action_on=step_on,
                created_at=at,
            )
            for contact in contacts
        ]
    )
    lines = Interaction.objects.bulk_create(
        [
            Interaction(lead=lead, kind=kind, note=told.strip()[:4000], at=at, by=by)
            for (_, told), lead in zip(met, leads, strict=True)
        ]
    )
    activities = [
        [
            EmployerActivity(employer=row, version=version, code=code)
            for version, code in one.activities
        ]
        for (one, _), row in zip(met, employers, strict=True)
    ]
    EmployerActivity.objects.bulk_create([row for rows in activities for row in rows])
    return list(map(Captured, employers, contacts, links, leads, lines, activities))


def _employer(one: Met) -> Employer:
    located_by = Employer.LocatedBy.TYPED if one.municipality else ""
    return Employer(
        name=one.company.strip()[:160],
        enterprise_number=one.number,
        identity=one.identity,
        mail_domain=matching.mail_domain(one.email)[:200],
        municipality=one.municipality,
        located_by=located_by,
        website=one.website,
        size=one.size,
        joint_committee=one.joint_committee,
    )


def _contact(one: Met, employer: Employer, host: Organisation) -> Contact:
    return Contact(
        employer=employer,
        name=one.name.strip()[:160],
        email=one.email,
        phone=one.phone.strip()[:40],
        function=one.function,
        met_by=host,
    )
