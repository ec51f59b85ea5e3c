"""The screen on which a story is written: who is in the picture comes before the text."""

import json

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
)

from stories.editor.forms import PortrayalForm
from stories.editor.hints import PlainWordsPanel
from stories.editor.preview import NewsletterConsentPanel
from stories.editor.review_panel import LicencePanel, ReadingPanel
from stories.editor.sharing_panel import SharingPanel
from stories.editor.status import ConsentPanel

WHO = (
    "Noem iedereen die op de foto of in de tekst te herkennen is. Staat de persoon nog niet in de "
    "lijst? Voeg hem of haar toe bij “Nieuwe persoon”."
)
# Fields of one kind show for that kind only; without JavaScript, always.
BY_KIND = {"data-controller": "w-rules", "data-action": "change->w-rules#resolve"}


class PeoplePanel(InlinePanel):
    """Rows in which nobody was chosen are left out, so that saving goes on meanwhile."""

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = PortrayalForm
        return options


def story_panels() -> TabbedInterface:
    share = SharingPanel(heading="Deelpakket")
    late = [share, _newsletter(), FieldPanel("review_on"), _address(), PublishingPanel()]
    return TabbedInterface(
        [
            ObjectList(
                [LicencePanel(), ReadingPanel(), _who(), *_text()], "Verhaal", attrs=BY_KIND
            ),
            ObjectList(late, "Delen en plannen"),
        ]
    )


def _newsletter() -> MultiFieldPanel:
    return MultiFieldPanel(
        [FieldPanel("in_newsletter"), NewsletterConsentPanel()], "Volgende nieuwsbrief"
    )


def _address() -> MultiFieldPanel:
    """Filled in by itself: the address from the title, the rest from title and introduction."""
    filled = [FieldPanel(name) for name in ("slug", "seo_title", "search_description")]
    return MultiFieldPanel(filled, "Adres en zoekmachines", classname="collapsed")


def _who() -> MultiFieldPanel:
    return MultiFieldPanel(
        [
            FieldPanel("picture"),
            FieldPanel("picture_alt"),
            PeoplePanel("portrayals", heading="Wie staat erin", label="persoon", help_text=WHO),
            FieldPanel("shows_nobody"),
            FieldPanel("shows_nobody_why"),
            ConsentPanel(heading="Waar mag dit getoond worden?"),
        ],
        "Wie staat op de foto?",
    )


def _text() -> list[Panel]:
    return [
        FieldPanel("title"),
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("province"), FieldPanel("sector")]),
        _only_for("vooroordeel", "Vooroordeel en feit", _prejudice()),
        _only_for("les", "De les", _lesson()),
        FieldPanel("body"),
        PlainWordsPanel(heading="Gewone woorden"),
        FieldPanel("invitation_name"),
    ]


def _only_for(kind: str, heading: str, panels: list[Panel]) -> MultiFieldPanel:
    rules = {"data-w-rules-target": "show", "data-w-rules": json.dumps({"kind": [kind]})}
    return MultiFieldPanel(panels, heading, attrs=rules)


def _prejudice() -> list[Panel]:
    source = FieldRowPanel([FieldPanel("source_on"), FieldPanel("source_url")])
    return [*(FieldPanel(name) for name in ("prejudice", "fact", "source")), source]


def _lesson() -> list[Panel]:
    contact = ("contact_name", "contact_phone", "contact_email")
    return [
        *(FieldPanel(name) for name in ("lesson", "evidence", "come_and_see")),
        FieldRowPanel([FieldPanel(name) for name in contact]),
    ]
