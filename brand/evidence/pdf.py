"""An evidence pack as a PDF to print or to send along: A4, with the letters of the brand in it."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.fonts import FontFace

from brand.evidence.pack import Pack, Table
from brand.kit.lettering import LATIN, NOUGHT, OTHERS, drawable, embedded
from brand.models import BrandKit

MARGIN = 18  # mm
LINE = 5.2  # mm, of a line of text
FACES = (("title", "display_face", 700), ("text", "text_face", 450), ("strong", "text_face", 700))


def write(pack: Pack) -> bytes:
    kit = BrandKit.current()
    with TemporaryDirectory() as folder:
        return bytes(_Report(pack, kit, Path(folder)).output())


class _Report(FPDF):
    def __init__(self, pack: Pack, kit: BrandKit, folder: Path):
        super().__init__(unit="mm", format="A4")
        self.pack, self.kit = pack, kit
        self.colours = kit.tokens()["light"]
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, MARGIN + 6)
        self.set_title(pack.title)
        self.set_lang(str(pack.asked.language))
        for name, field, weight in FACES:
            for part in (LATIN, OTHERS, NOUGHT):
                file = folder / f"{name}-{part}.ttf"
                file.write_bytes(embedded(getattr(kit, field), part, weight))
                self.add_font(f"{name}-{part}", fname=file)
        self.add_page()
        self._opening()
        for table in pack.tables:
            self._table(table)
        self._method()

    def footer(self) -> None:
        self.set_y(-MARGIN)
        self._pen("text", 8)
        self.cell(0, LINE, drawable(self.pack.title))
        self.set_x(-MARGIN - 20)
        self.cell(20, LINE, f"{self.page_no()}", align="R")

    def _pen(self, face: str, size: float, colour: str = "ink") -> None:
        self.set_font(f"{face}-{LATIN}", size=size)
        self.set_fallback_fonts([f"{face}-{part}" for part in (OTHERS, NOUGHT)])
        self.set_text_color(self.colours[colour])

    def _paragraph(self, text: str, face: str = "text", size: float = 10) -> None:
        self._pen(face, size)
        self.multi_cell(0, size * 0.52, drawable(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _opening(self) -> None:
        self._paragraph(self.pack.title, "title", 22)
        self.ln(3)
        for name, said in self.pack.facts:
            self._pen("strong", 10)
            self.cell(34, LINE, drawable(name))
            self._paragraph(said)
        if self.pack.is_example:
            self.ln(2)
            self._paragraph(self.pack.method[0], "strong")
        self.ln(4)

    def _table(self, table: Table) -> None:
        """Its heading stays with the first rows."""
        if self.will_page_break(40):
            self.add_page()
        self._paragraph(table.title, "title", 14)
        self.ln(1)
        self._pen("text", 9)
        self.set_draw_color(self.colours["line"])
        write = self.pack.asked.write
        rows = [[write(cell) for cell in row] for row in table.rows]
        rows += [[write(cell) for cell in table.total]] if table.total else []
        align = [
            "LEFT",
            *["RIGHT" if _is_number(table, at) else "LEFT" for at in range(1, len(table.columns))],
        ]
        heads = FontFace(family=f"strong-{LATIN}", emphasis="")
        with self.table(
            borders_layout="HORIZONTAL_LINES",
            line_height=LINE,
            padding=1,
            text_align=tuple(align),
            headings_style=heads,
            col_widths=_widths(table.columns, rows),
            first_row_as_headings=True,
        ) as drawn:
            for cells in [table.columns, *rows]:
                row = drawn.row()
                for cell in cells:
                    row.cell(drawable(cell))
        self.ln(1.5)
        self._paragraph(table.note, size=8.5)
        self.ln(5)

    def _method(self) -> None:
        for sentence in self.pack.method[1 if self.pack.is_example else 0 :]:
            self._paragraph(sentence, size=9)
            self.ln(1)


def _is_number(table: Table, at: int) -> bool:
    values = [*(row[at] for row in table.rows), *([table.total[at]] if table.total else [])]
    return not any(isinstance(value, str | date) for value in values)


def _widths(columns: list[str], rows: list[list[str]]) -> tuple[int, ...]:
    """In proportion to what stands in them; no word is broken, and none is starved."""
    return tuple(
        max(
            5 + max(len(word) for cell in column for word in (cell.split() or [""])),
            min(max(len(cell) for cell in column), 30),
        )
        for column in zip(columns, *rows, strict=True)
    )
