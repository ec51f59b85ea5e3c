"""What stories say at the gate of every page; asked by brand/gating.py.

A picture that a person was ever asked for belongs to that person on every page of the site, not
only in the story: without a valid consent for the website it is shown nowhere.
"""

from collections.abc import Iterable, Iterator

from django.db.models import IntegerField

from brand import gating
from brand.queries.prepared import in_parts, prepared
from stories.gate import (
    captions,
    consent,
    films,
    recognition,
    remarks,
    unlisted,
    untranslated,
    ways,
)
from stories.gate import pictures as gate_pictures
from stories.models import Consent, StoryPage
from stories.models.consent import AskedFile
from stories.review import file_lock
from stories.sharing import printing
from stories.text import attachments, languages

Channel = Consent.Channel
NUMBERS = [f"number_{place}" for place in range(12)]  # of stories on a page


def obstacles(page) -> list[gating.Obstacle]:
    if isinstance(page, StoryPage):
        return story_obstacles(page)
    pictures = {picture.pk: picture for picture in gating.pictures_of(page)}
    shown = [*_films(page), *ways.links_on(page)]
    beside = captions.obstacles(page)
    return [*_pictures(pictures), *films.obstacles(shown), *_chosen_stories(page), *beside]


def story_obstacles(story: StoryPage) -> list[gating.Obstacle]:
    """Everything that keeps a story from the website, as its editor and its reader see it."""
    return [
        *consent.publishing_obstacles(story),
        *remarks.obstacles(story),
        *recognition.obstacles(story),
        *unlisted.obstacles(story),
        *untranslated.obstacles(story, languages.original_of(story) if story.pk else story),
    ]


def to_settle(story: StoryPage) -> list[gating.Obstacle]:
    """The same, but for what a reader confirms while reading."""
    asked = recognition.NOT_CONFIRMED
    return [row for row in story_obstacles(story) if row.sentence != asked]


def unseen(pages: set[int]) -> set[int]:
    """Live stories that no consent covers now."""
    stories = StoryPage.objects.filter(pk__in=pages)
    numbers = set(stories.values_list("pk", flat=True))
    return numbers - set(stories.covered().values_list("pk", flat=True)) if numbers else numbers


def told(pages: set[int]) -> dict[int, gating.Told]:
    """Shown stories, with the names and the picture that consent covers."""
    stories = [
        story for numbers in in_parts(sorted(pages), NUMBERS, 0) for story in _shown(**numbers)
    ]
    names = consent.names_shown_of(stories)
    return {
        story.pk: gating.Told(story.title, story.url, names[story.pk], story.picture)
        for story in stories
    }


@prepared(**{name: IntegerField() for name in NUMBERS})
def _shown(**numbers):
    return StoryPage.objects.shown().filter(id__in=numbers.values()).for_cards()


def withheld(pictures: Iterable) -> set[int]:
    """The pictures that a person in them does not allow on the website now."""
    return set(gate_pictures.against(pictures, Channel.WEBSITE))


def withheld_documents(documents: Iterable) -> set[int]:
    """The films that a person in them does not allow on the website now."""
    return set(films.against(documents))


def withheld_addresses(urls: Iterable[str]) -> set[str]:
    """The films elsewhere that a person in them does not allow on the website now."""
    return set(films.against_addresses(urls))


def file_lock_reason(file) -> str:
    return file_lock.file_reason(file)


def deletion_lock_reason(file) -> str:
    return file_lock.deletion_reason(file)


def words_lock_reason(file, user, words: dict[str, str]) -> str:
    return file_lock.words_reason(file, user, words)


def knows_file(file_hash: str) -> bool:
    """Somebody was asked about it: a copy that comes in later is found by the same hash."""
    return AskedFile.objects.filter(file_hash=file_hash).exists()


def print_obstacles(page, partner, words: str) -> list[gating.Obstacle]:
    return printing.obstacles(page, partner, words)


def note_print(page, partner, what: str, by) -> None:
    printing.note(page, partner, what, by)


def _pictures(pictures: dict) -> Iterator[gating.Obstacle]:
    for pk, people in gate_pictures.against(pictures.values(), Channel.WEBSITE).items():
        yield from gate_pictures.reasons(pictures[pk], people, Channel.WEBSITE)


def _films(page) -> list[attachments.Attachment]:
    streams = gating.streams(type(page))
    return [one for field in streams for one in attachments.in_body(getattr(page, field.name))]


def _chosen_stories(page) -> Iterator[gating.Obstacle]:
    """Cards chosen by hand, and the story beside the button."""
    for story in _stories_on(page):
        for reason in consent.missing(story):
            yield gating.Obstacle(
                f"Het verhaal “{story.title}” mag niet getoond worden. {reason.sentence}",
                reason.url,
                reason.remedy,
            )


def _stories_on(page) -> list[StoryPage]:
    chosen = [value for _, value in _page_values(page)]
    if getattr(page, "hero_story", None):
        chosen.append(page.hero_story)
    keys = {one.pk for one in chosen if one is not None}
    return list(StoryPage.objects.filter(pk__in=keys).order_by("pk")) if keys else []


def _page_values(page) -> Iterator[tuple[str, object]]:
    for field in gating.streams(type(page)):
        for name, value in gating.values_in(getattr(page, field.name)):
            if hasattr(value, "numchild"):  # a page, of whatever kind
                yield name, value
