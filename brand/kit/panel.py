"""On the federation's first screen, until visitors can reach somebody and know who is behind it."""

from django.urls import reverse
from wagtail.admin.ui.components import Component

from brand.models import BrandKit

ASKED = {
    "sender_name": "de organisatie achter het merk",
    "postal_address": "het postadres",
    "contact_email": "een e-mailadres voor vragen",
    "contact_phone": "een telefoonnummer voor vragen",
}


def lacking(kit: BrandKit) -> list[str]:
    """What visitors look for in the footer, on the press page and on the privacy page."""
    return [words for name, words in ASKED.items() if not getattr(kit, name)]


class ContactPanel(Component):
    name = "contact"
    order = 30
    template_name = "brand/kit/contact_panel.html"

    def get_context_data(self, parent_context):
        kit = BrandKit.current()
        address = reverse("wagtailsettings:edit", args=["brand", "brandkit", kit.site_id])
        return {"lacking": lacking(kit), "address": address}


def add_to(panels: list, user) -> None:
    kit = BrandKit.current()
    if user.has_perm("brand.change_brandkit") and kit.site_id and lacking(kit):
        panels.append(ContactPanel())
