"""The feed of stories: valid whatever people type, and under the same filters as the page."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from stories.languages import translation
from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import covered_story, looked_at, story, story_index

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "/verhalen/feed.atom"


@pytest.fixture(autouse=True)
def here(settings):
    settings.SITE_HOST = "meewerkers.example"
    story_index()


def read(client, query=""):
    response = client.get(ADDRESS + query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(feed) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_an_entry_says_what_where_who_and_when(client):
    partner = OrganisationFactory(name="De Werkschuit", slug="werkschuit")
    page = story(
        organisation=partner, live=True, title="Karim kent elke doos", lead="Hij telt & weegt."
    )
    told = datetime(2026, 3, 3, 11, tzinfo=UTC)
    StoryPage.objects.update(first_published_at=told, last_published_at=told)
    feed = read(client)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "nl-BE"
    (entry,) = feed.iter(f"{ATOM}entry")
    found = {child.tag.removeprefix(ATOM): child for child in entry}
    assert found["title"].text == "Karim kent elke doos"
    assert found["summary"].text == "Hij telt &amp; weegt."
    assert found["link"].get("href").endswith("/verhalen/werkschuit/karim-kent-elke-doos/")
    assert found["link"].get("href").startswith("http")
    assert found["id"].text == f"tag:meewerkers.example,2026:verhaal-{page.pk}"
    assert found["author"].findtext(f"{ATOM}name") == "De Werkschuit"
    assert found["published"].text == "2026-03-03T11:00:00+00:00"
    assert found["category"].get("term") == "Getuigenis"


def test_the_newest_first_and_only_what_is_shown(client):
    old, new = story(title="Oud", live=True), story(title="Nieuw", live=True)
    StoryPage.objects.filter(pk=old.pk).update(first_published_at=datetime(2026, 1, 1, tzinfo=UTC))
    hidden = covered_story(1, title="Verborgen")
    hidden.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
    story(title="Concept")
    assert titles(read(client)) == [new.title, old.title]


def test_the_same_filters_as_the_page(client):
    story(title="Vier foto’s", live=True, kind="les", lesson="Toon het.", evidence="Wij doen het.")
    story(title="Cafébaas Zoë", live=True, province="limburg")
    assert titles(read(client, "?soort=les")) == ["Vier foto’s"]
    assert titles(read(client, "?provincie=limburg")) == ["Cafébaas Zoë"]
    assert titles(read(client, "?zoek=cafe")) == ["Cafébaas Zoë"]
    assert titles(read(client, "?partner=onbekend")) == []
    feed = read(client, "?soort=les&page=9")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/verhalen/feed.atom?soort=les")
    assert links["alternate"].endswith("/verhalen/?soort=les")


NASTY = "Een\x0b <script>alert(1)</script> \x01]]>\x1f &amp; 🙂 \u202e\ufffe\nhalf"


def test_no_character_breaks_the_feed_for_the_others(client):
    partner = OrganisationFactory(name="Bij \x02 <b>ons</b>")
    story(organisation=partner, title="Eerst", live=True)
    StoryPage.objects.update(title=NASTY, lead=NASTY)
    story(title="Gewoon", live=True)
    feed = read(client)
    clean = "Een <script>alert(1)</script> ]]> &amp; 🙂 \u202e half"
    assert titles(feed) == ["Gewoon", clean]
    summary = list(feed.iter(f"{ATOM}summary"))[1].text
    assert summary == "Een &lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp;amp; 🙂 \u202e half"
    assert [name.text for name in feed.iter(f"{ATOM}name")][1] == "Bij <b>ons</b>"


@pytest.mark.parametrize("query", ["?zoek=%00", "?soort=%00", "?partner=%00", "?sector=%0D%0A"])
def test_what_is_no_question_asks_for_everything(client, query):
    story(title="Gewoon", live=True)
    assert titles(read(client, query)) == ["Gewoon"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_asks_the_same_number_of_questions_whatever_its_length(
    client, rows, django_assert_num_queries
):
    for number in range(rows):
        covered_story(number + 1)
    read(client)
    with django_assert_num_queries(4):
        read(client)


def test_a_story_that_came_live_without_being_published_has_a_place_too(client):
    story(title="Ingevoerd", live=True)
    StoryPage.objects.update(first_published_at=None, last_published_at=None)
    assert titles(read(client)) == ["Ingevoerd"]


def test_an_empty_feed_is_a_feed(client):
    assert titles(read(client)) == []


class TestJsonFeed:
    ADDRESS = "/verhalen/feed.json"

    def read(self, client, query="") -> dict:
        response = client.get(self.ADDRESS + query)
        assert response.status_code == 200
        assert response["Content-Type"] == "application/feed+json; charset=utf-8"
        return response.json()

    def test_an_item_says_what_where_who_and_when(self, client):
        partner = OrganisationFactory(name="De Werkschuit", slug="werkschuit")
        page = story(
            organisation=partner, live=True, title="Karim kent elke doos", lead="Hij telt & weegt."
        )
        told = datetime(2026, 3, 3, 11, tzinfo=UTC)
        StoryPage.objects.update(first_published_at=told, last_published_at=told)
        feed = self.read(client, "?soort=getuigenis")
        (item,) = feed.pop("items")
        assert feed.pop("home_page_url").endswith("/verhalen/?soort=getuigenis")
        assert feed.pop("feed_url").endswith("/verhalen/feed.json?soort=getuigenis")
        assert feed == {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Meewerkers: verhalen",
            "language": "nl-BE",
        }
        assert item.pop("url").endswith("/verhalen/werkschuit/karim-kent-elke-doos/")
        assert item == {
            "id": f"tag:meewerkers.example,2026:verhaal-{page.pk}",
            "title": "Karim kent elke doos",
            "content_text": "Hij telt & weegt.",
            "authors": [{"name": "De Werkschuit"}],
            "tags": ["Getuigenis"],
            "date_published": "2026-03-03T11:00:00+00:00",
            "date_modified": "2026-03-03T11:00:00+00:00",
        }

    def test_only_what_is_shown_under_the_filters_of_the_page(self, client):
        story(title="Vier foto’s", live=True, kind="les", lesson="Toon het.", evidence="Zie.")
        hidden = covered_story(1, title="Verborgen")
        hidden.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
        story(title="Concept")
        assert [item["title"] for item in self.read(client)["items"]] == ["Vier foto’s"]
        assert self.read(client, "?soort=getuigenis")["items"] == []
        assert self.read(client, "?zoek=%00&soort=%00&taal=xx")["items"] != []

    @pytest.mark.parametrize("rows", [1, 3])
    def test_its_length_costs_nothing(self, client, rows, django_assert_num_queries):
        for number in range(rows):
            covered_story(number + 1)
        self.read(client)
        with django_assert_num_queries(4):
            self.read(client)

    def test_the_pages_name_both_feeds(self, client):
        page = client.get("/verhalen/").content.decode()
        for kind, name in (("atom+xml", "atom"), ("feed+json", "json")):
            link = f'<link rel="alternate" type="application/{kind}" href="/verhalen/feed.{name}"'
            assert link in page


def test_feeds_speak_dutch_unless_asked_otherwise(client):
    page = story(title="De doos", live=True)
    version = translation.translate(page, "fr")
    version.title = "La boîte"
    looked_at(version).save_revision().publish()
    assert titles(read(client)) == ["De doos"]
    french = read(client, "?taal=fr")
    assert titles(french) == ["La boîte"]
    assert french.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    feed = client.get("/verhalen/feed.json?taal=fr").json()
    assert (feed["language"], [item["title"] for item in feed["items"]]) == ("fr", ["La boîte"])
