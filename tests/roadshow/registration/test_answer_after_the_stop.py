"""The first answer to who registers is promised after the stop, and is not late before it."""

from datetime import date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps

from brand.permissions import establish_roles, place_in_groups
from leads import callback
from leads.desk.today import lists_for
from leads.follow_up import actions
from leads.hand_over import offers
from leads.models import Interaction, Lead
from leads.stages import NextAction, Stage
from roadshow import emails
from roadshow.models import StopPage
from roadshow.planning import plan
from roadshow.registration import changes, confirmation, register
from tests.factories.brand import cast
from tests.factories.roadshow import stop_in

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2027, 2, 1, 10, tzinfo=BRUSSELS)
FRIDAY = datetime(2027, 2, 12, 12, tzinfo=BRUSSELS)  # the stop, eleven days later
AFTER = date(2027, 2, 15)  # the Monday after it
AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}
WORDS = "Na de halte hoort u ons één keer, ten laatste maandag 15 februari."


@pytest.fixture(autouse=True)
def on_monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def people(db):
    found = cast()
    establish_roles()
    for user in (found.owner, found.outsider):
        place_in_groups(user)
    return found


@pytest.fixture
def genk(people):
    return stop_in(
        "Genk", organisation=people.partner, starts_at=FRIDAY, ends_at=FRIDAY + timedelta(hours=2)
    )


@pytest.fixture
def an(genk):
    return register.register(genk, **AN, phone="+32470123456")


def promised() -> tuple[date, date]:
    lead = Lead.objects.get()
    return lead.first_response_due, lead.next_action_on


def late(user) -> list[Lead]:
    return next(one.rows for one in lists_for(user) if one.key == "laat")


def test_nobody_is_late_before_the_stop(an, people, on_monday):
    assert promised() == (AFTER, AFTER)
    on_monday.move_to(FRIDAY)
    assert late(people.owner) == []
    on_monday.move_to(FRIDAY + timedelta(days=4))
    assert late(people.owner) == [an.lead]


def test_page_and_mail_say_the_same(an, client):
    page = client.get(f"/mijn/{confirmation.prove(an).token}/").content.decode()
    assert WORDS in page
    message = emails.confirmed(an.pk)
    assert WORDS in message.text
    assert WORDS in message.html


def test_who_waits_for_a_seat_is_promised_nothing_in_words(genk, an):
    StopPage.objects.update(capacity=1)
    bo = register.register(genk, name="Bo", company="Bo", email="bo@b.example", waiting_ok=True)
    assert "Na de halte" not in emails.waiting(bo.pk).text


def test_another_stop_moves_the_promise(an, people):
    start = FRIDAY + timedelta(days=3)
    lommel = stop_in("Lommel", organisation=people.partner, starts_at=start)
    changes.move(an, lommel)
    assert promised() == (date(2027, 2, 16), date(2027, 2, 16))


def test_another_day_of_the_stop_moves_the_promise(an, genk):
    plan.follow_through(genk)
    StopPage.objects.filter(pk=genk.pk).update(starts_at=FRIDAY + timedelta(days=5))
    plan.follow_through(StopPage.objects.get(pk=genk.pk))
    assert promised() == (date(2027, 2, 18), date(2027, 2, 18))


def test_what_was_planned_otherwise_stays(an, genk, people):
    day = date(2027, 2, 4)
    lead = Lead.objects.get()
    actions.set_next_action(lead, people.owner, NextAction.MAIL, day)
    plan.follow_through(genk)
    StopPage.objects.filter(pk=genk.pk).update(starts_at=FRIDAY + timedelta(days=5))
    plan.follow_through(StopPage.objects.get(pk=genk.pk))
    assert promised() == (date(2027, 2, 18), day)


def test_a_dossier_that_comes_back_waits_for_the_stop_too(an, genk, people):
    Lead.objects.update(stage=Stage.PARKED, next_action_on=None, next_action="")
    start = FRIDAY + timedelta(days=3)
    lommel = stop_in("Lommel", organisation=people.partner, starts_at=start)
    confirmation.prove(register.register(lommel, **AN))
    assert promised() == (date(2027, 2, 16), date(2027, 2, 16))


def test_who_asked_to_be_called_before_is_called_before(people, genk):
    callback.ask(host=people.partner, name="An", company="Peeters", phone="+32470123456")
    assert promised() == (date(2027, 2, 2), date(2027, 2, 2))


def test_who_takes_it_over_has_until_after_the_stop(an, people):
    offered = offers.offer(Lead.objects.get(), people.other, people.owner)
    offers.accept(offered, people.outsider)
    assert promised() == (AFTER, AFTER)


class TestMigration:
    @pytest.fixture
    def wait(self):
        return import_module("roadshow.migrations.0011_answers_after_the_stop").wait_for_the_stop

    @pytest.fixture
    def before(self, an):
        Lead.objects.update(first_response_due=date(2027, 2, 4), next_action_on=date(2027, 2, 4))

    def test_who_comes_is_called_after_it(self, wait, before):
        wait(apps, None)
        assert promised() == (AFTER, AFTER)
        assert Lead.objects.get().version == 2

    def test_an_appointment_stays(self, wait, before):
        Lead.objects.update(next_action=NextAction.VISIT)
        wait(apps, None)
        assert promised() == (AFTER, date(2027, 2, 4))

    def test_a_request_to_be_called_stays(self, wait, before):
        Interaction.objects.update(kind=Interaction.Kind.CALLBACK)
        wait(apps, None)
        assert promised() == (date(2027, 2, 4), date(2027, 2, 4))
