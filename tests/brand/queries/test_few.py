"""Rows known by their numbers: few enough or not, and in the order of the list."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from brand.queries import few
from leads.models import Employer, Lead
from tests.factories.leads import EmployerFactory, LeadFactory

pytestmark = pytest.mark.django_db


def test_numbers_unless_they_are_many(monkeypatch):
    made = {EmployerFactory(name=f"VOORBEELD {n}").pk for n in range(3)}
    monkeypatch.setattr(few, "MOST", 3)
    assert few.numbers(Employer.objects.all()) == made
    monkeypatch.setattr(few, "MOST", 2)
    assert few.numbers(Employer.objects.all()) is None


@pytest.mark.parametrize(
    "order",
    [
        ["name"],
        ["-name", "pk"],
        [F("website").desc(nulls_last=True), "-pk"],
        [F("name")],
        [],
    ],
)
def test_they_stand_in_the_order_that_was_asked(order):
    for name in ("b", "c", "a"):
        EmployerFactory(name=f"VOORBEELD {name}")
    rows = Employer.objects.order_by(*order) if order else Employer.objects.all()
    numbers = [row.pk for row in rows[1:]]
    assert list(few.among(rows, "pk", numbers)) == list(rows.filter(pk__in=numbers))


def test_an_order_that_was_taken_off_stays_off():
    rows = few.among(Employer.objects.order_by(), "pk", {1})
    assert not rows.ordered


def test_of_another_table():
    lead, _ = LeadFactory(), LeadFactory()
    found = few.among(Lead.objects.order_by("employer__name"), "employer", {lead.employer_id})
    assert list(found) == [lead]


@pytest.mark.sqlite
def test_they_are_not_sought_along_an_index():
    for n in range(50):
        EmployerFactory(name=f"VOORBEELD {n}")
    rows = few.among(Employer.objects.order_by("name"), "pk", {1, 2})
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        list(rows[:20])
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
        steps = [step for *_, step in cursor.fetchall()]
    assert not [step for step in steps if "employer_by_name" in step]
