"""Where a reviewed picture, film or file is used: what was approved does not change.

A file and the words that go with it belong to no version of a story: a change shows at once in
every story with it. So the file is locked while a story needs it, and its words are changed by
others than their writer, where nobody in the story has to read them first.
"""

from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.models import Revision, TaskState, WorkflowState

from brand import gating, scoping
from brand.gating import Obstacle
from brand.media import access
from stories.gate import consent, four_eyes, names, recognition
from stories.models import StoryPage
from stories.text import attachments

MAY = "stories.reword_picture"
FILE = (
    "Deze afbeelding staat in een verhaal dat online is of nagelezen wordt. "
    "Voeg de nieuwe foto toe als een nieuwe afbeelding."
)
WORDS = (
    "Deze afbeelding staat in een verhaal dat online is of nagelezen wordt. Vraag aan een "
    "beheerder die dat verhaal niet schreef, of aan de federatie, om deze woorden te wijzigen."
)
DOCUMENT = (
    "Dit bestand staat in een verhaal dat online is of nagelezen wordt. "
    "Voeg het nieuwe bestand toe als een nieuw document, en kies dat in het verhaal."
)
NEEDED = (
    "Dit bestand staat in een verhaal dat online is of nagelezen wordt. Het blijft zoals het is. "
    "Wissen kan pas als het uit dat verhaal is."
)
TITLE = (
    "Deze titel staat in een verhaal dat online is of nagelezen wordt. Vraag aan een beheerder die "
    "dat verhaal niet schreef, of aan de federatie, om hem te wijzigen."
)
TITLE_AGREED = (
    "Deze titel staat in het verhaal “{story}”, dat online is, en wie erin staat zei daar ja op. "
    "Voeg het bestand opnieuw toe met de nieuwe titel, kies dat in het verhaal en dien het in."
)
BESIDE_STORY = "Deze woorden staan bij het verhaal “{story}”, dat online is. {why}"
IN_THE_STORY = (
    "Schrijf de beschrijving in het verhaal zelf en dien het in: dan leest wie erin staat ze eerst."
)
AS_A_NEW_ONE = (
    "Voeg de foto opnieuw toe met deze fotograaf, kies die in het verhaal en dien het in: dan "
    "leest wie erin staat het eerst."
)


def is_document(file) -> bool:
    return isinstance(file, get_document_model())


# Which stories ----------------------------------------------------------------------------------


def stories_with(file, within: Callable | None = None) -> list[StoryPage]:
    """Stories that are online, handed in, planned or approved, with this picture or document.

    within: which of them counts, by story and file, as each stands in that version.
    """
    carries = within or (_has_file if is_document(file) else _shows)
    shown = {row.pk for row in _live_with(file) if within is None or within(row, file)}
    read = {
        int(revision.object_id) for revision in _being_read() if carries(revision.as_object(), file)
    }
    return list(StoryPage.objects.filter(pk__in=shown | read))


def _live_with(file) -> QuerySet[StoryPage]:
    """A document stands on the pages on which it is served: brand/media/access.py."""
    stories = StoryPage.objects.live()
    if is_document(file):
        return stories.filter(pk__in=access.pages_with(file))
    return stories.filter(Q(picture=file) | Q(text_pictures__picture=file)).distinct()


def _being_read() -> QuerySet[Revision]:
    """Versions under review, or waiting to appear."""
    asked = WorkflowState.objects.active().values("current_task_state__revision")
    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED).values("revision")
    newest = StoryPage.objects.not_live().values("latest_revision")
    return Revision.page_revisions.filter(
        Q(pk__in=asked)
        | Q(approved_go_live_at__isnull=False)
        | Q(pk__in=approved) & Q(pk__in=newest),
        content_type=ContentType.objects.get_for_model(StoryPage),
    )


def _shows(story: StoryPage, picture) -> bool:
    return picture.pk in {one.pk for one in gating.pictures_of(story)}


def _has_file(story: StoryPage, document) -> bool:
    return document.pk in {one.document.pk for one in attachments.of(story) if one.document}


def _says_title(story: StoryPage, document) -> bool:
    """A file to keep is shown with its title; a film's own is for the desk."""
    return any(one.says_title and one.document == document for one in attachments.of(story))


# What stays -------------------------------------------------------------------------------------


def file_reason(file) -> str:
    """Why it keeps the file it has."""
    why = DOCUMENT if is_document(file) else FILE
    return why if stories_with(file) else ""


def deletion_reason(file) -> str:
    """Why a document may not be deleted; where a picture goes, the page shows less."""
    return NEEDED if is_document(file) and stories_with(file) else ""


def words_reason(file, user, words: dict[str, str]) -> str:
    """Why these words, by field, may not go with it."""
    if not may_reword(file, user):
        return TITLE if is_document(file) else WORDS
    return (_title_agreed if is_document(file) else _refused_by_the_gate)(file, words)


def may_reword(file, user) -> bool:
    """Whether others than its writer answer for the words, in each of these stories."""
    stories = stories_with(file, _says_title if is_document(file) else None)
    if not stories:
        return True
    authors = four_eyes.authors_of(story.pk for story in stories)
    return user is not None and all(
        user.pk not in authors[story.pk] and _answers_for(user, story) for story in stories
    )


def _answers_for(user, story: StoryPage) -> bool:
    house = user.is_active and scoping.is_everywhere(user, "stories.write")
    return house or scoping.may(user, MAY, story.section_organisation_id)


def _title_agreed(document, words: dict[str, str]) -> str:
    for story in _live_with(document):
        if consent.people_of(story) and _says_title(story, document):
            return TITLE_AGREED.format(story=story.title)
    return ""


def _refused_by_the_gate(picture, words: dict[str, str]) -> str:
    """What publishing would refuse is not said on what is published."""
    for story in _live_with(picture):
        known = _obstacles(story)
        for row in _obstacles(_reworded(story.pk, picture, words)):
            if row not in known:
                remedy = _remedy(picture, words) if row.url else ""
                why = f"{row.sentence} {remedy}".strip()
                return BESIDE_STORY.format(story=story.title, why=why)
    if not access.is_published(picture):
        return ""
    said = names.said_too_fully_beside(picture, words.values())
    return said[0].sentence if said else ""


def _remedy(picture, words: dict[str, str]) -> str:
    """A story can say something else about the picture, and not who made it."""
    return AS_A_NEW_ONE if words.get("credit", picture.credit) != picture.credit else IN_THE_STORY


def _obstacles(story: StoryPage) -> list[Obstacle]:
    return [*consent.publishing_obstacles(story), *recognition.known(story)]


def _reworded(pk: int, picture, words: dict[str, str]) -> StoryPage:
    """The story as it would stand with these words, in memory."""
    story = StoryPage.objects.get(pk=pk)
    for shown in gating.pictures_of(story):
        if shown.pk == picture.pk:
            for name, text in words.items():
                setattr(shown, name, text)
    return story
