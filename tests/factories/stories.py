"""Stories, who is shown in them, and what those people allowed."""

from datetime import timedelta
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import Collection

from brand.models import Organisation, Picture
from stories.consent import browsers
from stories.founding import open_section
from stories.gate import recognition, sentences
from stories.models import (
    Consent,
    ConsentReceipt,
    ConsentRequest,
    PartnerSectionPage,
    PortrayedPerson,
    StoryIndexPage,
    StoryPage,
    StoryPortrayal,
)
from stories.objections import recording
from stories.text import attachments
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page
from tests.support import snapshot

Channel, Purpose = Consent.Channel, Consent.Purpose


def story_index() -> StoryIndexPage:
    """`/verhalen/` on the home page of the default site."""
    home = home_page()
    found = StoryIndexPage.objects.child_of(home).first()
    return found or home.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))


def section_of(organisation: Organisation) -> PartnerSectionPage:
    story_index()
    return open_section(organisation)


def image_file(shade: int = 100, name: str = "foto.png", size=(48, 27)) -> ContentFile:
    """A picture as small as can be; another shade is another file."""
    buffer = BytesIO()
    Image.new("RGB", size, (shade % 256, 90, 82)).save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name=name)


@snapshot.kept
def picture(shade: int = 100, **fields) -> Picture:
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    fields.setdefault("title", f"Foto {shade}")
    fields.setdefault("alt", "Iemand lacht")
    return Picture.objects.create(file=image_file(shade), **fields)


def document(name: str, content: bytes = b"film", **fields):
    """A film, its captions or a file to keep; other content is another file."""
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    fields.setdefault("title", name)
    made = get_document_model().objects.create(file=ContentFile(content, name=name), **fields)
    made.get_file_hash()  # as the back office keeps it
    return made


def video(film=None, captions=None, **value) -> tuple[str, dict]:
    """A block with a film of our own, or with `url` one elsewhere."""
    empty = {"title": "Een dag", "url": "", "transcript": "<p>Hallo.</p>", "poster": None}
    ticks = {"shows_nobody": False, "shows_nobody_why": ""}
    return "video", {**empty, **ticks, "file": film, "captions": captions, **value}


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = PortrayedPerson

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Karim VOORBEELD {n}")


class ConsentFactory(DjangoModelFactory):
    """Valid today, for showing on the website, without a picture; answered on a handed-over device.

    It is for the story that shows the person (and this picture); of a person in no story yet, for
    the first story that `story()` makes.
    """

    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Purpose.PUBLISHING
    channel = Channel.WEBSITE
    given_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=300))

    @classmethod
    def _create(cls, model_class, *args, picture=None, story="that shows it", **fields):
        if story == "that shows it":
            story = _story_with(fields["person"], picture)
        return consent(picture=picture, story=story, **fields)


def consent(
    *, person, purpose, channel, picture=None, story=None, recorded_by=None, present="", **fields
) -> Consent:
    """One line of an answer that was given on a device of the house."""
    withdrawn_at = fields.pop("withdrawn_at", None)
    draft = _draft_of(story) if story else None
    said = {"name_level": Consent.NameLevel.FIRST, "other_name": "", **fields}
    asked = ConsentRequest.objects.create(
        person=person, way=Consent.Way.HERE, story=story, answered_at=timezone.now()
    )
    receipt = ConsentReceipt.objects.create(
        person=person,
        request=asked,
        way=asked.way,
        wording="2026-11",
        present=present,
        story=story,
        story_key=story.translation_key if story else None,
        text_hash=sentences.told_hash(draft) if draft else "",
        text_hashes=[sentences.text_hash(draft)] if draft else [],
        file_hashes=[picture.get_file_hash()] if picture else [],
        attachments=attachments.marks(draft) if draft else [],
        taking=purpose == Purpose.TAKING,
        channels=[channel] if purpose == Purpose.PUBLISHING else [],
        recorded_by=recorded_by,
        **said,
    )
    asked.closed_at = asked.answered_at
    asked.save()
    given = Consent.objects.create(
        person=person,
        receipt=receipt,
        purpose=purpose,
        channel=channel,
        picture=picture,
        story=story,
        **said,
    )
    if withdrawn_at:
        given.withdrawn_at = withdrawn_at
        given.save(update_fields=["withdrawn_at"])
    return given


def _draft_of(story: StoryPage) -> StoryPage:
    """As it is by now."""
    return StoryPage.objects.get(pk=story.pk).draft


def agree(page: StoryPage) -> None:
    """Everybody in it reads the newest draft and says that it is right."""
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for row in draft.portrayals.all():
        recording.agree(row.person, draft, sentences.text_hash(draft))


def _story_with(person, shown) -> StoryPage | None:
    """The newest story of this person that shows this picture."""
    stories = StoryPage.objects.filter(portrayals__person=person).order_by("-pk")
    drafts = [one.get_latest_revision_as_object() for one in stories]
    showing = [one for one in drafts if shown is None or shown in sentences.pictures(one)]
    return StoryPage.objects.get(pk=showing[0].pk) if showing else None


def asked_for(page: StoryPage) -> None:
    """Whoever allowed this picture, or words alone, allows this story too: each was asked again."""
    pictures = {one.get_file_hash() for one in sentences.pictures(page)} or {""}
    people = [row.person_id for row in page.portrayals.all()]
    rows = Consent.objects.filter(person__in=people, file_hash__in={*pictures, ""})
    for row in rows.exclude(story_key=page.translation_key).select_related("receipt"):
        said = {name: getattr(row, name) for name in SAID}
        consent(**said, story=page, recorded_by=row.receipt.recorded_by)
        if row.story_key is None:
            row.delete()


SAID = ("person", "purpose", "channel", "picture", "name_level", "other_name", "given_on", "until")
SAID += ("withdrawn_at",)


@snapshot.kept
def story(
    *people: PortrayedPerson, organisation: Organisation | None = None, live=False, **fields
) -> StoryPage:
    """A draft in the partner's section that shows these people; `live`: published as it should."""
    if organisation is None:
        organisation = people[0].organisation if people else OrganisationFactory()
    number = StoryPage.objects.count() + 1
    fields.setdefault("title", f"Verhaal {number}")
    fields.setdefault("lead", "Wat er gebeurde.")
    fields.setdefault("shows_nobody", not people)
    if fields["shows_nobody"]:
        fields.setdefault("shows_nobody_why", "Alleen handen en dozen.")
    page = StoryPage(live=False, **fields)
    page.portrayals = [StoryPortrayal(person=person) for person in people]
    section_of(organisation).add_child(instance=page)
    revision = page.save_revision()
    looked_at(page)
    asked_for(page)
    if live:
        revision.publish()
    return StoryPage.objects.get(pk=page.pk)


def looked_at(page: StoryPage) -> StoryPage:
    """Somebody else confirmed what was ticked in this version: nobody is recognisable."""
    if page.shows_nobody and not page.shows_nobody_why:
        page.shows_nobody_why = "Alleen handen en dozen."
    recognition.confirm(page, None)
    return page


def put_online(page: StoryPage) -> StoryPage:
    """As a story stands that went live under rules that asked less."""
    StoryPage.objects.filter(pk=page.pk).update(live=True, first_published_at=timezone.now())
    return StoryPage.objects.get(pk=page.pk)


@snapshot.kept
def covered_story(shade: int = 100, live=True, **fields) -> StoryPage:
    """A story of one person with a picture and the consent for it."""
    person = PersonFactory(organisation=fields.pop("organisation", None) or OrganisationFactory())
    shown = picture(shade)
    ConsentFactory(person=person, picture=shown)
    return story(person, picture=shown, live=live, **fields)


def hand_over(client, asked: ConsentRequest) -> None:
    """As the desk does: this browser is for that question."""
    session = client.session
    session[browsers.HANDED_OVER] = asked.pk
    session.save()
