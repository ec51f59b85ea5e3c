import json
import re
from datetime import timedelta

import folium.plugins
import pytest
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from roadshow.tour import map as tour_map
from roadshow.tour import search
from roadshow.tour.query import Search
from tests.factories.roadshow import TourPageFactory, VenueFactory, town
from tests.support.known_towns import halt, known

pytestmark = pytest.mark.django_db
HOME = settings.SITE_URL
NASTY = '</script><img src=x onerror="alert(1)">'


def features(query: str = ""):
    found = search.find(Search.read(QueryDict(query)))
    addresses = tour_map.Addresses("page of {}", "form of {}")
    return json.loads(tour_map.geojson(found, addresses))["features"]


class TestParts:
    def test_every_file_is_ours(self):
        parts = tour_map.parts()
        assert parts.styles == [
            "/static/leaflet/leaflet.css",
            "/static/markercluster/MarkerCluster.css",
            "/static/roadshow/map.css",
        ]
        assert parts.scripts == [
            "/static/leaflet/leaflet.js",
            "/static/markercluster/leaflet.markercluster.js",
            "/static/roadshow/map_ground.js",
            "/static/roadshow/map.js",
        ]

    def test_folium_s_own_lists_stay_as_they_were(self):
        tour_map.parts.cache_clear()
        tour_map.parts()
        assert any("jsdelivr" in address for _, address in folium.Map.default_js)
        cluster = folium.plugins.FastMarkerCluster
        assert any("cloudflare" in address for _, address in cluster.default_js)

    def test_the_script_has_stable_names_our_callbacks_and_no_host(self):
        script = tour_map.parts().script
        for part in (
            'var map_haltes = L.map(\n                "map_haltes"',
            "var fast_marker_cluster_haltes =",
            "var callback = roadshowMap.marker;",
            "roadshowMap.cluster;",
            "var data = [];",
        ):
            assert part in script
        assert "http" not in script
        assert "tileLayer" not in script


class TestFeatures:
    def test_a_pin_goes_before_the_centre_of_the_town(self):
        halt(venue=VenueFactory(latitude="50.96512", longitude="5.50011"))
        (feature,) = features()
        assert feature["geometry"]["coordinates"] == [5.50011, 50.96512]

    @pytest.mark.parametrize(
        ("fields", "words", "state", "register"),
        [
            ({}, "Nog 40 plaatsen", "open", "form of genk"),
            ({"taken": 39}, "Nog 1 plaats", "bijna-vol", "form of genk"),
            ({"taken": 40}, "Volzet, wachtlijst open", "volzet", "form of genk"),
            ({"cancelled_at": timezone.now()}, "Geannuleerd", "geannuleerd", None),
            ({"starts_at": timezone.now() - timedelta(minutes=5)}, "Begonnen", "begonnen", None),
        ],
    )
    def test_states_and_whether_there_is_a_form(self, fields, words, state, register):
        halt(slug="genk", **fields)
        (stop,) = [feature["properties"] for feature in features()]
        assert (stop["stateLabel"], stop["state"], stop["register"]) == (words, state, register)


class TestColumns:
    def test_what_stops_share_stands_there_once(self, client):
        house = VenueFactory(latitude="50.965123", longitude="5.500114", name="De Werkschuit")
        first = halt("Genk", slug="genk", venue=house)
        halt("Genk", slug="weer", venue=house, taken=40)
        halt("Genk", slug="laatst", venue=house, starts_at=first.starts_at, taken=39)
        found = client.get(reverse("map_stops"), {"tournee": "roadshow"}).json()
        assert found.pop("rows") == {
            "slug": ["genk", "laatst", "weer"],
            "title": ["Genk", "Genk", "Genk"],
            "place": [0, 0, 0],
            "day": [0, 0, 0],
            "hour": [0, 0, 0],
            "state": [0, 1, 2],
        }
        assert found == {
            "stop": f"{HOME}/roadshow/{{}}/",
            "form": f"{HOME}/roadshow/{{}}/inschrijven/",
            "takesPeople": ["open", "bijna-vol", "volzet"],
            "places": [[50.96512, 5.50011, "De Werkschuit"]],
            "days": [first.day],
            "hours": [first.hours],
            "states": [
                ["open", "Nog 40 plaatsen"],
                ["bijna-vol", "Nog 1 plaats"],
                ["volzet", "Volzet, wachtlijst open"],
            ],
        }

    def test_the_same_stops_in_the_same_order_as_for_the_maps_of_others(self, client):
        known()
        for name in ("Gent", "Brugge", "Genk"):
            halt(name, slug=name.lower())
        asked = {"plaats": "3500", "tournee": "roadshow"}
        ours = client.get(reverse("map_stops"), asked).json()["rows"]["slug"]
        theirs = client.get(reverse("stops_geojson"), asked).json()["features"]
        assert ours == [one["id"] for one in theirs] == ["genk", "gent", "brugge"]

    def test_nothing_found_gives_no_stops(self, client):
        halt("Genk")
        rows = client.get(reverse("map_stops"), {"tournee": "nergens"}).json()["rows"]
        assert set(map(tuple, rows.values())) == {()}


class TestPage:
    def test_no_stop_stands_in_the_page_for_the_map(self, client):
        halt(title=NASTY)
        page = client.get("/roadshow/?vrij=1&via=7k2").text
        assert NASTY not in page
        assert "application/json" not in page
        assert 'data-source="/roadshow/kaart.json?vrij=1&amp;tournee=roadshow"' in page
        assert 'data-via="?via=7k2"' in page

    def test_where_the_stops_are_stands_in_it_from_the_start(self, client):
        """Drawn by the server, one dot for each place, until the map takes its place."""
        halt("Genk")
        halt("Genk")
        halt("Brugge")
        page = client.get("/roadshow/").text
        still = re.search(r'<svg class="stop-map__still".*?</svg>', page, re.DOTALL)[0]
        assert still.count("h0") == 2
        assert 'aria-hidden="true"' in still

    def test_the_map_asks_nothing_before_it_is_seen(self, client):
        halt()
        page = client.get("/roadshow/").text
        asked = re.findall(r'<(?:script[^>]* src|link rel="stylesheet" href)="([^"]+)"', page)
        assert not [one for one in asked if "leaflet" in one or "cluster" in one or "kaart" in one]
        assert "/static/roadshow/tour_map.js" in asked
        scripts = re.search('data-scripts="([^"]+)"', page)[1].split()
        assert scripts == [*tour_map.parts().scripts, reverse("map_script")]

    def test_those_that_took_place_say_where(self, client):
        halt()
        week = timezone.now() - timedelta(days=7)
        gone = halt(slug="gone", starts_at=week, ends_at=week + timedelta(hours=2))
        page = client.get("/roadshow/").text
        assert f'data-past-stop="gone" data-at="50.97;5.5" data-when="{gone.day}"' in page

    def test_the_policy_allows_no_inline_script_and_the_page_has_none(self, client):
        halt()
        response = client.get("/roadshow/")
        policy = response["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        scripts = [part.partition(">")[0] for part in response.text.split("<script")[1:]]
        assert [tag for tag in scripts if "src=" not in tag and "application/" not in tag] == []
        assert " style=" not in response.text

    def test_streets_are_asked_of_openstreetmap_on_a_click_only(self, client):
        halt()
        page = client.get("/roadshow/").text
        assert 'data-tiles="https://tile.openstreetmap.org/{z}/{x}/{y}.png"' in page
        assert 'data-at-once=""' in page
        assert "Toon de straten" in page

    def test_streets_of_the_federation_s_own_come_at_once(self, client, settings):
        settings.TILES = "https://kaart.example/{z}/{x}/{y}.png"
        halt()
        page = client.get("/roadshow/").text
        assert 'data-tiles="https://kaart.example/{z}/{x}/{y}.png"' in page
        assert 'data-at-once="1"' in page
        assert "Toon de straten" not in page


class TestFeeds:
    def test_geojson_answers_the_same_question_as_the_page(self, client, settings):
        known()
        halt("Gent")
        stop = halt("Genk", slug="genk", taken=4)
        response = client.get(reverse("stops_geojson"), {"provincie": "limburg", "plaats": "3500"})
        assert response["Content-Type"] == "application/geo+json"
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response.json() == {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": "genk",
                    "geometry": {"type": "Point", "coordinates": [5.5, 50.97]},
                    "properties": {
                        "title": "Genk",
                        "venue": stop.venue.name,
                        "municipality": "Genk",
                        "province": "limburg",
                        "start": stop.starts_at.isoformat(),
                        "end": stop.ends_at.isoformat(),
                        "when": stop.when,
                        "state": "open",
                        "stateLabel": "Nog 36 plaatsen",
                        "seatsFree": 36,
                        "km": 12.1,
                        "url": f"{settings.SITE_URL}/roadshow/genk/",
                        "register": f"{settings.SITE_URL}/roadshow/genk/inschrijven/",
                    },
                }
            ],
        }

    def test_geojson_of_one_tour_has_its_stops_alone(self, client, settings):
        halt("Genk", slug="genk")
        halt("Gent", slug="gent", parent=TourPageFactory(title="Zomer", slug="zomer"))
        address = reverse("stops_geojson")
        found = {
            name: [one["id"] for one in client.get(address, query).json()["features"]]
            for name, query in {
                "all": {},
                "one": {"tournee": "zomer"},
                "none": {"tournee": "nergens"},
            }.items()
        }
        assert found == {"all": ["genk", "gent"], "one": ["gent"], "none": []}
        (stop,) = client.get(address, {"tournee": "zomer"}).json()["features"]
        assert stop["properties"]["url"] == f"{settings.SITE_URL}/zomer/gent/"

    def test_the_calendar_keeps_cancelled_stops_and_leaves_out_other_provinces(self, client):
        halt("Gent")
        halt("Genk", slug="genk", cancelled_at=timezone.now())
        text = client.get(reverse("agenda"), {"provincie": "limburg"}).text
        assert text.count("BEGIN:VEVENT") == 1
        assert "STATUS:CANCELLED" in text

    @pytest.mark.parametrize("stops", [1, 3])
    @pytest.mark.parametrize(
        ("name", "queries"), [("stops_geojson", 1), ("map_stops", 1), ("agenda", 2)]
    )
    def test_as_many_queries_for_three_as_for_one(
        self, client, name, queries, stops, django_assert_num_queries
    ):
        for _ in range(stops):
            halt()
        client.get(reverse(name))
        with django_assert_num_queries(queries):
            client.get(reverse(name))

    def test_the_map_script_is_kept_for_a_day(self, client):
        response = client.get(reverse("map_script"))
        assert response["Content-Type"] == "text/javascript; charset=utf-8"
        assert response["Cache-Control"] == "public, max-age=86400"


class TestTowns:
    def test_the_towns_of_today_with_where_they_are(self, client):
        merged = town("Lommel")
        type(merged).objects.filter(pk=merged.pk).update(is_current=False)
        town("Genk")
        assert client.get(reverse("map_towns")).json() == {"towns": [["Genk", 50.97, 5.5]]}


class TestSources:
    def test_whose_borders_they_are_stands_at_the_map_and_on_a_page(self, client):
        halt()
        page = client.get("/roadshow/").text
        assert "Grenzen © NGI en Statbel, vereenvoudigd" in page
        assert f'href="{reverse("map_sources")}"' in page
        sources = client.get(reverse("map_sources")).text
        for part in ("Nationaal Geografisch Instituut", "Statbel", "CC BY 4.0", "vereenvoudigden"):
            assert part in sources
