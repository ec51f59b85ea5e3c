import json

import folium.plugins
import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from roadshow.models import StopPage
from roadshow.tour import map as tour_map
from roadshow.tour import search
from roadshow.tour.query import Search
from tests.factories.roadshow import VenueFactory, town
from tests.support.known_towns import halt, known

pytestmark = pytest.mark.django_db
NASTY = '</script><img src=x onerror="alert(1)">'


def find(query: str = ""):
    return search.find(StopPage.objects.all(), Search.read(QueryDict(query)))


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


class TestRows:
    def test_a_row_says_where_what_when_and_how_it_stands(self):
        stop = halt(slug="genk", taken=39)
        assert tour_map.rows(find("via=7k2&plaats=x"), "/roadshow/") == [
            [50.97, 5.5, "Genk", stop.when, "Nog 1 plaats", "bijna-vol", "/roadshow/genk/?via=7k2"]
        ]

    def test_a_pin_goes_before_the_centre_of_the_town(self):
        halt(venue=VenueFactory(latitude="50.96512", longitude="5.50011"))
        assert tour_map.rows(find(), "/")[0][:2] == [50.96512, 5.50011]

    @pytest.mark.parametrize(
        ("fields", "words", "state"),
        [
            ({}, "Nog 40 plaatsen", "open"),
            ({"taken": 40}, "Volzet, wachtlijst open", "volzet"),
            ({"cancelled_at": timezone.now()}, "Geannuleerd", "geannuleerd"),
        ],
    )
    def test_states(self, fields, words, state):
        halt(**fields)
        assert tour_map.rows(find(), "/")[0][4:6] == [words, state]


class TestPage:
    def test_the_rows_stand_in_the_page_as_data_that_nobody_can_end(self, client):
        halt(title=NASTY)
        page = client.get("/roadshow/").text
        assert NASTY not in page
        data = page.partition('<script id="haltes-data" type="application/json">')[2]
        (row,) = json.loads(data.partition("</script>")[0])
        assert row[2] == NASTY

    def test_above_the_limit_the_page_says_where_they_are(self, client, monkeypatch):
        monkeypatch.setattr(tour_map, "EMBEDDED", 1)
        known()
        halt("Genk")
        halt("Gent")
        page = client.get("/roadshow/?vrij=1").text
        assert "haltes-data" not in page
        assert 'data-source="/roadshow/haltes.geojson?vrij=1"' in page

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
                    },
                }
            ],
        }

    def test_the_calendar_keeps_cancelled_stops_and_leaves_out_other_provinces(self, client):
        halt("Gent")
        halt("Genk", slug="genk", cancelled_at=timezone.now())
        text = client.get(reverse("agenda"), {"provincie": "limburg"}).text
        assert text.count("BEGIN:VEVENT") == 1
        assert "STATUS:CANCELLED" in text

    @pytest.mark.parametrize("stops", [1, 3])
    @pytest.mark.parametrize(("name", "queries"), [("stops_geojson", 3), ("agenda", 5)])
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
