"""What each file of an extract changes here: rows of our employers, and of the list to look up.

Each is called with some rows in a transaction, and doing it twice does no harm.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Q

from leads.employers.matching import firm_key
from leads.models import (
    Employer,
    EmployerActivity,
    Establishment,
    NaceCode,
    RegisterEntry,
    RegisterExtract,
)
from leads.models.establishments import Origin
from leads.register.files import Row, digits

Write = Callable[[RegisterExtract, list[Row]], None]
NO_NAME = 99
DUTCH = "2"
# The official name before an abbreviation and a commercial one; Dutch before other languages.
NAME_KINDS = {"001": 0, "003": 10, "002": 20, "004": 30}
COMPANY = "2"
ESTABLISHMENTS = tuple("2345678")


def _cut(text: str, field: str, model: Any = RegisterEntry) -> str:
    return " ".join(text.split())[: model._meta.get_field(field).max_length]


def _by(rows: list[Row], column: str = "EntityNumber") -> Iterator[tuple[str, list[Row]]]:
    for number, found in groupby(rows, key=lambda row: row[column]):
        yield digits(number), list(found)


def _employers(numbers: Iterable[str]) -> dict[str, int]:
    rows = Employer.objects.filter(enterprise_number__in=set(numbers))
    return {
        number or "": pk for number, pk in rows.order_by().values_list("enterprise_number", "pk")
    }


def _entries(numbers: Iterable[str]) -> dict[str, RegisterEntry]:
    asked = {number for number in numbers if not number.startswith(ESTABLISHMENTS)}
    rows = RegisterEntry.objects.filter(number__in=asked) if asked else []
    return {row.number: row for row in rows}


def _places(numbers: Iterable[str]) -> list[Establishment]:
    """Those that the register told of; what a person typed at another employer is none."""
    asked = {number for number in numbers if number.startswith(ESTABLISHMENTS)}
    rows = Establishment.objects.filter(number__in=asked, register_on__isnull=False)
    return list(rows) if asked else []


def _save(entries: list[RegisterEntry], *fields: str) -> None:
    """Many at once: faster than an UPDATE with a case for each."""
    if entries:
        RegisterEntry.objects.bulk_create(
            [_new(row) for row in entries],
            update_conflicts=True,
            unique_fields=["number"],
            update_fields=fields,
        )


def _new(row: RegisterEntry) -> RegisterEntry:
    row.pk = None
    return row


def codes(extract: RegisterExtract, rows: list[Row]) -> None:
    found = {}
    for row in rows:
        version = row["Category"].removeprefix("Nace")
        is_code = row["Category"].startswith("Nace") and row["Language"] == "NL"
        if is_code and version in EmployerActivity.Version.values:
            code = row["Code"].replace(".", "")[:7]
            name = _cut(row["Description"], "name", NaceCode)
            found[version, code] = NaceCode(version=version, code=code, name=name)
    if found:
        NaceCode.objects.bulk_create(
            found.values(),
            update_conflicts=True,
            unique_fields=["version", "code"],
            update_fields=["name"],
        )


def enterprises(extract: RegisterExtract, rows: list[Row]) -> None:
    active = {digits(row["EnterpriseNumber"]): row for row in rows if row["Status"] == "AC"}
    ours = _employers(active)
    kept = {
        number: RegisterEntry(
            number=number,
            is_person=row["TypeOfEnterprise"] != COMPANY,
            taken_on=extract.taken_on,
        )
        for number, row in active.items()
        if number in ours or (extract.keeps_list and row["TypeOfEnterprise"] == COMPANY)
    }
    _count(extract, enterprises=len(active), ours=len(ours))
    renewed = ["is_person", "taken_on", "left_on"]
    if extract.kind == RegisterExtract.Kind.FULL:  # what follows says all of it again
        renewed += ["name_rank", "address", "place", "website"]
    _save(list(kept.values()), *renewed)


def establishments(extract: RegisterExtract, rows: list[Row]) -> None:
    of = {digits(row["EstablishmentNumber"]): digits(row["EnterpriseNumber"]) for row in rows}
    ours = _employers(of.values())
    wanted = {number: ours[owner] for number, owner in of.items() if owner in ours}
    known = {
        (row.number, row.employer_id): row
        for row in Establishment.objects.filter(number__in=wanted, employer__in=ours.values())
    }
    new = []
    for number, employer in wanted.items():
        row = known.get((number, employer))
        if row is None:
            row = Establishment(number=number, employer_id=employer, origin=Origin.REGISTER)
            new.append(row)
        row.register_on, row.left_on = extract.taken_on, None
        if extract.kind == RegisterExtract.Kind.FULL:
            row.register = {}
        if row.pk:
            row.save(update_fields=["register", "register_on", "left_on"])
    Establishment.objects.bulk_create(new, ignore_conflicts=True)
    _count(extract, establishments=len(wanted))


def _rank(row: Row) -> int:
    kind = NAME_KINDS.get(row["TypeOfDenomination"], 40)
    return kind + (0 if row["Language"] == DUTCH else 1)


def names(extract: RegisterExtract, rows: list[Row]) -> None:
    best = {
        number: min(found, key=_rank)
        for number, found in _by(rows)
        if any(one["Denomination"].strip() for one in found)
    }
    changed = []
    for number, entry in _entries(best).items():
        if (rank := _rank(best[number])) <= entry.name_rank:
            entry.name = _cut(best[number]["Denomination"], "name")
            entry.name_key, entry.name_rank = firm_key(entry.name), rank
            changed.append(entry)
    _save(changed, "name", "name_key", "name_rank")
    for place in _places(best):
        _tell(place, name=_cut(best[place.number]["Denomination"], "name", Establishment))


def _tell(row: Establishment, /, **said: str) -> None:
    row.register = {**row.register, **said}
    row.save(update_fields=["register"])


class Where(NamedTuple):
    address: str
    place: str


def where(row: Row) -> Where:
    """Kaai 1 bus 2 and 3600 Genk; abroad with the country."""
    street = row["StreetNL"] or row["StreetFR"]
    box = f" bus {row['Box']}" if row["Box"] else ""
    town = f"{row['Zipcode']} {row['MunicipalityNL'] or row['MunicipalityFR']}"
    country = row["CountryNL"] or row["CountryFR"]
    return Where(
        _cut(f"{street} {row['HouseNumber']}{box}", "address"),
        _cut(f"{town}{f' ({country})' if country else ''}", "place"),
    )


def addresses(extract: RegisterExtract, rows: list[Row]) -> None:
    found = {
        digits(row["EntityNumber"]): where(row)
        for row in rows
        if row["TypeOfAddress"] in ("REGO", "BAET") and not row["DateStrikingOff"]
    }
    entries = _entries(found)
    for number, entry in entries.items():
        entry.address, entry.place = found[number]
    _save(list(entries.values()), "address", "place")
    for place in _places(found):
        _tell(place, **found[place.number]._asdict())


def activities(extract: RegisterExtract, rows: list[Row]) -> None:
    found: dict[str, dict[tuple[str, str], bool]] = {}
    for row in rows:
        version, code = row["NaceVersion"], row["NaceCode"].replace(".", "")[:7]
        if version in EmployerActivity.Version.values and code:
            of = found.setdefault(digits(row["EntityNumber"]), {})
            of[version, code] = of.get((version, code), False) or row["Classification"] == "MAIN"
    owners: list[tuple[int, int | None, str]] = [
        (pk, None, number) for number, pk in _employers(found).items()
    ]
    owners += [(place.employer_id, place.pk, place.number) for place in _places(found)]
    for employer, place, number in owners:
        _activities_of(extract, employer, place, found[number])


def _activities_of(
    extract: RegisterExtract, employer: int, place: int | None, said: dict[tuple[str, str], bool]
) -> None:
    rows = EmployerActivity.objects.filter(employer=employer, establishment=place)
    known = {(row.version, row.code): row for row in rows}
    for row in known.values():
        if row.origin == Origin.REGISTER and (row.version, row.code) in said:
            row.is_main, row.register_on = said[row.version, row.code], extract.taken_on
            row.save(update_fields=["is_main", "register_on"])
    EmployerActivity.objects.bulk_create(
        [
            EmployerActivity(
                employer_id=employer,
                establishment_id=place,
                version=version,
                code=code,
                is_main=is_main,
                origin=Origin.REGISTER,
                register_on=extract.taken_on,
            )
            for (version, code), is_main in said.items()
            if (version, code) not in known
        ],
        ignore_conflicts=True,
    )


def websites(extract: RegisterExtract, rows: list[Row]) -> None:
    """Of the whole enterprise; numbers and addresses of mail are people's, and are left out."""
    found = {
        digits(row["EntityNumber"]): row["Value"].strip()
        for row in rows
        if row["ContactType"] == "WEB" and not row["EntityNumber"].startswith(ESTABLISHMENTS)
    }
    entries = _entries(number for number, value in found.items() if value)
    for number, entry in entries.items():
        text = found[number]
        entry.website = _cut(text if "://" in text else f"https://{text}", "website")
    _save(list(entries.values()), "website")


# What an extract with changes takes away first -----------------------------------------------


def _numbers(rows: list[Row], column: str = "EntityNumber") -> set[str]:
    return {digits(row[column]) for row in rows}


def without_enterprises(extract: RegisterExtract, rows: list[Row]) -> None:
    """One that only changed comes back with the rows that follow."""
    gone = RegisterEntry.objects.filter(number__in=_numbers(rows, "EnterpriseNumber"))
    gone.update(left_on=extract.taken_on)


def without_establishments(extract: RegisterExtract, rows: list[Row]) -> None:
    numbers = _numbers(rows, "EstablishmentNumber")
    gone = Establishment.objects.filter(number__in=numbers, register_on__isnull=False)
    gone.update(left_on=extract.taken_on)


def without_names(extract: RegisterExtract, rows: list[Row]) -> None:
    numbers = _numbers(rows)
    RegisterEntry.objects.filter(number__in=numbers).update(name_rank=NO_NAME)
    for place in _places(numbers):
        _tell(place, name="")


def without_addresses(extract: RegisterExtract, rows: list[Row]) -> None:
    numbers = _numbers(rows)
    RegisterEntry.objects.filter(number__in=numbers).update(address="", place="")
    for place in _places(numbers):
        _tell(place, address="", place="")


def without_activities(extract: RegisterExtract, rows: list[Row]) -> None:
    numbers = _numbers(rows)
    of = Q(establishment=None, employer__enterprise_number__in=numbers)
    of |= Q(establishment__in=[place.pk for place in _places(numbers)])
    EmployerActivity.objects.filter(of, origin=Origin.REGISTER).delete()


def without_websites(extract: RegisterExtract, rows: list[Row]) -> None:
    RegisterEntry.objects.filter(number__in=_numbers(rows)).update(website="")


def _count(extract: RegisterExtract, **more: int) -> None:
    for name, count in more.items():
        extract.figures[name] = extract.figures.get(name, 0) + count


class Step(NamedTuple):
    """A file, what is done with its rows, and the columns that must be there."""

    file: str
    write: Write
    columns: tuple[str, ...]
    whole: str = ""  # rows that say the same here stay together


_ENTITY = "EntityNumber"
_FILES = [
    (
        "enterprise",
        enterprises,
        without_enterprises,
        "EnterpriseNumber",
        ("Status", "TypeOfEnterprise"),
    ),
    (
        "establishment",
        establishments,
        without_establishments,
        "EstablishmentNumber",
        ("EnterpriseNumber",),
    ),
    (
        "denomination",
        names,
        without_names,
        _ENTITY,
        ("Language", "TypeOfDenomination", "Denomination"),
    ),
    (
        "address",
        addresses,
        without_addresses,
        _ENTITY,
        (
            *("TypeOfAddress", "CountryNL", "CountryFR", "Zipcode", "MunicipalityNL"),
            *("MunicipalityFR", "StreetNL", "StreetFR", "HouseNumber", "Box", "DateStrikingOff"),
        ),
    ),
    (
        "activity",
        activities,
        without_activities,
        _ENTITY,
        ("NaceVersion", "NaceCode", "Classification"),
    ),
    ("contact", websites, without_websites, _ENTITY, ("ContactType", "Value")),
]


def steps(kind: str) -> list[Step]:
    """The files of an extract, in the order of reading; branch.csv tells us nothing."""
    found = [Step("code.csv", codes, ("Category", "Code", "Language", "Description"))]
    for name, write, without, key, columns in _FILES:
        if kind == RegisterExtract.Kind.FULL:
            found.append(Step(f"{name}.csv", write, (key, *columns), key))
        else:
            found.append(Step(f"{name}_delete.csv", without, (key,)))
            found.append(Step(f"{name}_insert.csv", write, (key, *columns), key))
    return found
