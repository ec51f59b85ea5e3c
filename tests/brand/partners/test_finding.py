"""Who can help: by need and region."""

import pytest

from brand.models import Activity, PartnersPage, Province
from brand.partners.finding import Question
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page, stop_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def partners():
    home_page().add_child(instance=PartnersPage(title="Partners", slug="partners"))
    packs, sews = (Activity.objects.create(name=name) for name in ("Verpakking", "Textiel"))
    for name, province, activity in (
        ("Inpakkers", Province.LIMBURG, packs),
        ("Naaisters", Province.LIMBURG, sews),
        ("Verpakkers", Province.ANTWERPEN, packs),
    ):
        partner = OrganisationFactory(name=name, provinces=[province], phone="089 12 34 56")
        partner.activities.add(activity)
    return packs


def shown(client, query: str) -> list[str]:
    return [partner.name for partner in client.get(f"/partners/{query}").context["partners"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Inpakkers", "Naaisters", "Verpakkers"]),
        ("?vraag={packs}", ["Inpakkers", "Verpakkers"]),
        ("?provincie=limburg", ["Inpakkers", "Naaisters"]),
        ("?vraag={packs}&provincie=antwerpen", ["Verpakkers"]),
        ("?vraag=x&provincie=nergens", ["Inpakkers", "Naaisters", "Verpakkers"]),
    ],
)
def test_need_and_region_narrow_the_list(client, partners, query, found):
    assert shown(client, query.format(packs=partners.pk)) == found


def test_where_nobody_fits_all_are_shown_and_it_says_so(client, partners):
    page = client.get(f"/partners/?vraag={partners.pk}&provincie=brussel")
    assert "Voor deze vraag hebben we in die streek nog geen partner." in page.text
    assert len(page.context["partners"]) == 3


def test_a_card_says_whom_to_call_and_where_to_come(client, partners):
    stop = stop_in("Genk", organisation=OrganisationFactory(name="Ontvangers"))
    page = client.get("/partners/").text
    assert page.count('href="tel:089123456"') == 3
    assert f'href="{stop.url}"' in page
    assert f"Kom kijken in Genk, {stop.day}" in page


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_questions_for_three_as_for_one(client, count, django_assert_num_queries):
    home_page().add_child(instance=PartnersPage(title="Partners", slug="partners"))
    for _ in range(count):
        stop_in("Genk", organisation=OrganisationFactory())
    client.get("/partners/")
    with django_assert_num_queries(9):
        client.get("/partners/")


def test_what_is_no_number_asks_nothing():
    assert Question.read({"vraag": "9" * 40, "provincie": "x"}) == Question()
