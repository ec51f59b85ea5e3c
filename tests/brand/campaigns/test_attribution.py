"""Tracked links: counted by the day, the code in the address, nobody followed."""

from datetime import date

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from wagtail.models import Page

from brand.campaigns import attribution, visit_counts
from brand.http import faults
from brand.models import Campaign, LinkVisits, TrackedLink
from brand.models.campaigns import Channel
from brand.sqlite.turns import locked
from tests.factories.brand import OrganisationFactory
from tests.support.visits import LOOKED_AT_BY_NOBODY, PEOPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(founded):
    partner = OrganisationFactory()
    campaign = Campaign.objects.create(name="Kom kijken", organisation=partner)
    return TrackedLink.objects.create(
        campaign=campaign,
        organisation=partner,
        channel=Channel.POSTER,
        code="7k2",
        page=founded.page_ptr,
    )


def test_a_visit_is_counted_and_goes_on_with_its_code(client, link):
    answer = client.get("/g/7k2")
    assert (answer.status_code, answer["Location"]) == (302, "/?via=7k2")
    client.get("/g/7k2")
    assert list(LinkVisits.objects.values_list("link", "count")) == [(link.pk, 2)]


def test_looking_without_visiting_counts_nothing(client, link):
    assert client.head("/g/7k2").status_code == 302
    assert LinkVisits.objects.count() == 0


@pytest.mark.parametrize("headers", LOOKED_AT_BY_NOBODY)
def test_a_machine_is_sent_on_and_not_counted(client, link, headers):
    answer = client.get("/g/7k2", headers=headers)
    assert (answer.status_code, answer["Location"]) == (302, "/?via=7k2")
    assert LinkVisits.objects.count() == 0


@pytest.mark.parametrize("agent", PEOPLE)
def test_whoever_looks_is_counted(client, link, agent):
    client.get("/g/7k2", headers={"User-Agent": agent})
    assert LinkVisits.objects.get().count == 1


@pytest.mark.database("brand.models.campaigns.LinkVisits")
def test_each_day_has_a_row_of_its_own(link, time_machine):
    time_machine.move_to("2027-03-03 12:00 +01:00")
    visit_counts.add(link.pk)
    time_machine.move_to("2027-03-04 00:30 +01:00")
    visit_counts.add(link.pk)
    assert list(LinkVisits.objects.order_by("day").values_list("day", "count")) == [
        (date(2027, 3, 3), 1),
        (date(2027, 3, 4), 1),
    ]


def test_no_cookie_is_set(client, link):
    client.get("/g/7k2")
    assert dict(client.cookies) == {}


def test_a_link_to_a_page_that_left_goes_home(client, link):
    Page.objects.filter(pk=link.page_id).update(live=False)
    assert client.get("/g/7k2")["Location"] == "/?via=7k2"


def test_an_unknown_code_is_a_missing_page(client, founded):
    assert client.get("/g/none").status_code == 404


@pytest.mark.parametrize("code", ["", "none", "x" * 5000, "\U0001f40b"])
def test_a_strange_code_names_no_link(link, code):
    assert attribution.link_of(RequestFactory().get("/", {"via": code})) is None


def test_the_code_of_a_form_goes_before_that_of_the_address(link):
    request = RequestFactory().post("/?via=none", {"via": "7k2"})
    assert attribution.link_of(request) == link


@pytest.mark.parametrize("failing", ["update", "BEGIN"])
def test_a_database_that_is_locked_stops_no_visitor(client, link, monkeypatch, failing):
    """Also where the transaction does not even begin."""

    def refuse(*args, **kwargs):
        raise OperationalError("locked") from locked()

    if failing == "update":
        monkeypatch.setattr(visit_counts, "_write", refuse)
    else:
        monkeypatch.setattr(faults.transaction, "atomic", refuse)
    monkeypatch.setattr(faults, "is_fault", lambda error: True)
    assert client.get("/g/7k2").status_code == 302
    monkeypatch.undo()
    client.get("/g/7k2")
    assert LinkVisits.objects.get().count == 1
