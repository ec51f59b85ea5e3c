"""What was agreed to before a no covers nothing after it; a no is about what stood there then."""

import pytest

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests
from stories.gate import captions, consent
from stories.models import StoryPage, StoryReading
from stories.objections import recording as objections
from tests.factories.stories import PersonFactory, agree, document, picture, story, video

pytestmark = pytest.mark.django_db
FILM, CAPTIONS = b"op het werk", b"WEBVTT"
YES = recording.Answer(taking=True, channels=("website",))
ANOTHER_FILM = [
    "Karim gaf toestemming, maar niet voor deze film (“Een dag”).",
    "Karim gaf toestemming, maar niet voor deze ondertitels (“Een dag”).",
]
ON_THE_HOME_PAGE = ["Toestemming voor website ontbreekt voor Karim (de film “Een dag”)."]


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim")


def filmed(**fields):
    return video(document("w.mp4", FILM), document("w.vtt", CAPTIONS), **fields)


def draft(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def change(page, **fields) -> StoryPage:
    row = draft(page)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_revision()
    return draft(page)


def why(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft(page))]


def home_with(*blocks) -> list[str]:
    home = HomePage.objects.get()
    told = ("title", "url", "file", "captions", "transcript")
    home.body = [(name, {one: value[one] for one in told}) for name, value in blocks]
    return [reason.sentence for reason in gating.obstacles(home)]


def test_a_film_that_was_taken_back_needs_a_yes_of_its_own(people, karim):
    page = story(karim, picture=picture(1), lead="Karim werkt.", body=[filmed()])
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    recording.answer(asked, recording.Answer(taking=False, channels=("website",)))
    change(page, picture=picture(2), body=[])
    again = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(again, YES)
    assert why(page) == []
    change(page, body=[filmed()])
    assert why(page) == ANOTHER_FILM
    assert home_with(filmed()) == ON_THE_HOME_PAGE
    recording.answer(again, YES)
    assert why(page) == home_with(filmed()) == []


def test_what_was_read_before_a_no_is_read_again(people, karim):
    page = story(karim, picture=picture(1), lead="Karim werkt.")
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    change(page, body=[filmed()])
    agree(page)
    assert why(page) == []
    recording.answer(asked, recording.Answer(taking=False, channels=("website",)))
    change(page, body=[])
    recording.answer(requests.ask(karim, story=page, by=people.marketer), YES)
    change(page, body=[filmed()])
    assert why(page) == ANOTHER_FILM
    agree(page)
    assert why(page) == home_with(filmed()) == []
    assert StoryReading.objects.count() == 2


def test_words_of_an_answer_that_was_replaced_are_read_again(people, karim):
    page = story(karim, picture=picture(1), lead="Zo begon het.")
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    change(page, lead="Zo ging het verder.")
    recording.answer(asked, YES)
    assert why(page) == []
    change(page, lead="Zo begon het.")
    assert why(page) == ["Karim zei ja op een andere tekst dan deze."]


def test_a_film_online_stays_when_its_person_agrees_to_a_draft_without_it(
    people, karim, monkeypatch
):
    """The answer says no to nothing."""
    monkeypatch.setattr(captions, "obstacles", lambda page: [])  # about words, not about the film
    page = story(karim, picture=picture(1), lead="Karim werkt.", body=[filmed()])
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    change(page, body=[])
    recording.answer(asked, YES)
    assert home_with(filmed()) == []


def test_a_picture_that_was_taken_back_stays_so_after_a_yes_to_another(people, karim):
    page = story(karim, picture=picture(1), lead="Karim werkt.")
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    recording.answer(asked, recording.Answer(taking=False, channels=("website",)))
    change(page, picture=picture(2))
    recording.answer(requests.ask(karim, story=page, by=people.marketer), YES)
    assert why(page) == []
    back = picture(1)
    change(page, picture=back)
    assert why(page) == ["Karim gaf toestemming voor website, maar niet voor deze foto."]
    assert gating.withheld([back]) == {back.pk}


@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_note_about_a_story_holds_for_its_film_when_the_story_is_deleted(karim, is_deleted):
    """Who wrote it would settle it alone by that."""
    pages = [story(karim, title=title, body=[filmed()]) for title in ("Een", "Twee")]
    for page in pages:
        recording.answer(requests.ask(karim, story=page), YES)
    objections.refuse(karim, draft(pages[0]), note="Die film wil ik niet.")
    if is_deleted:
        StoryPage.objects.get(pk=pages[0].pk).delete()
    assert home_with(filmed()) == ON_THE_HOME_PAGE
    recording.answer(requests.ask(karim, story=pages[1]), YES)
    assert home_with(filmed()) == []


def test_a_note_about_a_story_that_nothing_is_known_of_any_more_is_about_nothing_else(karim):
    """As an older release left it."""
    page = story(karim, body=[filmed()])
    recording.answer(requests.ask(karim, story=page), YES)
    karim.objections.create(whole=True, note="Zo niet.")
    assert home_with(filmed()) == []
