"""The page of support for employers; what stands on it is read by `leads/measures/`."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from brand.models import BrandPage
from leads.measures import questions


class SupportPage(BrandPage):
    """`/wat-kost-het/`: which support there is, and a few questions that narrow it down."""

    intro = models.TextField("inleiding", max_length=400, blank=True)
    also_called = models.CharField(
        "ook gezocht als",
        max_length=300,
        blank=True,
        help_text="Woorden waarmee de zoekpagina dit vindt, zoals subsidie.",
    )

    parent_page_types = ["brand.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("also_called")]
    template = "leads/support_page.html"

    class Meta:
        verbose_name = "kosten en steun"
        verbose_name_plural = "pagina's over kosten en steun"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # The answers stand in the address alone: nothing of them is kept.
        return super().get_context(request, *args, **kwargs) | questions.answered(request.GET)
