"""What partners report counts once a second person agrees; who did not answer is said."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from brand import permissions
from brand.models import Organisation, Role
from stories.impact import figures, reporting
from stories.impact.figures import FigureRefused
from stories.models import Figure, PartnerFigure
from tests.factories.brand import OrganisationFactory, member
from tests.factories.impact import year
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
State = PartnerFigure.State


@pytest.fixture
def house(founded):
    made = OrganisationFactory(name="Federatie", slug="federatie", is_federation=True)
    permissions.establish_roles()
    return made


@pytest.fixture
def boss(house):
    return member(house, Role.BEHEERDER)


@pytest.fixture
def writer(partner):
    LeadFactory(owner_organisation=partner)  # so that there is something real
    return member(partner, Role.MARKETEER)


def hand_in(known, organisation: Organisation, value, by, **more) -> PartnerFigure:
    fields = {"source": "Tijdsregistratie", "source_date": date(2026, 1, 15), **more}
    value = None if value is None else Decimal(value)
    return reporting.report(
        known["uren-roadshow"], organisation, year(), by=by, value=value, **fields
    )


@pytest.mark.database(
    "stories.models.figures.PartnerFigure",
    "stories.impact.reporting.report",
    "stories.impact.reporting.approve",
)
def test_it_counts_once_approved(known, partner, other, writer, boss):
    row = hand_in(known, partner, "120.50", writer)
    assert not Figure.objects.exists()
    reporting.approve(row, boss)
    figure = Figure.objects.get()
    assert (figure.value, figure.answered, figure.asked, figure.unknown) == (
        Decimal("120.5"),
        1,
        2,
        0,
    )
    assert figure.silent == 1
    assert [one.name for one in figures.silent(known["uren-roadshow"], year())] == ["De Overkant"]


def test_who_does_not_know_is_no_zero(known, partner, other, writer, boss):
    reporting.approve(hand_in(known, partner, 80, writer), boss)
    reporting.approve(hand_in(known, other, None, writer), boss)
    figure = Figure.objects.published().get()
    assert (figure.value, figure.answered, figure.unknown, figure.silent) == (80, 1, 1, 0)


def test_nobody_approves_their_own(known, partner, house, boss):
    row = hand_in(known, partner, 10, boss)
    with pytest.raises(FigureRefused, match="Jij gaf dit cijfer door"):
        reporting.approve(row, boss)
    assert reporting.approve(row, member(house, Role.BEHEERDER)).state == State.APPROVED


def test_only_the_federation_approves(known, partner, writer):
    row = hand_in(known, partner, 10, writer)
    for role in (Role.BEHEERDER, Role.MARKETEER, Role.COORDINATOR):
        with pytest.raises(FigureRefused, match="Alleen de federatie"):
            reporting.approve(row, member(partner, role))


@pytest.mark.database("stories.models.figures.PartnerFigure")
def test_the_database_holds_the_two_people_too(known, partner, writer):
    row = hand_in(known, partner, 10, writer)
    row.decided_by = writer
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_correction_says_why_and_waits_too(known, partner, writer, boss):
    first = reporting.approve(hand_in(known, partner, 120, writer), boss)
    with pytest.raises(FigureRefused, match="Schrijf waarom"):
        hand_in(known, partner, 90, writer)
    second = hand_in(known, partner, 90, writer, reason="Een maand was dubbel geteld.")
    assert (second.replaces, second.state) == (first, State.SUBMITTED)
    reporting.approve(second, boss)
    first.refresh_from_db()
    assert first.state == State.REPLACED
    waits = Figure.objects.get(state=Figure.State.WAITING)
    assert (waits.value, Figure.objects.published().get().value) == (90, 120)
    figures.publish(waits, "Een partner telde een maand dubbel.", boss)
    told = figures.history(year())[known["uren-roadshow"].pk]
    assert [(row.value, row.reason) for row in told] == [
        (90, "Een partner telde een maand dubbel."),
        (120, figures.FIRST),
    ]


@pytest.mark.database("stories.impact.reporting.send_back")
def test_what_is_sent_back_says_why(known, partner, writer, boss):
    row = hand_in(known, partner, 10, writer)
    with pytest.raises(FigureRefused, match="zonder reden"):
        reporting.send_back(row, boss, " ")
    reporting.send_back(row, boss, "De bron is van vorig jaar.")
    row.refresh_from_db()
    assert (row.state, row.answer) == (State.RETURNED, "De bron is van vorig jaar.")
    with pytest.raises(FigureRefused, match="intussen"):
        reporting.approve(row, boss)


def test_what_waits_makes_place_for_what_comes_after(known, partner, writer):
    first, second = hand_in(known, partner, 10, writer), hand_in(known, partner, 12, writer)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.REPLACED, State.SUBMITTED)


def test_a_counted_figure_is_never_reported(known, partner, writer):
    with pytest.raises(FigureRefused, match="wordt geteld"):
        reporting.report(
            known["haltes"], partner, year(), by=writer, value=Decimal(3), source="x",
            source_date=date(2026, 1, 1),
        )  # fmt: skip


def test_a_year_that_is_still_to_come(known, partner, writer):
    with pytest.raises(FigureRefused, match="nog niet begonnen"):
        reporting.report(
            known["uren-roadshow"], partner, year() + 1, by=writer, value=Decimal(3), source="x",
            source_date=date(2026, 1, 1),
        )  # fmt: skip
