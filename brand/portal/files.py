"""Every file that the portal gives, drawn from the kit at the moment it is asked for."""

import json
from collections.abc import Callable
from typing import NamedTuple

from brand.models import BrandKit, Organisation
from brand.portal import colour_facts, typefaces

PNG, SVG, PDF = "image/png", "image/svg+xml", "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
WHITE = "#ffffff"


class Asked(NamedTuple):
    kit: BrandKit
    partner: Organisation


class File(NamedTuple):
    what: str  # one of ASSETS
    label: str
    ending: str
    kind: str
    draw: Callable[[Asked], bytes]


# What can be had, and which parts of the kit it is made from.
ASSETS = {
    "logo": "Logo",
    "samen": "Logo met partner",
    "kleuren": "Kleuren",
    "letters": "Lettertypes",
    "dia": "Dia’s",
    "affiche": "Affiche",
    "handtekening": "Mailhandtekening",
}


def _sheet(asked: Asked, name: str):
    from brand.portal import lockups  # fpdf and fontTools: a tenth of a second at start

    what, _, dark = name.partition("-")
    if what == "logo":
        return lockups.logo(asked.kit, dark=bool(dark))
    return lockups.together(asked.kit, asked.partner, dark=bool(dark))


def drawing(asked: Asked, name: str) -> bytes:
    return _sheet(asked, name).as_svg().encode()


def _svg(name: str):
    return lambda asked: drawing(asked, name)


def _png(name: str, width: int, ground: str = ""):
    return lambda asked: _sheet(asked, name).as_png(width, ground)


def _pdf(name: str):
    return lambda asked: _sheet(asked, name).as_pdf()


def _slides(asked: Asked) -> bytes:
    from brand.portal import slides

    return slides.make(asked.kit, asked.partner)


def _of_drawing(name: str) -> dict[str, File]:
    what, _, dark = name.partition("-")
    sizes = [(1200, "")] if dark else [(400, ""), (1200, ""), (2400, ""), (1200, WHITE)]
    made = {f"{name}.svg": File(what, "SVG", "svg", SVG, _svg(name))}
    for width, ground in sizes:
        label = f"PNG, {width} breed" + (", op wit" if ground else "")
        key = f"{name}-{width}{'-wit' if ground else ''}.png"
        made[key] = File(what, label, "png", PNG, _png(name, width, ground))
    made[f"{name}.pdf"] = File(what, "PDF", "pdf", PDF, _pdf(name))
    return made


# Drawings, by name: of the brand alone and with the partner, on light and on dark.
DRAWINGS = {name: _of_drawing(name) for name in ("logo", "logo-donker", "samen", "samen-donker")}
COLOURS = {
    "kleuren.css": File(
        "kleuren", "CSS", "css", "text/css; charset=utf-8",
        lambda asked: colour_facts.css(asked.kit).encode(),
    ),
    "kleuren.json": File(
        "kleuren", "JSON", "json", "application/json",
        lambda asked: json.dumps(
            colour_facts.as_json(asked.kit), ensure_ascii=False, indent=2
        ).encode(),
    ),
}  # fmt: skip
LETTERS = {
    "letters.zip": File(
        "letters", "Alle letterbestanden (zip)", "zip", "application/zip",
        lambda asked: typefaces.archive(asked.kit),
    ),
}  # fmt: skip
SLIDES = {"dia.pptx": File("dia", "Dia’s (PowerPoint)", "pptx", PPTX, _slides)}
FILES: dict[str, File] = {
    name: file
    for group in (*DRAWINGS.values(), COLOURS, LETTERS, SLIDES)
    for name, file in group.items()
}
