"""What the register says of an employer, beside what people typed; with the day of the stand."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from wagtail.log_actions import log

from brand.models import Municipality, User
from leads.employers import location
from leads.employers.matching import same_firm
from leads.models import (
    Employer,
    EmployerActivity,
    Establishment,
    NaceCode,
    RegisterEntry,
    RegisterExtract,
)
from leads.register import filling

SOURCE = "KBO, stand {day}"
LONGEST = {"name": 160, "website": 200}  # as the columns of an employer


@dataclass
class Fact:
    """`field` names what can be taken over; empty where nothing differs."""

    label: str
    told: str
    field: str = ""


@dataclass
class Told:
    source: str
    facts: list[Fact] = field(default_factory=list)
    left_on: date | None = None

    @property
    def differs(self) -> bool:
        return any(fact.field for fact in self.facts)


def source() -> str:
    """KBO, stand 1 november 2026; or nothing, where no extract was read."""
    day = RegisterExtract.stand()
    return SOURCE.format(day=date_format(day, "j F Y")) if day else ""


def of(employer: Employer) -> Told | None:
    entry = RegisterEntry.objects.filter(number=employer.enterprise_number or "").first()
    if entry is None:
        return None
    day = RegisterExtract.stand() or entry.taken_on
    told = Told(SOURCE.format(day=date_format(day, "j F Y")), left_on=entry.left_on)
    town = location.written(entry.place, {})
    for label, text, name, differs in (
        ("Naam", entry.name, "name", not same_firm(entry.name, employer.name)),
        ("Adres van de zetel", entry.where, "municipality", _is_elsewhere(employer, town)),
        ("Website", entry.website, "website", _plain(entry.website) != _plain(employer.website)),
    ):
        if text:
            told.facts.append(Fact(label, text, name if differs else ""))
    return told


def _is_elsewhere(employer: Employer, town: Municipality | None) -> bool:
    return town is not None and town.pk != employer.municipality_id


def _plain(address: str) -> str:
    """As two people may write one address of a site."""
    return address.casefold().split("://")[-1].removeprefix("www.").rstrip("/")


def take_over(employer: Employer, name: str, by: User) -> bool:
    """A person says that the register is right. Whether it said something else."""
    told = of(employer)
    entry = RegisterEntry.objects.filter(number=employer.enterprise_number or "").first()
    if told is None or entry is None or name not in {fact.field for fact in told.facts} - {""}:
        return False
    if name == "municipality":
        town = location.written(entry.place, {})
        if town is not None:
            location.say(employer, town, by)
        return town is not None
    setattr(employer, name, getattr(entry, name)[: LONGEST[name]])
    employer.save(update_fields=[name])
    log(employer, "wagtail.edit", user=by)
    return True


def difference(place: Establishment) -> str:
    """What the register says of a place of work that a person described otherwise."""
    if not place.register_on or not place.register:
        return ""
    as_told = Establishment(register=place.register)
    filling.as_registered(as_told, {})
    here = (place.name, place.address, place.municipality_id)
    if here == (as_told.name, as_told.address, as_told.municipality_id):
        return ""
    said = [place.register.get(name, "") for name in ("name", "address", "place")]
    return ", ".join(filter(None, said))


def activities(employer: Employer) -> list[tuple[EmployerActivity, str]]:
    """Those of this employer, each with what its code means, where an extract told."""
    rows = list(employer.activities.select_related("establishment__municipality"))
    known = NaceCode.objects.filter(code__in={row.code for row in rows})
    named = {(one.version, one.code): one.name for one in known}
    return [(row, named.get((row.version, row.code), "")) for row in rows]
