"""QR codes: drawn here, in black on white in every theme, so that any phone reads them."""

from functools import lru_cache
from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe

OWN_PHONE = "QR-code: scan met de eigen telefoon"


@lru_cache(maxsize=256)  # drawing one takes as long as half a page
def svg(address: str, title: str = "QR-code voor aan de deur") -> SafeString:
    """To put into a page; no style attributes, so that the content policy lets it pass."""
    drawing = _code(address).svg_inline(
        omitsize=True,
        border=2,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
        title=title,
    )
    return mark_safe(drawing)  # noqa: S308 - drawn by segno: paths only


def png(address: str) -> bytes:
    """To put into a mail: about 300 points square."""
    out = BytesIO()
    _code(address).save(out, kind="png", scale=8, border=3)
    return out.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)
