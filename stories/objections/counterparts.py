"""What became of it in the other languages, when something was refused in one.

No machine knows which words there say the same, so those versions wait. Either their person reads
them and agrees, or one colleague says what became of it and another, who looked too, agrees. At
least one of the two did not write that version.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from brand import mail
from stories.consent import requests
from stories.gate import four_eyes, sentences
from stories.models import Counterpart, Objection, StoryPage, StoryReading
from stories.text import languages

REASON = 300
SOMEONE_ELSE = "Jij zei wat ervan werd. Iemand anders kijkt mee en zegt akkoord."
WHO_WROTE = (
    "Jij schreef aan deze versie, en wie zei wat ervan werd ook. Laat iemand akkoord zeggen die er "
    "niet aan schreef."
)
TEXT_CHANGED = "De tekst is intussen veranderd. Lees hem na en zeg opnieuw wat ervan werd."
NOTHING_SAID = "Zeg eerst wat er in deze versie van werd."


class CounterpartRefused(Exception):
    """This cannot be agreed to now, or not by this person; the message says why."""


class Waiting(NamedTuple):
    """One version that waits for what was refused in another language."""

    objection: Objection
    story: StoryPage

    @property
    def url(self) -> str:
        return address(self.objection, self.story)

    @property
    def language(self) -> str:
        return languages.VERSION[self.story.language]


def address(objection: Objection, story: StoryPage) -> str:
    return f"{reverse('consent_counterpart', args=[objection.pk])}?verhaal={story.pk}"


def versions(objection: Objection):
    """Those in other languages, that may say the same."""
    if not objection.is_of_every_language or objection.story_key is None:
        return StoryPage.objects.none()
    rows = StoryPage.objects.filter(translation_key=objection.story_key, taken_back_at=None)
    return languages.dutch_first(rows.exclude(pk=objection.story_id))


def waiting(objections: Iterable[Objection]) -> list[Waiting]:
    """Of which nobody said yet what became of it, and which their person did not read since.

    A text that changed afterwards is asked again where it is published.
    """
    rows = {row.pk: row for row in objections if row.is_of_every_language and row.story_key}
    if not rows:
        return []
    keys = {row.story_key for row in rows.values()}
    stories = StoryPage.objects.filter(translation_key__in=keys, taken_back_at=None)
    stories = list(languages.dutch_first(stories).defer("body", "search_words"))
    done = Counterpart.objects.filter(objection__in=rows).exclude(agreed_at=None)
    known = set(done.values_list("objection", "story"))
    read = StoryReading.objects.filter(story__in=stories)
    read = list(read.values_list("person", "story", "agreed_at"))
    return [
        Waiting(row, story)
        for row in rows.values()
        for story in stories
        if story.translation_key == row.story_key
        and story.pk != row.story_id
        and (row.pk, story.pk) not in known
        and not any(
            (person, page) == (row.person_id, story.pk) and at > row.made_at
            for person, page, at in read
        )
    ]


def waiting_for(user) -> list[Waiting]:
    rows = Objection.objects.visible_to(user).holding().filter(Q(whole=True) | ~Q(sentence=""))
    return waiting(rows.select_related("person", "story"))


def said_of(objection: Objection, story: StoryPage) -> Counterpart | None:
    return objection.counterparts.filter(story=story.pk).select_related("by", "agreed_by").first()


def draft_of(story: StoryPage):
    return story.get_latest_revision_as_object()


@transaction.atomic
def say(objection: Objection, story: StoryPage, reason: str, by) -> Counterpart:
    """What became of it in its newest text; whatever was said of it before counts no more."""
    Objection.objects.select_for_update().get(pk=objection.pk)
    row, _ = Counterpart.objects.update_or_create(
        objection=objection,
        story=story,
        defaults={
            "text_hash": sentences.text_hash(draft_of(story)),
            "reason": reason[:REASON],
            "by": by,
            "at": timezone.now(),
            "agreed_by": None,
            "agreed_at": None,
        },
    )
    return row


@transaction.atomic
def agree(objection: Objection, story: StoryPage, by, text_hash: str = "") -> None:
    """A second person looked too; the person who refused it is told.

    text_hash: of what stood on the screen.
    """
    Objection.objects.select_for_update().get(pk=objection.pk)
    row = said_of(objection, story)
    if why := why_not(row, story, by, text_hash):
        raise CounterpartRefused(why)
    if row is None or row.agreed_at:
        return
    row.agreed_by, row.agreed_at = by, timezone.now()
    row.save(update_fields=["agreed_by", "agreed_at"])
    if objection.person.email:
        own = requests.own_link(objection.person)
        mail.post("stories.emails.settled", f"{objection.pk}-{own.pk}-{row.pk}")


def why_not(row: Counterpart | None, story: StoryPage, by, text_hash: str = "") -> str:
    """Why this user cannot agree to it; "" when they can."""
    if row is None or row.by_id is None:
        return NOTHING_SAID
    if row.by_id == by.pk:
        return SOMEONE_ELSE
    now = sentences.text_hash(draft_of(story))
    if row.text_hash != now or (text_hash and text_hash != now):
        return TEXT_CHANGED
    if {row.by_id, by.pk} <= four_eyes.authors(story):
        return WHO_WROTE
    return ""
