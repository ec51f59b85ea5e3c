"""Callers at the same moment, each in its own transaction on its own connection."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from leads.capture import capture
from leads.models import Contact, Employer, Interaction, Lead
from tests.factories.brand import OrganisationFactory
from tests.factories.leads import make_tour

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

CALLERS = 8


@pytest.fixture
def door(tmp_path, transactional_db):
    """Opens a connection of the thread's own to one database that all callers share.

    The tests' SQLite database is in memory and cannot be shared by real connections, so it is
    copied to a file, which is used exactly as the site uses its own.
    """
    path = str(tmp_path / "race.sqlite3")
    connection.ensure_connection()
    on_sqlite = connection.vendor == "sqlite"

    def copied():
        if on_sqlite:
            file = sqlite3.connect(path)
            connection.connection.backup(file)
            file.close()

    @contextmanager
    def opened():
        own = connections["default"]
        if on_sqlite:
            own = connections["default"].copy()
            own.settings_dict["NAME"] = path
            before, connections["default"] = connections["default"], own
        try:
            yield
        finally:
            own.close()
            if on_sqlite:
                connections["default"] = before

    return copied, opened


def meet_at_once(door, people, **fields):
    copied, opened = door
    copied()
    start = Barrier(len(people), timeout=60)  # one that fails before it keeps nobody waiting

    def meet(person):
        with opened():
            connections["default"].ensure_connection()
            start.wait()
            with transaction.atomic():
                return capture(**{**fields, **person}).pk

    with ThreadPoolExecutor(len(people)) as pool:
        return set(pool.map(meet, people)), opened


def test_one_firm_by_eight_callers_is_one_dossier(door):
    people = [
        {"name": f"Mens {n}", "email": f"mens{n % 2}@peeters.example"} for n in range(CALLERS)
    ]
    found, opened = meet_at_once(
        door,
        people,
        company="Bakkerij Peeters",
        tour=make_tour(),
        host=OrganisationFactory(),
        happened="Schreef in.",
        wishes=["stage"],
    )
    assert len(found) == 1
    with opened():
        lead = Lead.objects.get()
        assert (Employer.objects.count(), Contact.objects.count()) == (1, 2)
        assert Interaction.objects.filter(lead=lead).count() == CALLERS
        assert [wish.wish for wish in lead.wishes.all()] == ["stage"]


def test_one_number_learned_by_eight_callers_is_one_firm(door):
    people = [
        {"name": "Mens", "company": f"Naam {n % 2}", "email": f"mens{n}@peeters.example"}
        for n in range(CALLERS)
    ]
    found, opened = meet_at_once(
        door,
        people,
        tour=make_tour(),
        host=OrganisationFactory(),
        happened="Schreef in.",
        enterprise_number="0566.988.259",
    )
    assert len(found) == 1
    with opened():
        assert Employer.objects.get().enterprise_number == "0566988259"
