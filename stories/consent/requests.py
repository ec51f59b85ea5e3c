"""Asking for consent: each request is a row, and its link is that person's own page."""

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection

from brand import mail
from brand.http import throttle
from brand.media import access
from brand.models import BrandKit, Organisation
from stories.consent import shown_elsewhere, wording
from stories.gate import asked_files, elsewhere, sentences
from stories.models import Consent, ConsentRequest, PortrayedPerson, StoryPage
from stories.text import attachments
from stories.text.attachments import Attachment

Way = Consent.Way
MOST = 10  # questions to one address in an hour
ON_ITS_WAY = "De vraag is onderweg naar {email}."
TOO_SOON = (
    "Naar {email} ging het laatste uur al een vraag. Er vertrekt nu geen nieuwe mail: geef de link "
    "zelf door, of mail over een uur."
)


@transaction.atomic
def ask(
    person: PortrayedPerson, *, way=Way.LINK, story=None, picture=None, language="", by=None
) -> ConsentRequest:
    """Create a request; nothing is sent yet."""
    request = _open(person, way, story, picture, language, by)
    stories = stories_asked(request)
    pictures = _pictures(request, stories)
    files = asked_files.files_of(stories, pictures)
    others = elsewhere.shown(person, stories, pictures)
    asked_files.note(request, files - others)
    if others:
        shown_elsewhere.tell_federation(request)
    return request


def note_what_is_asked(request: ConsentRequest, stories: list[StoryPage]) -> set[str]:
    """The photographs and films of these stories, which it is about, are of this person.

    Whatever the answer is. Returns the hash of each.
    """
    files = asked_files.files_of(stories, _pictures(request, stories))
    asked_files.note(request, files)
    return files


def files_of(request: ConsentRequest) -> set[str]:
    stories = stories_asked(request)
    return asked_files.files_of(stories, _pictures(request, stories))


def _open(person, way, story, picture, language, by) -> ConsentRequest:
    return ConsentRequest.objects.create(
        person=person,
        story=story,
        picture=picture,
        way=way,
        language=wording.known(language or person.language),
        asked_by=by,
    )


@transaction.atomic
def send(request: ConsentRequest) -> bool:
    """Mail the link to the person; false when no mail leaves, because that is too soon.

    At most one mail an hour to one person; and ten to one address, which may be a coach's.
    """
    person = request.person
    address = person.email.lower()
    if throttle.full_until("consent mail", address, MOST):
        return False
    if not throttle.first_use("consent request", f"{person.pk}:{address}", throttle.HOUR):
        return False
    throttle.count("consent mail", address, throttle.HOUR)
    mail.post("stories.emails.asked", request.pk)
    return True


def link(request: ConsentRequest) -> str:
    return settings.SITE_URL + reverse("consent", args=[request.token])


def words_for(request: ConsentRequest, language: str = "") -> dict:
    """The sentences of this request, which name the partner of its person."""
    return wording.words(language or request.language, partner=request.person.organisation)


def message(request: ConsentRequest) -> str:
    """What one sends by hand, by text message or otherwise."""
    kit = BrandKit.current()
    words = words_for(request)
    greeting = words["greeting"].format(name=request.person.name.split()[0])
    return f"{greeting}. {words['title']} {words['intro'][0]} {link(request)} ({kit.name})"


@transaction.atomic
def own_link(person: PortrayedPerson) -> ConsentRequest:
    """The person's own page: the link that was asked or answered last, else a new one.

    What was signed on a colleague's device closed there; the person gets another. So does who
    stopped, and then said yes to a new question there.
    """
    last = person.requests.first()
    if kept := _kept_link(person):
        stop = person.withdrawals.last_stop()
        if stop is None or kept.asked_at > stop or last.asked_at <= stop:
            return kept
    about = (last.story, last.picture, "", last.asked_by) if last else (None, None, "", None)
    made = _open(person, Way.LINK, *about)  # a way to the own page, and no new question
    made.asked_at = last.asked_at if last else person.created_at
    made.answered_at = timezone.now()
    made.save(update_fields=["asked_at", "answered_at"])
    return made


def replace_links(person: PortrayedPerson) -> int:
    """What was sent to an earlier address or number opens nothing: that may be another's now.

    The questions and the own page stay, under new links that go to the new address. How many.
    """
    links = list(person.requests.filter(way=Way.LINK))
    for request in links:
        request.replace_token()
    return len(links)


def _kept_link(person: PortrayedPerson) -> ConsentRequest | None:
    links = person.requests.filter(way=Way.LINK, closed_at=None)
    newest = links.first()
    answer = person.receipts.filter(request__in=links).select_related("request").first()
    return answer.request if newest and answer and answer.at > newest.asked_at else newest


def stories_of(request: ConsentRequest, asked: list[StoryPage] | None = None) -> list[StoryPage]:
    """The stories in which this person stands, as the latest draft of each is.

    asked: what the request is about (`stories_asked`), where that was read already.
    """
    if asked is not None and not (request.story_id or request.picture_id):
        return asked
    rows = StoryPage.objects.filter(portrayals__person=request.person, taken_back_at=None)
    if asked is None:
        return _drafts(request.person, rows | _named(request) if request.story_id else rows)
    others = _drafts(request.person, rows.exclude(pk__in=[story.pk for story in asked]))
    return sorted([*asked, *others], key=lambda story: story.pk)


def _named(request: ConsentRequest) -> QuerySet:
    """The story that it names, in every language."""
    key = request.story.translation_key
    return StoryPage.objects.filter(translation_key=key, taken_back_at=None)


def _drafts(person: PortrayedPerson, rows: QuerySet) -> list[StoryPage]:
    drafts = rows.distinct().order_by("pk").drafts()
    return [draft for draft in drafts if _shows(draft, person)]


def answer_earlier(person: PortrayedPerson, *, keys=(), files=(), until=None) -> None:
    """A no answers what was asked before it about the same; only a new question asks again.

    Of links the page stays, as the person's own; on a colleague's device the question closes.
    `keys` and `files` are the stories, photographs and films of the no; without any, all is
    answered.
    """
    until = until or timezone.now()
    asked = person.requests.filter(asked_at__lte=until, closed_at=None)
    asked = asked.exclude(way=Way.LINK, answered_at__isnull=False)
    same = [row.pk for row in asked if _is_about(row, {*map(str, keys)}, {*files} - {""})]
    asked = person.requests.filter(pk__in=same)
    asked.filter(answered_at=None).update(answered_at=until)
    asked.exclude(way=Way.LINK).update(closed_at=until)


def _is_about(request: ConsentRequest, keys: set[str], files: set[str]) -> bool:
    stories = stories_asked(request)
    told = {str(story.translation_key) for story in stories}
    shown = {picture.get_file_hash() for picture in _pictures(request, stories)}
    shown |= {one.key for story in stories for one in attachments.of(story) if one.is_asked}
    nothing = not (keys or files) or not (told or shown)
    return nothing or bool(keys & told or files & shown)


def _shows(story: StoryPage, person: PortrayedPerson) -> bool:
    return any(row.person_id == person.pk for row in story.portrayals.all())


def stories_asked(request: ConsentRequest) -> list[StoryPage]:
    """Those that this request is about: the one it names, none when it is about a picture.

    In every language: a yes is for each version that was read.
    """
    if request.story_id:
        return _drafts(request.person, _named(request))
    return [] if request.picture_id else stories_of(request)


def asked_among(request: ConsentRequest, stories: list[StoryPage]) -> list[StoryPage]:
    """The same, of all stories in which this person stands (`stories_of`)."""
    if request.story_id:
        key = request.story.translation_key
        return [story for story in stories if story.translation_key == key]
    return [] if request.picture_id else stories


def pictures_of(request: ConsentRequest, stories: list[StoryPage] | None = None) -> list:
    """The pictures that this request is about.

    stories: what it is about, here and below, where that was read already.
    """
    return _pictures(request, stories_asked(request) if stories is None else stories)


def _pictures(request: ConsentRequest, stories: list[StoryPage]) -> list:
    shown = [request.picture] if request.picture else []
    shown += [picture for story in stories for picture in sentences.pictures(story)]
    return list({picture.pk: picture for picture in shown}.values())


def attachments_of(
    request: ConsentRequest, stories: list[StoryPage] | None = None
) -> list[Attachment]:
    """The films and files that this request is about: those of the stories it is about."""
    stories = stories_asked(request) if stories is None else stories
    found = [one for story in stories for one in attachments.of(story)]
    return list({one.mark: one for one in found}.values())


def document_of(request: ConsentRequest, number: int):
    """A film, its captions or a file that stands in a story of this person, by its number.

    What lies in the folder of another partner only where visitors see it too, whatever a draft
    says.
    """
    found = [one.document for story in stories_of(request) for one in attachments.of(story)]
    shown = next((one for one in found if one and one.pk == number), None)
    return shown if shown and (_is_ours(shown, request) or access.is_published(shown)) else None


def _is_ours(document, request: ConsentRequest) -> bool:
    others = Organisation.objects.exclude(pk=request.person.organisation_id)
    others = others.exclude(is_federation=True)
    folders = Collection.objects.filter(organisation__in=others).values_list("path", flat=True)
    return not document.collection.path.startswith(tuple(folders))
