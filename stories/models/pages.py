"""Where stories stand on the shared site: the index, and each partner's section."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from brand.models import BrandPage
from stories import approving


class StoryIndexPage(BrandPage):
    """`/verhalen/`: every partner's stories together."""

    intro = models.TextField("inleiding", max_length=400, blank=True)

    parent_page_types = ["brand.HomePage"]
    subpage_types = ["stories.PartnerSectionPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "stories/story_index_page.html"

    class Meta:
        verbose_name = "verhalen"
        verbose_name_plural = "verhalenpagina's"


class PartnerSectionPage(BrandPage):
    """Where one partner's stories stand, and where only its people write."""

    organisation = models.OneToOneField(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="section",
    )

    is_creatable = False  # made with its partner, see sections.py
    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types = ["stories.StoryPage"]
    content_panels = [*Page.content_panels, FieldPanel("organisation", read_only=True)]
    template = "stories/partner_section_page.html"

    class Meta:
        verbose_name = "verhalen van een partner"
        verbose_name_plural = "verhalen van partners"

    def permissions_for_user(self, user):
        return approving.SectionTester(user, self)
