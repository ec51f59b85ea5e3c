"""What is counted, against another way of counting the same: rows read whole, and added up here."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leads.models import CooperationForm, Lead, Placement, PlacementCheck
from leads.models.placements import Answer, Moment
from leads.stages import NoMatchReason, Stage
from roadshow.models import Registration, StopPage
from stories.impact import counting, figures
from stories.models import Figure
from tests.factories.impact import came, past_stop, placement, year
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import RegistrationFactory, stop_in
from tests.support import snapshot

pytestmark = pytest.mark.django_db


def count(code: str, of: int | None = None) -> counting.Counted:
    return counting.COUNTERS[code](of or year(), examples=False)


def by(counted: counting.Counted, name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in counted.groups:
        label = getattr(group, name)
        found[label] = found.get(label, 0) + group.value
    return found


def test_stops_that_took_place(partner):
    past_stop("Genk", partner)
    past_stop("Gent", partner)
    past_stop("Lommel", partner, cancelled_at=timezone.now())
    past_stop("Hasselt", partner, live=False)
    stop_in("Brugge", organisation=partner)  # still to come
    counted = count("haltes")
    assert (counted.value, by(counted, "municipality")) == (2, {"Genk": 1, "Gent": 1})


def test_visitors_are_those_at_the_door(partner):
    stop = past_stop("Genk", partner)
    came(stop, 1, 3)
    RegistrationFactory(stop=stop, state=Registration.State.ABSENT, seats=2)
    RegistrationFactory(stop=stop, seats=9)
    counted = count("bezoekers")
    assert (counted.value, counted.rows) == (4, 2)
    assert by(counted, "province") == {"Limburg": 4}


def test_leads_without_doubles_under_who_met_them(partner, other, genk):
    LeadFactory(owner_organisation=other, source_organisation=partner, employer__municipality=genk)
    LeadFactory(owner_organisation=other, source_organisation=None)
    LeadFactory(
        owner_organisation=partner,
        stage=Stage.NO_MATCH,
        no_match_reason=NoMatchReason.DUPLICATE,
        next_action="",
        next_action_on=None,
    )
    counted = count("opvolgdossiers")
    assert by(counted, "partner") == {"De Proefhal": 1, "onbekend": 1}
    assert by(counted, "municipality") == {"Genk": 1, "onbekend": 1}


def test_only_what_both_sides_confirmed_and_began(partner, genk):
    placement(partner, genk, people=6)
    placement(partner, genk, employer_answer="")
    placement(partner, genk, partner_answer=Answer.NO)
    placement(partner, genk, code="bedrijfsbezoek")
    placement(partner, genk, start=timezone.localdate() + timedelta(days=1))
    assert [count(code).value for code in ("samenwerkingen", "mensen-aan-de-slag")] == [1, 6]


@time_machine.travel("2026-11-27 08:40Z", tick=False)
def test_who_did_not_answer_is_unknown_and_no_yes(partner):
    for people, said, still in ((6, "loopt", 6), (9, "deels", 7), (5, "gestopt", 0), (8, "", None)):
        made = placement(partner, people=people)
        check = made.checks.get(moment=Moment.MONTHS_3)
        PlacementCheck.objects.filter(pk=check.pk).update(answer=said, people=still)
    counted = count("nog-aan-de-slag")
    assert counted.value == 13
    after_three = counting.AtMoment("Na 3 maanden", people=28, still=13, stopped=7, unknown=8)
    assert after_three in counted.moments


@time_machine.travel("2026-12-31 23:30Z", tick=False)  # half past midnight in Belgium
def test_a_year_is_that_of_the_clock_in_belgium(partner):
    lead = LeadFactory(owner_organisation=partner)
    Lead.objects.filter(pk=lead.pk).update(created_at=timezone.now())
    assert [count("opvolgdossiers", of).value for of in (2026, 2027)] == [0, 1]


def test_two_stops_of_one_name_are_two(partner):
    for number in (6, 7):
        came(past_stop("Genk", partner), number)
    assert by(count("bezoekers"), "stop") == {"Genk": 6, "Genk (2)": 7}


def test_every_published_figure_is_what_the_rows_come_to(db):
    """In the demo: each figure once more, by reading every row and adding up in Python."""
    snapshot.with_demo()
    zone, now = timezone.get_default_timezone(), timezone.now()

    def year_of(moment) -> int:
        return moment.astimezone(zone).year

    def placed(of: int) -> list[Placement]:
        return [
            row
            for row in Placement.objects.select_related("form")
            if row.is_confirmed
            and row.form.group != CooperationForm.Group.VISIT
            and row.start.year == of
            and row.start <= timezone.localdate()
        ]

    def again(code: str, of: int) -> int:
        if code == "haltes":
            stops = [stop for stop in StopPage.objects.all() if stop.live and stop.ends_at <= now]
            return sum(year_of(stop.starts_at) == of and not stop.is_cancelled for stop in stops)
        if code == "bezoekers":
            rows = Registration.objects.select_related("stop")
            rows = [row for row in rows if row.is_present and year_of(row.stop.starts_at) == of]
            return sum(row.arrived_seats for row in rows)
        if code == "opvolgdossiers":
            leads = [lead for lead in Lead.objects.all() if year_of(lead.created_at) == of]
            return sum(lead.no_match_reason != "dubbel" for lead in leads)
        if code == "samenwerkingen":
            return len(placed(of))
        if code == "mensen-aan-de-slag":
            return sum(row.people for row in placed(of))
        assert code == "nog-aan-de-slag"
        told = [row for one in placed(of) for row in one.checks.all() if row.moment == "3-maanden"]
        return sum(row.people for row in told if row.answer)

    published = Figure.objects.published().exclude(indicator__counter="")
    told = {(row.indicator.code, row.year): int(row.value) for row in published}
    assert told == {(code, of): again(code, of) for code, of in told}
    assert "opvolgdossiers" in {code for code, _ in told}
    assert {row.is_example for row in published} == {True}
    for row in published:
        for part in row.parts:
            numbers = [one[1] for one in part["rows"]]
            if part["key"] != "moment" and None not in numbers:
                assert sum(numbers) == row.value


def test_examples_count_only_as_long_as_there_is_nothing_else(known, partner):
    for _ in range(6):
        LeadFactory(owner_organisation=partner, is_demo=True)
    figures.count_year(year())
    first = Figure.objects.get()
    assert (first.value, first.is_example) == (6, True)
    LeadFactory(owner_organisation=partner)
    figures.count_year(year())
    leads = Figure.objects.get()
    assert (leads.value, leads.is_example, leads.reason) == (1, False, figures.REPLACES_EXAMPLE)
