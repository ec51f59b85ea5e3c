"""What a story shows and shows itself by: addresses, titles, pictures, in every version kept."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex, Revision

from brand.media import access
from brand.models import Picture
from brand.text import row_number
from stories.gate import ways
from stories.gate.sentences import SENTENCE, paragraphs_of
from stories.models import Consent, PortrayedPerson, StoryPage, Withdrawal
from stories.text import attachments, kept
from stories.text.attachments import Kind
from stories.text.blocks import PICTURES
from stories.text.names import whole_names_in

SHOWN_BY = {*PICTURES.values()}  # how blocks call the picture in them


def stories_of(person: PortrayedPerson) -> list[StoryPage]:
    """Every story that shows this person, in every language, also when only a draft does."""
    drafts = Revision.objects.filter(pk__in=_drafts_naming(person)).values_list("object_id")
    pages = [int(pk) for (pk,) in drafts]
    named = Q(portrayals__person=person) | Q(pk__in=pages)
    found = StoryPage.objects.filter(named | Q(alias_of__in=_rows(person)))
    versions = StoryPage.objects.filter(translation_key__in=found.values("translation_key"))
    return list(versions.order_by("pk"))


def _rows(person: PortrayedPerson):
    return StoryPage.objects.filter(portrayals__person=person).values("pk")


def _drafts_naming(person: PortrayedPerson) -> Iterator[int]:
    """Only the partner's own stories may name its people."""
    pages = StoryPage.objects.filter(section_organisation=person.organisation_id)
    ids = [str(pk) for pk in pages.values_list("pk", flat=True)]
    rows = Revision.page_revisions.filter(object_id__in=ids).values_list("pk", "content")
    for pk, content in rows.iterator():
        people = {row.get("person") for row in content.get("portrayals") or ()}
        if person.pk in people:
            yield pk


def concerned(withdrawal: Withdrawal) -> list[StoryPage]:
    """The stories that a withdrawal is about: all, or those it names or that show its files."""
    stories = stories_of(withdrawal.person)
    if not withdrawal.is_about_some:
        return stories
    files = set(own_pictures(withdrawal).values_list("pk", flat=True))
    films = set(own_films(withdrawal).values_list("pk", flat=True))
    named = set(withdrawal.file_hashes)
    keys = {UUID(key) for key in withdrawal.story_keys}
    keys |= {
        story.translation_key
        for story in stories
        if story.pk in withdrawal.stories or _shows(_current(story), files, films, named)
    }
    return [story for story in stories if story.translation_key in keys]


def keeps_words(story: StoryPage, withdrawal: Withdrawal) -> bool:
    """Whether this story only loses what it shows: its words are no part of what was taken back.

    It is not named, and this person still allows the words in it.
    """
    if withdrawal.keeps_words:
        return True
    if not withdrawal.is_about_some or str(story.translation_key) in withdrawal.story_keys:
        return False
    given = Consent.objects.showing(Consent.Channel.WEBSITE).filter(person=withdrawal.person)
    return given.for_story(story.translation_key).exists()


def _shows(content: dict, pictures: set[int], films: set[int], named: set[str]) -> bool:
    """`named`: films elsewhere, by what all addresses of one have in common."""
    told = list(attachments.places(kept.blocks(content.get("body"))))
    numbers = {place.number for place in told}
    elsewhere = {attachments.key_of_address(place.url) for place in told if place.url}
    shown = pictures.intersection(_numbers([content])) or films.intersection(numbers)
    return bool(shown or named.intersection(elsewhere))


def own_pictures(withdrawal: Withdrawal) -> QuerySet[Picture]:
    """The pictures that it is about, with every other upload of the same file."""
    if withdrawal.is_about_some:
        return Picture.objects.filter(file_hash__in=set(withdrawal.file_hashes) - {""})
    given = Consent.objects.filter(person=withdrawal.person)
    numbers = given.exclude(picture=None).values("picture")
    hashes = given.exclude(file_hash="").values("file_hash")
    return Picture.objects.filter(Q(pk__in=numbers) | Q(file_hash__in=hashes))


def _current(story: StoryPage) -> dict:
    """What visitors would see; of a draft, its newest version."""
    newest = None if story.live else story.get_latest_revision()
    return newest.content if newest else story.serializable_data()


def contents(story: StoryPage) -> list[dict]:
    """Every version that is kept, as it is serialised; the page's own row first."""
    drafts = Revision.objects.for_instance(story).values_list("content", flat=True)
    return [story.serializable_data(), *drafts]


def titles(story: StoryPage) -> Iterator[str]:
    return _titles(contents(story))


def _titles(versions: list[dict]) -> Iterator[str]:
    names = ("title", "draft_title", "seo_title", "slug")
    for content in versions:
        yield from (content[name] for name in names if len(content.get(name) or "") > 3)


def phrases(story: StoryPage) -> Iterator[str]:
    """Words that a newsletter takes over from the story, and by which it is recognised.

    Whole sentences may be typed there, see stories/newsletter_pieces.py; so each counts.
    """
    versions = contents(story)
    yield from _titles(versions)
    names = [row.person.name for row in story.portrayals.select_related("person")]
    for content in versions:
        told = [content.get(name) or "" for name in ("lead", "prejudice", "fact", "lesson")]
        body = kept.blocks(content.get("body"))
        quotes = (block["value"] for block in body if _is_quote(block))
        told += [quote.get("text") or "" for quote in quotes]
        lines = [line for text in [*told, *attachments.texts(body)] for line in paragraphs_of(text)]
        told += [sentence for line in lines for sentence in SENTENCE.split(line)]
        yield from (text for text in told if len(text.split()) > 3 or whole_names_in(text, names))


def _is_quote(block: dict) -> bool:
    return block.get("type") == "quote" and isinstance(block.get("value"), dict)


def pages(story: StoryPage) -> list[str]:
    """The paths at which visitors met the page."""
    return [story.url] if story.url else []


def files(picture: Picture) -> list[str]:
    """The public addresses of a picture's files."""
    return [one.file.url for one in (picture, *picture.renditions.all())]


def pictures(story: StoryPage, withdrawal: Withdrawal) -> list[Picture]:
    """The withdrawn pictures of a story, without those that another person still allows."""
    own = own_pictures(withdrawal).values("pk")
    allowed = Q(person__portrayals__story=story) & ~Q(person=withdrawal.person)
    if withdrawal.is_about_some:
        allowed |= Q(person=withdrawal.person) & ~Q(file_hash__in=withdrawal.file_hashes)
    kept = Consent.objects.valid().exclude(picture=None).filter(allowed).values("picture")
    found = Picture.objects.filter(Q(pk__in=_numbers(contents(story))) | Q(pk__in=own))
    return list(found.exclude(Q(pk__in=kept) & ~Q(pk__in=own)))


def _numbers(versions: list[dict]) -> set[int]:
    """The pictures that show recognisable people, in these versions of a story."""
    return {*_blocks_of(versions, PICTURES), *(one.get("picture") for one in versions)} - {None}


def videos(story: StoryPage) -> list:
    """The films of a story with their captions: a voice identifies a person too.

    Whatever was ticked about the still; with every other upload of the same film.
    """
    places = list(_places(story))
    found = _documents(places, {Kind.FILM, Kind.CAPTIONS})
    kept_files = _documents(places, {Kind.FILE})
    films = [*_documents(places, {Kind.FILM}), *filter(attachments.is_film, kept_files)]
    hashes = {attachments.file_hash(one) for one in films} - {""}
    return list(found | get_document_model().objects.filter(file_hash__in=hashes))


def documents(story: StoryPage) -> list:
    """Files to keep that stand in any version of a story, or that its text links to, by title."""
    return list(_documents(_places(story), {Kind.FILE}).order_by("title", "pk"))


def own_documents(story: StoryPage, withdrawal: Withdrawal) -> list:
    """Those that stand on no page but the stories that go."""
    others = (one for one in concerned(withdrawal) if not keeps_words(one, withdrawal))
    going = {story.pk, *(one.pk for one in others)}
    return [row for row in documents(story) if access.pages_with(row) <= going]


def own_films(withdrawal: Withdrawal) -> QuerySet:
    """The films that it names by the hash of their file."""
    hashes = set(withdrawal.file_hashes) - {""}
    return get_document_model().objects.filter(file_hash__in=hashes)


def going(withdrawal: Withdrawal) -> list:
    """The pictures and documents that it is about, whosever they are."""
    found = [*own_pictures(withdrawal), *own_films(withdrawal)]
    for story in () if withdrawal.keeps_words else concerned(withdrawal):
        found += [*pictures(story, withdrawal), *videos(story), *own_documents(story, withdrawal)]
    return list(dict.fromkeys(found))


def films_elsewhere(withdrawal: Withdrawal) -> list[str]:
    """An address of each film on another site that it is about, or that a story of it showed."""
    named = set(withdrawal.file_hashes)
    found = [url for story in concerned(withdrawal) for url in _addresses(story)]
    if named:
        drafts = stories_of(withdrawal.person)  # also where a draft shows it and the page does not
        told = [url for story in drafts for url in _addresses(story)]
        found += [url for url in told if attachments.key_of_address(url) in named]
    return list({attachments.key_of_address(url): url for url in reversed(found)}.values())[::-1]


def _addresses(story: StoryPage) -> list[str]:
    """Of its films on other sites, in any version."""
    return sorted({place.url for place in _places(story) if place.kind == Kind.ADDRESS})


def _documents(places: Iterable[attachments.Place], kinds: set[Kind]) -> QuerySet:
    numbers = {place.number for place in places if place.kind in kinds}
    return get_document_model().objects.filter(pk__in=numbers)


def _places(story: StoryPage) -> Iterator[attachments.Place]:
    for content in contents(story):
        yield from attachments.places(kept.blocks(content.get("body")))


def _blocks_of(versions: list[dict], where: dict[str, str]) -> Iterator[int]:
    """Primary keys in these blocks, except where no person can be recognised."""
    for content in versions:
        for block in kept.blocks(content.get("body")):
            value = block.get("value")
            name = where.get(block.get("type"))
            shows = name and isinstance(value, dict) and not value.get("shows_nobody")
            if shows and (number := row_number(value.get(name))):
                yield number


def pages_around(withdrawal: Withdrawal) -> list[Page]:
    """Other pages that show one of its stories, or a picture or film that goes, or lead to it."""
    stories = concerned(withdrawal)
    around = [picture for story in stories for picture in pictures(story, withdrawal)]
    around += own_films(withdrawal)
    for story in stories:
        around += [] if keeps_words(story, withdrawal) else videos(story)
    of_pages = [kind.pk for kind in ContentType.objects.all() if _is_page(kind)]
    ids: set[int] = set()
    for thing in {*stories, *around, *own_pictures(withdrawal)}:
        rows = ReferenceIndex.get_references_to(thing).filter(content_type__in=of_pages)
        ids |= {int(pk) for pk in rows.values_list("object_id", flat=True)}
    ids |= ways.pages_to(films_elsewhere(withdrawal))
    ids |= _drafts_with(set(around) | set(own_pictures(withdrawal)))
    ids -= {story.pk for story in stories}
    return list(Page.objects.filter(pk__in=ids).order_by("title"))


def _drafts_with(files: set) -> set[int]:
    """Pages whose newest version is not online yet, and holds one of these: no index knows those.

    A block keeps its title and its description when its file is gone.
    """
    pictures = {file.pk for file in files if isinstance(file, Picture)}
    documents = {file.pk for file in files if not isinstance(file, Picture)}
    if not files:
        return set()
    drafts = Page.objects.filter(has_unpublished_changes=True).exclude(latest_revision=None)
    rows = drafts.values_list("pk", "latest_revision__content")
    return {pk for pk, content in rows.iterator() if _holds(content, pictures, documents)}


def _holds(content, pictures: set[int], documents: set[int]) -> bool:
    values = content.values() if isinstance(content, dict) else ()
    blocks = [block for value in values for block in kept.blocks(value)]
    told = {place.number for place in attachments.places(blocks)}
    told |= {place.beside for place in attachments.places(blocks)}
    return bool(told & documents or set(_pictures_in(blocks)) & pictures)


def _pictures_in(part) -> Iterator[int]:
    """However deep they stand."""
    for name, value in part.items() if isinstance(part, dict) else enumerate(part):
        if name in SHOWN_BY and (number := row_number(value)):
            yield number
        elif isinstance(value, dict | list):
            yield from _pictures_in(value)


def _is_page(kind: ContentType) -> bool:
    model = kind.model_class()
    return model is not None and issubclass(model, Page)
