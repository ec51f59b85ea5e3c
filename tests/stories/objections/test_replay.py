"""Objections of after the backup that was put back hold."""

import pytest
from django.core.files.storage import storages

from brand import gating
from stories.gate import sentences
from stories.models import FileRelease, Objection, ShareText, StoryPage
from stories.objections import recording, replay
from stories.withdrawal import releases, withdraw
from tests.factories.stories import covered_story, document, picture, story, video
from tests.support.backups import after_backup, lost, start

pytestmark = pytest.mark.django_db
REFUSED = "Op maandag kwam hij te laat."


@pytest.fixture
def told(people):
    return covered_story(
        1,
        organisation=people.partner,
        title="Sam leert lassen",
        body=[("text", f"<p>Eerst keek hij toe. {REFUSED}</p><p>Nu last hij.</p>")],
    )


def refuse(page, **what):
    return recording.refuse(page.portrayals.get().person, page, **what)


def fresh(page):
    return StoryPage.objects.get(pk=page.pk)


@pytest.mark.database("stories.objections.replay._do_again")
@pytest.mark.parametrize("what", ["zin", "alles", "foto"])
def test_what_was_objected_to_is_not_shown(told, what):
    said = {"zin": {"sentences": [REFUSED]}, "alles": {"note": "Liever niet."}}
    said["foto"] = {"pictures": [told.picture]}
    after_backup(lambda: refuse(told, **said[what], **({} if what == "alles" else {"note": "x"})))
    assert not fresh(told).is_shown
    row = Objection.objects.get()
    assert row.note == ""
    if what == "zin":
        assert row.sentence == REFUSED
    elif what == "alles":
        assert row.whole
    assert replay.replay() == 0


def test_words_for_sharing_that_were_refused_go_again(told, people):
    words = "Sam was altijd moe."
    about = {"story": told, "organisation": people.partner, "channel": "linkedin"}
    ShareText.objects.create(**about, text=words)
    after_backup(lambda: refuse(told, sentences=[words]))
    assert not ShareText.objects.exists()
    assert Objection.objects.get().sentence == words
    assert fresh(told).is_shown  # nothing of it stands there


def test_a_sentence_that_is_written_otherwise_here_holds_all_of_it(told):
    with lost():
        page = fresh(told)
        page.body = [("text", "<p>Op maandag kwam hij altijd te laat en moe.</p>")]
        page.save_revision()
        refuse(page, sentences=["Op maandag kwam hij altijd te laat en moe."])
    start()
    assert not fresh(told).is_shown
    row = Objection.objects.get()
    assert (row.whole, row.sentence, row.note) == (True, "", replay.WHICH)


def test_a_film_of_another_story_too(told):
    film = document("werk.mp4", b"op het werk")
    person = told.portrayals.get().person
    other = story(person, picture=picture(2), title="Sam fietst", body=[video(film)])

    def refuse_it():
        shown = next(iter(recording.attachments.films_of(other)))
        recording.refuse(person, other, films=[shown])

    after_backup(refuse_it)
    assert gating.withheld_documents([film]) == {film.pk}


def test_of_a_story_that_was_taken_back_only_a_trace_comes(told):
    with lost():
        refuse(told, sentences=[REFUSED])
        withdraw.withdraw(told.portrayals.get().person)
    start()
    page = fresh(told)
    assert page.taken_back_at
    assert sentences.refused(page) == []
    assert [row.settled_at is None for row in Objection.objects.all()] == [False]
    assert replay.replay() == 0


def test_a_decision_that_ended_since_holds_no_more(people, told):
    other = story(told.portrayals.get().person, organisation=people.partner, title="Nog een")
    person = told.portrayals.get().person
    made = FileRelease.objects.create(person=person, file_hash="a" * 40, reason="Niet erin.")
    assert other.pk
    after_backup(lambda: releases.contradict(made))
    assert not FileRelease.objects.holding().exists()


def test_nothing_in_it_tells_what_was_said(told):
    refuse(told, sentences=[REFUSED], note="Dat is van mijn ziekte.")
    store = storages["journal"]
    [name] = store.listdir("objections")[1]
    with store.open(f"objections/{name}") as file:
        text = file.read().decode()
    assert "maandag" not in text
    assert "ziekte" not in text
