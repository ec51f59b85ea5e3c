"""Back office: a partner's unit prices, which the federation reads too."""

from decimal import Decimal
from typing import Any

from django.urls import URLPattern
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from brand.scoping.viewsets import LockedEditMixin, ScopedViewSet
from leads.models import StandingPrice
from leads.standing_prices.forms import PriceForm


def with_comma(price: Decimal) -> str:
    """0,35: what a spreadsheet in Belgium takes for a number."""
    return f"{price:.2f}".replace(".", ",")


class PriceIndexView(generic.IndexView):
    list_export = [
        "organisation",
        "activity.name",
        "work",
        "get_unit_display",
        "price",
        "remark",
        "valid_from",
        "valid_until",
        "shown",
    ]
    custom_field_preprocess = {"price": {"csv": with_comma}}  # in a workbook it is a number
    export_headings = {
        "activity.name": "Activiteit",
        "get_unit_display": "Eenheid",
        "shown": "Op de site",
    }

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("organisation", "activity")


class PriceEditView(LockedEditMixin, generic.EditView):
    pass


class StandingPriceViewSet(ScopedViewSet):
    model = StandingPrice
    name = "standing_price"
    url_prefix = "opvolging/eenheidsprijzen"
    icon = "tag"
    menu_label = "Eenheidsprijzen"
    nothing_yet = (
        "Nog geen eenheidsprijzen. Schrijf op wat jullie vragen, bijvoorbeeld per uur of per m²."
        " Alleen jullie en de federatie zien het, tenzij jullie een prijs op de site zetten."
    )
    export_filename = "eenheidsprijzen"
    add_to_reference_index = False
    index_view_class = PriceIndexView
    edit_view_class = PriceEditView
    list_display = [
        TitleColumn("work", label="Werk", url_name="standing_price:edit", sort_key="work"),
        Column("activity", label="Activiteit", classname="desk-second"),
        Column("price", label="Prijs in euro", sort_key="price"),
        Column("unit", label="Per", accessor="get_unit_display"),
        Column("holds", label="Geldt"),
        Column("shown", label="Op de site", classname="desk-second"),
        Column("organisation", label="Partner", classname="desk-third"),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "Een nieuwe prijs is een nieuwe regel: geef de oude een laatste dag. Partners zien"
                " elkaars prijzen hier niet."
            ),
            FieldPanel("organisation"),
            FieldRowPanel([FieldPanel("activity"), FieldPanel("work")]),
            FieldRowPanel([FieldPanel("price"), FieldPanel("unit")]),
            FieldPanel("remark"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until")]),
            FieldPanel("is_public"),
        ],
        base_form_class=PriceForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"usage_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = {"usage", "history", "history_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in gone]
