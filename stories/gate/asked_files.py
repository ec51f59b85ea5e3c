"""Whose a photograph or a film is: of whoever was asked for it, or said no to what it stood in.

Kept whatever the answer is: without a yes of that person it is shown nowhere.
"""

from collections.abc import Iterable

from django.utils import timezone

from stories.gate import sentences
from stories.models.consent import AskedFile, Consent, ConsentRequest
from stories.models.people import PortrayedPerson
from stories.models.stories import StoryPage
from stories.text import attachments


def files_of(stories: Iterable, pictures: Iterable = ()) -> set[str]:
    """The photographs and films in these stories, and these pictures, by the hash of each file."""
    stories = list(stories)
    shown = [*pictures, *(one for story in stories for one in sentences.pictures(story))]
    return films_in(stories) | {picture.get_file_hash() for picture in shown} - {""}


def films_in(stories: Iterable) -> set[str]:
    """With their captions, by the hash of each file; of a film elsewhere, of its address."""
    attached = [one for story in stories for one in attachments.of(story)]
    return {one.key for one in attached if one.is_asked} - {""}


def online_of(key) -> set[str]:
    """The photographs that visitors see with this story, in whatever language."""
    versions = StoryPage.objects.live().filter(translation_key=key)
    shown = [one for version in versions for one in sentences.pictures(version)]
    return {picture.get_file_hash() for picture in shown} - {""}


def note(request: ConsentRequest, hashes: Iterable[str]) -> None:
    """The photographs and films with these hashes are what this question is about."""
    AskedFile.objects.bulk_create(
        [AskedFile(request=request, file_hash=one) for one in sorted(hashes)],
        ignore_conflicts=True,
    )


def note_of(person: PortrayedPerson, hashes: set[str], request=None) -> None:
    """The same beside a question: on the page of this request, or on no page at all."""
    if hashes:
        note(request or person.requests.first() or _page_of(person), hashes)


def _page_of(person: PortrayedPerson) -> ConsentRequest:
    """For somebody who was never asked: a link to the own page, which asks nothing."""
    answered = {"asked_at": person.created_at, "answered_at": timezone.now()}
    return ConsentRequest.objects.create(
        person=person, way=Consent.Way.LINK, language=person.language, **answered
    )
