"""Where stories stand on the shared site: the index, and each partner's section."""

from django.db import models
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel
from wagtail.url_routing import RouteResult

from brand.models import BrandPage
from stories.gate import four_eyes
from stories.models.withdrawal import GoneAddress
from stories.text import fingerprints, languages


def gone(request, language: str = languages.DUTCH):
    """The kind answer where a story was taken back, in the language it was told in."""
    code = languages.CODES[language]
    query = "" if language == languages.DUTCH else f"?taal={language}"
    with override(code):
        context = {"lang": languages.tag(code), "query": query}
        response = render(request, "410.html", context, status=410)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


# What a page above stories says on its own address alone.
ON_ITS_OWN = ("seo_title", "search_description", "social_image")


def _keep_address(page) -> None:
    if kept := type(page).objects.filter(pk=page.pk).first():
        page.slug = kept.slug


class StoryIndexPage(BrandPage):
    """`/verhalen/`: every partner's stories together.

    Its title and address stand with every story, like those of the sections: they say what it is,
    and nothing about the people in those stories.
    """

    TITLE = "Verhalen"

    intro = models.TextField("inleiding", max_length=400, blank=True)

    parent_page_types = ["brand.HomePage"]
    subpage_types = ["stories.PartnerSectionPage"]
    max_count_per_parent = 1
    content_panels = [FieldPanel("intro")]
    promote_panels = [*map(FieldPanel, ON_ITS_OWN), FieldPanel("show_in_menus")]
    template = "stories/story_index_page.html"

    class Meta:
        verbose_name = "verhalen"
        verbose_name_plural = "verhalenpagina's"

    def full_clean(self, *args, **kwargs):
        self.title = self.TITLE
        _keep_address(self)
        super().full_clean(*args, **kwargs)


class PartnerSectionPage(BrandPage):
    """Where one partner's stories stand, and where only its people write.

    Its title and address stand with every story in it: they are the partner's name, which the
    people in those stories read, and no words of anybody.
    """

    organisation = models.OneToOneField(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="section",
    )

    is_creatable = False  # made with its partner, see sections.py
    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types = ["stories.StoryPage"]
    content_panels = [FieldPanel("organisation", read_only=True)]
    promote_panels = [*map(FieldPanel, ON_ITS_OWN)]
    template = "stories/partner_section_page.html"

    class Meta:
        verbose_name = "verhalen van een partner"
        verbose_name_plural = "verhalen van partners"

    def full_clean(self, *args, **kwargs):
        self.title = self.organisation.name
        _keep_address(self)
        super().full_clean(*args, **kwargs)

    def permissions_for_user(self, user):
        return four_eyes.SectionTester(user, self)

    def route(self, request, path_components):
        """An address that was taken back says so; it is known by its hash only."""
        try:
            return super().route(request, path_components)
        except Http404:
            mark = fingerprints.of_address(request.path)
            if not GoneAddress.objects.filter(path_hash=mark).exists():
                raise
            return RouteResult(self, kwargs={"is_gone": True})

    def serve(self, request, *args, is_gone=False, **kwargs):
        return gone(request) if is_gone else super().serve(request, *args, **kwargs)
