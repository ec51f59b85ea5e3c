"""Searching places, and measuring between them."""

import time

import pytest

from brand import places
from brand.models import Municipality
from brand.places import finding
from tests.support.municipalities import BRUSSELS, FORMER


@pytest.fixture
def loaded(db):
    return places.load()


def labels(text, limit=8):
    return [match.label for match in places.find(text, limit)]


POSTAL_CODES = {
    "1000": "Brussel",
    "1050": "Elsene",
    "2070": "Beveren-Kruibeke-Zwijndrecht",
    "2150": "Antwerpen",
    "2400": "Mol",
    "2480": "Dessel",
    "2800": "Mechelen",
    "3000": "Leuven",
    "3220": "Holsbeek",
    "3500": "Hasselt",
    "3600": "Genk",
    "3720": "Hasselt",
    "3740": "Bilzen-Hoeselt",
    "3798": "Voeren",
    "3910": "Pelt",
    "8500": "Kortrijk",
    "8755": "Wingene",
    "8957": "Mesen",
    "9000": "Gent",
    "9180": "Lokeren",
    "9300": "Aalst",
    "9850": "Deinze",
}


def test_municipality_of_a_postal_code(loaded):
    assert {code: places.municipality_of(code).name for code in POSTAL_CODES} == POSTAL_CODES


def test_municipality_of_other_codes(loaded):
    assert places.municipality_of(3600).name == "Genk"
    assert places.municipality_of("4000") is None
    assert places.municipality_of("") is None


# What somebody types, and the first answer.
ASKED = {
    "Hasselt": "3500 Hasselt",
    "antwerpe": "2000 Antwerpen",
    "Heusden Zolder": "3550 Heusden-Zolder",
    "heusdenzolder": "3550 Heusden-Zolder",
    "st truiden": "3800 Sint-Truiden",
    "St. Truiden": "3800 Sint-Truiden",
    "sint-truiden": "3800 Sint-Truiden",
    "'s gravenwezel": "2970 's-Gravenwezel (Schilde)",
    "’s-Gravenwezel": "2970 's-Gravenwezel (Schilde)",
    "gravenwezel": "2970 's-Gravenwezel (Schilde)",
    "O.L.V.-Waver": "2861 Onze-Lieve-Vrouw-Waver (Sint-Katelijne-Waver)",
    "Bilzen": "3740 Bilzen (Bilzen-Hoeselt)",
    "Borgloon": "3840 Borgloon (Tongeren-Borgloon)",
    "Bilzen-Hoeselt": "3740 Bilzen-Hoeselt",
    "Peer": "3990 Peer",
    "Peers": "3990 Peer",
    "hasslet": "3500 Hasselt",
    "Zwyndrecht": "2070 Zwijndrecht (Beveren-Kruibeke-Zwijndrecht)",
    "Beveren": "9120 Beveren (Beveren-Kruibeke-Zwijndrecht)",
    "Aalst": "9300 Aalst",
    "ELSENE": "1050 Elsene",
    "Ixelles": "1050 Ixelles (Elsene)",
    "rhode-saint-genese": "1640 Rhode-Saint-Genèse (Sint-Genesius-Rode)",
    "3740": "3740 Bilzen-Hoeselt",
    "3740 Bilzen": "3740 Bilzen (Bilzen-Hoeselt)",
    "3740 Bilzn": "3740 Bilzen (Bilzen-Hoeselt)",
    "3740 Bilzen (Bilzen-Hoeselt)": "3740 Bilzen (Bilzen-Hoeselt)",
    "Bilzen 3740": "3740 Bilzen (Bilzen-Hoeselt)",
    "B-3500 Hasselt": "3500 Hasselt",
    "2018": "2018 Antwerpen",
    "4000 Gent": "9000 Gent",
    "😀 Gent": "9000 Gent",
    "B9000": "9000 Gent",
    "be 9000": "9000 Gent",
    "9 000": "9000 Gent",
    "9 000 Gent": "9000 Gent",
    "9000\u200b": "9000 Gent",
    "Kerkstraat 5, 9000 Gent": "9000 Gent",
    "Kerkstraat 5 9000 Gent": "9000 Gent",
    "Kerkstraat 5 bus 12\n3740 Bilzen": "3740 Bilzen (Bilzen-Hoeselt)",
    "Gent, 9000": "9000 Gent",
    "Genk, Limburg": "3600 Genk",
    "Genk, Limburg, België": "3600 Genk",
    "Antwerpen, Antwerpen": "2000 Antwerpen",
    "Beveren, West-Vlaanderen": "8791 Beveren (Waregem)",
    "Europalaan 10, Genk": "3600 Genk",
    "Europalaan 10 Genk": "3600 Genk",
    "Dorp 3 bus 4, St. Truiden": "3800 Sint-Truiden",
}


class TestFind:
    def test_the_first_answer(self, loaded):
        assert {text: labels(text)[0] for text in ASKED} == ASKED

    def test_every_former_name_and_all_of_brussels(self, loaded):
        expected = FORMER | {name: name for name in BRUSSELS.values()}
        found = {name: places.find(name, limit=1)[0].municipality.name for name in expected}
        assert found == expected

    def test_every_label_leads_back_to_itself(self, loaded):
        given = [name.match().label for name in finding._index().names]
        assert len(given) == 304 + 957
        assert [label for label in given if labels(label, 1) != [label]] == []

    def test_the_order_exact_then_beginning_then_inside(self, loaded):
        assert labels("ham") == [
            "3945 Ham (Tessenderlo-Ham)",
            "9220 Hamme",
            "3930 Hamont-Achel",
            "1785 Hamme (Merchtem)",
            "3930 Hamont (Hamont-Achel)",
            "3980 Tessenderlo-Ham",
            "3945 Oostham (Tessenderlo-Ham)",
        ]

    def test_one_name_in_several_places(self, loaded):
        assert labels("haren")[:3] == [
            "1130 Haren (Brussel)",
            "3700 Haren (Tongeren-Borgloon)",
            "3840 Haren (Tongeren-Borgloon)",
        ]

    def test_another_language_adds_no_second_line(self, loaded):
        assert labels("Brussel") == ["1000 Brussel"]

    def test_the_beginning_of_a_postal_code(self, loaded):
        assert labels("38", limit=4) == [
            "3800 Sint-Truiden",
            "3803 Sint-Truiden",
            "3806 Sint-Truiden",
            "3830 Wellen",
        ]

    def test_what_means_no_place(self, loaded):
        texts = [
            "",
            "  ",
            "\0",
            "😀",
            "(",
            "x" * 10_000,
            "1804",
            "0",
            "99999",
            "٣٧٤٠",
            "\u202e",
            "%_';--",
        ]
        assert {text: places.find(text) for text in texts} == {text: [] for text in texts}

    def test_a_very_long_text_costs_nothing(self, loaded):
        places.find("warm")
        begun = time.perf_counter()
        places.find("Hasselt ﷺ" * 10_000)
        assert time.perf_counter() - begun < 0.2

    def test_a_match_carries_the_centre_of_its_municipality(self, loaded):
        [match] = places.find("Genk", limit=1)
        assert match == places.Match(
            "3600 Genk", "3600", Municipality.objects.get(nis="71016"), 50.97, 5.5
        )

    def test_limit(self, loaded):
        assert [len(places.find("a", limit)) for limit in (1, 3, 8)] == [1, 3, 8]

    def test_no_places_loaded(self, db):
        assert places.find("Hasselt") == []
        assert places.municipality_of("3500") is None
        assert places.nearest_station(51, 4) is None

    @pytest.mark.parametrize(
        "text",
        ["Limburg", "limburg ", "provincie Limburg", "Prov. Limburg"],
    )
    def test_a_province_is_no_town(self, text):
        assert places.province_of(text) == "limburg"

    def test_a_town_of_the_same_name_is_the_town(self):
        said = ["Antwerpen", "Brussel", "Genk", "", "provincie Antwerpen", "oost vlaanderen"]
        found = ["", "", "", "", "antwerpen", "oost-vlaanderen"]
        assert [places.province_of(text) for text in said] == found

    def test_what_was_meant_and_what_is_a_guess(self, loaded):
        said = ["Europalaan 10, Genk", "Genk, Limburg", "B9000", "hasslet", "Kerkstraat 5, Hasslet"]
        meant = [places.is_meant(places.find(text, 1)[0], text) for text in said]
        assert meant == [True, True, True, False, False]


class TestIndex:
    def test_two_queries_once_and_none_per_keystroke(self, loaded, django_assert_num_queries):
        with django_assert_num_queries(2):
            for text in ("H", "Ha", "Has", "35", "3500"):
                assert places.find(text)
        with django_assert_num_queries(1):
            places.nearest_station(51, 4)
            places.nearest_station(51, 5)

    def test_a_load_is_seen_at_once(self, db):
        assert (labels("Genk"), places.nearest_station(51, 5)) == ([], None)
        places.load()
        assert labels("Genk")[0] == "3600 Genk"
        assert places.nearest_station(51, 5)[0].name == "Zichem"

    def test_another_process_sees_it_within_a_minute(self, loaded, monkeypatch):
        clock = 1000.0
        monkeypatch.setattr(finding.time, "monotonic", lambda: clock)
        assert labels("Genk")[0] == "3600 Genk"
        Municipality.objects.filter(nis="71016").update(name="Genck")
        clock = 1059.9
        assert labels("3600")[0] == "3600 Genk"
        clock = 1060.0
        assert labels("3600")[0] == "3600 Genck"


class TestDistance:
    @pytest.mark.parametrize(
        ("a", "b", "km"),
        [
            ((51.22, 4.40), (50.85, 4.35), 41.3),  # Antwerpen - Brussel
            ((50.93, 5.34), (51.21, 3.22), 151.4),  # Hasselt - Brugge
            ((51.0, 4.0), (51.0, 4.0), 0.0),
            ((0, 0), (0, 180), 20015.1),
        ],
    )
    def test_great_circle(self, a, b, km):
        assert round(places.distance_km(a, b), 1) == km
        assert places.distance_km(a, b) == pytest.approx(places.distance_km(b, a))

    def test_between_things_with_coordinates(self, loaded):
        hasselt, genk = (places.find(name, limit=1)[0] for name in ("Hasselt", "Genk"))
        assert round(places.distance_km(hasselt, genk), 1) == 12.1
        assert round(places.distance_km(hasselt.municipality, genk.municipality), 1) == 12.1

    def test_nearest_station(self, loaded):
        station, km = places.nearest_station(*places.municipality_of("3600").centre)
        assert (station.name, station.code, round(km, 1)) == ("Genk", "8831765", 0.4)
