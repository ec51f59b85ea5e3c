"""Stories, who is shown in them, and what those people allowed."""

from datetime import timedelta
from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.models import Collection

from brand.models import Organisation, Picture
from stories import recognising, sections
from stories.models import (
    Consent,
    PartnerSectionPage,
    PortrayedPerson,
    StoryIndexPage,
    StoryPage,
    StoryPortrayal,
)
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page

Channel, Purpose = Consent.Channel, Consent.Purpose


def story_index() -> StoryIndexPage:
    """`/verhalen/` on the home page of the default site."""
    home = home_page()
    found = StoryIndexPage.objects.child_of(home).first()
    return found or home.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))


def section_of(organisation: Organisation) -> PartnerSectionPage:
    story_index()
    return sections.open_section(organisation)


def image_file(shade: int = 100, name: str = "foto.png") -> ContentFile:
    """A small picture; another shade is another file."""
    buffer = BytesIO()
    Image.new("RGB", (1440, 810), (shade % 256, 90, 82)).save(buffer, "PNG")
    return ContentFile(buffer.getvalue(), name=name)


def picture(shade: int = 100, **fields) -> Picture:
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    fields.setdefault("title", f"Foto {shade}")
    fields.setdefault("alt", "Iemand lacht")
    return Picture.objects.create(file=image_file(shade), **fields)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = PortrayedPerson

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Karim VOORBEELD {n}")


class ConsentFactory(DjangoModelFactory):
    """Valid today, for showing on the website, without a picture."""

    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    purpose = Purpose.PUBLISHING
    channel = Channel.WEBSITE
    way = Consent.Way.HERE
    given_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=300))


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
    if live:
        revision.publish()
    return StoryPage.objects.get(pk=page.pk)


def looked_at(page: StoryPage) -> StoryPage:
    """Somebody else confirmed what was ticked in this version: nobody is recognisable."""
    if page.shows_nobody and not page.shows_nobody_why:
        page.shows_nobody_why = "Alleen handen en dozen."
    recognising.confirm(page, None)
    return page


def put_online(page: StoryPage) -> StoryPage:
    """As a story stands that went live under rules that asked less."""
    StoryPage.objects.filter(pk=page.pk).update(live=True, first_published_at=timezone.now())
    return StoryPage.objects.get(pk=page.pk)


def covered_story(shade: int = 100, live=True, **fields) -> StoryPage:
    """A story of one person with a picture and the consent for it."""
    person = PersonFactory(organisation=fields.pop("organisation", None) or OrganisationFactory())
    shown = picture(shade)
    ConsentFactory(person=person, picture=shown)
    return story(person, picture=shown, live=live, **fields)
