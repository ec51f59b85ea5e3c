"""What one person withholds elsewhere is reported at once, and the federation decides about it."""

import pytest
from django.test import Client
from django.urls import reverse

from brand import gating, mail
from brand.models import HomePage, OutgoingMail
from stories.consent import recording, requests
from stories.gate import consent
from stories.models import FileRelease, StoryPage
from stories.withdrawal import erasure, releases, withdraw
from tests.factories.stories import PersonFactory, document, picture, put_online, story, video

pytestmark = pytest.mark.django_db
WATCH = "https://www.youtube.com/watch?v=abc"
FILM, CAPTIONS = b"op het werk", b"WEBVTT"
NO = recording.Answer(taking=False, channels=("website",))
YES = recording.Answer(taking=True, channels=("website",))
WHY = "De film toont alleen het gebouw."


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim", email="karim@voorbeeld.be")


@pytest.fixture
def film():
    return document("huis.mp4", FILM, title="De sector")


def on_the_home_page(**value) -> None:
    home = HomePage.objects.get()
    home.body = [{"type": "video", "value": {"title": "De sector", "transcript": "", **value}}]
    home.save_revision().publish()


def refused(person, **shown):
    """Asked about a story with this film, and answered with a no to images."""
    page = story(person, body=[video(**shown)])
    asked = requests.ask(person, story=page)
    recording.answer(asked, NO)
    return asked


@pytest.fixture
def asked(karim, film):
    captions = document("huis.vtt", CAPTIONS)
    on_the_home_page(file=film.pk, captions=captions.pk)
    return refused(karim, film=film, captions=captions)


def mails(kind) -> list[mail.Message]:
    return [mail.make(row) for row in OutgoingMail.objects.filter(kind=f"stories.emails.{kind}")]


def is_withheld(film) -> bool:
    return gating.withheld_documents([film]) == {film.pk}


class TestWhoIsTold:
    def test_the_federation_at_once_and_without_a_name(self, people, karim, asked):
        (sent,) = mails("withheld_elsewhere")
        assert sent.to == people.federation.email
        assert "de film “De sector”" in sent.html
        assert reverse("consent_elsewhere", args=[karim.pk]) in sent.text
        assert "Karim" not in sent.subject + sent.text + sent.html
        assert mails("withheld_here") == []

    def test_the_partner_whose_story_it_hides(self, people, karim):
        theirs = PersonFactory(organisation=people.other)
        shown = story(theirs, picture=picture(5))
        recording.answer(requests.ask(theirs, story=shown), YES)
        put_online(shown)
        page = story(karim, picture=picture(5))
        recording.answer(requests.ask(karim, story=page), recording.Answer(taking=False))
        (sent,) = mails("withheld_here")
        assert sent.to == people.other_marketer.email
        assert "de foto “Foto 5”" in sent.html
        assert "Karim" not in sent.subject + sent.text + sent.html

    @pytest.mark.parametrize("said", ["stop", "paper"])
    def test_by_a_stop_too(self, karim, film, said):
        on_the_home_page(file=film.pk)
        page = story(karim, body=[video(film, document("huis.vtt", CAPTIONS))])
        recording.answer(requests.ask(karim, story=page), YES)
        assert mails("withheld_elsewhere") == []
        withdraw.withdraw(karim, way="link" if said == "stop" else "telefoon")
        assert len(mails("withheld_elsewhere")) == 1

    def test_nobody_of_what_stands_in_the_own_stories_alone(self, karim, film):
        refused(karim, film=film, captions=document("huis.vtt", CAPTIONS))
        assert mails("withheld_elsewhere") == []


class TestDeciding:
    @pytest.mark.database(
        "stories.withdrawal.releases.release", "stories.models.releases.FileRelease"
    )
    def test_it_is_shown_again(self, people, karim, film, asked):
        assert is_withheld(film)
        made = releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        assert made == 1
        assert not is_withheld(film)
        assert Client().get(film.url).status_code == 200

    def test_so_is_a_film_of_another_site(self, people, karim):
        on_the_home_page(url=WATCH)
        refused(karim, url="https://youtu.be/abc")
        assert WATCH not in Client().get("/").content.decode()
        (held,) = releases.elsewhere.held_by(karim)
        releases.release(karim, [held.key], reason=WHY, by=people.federation)
        assert WATCH in Client().get("/").content.decode()

    def test_and_a_photograph_in_a_story_of_another_partner(self, people, karim):
        theirs = PersonFactory(organisation=people.other)
        shown = story(theirs, picture=picture(5))
        recording.answer(requests.ask(theirs, story=shown), YES)
        put_online(shown)
        asked = requests.ask(karim, story=story(karim, picture=picture(5)))
        recording.answer(asked, YES)
        recording.stop(karim)
        assert not StoryPage.objects.shown().filter(pk=shown.pk).exists()
        file = shown.picture.file_hash
        releases.release(karim, [file], reason=WHY, by=people.federation)
        assert StoryPage.objects.shown().filter(pk=shown.pk).exists()
        assert consent.missing(StoryPage.objects.get(pk=shown.pk)) == []

    def test_a_story_of_nobody_may_be_published_with_it_again(self, people, karim):
        nobody = story(organisation=people.other, picture=picture(5))
        put_online(nobody)
        asked = requests.ask(karim, story=story(karim, picture=picture(5)))
        recording.answer(asked, recording.Answer(taking=False))
        nobody = StoryPage.objects.get(pk=nobody.pk)
        assert gating.obstacles(nobody) != []
        file = nobody.picture.file_hash
        releases.release(karim, [file], reason=WHY, by=people.federation)
        assert gating.obstacles(nobody) == []

    def test_the_person_hears_why(self, people, karim, film, asked):
        releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        (sent,) = mails("released")
        assert sent.to == "karim@voorbeeld.be"
        assert WHY in sent.text
        assert requests.link(requests.own_link(karim)) in sent.text

    @pytest.mark.parametrize("again", ["answer", "stop", "note"])
    def test_a_new_no_withholds_it_again(self, people, karim, film, asked, again):
        releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        OutgoingMail.objects.all().delete()
        if again == "answer":
            recording.answer(asked, NO)
        elif again == "stop":
            recording.stop(karim)
        else:
            withdraw.withdraw(karim, file_hashes=[film.file_hash])
        assert is_withheld(film)
        assert len(mails("withheld_elsewhere")) == 1

    def test_a_question_or_a_yes_elsewhere_ends_nothing(self, people, karim, film, asked):
        releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        other = requests.ask(karim, story=story(karim, lead="Iets anders."))
        recording.answer(other, YES)
        assert not is_withheld(film)

    def test_what_another_person_withholds_stays_so(self, people, karim, film, asked):
        bea = PersonFactory(organisation=people.partner, name="Bea")
        refused(bea, film=film, captions=document("huis.vtt", CAPTIONS))
        releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        assert is_withheld(film)

    def test_nothing_that_only_stands_in_the_own_stories(self, people, karim, film):
        refused(karim, film=film, captions=document("huis.vtt", CAPTIONS))
        made = releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        assert made == 0
        assert is_withheld(film)

    def test_an_erased_person_leaves_no_words(self, people, karim, film, asked):
        releases.release(karim, [film.file_hash], reason=WHY, by=people.federation)
        erasure.forget(karim)
        assert FileRelease.objects.get().reason != WHY


class TestTheScreen:
    def address(self, karim):
        return reverse("consent_elsewhere", args=[karim.pk])

    def test_the_federation_decides_with_a_reason(self, people, karim, film, asked, signed_in):
        desk = signed_in(people.federation)
        told = desk.get(self.address(karim)).content.decode()
        assert "de film “De sector”" in told
        said = {"files": [film.file_hash], "reason": WHY}
        without = desk.post(self.address(karim), {**said, "reason": " "}).content.decode()
        assert "Zeg hoe je weet dat deze persoon er niet in staat." in without
        nothing = desk.post(self.address(karim), {"reason": WHY}).content.decode()
        assert "Kies waarover je beslist." in nothing
        assert WHY in nothing
        assert is_withheld(film)
        assert desk.post(self.address(karim), said).status_code == 302
        assert not is_withheld(film)
        row = FileRelease.objects.get()
        assert (row.reason, row.by) == (WHY, people.federation)
        assert f"“{WHY}”" in desk.get(self.address(karim)).content.decode()

    def test_nobody_else_does(self, people, karim, film, asked, signed_in):
        for user in (people.marketer, people.owner, people.other_marketer):
            desk = signed_in(user)
            said = {"files": [film.file_hash], "reason": WHY}
            assert desk.post(self.address(karim), said).url == "/beheer/"
            assert is_withheld(film)
