"""The desk costs no more because it has more leads: how they are looked up, and how far counted."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brand.queries import counting
from leads.desk.board import columns_for
from leads.desk.today import lists_for
from leads.hand_over import offers
from leads.models import Lead
from tests.factories.leads import LeadFactory
from tests.support import many_leads

pytestmark = pytest.mark.django_db
GROW = ("leads_lead", "leads_employer", "leads_contact", "leads_interaction", "leads_handover")
LIST, BOARD = "lead:index", "board:index"


def outermost(sql: str) -> str:
    """The question without those that stand within it."""
    shorter = re.sub(r"\([^()]*\)", "", sql)
    return sql if shorter == sql else outermost(shorter)


def steps(client, address: str, of: str = "") -> list[str]:
    """Each step of each query of this address (from that table), as SQLite plans it.

    `SEARCH leads_lead USING INDEX lead_due (stage=?)`
    """
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    found = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if f'FROM "{of}' in (outermost(query["sql"]) if of else query["sql"]):
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                found += [step for *_, step in cursor.fetchall()]
    return found


def reads_all(step: str) -> bool:
    """Row by row; along an index it ends where the page or the count does."""
    return step.startswith("SCAN ") and step.removeprefix("SCAN ") in GROW


@pytest.fixture
def scene(db):
    found = many_leads.desk(partners=4)
    many_leads.fill(found, 2_000)
    return found


ADDRESSES = {
    "Vandaag": ("today:index", ""),
    "Vandaag of the team": ("today:index", "?wie=team"),
    "board": (BOARD, ""),
    "board, mine": (BOARD, "?wie=ik"),
    "list": (LIST, ""),
    "last page": (LIST, "?p=100"),
    "stage": (LIST, "?stage=gesprek"),
    "nobody's": (LIST, "?owner=niemand"),
    "wish": (LIST, "?wish=stage"),
    "source": (LIST, "?source=api"),
    "stop": (LIST, "?stop=1"),
    "late": (LIST, "?late=laat"),
    "answer late": (LIST, "?late=antwoord"),
    "period": (LIST, "?created_at_from=2026-01-01"),
    "two stages": (LIST, "?stage=gesprek&stage=voorstel"),
    "hand-overs": ("today:hand_overs", ""),
    "duplicates": ("duplicates:index", ""),
    "employers": ("employer:index", ""),
}


@pytest.mark.sqlite
def test_no_screen_reads_all_rows(client, scene):
    for user in (scene.federation, scene.people[0]):
        client.force_login(user)
        for name, (screen, query) in ADDRESSES.items():
            found = steps(client, reverse(screen) + query)
            assert len(found) > 5, name
            assert [step for step in found if reads_all(step)] == [], name


@pytest.mark.sqlite
@pytest.mark.parametrize(("screen", "index"), [(LIST, "lead_list"), (BOARD, "lead_due (stage=?)")])
def test_leads_come_in_the_order_of_an_index(client, scene, screen, index):
    """Nothing is sorted: of a million rows the page shows twenty."""
    client.force_login(scene.federation)
    found = steps(client, reverse(screen), 'leads_lead"')
    assert [step for step in found if index in step]
    assert "USE TEMP B-TREE FOR ORDER BY" not in found


def test_as_many_leads_on_every_screen_as_there_are(client, scene):
    """The same numbers as counted whole."""
    client.force_login(scene.federation)
    columns = {column.stage: column.total for column in columns_for(scene.federation)}
    assert columns == {stage: Lead.objects.filter(stage=stage).count() for stage in columns}
    page = client.get(reverse(LIST))
    assert page.context["page_obj"].paginator.count == 2_000


# Counting no further ----------------------------------------------------------------------------


def test_a_list_says_more_than(desk, people, monkeypatch):
    monkeypatch.setattr(counting.CappedPaginator, "most", 2)
    for _ in range(3):
        LeadFactory(owner_organisation=people.partner)
    page = desk.get(reverse(LIST))
    text = page.content.decode()
    assert len(page.context["object_list"]) == 2
    assert "Meer dan 2 opvolgdossiers" in text
    assert "Hier staan de eerste 2." in text
    monkeypatch.setattr(counting.CappedPaginator, "most", 3)
    text = desk.get(reverse(LIST)).content.decode()
    assert "3 opvolgdossiers" in text
    assert "Hier staan de eerste" not in text


def test_an_export_has_them_all(desk, people, monkeypatch):
    monkeypatch.setattr(counting.CappedPaginator, "most", 2)
    for _ in range(3):
        LeadFactory(owner_organisation=people.partner)
    answer = desk.get(reverse(LIST), {"export": "csv"})
    assert len(b"".join(answer.streaming_content).splitlines()) == 1 + 3


def test_a_column_says_more_than(desk, people, monkeypatch):
    monkeypatch.setattr(counting.up_to, "__defaults__", (13,))
    for _ in range(14):
        LeadFactory(owner_organisation=people.partner)
    text = desk.get(reverse(BOARD)).content.decode()
    assert "13+</span>" in text
    assert "Toon er meer" in text


def test_the_first_offers_and_how_many_more(desk, people):
    for _ in range(9):
        lead = LeadFactory(owner_organisation=people.other)
        offers.offer(lead, people.partner, people.outsider)
    new = {one.key: one for one in lists_for(people.owner)}["nieuw"]
    assert (len(new.offers), new.offered.number, new.more_offers) == (7, 9, 2)
    assert "Nog 2 aangeboden" in desk.get(reverse("today:index")).content.decode()
    waiting = desk.get(reverse("today:hand_overs")).context["received"]
    assert len(waiting) == 9


def test_numbers_in_words():
    assert [str(counting.Counted(*one)) for one in [(7,), (1000, True)]] == ["7", "1.000+"]
