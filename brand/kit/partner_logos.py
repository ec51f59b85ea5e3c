"""The logo of a partner, for what we draw; what somebody withholds is drawn nowhere."""

from PIL import Image

from brand import gating
from brand.media import pixels
from brand.models import Organisation

LARGEST = 900  # pixels, of the longest side


def picture(partner: Organisation, largest: int = LARGEST) -> Image.Image | None:
    logo = partner.logo
    if logo is None or gating.withheld([logo]):
        return None
    try:
        with logo.open_file() as file, Image.open(file) as opened:
            opened.draft("RGB", (largest, largest))
            made = pixels.ordinary(opened)
            made.thumbnail((largest, largest))
            return made.copy()
    except (OSError, ValueError):  # the file is gone: the name stands in its place
        return None
