"""The table of facts: read from the files beside this module, or from an official file.

municipalities.csv  nis, name, province, postal_codes (the main one first, separated by spaces),
                    latitude, longitude (of the centre, rounded to 0.01 degree)
localities.csv      nis of the municipality today, postal_code, name, kind
stations.csv        code (UIC), name, latitude, longitude (rounded to 0.001 degree)

The centre is that of the town a municipality is named after; of a merger of equals the middle
between them. Postal codes of single companies and stations without trains are left out.
"""

import csv
import datetime
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from brand.models.organisations import Province

# After the mergers of 1 January 2025: 285 municipalities in Flanders, 19 in Brussels.
AS_OF = datetime.date(2025, 1, 1)

FOLDER = Path(__file__).parent
MUNICIPALITY_COLUMNS = ("nis", "name", "province", "postal_codes", "latitude", "longitude")

# A box around Flanders and Brussels: what lies outside is a slip of the pen.
SOUTH, NORTH, WEST, EAST = Decimal("50.6"), Decimal("51.6"), Decimal("2.5"), Decimal("6.0")

_PROVINCES = {
    text.casefold(): value for value, label in Province.choices for text in (value, label)
}


class UnreadableTable(ValueError):
    """A file cannot be used; the message names the line and what is wrong with it."""


def municipalities(file: Path | str | None = None) -> list[dict]:
    """The rows of our own table, or those of a file with the same columns."""
    rows, codes_seen, nis_seen = [], {}, set()
    for line, raw in _lines(Path(file) if file else FOLDER / "municipalities.csv"):
        row = _municipality(line, raw)
        if row["nis"] in nis_seen:
            raise UnreadableTable(f"line {line}: {row['nis']} stands in the file twice")
        nis_seen.add(row["nis"])
        for code in row["postal_codes"]:
            if code in codes_seen:
                raise UnreadableTable(
                    f"line {line}: postal code {code} is {codes_seen[code]}'s already"
                )
            codes_seen[code] = row["name"]
        rows.append(row)
    if not rows:
        raise UnreadableTable("the file has no rows")
    return rows


def localities() -> list[dict]:
    return [raw for _, raw in _lines(FOLDER / "localities.csv")]


def stations() -> list[dict]:
    return [
        raw | {"latitude": Decimal(raw["latitude"]), "longitude": Decimal(raw["longitude"])}
        for _, raw in _lines(FOLDER / "stations.csv")
    ]


def _lines(path: Path):
    """Line number and row; commas or semicolons, with or without a byte order mark."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableTable(f"{path} cannot be read: {error}") from error
    header = text.partition("\n")[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if ";" in header else ",")
    for raw in reader:
        yield (
            reader.line_num,
            {
                (key or "").strip(): value.strip() if isinstance(value, str) else ""
                for key, value in raw.items()
            },
        )


def _municipality(line: int, raw: dict) -> dict:
    if missing := [column for column in MUNICIPALITY_COLUMNS if column not in raw]:
        raise UnreadableTable(f"missing columns: {', '.join(missing)}")
    codes = raw["postal_codes"].split()
    if not re.fullmatch(r"[0-9]{5}", raw["nis"]):
        raise UnreadableTable(f"line {line}: a NIS code has five digits, not {raw['nis']!r}")
    if not 0 < len(raw["name"]) <= 80:
        raise UnreadableTable(f"line {line}: a name has 1 to 80 characters")
    if raw["province"].casefold() not in _PROVINCES:
        raise UnreadableTable(f"line {line}: unknown province {raw['province']!r}")
    if not codes or not all(re.fullmatch(r"[1-9][0-9]{3}", code) for code in codes):
        raise UnreadableTable(
            f"line {line}: postal codes have four digits, not {raw['postal_codes']!r}"
        )
    return {
        "nis": raw["nis"],
        "name": raw["name"],
        "province": _PROVINCES[raw["province"].casefold()],
        "postal_codes": codes,
        "latitude": _degrees(line, raw["latitude"], SOUTH, NORTH),
        "longitude": _degrees(line, raw["longitude"], WEST, EAST),
    }


def _degrees(line: int, text: str, low: Decimal, high: Decimal) -> Decimal:
    try:
        value = Decimal(text.replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation:
        raise UnreadableTable(f"line {line}: {text!r} is not a number of degrees") from None
    if not low <= value <= high:
        raise UnreadableTable(f"line {line}: {value} lies outside Flanders and Brussels")
    return value
