"""`/pers/`: what a journalist needs, without having to ask."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from brand.models import BrandKit, BrandPage


class PressPage(BrandPage):
    intro = models.TextField("inleiding", max_length=400, blank=True)
    boilerplate = RichTextField(
        "over ons, om over te nemen",
        features=["bold", "italic", "link"],
        max_length=3000,
        blank=True,
    )
    allowed = RichTextField(
        "wat mag met foto's en teksten",
        features=["bold", "ul", "link"],
        max_length=2000,
        blank=True,
    )
    contact_name = models.CharField("perscontact", max_length=120, blank=True)
    contact_phone = models.CharField("telefoon", max_length=40, blank=True)
    contact_email = models.EmailField(
        "e-mailadres", blank=True, help_text="Alles leeg: het contact van de huisstijl."
    )

    parent_page_types = ["brand.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("boilerplate"),
        FieldPanel("allowed"),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_phone"), FieldPanel("contact_email")],
            "Contact",
        ),
    ]
    template = "stories/press_page.html"

    class Meta:
        verbose_name = "perspagina"
        verbose_name_plural = "perspagina's"

    @property
    def contact(self) -> dict:
        """The press contact: the one named here, else the kit's."""
        kit = BrandKit.current()
        if self.contact_phone or self.contact_email:
            said = (self.contact_name, self.contact_phone, self.contact_email)
        else:
            name = self.contact_name or kit.contact_name
            said = (name, kit.contact_phone, kit.contact_email)
        return dict(zip(("name", "phone", "email"), said, strict=True))
