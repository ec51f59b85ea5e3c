"""An extract of the register, a zip or a folder, as rows of text; never more than a few at once.

The official layout: comma-separated, quoted, UTF-8, numbers with dots, days as dd-mm-yyyy. Where
reading stopped is a number of bytes, so that another process goes on there.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

LONGEST_LINE = 65_536
LARGEST_META = 100_000  # bytes
MOST_AT_ONCE = 20  # times what was asked, where one enterprise has so many rows

NO_EXTRACT = (
    "Dit is geen bestand van KBO Open Data. Kies het zip-bestand zoals je het bij de FOD Economie "
    "ophaalde."
)
GONE = "Dit bestand staat niet meer op de server."
BROKEN = "Dit bestand is beschadigd: {name} is niet te lezen. Haal het opnieuw op."
NO_FILE = "In dit bestand ontbreekt {name}. Haal het opnieuw op."
NO_COLUMN = "In {name} ontbreekt de kolom {column}. Is dit een bestand van KBO Open Data?"


class Unreadable(Exception):
    """Its text is a Dutch sentence for the person."""


Row = dict[str, str]


@dataclass(frozen=True)
class Meta:
    kind: str
    number: int
    taken_on: date


class Extract:
    """The files in a zip, or in the folder that was made of it."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._zip: zipfile.ZipFile | None = None
        self._named: dict[str, str] = {}
        if self.path.is_dir():
            self._named = {one.name: one.name for one in self.path.glob("*.csv")}
        elif not self.path.exists():
            raise Unreadable(GONE)
        else:
            try:
                self._zip = zipfile.ZipFile(self.path)
            except (zipfile.BadZipFile, OSError) as error:
                raise Unreadable(NO_EXTRACT) from error
            self._named = {Path(one).name: one for one in self._zip.namelist()}

    def __contains__(self, name: str) -> bool:
        return name in self._named

    def size(self, name: str) -> int:
        if name not in self._named:
            return 0
        if self._zip:
            return self._zip.getinfo(self._named[name]).file_size
        return (self.path / name).stat().st_size

    def open(self, name: str) -> IO[bytes]:
        if name not in self._named:
            raise Unreadable(NO_FILE.format(name=name))
        try:
            return self._zip.open(self._named[name]) if self._zip else (self.path / name).open("rb")
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise Unreadable(BROKEN.format(name=name)) from error

    def meta(self) -> Meta:
        """Which extract this is. Raises Unreadable."""
        if "meta.csv" not in self:
            raise Unreadable(NO_EXTRACT)
        with self.open("meta.csv") as file:
            text = file.read(LARGEST_META).decode("utf-8-sig", errors="replace")
        said = {row[0]: row[1] for row in csv.reader(io.StringIO(text)) if len(row) == 2}
        taken_on, kind = day(said.get("SnapshotDate", "")), said.get("ExtractType", "").lower()
        number = said.get("ExtractNumber", "")
        is_known = kind in ("full", "update") and re.fullmatch(r"\d{1,9}", number, re.ASCII)
        if taken_on is None or not is_known:
            raise Unreadable(NO_EXTRACT)
        return Meta(kind, int(number), taken_on)

    def close(self) -> None:
        if self._zip:
            self._zip.close()


class Reading:
    """One file, from a byte on; `at` is the byte at which the next row begins."""

    def __init__(self, extract: Extract, name: str, at: int = 0) -> None:
        self.name = name
        self._stream = extract.open(name)
        self._next: tuple[Row, int] | None = None
        self._read = 0
        header = next(csv.reader(self._lines()), [])
        self.columns = [column.strip().lstrip("\ufeff") for column in header]
        if at > self._read:
            try:
                self._stream.seek(at)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise Unreadable(BROKEN.format(name=name)) from error
            self._read = at
        self.at = self._read
        self._records = csv.reader(self._lines())

    def _lines(self) -> Iterator[str]:
        try:
            while line := self._stream.readline(LONGEST_LINE):
                if len(line) == LONGEST_LINE:
                    raise Unreadable(BROKEN.format(name=self.name))
                self._read += len(line)
                yield line.decode("utf-8").replace("\x00", "")  # which no database keeps
        except (UnicodeDecodeError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise Unreadable(BROKEN.format(name=self.name)) from error

    def must_have(self, *columns: str) -> None:
        for column in columns:
            if column not in self.columns:
                raise Unreadable(NO_COLUMN.format(name=self.name, column=column))

    def _peek(self) -> Row | None:
        """The next row; one that is cut off or too long says nothing and is passed over."""
        while self._next is None:
            try:
                cells = next(self._records, None)
            except csv.Error as error:
                raise Unreadable(BROKEN.format(name=self.name)) from error
            if cells is None:
                return None
            if len(cells) == len(self.columns):
                self._next = dict(zip(self.columns, cells, strict=True)), self._read
            else:
                self.at = self._read
        return self._next[0]

    def some(self, count: int, whole: str = "") -> list[Row]:
        """So many rows, and the rest of those that say the same in this column."""
        found: list[Row] = []
        while (row := self._peek()) is not None:
            if len(found) >= count:
                is_cut = len(found) >= count * MOST_AT_ONCE
                if is_cut or not whole or row[whole] != found[-1][whole]:
                    break
            assert self._next is not None  # noqa: S101 - there was a row
            found.append(row)
            self.at, self._next = self._next[1], None
        return found

    def close(self) -> None:
        self._stream.close()


def day(text: str) -> date | None:
    """dd-mm-yyyy"""
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007
    except ValueError:
        return None


def digits(number: str) -> str:
    """0200.065.765 as ten digits; whatever else it is stays nobody's number."""
    return number.replace(".", "")
