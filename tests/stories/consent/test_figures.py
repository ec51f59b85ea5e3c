"""Figures, dates, and whom to call or mail are read by visitors, so by whoever is in the story."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from wagtail import blocks

from stories.consent import recording, requests
from stories.gate import consent, recognition, sentences
from stories.models import StoryPage
from stories.objections import recording as objections
from stories.text import figures
from stories.text.blocks import story_blocks
from tests.factories.stories import PersonFactory, looked_at, picture, put_online, story

pytestmark = pytest.mark.django_db
carry = import_module("stories.migrations.0038_figures_that_were_read").carry
YES = recording.Answer(taking=True, channels=("website",))
OTHER_WORDS = ["Karim Voorbeeld zei ja op een andere tekst dan deze."]
EMPTY = {"prefix": "", "suffix": "", "period": "2026", "source": "Ons", "source_url": ""}
EMPTY |= {"collected_by": "Ons", "answered": None, "asked": None, "checked_by": "Ons"}
EMPTY |= {"checked_on": date(2026, 1, 2), "explanation": "", "is_example": False}


def figure(value=1850, **more):
    unit = "euro netto in de maand"
    return "impact_number", {**EMPTY, "value": Decimal(value), "unit": unit, **more}


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def page(karim):
    reached = {"contact_email": "info@partner.example", "contact_phone": "011 22 33 44"}
    dated = {"source": "Onderzoek", "source_on": date(2025, 3, 1)}
    body = [figure(answered=3, asked=4)]
    return story(karim, lead="Karim werkt.", picture=picture(1), body=body, **reached, **dated)


def draft_of(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def why(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft_of(page))]


def change(page, **fields):
    draft = draft_of(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()


LINES = [
    "De bron is van 01/03/2025.",
    "011 22 33 44",
    "info@partner.example",
    "1.850 euro netto in de maand",
    "3 van 4 antwoordden: euro netto in de maand",
    "Nagekeken op 02/01/2026: euro netto in de maand",
]
CHANGES = {
    "value": {"body": [figure(9999, answered=3, asked=4)]},
    "part of a value": {"body": [figure("1850.50", answered=3, asked=4)]},
    "answered": {"body": [figure(answered=2, asked=4)]},
    "asked": {"body": [figure(answered=3, asked=5)]},
    "checked on": {"body": [figure(answered=3, asked=4, checked_on=date(2026, 1, 3))]},
    "example": {"body": [figure(answered=3, asked=4, is_example=True)]},
    "date of the source": {"source_on": date(2025, 3, 2)},
    "mail": {"contact_email": "ander@partner.example"},
    "telephone": {"contact_phone": "0470 99 99 99"},
}


def test_they_are_read_on_the_own_page(people, karim, page, client):
    assert figures.lines(draft_of(page)) == figures.lines(page) == LINES
    asked = requests.ask(karim, story=page, by=people.marketer)
    page = BeautifulSoup(client.get(f"/toestemming/{asked.token}/").content, "html.parser")
    told = {item.text for item in page.select("li")}
    assert [line for line in LINES if line not in told] == []


@pytest.mark.parametrize("what", CHANGES)
def test_another_one_is_asked_again(karim, page, what):
    recording.answer(requests.ask(karim, story=page), YES)
    assert why(page) == []
    change(page, **CHANGES[what])
    assert why(page) == OTHER_WORDS
    objections.agree(karim, draft_of(page), sentences.text_hash(draft_of(page)))
    assert why(page) == []


def test_it_is_refused_as_a_sentence(karim, page):
    objections.refuse(karim, draft_of(page), sentences=["1.850 euro netto in de maand"])
    (reason,) = consent.refused(draft_of(page))
    assert reason.sentence == "Karim Voorbeeld wil deze zin niet: “1.850 euro netto in de maand”."


@pytest.mark.parametrize(
    ("field", "place"),
    [("contact_email", "In het e-mailadres"), ("contact_phone", "Bij het telefoonnummer")],
)
def test_an_address_says_no_more_of_a_name_than_is_allowed(karim, page, field, place):
    said = {"contact_email": "karim.voorbeeld@werk.example", "contact_phone": "1 (Voorbeeld)"}
    change(page, **{field: said[field]})
    recording.answer(requests.ask(karim, story=page), YES)
    (sentence,) = why(page)
    assert sentence.startswith("Karim Voorbeeld wil alleen “Karim” heten. " + place)


def test_no_other_block_says_anything_in_numbers_or_dates():
    told = (blocks.DecimalBlock, blocks.IntegerBlock, blocks.FloatBlock, blocks.DateBlock)
    told += (blocks.TimeBlock, blocks.DateTimeBlock)

    def found(block) -> bool:
        inner = getattr(block, "child_blocks", None) or {}
        inner = [*inner.values(), *filter(None, [getattr(block, "child_block", None)])]
        return isinstance(block, told) or any(map(found, inner))

    assert [name for name, block in story_blocks() if found(block)] == ["impact_number"]


@pytest.mark.parametrize("said", ["NaN", "Infinity", "veel", None, [1], {"a": 1}, ""])
def test_what_no_editor_can_write_says_nothing(said):
    odd = {"value": said, "answered": said, "asked": said, "checked_on": said}
    assert list(figures.in_body([{"type": "impact_number", "value": odd}])) == []


@pytest.mark.usefixtures("before_facts")
class TestOfAnEarlierRelease:
    """What did not change asks nothing again; another figure does."""

    @pytest.fixture
    def before(self, monkeypatch):
        monkeypatch.setattr(figures, "lines", lambda story: [])
        return monkeypatch

    @pytest.mark.parametrize("how", ["answer", "reading"])
    def test_what_was_agreed_stays_agreed(self, karim, page, before, how):
        recording.answer(requests.ask(karim, story=page), YES)
        if how == "reading":
            change(page, lead="Karim werkt hard.")
            objections.agree(karim, draft_of(page), sentences.text_hash(draft_of(page)))
        before.undo()
        assert why(page) == OTHER_WORDS
        carry(apps, None)
        assert why(page) == []
        change(page, contact_phone="0470 99 99 99")
        assert why(page) == OTHER_WORDS

    def test_another_figure_since_the_answer_is_asked(self, karim, page, before):
        recording.answer(requests.ask(karim, story=page), YES)
        change(page, body=[figure(9999)])
        before.undo()
        carry(apps, None)
        assert why(page) == OTHER_WORDS

    def test_what_is_confirmed_and_live_stays(self, people, karim, page, before):
        recording.answer(requests.ask(karim, story=page), YES)
        put_online(page)
        boxes = story(organisation=people.partner, picture=picture(2), body=[figure(12)])
        looked_at(boxes)
        before.undo()
        carry(apps, None)
        assert recognition.is_confirmed(draft_of(boxes))
        assert StoryPage.objects.get(pk=page.pk).is_shown
