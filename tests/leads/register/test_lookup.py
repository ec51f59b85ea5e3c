"""A company of the register is found while somebody types, and fills in a new employer."""

import pytest
from django.db import connection
from django.urls import reverse

from brand.models import Role
from leads.models import Employer, Lead, RegisterEntry
from leads.register import lookup
from tests.support import register_extracts as made

pytestmark = pytest.mark.django_db

URL = reverse("lead:register")


@pytest.fixture
def listed(people, genk, tmp_path):
    some = [made.rows_of(1, "Bakkerij Hoek"), made.rows_of(2, "Bakker De Hoek")]
    abroad = made.rows_of(3, "Drukkerij Ver")
    abroad["address"] = [made.address(made.enterprise(3), "REGO", "Rue", ("4000", "Liège"))]
    made.read(
        made.full(tmp_path, *some, abroad, made.rows_of(4, "Bakkerij Mens", kind="1")),
        keeps_list=True,
    )


def found(typed: str) -> list[str]:
    return [one["name"] for one in lookup.find(typed)]


@pytest.mark.database("leads.register.lookup.find")
@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("bakker", ["Bakker De Hoek NV", "Bakkerij Hoek NV"]),
        ("Bakkerij H", ["Bakkerij Hoek NV"]),
        ("BÀKKERIJ", ["Bakkerij Hoek NV"]),
        ("NV Bakkerij", ["Bakkerij Hoek NV"]),
        (made.enterprise(2), ["Bakker De Hoek NV"]),
        (f"BE {made.plain(made.enterprise(2))}", ["Bakker De Hoek NV"]),
        ("ba", []),
        ("Hoek", []),
        ("%", []),
        ("", []),
        ("\x00" * 500, []),
    ],
)
def test_by_the_beginning_of_the_name_or_the_number(listed, typed, names):
    assert found(typed) == names


def test_it_can_be_typed_into_the_form_as_it_is_told(listed):
    assert lookup.find("bakkerij")[0] == {
        "name": "Bakkerij Hoek NV",
        "number": made.enterprise(1),
        "where": "Kaai 12, 3600 Genk",
        "place": "3600 Genk",
    }
    assert lookup.find("drukkerij")[0]["place"] == ""  # a place that the form does not take


@pytest.mark.sqlite
def test_the_index_is_used(listed, django_assert_max_num_queries):
    rows = RegisterEntry.objects.filter(name_key__gte="bak", name_key__lt="bak" + lookup.HIGHEST)
    assert connection.vendor == "sqlite"
    assert "USING INDEX" in rows.explain()


def test_the_desk_asks_and_nobody_else(client, desk, people, as_role, listed):
    assert len(desk.get(URL, {"q": "bakker"}).json()["found"]) == 2
    client.force_login(as_role(people.partner, Role.MARKETEER))
    assert client.get(URL, {"q": "bakker"}).status_code == 302
    client.logout()
    assert client.get(URL, {"q": "bakker"}).url.startswith("/beheer/login/")


def test_the_form_offers_it_only_where_there_is_a_list(desk, people, genk):
    assert "data-register" not in desk.get(reverse("lead:add")).content.decode()


def test_who_is_added_with_a_number_is_filled_in_at_once(desk, people, listed):
    assert (
        'data-source="KBO, stand 1 november 2026"' in desk.get(reverse("lead:add")).content.decode()
    )
    said = {
        "company": "De Hoek",
        "name": "Bo Peeters",
        "email": "bo@hoek.example",
        "happened": "Op de markt.",
        "organisation": people.partner.pk,
        "enterprise_number": made.enterprise(1),
    }
    assert desk.post(reverse("lead:add"), said).status_code == 302
    employer = Lead.objects.get().employer
    assert (employer.name, str(employer.municipality)) == ("De Hoek", "Genk")
    assert employer.located_by == Employer.LocatedBy.REGISTER
    assert employer.website == "https://www.verzonnen1.example"


def test_so_is_an_employer_that_gets_its_number(desk, lead, listed):
    address = reverse("employer:edit", args=[lead.employer_id])
    said = {"name": "Bakkerij Peeters", "enterprise_number": made.enterprise(1)}
    assert desk.post(address, said).status_code == 302
    assert str(Employer.objects.get().municipality) == "Genk"
    assert "Bakkerij Hoek NV" in desk.get(address).content.decode()
