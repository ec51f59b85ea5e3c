"""Answers of before films counted: what did not change asks nothing again, another film does."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Revision

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests
from stories.gate import agreement, consent, recognition, sentences
from stories.gate.captions import UNREAD
from stories.languages import translation
from stories.models import (
    AskedFile,
    ConsentReceipt,
    HarmlessChange,
    NobodyConfirmation,
    StoryPage,
    StoryReading,
    Withdrawal,
)
from stories.objections import recording as objections
from stories.text import attachments, links
from stories.withdrawal import traces, withdraw
from tests.factories.stories import (
    PersonFactory,
    document,
    looked_at,
    picture,
    put_online,
    story,
    video,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_facts")]
carry_films = import_module("stories.migrations.0026_attachments").carry
keep_films = import_module("stories.migrations.0028_films_that_were_asked").keep_films
carry_links = import_module("stories.migrations.0029_where_links_lead").carry
carry_addresses = import_module("stories.migrations.0034_addresses_of_one_film").carry


@pytest.fixture
def film():
    return document("werk.mp4", b"op het werk")


@pytest.fixture
def captions():
    return document("werk.vtt", b"WEBVTT")


@pytest.fixture
def body(film, captions):
    sheet = document("folder.pdf", b"%PDF", title="Folder")
    text = f'<p>Lees <a linktype="document" id="{sheet.pk}">meer</a> en <b>nog</b> meer.</p>'
    question = {"question": "Wat?", "answer": text}
    elsewhere = video(url="https://films.example/karim", title="Elders", transcript=text)
    return [
        video(film, captions),
        elsewhere,
        ("download", {"document": sheet, "title": "", "text": ""}),
        ("text", text),
        ("questions", {"title": "", "questions": [question]}),
    ]


@pytest.fixture
def told(people, body):
    karim = PersonFactory(organisation=people.partner)
    return story(karim, picture=picture(1), title="Karim werkt", body=body)


def before_films_counted(monkeypatch) -> None:
    """As that release kept answers: words and pictures alone."""
    monkeypatch.setattr(attachments, "of", lambda story: [])
    monkeypatch.setattr(links, "marks", lambda story: [])


def carry(*given) -> None:
    """Where links lead counts since later, and all addresses of one film."""
    carry_films(*given)
    carry_links(*given)
    carry_addresses(*given)


def answered(page, monkeypatch) -> ConsentReceipt:
    """By the release of before."""
    with monkeypatch.context() as then:
        before_films_counted(then)
        asked = requests.ask(page.portrayals.get().person, story=page)
        recording.answer(asked, recording.Answer(taking=True, channels=("website",)))
    return ConsentReceipt.objects.get()


def draft_of(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def with_another_film(page) -> StoryPage:
    """The newest draft, with the same words."""
    draft = draft_of(page)
    first, *others = draft.body.raw_data
    value = {**first["value"], "file": document("b.mp4", b"in het ziekenhuis").pk}
    draft.body = [{**first, "value": value}, *others]
    return draft


def lacking(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft_of(page))]


def test_what_was_agreed_stays_agreed(told, monkeypatch):
    receipt = answered(told, monkeypatch)
    assert len(lacking(told)) == 5  # it would be asked again: two films, captions, a file twice
    carry(apps, None)
    assert lacking(told) == []
    receipt.refresh_from_db()
    assert receipt.attachments == attachments.marks(draft_of(told))
    draft_of(told).get_latest_revision().publish()
    assert StoryPage.objects.get(pk=told.pk).is_shown


def test_running_it_again_changes_no_answer(told, monkeypatch):
    answered(told, monkeypatch)
    carry(apps, None)
    carry(apps, None)
    assert lacking(told) == []


def test_another_film_since_the_answer_is_asked(told, monkeypatch):
    answered(told, monkeypatch)
    with_another_film(told).save_revision()
    carry(apps, None)
    assert lacking(told) == [
        f"{told.portrayals.get().person} gaf toestemming, maar niet voor deze film (“Een dag”)."
    ]


def test_what_is_live_stays_live(told, monkeypatch):
    """Also with another film than the one that was there when its person answered."""
    answered(told, monkeypatch)
    with monkeypatch.context() as then:
        before_films_counted(then)
        with_another_film(told).save_revision().publish()
    carry(apps, None)
    page = StoryPage.objects.get(pk=told.pk)
    assert page.is_shown
    page.save()  # the gate lets what stands be saved
    assert agreement.stands(draft_of(told))


def test_without_a_kept_version_what_stands_counts(told, monkeypatch):
    answered(told, monkeypatch)
    page = put_online(told)
    page.revisions.all().delete()
    StoryPage.objects.filter(pk=page.pk).update(live=False)
    carry(apps, None)
    page = StoryPage.objects.get(pk=told.pk)
    assert consent.publishing_obstacles(page) == []


@pytest.mark.database("stories.models.objections.StoryReading")
def test_readings_judgements_and_other_languages(told, people, monkeypatch):
    answered(told, monkeypatch)
    person = told.portrayals.get().person
    with monkeypatch.context() as then:
        before_films_counted(then)
        french = translation.translate(told, "fr", people.federation)
        draft = draft_of(french)
        draft.lead = "Il travaille bien."
        draft.save_revision()
        objections.agree(person, draft, sentences.text_hash(draft))
        other = draft_of(told)
        other.lead = "Hij werkt graag."
        other.save_revision()
        agreement.record_harmless_change(other, person, "Een woord.", people.federation)
    assert not agreement.of(draft_of(french))[0].is_current
    assert not agreement.of(draft_of(told))[0].is_current
    carry(apps, None)
    assert agreement.of(draft_of(french))[0].read_at
    assert agreement.of(draft_of(told))[0].harmless == HarmlessChange.objects.get()
    assert StoryReading.objects.get().attachments == attachments.marks(draft_of(french))


def test_nobody_recognisable_stays_confirmed(people, body, monkeypatch):
    page = story(organisation=people.partner, body=body)
    with monkeypatch.context() as then:
        before_films_counted(then)
        NobodyConfirmation.objects.all().delete()
        looked_at(draft_of(page))
    assert not recognition.is_confirmed(draft_of(page))
    NobodyConfirmation.objects.update(confirmed_at=timezone.now())
    carry(apps, None)
    assert recognition.is_confirmed(draft_of(page))


def test_a_story_without_films_is_left_alone(people, monkeypatch):
    page = story(PersonFactory(organisation=people.partner), picture=picture(1))
    answered(page, monkeypatch)
    before = ConsentReceipt.objects.values().get()
    carry(apps, None)
    assert ConsentReceipt.objects.values().get() == before
    assert lacking(page) == []


def migrated() -> None:
    carry(apps, None)
    keep_films(apps, None)


def beside(told, words: str) -> str:
    return UNREAD.format(who=told.portrayals.get().person, line=words)


def on_the_home_page(film, captions) -> list[str]:
    home = HomePage.objects.get()
    value = {"title": "x", "file": film.pk, "captions": captions.pk, "transcript": ""}
    home.body = [{"type": "video", "value": value}]
    return [reason.sentence for reason in gating.obstacles(home)]


@pytest.mark.parametrize("answer", ["no", "none"])
def test_a_film_that_was_asked_and_not_allowed_is_shown_nowhere(
    told, film, captions, monkeypatch, answer
):
    with monkeypatch.context() as then:
        before_films_counted(then)
        asked = requests.ask(told.portrayals.get().person, story=told)
        if answer == "no":
            recording.answer(asked, recording.Answer(taking=False))
    AskedFile.objects.filter(file_hash=film.get_file_hash()).delete()
    assert on_the_home_page(film, captions) == []
    migrated()
    migrated()
    assert len(on_the_home_page(film, captions)) == 1


def test_a_film_that_was_allowed_is_shown_on(told, film, captions, monkeypatch):
    answered(told, monkeypatch)
    migrated()
    assert AskedFile.objects.filter(file_hash=film.get_file_hash()).count() == 1
    # That nobody read the title there is another question.
    assert on_the_home_page(film, captions) == [beside(told, "x")]


@pytest.mark.parametrize(("answer", "online"), [("none", True), ("no", False)])
def test_what_visitors_see_goes_only_where_somebody_refused(
    told, people, film, captions, monkeypatch, answer, online
):
    """The same film in the story of another person, who said yes."""
    answered(told, monkeypatch)
    other = story(PersonFactory(organisation=people.partner), body=[video(film, captions)])
    with monkeypatch.context() as then:
        before_films_counted(then)
        draft_of(told).get_latest_revision().publish()
        asked = requests.ask(other.portrayals.get().person, story=other)
        if answer == "no":
            recording.answer(asked, recording.Answer(taking=False))
    migrated()
    assert (gating.withheld_documents([film]) == set()) is online


@pytest.mark.parametrize(
    "kept",
    [
        *("", None, "null", "[null]", "kapot", "{}", "[]", '["x"]', {"a": 1}),
        '[{"type": "video", "value": null}]',
        '[{"type": "video", "value": {"file": "abc", "url": 5}}]',
        '[{"type": "video", "value": {"file": [], "captions": {}}}]',
        '[{"type": "download", "value": {"document": "x"}}]',
        f'[{{"type": "download", "value": {{"document": {"9" * 25}}}}}]',
        f'[{{"type": "text", "value": "<a linktype=\\"document\\" id=\\"{"9" * 25}\\">x</a>"}}]',
    ],
)
def test_versions_that_no_editor_wrote(told, kept):
    """By a hand or an import: they hold nothing, and stop neither a migration nor a withdrawal."""
    row = told.latest_revision
    told.save_revision()
    Revision.objects.filter(pk=row.pk).update(content={**row.content, "body": kept})
    for migrate in (carry_films, keep_films, carry_links):
        migrate(apps, None)
    page = StoryPage.objects.get(pk=told.pk)
    assert [one.title for one in traces.documents(page)] == ["Folder"]
    withdraw.withdraw(page.portrayals.get().person, way=Withdrawal.Way.PHONE)
    assert traces.documents(page) == []
