"""A file of whatever program, as rows of text; what cannot be read is said in a sentence."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from leads.transfer import reading
from leads.transfer.reading import Unreadable


def workbook(*rows, **sheets) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def all_of(content: bytes) -> list:
    return list(reading.rows(content, reading.head(content).first_row))


NAMES = "Bedrijf;Naam\nCafé Zoë;Loïc\n"


@pytest.mark.parametrize(
    "content",
    [
        NAMES.encode(),
        NAMES.encode("utf-8-sig"),
        NAMES.encode("cp1252"),
        NAMES.encode("utf-16"),
        NAMES.encode("utf-16-le"),
        f"sep=;\r\n{NAMES}".encode(),
        NAMES.replace(";", "\t").encode(),
        NAMES.replace(";", ",").encode(),
        NAMES.replace("\n", "\r\n").encode(),
    ],
)
def test_the_same_rows_whatever_encoding_and_separator(content):
    head = reading.head(content)
    assert (head.headers, head.notes) == (["Bedrijf", "Naam"], [])
    assert [row for _, row in all_of(content)] == [["Café Zoë", "Loïc"]]


def test_two_encodings_in_one_file_are_read_sign_by_sign_and_said():
    content = NAMES.encode() + "Crème;René\n".encode("cp1252")
    assert [row for _, row in all_of(content)] == [["Café Zoë", "Loïc"], ["Crème", "René"]]
    assert reading.head(content).notes == [reading.MIXED]


def test_letters_that_were_spoilt_before_are_pointed_at():
    content = "Bedrijf;Naam\nCafÃ©;Jan\n".encode()
    assert reading.head(content).notes == [reading.SPOILT]


def test_a_workbook_as_somebody_sees_it():
    content = workbook(
        ["Bedrijf", "Telefoon", "Datum", "Uur", "Klant", "Som"],
        ["Hout", 470123456.0, date(2025, 3, 4), datetime(2025, 3, 4, 9, 30), True, 1.5],  # noqa: DTZ001
    )
    assert [row for _, row in all_of(content)] == [
        ["Hout", "470123456", "2025-03-04", "2025-03-04 09:30", "ja", "1.5"]
    ]


def test_a_formula_in_every_cell_is_counted_and_its_outcome_read():
    content = workbook(["Bedrijf", "Naam"], ['="Ho"&"ut"', "=A1"])
    assert reading.FORMULAS.format(count=2) in reading.head(content).notes
    # openpyxl keeps no outcome: the formula itself comes along, for the row to be refused.
    assert [row for _, row in all_of(content)] == [['="Ho"&"ut"', "=A1"]]


def test_the_outcome_that_was_kept_is_read():
    content = workbook(["Bedrijf", "Naam"], ["=A1", "Jan"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if "sheet1" in name:
                part = re.sub(  # with lxml openpyxl leaves no space, without it one
                    rb'<c r="A2"><f>A1</f><v(?: ?/>|></v>)</c>',
                    b'<c r="A2" t="str"><f>A1</f><v>Hout</v></c>',
                    part,
                )
                assert b"<v>Hout" in part
            new.writestr(name, part)
    assert [row for _, row in all_of(out.getvalue())] == [["Hout", "Jan"]]


def test_empty_rows_and_a_title_above_are_left_out_and_numbers_stay_those_of_the_file():
    content = (
        b"Klanten 2025\n\nBedrijf;Naam;Mail\n\nHout;Jan;jan@hout.be\n;;\nStaal;An;an@staal.be\n"
    )
    assert reading.head(content).headers == ["Bedrijf", "Naam", "Mail"]
    assert reading.ABOVE in reading.head(content).notes
    assert all_of(content) == [
        (5, ["Hout", "Jan", "jan@hout.be"]),
        (7, ["Staal", "An", "an@staal.be"]),
    ]


def test_a_file_without_names_of_columns():
    content = b"Hout;Jan;jan@hout.be\nStaal;An;an@staal.be\n"
    head = reading.head(content)
    assert (head.headers, head.notes) == (["Kolom 1", "Kolom 2", "Kolom 3"], [reading.NO_HEADER])
    assert len(all_of(content)) == 2


def test_forty_columns_are_read_and_more_than_two_hundred_are_not():
    wide = ";".join(["Bedrijf", *(f"Veld {n}" for n in range(39))])
    assert len(reading.head(f"{wide}\n{wide}\n".encode()).headers) == 40
    with pytest.raises(Unreadable, match="meer dan 200 kolommen"):
        reading.head(("a;" * 201 + "a\n").encode())


def test_more_sheets_are_said():
    content = workbook(["Bedrijf", "Naam"], ["Hout", "Jan"], Oud=[["x"]])
    assert reading.head(content).notes == [reading.OTHER_SHEETS.format(name="Sheet")]


def packed(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", reading.EMPTY),
        (b"Bedrijf;Naam\n", reading.EMPTY),
        (b"%PDF-1.7", reading.NO_TABLE),
        (bytes(range(256)) * 20, reading.NO_TABLE),
        (b"<html><table><tr><td>Hout</table>", reading.NO_TABLE),
        (b"\xd0\xcf\x11\xe0 oud", reading.OLD_EXCEL),
        (b"PK\x03\x04 stuk", reading.BROKEN),
        (packed(word__document_xml="x"), reading.NO_TABLE),
        (packed(mimetype="x", content_xml="x"), reading.OPEN_DOCUMENT),
        (packed(xl__workbook_xml="<stuk"), reading.BROKEN),
        (packed(xl__workbook_xml="x", xl__sharedStrings_xml=b"0" * 42_000_000), reading.UNFOLDS),
        (b'Bedrijf;Naam\n"' + b"x" * 140_000, reading.OPEN_QUOTE),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content, sentence):
    with pytest.raises(Unreadable) as refused:
        all_of(content)
    assert str(refused.value) == sentence


def test_too_many_rows(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(Unreadable):
        all_of(b"Bedrijf;Naam\n" + b"a;b\n" * 3)


@pytest.mark.parametrize("sign", ['"', "\r", "é", "0"])
def test_a_separator_that_cannot_be_one_is_found_anew(sign):
    content = f"sep={sign}\r\nBedrijf;Naam\r\nHout;Jan\r\n".encode()
    assert all_of(content)[-1][1] == ["Hout", "Jan"]


def test_a_workbook_that_is_spoilt_anywhere_is_read_or_refused():
    whole = workbook(["Bedrijf", "Naam"], ["Hout", "=1+1"])
    refused = 0
    for at in range(4, len(whole), 37):
        spoilt = bytearray(whole)
        spoilt[at] ^= 0xFF
        for content in (bytes(spoilt), whole[:at]):
            try:
                reading.head(content)
                all_of(content)
            except Unreadable:
                refused += 1
    assert refused > 20


@pytest.mark.parametrize(("place", "value"), [(8, 1), (10, 99)])
def test_a_locked_or_oddly_packed_workbook_is_refused(place, value):
    spoilt = bytearray(workbook(["Bedrijf", "Naam"], ["Hout", "Jan"]))
    for found in re.finditer(b"PK\x01\x02", bytes(spoilt)):
        spoilt[found.start() + place] = value
    with pytest.raises(Unreadable, match="beschadigd"):
        reading.head(bytes(spoilt))
