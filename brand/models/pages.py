"""Pages of the shared site that belong to no room: home, content, partners."""

from django.conf import settings
from django.db import models
from django.http import Http404
from django.shortcuts import get_object_or_404
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from brand import gating
from brand.blocks import content_blocks
from brand.models.organisations import Organisation, Province
from brand.pages import routing
from brand.pages.restrictions import KnownRestrictions
from brand.pages.revisions import LightRevisions
from brand.partners import finding
from brand.scoping.page_form import OwnFilesForm


class BrandPage(LightRevisions, KnownRestrictions, Page):
    """Shared by every page of the site: description and picture for search engines and sharing."""

    social_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="beeld voor sociale media",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Liefst 1200 × 630 punten. Leeg: het beeld van de huisstijl.",
    )

    base_form_class = OwnFilesForm
    promote_panels = [*Page.promote_panels, FieldPanel("social_image")]
    leaves_out_pictures = True  # a page that is shown whole or not at all has a gate of its own

    class Meta:
        abstract = True

    @property
    def shared_picture(self):
        """The picture that goes along when this page is shared, or None."""
        return self.social_image

    @property
    def is_shown(self) -> bool:
        """Whether visitors may see it now; a room may ask for more than being live."""
        return self.live

    def save(self, *args, update_fields=None, **kwargs):
        """No road to publishing leads around the gate."""
        if self.live and gating.touches(self, update_fields):
            gating.hold(self)
        super().save(*args, update_fields=update_fields, **kwargs)

    def publish(self, revision, *args, **kwargs):
        """Also what is only planned."""
        gating.hold(revision.as_object())
        return super().publish(revision, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        if self.leaves_out_pictures:
            gating.leave_out(self)
        gating.leave_out_words(self)
        return super().get_context(request, *args, **kwargs)


class HomePage(BrandPage):
    hero_title = models.CharField(
        "grote titel",
        max_length=90,
        default="Wie anders kijkt, vindt *mensen*.",
        help_text="Een woord tussen *sterretjes* krijgt de gele lijn.",
    )
    hero_text = models.TextField("inleiding", max_length=300, blank=True)
    hero_picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="beeld",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_caption = models.CharField("wie of wat is dit", max_length=120, blank=True)
    hero_story = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="verhaal naast de knop",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(content_blocks(), verbose_name="inhoud", blank=True)

    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1
    search_fields = [
        *Page.search_fields,
        index.SearchField("hero_text"),
        index.SearchField("body"),
    ]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text"),
                FieldPanel("hero_picture"),
                FieldPanel("hero_caption"),
                FieldPanel("hero_story"),
            ],
            "Opening",
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = "startpagina"
        verbose_name_plural = "startpagina's"

    @property
    def shared_picture(self):
        return self.social_image or self.hero_picture

    def route(self, request, path_components):
        """Straight to the page at this address, instead of two questions for each step."""
        if page := self._page_at(path_components):
            try:
                return page.route(request, [])
            except Http404:
                pass  # a page above it may have something to say
        return super().route(request, path_components)

    def _page_at(self, path_components: list[str]) -> Page | None:
        if not path_components:
            return None
        address = f"{self.url_path}{'/'.join(path_components)}/"
        return routing.page_at(address, path_components[-1])

    @property
    def shown_story(self):
        """The story beside the button, as long as visitors may see it."""
        story = self.hero_story and self.hero_story.specific
        return story if getattr(story, "is_shown", False) else None


class ContentPage(BrandPage):
    intro = models.TextField("inleiding", max_length=400, blank=True)
    body = StreamField(content_blocks(), verbose_name="inhoud", blank=True)
    show_in_footer = models.BooleanField("tonen in de voettekst", default=False)

    parent_page_types = ["brand.HomePage", "brand.ContentPage"]
    subpage_types = ["brand.ContentPage"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    promote_panels = [*BrandPage.promote_panels, FieldPanel("show_in_footer")]

    class Meta:
        verbose_name = "pagina"
        verbose_name_plural = "pagina's"

    @property
    def tells_privacy(self) -> bool:
        """Below its own words it says who is responsible, how long things are kept, and rights."""
        return self.slug == "privacy"


class PartnersPage(RoutablePageMixin, BrandPage):
    """`/partners/`, and one page per partner below it, made by the site itself."""

    intro = models.TextField("inleiding", max_length=400, blank=True)
    body = StreamField(content_blocks(), verbose_name="onder de lijst", blank=True)

    parent_page_types = ["brand.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = "partners"
        verbose_name_plural = "partnerpagina's"

    def get_sitemap_urls(self, request=None):
        """Includes the page of each partner."""
        (own,) = super().get_sitemap_urls(request)
        slugs = Organisation.objects.partners().values_list("slug", flat=True)
        base = own["location"].rstrip("/")
        return [own, *({"location": f"{base}/{slug}/"} for slug in slugs)]

    @path("")
    def every_partner(self, request):
        partners = Organisation.objects.partners().select_related("logo")
        partners = partners.prefetch_related("activities", "municipalities")
        every = gating.shown_with(partners, "logo")
        question = finding.Question.read(request.GET)
        found = finding.matching(every, question)
        return self.render(
            request,
            context_overrides={
                "partners": found or every,
                "found_none": not found and question.asks,
                "question": question,
                "needs": finding.needs_of(every),
                "provinces": Province.choices,
            },
        )

    @path("<slug:slug>/", name="partner")
    def one_partner(self, request, slug):
        partner = get_object_or_404(Organisation.objects.partners(), slug=slug)
        gating.shown_with([partner], "logo")
        return self.render(
            request, template="brand/partner_page.html", context_overrides={"partner": partner}
        )
