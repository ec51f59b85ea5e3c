"""Searching forgives accents and slips, and never finds what is not shown."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import ContentPage
from brand.search import shelves
from stories.consent import recording, requests
from stories.languages import translation
from stories.listing import vocabulary
from stories.models import PortrayedPerson, StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory, home_page
from tests.factories.stories import (
    PersonFactory,
    covered_story,
    document,
    looked_at,
    story,
    story_index,
    video,
)

pytestmark = pytest.mark.django_db
SEARCH = "/zoeken/"
YES = recording.Answer(taking=True, channels=("website",))


def text_of(client, address, **query) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    markup = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def found(client, words: str, **query) -> dict[str, list[str]]:
    """What stands in each group."""
    answer = shelves.search({"zoek": words, **query})
    return {group.shelf.name: [hit.title for hit in group.hits] for group in answer.groups}


@pytest.fixture
def everything():
    """One of each kind that has something to do with a bakery."""
    partner = OrganisationFactory(name="De Broodplank", slug="broodplank", description="Bakkerij.")
    told = story(organisation=partner, live=True, title="Zoë en de bakkerij", lead="Ze kneedt.")
    home = home_page()
    page = ContentPage(title="Over brood", slug="brood", body=[("text", "<p>De bakkerij.</p>")])
    home.add_child(instance=page)
    page.save_revision().publish()
    stop = StopFactory(title="Halte aan de bakkerij", organisation=partner)
    return told, page, stop


class TestTheWholeSite:
    def test_each_kind_in_its_own_group(self, client, everything):
        assert found(client, "bakkerij") == {
            "verhalen": ["Zoë en de bakkerij"],
            "haltes": ["Halte aan de bakkerij"],
            "partners": ["De Broodplank"],
            "paginas": ["Over brood"],
        }
        text = text_of(client, SEARCH, zoek="bakkerij")
        assert "4 resultaten voor “bakkerij”." in text
        assert "Verhalen 1 gevonden" in text

    def test_accents_and_capitals_do_not_count(self, client, everything):
        assert found(client, "ZOE")["verhalen"] == ["Zoë en de bakkerij"]
        assert found(client, "bàkkerij kneedt") == {"verhalen": ["Zoë en de bakkerij"]}

    def test_a_slip_is_forgiven_and_said(self, client, everything):
        text = text_of(client, SEARCH, zoek="bakerij")
        assert "Niets gevonden voor “bakerij”. Bedoelde u bakkerij ? Dat tonen we hier." in text
        assert "Zoë en de bakkerij" in text

    def test_what_is_not_there_is_said_kindly(self, client, everything):
        text = text_of(client, SEARCH, zoek="onderzeeboot")
        assert "Niets gevonden voor “onderzeeboot”" in text
        assert "Lees de verhalen" in text

    def test_nothing_asked_gives_a_field_only(self, client, everything):
        text = text_of(client, SEARCH)
        assert "Waar zoekt u naar?" in text
        assert "gevonden" not in text

    def test_one_kind_a_page_at_a_time(self, client, everything):
        partner = everything[0].section_organisation
        for number in range(22):
            story(organisation=partner, live=True, title=f"Brood {number}")
        assert len(found(client, "brood")["verhalen"]) == 5
        assert len(found(client, "brood", **{"in": "verhalen"})["verhalen"]) == 20
        assert len(found(client, "brood", **{"in": "verhalen", "page": "2"})["verhalen"]) == 3
        text = text_of(client, SEARCH, zoek="brood")
        assert "Alle 23 verhalen" in text

    def test_what_is_over_or_not_licensed_is_not_found(self, client, everything):
        past = timezone.now() - timedelta(days=3)
        StopFactory(title="Oude bakkerij", starts_at=past, ends_at=past + timedelta(hours=2))
        partner = OrganisationFactory(name="Bakkerij Gedaan")
        partner.licence_until = timezone.localdate() - timedelta(days=1)
        partner.save()
        assert found(client, "oude") == {}
        assert found(client, "gedaan") == {}

    @pytest.mark.database
    @pytest.mark.parametrize(
        "words",
        [
            "\x00",
            "brood\x00",
            "x" * 10_000,
            "\u202eomgekeerd مرحبا",
            "%",
            "_",
            "' OR 1=1 --",
            "<script>alert(1)</script>",
            "🙂",
            "....",
            "\ud7ff\uffff",
        ],
    )
    def test_any_words_have_an_answer(self, client, everything, words):
        for address in (SEARCH, "/verhalen/", "/verhalen/feed.json", "/api/v1/verhalen/"):
            response = client.get(address, {"zoek": words, "in": words, "page": words})
            assert response.status_code == 200
            assert b"<script>alert" not in response.content

    def test_it_is_found_from_every_page_and_by_no_search_engine(self, client, everything):
        assert client.get("/").content.decode().count('href="/zoeken/"') == 3
        assert '<meta name="robots" content="noindex">' in client.get(SEARCH).content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_same_number_of_questions_whatever_it_finds(
        self, client, rows, django_assert_num_queries
    ):
        story_index()
        for number in range(rows):
            covered_story(number + 1, title=f"Brood {number}")
            StopFactory(title=f"Brood {number}")
        client.get(SEARCH, {"zoek": "brood"})
        with django_assert_num_queries(14):
            client.get(SEARCH, {"zoek": "brood"})


class TestTheIndex:
    def test_a_slip_is_forgiven_and_said(self, client, everything):
        text = text_of(client, "/verhalen/", zoek="bakerij")
        assert "Niets gevonden voor “bakerij”. Bedoelde u bakkerij ? Dat tonen we hier." in text
        assert "Zoë en de bakkerij" in text

    def test_a_correction_stays_within_the_other_questions(self, client, everything):
        text = text_of(client, "/verhalen/", zoek="bakerij", soort="les")
        assert "Bedoelde u" not in text
        assert "Geen verhaal gevonden" in text


class TestWhatIsNotShown:
    """Consent is asked at reading: for what is found, and for what is suggested."""

    def test_a_withdrawn_story_is_neither_found_nor_suggested(self, client):
        covered_story(1, title="Uitzonderlijk verhaal")
        assert found(client, "uitzonderlijk") == {"verhalen": ["Uitzonderlijk verhaal"]}
        assert found(client, "uitzonderlik") == {"verhalen": ["Uitzonderlijk verhaal"]}
        PortrayedPerson.objects.get().consents.update(withdrawn_at=timezone.now())
        assert found(client, "uitzonderlijk") == {}
        assert found(client, "uitzonderlik") == {}
        assert "uitzonderlijk" not in text_of(client, SEARCH, zoek="uitzonderlik")
        assert "uitzonderlijk" not in text_of(client, "/verhalen/", zoek="uitzonderlik")
        assert vocabulary.words.current().texts == {}

    @pytest.mark.parametrize(
        "is_ours",
        [
            True,
            pytest.param(
                False, marks=pytest.mark.database("stories.gate.elsewhere._with_film_elsewhere")
            ),
        ],
    )
    def test_nor_what_is_said_in_a_film_that_somebody_withholds(self, people, client, is_ours):
        film = document("huis.mp4", b"op het werk"), document("huis.vtt", b"WEBVTT")
        shown = film if is_ours else ()
        url = {} if is_ours else {"url": "https://youtu.be/a1b2c3d4e5f"}
        told = video(*shown, transcript="<p>Zwaluwstaart vertelt.</p>", **url)
        bea, karim = (PersonFactory(organisation=people.partner, name=one) for one in "BK")
        hers = story(bea, title="Bea", body=[told])
        recording.answer(requests.ask(bea, story=hers), YES)
        hers.get_latest_revision().publish()
        for typed in ("zwaluwstaart", "zwaluwstart"):
            assert found(client, typed) == {"verhalen": ["Bea"]}
        asked = requests.ask(karim, story=story(karim, title="Karim", body=[told]))
        recording.answer(asked, recording.Answer(taking=False))
        for typed in ("zwaluwstaart", "zwaluwstart"):
            assert found(client, typed) == {}
            assert "zwaluwstaart" not in text_of(client, SEARCH, zoek="zwaluwstart")
        assert found(client, "bea") == {"verhalen": ["Bea"]}
        recording.answer(asked, YES)
        assert found(client, "zwaluwstaart") == {"verhalen": ["Bea"]}

    def test_a_draft_lends_no_words(self, client):
        story(title="Geheimzinnig")
        assert found(client, "geheimzinig") == {}

    def test_words_that_changed_are_read_again(self, client):
        page = story(live=True, title="Oorspronkelijk")
        assert "oorspronkelijk" in vocabulary.shown()
        page.title = "Herschreven"
        looked_at(page).save_revision().publish()
        assert "oorspronkelijk" not in vocabulary.shown()
        assert "herschreven" in vocabulary.shown()

    def test_other_languages_are_searched_only_when_asked(self, client):
        page = story(live=True, title="De bakkerij", organisation=OrganisationFactory())
        version = translation.translate(page, "fr")
        version.title = "La boulangerie"
        looked_at(version).save_revision().publish()
        assert found(client, "boulangerie") == {}
        assert "La boulangerie" not in text_of(client, "/verhalen/")
        text = text_of(client, "/verhalen/", taal="fr", zoek="boulangrie")
        assert "Bedoelde u boulangerie" in text
        assert "La boulangerie" in text
        assert StoryPage.objects.shown().count() == 2
