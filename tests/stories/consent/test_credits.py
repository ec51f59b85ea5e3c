"""Who made a picture is read by visitors with it, so by whoever stands in the story first."""

from importlib import import_module

import pytest
from django.apps import apps

from stories.consent import recording, requests
from stories.gate import agreement, consent, recognition, sentences
from stories.models import ConsentReceipt, StoryPage
from stories.objections import recording as objections
from tests.factories.stories import PersonFactory, looked_at, picture, put_online, story

pytestmark = pytest.mark.django_db
carry = import_module("stories.migrations.0033_credits_that_were_read").carry
YES = recording.Answer(taking=True, channels=("website",))
OTHER_WORDS = ["Karim Voorbeeld zei ja op een andere tekst dan deze."]


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def shown():
    return picture(1, credit="Bo")


def block(image, **value):
    empty = {"alt": "", "caption": "", "shows_nobody": False, "shows_nobody_why": ""}
    return "picture", {"image": image, **empty, **value}


NOBODY = {"shows_nobody": True, "shows_nobody_why": "Alleen dozen."}
PLACES = {
    "own": lambda shown: {"picture": shown},
    "in the text": lambda shown: {"picture": picture(2), "body": [block(shown)]},
    "of nobody": lambda shown: {"picture": picture(2), "body": [block(shown, **NOBODY)]},
}


@pytest.fixture(params=PLACES)
def told(request, karim, shown):
    return story(karim, title="Karim werkt", **PLACES[request.param](shown))


def draft_of(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def why(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft_of(page))]


def credited(shown, name):
    shown.credit = name
    shown.save()


def test_it_is_shown_and_asked_again(people, karim, told, shown, client):
    asked = requests.ask(karim, story=told, by=people.marketer)
    assert "<li>Bo</li>" in client.get(f"/toestemming/{asked.token}/").content.decode()
    recording.answer(asked, YES)
    assert why(told) == []
    credited(shown, "Net uit de gevangenis van Gent")
    assert why(told) == OTHER_WORDS
    assert (
        "<li>Net uit de gevangenis" in client.get(f"/toestemming/{asked.token}/").content.decode()
    )
    objections.agree(karim, draft_of(told), sentences.text_hash(draft_of(told)))
    assert why(told) == []


def test_it_is_refused_as_a_sentence(people, karim, told, shown):
    objections.refuse(karim, draft_of(told), sentences=["Bo"])
    (reason,) = consent.refused(draft_of(told))
    assert reason.sentence == "Karim Voorbeeld wil deze zin niet: “Bo”."
    credited(shown, "Fien Foto")
    assert consent.refused(draft_of(told)) == []


def test_it_says_no_more_of_a_name_than_is_allowed(people, karim, told, shown):
    credited(shown, "Karim Voorbeeld")
    recording.answer(requests.ask(karim, story=told), YES)
    assert why(told) == [
        "Karim Voorbeeld wil alleen “Karim” heten. Als fotograaf van de foto “Foto 1” staat "
        "“Voorbeeld”: schrijf “Karim”."
    ]


def test_what_is_live_stays_as_it_was_published(karim, told, shown):
    recording.answer(requests.ask(karim, story=told), YES)
    put_online(told)
    assert StoryPage.objects.get(pk=told.pk).is_shown
    assert agreement.stands(draft_of(told))


@pytest.mark.usefixtures("before_facts")
class TestOfAnEarlierRelease:
    """What did not change asks nothing again; another credit does."""

    @pytest.fixture
    def before(self, monkeypatch):
        monkeypatch.setattr(sentences, "credits_in", lambda story: [])
        return monkeypatch

    def test_what_was_agreed_stays_agreed(self, karim, told, shown, before):
        recording.answer(requests.ask(karim, story=told), YES)
        objections.agree(karim, draft_of(told), sentences.text_hash(draft_of(told)))
        before.undo()
        assert why(told) == OTHER_WORDS
        carry(apps, None)
        carry(apps, None)
        assert why(told) == []
        assert sentences.text_hash(draft_of(told)) in ConsentReceipt.objects.get().words
        credited(shown, "Net uit de gevangenis van Gent")
        assert why(told) == OTHER_WORDS

    def test_another_picture_since_the_answer_is_asked(self, karim, told, shown, before):
        recording.answer(requests.ask(karim, story=told), YES)
        draft = draft_of(told)
        other = block(picture(3, credit="Fien Foto"), **NOBODY)
        draft.body = [*draft.body.get_prep_value(), {"type": other[0], "value": raw(other[1])}]
        draft.save_revision()
        before.undo()
        carry(apps, None)
        assert why(told) == OTHER_WORDS

    def test_what_a_reader_judged_and_confirmed(self, people, karim, shown, before):
        page = story(karim, title="Karim werkt", picture=picture(2), body=[block(shown)])
        recording.answer(requests.ask(karim, story=page), YES)
        draft = draft_of(page)
        draft.lead = "Karim werkt hier."
        draft.save_revision()
        agreement.record_harmless_change(draft_of(page), karim, "Een punt.", people.federation)
        boxes = story(
            organisation=people.partner,
            picture=shown,
            title="Dozen",
            shows_nobody=True,
            shows_nobody_why="Alleen dozen.",
        )
        looked_at(boxes)
        before.undo()
        assert not recognition.is_confirmed(draft_of(boxes))
        carry(apps, None)
        assert why(page) == []
        assert recognition.is_confirmed(draft_of(boxes))


def raw(value):
    return {**value, "image": value["image"].pk}
