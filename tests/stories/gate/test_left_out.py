"""A block whose film or file is gone or withheld is left out of a page with all its words."""

import pytest

from brand import gating
from brand.models import ContentPage
from stories.consent import requests
from stories.models import StoryPage
from tests.factories.roadshow import home_page
from tests.factories.stories import PersonFactory, document, story, video

pytestmark = pytest.mark.django_db
FILM = b"op het werk"
SAID = b"WEBVTT\n\n00:00.000 --> 00:02.000\nKarim zat vast.\n"
WORDS = "Zo zegt Karim het."
SEARCH = "/zoeken/?zoek=zegt+karim"


@pytest.fixture
def film():
    return document("w.mp4", FILM)


@pytest.fixture
def captions():
    return document("w.vtt", SAID)


def shown(film, captions, url="") -> tuple:
    value = {"title": WORDS, "file": film, "captions": captions, "url": url, "poster": None}
    return "video", {**value, "transcript": f"<p>{WORDS}</p>"}


def offered(film, captions) -> tuple:
    return "download", {"document": film, "title": WORDS, "text": WORDS}


@pytest.fixture(params=[shown, offered])
def home(request, film, captions):
    home = home_page()
    home.body = [("text", "<p>Welkom.</p>"), request.param(film, captions)]
    home.save_revision().publish()
    return home


def reads(client) -> tuple[bool, bool]:
    text = client.get("/").text
    return "Welkom." in text, WORDS in text


def asked_about(people, *body) -> None:
    """By the partner itself, who shows it nowhere yet."""
    person = PersonFactory(organisation=people.partner)
    page = story(person, title="Karim werkt", body=list(body))
    requests.ask(person, story=page, by=people.marketer)


def test_it_stands_there_with_its_words(people, home, client):
    assert reads(client) == (True, True)


def test_a_file_that_was_deleted(people, home, client, film):
    film.delete()
    assert reads(client) == (True, False)


def test_a_film_that_somebody_does_not_allow(people, film, captions, client):
    asked_about(people, video(document("b.mp4", FILM), document("b.vtt", b"WEBVTT")))
    home = home_page()
    for block in (shown, offered):
        home.body = [("text", "<p>Welkom.</p>"), block(film, captions)]
        home.live = False  # no road leads past the gate; so it stood there before
        home.save()
        type(home).objects.filter(pk=home.pk).update(live=True)
        assert reads(client) == (True, False)


@pytest.mark.parametrize("gone", ["deleted", "withheld"])
def test_captions_take_their_film_along(people, film, captions, client, gone):
    home = home_page()
    home.body = [("text", "<p>Welkom.</p>"), shown(film, captions)]
    home.live = False
    home.save()
    type(home).objects.filter(pk=home.pk).update(live=True)
    if gone == "deleted":
        captions.delete()
    else:
        type(home).objects.filter(pk=home.pk).update(live=False)
        asked_about(people, video(document("b.mp4", b"anders"), document("b.vtt", SAID)))
        type(home).objects.filter(pk=home.pk).update(live=True)
    assert reads(client) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_asks_once_for_all(people, count, django_assert_num_queries):
    body = [offered(document(f"{n}.pdf", b"%PDF" + bytes([n])), None) for n in range(count)]
    body += [shown(None, None, url=f"https://films.example/{n}") for n in range(count)]
    page = story(organisation=people.partner, title="Niemand", body=body)
    page = StoryPage.objects.get(pk=page.pk)
    with django_assert_num_queries(3):  # the files, and who was asked for these and the films
        gating.leave_out_words(page)
    assert len(page.body) == 2 * count


def test_the_api_and_the_search_say_nothing_of_it(people, film, captions, client):
    nobody = story(organisation=people.partner, body=[shown(film, captions)], live=True)
    page = ContentPage(title="Onthaal", slug="onthaal", body=[shown(film, captions)])
    home_page().add_child(instance=page)
    api = f"/api/v1/verhalen/{nobody.pk}/"
    assert (WORDS in client.get(api).text, "Onthaal" in client.get(SEARCH).text) == (True, True)
    film.delete()
    assert (WORDS in client.get(api).text, "Onthaal" in client.get(SEARCH).text) == (False, False)
