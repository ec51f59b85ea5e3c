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

from stories import consent, reading_back, remarking
from stories.hint_screens import PlainWordsPanel
from stories.previewing import NewsletterConsentPanel
from stories.review_panel import LicencePanel, ReadingPanel

WHO = (
    "Noem iedereen die op de foto of in de tekst te herkennen is. Staat de persoon nog niet in de "
    "lijst? Voeg hem of haar toe onder “Wie tonen we?”, samen met de toestemming."
)
# Fields of one kind show for that kind only; without JavaScript, always.
BY_KIND = {"data-controller": "w-rules", "data-action": "change->w-rules#resolve"}


class ConsentPanel(Panel):
    """What may be shown where, as the last saved draft stands."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/admin/consent_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            story = self.instance if self.instance.pk else None
            channels = consent.Channel if story and not story.shows_nobody else ()
            lines = [(channel.label, consent.missing(story, channel)) for channel in channels]
            people = read_back(story) if story else []
            remarks = remarking.waiting(story) if story else []
            told = {"lines": lines, "people": people, "remarks": remarks}
            return {**context, "story": story, **told}


def read_back(story) -> list[dict]:
    """Each person in it: what was refused, and whether the text changed after a yes."""
    now = reading_back.text_hash(story)
    refused = reading_back.refused(story)
    return [
        {
            "person": person,
            "refused": [row for row in refused if row.person_id == person.pk],
            "reading": (reading := person.readings.filter(story=story.pk).first()),
            "has_changed": bool(reading and reading.text_hash != now),
        }
        for person in consent.people_of(story)
    ]


def story_panels() -> TabbedInterface:
    late = [_newsletter(), FieldPanel("review_on"), _address(), PublishingPanel()]
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
            InlinePanel("portrayals", heading="Wie staat erin", label="persoon", help_text=WHO),
            FieldPanel("shows_nobody"),
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
