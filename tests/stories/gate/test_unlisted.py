"""Who said no is not told of once a colleague takes the name off the list."""

import pytest

from brand import gating
from stories.consent import recording, requests
from stories.gate import unlisted
from stories.models import StoryPage, StoryPortrayal
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db
YES = recording.Answer(taking=True, channels=("website",), name_level="volledig")
NO = recording.Answer(taking=False)
NAME = "Karim Voorbeeld"


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name=NAME)


@pytest.fixture
def bea(people):
    return PersonFactory(organisation=people.partner, name="Bea Janssens")


@pytest.fixture
def told(karim, bea):
    """Karim said no, and Bea yes."""
    told = story(karim, bea, title="De bakkers", lead=f"Bea leerde het {NAME}.")
    recording.answer(requests.ask(bea, story=told), YES)
    recording.answer(requests.ask(karim, story=told), NO)
    return told


def without(person, told, **fields) -> StoryPage:
    draft = StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()
    rows = draft.portrayals.all()
    draft.portrayals = [row for row in rows if row.person_id != person.pk]
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()


def why(draft) -> list[str]:
    return [reason.sentence for reason in gating.obstacles(draft)]


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        (f"Bea leerde het {NAME}.", "Karim"),
        ("Bea leerde het Karim.", "Karim"),
        ("Bea en meneer Voorbeeld bakken.", "Voorbeeld"),
    ],
)
def test_whoever_said_no_is_still_named(karim, told, lead, found):
    draft = without(karim, told, lead=lead)
    sentence = f"{NAME} staat niet meer bij dit verhaal. In de zin “{lead}” staat “{found}”."
    assert sentence in why(draft)
    told = next(one for one in gating.obstacles(draft) if one.sentence == sentence)
    assert told.remedy == f"Haal die naam weg, of zet {NAME} bij wie erin staat."


def test_it_does_not_go_live(karim, told):
    draft = without(karim, told)
    with pytest.raises(gating.PublicationRefused):
        draft.latest_revision.publish()


def test_named_no_more_it_waits_for_nothing(karim, bea, told):
    draft = without(karim, told, lead="Bea leerde het van een ander.")
    recording.answer(requests.ask(bea, story=told), YES)
    assert why(draft) == []


def test_nor_does_it_with_the_tick_that_nobody_is_recognisable(karim, bea, told):
    draft = without(bea, told, lead="Karim leerde het.")
    draft.portrayals, draft.shows_nobody = [], True
    assert [one.sentence for one in unlisted.obstacles(draft)] == [
        f"{NAME} staat niet meer bij dit verhaal. In de zin “Karim leerde het.” staat “Karim”."
    ]


def test_nor_in_a_copy_with_the_same_words(karim, bea):
    told = story(karim, lead="Karim leerde het.")
    recording.answer(requests.ask(karim, story=told), NO)
    copy = told.copy(update_attrs={"slug": "kopie"}, keep_live=False)
    copy.portrayals = [StoryPortrayal(person=bea)]
    copy.save()
    assert len(unlisted.obstacles(copy)) == 1
    copy.lead = "Bea leerde het."
    assert unlisted.obstacles(copy) == []


def test_who_has_not_answered_counts_too(people, karim, bea):
    told = story(karim, bea, lead="Bea leerde het Karim.")
    requests.ask(karim, story=told)
    assert len(unlisted.obstacles(without(karim, told))) == 1


def test_somebody_else_who_is_called_so_may_be_named(people, karim, told):
    other = PersonFactory(organisation=people.partner, name="Karim Aziz")
    page = story(other, lead="Karim Aziz bakt.")
    recording.answer(requests.ask(other, story=page), YES)
    recording.answer(requests.ask(karim, story=page), NO)
    assert unlisted.obstacles(page) == []


def test_after_a_stop_too(karim, bea):
    told = story(karim, picture=picture(1), lead="Karim werkt.")
    recording.answer(requests.ask(karim, story=told), YES)
    recording.stop(karim)
    page = StoryPage.objects.get(pk=told.pk)
    page.title, page.lead = "Een nieuw begin", "Karim werkt hier nog."
    page.save_revision()
    assert [one.sentence.partition(".")[0] for one in unlisted.obstacles(page)] == [
        f"{NAME} staat niet meer bij dit verhaal"
    ]


class TestWhoIsKnownHere:
    def test_is_not_named_whole_in_a_story_of_others(self, karim, bea):
        told = story(bea, lead=f"Bea werkt met {NAME}.")
        (reason,) = unlisted.obstacles(told)
        assert (
            reason.sentence
            == f"In de tekst staat “{NAME}”, en die persoon staat niet bij dit verhaal."
        )

    def test_by_a_first_name_it_may_be_another(self, karim, bea):
        assert unlisted.obstacles(story(bea, lead="Bea werkt met Karim.")) == []

    def test_a_namesake_who_stands_with_it_may(self, people, karim):
        namesake = PersonFactory(organisation=people.partner, name=NAME)
        assert unlisted.obstacles(story(namesake, lead=f"{NAME} werkt.")) == []

    def test_people_of_another_partner_are_nobodys_business(self, people, bea):
        PersonFactory(organisation=people.other, name=NAME)
        assert unlisted.obstacles(story(bea, lead=f"Bea werkt met {NAME}.")) == []


def test_who_stands_with_it_is_asked_by_the_gate(karim, told):
    draft = StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()
    assert unlisted.obstacles(draft) == []
