"""On course or behind, and by how much."""

from datetime import date

import pytest

from brand.campaigns import standing
from brand.models import Campaign
from brand.models.campaigns import Goal


def campaign(**fields) -> Campaign:
    """A hundred days for a hundred registrations."""
    planned = {
        "goal_number": 100,
        "goal_counts": Goal.REGISTRATIONS,
        "starts_on": date(2027, 3, 1),
        "ends_on": date(2027, 6, 8),
    }
    return Campaign(name="Kom kijken", **{**planned, **fields})


@pytest.mark.parametrize(
    ("today", "number", "short", "is_behind"),
    [
        (date(2027, 2, 20), 0, "Nog niet begonnen", False),
        (date(2027, 3, 1), 0, "Op koers", False),
        (date(2027, 3, 11), 10, "Op koers", False),
        (date(2027, 3, 11), 9, "1 achter", True),
        (date(2027, 6, 8), 98, "1 achter", True),
        (date(2027, 6, 9), 99, "1 te weinig", True),
        (date(2027, 6, 9), 100, "Gehaald", False),
        (date(2027, 2, 20), 130, "Gehaald", False),
        (date(2027, 3, 11), None, "Niet getoond", False),
    ],
)
def test_where_it_stands(today, number, short, is_behind):
    found = standing.of(campaign(), number, today)
    assert (found.short, found.is_behind) == (short, is_behind)


def test_the_sentence_says_what_was_expected():
    found = standing.of(campaign(), 9, date(2027, 3, 11))
    assert found.sentence == (
        "Loopt 1 achter: 9 van 100 inschrijvingen; op dit moment verwacht: 10."
    )


@pytest.mark.parametrize(
    ("fields", "short"),
    [
        ({"goal_number": None}, "Geen doel"),
        ({"goal_counts": ""}, "Geen doel"),
        ({"ends_on": None}, "Geen periode"),
        ({"starts_on": None}, "Geen periode"),
    ],
)
def test_what_is_missing_is_said(fields, short):
    assert standing.of(campaign(**fields), 3, date(2027, 3, 11)).short == short


def test_a_campaign_of_one_day():
    day = date(2027, 3, 1)
    found = standing.of(campaign(starts_on=day, ends_on=day), 0, day)
    assert found.short == "Op koers"
