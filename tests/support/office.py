"""What LibreOffice makes of spreadsheets: the rows, each cell with what it was taken for."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Semicolons, UTF-8, from the first row, in Dutch as here; a number or a date is taken for one
# wherever the program can, and a formula is computed wherever it can.
AS_EAGER_AS_CAN_BE = "CSV:59,34,76,1,,2067,false,true,false,false,false,0,false,false,true"
WIDEST = 60  # columns; behind the last one a row is filled up to its end

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here."
)


@dataclass(frozen=True)
class Cell:
    text: str
    kind: str | None
    formula: str | None
    date: str | None
    number: str | None


def opened(folder: Path) -> dict[str, list[list[Cell]]]:
    """The rows with something in them of each CSV and XLSX in there, by the name of the file."""
    files = sorted(folder.glob("*.csv")) + sorted(folder.glob("*.xlsx"))
    for ending, more in (("csv", [f"--infilter={AS_EAGER_AS_CAN_BE}"]), ("xlsx", [])):
        of_kind = [file for file in files if file.suffix == f".{ending}"]
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += [*more, "--convert-to", f"{ending}.fods", "--outdir", folder, *of_kind]
        if of_kind:
            subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {file.name: list(_rows(ElementTree.parse(f"{file}.fods"))) for file in files}


def _rows(tree: ElementTree.ElementTree) -> Iterator[list[Cell]]:
    for row in tree.iter(f"{TABLE}table-row"):
        cells = [_cell(one) for cell in row for one in _repeated(cell)][:WIDEST]
        if any(cell.text for cell in cells):
            yield cells


def _repeated(cell: ElementTree.Element) -> list[ElementTree.Element]:
    return [cell] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), WIDEST)


def _cell(cell: ElementTree.Element) -> Cell:
    return Cell(
        "\n".join("".join(line.itertext()) for line in cell.findall(f"{TEXT}p")),
        cell.get(f"{OFFICE}value-type"),
        cell.get(f"{TABLE}formula"),
        cell.get(f"{OFFICE}date-value"),
        cell.get(f"{OFFICE}value"),
    )
