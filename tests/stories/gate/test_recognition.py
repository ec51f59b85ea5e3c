"""“Niemand herkenbaar”: a reason, a second pair of eyes, and nobody whom we know."""

import pytest
from django.urls import reverse

from brand.gating import PublicationRefused
from stories.contributions import contribution
from stories.gate import recognition, remarks
from stories.models import StoryPage, StoryPortrayal
from tests.factories.stories import (
    ConsentFactory,
    PersonFactory,
    agree,
    covered_story,
    picture,
    story,
)

pytestmark = pytest.mark.django_db

NOT_CONFIRMED = recognition.NOT_CONFIRMED


@pytest.fixture
def draft(people):
    """Written by the marketer; it says that nobody can be recognised."""
    page = story(organisation=people.partner, owner=people.marketer, picture=picture(3))
    page.shows_nobody_why = ""
    page.nobody_confirmations.all().delete()
    page.save()
    page.save_revision(user=people.marketer)
    return page


def with_reason(draft, people, why="Alleen handen en dozen."):
    draft.shows_nobody_why = why
    draft.save()
    draft.save_revision(user=people.marketer)
    return draft


def refused(page) -> str:
    with pytest.raises(PublicationRefused) as held:
        page.get_latest_revision().publish()
    assert not StoryPage.objects.get(pk=page.pk).live
    return str(held.value)


def hand_in(page, user):
    page = StoryPage.objects.get(pk=page.pk)
    page.get_workflow().start(page, user)
    return StoryPage.objects.get(pk=page.pk).current_workflow_task_state


def approve(client, page, state, **said):
    address = reverse("story_review", args=[page.pk])
    return client.post(address, {"state": state.pk, "action": "approve", **said}, follow=True)


def test_without_a_reason_it_does_not_count(draft):
    assert refused(draft) == "Zeg waarom er niemand herkenbaar is in dit verhaal."


def test_with_a_reason_somebody_else_confirms_it(draft, people):
    assert refused(with_reason(draft, people)) == NOT_CONFIRMED
    recognition.confirm(draft, people.federation)
    draft.get_latest_revision().publish()
    assert StoryPage.objects.get(pk=draft.pk).live


@pytest.mark.database(
    "stories.models.recognition.NobodyConfirmation",
    "stories.models.stories.StoryPage._keep_pictures",
    "stories.models.stories.StoryPicture",
)
def test_other_words_another_reason_or_file_are_looked_at_again(draft, people):
    recognition.confirm(with_reason(draft, people), people.federation)
    for name, value in (
        ("lead", "Fatima lacht."),
        ("shows_nobody_why", "Daarom."),
        ("picture", picture(4)),
    ):
        before = getattr(draft, name)
        setattr(draft, name, value)
        assert [row.sentence for row in recognition.obstacles(draft)] == [NOT_CONFIRMED]
        setattr(draft, name, before)
    assert recognition.obstacles(draft) == []


def test_a_picture_in_the_text_asks_the_same(people):
    page = covered_story(1, organisation=people.partner, live=False)
    value = {"image": picture(2), "alt": "", "caption": "", "shows_nobody": True}
    page.body = [("picture", {**value, "shows_nobody_why": ""})]
    page.save_revision()
    assert refused(page) == "Zeg waarom er niemand herkenbaar is op de foto “Foto 2”."
    page.body = [("picture", {**value, "shows_nobody_why": "Alleen dozen."})]
    page.save_revision()
    assert refused(page) == NOT_CONFIRMED


def test_the_reader_sees_the_reason_and_confirms_while_approving(draft, people, signed_in):
    with_reason(draft, people)
    state = hand_in(draft, people.marketer)
    reader = signed_in(people.federation)
    page = reader.get(reverse("story_review", args=[draft.pk])).content.decode()
    assert "In dit verhaal: Alleen handen en dozen." in page
    assert NOT_CONFIRMED in approve(reader, draft, state).content.decode()
    assert not StoryPage.objects.get(pk=draft.pk).live
    approve(reader, draft, state, saw_nobody="ja")
    assert StoryPage.objects.get(pk=draft.pk).live
    assert draft.nobody_confirmations.get().confirmed_by == people.federation


def test_who_wrote_it_does_not_confirm_it(draft, people, signed_in):
    state = hand_in(with_reason(draft, people), people.marketer)
    approve(signed_in(people.marketer), draft, state, saw_nobody="ja")
    assert draft.nobody_confirmations.count() == 0


class TestWhomWeKnow:
    """No reason and no second pair of eyes make somebody unknown again."""

    def held(self, page, people) -> str:
        recognition.confirm(page, people.federation)
        return refused(page)

    def test_who_gave_consent_for_this_file(self, draft, people):
        karim = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
        ConsentFactory(person=karim, picture=draft.picture)
        assert self.held(with_reason(draft, people), people) == (
            "Op de foto “Foto 3” staat Karim VOORBEELD. Haal het vinkje “niemand herkenbaar” weg."
        )

    def test_who_is_named(self, draft, people):
        karim = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
        ConsentFactory(person=karim, picture=draft.picture, story=draft)
        draft.portrayals = [StoryPortrayal(person=karim)]
        agree(with_reason(draft, people))
        assert self.held(with_reason(draft, people), people) == (
            "Je noemde Karim VOORBEELD, en vinkte ook aan dat er niemand herkenbaar is. "
            "Haal het vinkje weg."
        )

    def test_whose_name_is_told(self, draft, people):
        PersonFactory(organisation=people.partner, name="Fatima El Amrani")
        draft.lead = "Zo werkt Fatima El-Amrani."
        assert self.held(with_reason(draft, people), people) == (
            "In de tekst staat “Fatima El Amrani”. Dan is er wel iemand herkenbaar: "
            "haal het vinkje weg."
        )


class TestARemark:
    """What a contributor said about who is in the picture is not overruled by a tick."""

    @pytest.fixture
    def told(self, people):
        link = contribution.ask(people.partner, name="Jan De Smet", by=people.marketer)
        said = {"title": "Samen", "what": "Wij bakken.", "quote": "", "alt": "Twee mensen"}
        contribution.keep(link, {**said, "who": "Jan en Fatima"})
        link.refresh_from_db()
        contribution.hand_in(link)
        page = link.story.get_latest_revision_as_object()
        page.shows_nobody, page.shows_nobody_why = True, "Alleen handen."
        page.save()
        page.save_revision(user=people.marketer)
        recognition.confirm(page, people.federation)
        return link, page

    SAID = "Op de foto staan volgens Jan De Smet: Jan en Fatima."

    def test_the_tick_and_the_writers_own_answer_do_not_do(self, told, people):
        link, page = told
        assert self.SAID in refused(page)
        remarks.settle(link, "Het zijn alleen handen.", people.marketer)
        assert "Dan kan “niemand herkenbaar” niet" in refused(page)

    def test_somebody_else_may_answer(self, told, people):
        link, page = told
        remarks.settle(link, "Jan bedoelde een andere foto.", people.federation)
        page.get_latest_revision().publish()
        assert StoryPage.objects.get(pk=page.pk).live
