"""The signature below a mail, from what a person fills in: nothing of it is kept.

Without colours of its own, so that it reads in any mail program in the dark; the picture stands on
white. The picture comes from the site's own address, the same for everybody of a partner: it tells
nobody who reads the mail.
"""

from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from brand.forms.phones import phone_words
from brand.models import BrandKit, Organisation
from brand.text import unmarked

SHOWN_HIGH = 56  # CSS pixels, with the clear space
PIXELS = 3  # for each of them, so that it is sharp on a telephone


class Signature(NamedTuple):
    html: str
    text: str


def make(kit: BrandKit, partner: Organisation, said: dict[str, str]) -> Signature:
    from brand.portal import lockups

    sheet = lockups.together(kit, partner)
    context = {
        "kit": kit,
        "partner": unmarked(partner.name),
        "said": said,
        "phone": phone_words(said["phone"]) if said["phone"] else "",
        "dials": said["phone"].partition(" ")[0],
        "picture": settings.SITE_URL + reverse("brand_together", args=[partner.slug]),
        "high": SHOWN_HIGH,
        "wide": round(SHOWN_HIGH * sheet.width / sheet.height),
        "site": settings.SITE_URL,
        "host": settings.SITE_URL.partition("://")[2],
    }
    html = render_to_string("brand/portal/signature.html", context)
    text = render_to_string("brand/portal/signature.txt", context)
    lines = [line.rstrip() for line in text.splitlines()]
    return Signature(html.strip(), "\n".join(line for line in lines if line))
