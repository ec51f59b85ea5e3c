"""A drawing that somebody uploaded, of which only shapes and colours stay.

Read as XML and written again from a list of what may stay: so nothing that acts, fetches or styles
the page around it comes along, however it was written.
"""

import re
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as safe

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
# What a PDF takes as lines; the rest stands in it as a picture.
IN_LINES = {
    *("g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line"),
    *("polyline", "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "style"),
}
STAYS = IN_LINES | {"mask", "pattern", "text", "tspan", "image"}
OF_THE_SHEET = {"width", "height", "viewBox", "x", "y", "version", "preserveAspectRatio", "id"}
ATTRIBUTE = re.compile(r"[A-Za-z][\w-]*\Z")
NUMBER = re.compile(r"\s*([\d.]+)\s*(?:px|pt|mm)?\s*\Z")
ELSEWHERE = re.compile(r"url\s*\(\s*[\"']?(?!#)|@|\\|javascript:|expression", re.IGNORECASE)
PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+\Z")
LARGEST = 2_000_000  # bytes


class UndrawableError(ValueError):
    """No drawing that can be read; the file may still be shown by a browser."""


class Drawing(NamedTuple):
    """Shapes in a box of their own; `picture` is that of a drawing that is one picture."""

    markup: str
    left: float
    top: float
    width: float
    height: float
    is_lines: bool = True
    picture: bytes = b""

    def alone(self, width: float | None = None) -> str:
        """As a file by itself."""
        width = width or self.width
        height = width * self.height / self.width
        box = f"{self.left:g} {self.top:g} {self.width:g} {self.height:g}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width:.2f}" '
            f'height="{height:.2f}">{self.markup}</svg>'
        )


def read(data: bytes) -> Drawing:
    if len(data) > LARGEST:
        raise UndrawableError("Het SVG-bestand is groter dan 2 MB.")
    try:
        root = safe.fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as reason:
        raise UndrawableError("Het SVG-bestand is geen leesbare tekening.") from reason
    if root.tag not in {f"{SVG}svg", "svg"}:
        raise UndrawableError("Het bestand is geen SVG-tekening.")
    left, top, width, height = _box(root)
    seen: set[str] = set()
    try:
        inside = "".join(_written(child, seen) for child in root)
    except RecursionError as reason:
        raise UndrawableError("De tekening is te diep in lagen gelegd.") from reason
    outer = {name: value for name, value in _attributes(root) if name not in OF_THE_SHEET}
    around = "".join(f" {name}={quoteattr(value)}" for name, value in outer.items())
    return Drawing(
        f"<g{around}>{inside}</g>" if around else inside,
        left, top, width, height,
        is_lines=seen <= IN_LINES,
    )  # fmt: skip


def _box(root: Element) -> tuple[float, float, float, float]:
    try:
        numbers = [float(one) for one in re.split(r"[\s,]+", root.get("viewBox", "").strip())]
    except ValueError:
        numbers = []
    if len(numbers) != 4:
        sides = [NUMBER.match(root.get(name, "")) for name in ("width", "height")]
        numbers = [0.0, 0.0, *(float(side[1]) if side else 0.0 for side in sides)]
    left, top, width, height = numbers
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise UndrawableError("De tekening zegt niet hoe groot ze is (viewBox).")
    return left, top, width, height


def _written(element: Element, seen: set[str]) -> str:
    name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else ""
    if name not in STAYS or (name == "style" and ELSEWHERE.search(element.text or "")):
        return ""
    seen.add(name)
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in _attributes(element))
    inside = escape(element.text or "")
    for child in element:
        inside += _written(child, seen) + escape(child.tail or "")
    return f"<{name}{attributes}>{inside.strip()}</{name}>"


def _attributes(element: Element):
    for name, value in element.attrib.items():
        if name == XLINK:
            name = "href"
        if name == "href":
            picture = element.tag == f"{SVG}image" and PICTURE.match(value)
            if value.startswith("#") or picture:
                yield name, value
        elif (
            ATTRIBUTE.match(name)
            and not name.lower().startswith("on")
            and not ELSEWHERE.search(value)
        ):
            yield name, value
