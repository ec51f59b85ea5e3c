"""Extracts of the register in the official layout: invented numbers that pass, invented names."""

import csv
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from leads.models import RegisterExtract
from leads.register import extracts, rounds

COLUMNS = {
    "code": ("Category", "Code", "Language", "Description"),
    "enterprise": (
        *("EnterpriseNumber", "Status", "JuridicalSituation", "TypeOfEnterprise"),
        *("JuridicalForm", "JuridicalFormCAC", "StartDate"),
    ),
    "establishment": ("EstablishmentNumber", "StartDate", "EnterpriseNumber"),
    "denomination": ("EntityNumber", "Language", "TypeOfDenomination", "Denomination"),
    "address": (
        *("EntityNumber", "TypeOfAddress", "CountryNL", "CountryFR", "Zipcode", "MunicipalityNL"),
        *("MunicipalityFR", "StreetNL", "StreetFR", "HouseNumber", "Box", "ExtraAddressInfo"),
        "DateStrikingOff",
    ),
    "activity": ("EntityNumber", "ActivityGroup", "NaceVersion", "NaceCode", "Classification"),
    "contact": ("EntityNumber", "EntityContact", "ContactType", "Value"),
    "branch": ("Id", "StartDate", "EnterpriseNumber"),
}
CODES = [
    ("Nace2025", "10711", "NL", "Vervaardiging van brood"),
    ("Nace2025", "10711", "FR", "Fabrication de pain"),
    ("Nace2008", "10711", "NL", "Industriële vervaardiging van brood"),
    ("JuridicalForm", "014", "NL", "Naamloze vennootschap"),
]


def enterprise(place: int) -> str:
    """0200.000.xyz: the number of an invented enterprise."""
    head = 2_000_000 + place
    text = f"0{head:07d}{97 - head % 97:02d}"
    return f"{text[:4]}.{text[4:7]}.{text[7:]}"


def establishment(place: int) -> str:
    head = 20_000_000 + place
    text = f"{head}{97 - head % 97:02d}"
    return f"{text[0]}.{text[1:4]}.{text[4:7]}.{text[7:]}"


def plain(number: str) -> str:
    return number.replace(".", "")


def rows_of(place: int, name: str = "", kind: str = "2") -> dict[str, list[tuple[str, ...]]]:
    """One enterprise with one establishment, as the register's files tell of it."""
    number, unit = enterprise(place), establishment(place)
    name = name or f"Verzonnen {place}"
    return {
        "enterprise": [(number, "AC", "000", kind, "014", "", "01-02-2010")],
        "establishment": [(unit, "01-02-2010", number)],
        "denomination": [
            (number, "1", "001", f"{name} SA"),
            (number, "2", "001", f"{name} NV"),
            (number, "2", "003", "Een handelsnaam"),
            (unit, "2", "003", f"Winkel {name}"),
        ],
        "address": [
            address(number, "REGO"),
            address(unit, "BAET", street="Dorpsstraat"),
        ],
        "activity": [
            (number, "001", "2025", "10711", "MAIN"),
            (number, "006", "2008", "10711", "MAIN"),
            (number, "001", "2025", "47241", "SECO"),
            (unit, "001", "2025", "10711", "MAIN"),
        ],
        "contact": [
            (number, "ENT", "EMAIL", f"mens{place}@verzonnen.example"),
            (number, "ENT", "WEB", f"www.verzonnen{place}.example"),
        ],
        "branch": [],
    }


def address(number: str, kind: str, street: str = "Kaai", town: tuple = ("3600", "Genk"), **more):
    code, name = town
    box, country, gone = (more.get(one, "") for one in ("box", "country", "gone"))
    return (*(number, kind, country, "", code, name, name, street, street, "12", box, "", gone),)


def text(columns: Iterable[str], rows: Iterable[tuple]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue().encode()


def meta(kind="full", number=140, day="01-11-2026") -> bytes:
    said = [("SnapshotDate", day), ("ExtractTimestamp", f"{day} 05:00:00")]
    said += [("ExtractType", kind), ("ExtractNumber", str(number)), ("Version", "R018.00")]
    return text(("Variable", "Value"), said)


def together(*some: dict[str, list]) -> dict[str, list]:
    return {name: [row for one in some for row in one.get(name, [])] for name in COLUMNS}


def full(folder: Path, *some: dict[str, list], number=140, day="01-11-2026", **files) -> Path:
    """A zip as the FOD gives it; `files`: bytes in place of a file, None to leave it out."""
    path = folder / f"KboOpenData_{number:04d}_Full.zip"
    rows = together(*some) | {"code": CODES}
    content = {"meta": meta("full", number, day)}
    content |= {name: text(COLUMNS[name], rows[name]) for name in COLUMNS}
    return _zip(path, content | files)


def update(folder: Path, inserted: dict, deleted: dict, number=141, day="02-11-2026") -> Path:
    path = folder / f"KboOpenData_{number:04d}_Update.zip"
    content = {"meta": meta("update", number, day), "code": text(COLUMNS["code"], CODES)}
    for name in COLUMNS:
        if name != "code":
            key = COLUMNS[name][:1]
            gone = [(one,) for one in deleted.get(name, [])]
            content[f"{name}_delete"] = text(key, gone)
            content[f"{name}_insert"] = text(COLUMNS[name], inserted.get(name, []))
    return _zip(path, content)


def _zip(path: Path, content: dict[str, bytes | None]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            if data is not None:
                packed.writestr(f"{name}.csv", data)
    return path


def read(path: Path, *, keeps_list: bool = False, by=None) -> RegisterExtract:
    """Begun by a person, and read whole by the worker."""
    extract = extracts.begin(path, by, keeps_list=keeps_list)
    rounds.work()
    extract.refresh_from_db()
    return extract
