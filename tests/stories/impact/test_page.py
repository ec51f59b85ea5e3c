"""`/impact/`: every number with its provenance, small ones nowhere, and the same as data."""

import csv
import io
import re

import pytest
from django.core.handlers.wsgi import WSGIHandler
from wagtail.models import PageViewRestriction

from brand.http import kept_answers
from brand.models import Organisation
from brand.search import shelves
from leads.models import Placement
from leads.models.placements import Answer
from roadshow.models import StopPage
from stories.impact import figures, page
from stories.models import Figure, ImpactPage
from tests.factories.brand import OrganisationFactory
from tests.factories.impact import came, past_stop, placement, year
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import town
from tests.support.wsgi import Asked

pytestmark = pytest.mark.django_db
CAME = {"Genk": 23, "Gent": 17, "Lommel": 3, "Hasselt": 9, "Brugge": 11}


def lay() -> None:
    """Two partners, four stops, people and cooperations: some too few to tell."""
    partner = OrganisationFactory(name="De Proefhal", slug="proefhal")
    other = OrganisationFactory(name="De Overkant", slug="overkant")
    for place, number in CAME.items():
        came(past_stop(place, other if place == "Brugge" else partner), number)
    for people in (6, 8, 9):
        placement(partner, town("Genk"), people=people)
    for at in range(6):
        LeadFactory(
            owner_organisation=other, employer__municipality=town("Genk" if at % 2 else "Gent")
        )
    figures.count_year(year())


@pytest.fixture
def laid(known):
    lay()


def card(html: str, code: str) -> str:
    """The words of one figure."""
    article = re.search(rf'<article[^>]* id="{code}".*?</article>', html, re.S)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", article).replace("\u202f", " ").split())


def test_before_anything_was_counted(client, known):
    page = client.get("/impact/")
    assert page.status_code == 200
    assert "Nog geen cijfers" in page.text
    assert "geen causaal bewijs" in page.text


def test_each_number_says_where_it_comes_from(client, laid):
    page = client.get("/impact/").text
    said = card(page, "bezoekers")
    assert said.startswith("Bezoekers van de roadshow 63 mensen kwamen kijken")
    for words in (
        "Waar komt dit cijfer vandaan?",
        "Definitie Mensen die aan de deur van een halte binnenkwamen",
        "Formule (versie 1) Som van “binnen met”",
        "Kleinste getal dat we tonen 5",
        f"Periode 1 januari tot en met 31 december {year()}",
        "Wat dit cijfer eerder was",
        "Eerste telling.",
    ):
        assert words in said
    stand = Figure.objects.published().get(indicator__code="bezoekers").checked_at
    assert re.search(rf"{year()} · stand \d+ \w+ {stand.year}, \d+\.\d\d uur", said)


def test_a_number_below_five_stands_nowhere(client, laid):
    """Three people came in Lommel, and nobody can subtract the others."""
    part = next(
        part
        for part in Figure.objects.published().get(indicator__code="bezoekers").parts
        if part["key"] == "municipality"
    )
    told = {label: number for label, number, _ in part["rows"]}
    assert told == {"Genk": 23, "Gent": 17, "Brugge": 11, "Hasselt": None, "Lommel": None}
    said = card(client.get("/impact/").text, "samenwerkingen")
    assert said.startswith("Bevestigde samenwerkingen minder dan 5 bevestigde samenwerkingen")
    assert "Geteld in minder dan 5 rijen" in said
    json = client.get("/impact/cijfers.json").json()
    few = next(one for one in json["figures"] if one["code"] == "samenwerkingen")
    assert (few["value"], few["withheld"], few["rows"], few["tables"]) == (None, True, None, {})
    assert [line["value"] for line in few["history"]] == [None]


def test_no_stop_tells_on_its_own_page_what_is_withheld(client, laid):
    """Else the three of Lommel would be the total less what the pages of the other stops tell."""
    said = {stop.title: client.get(stop.url).text for stop in StopPage.objects.all()}
    told = {
        title: int(found[1])
        for title, page in said.items()
        if (found := re.search(r"<strong>(\d+)</strong> <span>mensen kwamen kijken", page))
    }
    assert told == {"Genk": 23, "Gent": 17, "Brugge": 11}
    assert f'href="/impact/{year()}/#bezoekers"' in said["Genk"]


def test_a_stop_that_was_not_counted_yet_waits(client, laid):
    stop = past_stop("Genk", Organisation.objects.get(name="De Proefhal"))
    came(stop, 12)
    assert "mensen kwamen kijken" not in client.get(stop.url).text
    figures.count_year(year())
    assert "<strong>12</strong> <span>mensen kwamen kijken" in client.get(stop.url).text


def test_nothing_is_called_the_most_when_more_may_be_withheld():
    rows = [["Genk", 12, ""], ["Gent", 9, ""]]
    hidden = [["Hasselt", None, ""], ["Lommel", None, ""]]
    assert page._answer(rows, rows) == "Het meest: Genk."
    assert page._answer([*rows, *hidden], rows) == (
        "Van wat we tonen het meest: Genk. Van 2 rijen tonen we geen getal."
    )


def test_layers_stand_apart(client, laid):
    page = client.get("/impact/").text
    assert re.findall(r'<h2 id="laag-(\w+)">', page) == ["activiteit", "resultaat", "effect"]
    found = re.findall(r'<h2 id="laag-(\w+)">|<article[^>]* id="([\w-]+)"', page)
    order = [layer or code for layer, code in found]
    assert order == [
        *("activiteit", "haltes"),
        *("resultaat", "bezoekers", "opvolgdossiers"),
        *("effect", "samenwerkingen", "mensen-aan-de-slag"),
    ]


def test_bars_are_text_with_unscaled_drawings(client, laid):
    page = client.get("/impact/").text
    figure = re.search(r'<figure class="chart">.*?</figure>', page, re.S)[0]
    assert "<text" not in figure
    assert "viewBox" not in figure
    assert "style=" not in page
    assert re.search(r'<rect class="bar__fill" width="\d+%"', figure)


def test_where_we_were_by_province(client, laid):
    """What is withheld of a figure is withheld here too."""
    other = Organisation.objects.get(name="De Overkant")
    for _ in range(8):
        LeadFactory(owner_organisation=other, employer__municipality=town("Brugge"))
    figures.count_year(year())
    page = client.get("/impact/").text
    section = re.search(r'<section[^>]* id="dekking".*?</section>', page, re.S)[0]
    said = " ".join(re.sub(r"<[^>]+>", " ", section).split())
    assert "Nog geen halte in Antwerpen, Vlaams-Brabant en Brussel." in said
    assert "Limburg – opvolgdossiers 3 haltes" in said
    assert "Oost-Vlaanderen – opvolgdossiers 1 halte" in said
    assert "West-Vlaanderen 8 opvolgdossiers 1 halte" in said
    assert "Antwerpen 0 opvolgdossiers nog geen halte" in said
    assert said.endswith(
        "Waar komt het aantal haltes vandaan? Waar komt het aantal opvolgdossiers vandaan?"
    )


def test_without_stops_there_is_no_such_picture(client, known, partner):
    placement(partner, people=9)
    figures.count_year(year())
    page = client.get("/impact/").text
    assert 'id="mensen-aan-de-slag"' in page
    assert 'id="dekking"' not in page


def test_a_year_that_is_not_there(client, laid):
    assert client.get(f"/impact/{year()}/").status_code == 200
    for address in ("1999", "0", "99999999999999999999"):
        assert client.get(f"/impact/{address}/").status_code == 404


def test_a_correction_is_told_to_everybody(client, laid):
    Placement.objects.filter(people=9).update(partner_answer=Answer.NO)
    figures.count_year(year())
    said = card(client.get("/impact/").text, "mensen-aan-de-slag")
    assert said.startswith("Mensen aan de slag bij een werkgever 23 mensen")
    held = Figure.objects.get(state=Figure.State.WAITING, indicator__code="mensen-aan-de-slag")
    figures.publish(held, "Negen mensen bleken elders te werken.", None)
    said = card(client.get("/impact/").text, "mensen-aan-de-slag")
    assert said.startswith("Mensen aan de slag bij een werkgever 14 mensen")
    assert "Negen mensen bleken elders te werken." in said
    assert "Eerste telling." in said


def test_the_same_numbers_as_data(client, laid):
    answer = client.get("/impact/cijfers.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    whole = {row["indicator"]: row["getal"] for row in rows if row["uitsplitsing"] == "totaal"}
    told = {
        row.indicator.code: "" if row.is_withheld else str(int(row.value))
        for row in Figure.objects.published().select_related("indicator")
    }
    assert whole == told
    json = client.get("/impact/cijfers.json").json()
    assert {one["code"]: one["value"] for one in json["figures"]} == {
        code: int(value) if value else None for code, value in told.items()
    }
    for row in rows:
        assert (row["getal"] == "") == (row["verborgen"] == "ja")
    small = [row for row in rows if row["getal"] and 0 < float(row["getal"]) < 5]
    assert {row["indicator"] for row in small} <= {"haltes", "uren-roadshow"}


def test_the_api_tells_the_same(client, laid):
    rows = client.get("/api/v1/cijfers/").json()["results"]
    told = {row.indicator.code: row for row in Figure.objects.published()}
    assert {row["key"] for row in rows} == {f"{code}-{year()}" for code in told}
    visitors = next(row for row in rows if row["key"].startswith("bezoekers"))
    assert (visitors["value"], visitors["layer"]) == (63, "resultaat")
    few = client.get(f"/api/v1/cijfers/samenwerkingen-{year()}/").json()
    assert (few["value"], few["withheld"], few["formula_version"]) == (None, True, 1)
    only = client.get("/api/v1/cijfers/", {"jaar": "1999"}).json()["results"]
    assert only == []
    layer = client.get("/api/v1/cijfers/", {"laag": "effect"}).json()["results"]
    assert {row["layer"] for row in layer} == {"effect"}
    for key in ("samenwerkingen-1999", "niets", "²-²"):
        assert client.get(f"/api/v1/cijfers/{key}/").status_code == 404


def test_it_asks_as_little_whatever_there_is(client, known, django_assert_num_queries):
    client.get("/impact/")
    with django_assert_num_queries(7):
        client.get("/impact/")
    lay()
    client.get("/impact/")
    with django_assert_num_queries(9):
        client.get("/impact/")


def test_it_stands_in_menu_sitemap_and_search(client, laid):
    assert '<a class="nav__link" href="/impact/"' in client.get("/").text
    sitemap = client.get("/sitemap.xml").text
    assert re.findall(r"<loc>[^<]*/impact/([^<]*)</loc>", sitemap) == ["", f"{year()}/"]
    hits = [hit for group in shelves.search({"zoek": "kwamen kijken"}).groups for hit in group.hits]
    assert [(hit.title, hit.url) for hit in hits] == [
        ("63 mensen kwamen kijken", f"/impact/{year()}/#bezoekers")
    ]


def test_a_page_that_is_not_public_gives_no_data(client, laid):
    page = ImpactPage.objects.get()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/impact/cijfers.csv").status_code == 404
    assert client.get("/impact/cijfers.json").status_code == 404
    PageViewRestriction.objects.all().delete()
    assert client.get("/impact/cijfers.json").status_code == 200
    page.unpublish()
    assert client.get("/impact/cijfers.json").status_code == 404


def test_a_page_of_that_address_is_left_alone(founded):
    assert ImpactPage.objects.child_of(founded).count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_goes_when_a_number_changes(transactional_db, founded):
    from stories.impact import indicators

    indicators.lay()
    lay()
    site = kept_answers.kept(WSGIHandler())
    addresses = ("/impact/", "/impact/cijfers.csv", "/impact/cijfers.json")
    before = {address: Asked(site, address).body for address in addresses}
    assert {address: Asked(site, address).body for address in addresses} == before
    placement(OrganisationFactory(), town("Gent"), people=7)
    figures.count_year(year())
    for address in addresses:
        assert Asked(site, address).body != before[address]
