"""A query that is composed once: the values are new each time, and so is the answer."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import CharField, DateTimeField, F, IntegerField, UUIDField, Value
from django.utils import timezone
from wagtail.models import Page

from brand.models import ContentPage, Organisation
from brand.queries.prepared import prepared
from roadshow.models import StopPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory, home_page

pytestmark = pytest.mark.django_db


def test_each_call_asks_the_database(django_assert_num_queries):
    @prepared(slug=CharField())
    def named(slug):
        return Organisation.objects.filter(slug=slug)

    zon, maan = OrganisationFactory(slug="zon"), OrganisationFactory(slug="maan")
    assert named(slug="zon") == [zon]
    with django_assert_num_queries(1):
        assert named(slug="maan") == [maan]
    Organisation.objects.filter(pk=maan.pk).delete()
    assert named.first(slug="maan") is None
    assert named._composed.cache_info().misses == 1


def test_how_columns_are_read_is_found_out_once(monkeypatch):
    @prepared(slug=CharField())
    def named(slug):
        return Organisation.objects.filter(slug=slug)

    zon = OrganisationFactory(slug="zon", licence_until=date(2030, 1, 1))
    named(slug="zon")
    monkeypatch.setattr(type(connection.ops), "get_db_converters", lambda *args: 1 / 0)
    [row] = named(slug="zon")
    assert (row, row.licence_until) == (zon, zon.licence_until)


def test_values_are_converted_as_their_field_says():
    @prepared(key=UUIDField(), now=DateTimeField(), number=IntegerField())
    def rows(key, now, number):
        found = StopPage.objects.filter(translation_key=key, ends_at__gt=now, capacity__gte=number)
        return found.annotate(left=F("capacity") - number)

    stop = StopFactory(capacity=40)
    asked = {"key": stop.translation_key, "now": stop.ends_at - timedelta(seconds=1)}
    assert [row.left for row in rows(**asked, number=30)] == [10]
    assert rows(**asked, number=41) == []
    assert rows(**{**asked, "now": stop.ends_at}, number=30) == []


def test_rows_come_with_what_the_query_set_reads_along(founded, django_assert_num_queries):
    @prepared(pk=IntegerField())
    def stops(pk):
        rows = StopPage.objects.filter(pk=pk).select_related("venue__municipality")
        return rows.prefetch_related("registrations").defer("programme")

    stop = StopFactory()
    with django_assert_num_queries(2):
        [row] = stops(pk=stop.pk)
        assert row.venue.municipality == stop.venue.municipality
        assert list(row.registrations.all()) == []
    assert row.get_deferred_fields() == {"programme"}
    assert StopPage.objects.get(pk=row.pk).venue == row.venue


def test_columns_instead_of_rows():
    @prepared(slug=CharField())
    def names(flat, slug):
        rows = Organisation.objects.filter(slug=slug)
        return rows.values_list("name", flat=True) if flat else rows.values("name", two=Value(2))

    OrganisationFactory(slug="zon", name="Zon")
    assert names(True, slug="zon") == ["Zon"]
    assert names(False, slug="zon") == [{"name": "Zon", "two": 2}]


def test_what_decides_the_sql_is_given_by_position(founded):
    @prepared(pk=IntegerField())
    def pages(kind, pk):
        return kind.objects.filter(pk=pk)

    page = home_page().add_child(instance=ContentPage(title="Over ons", slug="over-ons"))
    assert [type(row) for row in (*pages(Page, pk=page.pk), *pages(ContentPage, pk=page.pk))] == [
        Page,
        ContentPage,
    ]


def test_today_is_the_day_on_which_it_is_asked():
    @prepared(slug=CharField())
    def joined_before_today(slug):
        rows = Organisation.objects.filter(slug=slug)
        return rows.annotate(today=Value(str(timezone.localdate()), CharField()))

    OrganisationFactory(slug="zon")
    today = timezone.localtime()
    for moment in (today, today + timedelta(days=1), today):
        with time_machine.travel(moment, tick=False):
            [row] = joined_before_today(slug="zon")
            assert row.today == str(moment.date())


@pytest.mark.parametrize("values", [{"slug": None}, {"slug": "a", "name": "b"}])
def test_a_value_that_is_none_or_unknown_is_refused(values):
    @prepared(slug=CharField())
    def named(slug):
        return Organisation.objects.filter(slug=slug)

    with pytest.raises(ValueError, match="named takes no"):
        named(**values)
