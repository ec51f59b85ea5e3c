"""The pages as a visitor gets them."""

import json
import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from brand.models import BrandKit
from roadshow.models import StopPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import TourPageFactory, VenueFactory, tour_page
from tests.support.known_towns import halt, known

pytestmark = pytest.mark.django_db
NASTY = "</script><img src=x onerror=alert(1)>"


def words(response) -> str:
    """What a reader reads: no markup, one space between words."""
    main = response.text.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r"<script.*?</script>|<svg.*?</svg>", " ", main, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


class TestTour:
    def test_without_stops_there_is_a_way_on(self, client):
        tour_page()
        page = client.get("/roadshow/")
        assert "Er staan nu geen haltes gepland" in words(page)
        assert 'href="#kalender"' in page.text
        assert "data-stop-map" not in page.text

    def test_what_finds_nothing_says_so_and_how_to_find_more(self, client):
        halt("Gent")
        page = client.get("/roadshow/?provincie=limburg&via=7k2")
        assert "We plannen wel 1 andere halte." in words(page)
        assert 'href="/roadshow/?via=7k2#haltes"' in page.text

    def test_a_misspelt_place_is_asked_back_with_the_rest_of_the_question(self, client):
        known()
        halt("Gent")
        page = client.get("/roadshow/?plaats=Haselt&vrij=1&via=7k2")
        assert "Bedoelt u …? 3500 Hasselt" in words(page)
        assert 'href="?plaats=3500+Hasselt&amp;vrij=1&amp;via=7k2#haltes"' in page.text

    def test_an_unknown_place_has_another_way(self, client):
        tour_page()
        page = client.get("/roadshow/", {"plaats": NASTY})
        assert NASTY not in page.text
        assert "niet in Vlaanderen of Brussel" in words(page)

    def test_distances_are_named_for_what_they_are(self, client):
        known()
        halt("Hasselt")
        page = words(client.get("/roadshow/?plaats=3600"))
        assert "1 halte, de dichtste eerst" in page
        assert "Kilometers in vogelvlucht vanaf 3600 Genk." in page
        assert "12 km" in page

    def test_how_many_have_room_where_not_all_do(self, client):
        halt("Gent")
        assert "vooraan" not in words(client.get("/roadshow/"))
        halt("Genk", slug="genk", cancelled_at=timezone.now())
        page = words(client.get("/roadshow/"))
        assert "2 haltes" in page
        assert "1 met vrije plaatsen: die staat vooraan." in page
        assert "Nergens is nu nog een plaats vrij." in words(
            client.get("/roadshow/?plaats=Genk&provincie=limburg")
        )

    def test_the_code_of_the_link_rides_along(self, client):
        stop = halt(slug="genk")
        page = client.get("/roadshow/?via=7k2").text
        assert 'href="/roadshow/genk/?via=7k2"' in page
        assert 'href="/roadshow/genk/inschrijven/?via=7k2"' in page
        assert "/roadshow/genk/inschrijven/?via=7k2" in client.get(stop.url + "?via=7k2").text

    def test_cancelled_stops_are_marked_with_their_reason(self, client):
        halt(slug="genk", cancelled_at=timezone.now(), cancel_reason="Storm op komst.")
        page = client.get("/roadshow/")
        assert "Geannuleerd Storm op komst." in words(page)
        assert "/roadshow/genk/inschrijven/" not in page.text

    def test_the_newsletter_is_offered_with_who_sends_it(self, client):
        halt(slug="genk")
        kit = BrandKit.current()
        kit.sender_name = "Federatie Samen"
        kit.save()
        tour, form = client.get("/roadshow/"), client.get("/roadshow/genk/inschrijven/")
        assert "maximaal één mail per maand, van Federatie Samen." in words(tour)
        assert 'href="/nieuwsbrief/">Vraag de nieuwsbrief' in tour.text
        assert "Ik kan altijd stoppen. Van Federatie Samen." in words(form)

    def test_past_stops_fold_away(self, client):
        halt("Genk", starts_at=timezone.now() - timedelta(days=4))
        assert "Waar we al waren" in words(client.get("/roadshow/"))
        assert "Terugblik: Genk" in words(client.get("/roadshow/"))

    def test_the_calendar_is_of_the_same_question(self, client, settings):
        settings.SITE_URL = "https://meewerkers.example"
        halt()
        page = client.get("/roadshow/?provincie=limburg&plaats=x&via=7k2").text
        assert 'href="webcal://meewerkers.example/roadshow/agenda.ics?provincie=limburg"' in page

    def test_the_page_is_dutch_whatever_the_browser_asks(self, client):
        halt()
        page = words(client.get("/roadshow/", headers={"accept-language": "en"}))
        with translation.override("nl-be"):
            month = timezone.localtime(StopPage.objects.get().starts_at).month
        months = "januari februari maart april mei juni juli augustus september oktober november december"  # noqa: E501
        assert months.split()[month - 1][:3] in page.lower()

    @pytest.mark.parametrize("stops", [1, 3])
    def test_as_many_queries_for_three_as_for_one(self, client, stops, django_assert_num_queries):
        host = OrganisationFactory()
        for _ in range(stops):
            halt(taken=2, organisation=host)
            halt(starts_at=timezone.now() - timedelta(days=4))
        client.get("/roadshow/")
        with django_assert_num_queries(8):
            client.get("/roadshow/")

    def test_another_tour_shows_its_own_stops(self, client):
        halt("Genk")
        other = TourPageFactory(slug="volgende")
        halt("Gent", parent=other)
        page = words(client.get("/volgende/"))
        assert ("Gent" in page, "Genk" in page) == (True, False)


class TestStop:
    def test_place_day_hours_price_and_seats_come_first(self, client):
        stop = halt(taken=22, includes="Gratis · broodje inbegrepen")
        page = words(client.get(stop.url))
        for part in (
            stop.day.capitalize(),
            stop.hours.replace("\xa0", " "),
            f"{stop.venue.name} Voorbeeldstraat 1, 3600 Genk",
            "Gratis · broodje inbegrepen",
            "Nog 18 plaatsen",
            "22 van 40 plaatsen ingenomen",
            "Schrijf in",
        ):
            assert part in page

    @pytest.mark.parametrize(
        ("fields", "sentence", "registers"),
        [
            ({"taken": 39}, "Nog 1 plaats", True),
            ({"taken": 40}, "Alle 40 plaatsen zijn ingenomen.", True),
            (
                {"starts_at": timezone.now() - timedelta(hours=1)},
                "Inschrijven kan niet meer: deze halte is begonnen.",
                False,
            ),
            ({"starts_at": timezone.now() - timedelta(days=9)}, "Terugblik: VOORBEELD", False),
            (
                {"cancelled_at": timezone.now(), "cancel_reason": "Storm op komst."},
                "Deze halte gaat niet door. Storm op komst.",
                False,
            ),
        ],
    )
    def test_it_speaks_for_each_state(self, client, fields, sentence, registers):
        stop = halt(slug="genk", **fields)
        page = client.get(stop.url)
        assert sentence in words(page)
        assert ("/roadshow/genk/inschrijven/" in page.text) is registers

    @pytest.mark.parametrize(
        "fields", [{"taken": 40}, {"cancelled_at": timezone.now(), "cancel_reason": "Storm"}]
    )
    def test_where_one_cannot_come_the_next_stops_are_shown(self, client, fields):
        stop = halt("Genk", **fields)
        halt("Hasselt")
        page = words(client.get(stop.url))
        assert "Hier zijn nog plaatsen vrij" in page
        assert "12 km" in page

    def test_its_data_for_search_engines_cannot_be_broken_out_of(self, client):
        stop = halt(title=NASTY, venue=VenueFactory(name=NASTY))
        page = client.get(stop.url).text
        assert NASTY not in page
        data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        event = json.loads(data)
        assert (event["@type"], event["name"], event["location"]["name"]) == ("Event", NASTY, NASTY)
        assert event["startDate"] == timezone.localtime(stop.starts_at).isoformat()
        assert event["offers"]["availability"] == "https://schema.org/InStock"

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({}, "EventScheduled"),
            ({"sequence": 1}, "EventRescheduled"),
            ({"cancelled_at": timezone.now()}, "EventCancelled"),
        ],
    )
    def test_its_data_says_whether_it_goes_on(self, client, fields, status):
        page = client.get(halt(**fields).url).text
        assert f'"eventStatus": "https://schema.org/{status}"' in page

    def test_others_planners_are_links_and_nothing_of_theirs_is_loaded(self, client):
        page = client.get(halt().url).text
        for host in ("openstreetmap.org", "delijn.be", "belgiantrain.be"):
            assert re.search(rf'<a class="chip" href="https://www\.{host}', page)
        assert re.findall(r'(?:src|<link[^>]+href)="https?://(?!localhost)[^"]+"', page) == []

    def test_it_says_how_accessible_the_place_is(self, client):
        venue = VenueFactory(has_ramp=True, has_induction_loop=False)
        stop = halt("Genk", venue=venue)
        page = words(client.get(stop.url))
        assert "Toegankelijkheid ter plaatse Met een rolstoel Ja, zonder drempel of trap" in page
        assert "Aangepast toilet Niet bekend. " in page

    def test_on_paper_it_has_a_code_and_its_address(self, client):
        stop = halt()
        page = client.get(stop.url)
        assert f"Schrijf in via {stop.full_url}" in words(page)
        assert "QR-code naar deze pagina" in page.text

    def test_a_stop_that_is_not_published_is_not_there(self, client):
        stop = halt(live=False)
        assert client.get(stop.url or f"/roadshow/{stop.slug}/").status_code == 404

    def test_long_words_and_odd_letters_do_no_harm(self, client):
        stop = halt(
            title="\u202eDonaudampfschiffahrtsgesellschaft" * 3,
            who_you_meet="🚌" * 500,
            venue=VenueFactory(name="Z" * 120, street="S" * 160),
        )
        assert client.get(stop.url).status_code == 200
        assert client.get("/roadshow/").status_code == 200


class TestTags:
    def render(self, text: str, **context) -> str:
        request = RequestFactory().get("/?via=7k2")
        page = Template("{% load roadshow_tags %}" + text).render(
            Context({"request": request, **context})
        )
        return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL).split())

    def test_next_stops_are_open_and_come_in_order(self):
        now = timezone.now()
        halt("Gent", starts_at=now + timedelta(days=9))
        halt("Genk", starts_at=now + timedelta(days=3))
        halt("Brugge", starts_at=now + timedelta(days=1), cancelled_at=now)
        text = self.render("{% next_stops limit=1 %}")
        assert "De volgende haltes" in text
        assert ("Genk" in text, "Gent" in text, "Brugge" in text) == (True, False, False)
        assert "Gent" in self.render("{% next_stops province='oost-vlaanderen' %}")

    def test_without_stops_there_is_no_empty_heading(self):
        tour_page()
        assert self.render("{% next_stops %}") == ""

    class Story:
        province = "limburg"

    def test_a_story_calls_to_the_next_stop_of_its_province(self):
        halt("Gent")
        stop = halt("Genk")
        text = self.render("{% call_to_stop story %}", story=self.Story())
        hours = stop.hours.replace("\xa0", " ")
        assert text == (
            f"Kom langs in Genk {stop.day.capitalize()}, {hours}. Nog 40 plaatsen. "
            "Naar de halte in Genk"
        )

    def test_it_names_who_is_met_there(self):
        halt("Genk")
        text = self.render("{% call_to_stop story name='Karim' %}", story=self.Story())
        assert text.startswith("Kom Karim ontmoeten in Genk")

    def test_without_a_stop_in_the_province_it_calls_to_all(self):
        halt("Gent")
        text = self.render("{% call_to_stop story %}", story=self.Story())
        assert text == "Kom eens kijken bij een halte in uw buurt Vind uw halte"
