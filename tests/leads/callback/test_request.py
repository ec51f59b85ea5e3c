"""A request to be called is a lead whose next step is a call."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from leads import callback
from leads.capture import capture
from leads.desk import today
from leads.employers import erasure
from leads.models import Contact, Employer, Interaction, Lead
from leads.stages import NextAction, Stage, Wish
from tests.factories.brand import OrganisationFactory
from tests.factories.leads import make_tour

pytestmark = pytest.mark.django_db

FRIDAY = datetime(2027, 3, 5, 16, tzinfo=ZoneInfo("Europe/Brussels"))
MONDAY = date(2027, 3, 8)
Kind = Interaction.Kind


@pytest.fixture
def host():
    return OrganisationFactory()


@pytest.fixture
def ask(host):
    """A request with everything filled in but what a test is about."""

    def asked(**fields):
        given = {"name": "Els Maes", "company": "Bakkerij Maes", "phone": "+32475123456"}
        return callback.ask(**{"host": host, "at": FRIDAY, **given, **fields})

    return asked


def lines(lead):
    return list(lead.interactions.order_by("pk").values_list("kind", "note"))


ASKED = (Kind.CALLBACK, "Els Maes vroeg om gebeld te worden op 0475 12 34 56.")


def test_the_partner_calls_within_a_working_day(ask, host):
    lead = ask(note="Liefst voor tien uur", wishes=[Wish.VACANCY])
    assert (lead.owner_organisation, lead.source_organisation, lead.tour) == (host, host, None)
    assert (lead.next_action, lead.next_action_on) == (NextAction.CALL, MONDAY)
    assert lead.first_response_due == MONDAY
    assert lead.wish_names == "Een vacature invullen"
    assert lines(lead) == [ASKED, (Kind.WISH, "“Liefst voor tien uur”")]
    assert (lead.contact.name, lead.contact.phone, lead.contact.email) == (
        "Els Maes",
        "+32475123456",
        "",
    )
    assert list(lead.contact.known_to.all()) == [host]


def test_asked_again_within_a_day_it_is_the_first_one(ask):
    first = ask(note="Graag")
    assert ask(note="Graag", at=FRIDAY + timedelta(hours=2)) == first
    assert Lead.objects.get() == first
    assert lines(first) == [ASKED, (Kind.WISH, "“Graag”")]


def test_asked_again_next_week_it_is_one_lead_with_two_lines(ask):
    first = ask()
    again = ask(at=FRIDAY + timedelta(days=7))
    assert (again.pk, lines(first)) == (first.pk, [ASKED, ASKED])


def test_a_colleague_with_the_same_number_is_another_person(ask):
    first, second = ask(), ask(name="Jan Maes")
    assert first.pk == second.pk
    assert set(Contact.objects.values_list("name", flat=True)) == {"Els Maes", "Jan Maes"}


def test_another_number_at_a_firm_of_that_name_is_another_firm(ask):
    ask()
    ask(phone="+32499999999")
    assert Employer.objects.count() == 2


def test_who_came_before_is_known_by_the_number(ask, host):
    """The lead of the visit goes on; no second one beside it."""
    tour = make_tour()
    visited = capture(
        name="Els Maes",
        company="Bakkerij Maes BV",
        email="els@maes.example",
        phone="+32475123456",
        tour=tour,
        host=host,
        happened="Schreef in.",
        at=FRIDAY - timedelta(days=30),
    )
    assert ask().pk == visited.pk
    assert Contact.objects.get().email == "els@maes.example"


def test_another_partner_that_knows_the_number_hears_nothing(ask, host):
    other = OrganisationFactory()
    theirs = ask(host=other)
    ours = ask()
    assert (ours.owner_organisation, theirs.owner_organisation) == (host, other)
    assert lines(theirs) == [ASKED]


def test_the_call_comes_before_what_was_agreed(ask):
    lead = ask()
    Lead.objects.filter(pk=lead.pk).update(
        stage=Stage.TALK,
        next_action=NextAction.VISIT,
        next_action_on=date(2027, 3, 20),
        next_action_at=time(14, 30),
        next_action_note="met Jan",
    )
    ask(at=FRIDAY + timedelta(days=7))
    lead.refresh_from_db()
    note = (
        "Vroeg om gebeld te worden. "
        "Daarna, zoals afgesproken: plaatsbezoek op 20 maart om 14.30 uur, met Jan."
    )
    assert (lead.next_action, lead.next_action_on, lead.next_action_at, lead.next_action_note) == (
        NextAction.CALL,
        MONDAY + timedelta(days=7),
        None,
        note,
    )
    step = lead.interactions.get(kind=Kind.NEXT)
    assert (step.note, step.before["next_action_on"]) == (note, "2027-03-20")


def test_what_comes_sooner_stays(ask):
    lead = ask()
    visit = {"next_action": NextAction.VISIT, "next_action_on": FRIDAY.date()}
    Lead.objects.filter(pk=lead.pk).update(**visit)
    ask(at=FRIDAY + timedelta(days=2))
    assert Lead.objects.values(*visit).get() == visit


def test_a_closed_lead_opens_again(ask):
    lead = ask()
    Lead.objects.filter(pk=lead.pk).update(
        stage=Stage.NO_MATCH, next_action="", next_action_on=None
    )
    ask(at=FRIDAY + timedelta(days=7))
    lead.refresh_from_db()
    assert (lead.stage, lead.next_action, lead.next_action_on) == (
        Stage.NEW,
        NextAction.CALL,
        MONDAY + timedelta(days=7),
    )
    assert "Vroeg om gebeld te worden: terug naar Nieuw." in dict(map(reversed, lines(lead)))


def test_it_says_at_the_desk_why_it_is_there(ask):
    ask(wishes=[Wish.INTERNSHIP])
    [row] = today.with_row_details(Lead.objects.all())
    assert today.why(row) == (
        "Els Maes vroeg om gebeld te worden op 0475 12 34 56, wil stageplaats"
    )


def test_erasing_the_person_takes_the_words_along(ask):
    lead = ask(note="Els zelf bellen")
    erasure.erase_contact(lead.contact, everywhere=True)
    assert {note for kind, note in lines(lead) if kind in (Kind.CALLBACK, Kind.WISH)} == {""}


@pytest.mark.parametrize("is_active", [True, False])
def test_the_partner_of_the_page_calls_else_the_federation(is_active):
    federation = OrganisationFactory(is_federation=True)
    partner = OrganisationFactory(is_active=is_active)
    assert callback.answered_by(partner.slug) == (partner if is_active else federation)
    assert callback.answered_by("nergens") == callback.answered_by() == federation


def test_without_either_nobody_calls():
    assert callback.answered_by() is None
