"""What may be shown where, as the last kept draft stands: one line a channel, reasons once."""

from dataclasses import dataclass, field

from django.forms import Media
from django.utils.text import get_text_list
from django.utils.translation import override
from wagtail.admin.panels import Panel

from stories.consent import wording
from stories.editor import rewriting
from stories.gate import agreement, consent, remarks, sentences
from stories.gate.agreement import Agreement
from stories.models.consent import ConsentRequest


@dataclass
class PersonStatus:
    """The status of one person in the story: refused, reviewed and asked."""

    person: object
    refused: list = field(default_factory=list)
    reading: object = None
    has_changed: bool = False
    request: ConsentRequest | None = None
    agreement: Agreement | None = None
    allowed_name: str = ""  # to be written everywhere, where the story says more

    @property
    def language(self) -> str:
        """In which the question was put, or will be."""
        waits = self.request and not self.request.answered_at
        return self.request.language if waits else self.person.language


def is_locked(story, user) -> bool:
    """Whether this user's editor saves nothing now, as after handing in."""
    lock = story.get_lock()
    return lock is not None and lock.for_user(user)


def status_of(story, user=None) -> dict:
    """The context of the panel; `story` is None while nothing was kept yet.

    Its buttons save the draft first. Where that is locked for this `user`, they are links to the
    screen on which the same is asked.
    """
    if story is None:
        return {"story": None}
    channels = () if story.shows_nobody else consent.Channel
    missing = {channel: consent.missing(story, channel) for channel in channels}
    return {
        "story": story,
        "locked": user is not None and is_locked(story, user),
        "lines": [(channel.label, not reasons) for channel, reasons in missing.items()],
        "reasons": reasons_once(missing),
        "people": people_of(story),
        "nothing_to_read": sentences.nothing_to_read(story),
        "languages": list(wording.languages().items()),
        "remarks": [(link, remarks.unnamed(link, story)) for link in remarks.waiting(story)],
    }


def reasons_once(missing: dict) -> list[consent.Missing]:
    """The same reason for several channels as one sentence that names them all."""
    found: dict[tuple, list[str]] = {}
    for channel, reasons in missing.items():
        name = channel.label.lower()
        for reason in reasons:
            sentence = reason.sentence.replace(f"voor {name}", "voor {}")
            found.setdefault((sentence, reason.url, reason.remedy), []).append(name)
    with override("nl"):
        return [
            consent.Missing(sentence.replace("{}", get_text_list(names, "en")), url, remedy)
            for (sentence, url, remedy), names in found.items()
        ]


def people_of(story) -> list[PersonStatus]:
    now = sentences.text_hash(story)
    refused = sentences.refused(story)
    too_much = rewriting.answers_to_uphold(story)
    agreed = {one.person.pk: one for one in agreement.of(story)}
    rows = []
    for person in consent.people_of(story):
        reading = person.readings.filter(story=story.pk).first()
        answer = too_much.get(person.pk)
        rows.append(
            PersonStatus(
                person,
                [row for row in refused if (row.person_id, row.story_id) == (person.pk, story.pk)],
                reading,
                bool(reading and reading.text_hash != now),
                ConsentRequest.objects.filter(person=person, story=story.pk).first(),
                agreed.get(person.pk),
                answer.shown_name if answer else "",
            )
        )
    return rows


class ConsentPanel(Panel):
    """With the page, and again after each save of the editor by itself."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/editor/consent_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            story = self.instance if self.instance.pk else None
            return {**context, **status_of(story, self.request.user)}

        @property
        def media(self):
            return Media(js=["stories/consent_panel.js"], css={"all": ["stories/desk.css"]})
