"""Pictures and documents on a page, and on a partner's card: one's own, by whatever number."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    streamfield,
)

from brand import founding, permissions
from brand.models import Picture, Role
from brand.people import membership
from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import image_file, section_of

pytestmark = pytest.mark.django_db
FOREIGN = "Kies een beeld of bestand uit jullie eigen map."


@pytest.fixture
def houses(founded):
    permissions.establish_roles()
    made = [OrganisationFactory(name=f"VOORBEELD {name}") for name in ("Ons huis", "Hun huis")]
    for house in made:
        founding.welcome(house)
        house.refresh_from_db()
    return made


@pytest.fixture
def writer(client, houses):
    ours = houses[0]
    membership.join(ours, email="an@example.org", name="An", role=Role.MARKETEER)
    member = membership.join(ours, email="an@example.org", name="An", role=Role.BEHEERDER)
    client.force_login(member.user)
    return client


def picture_of(house):
    return Picture.objects.create(title="Foto", file=image_file(), collection=house.collection)


def document_of(house):
    file = ContentFile(b"tekst", "brief.txt")
    return get_document_model().objects.create(
        title="Brief", file=file, collection=house.collection
    )


def write(writer, house, *, picture="", blocks=(), page=None):
    """Send the story's form as a draft, and give the answer."""
    data = nested_form_data(
        {
            "title": "Proef",
            "slug": "proef",
            "kind": "getuigenis",
            "lead": "Nieuwe woorden",
            "picture": getattr(picture, "pk", picture),
            "body": streamfield(blocks),
            "portrayals": inline_formset([]),
            "comments": inline_formset([]),
        }
    )
    where = f"{page.pk}/edit" if page else f"add/stories/storypage/{section_of(house).pk}"
    return writer.post(f"/beheer/pages/{where}/", data)


def image_block(picture):
    return ("picture", {"image": picture.pk, "alt": "", "caption": ""})


def test_a_story_takes_the_pictures_of_its_own_partner(writer, houses):
    ours = picture_of(houses[0])
    write(writer, houses[0], picture=ours, blocks=[image_block(ours)])
    draft = StoryPage.objects.get().get_latest_revision_as_object()
    assert (draft.picture, draft.body[0].value["image"]) == (ours, ours)


def test_another_partners_picture_is_no_choice(writer, houses):
    answer = write(writer, houses[0], picture=picture_of(houses[1]))
    assert list(answer.context["form"].errors) == ["picture"]
    assert not StoryPage.objects.exists()


def test_nor_is_it_in_the_text(writer, houses):
    theirs = picture_of(houses[1])
    document = ("download", {"document": document_of(houses[1]).pk, "title": "", "text": ""})
    for block in (image_block(theirs), document):
        answer = write(writer, houses[0], blocks=[block])
        assert answer.context["form"].errors["body"] == [FOREIGN]
    assert not StoryPage.objects.exists()


def test_what_somebody_else_put_there_stays(writer, houses):
    theirs = picture_of(houses[1])
    story = StoryPage(
        title="Proef", slug="proef", lead="x", picture=theirs, live=False, shows_nobody=True
    )
    story.body = [("picture", {"image": theirs})]
    section_of(houses[0]).add_child(instance=story)
    story.save_revision()
    write(writer, houses[0], picture=theirs, blocks=[image_block(theirs)], page=story)
    draft = StoryPage.objects.get().get_latest_revision_as_object()
    assert draft.lead == "Nieuwe woorden"
    assert (draft.picture, draft.body[0].value["image"]) == (theirs, theirs)


def test_another_partners_picture_is_no_logo(writer, houses):
    ours, theirs = houses
    for picture, kept in ((picture_of(theirs), None), (mine := picture_of(ours), mine)):
        data = {"kind": "lde", "description": "Wij.", "logo": picture.pk}
        writer.post(f"/beheer/partners/edit/{ours.pk}/", data)
        ours.refresh_from_db()
        assert ours.logo == kept
