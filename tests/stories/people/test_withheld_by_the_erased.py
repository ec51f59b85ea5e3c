"""What an erased person withholds: no name is left of who it was, and the federation decides."""

import pytest
from django.urls import reverse

from brand import gating
from brand.models import HomePage, OutgoingMail
from stories.consent import recording, requests
from stories.models import Recall
from stories.withdrawal import withdraw
from tests.factories.stories import PersonFactory, document, story, video

pytestmark = pytest.mark.django_db
YES = recording.Answer(taking=True, channels=("website",))


@pytest.fixture
def film(people):
    """A film of the house, on the home page too."""
    film = document("huis.mp4", b"op het werk", title="De sector")
    captions, home = document("huis.vtt", b"WEBVTT"), HomePage.objects.get()
    value = {"title": "De sector", "file": film.pk, "captions": captions.pk, "transcript": ""}
    home.body = [{"type": "video", "value": value}]
    home.save_revision().publish()
    film.captions = captions
    return film


def erased(people, film, name):
    """Said yes to a story with it, and was erased."""
    person = PersonFactory(organisation=people.partner, name=name)
    page = story(person, body=[video(film, film.captions)])
    recording.answer(requests.ask(person, story=page), YES)
    withdraw.withdraw(person, way="gewist")
    person.refresh_from_db()
    assert person.erased_at
    return person


@pytest.fixture
def karim(people, film):
    return erased(people, film, "Karim Voorbeeld")


def is_withheld(film) -> bool:
    return gating.withheld_documents([film]) == {film.pk}


def test_no_task_names_who_it_was(karim):
    told = list(Recall.objects.values_list("task", flat=True))
    assert any(task.startswith("[gewist] zegt in “De sector”") for task in told)
    assert not [task for task in told if "Karim" in task]


def test_nor_part_of_a_long_name(people, film):
    erased(people, film, f"Karim {'Voorbeeld' * 12}")
    assert not [one for one in Recall.objects.all() if "Karim" in one.task]


def test_the_federation_can_release_it(people, karim, film, signed_in):
    assert is_withheld(film)
    address = reverse("consent_elsewhere", args=[karim.pk])
    desk = signed_in(people.federation)
    assert "de film “De sector”" in desk.get(address).content.decode()
    desk.post(address, {"files": [film.file_hash], "reason": "Het is een gebouw."})
    assert not is_withheld(film)
    assert not OutgoingMail.objects.filter(kind="stories.emails.released").exists()


def test_nobody_else_sees_it(people, karim, signed_in):
    address = reverse("consent_elsewhere", args=[karim.pk])
    assert signed_in(people.marketer).get(address).url == "/beheer/"
