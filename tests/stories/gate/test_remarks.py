"""Who is in the picture, as the contributor says it: nothing appears until that is answered."""

import pytest
from django.urls import reverse

from brand.gating import PublicationRefused
from stories.contributions import contribution
from stories.gate import remarks
from stories.models import ContributionLink, StoryPage, StoryPortrayal
from stories.withdrawal import withdraw
from tests.factories.stories import ConsentFactory, PersonFactory, agree, picture

pytestmark = pytest.mark.django_db

TOLD = {"title": "Samen", "what": "Wij bakken.", "quote": "", "alt": "Twee mensen"}
WARNING = (
    "Op de foto staan volgens Jan De Smet: Jan en Fatima. Noem wie erin staat en vraag toestemming."
)


@pytest.fixture
def link(people):
    return contribution.ask(people.partner, name="Jan De Smet", by=people.marketer)


@pytest.fixture
def story(link):
    contribution.keep(link, {**TOLD, "who": "Jan en Fatima"})
    link.refresh_from_db()
    contribution.hand_in(link)
    return StoryPage.objects.get(pk=link.story_id)


def named(story, organisation, *names):
    draft = story.get_latest_revision_as_object()
    people = [PersonFactory(organisation=organisation, name=name) for name in names]
    draft.portrayals = [StoryPortrayal(person=person) for person in people]
    draft.save_revision()
    return draft, people


def test_the_editor_and_the_reader_are_warned(story, people, signed_in):
    editor = signed_in(people.marketer).get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    assert WARNING in editor.content.decode()
    story.get_workflow().start(story, people.marketer)
    review = signed_in(people.federation).get(reverse("story_review", args=[story.pk]))
    assert WARNING in review.content.decode()


def test_also_when_nobody_is_said_to_be_in_it(story, people, signed_in):
    draft = story.get_latest_revision_as_object()
    draft.shows_nobody = True
    draft.save_revision(user=people.marketer)
    page = signed_in(people.marketer).get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    assert WARNING in page.content.decode()


@pytest.mark.parametrize(
    ("names", "warns"),
    [
        (["Jan De Smet"], True),
        (["Jan De Smet", "Jan Claes"], True),
        (["Fatima El Amrani", "Ján De Smet"], False),
    ],
)
def test_who_is_named_need_not_be_said_again(story, people, names, warns):
    draft, _ = named(story, people.partner, *names)
    assert bool(remarks.waiting(draft)) is warns


def test_i_am_the_one_who_was_asked(people):
    karim = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
    link = contribution.ask(people.partner, name="Karim", by=people.marketer, person=karim)
    contribution.keep(link, {**TOLD, "who": "Ik"})
    link.refresh_from_db()
    assert remarks.waiting(link.story.get_latest_revision_as_object()) == []


def test_somebody_says_that_it_was_dealt_with(story, link, people, signed_in):
    address = reverse("contribution_who", args=[link.pk])
    assert signed_in(people.other_marketer).post(address).status_code == 404
    client = signed_in(people.marketer)
    client.get(address)
    assert remarks.waiting(story) == [link]
    empty = client.post(address)
    assert empty.status_code == 422
    assert "Schrijf waarom niet iedereen genoemd staat." in empty.content.decode()
    assert remarks.waiting(story) == [link]
    page = client.post(address, {"answer": "Fatima staat met de rug."}, follow=True)
    assert WARNING not in page.content.decode()
    link.refresh_from_db()
    assert (link.who_answer, link.who_settled_by) == ("Fatima staat met de rug.", people.marketer)


def test_nothing_is_published_before_it_is_answered(story, link, people):
    draft, asked = named(story, people.partner, "Jan De Smet")
    ConsentFactory(person=asked[0], story=draft)
    agree(draft)
    with pytest.raises(PublicationRefused) as held:
        draft.get_latest_revision().publish()
    assert str(held.value) == WARNING
    remarks.settle(link, "Fatima staat met de rug.", people.marketer)
    draft.get_latest_revision().publish()
    assert StoryPage.objects.get(pk=story.pk).live


def test_who_says_that_nobody_is_in_it_is_not_asked_who(story, link):
    ContributionLink.objects.update(who="Niemand.")
    assert remarks.waiting(story) == []


def test_a_withdrawal_takes_it_along(story, link, people):
    draft, (jan,) = named(story, people.partner, "Jan De Smet")
    shown = picture(4)
    ConsentFactory(person=jan, picture=shown)
    draft.picture = shown
    draft.save()
    withdraw.withdraw(jan)
    link.refresh_from_db()
    assert link.who == ""
