"""The table of municipalities, place names and stations states facts."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from brand import places
from brand.models import Locality, Province
from brand.places import table
from tests.support.municipalities import BRUSSELS, FORMER

# The mergers of 1 January 2025: new NIS code, name, province, and the codes it replaces.
MERGERS = [
    ("11002", "Antwerpen", "antwerpen", ["11007"]),
    ("23106", "Pajottegem", "vlaams-brabant", ["23023", "23024", "23032"]),
    ("37021", "Wingene", "west-vlaanderen", ["37012", "37018"]),
    ("37022", "Tielt", "west-vlaanderen", ["37007", "37015"]),
    ("44086", "Nazareth-De Pinte", "oost-vlaanderen", ["44012", "44048"]),
    ("44087", "Lochristi", "oost-vlaanderen", ["44034", "44073"]),
    ("46029", "Lokeren", "oost-vlaanderen", ["46014", "44045"]),
    ("44088", "Merelbeke-Melle", "oost-vlaanderen", ["44040", "44043"]),
    ("46030", "Beveren-Kruibeke-Zwijndrecht", "oost-vlaanderen", ["46003", "46013", "11056"]),
    ("73110", "Bilzen-Hoeselt", "limburg", ["73006", "73032"]),
    ("73111", "Tongeren-Borgloon", "limburg", ["73009", "73083"]),
    ("71071", "Tessenderlo-Ham", "limburg", ["71057", "71069"]),
    ("71072", "Hasselt", "limburg", ["71022", "73040"]),
]


# The first digits of a NIS code name the arrondissement, and so the province.
PROVINCE_OF_ARRONDISSEMENT = {
    **dict.fromkeys(["11", "12", "13"], "antwerpen"),
    **dict.fromkeys(["23", "24"], "vlaams-brabant"),
    **dict.fromkeys(["31", "32", "33", "34", "35", "36", "37", "38"], "west-vlaanderen"),
    **dict.fromkeys(["41", "42", "43", "44", "45", "46"], "oost-vlaanderen"),
    **dict.fromkeys(["71", "72", "73"], "limburg"),
    "21": "brussel",
}


# Statbel's own list, written by `python -m roadshow.tour.borders`.
STATBEL = Path(__file__).parents[2] / "support" / "data" / "postal_codes_of_statbel.csv"
# What it has and our table has not: numbers of companies (1804, 1931), and the streets of Brussel
# with the code of a neighbour; who types 1040 means Etterbeek, and 1050 Elsene.
NOT_OURS = {
    "21004": {"1040", "1050"},
    "23047": {"1931"},
    "23088": {"1804"},
    "23096": {"1804"},
}


@pytest.fixture(scope="module")
def rows():
    return {row["nis"]: row for row in table.municipalities()}


class TestTable:
    def test_postal_codes_are_those_of_statbel(self, rows):
        with STATBEL.open(newline="") as file:
            listed = {row["nis"]: set(row["postal_codes"].split()) for row in csv.DictReader(file)}
        assert set(listed) == set(rows)
        ours = {nis: set(row["postal_codes"]) for nis, row in rows.items()}
        assert {nis: codes - ours[nis] for nis, codes in listed.items() if codes != ours[nis]} == (
            NOT_OURS
        )
        assert {
            nis: codes - listed[nis] for nis, codes in ours.items() if codes - listed[nis]
        } == {}

    def test_municipalities_per_province(self, rows):
        assert Counter(row["province"] for row in rows.values()) == {
            Province.ANTWERPEN: 67,
            Province.VLAAMS_BRABANT: 63,
            Province.WEST_VLAANDEREN: 62,
            Province.OOST_VLAANDEREN: 55,
            Province.LIMBURG: 38,
            Province.BRUSSEL: 19,
        }
        assert 67 + 63 + 62 + 55 + 38 == 285

    def test_the_nineteen_of_brussels(self, rows):
        found = {nis: row["name"] for nis, row in rows.items() if row["province"] == "brussel"}
        assert found == BRUSSELS

    def test_province_follows_from_the_nis_code(self, rows):
        wrong = [
            nis
            for nis, row in rows.items()
            if PROVINCE_OF_ARRONDISSEMENT[nis[:2]] != row["province"]
        ]
        assert wrong == []

    @pytest.mark.parametrize(("nis", "name", "province", "replaced"), MERGERS)
    def test_merged_in_2025(self, rows, nis, name, province, replaced):
        assert (rows[nis]["name"], rows[nis]["province"]) == (name, province)
        assert not rows.keys() & set(replaced)

    def test_names_are_unique_and_the_rows_sorted(self, rows):
        assert max(Counter(row["name"] for row in rows.values()).values()) == 1
        assert list(rows) == sorted(rows)

    def test_every_centre_lies_in_flanders_or_brussels(self, rows):
        outside = [
            row["name"]
            for row in rows.values()
            if not (50.68 <= row["latitude"] <= 51.50 and 2.54 <= row["longitude"] <= 5.92)
        ]
        assert outside == []
        assert all(row["latitude"].as_tuple().exponent == -2 for row in rows.values())

    def test_no_two_centres_fall_together(self, rows):
        centres = Counter(_point(row) for row in rows.values())
        assert max(centres.values()) == 1

    def test_541_postal_codes_and_none_of_a_company(self, rows):
        codes = [code for row in rows.values() for code in row["postal_codes"]]
        assert len(codes) == len(set(codes)) == 541
        companies = {"1733", "1804", "1818", "1931", "1934", "1935", "2099"}
        assert not companies & set(codes)

    def test_every_former_municipality_has_a_place_today(self, rows):
        found = {
            row["name"]: rows[row["nis"]]["name"]
            for row in table.localities()
            if row["kind"] == Locality.Kind.FORMER
        }
        assert found == FORMER

    def test_every_name_has_a_postal_code_of_its_municipality(self, rows):
        astray = [
            (row["postal_code"], row["name"])
            for row in table.localities()
            if row["postal_code"] not in rows[row["nis"]]["postal_codes"]
        ]
        # The post serves this part of Tienen from Kortenaken.
        assert astray == [("3470", "Sint-Margriete-Houtem")]
        assert len(table.localities()) == 957

    def test_stations(self):
        found = {row["name"]: row for row in table.stations()}
        assert len(table.stations()) == len(found) == 289
        assert found["Hasselt"]["code"] == "8831005"
        assert {"Brussel-Zuid", "Leuven", "Oostende", "Hamont", "Arcaden"} <= found.keys()
        assert not {"Mouscron", "Tubize", "Visé", "Essen-Grens", "Antwerpen-Dam"} & found.keys()

    def test_every_station_lies_near_a_municipality(self, rows):
        centres = [_point(row) for row in rows.values()]
        far = [
            station["name"]
            for station in table.stations()
            if min(places.distance_km(centre, _point(station)) for centre in centres) > 8
        ]
        assert far == []


def _point(row):
    return row["latitude"], row["longitude"]
