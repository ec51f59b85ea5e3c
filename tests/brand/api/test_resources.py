"""The read API: what the site shows, no more, and in the shape that it says."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from stories.languages import translation
from stories.models import PortrayedPerson, StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory
from tests.factories.stories import (
    ConsentFactory,
    covered_story,
    looked_at,
    story,
    story_index,
)
from tests.support import snapshot

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def read(client, address, status=200, **query):
    response = client.get(API + address, query)
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def titles(client, **query) -> list[str]:
    return [row["title"] for row in read(client, "verhalen/", **query)["results"]]


@pytest.fixture
def index():
    return story_index()


@pytest.mark.usefixtures("index")
class TestStories:
    def test_a_list_says_what_a_card_says(self, client):
        partner = OrganisationFactory(name="De Werkschuit", slug="werkschuit")
        page = story(organisation=partner, live=True, title="Karim", lead="Hij telt.")
        answer = read(client, "verhalen/")
        (row,) = answer.pop("results")
        assert answer == {"count": 1, "page": 1, "pages": 1, "next": None, "previous": None}
        page = StoryPage.objects.get(pk=page.pk)
        assert row == {
            "id": page.pk,
            "title": "Karim",
            "lead": "Hij telt.",
            "kind": "getuigenis",
            "language": "nl-BE",
            "sector": "",
            "province": "",
            "partner": "werkschuit",
            "published_at": page.first_published_at.isoformat(),
            "updated_at": page.last_published_at.isoformat(),
            "url": page.full_url,
        }

    def test_one_tells_the_words_and_the_names_that_the_page_shows(self, client):
        page = covered_story(body=[("text", "<p>Hij <b>telt</b>.</p>")])
        person = PortrayedPerson.objects.get()
        person.name, person.email = "Karim Achternaam", "karim@example.org"
        person.save()
        row = read(client, f"verhalen/{page.pk}/")
        assert (row["text"], row["people"], row["translations"]) == ("Hij telt.", ["Karim"], {})
        assert "Achternaam" not in json.dumps(row)
        assert "karim@example.org" not in json.dumps(row)

    def test_what_was_taken_back_is_gone_and_a_draft_is_unknown(self, client):
        page, draft = covered_story(1), story(title="Concept")
        PortrayedPerson.objects.get().consents.update(withdrawn_at=timezone.now())
        assert read(client, f"verhalen/{page.pk}/", 410) == {"error": "Dit is er niet meer."}
        assert read(client, f"verhalen/{draft.pk}/", 404) == {"error": "Dat bestaat hier niet."}
        assert titles(client) == []
        for unknown in ("verhalen/0/", "verhalen/abc/", "verhalen/99999999999999/", "leads/"):
            read(client, unknown, 404)

    def test_the_same_filters_as_the_page(self, client):
        story(live=True, title="Les", kind="les", lesson="Zo.", evidence="Zie.")
        page = story(live=True, title="Café", province="limburg")
        version = translation.translate(page, "fr")
        version.title = "Le café"
        looked_at(version).save_revision().publish()
        assert titles(client) == ["Café", "Les"]
        assert titles(client, soort="les") == ["Les"]
        assert titles(client, provincie="limburg", zoek="cafe") == ["Café"]
        assert titles(client, taal="fr") == ["Le café"]
        assert read(client, f"verhalen/{page.pk}/")["translations"] == {
            "fr": StoryPage.objects.get(pk=version.pk).full_url
        }

    def test_pages_lead_to_each_other(self, client):
        for number in range(3):
            story(live=True, title=f"Verhaal {number}")
        first = read(client, "verhalen/", per_page=2)
        assert (first["count"], first["pages"], first["previous"]) == (3, 2, None)
        assert first["next"].endswith("/api/v1/verhalen/?per_page=2&page=2")
        second = client.get(first["next"].partition("/api/v1/")[2].join([API, ""])).json()
        assert len(second["results"]) == 1
        for odd in ("-1", "0", "x", "1e9", "²", ""):
            assert len(read(client, "verhalen/", per_page=odd, page=odd)["results"]) == 3

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_list_asks_the_same_number_of_questions(
        self, client, rows, django_assert_num_queries
    ):
        for number in range(rows):
            covered_story(number + 1)
        client.get(f"{API}verhalen/")
        with django_assert_num_queries(1):
            client.get(f"{API}verhalen/")


@pytest.mark.usefixtures("index")
class TestStopsAndPartners:
    def test_a_stop(self, client):
        stop = StopFactory(title="Halte Genk", capacity=12, contact_name="An", contact_phone="1")
        row = read(client, f"haltes/{stop.slug}/")
        assert read(client, "haltes/")["results"] == [row]
        assert (row["title"], row["seats_free"], row["state"]) == ("Halte Genk", 12, "open")
        assert row["starts_at"] == stop.starts_at.isoformat()
        assert "contact_name" not in row
        past = timezone.now() - timedelta(days=9)
        StopFactory(title="Voorbij", starts_at=past, ends_at=past + timedelta(hours=2))
        assert read(client, "haltes/")["count"] == 1
        stop.unpublish()
        read(client, f"haltes/{stop.slug}/", 404)

    def test_a_partner(self, client):
        OrganisationFactory(name="Anker", slug="anker", description="Wij varen.")
        OrganisationFactory(name="Huis", slug="huis", is_federation=True)
        OrganisationFactory(name="Weg", slug="weg", is_active=False)
        assert [row["slug"] for row in read(client, "partners/")["results"]] == ["anker"]
        assert read(client, "partners/anker/")["description"] == "Wij varen."
        for other in ("huis", "weg", "niemand"):
            read(client, f"partners/{other}/", 404)

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("name", "questions"), [("haltes", 1), ("partners", 4)])
    def test_lists_ask_the_same_number_of_questions(
        self, client, rows, name, questions, django_assert_num_queries
    ):
        for _ in range(rows):
            StopFactory()
        client.get(f"{API}{name}/")
        with django_assert_num_queries(questions):
            client.get(f"{API}{name}/")


@pytest.mark.usefixtures("index")
class TestTheContract:
    def test_who_has_it_is_told_so(self, client):
        story(live=True)
        first = client.get(f"{API}verhalen/")
        assert first["Cache-Control"] == "public, no-cache"
        again = client.get(f"{API}verhalen/", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        story(live=True)
        changed = client.get(f"{API}verhalen/", headers={"If-None-Match": first["ETag"]})
        assert changed.status_code == 200

    def test_it_only_reads(self, client):
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client, method)(f"{API}verhalen/")
            assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert client.options(f"{API}verhalen/").status_code == 204

    def test_people_read_what_there_is(self, founded, client):
        text = client.get(API).content.decode()
        assert "<h1>Open gegevens</h1>" in text
        assert 'href="/api/v1/haltes/"' in text

    def test_consent_for_another_channel_is_none_for_this_one(self, client):
        page = covered_story(1)
        person = PortrayedPerson.objects.get()
        person.consents.all().delete()
        ConsentFactory(person=person, picture=page.picture, channel="sociale-media")
        assert titles(client) == []


def test_answers_have_the_shape_that_is_described(client):
    snapshot.with_demo()
    described = read(client, "openapi.json")
    assert described["openapi"] == "3.0.3"
    assert sorted(described["paths"]) == [
        "/cijfers/",
        "/cijfers/{key}/",
        "/haltes/",
        "/haltes/{slug}/",
        "/partners/",
        "/partners/{slug}/",
        "/verhalen/",
        "/verhalen/{id}/",
    ]
    keys = {"verhalen": "id", "haltes": "slug", "partners": "slug", "cijfers": "key"}
    for name, key in keys.items():
        schemas = described["components"]["schemas"]
        page = read(client, f"{name}/")
        assert set(page) == set(schemas[f"{name}_lijst"]["required"])
        row = page["results"][0]
        assert set(row) == set(
            schemas[f"{name}_lijst"]["properties"]["results"]["items"]["required"]
        )
        whole = read(client, f"{name}/{row[key]}/")
        assert set(whole) == set(schemas[f"{name}_een"]["required"])
