"""The desk with few leads and very many: python -m pytest -s tests/bench/test_leads_at_scale.py

Prints how long each screen takes with 1,000 leads beside 10,000, and their ratio; marked `scale`
10,000 beside 100,000 on SQLite and beside 1,000,000 on PostgreSQL (DATABASE_URL), which makes them
in about ten minutes. `LEADS=2000,20000` asks another pair. Nothing is asserted of time.
"""

import os
import statistics
import time
from importlib import import_module
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brand.postgresql import trigrams
from leads.models import Lead
from tests.support import many_leads

COLUMNS = import_module("leads.migrations.0029_words_by_their_pieces").COLUMNS
NOTES = import_module("leads.migrations.0032_notes_by_their_pieces").NAME
pytestmark = pytest.mark.django_db(transaction=True)

TIMES = int(os.environ.get("TIMES", "20"))


def screens(desk: many_leads.Desk, size: int) -> dict[str, str]:
    """Each screen by a name, as the address that is asked."""
    leads, employers = reverse("lead:index"), reverse("employer:index")
    month = timezone.localdate().replace(day=1).isoformat()
    asked = {
        "list": "",
        "list, page 50": "?p=50",
        "list by employer": "?ordering=employer__name",
        "stage": "?stage=gesprek",
        "two stages": "?stage=gesprek&stage=voorstel",
        "owner": f"?owner={desk.people[0].pk}",
        "nobody's": "?owner=niemand",
        "partner": f"?owner_organisation={desk.shops[0].pk}",
        "wish": "?wish=stage",
        "seldom wish": "?wish=begeleiding",
        "source": "?source=api",
        "campaign": f"?campaign={desk.campaign.pk}",
        "late": "?late=laat",
        "answer late": "?late=antwoord",
        "this month": f"?created_at_from={month}",
        "search, a name": "?q=bakkerij+jasmet+genk",
        "search, one word": "?q=bakkerij",
        "search, three words": "?q=bakkerij+an+genk",
        "search, telephone": "?q=0470000123",
        "search, number": "?q=1000000123",
        "search, slip": "?q=bakkerji+jasmet",
        "search, nothing": "?q=qqqqqqqq",
    }
    return {
        "home": reverse("wagtailadmin_home"),
        "Vandaag": reverse("today:index"),
        "Vandaag of the team": reverse("today:index") + "?wie=team",
        "board": reverse("board:index"),
        "board, mine": reverse("board:index") + "?wie=ik",
        **{name: leads + query for name, query in asked.items()},
        "employers": employers,
        "employers, search": employers + "?q=drukkerij+genk",
        "duplicates": reverse("duplicates:index"),
        "hand-overs": reverse("today:hand_overs"),
        "placements": reverse("placement:index"),
        "week": reverse("today:week"),
        "sources": reverse("today:sources"),
        "dossier": reverse("lead:edit", args=[desk.middle(size)]),
    }


class Took(NamedTuple):
    wall: list[float]  # milliseconds of each time
    cpu: float  # milliseconds a time, of us and of the database

    @property
    def p50(self) -> float:
        return statistics.median(self.wall)

    @property
    def p95(self) -> float:
        return sorted(self.wall)[int(len(self.wall) * 0.95)]


def measure(client: Client, address: str) -> Took:
    """After a first time. What else runs here costs time and no CPU of ours."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    if os.environ.get("EXPLAIN"):
        _explain(client, address)
    wall, used = [], cpu()
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(address)
        wall.append((time.perf_counter() - began) * 1000)
    return Took(wall, (cpu() - used) * 1000 / TIMES)


def cpu() -> float:
    """Seconds, of this process and of the one that serves it at PostgreSQL."""
    used = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        with open(f"/proc/{pid}/stat") as found:
            ticks = found.read().rpartition(")")[2].split()[11:13]
        used += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return used


def _explain(client: Client, address: str) -> None:
    """What its slow queries are, when asked by EXPLAIN=milliseconds."""
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    for query in asked.captured_queries:
        if float(query["time"]) * 1000 > float(os.environ["EXPLAIN"]):
            print(f"\n{address}: {float(query['time']) * 1000:.0f} ms\n{query['sql'][:3000]}")


def fill(desk: many_leads.Desk, size: int) -> None:
    """An index of pieces of words takes an hour when it follows a million rows one by one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in (*COLUMNS, NOTES):
                cursor.execute(f'DROP INDEX IF EXISTS "{name}"')
    many_leads.fill(desk, size)
    for name, table in COLUMNS.items():
        trigrams.index(connection, name, table, "search_words")
    trigrams.index(connection, NOTES, "leads_interaction", "note", any_case=True)


def measured(desk: many_leads.Desk, size: int) -> dict[str, Took]:
    fill(desk, size)
    assert Lead.objects.count() == size
    found = {}
    people = {"federation": desk.federation, "partner": desk.people[0]}
    only = os.environ.get("ONLY", "")
    for who, user in people.items():
        client = Client()
        client.force_login(user)
        for name, address in screens(desk, size).items():
            if only in f"{name}, {who}":
                found[f"{name}, {who}"] = measure(client, address)
    return found


def sizes(large: bool) -> list[int]:
    if given := os.environ.get("LEADS"):
        return [int(one) for one in given.split(",")]
    if not large:
        return [1_000, 10_000]
    return [10_000, 1_000_000 if connection.vendor == "postgresql" else 100_000]


@pytest.mark.parametrize("is_large", [False, pytest.param(True, marks=pytest.mark.scale)])
def test_the_desk_at_scale(is_large, capsys):
    found, desk = {}, many_leads.desk()
    for size in sizes(is_large):
        began = time.perf_counter()
        many_leads.clear()
        found[size] = measured(desk, size)
        with capsys.disabled():
            print(f"\n{size} leads made and asked in {time.perf_counter() - began:.0f} s")
    few, many = found
    with capsys.disabled():
        load = f"load {os.getloadavg()[0]:.1f}"
        print(f"{connection.vendor}, {load}, {TIMES} times: milliseconds p50, p95 and CPU")
        print(f"{'':<34}{few:>10}{'':>16}{many:>10}{'':>16}  ratios")
        for name, slow in found[many].items():
            quick = found[few][name]
            columns = [[one.p50, one.p95, one.cpu] for one in (quick, slow)]
            ratios = [large / small for small, large in zip(*columns, strict=True)]
            figures = [*columns[0], *columns[1], *ratios]
            print(f"{name:<36}" + "".join(f"{one:>8.{1 if one < 10 else 0}f}" for one in figures))
