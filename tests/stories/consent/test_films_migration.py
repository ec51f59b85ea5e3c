"""Films as files and on other sites, that were asked about by the releases of before."""

from importlib import import_module

import pytest
from django.apps import apps

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests
from stories.gate import agreement, sentences
from stories.models import (
    AskedFile,
    ConsentReceipt,
    Objection,
    StoryPage,
    StoryReading,
    Withdrawal,
)
from stories.objections import recording as objections
from stories.text import attachments
from tests.factories.stories import PersonFactory, document, story, video

pytestmark = pytest.mark.django_db
keep = import_module("stories.migrations.0032_films_as_files_and_elsewhere").keep
ELSEWHERE = "https://www.youtube.com/watch?v=abc"


@pytest.fixture
def film():
    return document("werk.mp4", b"op het werk")


@pytest.fixture
def told(people, film):
    zipped = document("werk.zip", b"\x00\x00\x00\x18ftypisom")
    sheet = document("folder.pdf", b"%PDF")
    captions = document("dag.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nKarim zingt.")
    links = (f'<a linktype="document" id="{one.pk}">x</a>' for one in (zipped, sheet))
    text = f"<p>{' '.join(links)}</p>"
    body = [
        ("download", {"document": film, "title": "", "text": ""}),
        ("text", text),
        video(None, captions, url=ELSEWHERE),
    ]
    return story(PersonFactory(organisation=people.partner), title="Karim werkt", body=body)


def asked_before(page) -> None:
    """As those releases kept it: no such film was asked, nor named in an answer."""
    AskedFile.objects.all().delete()
    for model in (ConsentReceipt, StoryReading):
        for row in model.objects.all():
            marks = [one for one in row.attachments if not one.startswith("film:")]
            model.objects.filter(pk=row.pk).update(attachments=marks)


def answered(page, **said) -> None:
    asked = requests.ask(page.portrayals.get().person, story=page)
    recording.answer(asked, recording.Answer(**said))


def keys(page) -> set[str]:
    return {one.key for one in attachments.of(page) if one.is_asked}


def lacking_at_home(film) -> int:
    home = HomePage.objects.get()
    download = {"document": film.pk, "title": "", "text": ""}
    elsewhere = {"title": "x", "url": "https://youtu.be/abc", "transcript": ""}
    home.body = [{"type": "download", "value": download}, {"type": "video", "value": elsewhere}]
    return len(gating.obstacles(home))


@pytest.mark.parametrize("said", [{"taking": False}, None])
def test_what_was_not_allowed_is_shown_nowhere(told, film, said):
    if said:
        answered(told, **said)
    else:
        requests.ask(told.portrayals.get().person, story=told)
    asked_before(told)
    assert lacking_at_home(film) == 0
    keep(apps, None)
    keep(apps, None)
    assert lacking_at_home(film) > 0
    assert set(AskedFile.objects.values_list("file_hash", flat=True)) == keys(told)
    assert len(keys(told)) == 4


def test_what_was_allowed_is_shown_on(told, film):
    answered(told, taking=True, channels=("website",))
    marks = ConsentReceipt.objects.get().attachments
    asked_before(told)
    assert ConsentReceipt.objects.get().attachments != marks
    keep(apps, None)
    assert ConsentReceipt.objects.get().attachments == marks
    assert gating.withheld_documents([film]) == set()
    assert gating.withheld_addresses([ELSEWHERE]) == set()
    (one,) = agreement.of(StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object())
    assert one.is_current


def test_a_reading_of_the_file_was_one_of_the_film(told):
    person = told.portrayals.get().person
    objections.agree(person, told, sentences.text_hash(told))
    marks = StoryReading.objects.get().attachments
    asked_before(told)
    keep(apps, None)
    assert StoryReading.objects.get().attachments == marks


def test_a_story_that_is_refused_as_a_whole(told):
    objections.refuse(told.portrayals.get().person, told, note="Dit wil ik niet.")
    asked_before(told)
    assert Objection.objects.get().whole
    keep(apps, None)
    assert set(AskedFile.objects.values_list("file_hash", flat=True)) == keys(told)


@pytest.mark.parametrize("said", ["an end", "words only elsewhere"])
def test_what_is_no_no_to_it_takes_no_film_down(told, film, said):
    """Visitors see it, and its person said neither yes nor no to it."""
    answered(told, taking=True, channels=("website",))
    told.get_latest_revision().publish()
    other = PersonFactory(organisation=told.organisation)
    requests.ask(other, story=story(other, title="Ook", body=told.body.raw_data))
    if said == "an end":
        Withdrawal.objects.create(person=other, organisation=other.organisation, way="einde")
    else:
        answered(story(other, title="Iets anders"), taking=False, channels=("website",))
    asked_before(told)
    keep(apps, None)
    assert gating.withheld_documents([film]) == set()
    assert gating.withheld_addresses([ELSEWHERE]) == set()


@pytest.mark.parametrize("refused", [True, False])
def test_what_visitors_see_goes_only_where_somebody_refused(told, film, refused):
    answered(told, taking=True, channels=("website",))
    told.get_latest_revision().publish()
    other = PersonFactory(organisation=told.organisation)
    theirs = story(other, title="Ook", body=told.body.raw_data)
    asked = requests.ask(other, story=theirs)
    if refused:
        recording.answer(asked, recording.Answer(taking=False))
    asked_before(told)
    keep(apps, None)
    assert bool(gating.withheld_documents([film])) is refused
    assert bool(gating.withheld_addresses([ELSEWHERE])) is refused
