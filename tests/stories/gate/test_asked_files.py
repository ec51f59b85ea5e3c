"""Whose a photograph or film is that came into the draft after its person was asked."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests
from stories.gate import consent, sentences
from stories.models import AskedFile, Consent, Objection, StoryPage
from stories.withdrawal import withdraw
from tests.factories.stories import PersonFactory, agree, document, picture, story, video

pytestmark = pytest.mark.django_db
FILM, CAPTIONS = b"op het werk", b"WEBVTT"
YES = recording.Answer(taking=True, channels=("website",))
NOT_ON_THE_HOME_PAGE = ["Toestemming voor website ontbreekt voor Karim (de film “Een dag”)."]


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim")


@pytest.fixture
def page(karim):
    return story(karim, lead="Karim werkt.", picture=picture(1))


@pytest.fixture
def asked(people, karim, page):
    return requests.ask(karim, story=page, by=people.marketer)


def filmed():
    return video(document("w.mp4", FILM), document("w.vtt", CAPTIONS))


def change(page, **fields) -> StoryPage:
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def on_the_home_page(*blocks) -> list[str]:
    home = HomePage.objects.get()
    told = ("title", "url", "file", "captions", "transcript")
    home.body = [(name, {one: value[one] for one in told}) for name, value in blocks]
    return [reason.sentence for reason in gating.obstacles(home)]


def is_withheld(shade: int) -> bool:
    """Also when it is uploaded again."""
    again = picture(shade)
    return gating.withheld([again]) == {again.pk}


def refuse(client, asked, draft, **said):
    address = reverse("consent_refuse", args=[asked.token, draft.pk])
    return client.post(address, {"text_hash": sentences.text_hash(draft), **said})


def test_a_refused_picture_is_shown_in_no_other_story(people, client, page, asked):
    new = picture(2)
    draft = change(page, picture=new)
    assert not is_withheld(2)
    refuse(client, asked, draft, pictures=[new.pk])
    assert Objection.objects.get().request == asked
    assert is_withheld(2)
    other = story(organisation=people.partner, picture=picture(2))
    (reason,) = consent.not_given(other)
    assert reason.sentence == "Toestemming voor website ontbreekt voor Karim (de foto “Foto 2”)."


def test_a_refused_sentence_stood_beside_a_film(client, page, asked):
    draft = change(page, body=[filmed()])
    refuse(client, asked, draft, sentences=[sentences.key("Karim werkt.")])
    assert on_the_home_page(filmed()) == NOT_ON_THE_HOME_PAGE


def test_so_does_a_story_that_is_refused_as_a_whole(client, page, asked):
    draft = change(page, body=[filmed()])
    assert on_the_home_page(filmed()) == []
    refuse(client, asked, draft, note="Die film wil ik niet.")
    assert on_the_home_page(filmed()) == NOT_ON_THE_HOME_PAGE


def test_a_stop_is_about_what_stands_there_by_then(client, page, asked):
    change(page, picture=picture(2), body=[filmed()])
    client.post(reverse("consent_stop", args=[asked.token]), {"zeker": "ja"})
    assert is_withheld(1)
    assert is_withheld(2)
    assert on_the_home_page(filmed()) == NOT_ON_THE_HOME_PAGE


def test_so_is_one_by_telephone_of_somebody_who_was_never_asked(karim, page):
    change(page, picture=picture(2), body=[filmed()])
    withdraw.withdraw(karim, way="telefoon")
    assert is_withheld(2)
    assert on_the_home_page(filmed()) == NOT_ON_THE_HOME_PAGE
    own = requests.own_link(karim)
    assert karim.requests.get() == own
    assert recording.is_from_before_a_stop(own)


@pytest.mark.parametrize("less", [{"channels": ["nieuwsbrief"]}, {"way": "einde"}])
def test_what_is_no_no_to_the_website_is_about_what_was_asked(karim, page, asked, less):
    change(page, picture=picture(2))
    withdraw.withdraw(karim, **less)
    assert not is_withheld(2)


def test_a_film_that_was_read_later_stops_with_the_answer(page, asked):
    recording.answer(asked, YES)
    change(page, body=[filmed()])
    agree(page)
    assert on_the_home_page(filmed()) == []
    Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert on_the_home_page(filmed()) == NOT_ON_THE_HOME_PAGE


class TestOfAnEarlierRelease:
    keep = staticmethod(import_module("stories.migrations.0030_files_of_objections").keep)

    def test_a_refused_picture(self, karim, page, asked):
        new = picture(2)
        Objection.objects.create(story=page, person=karim, picture=new)
        assert not is_withheld(2)
        self.keep(apps, None)
        self.keep(apps, None)
        assert is_withheld(2)
        assert AskedFile.objects.filter(file_hash=new.file_hash).count() == 1

    def test_the_films_of_a_refused_story(self, karim, page, asked):
        change(page, body=[filmed()])
        Objection.objects.create(story=page, person=karim, whole=True)
        change(page, body=[])
        self.keep(apps, None)
        assert on_the_home_page(filmed()) == NOT_ON_THE_HOME_PAGE

    def test_not_what_its_person_agreed_to_since(self, karim, page, asked):
        row = {"story": page, "person": karim, "settled_at": timezone.now()}
        Objection.objects.create(**row, picture=picture(2), settled_as="persoon")
        self.keep(apps, None)
        assert not is_withheld(2)
