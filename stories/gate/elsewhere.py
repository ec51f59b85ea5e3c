"""What visitors see of a photograph or film outside the stories of one partner.

Anybody's file can be uploaded again, and a person can be made up. So a question takes nothing down
that is public elsewhere: on any other page, in a story of another partner, as a logo, and in one of
the own partner in which a second reader confirmed that nobody is recognisable. It becomes this
person's too once that person answers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import TextField
from django.db.models.functions import Cast, Length
from wagtail.documents import get_document_model
from wagtail.models import Page, get_page_models

from brand import gating
from brand.media import access
from brand.models import Picture
from stories.gate import asked_files, recognition, sentences, ways
from stories.gate import films as gate_films
from stories.gate import pictures as gate_pictures
from stories.models.consent import AskedFile, Consent
from stories.models.people import PortrayedPerson
from stories.models.stories import StoryPage
from stories.text import attachments
from stories.text.attachments import Attachment, Kind

ADDRESS = 64  # signs in the key of a film of another site; that of a file has fewer
AS_KEPT = ('"type": "video"', '"url": "http')  # in a page with such a film


def shown(person: PortrayedPerson, stories: Iterable, pictures: Iterable = ()) -> set[str]:
    """Which photographs and films of these stories, and pictures, are public elsewhere now."""
    return _public(stories, pictures, person.organisation_id)


def public(stories: Iterable, pictures: Iterable = ()) -> set[str]:
    """Which of them visitors see anywhere now, also in a story of the own partner."""
    return _public(stories, pictures, None)


def _public(stories: Iterable, pictures: Iterable, partner: int | None) -> set[str]:
    stories = list(stories)
    about = {story.pk for story in stories}
    files = asked_files.files_of(stories, pictures)
    images = Picture.objects.filter(file_hash__in=files)
    films = get_document_model().objects.filter(file_hash__in=files)
    public = {one.file_hash for one in images if _is_shown(one, partner, about)}
    public |= {
        one.file_hash for one in films if _untouched(access.public_pages_with(one), partner, about)
    }
    urls = {
        one.key: one.url
        for story in stories
        for one in attachments.of(story)
        if one.kind == Kind.ADDRESS
    }
    public |= {
        key for key, url in urls.items() if _untouched(_pages_with_film(url), partner, about)
    }
    return public - _withheld(images, films, urls)


def _is_shown(picture: Picture, partner: int | None, about: set[int]) -> bool:
    on_pages = _untouched(access.public_pages_with(picture), partner, about, picture)
    return bool(on_pages) or access.is_of_the_brand(picture)


def _of_others(pages: set[int], partner: int | None) -> set[int]:
    """Without the stories of this partner."""
    return pages - _own(pages, partner).keys()


def _untouched(pages: set[int], partner: int | None, about: set[int], picture=None) -> set[int]:
    """The same, with those of its own stories in which nobody is recognisable.

    about: the stories of the question itself.
    """
    own = _own(pages, partner).values()
    return pages - {one.pk for one in own if one.pk in about or not _shows_nobody(one, picture)}


def _own(pages: set[int], partner: int | None) -> dict[int, StoryPage]:
    if partner is None or not pages:
        return {}
    return StoryPage.objects.filter(section_organisation=partner).in_bulk(pages)


def _shows_nobody(story: StoryPage, picture: Picture | None) -> bool:
    """As a second reader confirmed, of the whole story or of this picture in its text."""
    shown = {one.file_hash for one in sentences.pictures(story)}
    is_ticked = picture is not None and picture.file_hash not in shown
    return (story.shows_nobody or is_ticked) and recognition.is_confirmed(story)


def _withheld(images, films, urls: dict[str, str]) -> set[str]:
    """What somebody refused already: by their keys."""
    pictures, documents = gating.withheld(images), gating.withheld_documents(films)
    gone = {one.file_hash for one in images if one.pk in pictures}
    gone |= {one.file_hash for one in films if one.pk in documents}
    elsewhere = gating.withheld_addresses(urls.values()) if urls else set()
    return gone | {key for key, url in urls.items() if url in elsewhere}


def _pages_with_film(url: str) -> set[int]:
    """The pages on which visitors find this film, however its address is written there."""
    film = attachments.plain_address(url)
    found = _films_on_pages(ways.telling(film))
    return gating.seen(
        {page.pk for page, one in found if attachments.plain_address(one.url) == film}
    )


def _films_on_pages(word: str = "") -> Iterator[tuple[Page, Attachment]]:
    """Films of other sites on public pages. Nothing keeps a list of them.

    word: stands in the address, so that fewer pages need be read.
    """
    for model in get_page_models():
        for stream in gating.streams(model):
            rows = _with_film_elsewhere(model, stream.name)
            for page in rows.filter(ways.holds("kept", word)) if word else rows:
                for one in attachments.in_body(getattr(page, stream.name)):
                    if one.kind == Kind.ADDRESS:
                        yield page, one


def _with_film_elsewhere(model, stream: str):
    """The public pages of this kind that have one in this stream."""
    rows = model.objects.live().public().annotate(kept=Cast(stream, TextField()))
    for sign in AS_KEPT:
        rows = rows.filter(kept__icontains=sign)
    return rows


def addresses_in_stories() -> dict[int, set[str]]:
    """The films of other sites in each story online; nothing as long as nobody is asked for any."""
    asked = AskedFile.objects.annotate(signs=Length("file_hash")).filter(signs=ADDRESS)
    found: dict[int, set[str]] = {}
    for story in _with_film_elsewhere(StoryPage, "body") if asked.exists() else ():
        urls = {one.url for one in attachments.of(story) if one.kind == Kind.ADDRESS}
        found |= {story.pk: urls} if urls else {}
    return found


# What somebody withholds there -------------------------------------------------------------------


@dataclass
class Held:
    """A photograph or film that stands elsewhere, and is shown nowhere because of one person."""

    key: str
    what: str
    title: str
    file: object = None
    pages: set[int] = field(default_factory=set)


def held_by(person: PortrayedPerson, files: Iterable[str] | None = None) -> list[Held]:
    """What this person withholds outside the stories of the own partner; of these files only."""
    keys = asked_of(person) if files is None else {*files} - {""}
    found = [*_pictures_held(person, keys), *_films_held(person, keys)]
    keys -= {one.key for one in found}
    if any(len(key) == ADDRESS for key in keys):
        found += _addresses_held(person, keys)
    same: dict[str, Held] = {}
    for one in found:
        same.setdefault(one.key, one).pages.update(one.pages)
    return list(same.values())


def pages_showing(key: str) -> list[Page]:
    """Where visitors see this photograph or film now."""
    files = [*Picture.objects.filter(file_hash=key)]
    files += get_document_model().objects.filter(file_hash=key)
    found = {pk for file in files for pk in access.public_pages_with(file)}
    if len(key) == ADDRESS:
        found |= gating.seen({page.pk for page, one in _films_on_pages() if one.key == key})
    return list(Page.objects.filter(pk__in=found).order_by("title", "pk"))


def asked_of(person: PortrayedPerson) -> set[str]:
    """Every photograph and film this person was ever asked for."""
    asked = AskedFile.objects.filter(request__person=person).values_list("file_hash", flat=True)
    return {*asked, *person.consents.values_list("file_hash", flat=True)} - {""}


def _pictures_held(person, keys: set[str]) -> Iterator[Held]:
    images = Picture.objects.filter(file_hash__in=keys)
    for pk, people in gate_pictures.against(images, Consent.Channel.WEBSITE).items():
        image = next(one for one in images if one.pk == pk)
        pages = _live_of_others(access.pages_with(image), person.organisation_id)
        if person.pk in people and (pages or access.is_of_the_brand(image)):
            yield Held(image.file_hash, "de foto", image.title, image, pages)


def _films_held(person, keys: set[str]) -> Iterator[Held]:
    films = get_document_model().objects.filter(file_hash__in=keys)
    for pk, people in gate_films.against(films).items():
        film = next(one for one in films if one.pk == pk)
        pages = _live_of_others(access.pages_with(film), person.organisation_id)
        if person.pk in people and pages:
            yield Held(film.file_hash, "de film", film.title, film, pages)


def _addresses_held(person, keys: set[str]) -> Iterator[Held]:
    for page, one in _films_on_pages():
        pages = _of_others({page.pk}, person.organisation_id) if one.key in keys else set()
        if pages and person.pk in gate_films.against_addresses([one.url]).get(one.url, ()):
            yield Held(one.key, "de film", one.url, pages=pages)


def _live_of_others(pages: set[int], partner: int) -> set[int]:
    live = Page.objects.filter(pk__in=pages).live().values_list("pk", flat=True)
    return _of_others(set(live), partner)
