"""A published figure stays as it was; another number is another stand, that says why."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from brand.models import Role
from leads.employers import erasure
from leads.models import Placement
from leads.models.placements import Answer
from stories.impact import counting, figures
from stories.impact.figures import FigureRefused
from stories.models import Figure, Indicator
from tests.factories.brand import member
from tests.factories.impact import placement, year
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
State = Figure.State


@pytest.fixture
def people_placed(known, partner, genk):
    """Six and eight people, published."""
    for people in (6, 8):
        placement(partner, genk, people=people)
    return count(known["mensen-aan-de-slag"])


def count(indicator) -> Figure | None:
    return figures.recount(indicator, year(), examples=False)


def stands(indicator) -> list[tuple]:
    rows = Figure.objects.filter(indicator=indicator).order_by("pk")
    return [(int(row.value), row.state, row.reason) for row in rows]


def test_the_first_is_published(people_placed):
    assert (people_placed.value, people_placed.state) == (14, State.PUBLISHED)
    assert people_placed.method["formula_version"] == 1
    assert people_placed.parts[0] == {
        "key": "partner",
        "title": "Per partner",
        "rows": [["De Proefhal", 14, ""]],
    }


def test_nothing_was_counted_is_no_zero(known):
    assert count(known["samenwerkingen"]) is None


@pytest.mark.database(
    "stories.models.figures.Figure",
    "stories.impact.figures.recount",
    "stories.impact.figures.publish",
)
def test_more_is_published_by_itself_and_less_waits_for_a_reason(people_placed, partner, genk):
    indicator = people_placed.indicator
    placement(partner, genk, people=3)
    assert count(indicator).value == 17
    Placement.objects.filter(people=8).update(employer_answer=Answer.NO)
    held = count(indicator)
    assert stands(indicator) == [
        (14, State.REPLACED, figures.FIRST),
        (17, State.PUBLISHED, figures.GREW),
        (9, State.WAITING, ""),
    ]
    with pytest.raises(FigureRefused, match="Schrijf waarom"):
        figures.publish(held, "  ", None)
    boss = member(partner, Role.BEHEERDER)
    figures.publish(held, "Een plaatsing van acht mensen bleek niet te kloppen.", boss)
    assert stands(indicator)[1:] == [
        (17, State.REPLACED, figures.GREW),
        (9, State.PUBLISHED, "Een plaatsing van acht mensen bleek niet te kloppen."),
    ]
    held.refresh_from_db()
    assert (held.by, held.previous.value) == (boss, 17)
    with pytest.raises(FigureRefused, match="intussen"):
        figures.publish(held, "Nog eens.", boss)


def test_the_same_is_no_other_stand(people_placed):
    with time_machine.travel(people_placed.checked_at.timestamp() + 60):
        assert count(people_placed.indicator) is None
    stand = Figure.objects.get()
    assert stand.counted_at == people_placed.counted_at
    assert stand.checked_at > people_placed.checked_at


def test_who_waits_is_counted_again(people_placed):
    Placement.objects.filter(people=8).update(employer_answer="")
    assert count(people_placed.indicator).value == 6
    Placement.objects.update(employer_answer=Answer.YES)
    assert count(people_placed.indicator) is None
    assert [row.value for row in Figure.objects.all()] == [14]


def test_another_formula_waits_for_a_reason(people_placed):
    Indicator.objects.filter(pk=people_placed.indicator_id).update(formula_version=2)
    assert count(people_placed.indicator).state == State.WAITING


def test_a_closed_year_changes_only_with_a_reason(people_placed, partner, genk):
    placement(partner, genk, people=3)
    with time_machine.travel(f"{year() + 1}-04-01 10:00Z"):
        held = figures.recount(people_placed.indicator, year() - 1, examples=False)
        assert held.state == State.WAITING
        figures.count_open_years()
    assert Figure.objects.filter(state=State.PUBLISHED, year=people_placed.year).count() == 1


@pytest.mark.parametrize("erase", [erasure.erase_employer, lambda one: erasure.erase_lead(one)])
def test_erasing_does_not_change_a_published_number(known, partner, erase):
    leads = [LeadFactory(owner_organisation=partner) for _ in range(6)]
    published = count(known["opvolgdossiers"])
    gone = leads[0].employer if erase is erasure.erase_employer else leads[0]
    erase(gone)
    held = count(known["opvolgdossiers"])
    published.refresh_from_db()
    assert (published.value, published.state) == (6, State.PUBLISHED)
    assert (held.value, held.state) == (5, State.WAITING)


def test_a_row_that_got_lower_waits_too(known, partner, other):
    for organisation, number in ((partner, 7), (other, 6)):
        for _ in range(number):
            LeadFactory(owner_organisation=organisation)
    count(known["opvolgdossiers"])
    lead = partner.leads_met.first()
    lead.source_organisation = other
    lead.save()
    assert count(known["opvolgdossiers"]).state == State.WAITING


def test_a_number_that_changed_is_not_said_to_be_the_same(people_placed, partner, genk):
    """The number grew, and in the same month the same number was divided otherwise."""
    indicator = people_placed.indicator
    placement(partner, genk, people=9)
    count(indicator)
    Figure.objects.published().update(parts=[])
    count(indicator)
    assert [row[2] for row in stands(indicator)] == [figures.FIRST, figures.GREW, figures.SAME]
    told = figures.history(year())[indicator.pk]
    assert [(int(one.value), one.reason) for one in told] == [
        (23, figures.GREW),
        (14, figures.FIRST),
    ]


@pytest.mark.database("stories.models.figures.Figure")
def test_one_stand_is_published(people_placed):
    people_placed.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        people_placed.save(force_insert=True)


def test_a_number_below_five_is_withheld_with_everything_of_it(known, partner, genk):
    placement(partner, genk, people=4)
    figure = count(known["mensen-aan-de-slag"])
    assert (figure.is_withheld, figure.shown, figure.parts) == (True, None, [])


def test_stops_are_no_people(known, partner):
    assert not known["haltes"].protects
    assert [row.code for row in Indicator.objects.filter(counter="", protects=False)] == [
        "uren-roadshow"
    ]


def test_each_counted_indicator_has_its_query(known):
    counted = {row.counter for row in known.values() if row.is_counted}
    assert counted == set(counting.COUNTERS)


def test_an_indicator_follows_the_code(known):
    from stories.impact import indicators

    Indicator.objects.filter(code="haltes").update(formula="Iets anders.", name="Anders")
    Indicator.objects.filter(code="doorstroom").update(name="Van ons")
    indicators.lay()
    assert Indicator.objects.get(code="haltes").name == "Haltes van de roadshow"
    assert Indicator.objects.get(code="doorstroom").name == "Van ons"
