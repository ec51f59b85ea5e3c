"""A CSV or an Excel workbook as rows of text, whatever program wrote it.

Encodings by the standard library alone: what is no UTF-8 in a file of here is Windows-1252, sign by
sign, so that a file pasted together from both is read too. A detector guesses, and differently for
each file.
"""

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from typing import Any

LARGEST = 10 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 250 * 1024 * 1024  # a small workbook may unfold into a full memory
LARGEST_TEXTS = 40 * 1024 * 1024  # of the part that openpyxl holds in memory
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LOOKED_AT = 20  # rows, to see what kind of file this is
SEPARATORS = ";,\t|"
HEADER_WITHIN = 10  # rows: a title may stand above the names of the columns

EMPTY = "In dit bestand staan geen rijen."
NO_TABLE = "Dit is geen tabel die we kunnen lezen. Bewaar je lijst als .xlsx of .csv en kies die."
OLD_EXCEL = (
    "Dit is een oud Excel-bestand (.xls), of een met een wachtwoord. Open het in Excel en bewaar "
    "het als .xlsx, zonder wachtwoord."
)
OPEN_DOCUMENT = "Dit is een bestand van LibreOffice. Bewaar het daar als .xlsx of .csv."
BROKEN = "Dit Excel-bestand is beschadigd. Open het in Excel, bewaar het opnieuw en kies dat."
UNFOLDS = "Uitgepakt is dit bestand te groot. Verdeel het in stukken, of bewaar als .csv."
TOO_LARGE = f"Dit bestand is groter dan {LARGEST // 1024 // 1024} MB. Verdeel het in stukken."
OPEN_QUOTE = (
    "Ergens in dit bestand begint een tekst met een aanhalingsteken dat nergens eindigt. Bewaar de "
    "lijst in Excel als .xlsx en kies die."
)
TOO_MANY = (
    f"In dit bestand staan meer dan {MOST_ROWS // 1000}.000 rijen. Verdeel het in stukken en lees "
    "ze na elkaar in."
)
TOO_WIDE = f"Deze tabel heeft meer dan {MOST_COLUMNS} kolommen. Bewaar alleen wat je nodig hebt."

MIXED = (
    "In dit bestand staan letters op twee manieren geschreven (UTF-8 en Windows). We lazen elke "
    "letter apart. Kijk bij de voorbeelden of alle namen juist zijn."
)
SPOILT = (
    "In dit bestand staan letters die elders al verkeerd gelezen zijn, zoals “Ã©” voor “é”. Wij "
    "kunnen niet weten wat er stond: verbeter ze in het bestand zelf."
)
FORMULAS = (
    "In {count} cellen staat een formule. We lazen de uitkomst die Excel bewaarde; de formule zelf "
    "nemen we niet over. Een formule zonder uitkomst komt terug als fout."
)
OTHER_SHEETS = "Dit bestand heeft meer bladen. We lazen alleen het eerste, “{name}”."
NO_HEADER = "Boven de kolommen stonden geen namen. Zeg zelf wat in elke kolom staat."
ABOVE = "Boven de namen van de kolommen stond tekst. Die lazen we niet in."


class Unreadable(Exception):
    """A file that cannot be taken in; its text is a Dutch sentence for the person."""


@dataclass
class Head:
    """What can be said of a file after a look at its first rows."""

    headers: list[str]
    first_row: int  # number of the first row with data, as a spreadsheet counts them
    examples: list[list[str]]
    notes: list[str] = field(default_factory=list)


Numbered = tuple[int, list[str]]


def head(content: bytes) -> Head:
    """The columns and some rows. Raises Unreadable."""
    notes = _notes(content)
    first = list(islice(_filled(content), LOOKED_AT))
    if not first:
        raise Unreadable(EMPTY)
    at = _header_at(first)
    if at is None:
        width = max(len(row) for _, row in first)
        headers, data = [f"Kolom {number}" for number in range(1, width + 1)], first
        notes.append(NO_HEADER)
    else:
        headers, data = [cell.strip()[:120] for cell in first[at][1]], first[at + 1 :]
        if at:
            notes.append(ABOVE)
    if not data:
        raise Unreadable(EMPTY)
    return Head(headers, data[0][0], [row for _, row in data], notes)


def rows(content: bytes, first_row: int) -> Iterator[Numbered]:
    """The rows with data, each with its number. Raises Unreadable on the way."""
    for count, (number, row) in enumerate(_filled(content, first_row)):
        if count >= MOST_ROWS:
            raise Unreadable(TOO_MANY)
        yield number, row


def _filled(content: bytes, first_row: int = 1) -> Iterator[Numbered]:
    for number, cells in enumerate(_all(content), start=1):
        if number < first_row:
            continue
        row = [cell.strip() for cell in cells]
        while row and not row[-1]:
            row.pop()
        if len(row) > MOST_COLUMNS:
            raise Unreadable(TOO_WIDE)
        if row:
            yield number, row


def _all(content: bytes) -> Iterator[list[str]]:
    if content.startswith(b"PK\x03\x04"):
        return _of_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(OLD_EXCEL)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"{\\rtf")):
        raise Unreadable(NO_TABLE)
    return _of_text(content)


def _header_at(first: list[Numbered]) -> int | None:
    """Where the names of the columns stand: the first row with more than one, if it is no data."""
    for at, (_, row) in enumerate(first[:HEADER_WITHIN]):
        if sum(1 for cell in row if cell) > 1:
            return None if any(_is_data(cell) for cell in row) else at
    return None if _is_data(first[0][1][0]) else 0


def _is_data(cell: str) -> bool:
    return bool(re.search(r"\w@\w", cell)) or sum(sign in "0123456789" for sign in cell) > 5


def _notes(content: bytes) -> list[str]:
    if content.startswith(b"PK\x03\x04"):
        return _notes_of_workbook(content)
    return _notes_of_text(content)


# Text -------------------------------------------------------------------------------------------

# é, ë, ï, è, €, ’ in UTF-8, read as Windows-1252 by somebody before us.
_TWICE = re.compile("Ã[©«¯¨¼¶]|â‚¬|â€™")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - only used for decoding
    part = error.object[error.start : error.end]
    return part.decode("cp1252", errors="replace"), error.end


codecs.register_error("leads.transfer.windows", _as_windows)


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = content.decode("utf-16", errors="replace")
    elif content[1:40:2].count(0) > 15:  # UTF-16 of a program that does not say so
        text = content.decode("utf-16-le", errors="replace")
    else:
        text = content.removeprefix(codecs.BOM_UTF8).decode(errors="leads.transfer.windows")
    if text.count("\x00", 0, 10_000) > 3:
        raise Unreadable(NO_TABLE)
    return text.replace("\x00", "")


def _of_text(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if re.match(r"\s*<(?:!doctype|html|\?xml|table)\b", text[:200], re.IGNORECASE):
        raise Unreadable(NO_TABLE)
    said = re.match(r"sep=(.)\r?\n", text)  # what Excel writes above
    if said:
        text = "\n" + text[said.end() :]
    separator = said[1] if said and said[1] in SEPARATORS else _separator(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise Unreadable(OPEN_QUOTE) from error


def _separator(text: str) -> str:
    """The sign by which most rows fall into as many parts."""

    def agreement(sign: str) -> tuple[int, int]:
        sample = csv.reader(io.StringIO(text[:50_000], newline=""), delimiter=sign)
        try:
            widths = Counter(len(row) for row in islice(sample, LOOKED_AT) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return times, width

    return max(SEPARATORS, key=agreement)


def _notes_of_text(content: bytes) -> list[str]:
    text, notes = _decoded(content), []
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and _is_mixed(content):
        notes.append(MIXED)
    if _TWICE.search(text):
        notes.append(SPOILT)
    return notes


def _is_mixed(content: bytes) -> bool:
    has_utf8 = re.search(rb"[\xc3-\xf4][\x80-\xbf]", content) is not None
    try:
        content.decode()
    except UnicodeDecodeError:
        return has_utf8
    return False


# Workbooks --------------------------------------------------------------------------------------

# Cut short, packed in a way nobody else knows, or locked with a password.
SPOILT_ARCHIVE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@contextmanager
def _packed(content: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            names = {one.filename for one in members}
            if "xl/workbook.xml" not in names:
                is_open = "mimetype" in names and "content.xml" in names
                raise Unreadable(OPEN_DOCUMENT if is_open else NO_TABLE)
            texts = sum(one.file_size for one in members if "sharedStrings" in one.filename)
            if sum(one.file_size for one in members) > LARGEST_UNPACKED or texts > LARGEST_TEXTS:
                raise Unreadable(UNFOLDS)
            yield packed
    except SPOILT_ARCHIVE as error:
        raise Unreadable(BROKEN) from error


def _formulas(content: bytes) -> int:
    """How many cells of the sheets hold one, without opening a cell."""
    count = 0
    with _packed(content) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with packed.open(name) as part:
                    count += _found(iter(partial(part.read, 1 << 20), b""))
    return count


def _found(parts: Iterable[bytes]) -> int:
    count, left = 0, b""
    for part in parts:
        text = left + part
        count += sum(1 for _ in _FORMULA.finditer(text))
        left = text[-8:] if not _FORMULA.search(text[-8:]) else b""
    return count


def _notes_of_workbook(content: bytes) -> list[str]:
    notes = []
    with _workbook(content, results=True) as book:
        if len(book.worksheets) > 1:
            notes.append(OTHER_SHEETS.format(name=_sheet(book).title))
    if count := _formulas(content):
        notes.append(FORMULAS.format(count=count))
    return notes


@contextmanager
def _workbook(content: bytes, *, results: bool) -> Iterator[Any]:
    """openpyxl's, read row by row; `results`: of a formula what it came to."""
    from openpyxl import load_workbook  # numpy comes along: a tenth of a second at start

    with _packed(content):
        pass
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=results)
    except Exception as error:  # a spoilt file fails in as many ways as there are parts
        raise Unreadable(BROKEN) from error
    try:
        yield book
    finally:
        book.close()


def _sheet(book: Any) -> Any:
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
    if not sheets:
        raise Unreadable(EMPTY)
    return sheets[0]


def _of_workbook(content: bytes) -> Iterator[list[str]]:
    if not _formulas(content):
        for row in _cells(content, results=True):
            yield [_text(value) for value in row]
        return
    both = zip(_cells(content, results=True), _cells(content, results=False), strict=False)
    for results, formulas in both:
        yield [
            str(formula) if result is None and _is_formula(formula) else _text(result)
            for result, formula in zip(results, formulas, strict=False)
        ]


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _cells(content: bytes, *, results: bool) -> Iterator[tuple[Any, ...]]:
    with _workbook(content, results=results) as book:
        sheet = _sheet(book)
        try:
            sheet.reset_dimensions()  # what a program wrote there is often wrong
            yield from sheet.iter_rows(values_only=True)
        except Unreadable:
            raise
        except Exception as error:  # as above, half-way
            raise Unreadable(BROKEN) from error


def _text(value: Any) -> str:
    """A cell as somebody sees it; a number without what a spreadsheet adds."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
