"""What stories say at the gate of every page; asked by brand/gating.py.

A picture for which somebody was ever asked belongs to that person on every page of the site, not
only in the story: without a valid consent for the website it is shown nowhere.
"""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from brand import gating
from stories import consent
from stories.models import Consent, PortrayedPerson, StoryPage

Channel = Consent.Channel


def obstacles(page) -> list[gating.Obstacle]:
    if isinstance(page, StoryPage):
        return consent.publishing_obstacles(page)
    pictures = {picture.pk: picture for picture in gating.pictures_of(page)}.values()
    return [*_pictures(pictures), *_chosen_stories(page)]


def withheld(pictures: Iterable) -> set[int]:
    """The pictures that somebody in them does not allow on the website now."""
    return {picture.pk for picture, people in _uncovered(list(pictures)) if people}


def _uncovered(pictures: Iterable) -> Iterator[tuple]:
    """Each picture with those who were asked for it and do not allow it."""
    hashes = {picture.pk: picture.get_file_hash() for picture in pictures}
    asked: dict[str, set[int]] = {}
    rows = Consent.objects.filter(file_hash__in=set(hashes.values())).exclude(file_hash="")
    for file_hash, person in rows.values_list("file_hash", "person"):
        asked.setdefault(file_hash, set()).add(person)
    if not asked:
        return
    given = consent.valid_consents(Channel.WEBSITE).filter(file_hash__in=asked)
    allowed = set(given.values_list("file_hash", "person"))
    for picture in pictures:
        file_hash = hashes[picture.pk]
        people = asked.get(file_hash, set())
        yield picture, {one for one in people if (file_hash, one) not in allowed}


def _pictures(pictures: Iterable) -> Iterator[gating.Obstacle]:
    for picture, people in _uncovered(pictures):
        for person in PortrayedPerson.objects.filter(pk__in=people):
            yield gating.Obstacle(
                f"Toestemming voor website ontbreekt voor {person} (de foto “{picture.title}”).",
                f"{reverse('consent_ask', args=[person.pk])}?foto={picture.pk}",
                "Vraag het, of kies een andere foto.",
            )


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
