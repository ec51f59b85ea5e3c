"""`/impact/`: what the brand brought about, in figures that can be followed down to their rows.

The page itself holds an introduction alone. Every number on it is a published `Figure`, read by
`stories.impact.page`; none is counted while a visitor waits.
"""

from django.db import models
from django.http import Http404
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index

from brand.models import BrandPage
from stories.models.figures import Figure
from stories.models.sroi import SroiEdition


class ImpactPage(RoutablePageMixin, BrandPage):
    intro = models.TextField("inleiding", max_length=400, blank=True)

    parent_page_types = ["brand.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "stories/impact_page.html"

    class Meta:
        verbose_name = "impact"
        verbose_name_plural = "impactpagina's"

    def get_sitemap_urls(self, request=None):
        """With a page for each year and for each calculation."""
        (own,) = super().get_sitemap_urls(request)
        years = Figure.objects.published().order_by("-year").values_list("year", flat=True)
        base = own["location"].rstrip("/")
        slugs = SroiEdition.objects.published().values_list("calculation__slug", flat=True)
        addresses = [*(f"{year}/" for year in years.distinct())]
        addresses += [f"berekening/{slug}/" for slug in slugs]
        return [own, *({"location": f"{base}/{address}"} for address in addresses)]

    @path("")
    def newest(self, request):
        return self.render(request, context_overrides={"year": None})

    @path("<int:year>/", name="year")
    def one_year(self, request, year):
        if not Figure.objects.published().filter(year=year).exists():
            raise Http404
        return self.render(request, context_overrides={"year": year})

    @path("berekening/<slug:slug>/", name="calculation")
    @path("berekening/<slug:slug>/<int:number>/", name="edition")
    def calculation(self, request, slug, number=None):
        """The newest edition of a calculation, or one of its earlier ones."""
        edition = SroiEdition.objects.of(slug, number)
        if edition is None:
            raise Http404
        return self.render(
            request,
            context_overrides={"edition": edition, "base": f"{self.url}berekening/{slug}/"},
            template="stories/sroi/edition.html",
        )
