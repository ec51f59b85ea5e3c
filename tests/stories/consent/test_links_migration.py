"""Answers of before links counted: what did not change asks nothing again, another address does."""

from importlib import import_module

import pytest
from django.apps import apps

from stories.consent import recording, requests
from stories.gate import agreement, consent, recognition, sentences
from stories.models import ConsentReceipt, NobodyConfirmation, StoryPage
from stories.objections import recording as objections
from stories.text import links
from tests.factories.stories import PersonFactory, document, looked_at, picture, story, video

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_facts")]
carry = import_module("stories.migrations.0029_where_links_lead").carry
WORK, CELL = "https://a.example/werk", "https://krant.example/in-de-cel"


@pytest.fixture
def told(people):
    sheet = document("folder.pdf", b"%PDF", title="Folder")
    text = (
        f'<p>Lees <a href="{WORK}?a=1&amp;b=2">meer</a>, <a linktype="document" id="{sheet.pk}">'
        f'dit</a> en <a linktype="page" id="1">dat</a>.</p>'
    )
    call = {"title": "Kom", "text": "", "link": {"label": "Lees", "page": None, "url": WORK}}
    body = [
        ("text", text),
        ("questions", {"title": "", "questions": [{"question": "Wat?", "answer": text}]}),
        ("download", {"document": sheet, "title": "", "text": ""}),
        ("call", call),
        video(url="https://films.example/karim", transcript=text),
    ]
    karim = PersonFactory(organisation=people.partner)
    page = story(karim, picture=picture(1), title="Karim werkt", body=body)
    page.source, page.source_url = "De Krant", WORK
    page.save_revision()
    return page


def before_links_counted(monkeypatch) -> None:
    monkeypatch.setattr(links, "marks", lambda story: [])


def draft_of(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def answered(page, monkeypatch) -> ConsentReceipt:
    with monkeypatch.context() as then:
        before_links_counted(then)
        asked = requests.ask(page.portrayals.get().person, story=page)
        recording.answer(asked, recording.Answer(taking=True, channels=("website",)))
    return ConsentReceipt.objects.get()


def lacking(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft_of(page))]


def test_what_was_agreed_stays_agreed(told, monkeypatch):
    answered(told, monkeypatch)
    assert len(lacking(told)) == 1
    carry(apps, None)
    assert lacking(told) == []
    draft_of(told).get_latest_revision().publish()
    assert StoryPage.objects.get(pk=told.pk).is_shown
    carry(apps, None)
    assert lacking(told) == []


@pytest.mark.parametrize("where", ["source", "body"])
def test_another_address_since_the_answer_is_asked(told, monkeypatch, where):
    answered(told, monkeypatch)
    draft = draft_of(told)
    if where == "source":
        draft.source_url = CELL
    else:
        call = {"title": "Kom", "text": "", "link": {"label": "Lees", "page": None, "url": CELL}}
        draft.body = [
            one if one["type"] != "call" else {**one, "value": call} for one in draft.body.raw_data
        ]
    draft.save_revision()
    carry(apps, None)
    assert lacking(told) == [f"{told.portrayals.get().person} zei ja op een andere tekst dan deze."]


def test_what_is_live_stays_live(told, monkeypatch):
    """Also with another address than the one that was there when its person answered."""
    answered(told, monkeypatch)
    with monkeypatch.context() as then:
        before_links_counted(then)
        draft = draft_of(told)
        draft.source_url = CELL
        draft.save_revision().publish()
    carry(apps, None)
    page = StoryPage.objects.get(pk=told.pk)
    assert page.is_shown
    page.save()
    assert agreement.stands(draft_of(told))


def test_without_a_kept_version_what_stands_counts(told, monkeypatch):
    answered(told, monkeypatch)
    with monkeypatch.context() as then:
        before_links_counted(then)
        draft_of(told).get_latest_revision().publish()
    page = StoryPage.objects.get(pk=told.pk)
    page.revisions.all().delete()
    StoryPage.objects.filter(pk=page.pk).update(live=False)
    carry(apps, None)
    assert consent.publishing_obstacles(StoryPage.objects.get(pk=told.pk)) == []


@pytest.mark.database("stories.models.objections.StoryReading")
def test_readings_and_judgements(told, people, monkeypatch):
    answered(told, monkeypatch)
    person = told.portrayals.get().person
    with monkeypatch.context() as then:
        before_links_counted(then)
        draft = draft_of(told)
        draft.lead = "Hij werkt graag."
        draft.save_revision()
        objections.agree(person, draft, sentences.text_hash(draft))
        other = draft_of(told)
        other.lead = "Hij werkt heel graag."
        other.save_revision()
        agreement.record_harmless_change(other, person, "Een woord.", people.federation)
    assert not agreement.of(draft_of(told))[0].is_current
    carry(apps, None)
    assert agreement.of(draft)[0].read_at
    assert agreement.of(draft_of(told))[0].harmless


def test_nobody_recognisable_stays_confirmed(people, monkeypatch):
    body = [("text", f'<p><a href="{WORK}">x</a></p>')]
    page = story(organisation=people.partner, body=body)
    with monkeypatch.context() as then:
        before_links_counted(then)
        NobodyConfirmation.objects.all().delete()
        looked_at(draft_of(page))
    assert not recognition.is_confirmed(draft_of(page))
    carry(apps, None)
    assert recognition.is_confirmed(draft_of(page))


def test_a_story_without_links_is_left_alone(people, monkeypatch):
    page = story(PersonFactory(organisation=people.partner), picture=picture(1))
    answered(page, monkeypatch)
    before = ConsentReceipt.objects.values().get()
    carry(apps, None)
    assert ConsentReceipt.objects.values().get() == before
    assert lacking(page) == []
