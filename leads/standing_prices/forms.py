"""A price as people in Belgium write it, and never two at once for the same work."""

from typing import Any

from wagtail.admin.forms.models import WagtailAdminModelForm

from brand.forms.conflicts import ConflictMixin
from brand.forms.fields import AmountField
from leads.models import StandingPrice

TURNED = "De laatste dag ligt voor de eerste."
TWICE = (
    "Voor dit werk geldt in die tijd al een prijs per {unit}: {price} euro. Geef die eerst een"
    " laatste dag."
)


class PriceForm(ConflictMixin, WagtailAdminModelForm):
    price = AmountField(label="Prijs in euro, zonder btw", most=9_999_999)

    class Meta:
        model = StandingPrice
        fields = "__all__"  # the panels choose

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean()
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", TURNED)
        return said

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        other = StandingPrice.objects.beside(self.instance).first()
        if other is not None:
            price = str(other.price).replace(".", ",")
            self.add_error("valid_from", TWICE.format(unit=other.get_unit_display(), price=price))
