"""One story as a visitor meets it: its kind, its people, its words and what machines read."""

import html
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import TourPageFactory, stop_in
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    agree,
    covered_story,
    story,
)

pytestmark = pytest.mark.django_db


def text_of(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def words(markup: str) -> str:
    """What a reader sees, on one line."""
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", markup.replace("<wbr>", ""))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def json_of(markup: str) -> dict:
    blocks = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', markup)
    (article,) = [data for data in map(json.loads, blocks) if data["@type"] == "Article"]
    return article


def meta(markup: str, name: str) -> str | None:
    found = re.search(rf'<meta property="{name}" content="([^"]*)"', markup)
    return html.unescape(found[1]) if found else None


class TestKinds:
    def test_a_lesson_says_the_lesson_why_and_whom_to_ask(self, client):
        partner = OrganisationFactory(phone="03 000 00 00", email="wij@example.be")
        page = story(
            organisation=partner,
            live=True,
            kind="les",
            title="Vijf minuten",
            lesson="Begin samen aan het bord.",
            evidence="Zo vertellen de ploegbazen het.",
            come_and_see="Elke dinsdag om 9 uur.",
        )
        text = words(text_of(client, page))
        assert "De les Begin samen aan het bord." in text
        assert "Waaruit blijkt dat? Zo vertellen de ploegbazen het." in text
        assert "Kom kijken Elke dinsdag om 9 uur. 03 000 00 00 wij@example.be" in text

    def test_who_is_named_in_a_lesson_goes_before_the_partner(self, client):
        partner = OrganisationFactory(phone="03 000 00 00", email="wij@example.be")
        page = story(
            organisation=partner,
            live=True,
            kind="les",
            lesson="Begin.",
            evidence="Zo is het.",
            contact_name="Greet",
            contact_phone="03 111 11 11",
        )
        text = words(text_of(client, page))
        assert "Meer weten? Vraag naar Greet . 03 111 11 11" in text
        assert "03 000 00 00" not in text
        assert "wij@example.be" not in text

    def test_an_answered_prejudice_says_the_fact_and_its_source(self, client):
        page = story(
            live=True,
            kind="vooroordeel",
            title="“Dat kost tijd”",
            fact="Onze begeleider is erbij.",
            source="Afspraken van 2025",
            source_url="https://example.org/bron",
            source_on=date(2026, 3, 3),
        )
        markup = text_of(client, page)
        assert (
            "Wat wij zien Onze begeleider is erbij. Wat men denkt “Dat kost tijd” "
            "Bron Afspraken van 2025 3 maart 2026"
        ) in words(markup)
        assert 'href="https://example.org/bron"' in markup

    @pytest.mark.parametrize("kind", ["getuigenis", "impactverhaal"])
    def test_the_others_show_nothing_of_that(self, client, kind):
        page = story(live=True, kind=kind, lesson="Niet", fact="Niet", source="Niet")
        text = words(text_of(client, page))
        assert "De les" not in text
        assert "Wat wij zien" not in text


class TestWhoAndWhere:
    def test_about_a_story(self, client):
        person = PersonFactory(
            name="Karim Voorbeeld", organisation=OrganisationFactory(name="De Werkschuit")
        )
        ConsentFactory(person=person)
        page = story(person, live=True, province="limburg", sector="Logistiek")
        StoryPage.objects.update(first_published_at=datetime(2026, 3, 3, 11, tzinfo=UTC))
        text = words(text_of(client, page))
        assert (
            "In dit verhaal: Karim Verteld door: De Werkschuit Limburg, Logistiek 3 maart 2026"
        ) in text
        assert "Karim Voorbeeld" not in text

    def test_the_picture_has_words_for_who_cannot_see_it(self, client):
        page = covered_story(1)
        assert 'alt="Iemand lacht"' in text_of(client, page)
        page.picture_alt = "Karim tilt een krat"
        page.save_revision()
        agree(page)
        StoryPage.objects.get(pk=page.pk).get_latest_revision().publish()
        assert 'alt="Karim tilt een krat"' in text_of(client, page)

    def test_related_stories_stand_below(self, client):
        page = story(title="Deze", live=True)
        story(title="Die andere", live=True)
        text = words(text_of(client, page))
        assert "Lees ook Getuigenis Die andere" in text


class TestTheWayToAStop:
    def test_the_next_stop_of_its_province_with_the_code_of_the_campaign(self, client):
        TourPageFactory(slug="roadshow")
        stop_in("Gent", slug="gent")
        stop_in("Genk", slug="genk")
        page = story(live=True, province="limburg", invitation_name="Karim")
        markup = client.get(f"{page.url}?via=7k2").content.decode()
        assert "Kom Karim ontmoeten in Genk" in words(markup)
        assert 'href="/roadshow/genk/?via=7k2"' in markup

    def test_the_code_rides_along_to_other_stories(self, client):
        page = story(title="Deze", live=True)
        other = story(title="Die andere", live=True)
        markup = client.get(f"{page.url}?via=7k2").content.decode()
        assert f'href="{other.url}?via=7k2"' in markup


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


class TestOddWords:
    def test_markup_that_people_type_stays_text(self, client):
        quote = {"text": NASTY, "name": NASTY, "role": NASTY, "image": None}
        page = story(
            live=True,
            kind="les",
            title=NASTY,
            lead=NASTY,
            lesson=NASTY,
            evidence=NASTY,
            sector=NASTY[:80],
            come_and_see=NASTY,
            contact_name=NASTY,
            body=[("quote", quote)],
        )
        markup = text_of(client, page)
        assert "<script>alert" not in markup
        assert "<img src=x" not in markup
        assert json_of(markup)["description"] == NASTY
        assert meta(markup, "og:description") == NASTY
        listed = client.get("/verhalen/?zoek=" + "%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in listed.content.decode()

    def test_a_prejudice_and_its_source_too(self, client):
        page = story(
            live=True,
            kind="vooroordeel",
            prejudice=NASTY,
            fact=NASTY,
            source=NASTY,
            source_on=date(2026, 1, 1),
        )
        markup = text_of(client, page)
        assert "<script>alert" not in markup
        assert "<img src=x" not in markup

    def test_line_breaks_in_a_title_are_no_breaks(self, client):
        page = story(live=True, title="Karim\r\nkent\nelke doos")
        markup = text_of(client, page)
        assert "<h1>Karim kent elke doos</h1>" in markup
        assert meta(markup, "og:title") == "Karim kent elke doos"

    @pytest.mark.parametrize("title", ["مرحبا 🙂", "\u202eomgekeerd", "x" * 255])
    def test_any_title_has_a_page(self, client, title):
        page = story(live=True, title=title, slug="een-verhaal")
        assert "<h1>" in text_of(client, page)


class TestWhatMachinesRead:
    def test_an_article(self, client):
        partner = OrganisationFactory(name="De Werkschuit", website="https://example.org")
        page = story(
            organisation=partner, live=True, title="Karim kent elke doos", lead="Hij telt."
        )
        told = datetime(2026, 3, 3, 11, tzinfo=UTC)
        StoryPage.objects.update(first_published_at=told, last_published_at=told)
        markup = text_of(client, page)
        data = json_of(markup)
        assert data.pop("url") == data.pop("mainEntityOfPage")
        publisher = data.pop("publisher")
        assert (publisher["@type"], publisher["name"]) == ("Organization", "Meewerkers")
        assert data == {
            "@context": "https://schema.org",
            "@type": "Article",
            "headline": "Karim kent elke doos",
            "description": "Hij telt.",
            "inLanguage": "nl-BE",
            "author": {
                "@type": "Organization",
                "name": "De Werkschuit",
                "url": "https://example.org",
            },
            "articleSection": "Getuigenis",
            "datePublished": "2026-03-03T11:00:00+00:00",
            "dateModified": "2026-03-03T11:00:00+00:00",
        }
        assert meta(markup, "og:type") == "article"
        assert meta(markup, "og:title") == "Karim kent elke doos"
        assert meta(markup, "og:description") == "Hij telt."

    def test_a_face_is_shared_only_by_who_allows_social_media(self, client):
        page = covered_story(1)
        markup = text_of(client, page)
        assert "image" not in json_of(markup)
        assert meta(markup, "og:image") is None
        person = page.portrayals.get().person
        ConsentFactory(person=person, picture=page.picture, channel=Channel.SOCIAL)
        markup = text_of(client, page)
        assert json_of(markup)["image"].endswith(".jpg")
        assert meta(markup, "og:image").endswith(".jpg")

    def test_the_sitemap_knows_only_what_is_shown(self, client):
        shown, hidden = covered_story(1, title="Getoond"), covered_story(2, title="Verborgen")
        hidden.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
        sitemap = client.get("/sitemap.xml").content.decode()
        assert shown.url in sitemap
        assert hidden.url not in sitemap


class TestPlan:
    def test_a_story_that_was_planned_appears_and_is_whole(self, client):
        page = covered_story(1, live=False, title="Later")
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
        assert client.get(page.url).status_code == 404
        revision = page.get_latest_revision()
        revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
        revision.save()
        call_command("work", once=True)
        assert "<h1>Later</h1>" in text_of(client, page)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_story_asks_the_same_number_of_questions_whatever_stands_below(
    client, rows, django_assert_num_queries
):
    page = covered_story(1)
    for number in range(rows):
        covered_story(number + 2, organisation=page.section_organisation)
    text_of(client, page)
    with django_assert_num_queries(11):
        text_of(client, page)


class TestPassingOn:
    def test_it_says_who_tells_it(self, client):
        page = covered_story(1)
        partner = page.section_organisation
        markup = text_of(client, page)
        # Where one sees it: once it stood there for screen readers alone.
        assert f'<span>Verteld door: <a href="{partner.section.url}">' in markup
        assert f"Verteld door: {partner.name}" in words(markup)

    def test_it_is_passed_on_without_any_script(self, client):
        page = covered_story(1)
        person = page.portrayals.get().person
        ConsentFactory(person=person, picture=page.picture, channel="sociale-media")
        markup = text_of(client, page)
        shared = markup[markup.index("share-story") :]
        assert "Kopieer het adres" in shared
        assert 'href="mailto:?' in shared
        assert "linkedin.com" in shared

    def test_the_newsletter_stands_below_it(self, client):
        markup = text_of(client, covered_story(1))
        assert markup.index("/nieuwsbrief/") > markup.index("share-story")
