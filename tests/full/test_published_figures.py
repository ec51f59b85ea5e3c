"""Every published figure, counted again from the rows by another query: see `independent_counts`.

It walks what the demo publishes: `/impact/`, its data as JSON and CSV, the API, the figures on the
other pages of the site, the calculations in euro, what campaigns brought and the evidence pack. A
figure, column, step or table that has no query of its own there makes it fail.
"""

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from brand.campaigns import budget
from brand.campaigns.results import PROVINCE, STOP, Results, placed, steps
from brand.evidence import collecting
from brand.evidence.own_tables import CHANNELS
from brand.evidence.pack import Asked, Few, Untold
from brand.models import Campaign, Organisation, User
from brand.models.campaigns import Channel
from leads.evidence_tables import STAGES
from leads.models.obstacles import Obstacle
from leads.under_the_radar import published
from roadshow.models import StopPage
from stories.impact import counting, figures
from stories.models import Indicator, SroiEdition
from tests.brand.privacy.test_suppression import follows
from tests.support import independent_counts as again
from tests.support import snapshot
from tests.support.independent_counts import Pack, Year

pytestmark = pytest.mark.django_db
FEWEST = 5
TABLES = {
    "Per partner": "partner",
    "Per provincie": "province",
    "Per gemeente": "municipality",
    "Per halte": "stop",
}


@pytest.fixture
def demo(db):
    snapshot.with_demo()
    figures.count_open_years()


@pytest.fixture
def data(demo, client) -> list[dict]:
    found = client.get("/impact/cijfers.json").json()["figures"]
    assert {"haltes", "bezoekers", "mensen-aan-de-slag", "uren-roadshow"} <= {
        one["code"] for one in found
    }
    return found


def text(node) -> str:
    return " ".join(node.get_text(" ").replace("\u202f", " ").replace("\xa0", " ").split())


def number(said: str) -> int | None:
    """What a reader reads; None where it is withheld."""
    if said in ("–", "minder dan 5", "< 5"):
        return None
    return int(re.sub(r"[.\s]", "", said))


def read(content: bytes | str) -> BeautifulSoup:
    return BeautifulSoup(content, "html.parser")


# The figures themselves ---------------------------------------------------------------------------


def test_whatever_is_published_has_a_query_of_its_own(demo):
    """Who adds a figure, a step or a table adds another way of counting it."""
    assert set(Indicator.objects.values_list("code", flat=True)) == set(again.FIGURES)
    assert set(counting.COUNTERS) == set(again.FIGURES) - again.OF_PARTNERS
    assert {step.key for step in steps()} == set(again.STEPS)
    assert {step.key for step in placed()} == set(again.AT)
    pack = collecting.make(asked_of_all())
    assert {table.key for table in pack.tables} == set(again.PACK)


def test_the_data_is_what_the_rows_come_to(data):
    for told in data:
        code, of = told["code"], Year(told["year"], told["is_example"])
        rows = again.FIGURES[code](of)
        total = sum(value for _, value in rows)
        is_open = code in again.OF_NOBODY
        assert told["withheld"] == (told["value"] is None) == (not is_open and 0 < total < FEWEST)
        assert told["value"] in (None, total), code
        assert told["history"][0]["value"] == told["value"], code
        whole = again.tables_of(rows)
        for name, table in told["tables"].items():
            check_table(name, table, whole[name], is_open)
        if not is_open:
            assert_nothing_small_follows(rows, told["tables"])
        check_coverage(told, of)
        check_moments(told, of)


def check_table(name: str, told: list[dict], whole: Counter, is_open: bool) -> None:
    assert {one["label"] for one in told} == set(whole), name
    for one in told:
        assert one["number"] in (None, whole[one["label"]]), (name, one)
        assert is_open or one["number"] is None or one["number"] >= FEWEST


def assert_nothing_small_follows(rows: again.Rows, told: dict) -> None:
    """By elimination over fractions: no withheld number is a sum or difference of those told."""
    places = sorted({place for place, _ in rows})

    def of(table: str, label: str) -> frozenset[int]:
        return frozenset(at for at, one in enumerate(places) if getattr(one, table) == label)

    known = [frozenset(range(len(places)))]
    known += [of(name, one["label"]) for name in told for one in told[name] if one["number"]]
    for name, table in told.items():
        for one in table:
            group = of(name, one["label"])
            if one["number"] is None and len(group) < len(places):
                assert not follows(group, known), (name, one)


def check_coverage(told: dict, of: Year) -> None:
    if told["code"] not in again.OF_PARTNERS:
        assert (told["answered"], told["asked"], told["unknown"]) == (None, None, None) or (
            told["code"] == "nog-aan-de-slag"
        )
        return
    known, unknown = len(again.FIGURES[told["code"]](of)), again.unknown(told["code"], of)
    asked = again.partners(of)
    assert (told["answered"], told["unknown"], told["asked"]) == (known, unknown, asked)
    assert told["silent"] == asked - known - unknown
    assert told["rows"] == known + unknown


def check_moments(told: dict, of: Year) -> None:
    if told["code"] != "nog-aan-de-slag":
        assert told["moments"] == []
        return
    whole = again.moments(of)
    assert {one["moment"] for one in told["moments"]} == set(whole)
    for one in told["moments"]:
        said = [one[name] for name in ("people", "still", "stopped", "unknown")]
        rows = zip(said, whole[one["moment"]], strict=True)
        assert all(shown in (None, true) for shown, true in rows), one
        assert all(shown is None or shown == 0 or shown >= FEWEST for shown in said)
        # Of the three parts of what is told, none that is small is what is left.
        if said[0] is not None and None in said[1:]:
            left = [
                true
                for shown, true in zip(said[1:], whole[one["moment"]][1:], strict=True)
                if shown is None
            ]
            assert len(left) > 1
            assert sum(left) >= FEWEST


# The same on every surface ------------------------------------------------------------------------


def test_every_surface_says_the_same(data, client):
    by_code = {(one["code"], one["year"]): one for one in data}
    check_csv(by_code, client.get("/impact/cijfers.csv").content.decode("utf-8-sig"))
    results = client.get("/api/v1/cijfers/").json()["results"]
    assert {(one["key"].rpartition("-")[0], one["year"]) for one in results} == set(by_code)
    for one in results:
        whole = by_code[one["key"].rpartition("-")[0], one["year"]]
        assert (one["value"], one["withheld"]) == (whole["value"], whole["withheld"])
    for year in {year for _, year in by_code}:
        page = read(client.get(f"/impact/{year}/").content)
        cards = page.select("article.impact-card")
        assert {card["id"] for card in cards} == {code for code, of in by_code if of == year}
        for card in cards:
            check_card(card, by_code[card["id"], year])
        check_tiles(page, {code: one for (code, of), one in by_code.items() if of == year})


def check_tiles(page: BeautifulSoup, told: dict) -> None:
    """Stops and employers by province: of each province, also where there is nothing yet."""
    stops, leads = (
        {row["label"]: row["number"] for row in told[code]["tables"]["province"]}
        for code in ("haltes", "opvolgdossiers")
    )
    tiles = page.select(".tile")
    assert len(tiles) == 6
    for tile in tiles:
        name = text(tile.select_one(".tile__name"))
        assert number(text(tile.select_one(".tile__number"))) == leads.get(name, 0)
        said = text(tile.select_one(".tile__stops"))
        assert said.startswith(str(stops[name]) if name in stops else "nog geen halte")


def check_csv(by_code: dict, content: str) -> None:
    told: dict[tuple, set] = {}
    for line in csv.DictReader(io.StringIO(content), delimiter=";"):
        key = line["indicator"], int(line["jaar"])
        value = None if line["verborgen"] == "ja" else int(line["getal"])
        told.setdefault(key, set()).add((line["uitsplitsing"], line["rij"], value))
    assert told == {key: set(flat(one)) for key, one in by_code.items()}


def flat(one: dict):
    yield "totaal", "", one["value"]
    for name, table in one["tables"].items():
        yield from ((name, row["label"], row["number"]) for row in table)
    words = {
        "people": "mensen", "still": "nog aan de slag", "stopped": "gestopt", "unknown": "onbekend"
    }  # fmt: skip
    for row in one["moments"]:
        yield from (("moment", f"{row['moment']}: {said}", row[key]) for key, said in words.items())


def check_card(card, told: dict) -> None:
    """Every number of a card is one of the data, and none is missing."""
    assert number(text(card.select_one(".impact__value"))) == told["value"]
    numbers = {
        name: {row["label"]: row["number"] for row in table}
        for name, table in told["tables"].items()
    }
    for bar in card.select(".chart__bars li"):
        label, said = (text(bar.select_one(f".chart__{part}")) for part in ("label", "number"))
        assert any(table.get(label, "") == number(said) for table in numbers.values()), label
    shown = {}
    for table in card.select("table:has(caption)"):
        name = TABLES[text(table.caption)]
        shown[name] = {
            str(row.th.find(string=True, recursive=False)).strip(): number(text(row.td))
            for row in table.select("tbody tr")
        }
    assert shown == numbers
    for row, one in zip(
        card.select("table:not(:has(caption)) tbody tr"), told["moments"], strict=True
    ):
        said = [number(text(cell)) for cell in row.select("td")]
        assert said == [one[name] for name in ("people", "still", "stopped", "unknown")]
    history = [number(text(one.strong)) for one in card.select(".impact-history li")]
    assert history == [one["value"] for one in told["history"]]


def test_what_stops_tell_of_their_door(data, client):
    """And nothing that `/impact/` withholds follows from all of them together."""
    told = {}
    for stop in StopPage.objects.live():
        page = read(client.get(stop.url).content)
        people, companies = again.at_the_door(stop.pk)
        for line in page.select(".counted-at-door li"):
            value, what = number(text(line.strong)), text(line.span)
            assert value >= FEWEST
            if what == "mensen kwamen kijken":
                assert value == people
                told[stop.title] = value
            elif what == "bedrijven en organisaties":
                assert value == companies
            else:
                assert what == "vroegen meteen verder te praten"
                assert companies - value in (0, *range(FEWEST, companies))
    visitors = next(one for one in data if one["code"] == "bezoekers")
    published = {row["label"]: row["number"] for row in visitors["tables"]["stop"]}
    assert told == {label: value for label, value in published.items() if value}


def test_what_is_told_of_signals(demo, client):
    stand = published.stand()
    last = (stand.last + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    rows = again.signals(stand.first, last)
    whole = again.tables_of(rows)
    page = read(client.get("/onder-de-radar/").content)
    assert f"{len(rows)} signalen, van" in text(page.select_one("#signalen"))
    names = {
        "Wat in de weg staat": {
            str(Obstacle(key).label): value for key, value in whole["partner"].items()
        },
        "Per provincie": whole["province"],
        "Per gemeente": whole["municipality"],
    }
    for table in page.select("#signalen table"):
        true = names.pop(text(table.caption))
        for row in table.select("tbody tr"):
            assert number(text(row.td)) == true[text(row.th)] >= FEWEST
    assert names == {}


def test_a_calculation_in_euro_to_the_cent(demo, client):
    editions = SroiEdition.objects.published()
    assert editions
    for edition in editions:
        for case in edition.results["cases"]:
            put_in, gained = again.in_euro(edition.sheet, case["case"])
            assert float(case["put_in"]) == pytest.approx(put_in, abs=0.005)
            assert float(case["gained"]) == pytest.approx(gained, abs=0.005)
            assert float(case["net"]) == pytest.approx(gained - put_in, abs=0.01)
            if case["ratio"]:
                assert float(case["ratio"]) == pytest.approx(gained / put_in, abs=0.00005)
        page = read(client.get(f"/impact/berekening/{edition.calculation.slug}/").content)
        said = text(page.select_one(".impact__value"))
        assert said == f"{gained_over(edition):.2f}".replace(".", ",")


def gained_over(edition: SroiEdition) -> float:
    put_in, gained = again.in_euro(edition.sheet, "middle")
    return gained / put_in


# Behind the door ----------------------------------------------------------------------------------


def federation() -> User:
    return User.objects.get(email="federatie@voorbeeld.example")


def asked_of_all(partner: Organisation | None = None) -> Asked:
    today = timezone.localdate()
    return Asked(federation(), date(today.year - 1, 1, 1), today, partner)


def test_what_a_campaign_brought(demo):
    campaigns = list(Campaign.objects.all())
    results = Results(campaigns, federation())
    keys = [step.key for step in steps()]
    channels = {str(channel.label): channel.value for channel in Channel}
    partners = {str(one): one.pk for one in Organisation.objects.all()}
    for campaign in campaigns:
        money = budget.of(campaign)
        assert {row.step.key: row.cell.number for row in results.steps(campaign, money)} == {
            key: again.step(key, campaign.pk) for key in again.STEPS
        }
        for rows, name, values in (
            (results.by_channel(campaign, money), "channel", channels),
            (results.by_partner(campaign), "partner", partners),
        ):
            for row in rows:
                assert [cell.number for cell in row.cells] == [
                    again.step(key, campaign.pk, **{name: values[row.label]}) for key in keys
                ]
        check_places(results, campaign)


def check_places(results: Results, campaign: Campaign) -> None:
    for at, step in enumerate(placed()):
        by_province = again.step_at(step.key, campaign.pk, PROVINCE)
        told = {row.label: row.cells[at].number for row in results.by_place(campaign, PROVINCE)}
        assert {name: value for name, value in told.items() if value} == by_province
        by_stop = again.step_at(step.key, campaign.pk, STOP)
        told = [row.cells[at].number for row in results.by_place(campaign, STOP)]
        assert sorted(filter(None, told)) == sorted(by_stop.values())


def test_the_evidence_pack(demo):
    for partner in [None, *Organisation.objects.all()]:
        asked = asked_of_all(partner)
        whole = Pack(asked.start, asked.end, partner.pk if partner else None)
        for table in collecting.make(asked).tables:
            check_pack_table(table, again.PACK[table.key](whole), asked)


def check_pack_table(table, whole: dict, asked: Asked) -> None:
    """Rows of few stand together under their names; what is not told is not told."""
    names = {words.nl: str(key) for key, words in {**CHANNELS, **STAGES}.items()}
    sums: list = [0] * len(next(iter(whole.values()), []))
    for row in table.rows:
        label, *numbers = row[0], *[cell for cell in row[1:] if not isinstance(cell, date | str)]
        parts = [names.get(part, part) for part in str(label).split(" + ")]
        parts = [re.sub(r" \(geannuleerd\)$", "", str(part)) for part in parts]
        rows = [whole.pop(part) for part in parts]
        true = [sum(column) for column in zip(*rows, strict=True)]
        sums = [one + other for one, other in zip(sums, true, strict=True)]
        for said, one in zip(numbers, true, strict=True):
            check_cell(said, one, table.key, row)
    assert whole == {}, table.key
    totals = [cell for cell in table.total[1:] if cell is not None]
    for said, one in zip(totals, sums, strict=False):
        check_cell(said, one, table.key, table.total)


def check_cell(said, true, key: str, row) -> None:
    if said is None:
        assert not true, (key, row)
    elif isinstance(said, Few):
        assert 0 < true < FEWEST, (key, row)
    elif not isinstance(said, Untold):
        assert Fraction(str(said)) == pytest.approx(Fraction(str(round(true, 2))), abs=0.01), (
            key,
            row,
        )
