"""A stop with everything stays one when the site gets another channel after it."""

import json
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, models

from stories.consent import recording, requests
from stories.models import Consent, Withdrawal
from stories.withdrawal import journal, replay, withdraw
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db


class Later(models.TextChoices):
    WEBSITE = "website", "Website"
    NEWSLETTER = "nieuwsbrief", "Nieuwsbrief"
    SOCIAL = "sociale-media", "Sociale media"
    PRESS = "pers-en-drukwerk", "Pers en drukwerk"
    RADIO = "radio", "Radio"


@pytest.fixture
def person():
    return PersonFactory(name="Karim Voorbeeld")


@pytest.fixture
def link(person):
    asked = requests.ask(person, story=story(person, picture=picture(1)))
    recording.answer(asked, recording.Answer(taking=True, channels=tuple(Consent.Channel)))
    return asked


@pytest.fixture
def radio(monkeypatch):
    """A function that adds the channel."""

    def add():
        monkeypatch.setattr(Consent, "Channel", Later)
        for module in (recording, withdraw):
            monkeypatch.setattr(module, "Channel", Later)

    return add


def forget_in_journal(row: Withdrawal, name: str) -> None:
    """As a release wrote it that did not say this yet."""
    store, file = storages["journal"], f"{row.key}.json"
    entry = json.loads(store.open(file).read())
    del entry[name]
    store.delete(file)
    store.save(file, ContentFile(json.dumps(entry).encode()))


def stands(person, link) -> None:
    (row,) = person.withdrawals.all()
    assert (row.is_about_everything, row.where) == (True, "alles")
    assert recording.stopped_at(person) == row.at
    said = recording.Answer(taking=True, channels=("radio",), reason="Zij zei het.")
    with pytest.raises(recording.AnswerRefused, match="Vraag een nieuwe link"):
        recording.answer(link, said)
    for way in ("papier", "namens"):
        note = requests.ask(person, way=way, story=link.story)
        proof = person.proofs.create(content=b"foto")
        with pytest.raises(recording.AnswerRefused, match="stopte op"):
            recording.answer(note, said, proof=proof)


def test_the_stop_covers_it(person, link, radio):
    recording.stop(person)
    radio()
    stands(person, link)


@pytest.mark.parametrize("written", ["now", "before it said so"])
def test_so_does_one_from_the_journal(person, link, radio, written):
    row = recording.stop(person)
    if written != "now":
        forget_in_journal(row, "everywhere")
    Withdrawal.objects.all().delete()
    radio()
    assert replay.replay() == 1
    stands(person, link)
    assert "radio" in person.withdrawals.get().channels


def test_nor_is_it_noted_for_a_photograph_that_was_taken_back(person, link, radio):
    shown = link.story.picture
    withdraw.withdraw(person, file_hashes=[shown.file_hash], keeps_words=True)
    radio()
    note = requests.ask(person, way="papier", story=story(person, picture=picture(1)))
    said = recording.Answer(taking=True, channels=("radio",))
    proof = person.proofs.create(content=b"foto")
    with pytest.raises(recording.AnswerRefused, match="zelf nee op: radio"):
        recording.answer(note, said, proof=proof)


def test_some_channels_are_not_all(person, link):
    row = withdraw.withdraw(person, channels=["website"])
    assert (row.everywhere, row.where, row.covers("radio")) == (False, "website", False)
    forget_in_journal(row, "everywhere")
    Withdrawal.objects.all().delete()
    assert [entry.everywhere for entry in journal.missing_entries()] == [False]


def test_a_stop_of_an_earlier_release_is_known_by_its_channels(person):
    fields = {"person": person, "organisation": person.organisation, "way": "link"}
    everything = Withdrawal.objects.create(channels=list(Consent.Channel), **fields)
    website = Withdrawal.objects.create(channels=["website"], **fields)
    migration = import_module("stories.migrations.0024_withdrawal_everywhere")
    migration.through_every_channel(apps, SimpleNamespace(connection=connection))
    for row in (everything, website):
        row.refresh_from_db()
    assert (everything.everywhere, website.everywhere) == (True, False)
