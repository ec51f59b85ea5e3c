"""`/verhalen/` and a partner's section, as pages."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import PartnersPage
from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page
from tests.factories.stories import covered_story, section_of, story, story_index
from tests.support import many

pytestmark = pytest.mark.django_db
INDEX = "/verhalen/"


def text_of(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def words(markup: str) -> str:
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def links(markup: str) -> list[str]:
    """Where the links in the page's own part lead."""
    main = markup.partition("<main")[2].partition("</main>")[0]
    return [html.unescape(found) for found in re.findall(r'href="([^"]*)"', main)]


@pytest.fixture
def three():
    partner = OrganisationFactory(name="De Werkschuit", slug="werkschuit")
    told = [
        story(organisation=partner, live=True, title="Eerst", province="limburg"),
        story(organisation=partner, live=True, title="Tweede", kind="impactverhaal"),
        story(
            organisation=OrganisationFactory(name="Atelier", slug="atelier"),
            live=True,
            title="Derde",
            kind="les",
            lesson="Begin.",
            evidence="Zo is het.",
        ),
    ]
    for days, page in enumerate(told):
        moment = timezone.now() - timedelta(days=days)
        StoryPage.objects.filter(pk=page.pk).update(first_published_at=moment)
    return told


class TestIndex:
    def test_nothing_told_yet(self, client):
        story_index()
        text = words(text_of(client, INDEX))
        assert "Nog geen verhalen De eerste zijn in de maak." in text
        assert "Zoek op een woord" not in text

    def test_what_there_is_and_of_how_many(self, client, three):
        markup = text_of(client, INDEX)
        assert "3 verhalen van 2 partners" in words(markup)
        assert (
            "Alle soorten Getuigenis 1 verhaal Impactverhaal 1 verhaal "
            "Les voor uw bedrijf 1 verhaal"
        ) in words(markup)
        assert re.findall(r'<h3 class="([a-z_]+)"><a href="([^"]+)"', markup) == [
            ("newest__title", three[0].url),
            ("card__title", three[1].url),
            ("card__title", three[2].url),
        ]

    def test_one_story_of_one_partner(self, client):
        story(live=True)
        assert "1 verhaal van 1 partner " in words(text_of(client, INDEX))

    def test_what_was_asked_stays_in_the_form_and_can_be_left_out(self, client, three):
        markup = text_of(client, f"{INDEX}?soort=impactverhaal&partner=werkschuit&zoek=tweede")
        assert "1 verhaal Impactverhaal : laat weg De Werkschuit : laat weg" in words(markup)
        assert '<option value="werkschuit" selected>De Werkschuit (1)</option>' in markup
        assert 'name="zoek" value="tweede"' in markup
        assert '<input type="hidden" name="soort" value="impactverhaal">' in markup
        assert "?partner=werkschuit&zoek=tweede#gevonden" in links(markup)
        assert f"{INDEX}feed.atom?soort=impactverhaal&partner=werkschuit&zoek=tweede" in links(
            markup
        )

    def test_nothing_found_says_so_and_offers_a_way_on(self, client, three):
        markup = text_of(client, f"{INDEX}?zoek=olifant&provincie=limburg")
        assert "Geen verhaal gevonden" in words(markup)
        assert "?zoek=olifant#gevonden" in links(markup)
        assert "?#gevonden" in links(markup)

    def test_pages_keep_the_question(self, client):
        many.stories(14, province="limburg")
        markup = text_of(client, f"{INDEX}?provincie=limburg&page=2")
        assert "14 verhalen, bladzijde 2" in words(markup)
        assert "?provincie=limburg&page=1" in links(markup)

    def test_the_code_of_the_campaign_rides_along(self, client, three):
        markup = text_of(client, f"{INDEX}?via=7k2")
        assert [link for link in links(markup) if link.startswith(three[0].url)] == [
            f"{three[0].url}?via=7k2"
        ]
        assert "?soort=les&via=7k2#gevonden" in links(markup)
        assert '<input type="hidden" name="via" value="7k2">' in markup

    @pytest.mark.parametrize(
        "query",
        [
            "zoek=%00",
            "zoek=%0D%0A",
            "soort=%00&partner=%00&provincie=%00&sector=%00",
            "zoek=" + "a" * 4000,
            "zoek=%E2%80%AE%F0%9F%99%82",
            "page=%00",
            "via=%00%22%3E",
        ],
    )
    def test_any_question_is_answered(self, client, three, query):
        assert "<h1>Verhalen</h1>" in text_of(client, f"{INDEX}?{query}")

    def test_words_that_were_typed_stay_text(self, client, three):
        markup = text_of(client, f"{INDEX}?zoek=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in markup

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_same_number_of_questions_whatever_its_length(
        self, client, rows, django_assert_num_queries
    ):
        partner = OrganisationFactory()
        for number in range(rows):
            covered_story(number + 1, organisation=partner)
        text_of(client, INDEX)
        with django_assert_num_queries(7):
            text_of(client, INDEX)


class TestSection:
    def test_a_partner_and_its_stories(self, client, three):
        section = section_of(three[0].section_organisation)
        markup = text_of(client, section.url)
        assert "Verhalen van De Werkschuit" in words(markup)
        shown = [link for link in links(markup) if link.startswith(section.url)]
        assert shown == [three[0].url, three[1].url]
        assert "/partners/werkschuit/" in links(markup)

    def test_without_a_licence_the_stories_stay_and_the_partner_page_is_gone(self, client, three):
        partner = three[0].section_organisation
        partner.licence_until = timezone.localdate() - timedelta(days=1)
        partner.save()
        markup = text_of(client, section_of(partner).url)
        assert three[0].url in links(markup)
        assert "/partners/werkschuit/" not in links(markup)

    def test_nothing_told_yet(self, client):
        section = section_of(OrganisationFactory(name="Nieuw"))
        text = words(text_of(client, section.url))
        assert "Nog geen verhalen Deze partner vertelt er binnenkort een eerste." in text

    def test_twelve_on_a_page(self, client):
        section = section_of(many.stories(13).section_organisation)
        assert text_of(client, section.url).count("<article") == 12
        assert text_of(client, f"{section.url}?page=2").count("<article") == 1

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_the_same_number_of_questions_whatever_its_length(
        self, client, rows, django_assert_num_queries
    ):
        partner = OrganisationFactory()
        for number in range(rows):
            covered_story(number + 1, organisation=partner)
        section = section_of(partner)
        text_of(client, section.url)
        with django_assert_num_queries(7):
            text_of(client, section.url)


class TestElsewhere:
    """What is taken back leaves the home page and the partner's page at once too."""

    def test_the_newest_on_the_home_page(self, client, three):
        story_index()
        hidden = covered_story(1, title="Verborgen")
        home = home_page()
        assert hidden.url in links(text_of(client, home.url))
        hidden.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
        shown = [link for link in links(text_of(client, home.url)) if link.startswith(INDEX)]
        assert shown == [INDEX, *(page.url for page in three)]

    def test_a_partners_newest_on_its_page_with_a_way_to_all(self, client):
        home = home_page()
        home.add_child(instance=PartnersPage(title="Partners", slug="partners"))
        partner = OrganisationFactory(slug="werkschuit")
        section = section_of(partner)
        for number in range(3):
            story(organisation=partner, live=True, title=f"Verhaal {number}")
        assert section.url not in links(text_of(client, "/partners/werkschuit/"))
        story(organisation=partner, live=True, title="Het vierde")
        found = links(text_of(client, "/partners/werkschuit/"))
        assert section.url in found
        assert len([link for link in found if link.startswith(f"{section.url}verhaal-")]) == 2
