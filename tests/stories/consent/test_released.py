"""The person hears what the federation shows again, and takes it away by one press."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand import gating, mail
from brand.models import HomePage, OutgoingMail
from stories.consent import recording, requests, wording
from stories.models import Consent, ConsentLanguage, FileRelease
from stories.objections import recording as objections
from stories.withdrawal import releases, withdraw
from tests.factories.stories import PersonFactory, document, picture, put_online, story, video

pytestmark = pytest.mark.django_db
WATCH = "https://youtu.be/a1b2c3d4e5f"
FILM, CAPTIONS = b"op het werk", b"WEBVTT"
NO = recording.Answer(taking=False, channels=("website",))
YES = recording.Answer(taking=True, channels=("website",))
WHY = "De film toont alleen het gebouw."


@pytest.fixture
def karim(people):
    name = {"name": "Karim Voorbeeld", "email": "karim@voorbeeld.be"}
    return PersonFactory(organisation=people.partner, **name)


@pytest.fixture
def film(karim):
    """A film of the house, on the home page too."""
    film, captions = document("huis.mp4", FILM, title="De sector"), document("huis.vtt", CAPTIONS)
    on_the_home_page(file=film.pk, captions=captions.pk)
    return film


@pytest.fixture
def shown(karim, film):
    captions = type(film).objects.get(title="huis.vtt")
    return story(karim, body=[video(film, captions)])


def on_the_home_page(**value) -> None:
    home = HomePage.objects.get()
    home.body = [{"type": "video", "value": {"title": "De sector", "transcript": "", **value}}]
    home.save_revision().publish()


def release(people, karim, film) -> FileRelease:
    releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
    assert not is_withheld(film)
    return FileRelease.objects.holding().get()


def is_withheld(film) -> bool:
    return gating.withheld_documents([film]) == {film.pk}


def at(asked, what=""):
    return f"/toestemming/{asked.token}/{what}"


def read(client, address) -> str:
    return " ".join(client.get(address).content.decode().split())


class TestOnTheOwnPage:
    @pytest.fixture
    def stopped(self, people, karim, film, shown):
        """After a stop nothing else can be pressed there."""
        recording.answer(requests.ask(karim, story=shown), YES)
        recording.stop(karim)
        return release(people, karim, film)

    def test_it_is_told_where_and_why(self, karim, stopped, client):
        page = read(client, at(requests.own_link(karim)))
        words = wording.words("nl", partner=None)
        assert words["released_text"] in page
        assert f">{WHY}</q>" in page
        home = HomePage.objects.get()
        assert f'<a href="{home.full_url}" lang="nl" dir="auto">{home.title}</a>' in page

    @pytest.mark.database("stories.withdrawal.releases.contradict")
    def test_one_press_takes_it_away(self, karim, film, stopped, client):
        own = requests.own_link(karim)
        address = at(own, f"sta-ik-in/{stopped.pk}/")
        assert f'action="{address}?taal=nl"' in read(client, at(own))
        assert client.get(address).status_code == 405
        assert not is_withheld(film)
        answer = client.post(address, follow=True)
        assert is_withheld(film)
        assert wording.words("nl", partner=None)["released_gone"] in answer.content.decode()
        assert address not in answer.content.decode()

    def test_a_second_press_tells_nobody_again(self, karim, stopped, client):
        OutgoingMail.objects.all().delete()
        for _ in range(2):
            client.post(at(requests.own_link(karim), f"sta-ik-in/{stopped.pk}/"))
        assert OutgoingMail.objects.filter(kind="stories.emails.withheld_elsewhere").count() == 1

    def test_a_colleague_presses_nothing(self, people, karim, film, stopped, signed_in):
        own = requests.own_link(karim)
        answer = signed_in(people.marketer).post(at(own, f"sta-ik-in/{stopped.pk}/"))
        assert answer.status_code == 403
        assert not is_withheld(film)

    def test_another_person_neither(self, people, film, stopped, client):
        other = PersonFactory(organisation=people.partner, name="Bea")
        own = requests.own_link(other)
        assert client.post(at(own, f"sta-ik-in/{stopped.pk}/")).status_code == 404
        assert WHY not in read(client, at(own))

    def test_beside_a_new_question_too(self, karim, shown, stopped, client):
        asked = requests.ask(karim, story=story(karim, title="Nog een"))
        assert at(asked, f"sta-ik-in/{stopped.pk}/") in read(client, at(asked))

    def test_a_film_of_another_site(self, people, karim, client):
        on_the_home_page(url=WATCH)
        page = story(karim, body=[video(url="https://www.youtube.com/watch?v=a1b2c3d4e5f")])
        recording.answer(asked := requests.ask(karim, story=page), NO)
        (held,) = releases.elsewhere.held_by(karim)
        releases.release(karim, [held.key], reason=WHY, by=people.federation)
        assert WATCH in client.get("/").content.decode()
        home, told = HomePage.objects.get(), read(client, at(asked))
        assert f'<a href="{home.full_url}" lang="nl" dir="auto">' in told
        client.post(at(asked, f"sta-ik-in/{FileRelease.objects.get().pk}/"))
        assert WATCH not in client.get("/").content.decode()


@pytest.mark.parametrize("code", ["nl", "fr", "en", "ar", "pl", "prs", "ro", "tr", "uk"])
def test_the_mail_is_in_the_language_of_the_person(people, karim, film, shown, code):
    if code in wording.offered():
        ConsentLanguage.objects.create(code=code, wording=wording.version())
    recording.answer(requests.ask(karim, story=shown, language=code), NO)
    release(people, karim, film)
    (row,) = OutgoingMail.objects.filter(kind="stories.emails.released")
    sent, words = mail.make(row), wording.words(code, partner=karim.organisation)
    assert sent.subject == words["mail_released"]
    for sentence in (words["released_text"], words["mail_released_do"], WHY):
        assert sentence in sent.text
        assert sentence in sent.html
    direction = ' dir="rtl"' if code in ("ar", "prs") else ""
    assert f'<html lang="{code}"{direction}>' in sent.html
    dutch = wording.words("nl", partner=None)
    assert (dutch["released_text"] in sent.text) == (code == "nl")


class TestALaterAnswer:
    """Who says yes to it, was in it after all."""

    def test_ends_it_for_when_that_yes_ends(self, people, karim, film, shown):
        asked = requests.ask(karim, story=shown)
        recording.answer(asked, NO)
        release(people, karim, film)
        recording.answer(asked, YES)
        assert not is_withheld(film)
        yesterday = timezone.localdate() - timedelta(days=1)
        Consent.objects.update(given_on=yesterday, until=yesterday)
        withdraw.end_expired_consents()
        assert is_withheld(film)

    def test_of_a_photograph_too(self, people, karim):
        theirs = PersonFactory(organisation=people.other)
        page = story(theirs, picture=picture(5))
        recording.answer(requests.ask(theirs, story=page), YES)
        put_online(page)
        asked = requests.ask(karim, story=story(karim, picture=picture(5)))
        recording.answer(asked, recording.Answer(taking=False))
        file = page.picture.file_hash
        assert releases.release(karim, [file], reason=WHY, by=people.federation) == 1
        recording.answer(asked, YES)
        assert not FileRelease.objects.holding().exists()
        assert gating.withheld([page.picture]) == set()

    def test_that_the_text_is_right_ends_it_too(self, people, karim, film, shown):
        recording.answer(requests.ask(karim, story=shown), NO)
        release(people, karim, film)
        draft = shown.get_latest_revision_as_object()
        objections.agree(karim, draft, "")
        assert is_withheld(film)
