"""What earlier releases kept of a film elsewhere gets the key of all its addresses."""

import hashlib
from importlib import import_module

import pytest
from django.apps import apps

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests
from stories.gate import sentences
from stories.models import (
    AskedFile,
    ConsentReceipt,
    FileRelease,
    Objection,
    StoryPage,
    StoryReading,
)
from stories.objections import recording as objections
from stories.text import attachments
from tests.factories.stories import PersonFactory, document, story, video

pytestmark = pytest.mark.django_db
migration = import_module("stories.migrations.0034_addresses_of_one_film")
later = import_module("stories.migrations.0041_more_addresses_of_one_film")
WATCH, SHORT = "https://www.youtube.com/watch?v=abc", "https://youtu.be/abc"


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim")


def draft(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def answered(page, **said) -> None:
    asked = requests.ask(page.portrayals.get().person, story=page)
    recording.answer(asked, recording.Answer(channels=("website",), **said))


def as_before(model) -> None:
    for row in model.objects.all():
        marks = sorted(attachments.agreed(one) for one in row.attachments)
        model.objects.filter(pk=row.pk).update(attachments=marks)


def kept(model) -> list[list[str]]:
    return list(model.objects.order_by("pk").values_list("attachments", flat=True))


def test_a_no_holds_for_every_address(karim):
    one = story(karim, title="Een", body=[video(url=WATCH)])
    two = story(karim, title="Twee", body=[video(url=SHORT)])
    answered(two, taking=True)
    answered(one, taking=False)
    told = kept(ConsentReceipt)
    as_before(ConsentReceipt)
    assert gating.withheld_addresses([WATCH, SHORT]) == {WATCH}
    migration.carry(apps, None)
    migration.carry(apps, None)
    assert kept(ConsentReceipt) == told
    assert gating.withheld_addresses([WATCH, SHORT]) == {WATCH, SHORT}


def test_what_was_agreed_stays_agreed(karim):
    film = document("werk.mp4", b"op het werk")
    page = story(karim, title="Een", body=[video(url=WATCH), video(film, film)])
    objections.agree(karim, page, sentences.text_hash(page))
    answered(page, taking=True)
    told = kept(ConsentReceipt), kept(StoryReading)
    for model in (ConsentReceipt, StoryReading):
        as_before(model)
    migration.carry(apps, None)
    assert (kept(ConsentReceipt), kept(StoryReading)) == told
    assert gating.withheld_addresses([WATCH]) == set()


def test_an_address_of_an_earlier_version_and_one_of_none(karim):
    page = story(karim, title="Een", body=[video(url=WATCH)])
    answered(page, taking=True)
    row = draft(page)
    row.body = []
    row.save_revision()
    as_before(ConsentReceipt)
    gone = f"adres:{hashlib.sha256(b'https://weg.example/film').hexdigest()}"
    (marks,) = kept(ConsentReceipt)
    ConsentReceipt.objects.update(attachments=sorted([*marks, gone]))
    migration.carry(apps, None)
    found = f"{marks[0]}:{attachments.key_of_address(WATCH)}"
    assert kept(ConsentReceipt) == [sorted([found, gone])]


def test_a_question_about_an_address_that_is_known_better_now(karim):
    url = "https://vimeo.com/1?share=copy"
    page = story(karim, title="Een", body=[video(url=url)])
    asked = requests.ask(karim, story=page)
    old = hashlib.sha256(b"vimeo.com/1 share=copy").hexdigest()
    AskedFile.objects.update(file_hash=old)
    assert gating.withheld_addresses([url]) == set()
    migration.carry(apps, None)
    migration.carry(apps, None)
    keys = set(asked.files.values_list("file_hash", flat=True))
    assert keys == {old, attachments.key_of_address("https://player.vimeo.com/video/1")}
    assert gating.withheld_addresses([url]) == {url}


@pytest.mark.parametrize("body", [None, "geen blokken", [{"type": "video", "value": {"url": [1]}}]])
def test_a_version_that_says_nothing_we_know(karim, body):
    page = story(karim, title="Een", body=[video(url=WATCH)])
    answered(page, taking=True)
    revision = StoryPage.objects.get(pk=page.pk).latest_revision
    revision.content = {**revision.content, "body": body}
    revision.save()
    told = kept(ConsentReceipt)
    as_before(ConsentReceipt)
    migration.carry(apps, None)
    assert kept(ConsentReceipt) == told


class TestKnownBetterNow:
    """An address of a film that was thought to be another film."""

    OLD = "https://gaming.youtube.com/watch?v=abc"

    @pytest.fixture
    def before(self, monkeypatch):
        monkeypatch.setattr(attachments, "plain_address", migration.plain_address)
        return monkeypatch

    def test_a_no_holds_for_every_address(self, karim, before):
        answered(story(karim, title="Een", body=[video(url=self.OLD)]), taking=False)
        assert gating.withheld_addresses([WATCH]) == set()
        before.undo()
        later.carry(apps, None)
        later.carry(apps, None)
        assert gating.withheld_addresses([WATCH, self.OLD]) == {WATCH, self.OLD}

    def test_what_was_agreed_and_is_seen_stays(self, karim, before):
        page = story(karim, title="Een", body=[video(url=WATCH)])
        answered(page, taking=True)
        home = HomePage.objects.get()
        home.body = [("video", {"title": "Een", "url": self.OLD, "transcript": ""})]
        home.save()
        before.undo()
        assert gating.withheld_addresses([WATCH, self.OLD]) == {self.OLD}
        later.carry(apps, None)
        assert gating.withheld_addresses([WATCH, self.OLD]) == set()
        recording.stop(karim)
        assert gating.withheld_addresses([WATCH, self.OLD]) == {WATCH, self.OLD}

    def test_what_was_refused_or_released_keeps_its_film(self, karim, before):
        page = story(karim, title="Een", body=[video(url=self.OLD)])
        answered(page, taking=False)
        (film,) = attachments.films_of(page)
        objections.refuse(karim, page, films=[film])
        old, new = attachments.key_of_address(self.OLD), ""
        FileRelease.objects.create(person=karim, file_hash=old, reason="Ze lijken op elkaar.")
        before.undo()
        later.carry(apps, None)
        new = attachments.key_of_address(WATCH)
        assert set(Objection.objects.get().films) == {old, new}
        assert FileRelease.objects.get().file_hash == new

    def test_it_knows_what_the_site_knows(self):
        told = [self.OLD, WATCH, SHORT, "https://vimeo.com/nl/1", "https://films.example/a?b=1"]
        told += ["https://www.youtube.com/attribution_link?u=%2Fwatch%3Fv%3Dabc", "http://[films"]
        found = [later.plain_address(url) for url in told]
        assert found == [attachments.plain_address(url) for url in told]
