"""What only the page says of a story says something of whoever is in it, and is read by them."""

from importlib import import_module

import pytest
from django.apps import apps

from stories.consent import recording, requests
from stories.gate import consent, recognition, sentences, unlisted
from stories.models import StoryPage
from stories.objections import recording as objections
from stories.text import facts
from tests.factories.stories import PersonFactory, looked_at, picture, put_online, story

pytestmark = pytest.mark.django_db
migration = import_module("stories.migrations.0042_facts_that_were_read")
YES = recording.Answer(taking=True, channels=("website",))
OTHER_WORDS = ["Karim Voorbeeld zei ja op een andere tekst dan deze."]


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def page(karim):
    said = {"title": "Karim werkt", "lead": "Karim werkt.", "province": "limburg"}
    return story(karim, picture=picture(1), **said)


def draft_of(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def why(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft_of(page))]


def change(page, **fields):
    draft = draft_of(page)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()


CHANGES = {
    "kind": ({"kind": "les"}, "Soort verhaal: Les voor uw bedrijf"),
    "province": ({"province": "brussel"}, "Waar: Brussel"),
    "address": (
        {"slug": "karim-uit-de-gevangenis"},
        "In het adres van de pagina staat: karim-uit-de-gevangenis",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_another_one_is_read_and_asked_again(people, karim, page, client, what):
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    assert why(page) == []
    fields, line = CHANGES[what]
    change(page, **fields)
    assert why(page) == OTHER_WORDS
    assert f"<li>{line}</li>" in client.get(f"/toestemming/{asked.token}/").content.decode()
    objections.agree(karim, draft_of(page), sentences.text_hash(draft_of(page)))
    assert why(page) == []


def test_another_name_of_the_partner_is_asked_with_the_next_version(people, karim, page):
    recording.answer(requests.ask(karim, story=page), YES)
    put_online(page)
    people.partner.name = "Centrum voor verslaafden"
    people.partner.save()
    assert why(page) == []
    change(page, lead="Karim werkt hier.")
    assert why(page) == OTHER_WORDS
    assert "Verteld door: Centrum voor verslaafden" in sentences.beside(draft_of(page))


def test_it_is_refused_as_a_sentence(karim, page):
    objections.refuse(karim, draft_of(page), sentences=["Waar: Limburg"])
    (reason,) = consent.refused(draft_of(page))
    assert reason.sentence == "Karim Voorbeeld wil deze zin niet: “Waar: Limburg”."


@pytest.mark.parametrize(
    ("slug", "title", "told"),
    [
        ("karim-werkt", "Karim werkt", ""),
        ("karim-werkt-2", "Karim werkt", ""),
        ("top-5", "Top 5", ""),
        ("één-dag", "Eén dag", ""),
        ("verhaal-0123456789", "Karim werkt", ""),
        ("", "Karim werkt", ""),
        ("karim-zat-vast", "Karim werkt", "karim-zat-vast"),
        ("karim-werkt-fr", "Karim werkt", ""),
        ("karim-werkt-fr-2", "Karim werkt", ""),
        ("karim-werkt-xx", "Karim werkt", "karim-werkt-xx"),
    ],
)
def test_an_address_counts_where_it_says_something_else(slug, title, told):
    assert facts.own_address(slug, title) == migration.own_address(slug, title) == told


def test_the_address_that_is_made_at_the_hand_in_asks_nothing_again(karim, page):
    change(page, slug="verhaal-0123456789")
    recording.answer(requests.ask(karim, story=page), YES)
    change(page, slug="karim-werkt-3")
    assert why(page) == []


def test_a_copy_with_another_partner_is_known_by_its_words(people, karim, page):
    change(page, title="Werken", lead="Een dag in de hal, met Karim Voorbeeld.")
    recording.answer(requests.ask(karim, story=page), YES)
    words = {"title": "Werken", "lead": "Een dag in de hal, met Karim Voorbeeld."}
    told = {"picture": page.picture, "kind": "les", "lesson": "", "province": "brussel"}
    copied = story(organisation=people.other, **words, **told)
    assert any("Karim Voorbeeld" in one.sentence for one in unlisted.obstacles(draft_of(copied)))


class TestOfAnEarlierRelease:
    """What did not change asks nothing again; another fact does."""

    @pytest.fixture
    def before(self, monkeypatch):
        monkeypatch.setattr(facts, "lines", lambda story: [])
        return monkeypatch

    def test_it_knows_what_the_site_knows(self, page):
        change(page, slug="iets-anders")
        told = draft_of(page)
        kept = {name: getattr(told, name) for name in migration.TOLD}
        assert migration.lines(kept, told.organisation.name) == sorted(facts.lines(told))
        labels = dict(StoryPage.Kind.choices), dict(StoryPage._meta.get_field("province").choices)
        assert labels == (migration.KINDS, migration.PLACES)

    @pytest.mark.parametrize("how", ["answer", "reading"])
    def test_what_was_agreed_stays_agreed(self, karim, page, before, how):
        recording.answer(requests.ask(karim, story=page), YES)
        if how == "reading":
            change(page, lead="Karim werkt hard.")
            objections.agree(karim, draft_of(page), sentences.text_hash(draft_of(page)))
        before.undo()
        assert why(page) == OTHER_WORDS
        migration.carry(apps, None)
        assert why(page) == []
        change(page, province="antwerpen")
        assert why(page) == OTHER_WORDS

    def test_another_fact_since_the_answer_is_asked(self, karim, page, before):
        recording.answer(requests.ask(karim, story=page), YES)
        change(page, province="antwerpen")
        before.undo()
        migration.carry(apps, None)
        assert why(page) == OTHER_WORDS

    def test_what_is_confirmed_and_live_stays(self, people, karim, page, before):
        recording.answer(requests.ask(karim, story=page), YES)
        put_online(page)
        boxes = story(organisation=people.partner, picture=picture(2))
        looked_at(boxes)
        before.undo()
        assert not recognition.is_confirmed(draft_of(boxes))
        migration.carry(apps, None)
        assert recognition.is_confirmed(draft_of(boxes))
        assert StoryPage.objects.get(pk=page.pk).is_shown
        assert why(page) == []
