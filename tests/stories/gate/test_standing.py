"""Not asked, waiting, no, stopped and ended are told apart wherever the status is shown."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from stories.consent import recording, requests
from stories.gate import consent, standing
from stories.gate.standing import Kind
from stories.models import PortrayedPerson
from stories.withdrawal import withdraw
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 3, 12, tzinfo=ZoneInfo("Europe/Brussels"))
EVERYWHERE = ("website", "nieuwsbrief", "sociale-media", "pers-en-drukwerk")
YES = recording.Answer(taking=True, channels=EVERYWHERE)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def told(karim):
    return story(karim, title="Karim werkt", lead="Karim werkt.", picture=picture(1))


def ask(karim, told):
    return requests.ask(karim, story=told)


def say(karim, told, said=YES):
    recording.answer(ask(karim, told), said)


def nothing(karim, told, clock):
    pass


def waits(karim, told, clock):
    ask(karim, told)


def refuses(karim, told, clock):
    say(karim, told, recording.Answer(taking=False))


def stops(karim, told, clock):
    say(karim, told)
    clock.shift(timedelta(days=1))
    recording.stop(karim)


def is_stopped_by_phone(karim, told, clock):
    say(karim, told)
    clock.shift(timedelta(days=1))
    withdraw.withdraw(karim)


def ends(karim, told, clock):
    said = recording.Answer(taking=True, channels=EVERYWHERE, until=NOON.date() + timedelta(days=9))
    say(karim, told, said)
    clock.shift(timedelta(days=12))
    withdraw.end_expired_consents()


def refuses_and_is_asked_again(karim, told, clock):
    refuses(karim, told, clock)
    clock.shift(timedelta(days=2))
    ask(karim, told)


def refuses_after_a_yes(karim, told, clock):
    say(karim, told)
    clock.shift(timedelta(days=2))
    say(karim, told, recording.Answer(taking=False))


HOW = {
    nothing: "nog niet gevraagd",
    waits: "gevraagd op 3 november, wacht op antwoord",
    refuses: "zei nee op 3 november",
    stops: "stopte op 4 november",
    is_stopped_by_phone: "stopte op 4 november",
    ends: "liep af op 12 november",
    refuses_and_is_asked_again: "zei nee op 3 november; opnieuw gevraagd op 5 november",
    refuses_after_a_yes: "zei nee op 5 november",
}
EACH = pytest.mark.parametrize(("happened", "words"), HOW.items())
# What stopped took the story with it, and so the person out of the story.
LEFT = {stops, is_stopped_by_phone, refuses_after_a_yes, ends}
IN_STORY = pytest.mark.parametrize(
    ("happened", "words"), [one for one in HOW.items() if one[0] not in LEFT]
)


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@EACH
def test_one_function_says_it(karim, told, clock, happened, words):
    key = told.translation_key
    happened(karim, told, clock)
    assert str(standing.of(karim)) == words
    assert str(standing.of(karim, key)) == words
    assert str(standing.of(karim, key, "website")) == words


@EACH
def test_the_list_and_the_page_of_people_say_it(
    client, people, karim, told, clock, happened, words
):
    happened(karim, told, clock)
    client.force_login(people.marketer)
    assert f"nergens: {words}" in text(client.get(reverse("portrayedperson:index")))
    assert words in text(client.get(reverse("portrayedperson:edit", args=[karim.pk])))


@IN_STORY
def test_the_editor_and_the_sharing_kit_say_it(client, people, karim, told, clock, happened, words):
    happened(karim, told, clock)
    client.force_login(people.marketer)
    status = text(client.get(reverse("consent_status", args=[told.pk])))
    assert f"ontbreekt voor Karim Voorbeeld: {words}." in status
    assert f"{words[0].upper()}{words[1:]}." in status
    kit = client.get(reverse("sharing:kit", args=[told.pk]))
    assert f"Toestemming voor sociale media ontbreekt voor Karim Voorbeeld: {words}." in text(kit)


def test_a_place_that_was_not_chosen_is_a_no(karim, told):
    say(karim, told, recording.Answer(taking=True, channels=("website",)))
    key = told.translation_key
    assert standing.of(karim, key, "website").kind == Kind.YES
    assert str(standing.of(karim, key, "sociale-media")) == "zei nee op 3 november"
    (reason,) = consent.missing(told, "sociale-media")
    assert reason.sentence == (
        "Toestemming voor sociale media ontbreekt voor Karim Voorbeeld: zei nee op 3 november."
    )


def test_an_answer_about_one_story_says_nothing_of_another(karim, told):
    refused = story(karim, title="Nog een", lead="Karim rust.", picture=picture(2))
    say(karim, told)
    say(karim, refused, recording.Answer(taking=False))
    assert standing.of(karim, told.translation_key, "website").kind == Kind.YES
    assert str(standing.of(karim, refused.translation_key)) == "zei nee op 3 november"
    other = story(karim, title="Derde", lead="Karim slaapt.", picture=picture(3))
    assert standing.of(karim, other.translation_key).kind == Kind.NOT_ASKED


def test_a_day_of_another_year_has_its_year(karim, told, clock):
    refuses(karim, told, clock)
    clock.move_to(NOON + timedelta(days=90))
    assert str(standing.of(karim)) == "zei nee op 3 november 2026"


def test_a_list_reads_each_kind_once(karim, told, people, django_assert_num_queries):
    say(karim, told)
    for _ in range(3):
        PersonFactory(organisation=people.partner)
    with django_assert_num_queries(8):
        for person in PortrayedPerson.objects.with_standing():
            standing.of(person)
