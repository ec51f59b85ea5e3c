import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from roadshow import site_search
from roadshow.change_groups import GROUPS
from roadshow.models import SeatCount
from roadshow.tour import planned, search
from roadshow.tour.query import Search
from tests.factories.roadshow import VenueFactory, tour_page, town
from tests.support.known_towns import halt, known

pytestmark = pytest.mark.django_db


def find(query: str = "", now=None):
    return search.find(Search.read(QueryDict(query)), now)


def titles(found) -> list[str]:
    return [stop.title for stop in found.page.object_list]


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


class TestSearch:
    def test_it_reads_and_writes_the_same_question(self):
        query = "plaats=3600+Genk&provincie=limburg&maand=2027-03&vrij=1&via=7k2&pagina=2"
        assert Search.read(QueryDict(query)).query(with_page=True) == query

    def test_what_makes_no_sense_is_left_out(self):
        query = "provincie=atlantis&maand=2027-13&vrij=ja&bij=een,twee&plaats=%20%20&maand2=x"
        assert Search.read(QueryDict(query)) == Search()

    def test_a_position_is_kept_to_a_kilometre(self):
        assert Search.read(QueryDict("bij=50.96512,5.50499")).position == (50.97, 5.5)

    @pytest.mark.parametrize("place", ["x" * 10_000, "\u202eknik", "🚌", "' OR 1=1 --", "<img>"])
    def test_any_text_is_a_question(self, place):
        known()
        halt()
        found = find(QueryDict(mutable=True).urlencode() + f"&plaats={place}")
        assert (found.count, found.origin.point) == (1, None)


class TestFilters:
    def test_without_questions_the_next_stop_comes_first_and_cancelled_ones_last(self):
        halt("Gent", starts_at=in_days(30))
        halt("Genk", starts_at=in_days(3))
        halt("Brugge", starts_at=in_days(10), cancelled_at=timezone.now())
        halt("Lommel", starts_at=in_days(-3))
        assert titles(find()) == ["Genk", "Gent", "Brugge"]

    def test_province(self):
        for place in ("Genk", "Gent", "Hasselt"):
            halt(place)
        found = find("provincie=limburg")
        assert titles(found) == ["Genk", "Hasselt"]
        assert found.provinces == [
            ("antwerpen", "Antwerpen", 0),
            ("limburg", "Limburg", 2),
            ("oost-vlaanderen", "Oost-Vlaanderen", 1),
            ("vlaams-brabant", "Vlaams-Brabant", 0),
            ("west-vlaanderen", "West-Vlaanderen", 0),
            ("brussel", "Brussel", 0),
        ]

    def test_a_province_typed_as_a_place(self):
        for place in ("Genk", "Gent", "Hasselt"):
            halt(place)
        found = find("plaats=Limburg")
        assert titles(found) == ["Genk", "Hasselt"]
        assert found.search == Search(province="limburg")

    @pytest.mark.parametrize("place", ["Europalaan 10, Genk", "Genk, Limburg", "B3600", "3 600"])
    def test_a_place_as_people_write_it(self, place):
        known()
        for town_name in ("Gent", "Hasselt", "Genk"):
            halt(town_name)
        found = find(f"plaats={place}")
        assert titles(found) == ["Genk", "Hasselt", "Gent"]
        assert (found.origin.label, found.origin.unknown) == ("3600 Genk", "")

    def test_month_as_the_calendar_in_brussels_has_it(self):
        now = datetime(2027, 1, 1, tzinfo=UTC)
        halt("Genk", starts_at=datetime(2027, 3, 31, 21, 59, tzinfo=UTC))  # 31 maart, 23.59 uur
        halt("Gent", starts_at=datetime(2027, 3, 31, 22, 0, tzinfo=UTC))  # 1 april, 0.00 uur
        found = find("maand=2027-04", now)
        assert titles(found) == ["Gent"]
        assert found.months == [("2027-03", "maart 2027", 1), ("2027-04", "april 2027", 1)]

    def test_free_seats_leaves_out_full_cancelled_and_begun(self):
        halt("Genk", taken=39)
        halt("Gent", taken=40)
        halt("Brugge", cancelled_at=timezone.now())
        halt("Lommel", starts_at=timezone.now() - timedelta(minutes=5))
        assert titles(find("vrij=1")) == ["Genk"]

    def test_together_they_may_find_nothing_and_say_what_there_is(self):
        halt("Genk")
        found = find("provincie=limburg&maand=2020-01")
        assert (found.count, found.upcoming) == (0, 1)


class TestOrder:
    def test_with_room_then_full_then_no_use(self):
        halt("Lommel", starts_at=in_days(1), cancelled_at=timezone.now())
        halt("Gent", starts_at=in_days(2), taken=40)
        halt("Hasselt", starts_at=in_days(3), taken=39)
        halt("Genk", starts_at=in_days(4))
        assert titles(find()) == ["Hasselt", "Genk", "Gent", "Lommel"]

    def test_the_nearest_of_each(self):
        known()
        halt("Genk", cancelled_at=timezone.now())
        halt("Hasselt", taken=40)
        halt("Brugge")
        halt("Lommel")
        assert titles(find("plaats=3600")) == ["Lommel", "Brugge", "Hasselt", "Genk"]

    def test_the_next_ones_have_room_where_there_are_enough(self):
        halt("Gent", starts_at=in_days(1), taken=40)
        halt("Hasselt", starts_at=in_days(2))
        halt("Genk", starts_at=in_days(3))
        found = {limit: [stop.title for stop in search.next_open(limit)] for limit in (1, 2, 3)}
        assert found == {
            1: ["Hasselt"],
            2: ["Hasselt", "Genk"],
            3: ["Hasselt", "Genk", "Gent"],
        }


class TestDistance:
    def test_from_a_postal_code_the_nearest_comes_first(self):
        known()
        for place in ("Gent", "Lommel", "Hasselt"):
            halt(place)
        found = find("plaats=3600")
        assert titles(found) == ["Hasselt", "Lommel", "Gent"]
        assert [round(stop.km) for stop in found.page.object_list] == [12, 32, 124]
        assert found.origin.label == "3600 Genk"

    @pytest.mark.parametrize("text", ["3600", "genk", "3600 Genk", "GÉNK", " Genk "])
    def test_ways_to_say_genk(self, text):
        known()
        assert find(f"plaats={text}").origin.label == "3600 Genk"

    def test_a_misspelt_place_is_asked_back(self):
        known()
        halt("Gent")
        found = find("plaats=Haselt")
        assert (found.origin.point, found.origin.unknown) == (None, "Haselt")
        assert [match.label for match in found.origin.suggestions] == ["3500 Hasselt"]
        assert titles(found) == ["Gent"]

    def test_an_unknown_place_has_no_suggestions(self):
        known()
        origin = find("plaats=1234 Xyzzy").origin
        assert (origin.unknown, origin.suggestions) == ("1234 Xyzzy", [])

    def test_from_ones_own_position(self):
        halt("Gent")
        halt("Genk")
        found = find("bij=50.93,5.34")
        assert (titles(found), found.origin.label) == (["Genk", "Gent"], "uw locatie")

    def test_a_typed_place_goes_before_a_position(self):
        known()
        assert find("plaats=Gent&bij=50.93,5.34").origin.label == "9000 Gent"


class TestNearest:
    def test_of_a_province_the_next_with_free_seats(self):
        halt("Genk", starts_at=in_days(2), taken=40)
        later = halt("Hasselt", starts_at=in_days(9))
        halt("Gent", starts_at=in_days(1))
        assert search.nearest_stop(province="limburg") == later

    def test_a_full_stop_when_there_is_no_other(self):
        full = halt("Genk", taken=40)
        assert search.nearest_stop(province="limburg") == full

    def test_none_in_the_province(self):
        halt("Gent")
        assert search.nearest_stop(province="limburg") is None

    def test_near_a_town_the_nearest_and_not_the_next(self):
        halt("Gent", starts_at=in_days(1))
        near = halt("Hasselt", starts_at=in_days(9))
        assert search.nearest_stop(municipality=town("Genk")) == near

    def test_other_stops_are_open_free_and_by_distance(self):
        here = halt("Genk", taken=40)
        halt("Genk", taken=40)
        halt("Genk", cancelled_at=timezone.now())
        halt("Genk", starts_at=in_days(-1))
        far, near = halt("Brugge"), halt("Lommel")
        others = search.other_stops(here)
        assert others == [near, far]
        assert [round(stop.km) for stop in others] == [32, 161]
        assert search.other_stops(here, limit=1) == [near]


def test_past_stops_of_the_province_the_last_first():
    first, last = halt("Genk", starts_at=in_days(-20)), halt("Hasselt", starts_at=in_days(-2))
    other = halt("Gent", starts_at=in_days(-5))
    halt("Genk", starts_at=in_days(-6), cancelled_at=timezone.now())
    assert search.past(tour_page(), Search()) == [last, other, first]
    assert search.past(tour_page(), Search(province="limburg")) == [last, first]


def test_many_stops_come_in_pages(monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 2)
    for days in (5, 6, 7):
        halt(title=f"Dag {days}", starts_at=in_days(days))
    assert titles(find()) == ["Dag 5", "Dag 6"]
    assert titles(find("pagina=2")) == ["Dag 7"]
    assert titles(find("pagina=negen")) == ["Dag 5", "Dag 6"]
    assert titles(find("pagina=99")) == ["Dag 7"]


@pytest.mark.parametrize("stops", [1, 3])
def test_it_asks_the_database_as_often_for_three_as_for_one(stops, django_assert_num_queries):
    for _ in range(stops):
        halt(taken=3)
    with django_assert_num_queries(3):
        [
            (stop.venue.municipality.name, stop.seats_free, stop.organisation.name)
            for stop in find().page.object_list
        ]


class TestWhatIsKept:
    """Stops are read once, until somebody writes to a table they are made from."""

    @pytest.mark.parametrize("stops", [1, 3])
    def test_a_second_question_reads_a_page_only(self, stops, django_assert_num_queries):
        for _ in range(stops):
            halt(taken=3)
        find()
        with django_assert_num_queries(1):
            assert len(find("provincie=limburg").page.object_list) == stops
        with django_assert_num_queries(0):
            assert find("vrij=1").count == stops

    @pytest.mark.parametrize(
        ("group", "read", "besides"),
        [
            ("stops", lambda spot: planned._read(None), set()),
            ("words of stops", lambda spot: list(site_search._said()), set()),
            ("calendar", lambda spot: search.whole([spot]), {"roadshow_seatcount"}),
            ("seats", lambda spot: planned._seats.read(None), set()),
        ],
    )
    def test_every_table_that_a_list_is_made_from_is_counted(self, group, read, besides):
        halt()
        (spot,) = planned._read(None).spots
        with CaptureQueriesContext(connection) as asked:
            read(spot)
        said = " ".join(one["sql"] for one in asked)
        assert set(re.findall(r'(?:FROM|JOIN) "(\w+)"', said)) - GROUPS[group] == besides

    def test_whatever_changes_is_found_at_the_next_question(self):
        place = VenueFactory(municipality=town("Genk"))
        stop = halt(venue=place, title="Eerst")
        assert titles(find()) == ["Eerst"]
        type(stop).objects.filter(pk=stop.pk).update(title="Daarna")
        assert find().spots[0].title == "Daarna"
        type(place).objects.update(municipality=town("Gent"))
        assert find("provincie=limburg").count == 0
        SeatCount.objects.create(stop=stop, taken=stop.capacity)
        assert find("vrij=1").count == 0
        SeatCount.objects.update(taken=0)
        assert find("vrij=1").count == 1
        type(stop).objects.update(cancelled_at=timezone.now())
        assert find("vrij=1").count == 0
        stop.unpublish()
        assert find().count == 0

    def test_a_stop_that_ends_leaves_by_the_clock(self):
        stop = halt()
        assert find().count == 1
        with time_machine.travel(stop.ends_at - timedelta(seconds=1)):
            assert find().count == 1
        with time_machine.travel(stop.ends_at):
            assert (find().count, find().upcoming) == (0, 0)

    def test_a_tour_has_its_own_stops(self):
        halt("Genk")
        other = tour_page().copy(update_attrs={"slug": "andere", "title": "Andere"})
        search_of = Search.read(QueryDict(""))
        assert search.find(search_of, tour=tour_page()).count == 1
        assert search.find(search_of, tour=other).count == 0

    def test_what_is_kept_for_some_visitors_is_not_for_everybody(self):
        stop = halt("Genk")
        PageViewRestriction.objects.create(page=stop.get_parent(), restriction_type="login")
        asked = Search.read(QueryDict(""))
        assert search.find(asked).count == 1
        assert search.find(asked, for_everybody=True).count == 0
