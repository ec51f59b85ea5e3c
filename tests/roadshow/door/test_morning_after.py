"""No-shows, and who came, on the morning after a stop."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from leads.desk import today
from leads.follow_up import actions
from leads.models import Interaction, Lead
from leads.stages import NextAction, Stage
from roadshow import due
from roadshow.door import check_in, morning_after
from roadshow.models import Registration
from roadshow.models.registrations import State
from roadshow.registration import register
from tests.factories.brand import cast
from tests.factories.roadshow import stop_in

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
FRIDAY = datetime(2026, 11, 27, 12, 0, tzinfo=BRUSSELS)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def clock():
    with time_machine.travel(FRIDAY - timedelta(days=3), tick=False) as clock:
        yield clock


@pytest.fixture
def people(clock):
    return cast()


@pytest.fixture
def stop(people):
    return stop_in(
        "Genk",
        organisation=people.partner,
        starts_at=FRIDAY,
        ends_at=FRIDAY + timedelta(hours=2),
    )


def registered(stop, name):
    return register.register(
        stop, name=name, company=f"Firma {name}", email=f"{name.lower()}@firma-{name.lower()}.be"
    )


@pytest.fixture
def an(stop):
    return registered(stop, "An")


@pytest.fixture
def bo(stop):
    return registered(stop, "Bo")


def state(registration):
    return Registration.objects.get(pk=registration.pk).state


def last(registration):
    return registration.lead.interactions.order_by("-at", "-pk").first().note


def saturday(clock, hour=7):
    clock.move_to(FRIDAY.replace(hour=hour) + timedelta(days=1))


def test_it_is_one_of_the_jobs():
    assert ("de ochtend na een halte", 600, morning_after.run) in due.JOBS


def test_who_did_not_come_is_noted_the_morning_after(clock, an, bo):
    clock.move_to(FRIDAY)
    check_in.arrive(an)
    clock.move_to(FRIDAY + timedelta(hours=9))
    assert morning_after.run() == 0  # the same evening
    saturday(clock, hour=5)
    assert morning_after.run() == 0  # before six
    saturday(clock)
    assert [morning_after.run(), morning_after.run()] == [2, 0]
    assert (state(an), state(bo)) == (State.PRESENT, State.ABSENT)
    assert last(bo) == "Kwam niet naar Genk, vrijdag 27 november om 12.00\u00a0uur."
    assert last(an) == "Was er in Genk, vrijdag 27 november om 12.00\u00a0uur."


def test_where_the_door_was_not_kept_nobody_was_absent(clock, an, bo):
    saturday(clock)
    assert morning_after.run() == 0
    assert state(an) == State.CONFIRMED


def test_a_late_check_in_corrects_it(clock, an, bo):
    clock.move_to(FRIDAY)
    check_in.arrive(an)
    saturday(clock)
    morning_after.run()
    check_in.arrive(bo)
    assert state(bo) == State.PRESENT
    assert morning_after.run() == 0


@pytest.mark.parametrize("ago", [8, 400])
def test_stops_of_long_ago_stay_as_they_were(clock, an, bo, ago):
    clock.move_to(FRIDAY)
    check_in.arrive(an)
    clock.move_to(FRIDAY + timedelta(days=ago))
    assert morning_after.run() == 0


def test_who_came_stands_on_vandaag_with_what_they_said(clock, people, an, bo):
    clock.move_to(FRIDAY)
    check_in.arrive(an)
    check_in.note(an, "Zoekt twee mensen voor de inpak")
    saturday(clock)
    morning_after.run()
    clock.move_to(datetime.combine(MONDAY, time(8), BRUSSELS))
    rows = {one.key: one.rows for one in today.lists_for(people.owner)}["vandaag"]
    assert {str(lead) for lead in rows} == {"Firma An", "Firma Bo"}
    said = {str(lead): today.why(lead) for lead in rows}
    assert said["Firma An"] == "An zei aan tafel in Genk: “Zoekt twee mensen voor de inpak”"
    assert said["Firma Bo"] == "Kwam niet naar Genk, vrijdag 27 november om 12.00\u00a0uur"


def test_a_dossier_that_was_further_is_called_first_too(clock, people, an, bo):
    lead = an.lead
    actions.move(lead, Stage.TALK, people.owner)
    actions.set_next_action(lead, people.owner, NextAction.QUOTE, date(2026, 12, 20), "Prijs")
    clock.move_to(FRIDAY)
    check_in.arrive(an)
    check_in.note(an, "Wil in maart beginnen")
    saturday(clock)
    morning_after.run()
    now = Lead.objects.get(pk=lead.pk)
    assert (now.next_action, now.next_action_on) == (NextAction.CALL, MONDAY)
    assert now.next_action_note == "An zei aan tafel in Genk: “Wil in maart beginnen”"


@pytest.mark.parametrize("agreed", ["sooner", "hour", "closed"])
def test_what_was_agreed_stays(clock, people, an, bo, agreed):
    lead, day = an.lead, date(2026, 12, 8)
    if agreed == "closed":
        Lead.objects.filter(pk=lead.pk).update(stage=Stage.COOPERATION)
    day = MONDAY if agreed == "sooner" else day
    hour = time(14) if agreed == "hour" else None
    actions.set_next_action(lead, people.owner, NextAction.VISIT, day, at=hour)
    clock.move_to(FRIDAY)
    check_in.arrive(an)
    saturday(clock)
    morning_after.run()
    now = Lead.objects.get(pk=lead.pk)
    assert (now.next_action, now.next_action_on, now.next_action_at) == ("plaatsbezoek", day, hour)


class TestTheTable:
    @pytest.fixture
    def door(self, client, people, clock, an):
        clock.move_to(FRIDAY)
        client.force_login(people.owner)
        check_in.arrive(an)
        return client

    def url(self, registration):
        return f"/onthaal/{registration.stop.slug}/aan-tafel/{registration.pk}/"

    def test_noted_and_noted_again(self, door, an):
        assert self.url(an) in door.get(f"/onthaal/{an.stop.slug}/").text
        assert "Wat zeiden ze?" in door.get(self.url(an)).text
        for said in ("Zoekt mensen", "Zoekt twee mensen"):
            assert door.post(self.url(an), {"note": said}).status_code == 302
        lines = an.lead.interactions.filter(note__contains="aan tafel")
        assert [(line.kind, line.note) for line in lines] == [
            (Interaction.Kind.REGISTRATION, "An zei aan tafel in Genk: “Zoekt twee mensen”.")
        ]
        assert "Zoekt twee mensen" in door.get(self.url(an)).text
        door.post(self.url(an), {"note": " "})
        assert not lines.all().exists()

    def test_too_much_stays_in_the_field(self, door, an):
        answer = door.post(self.url(an), {"note": "x" * 501})
        assert (answer.status_code, "x" * 501 in answer.text) == (422, True)
        assert "Dit telt 501 tekens. Hou het bij 500." in answer.text

    def test_not_before_they_are_in_nor_at_another_stop(self, bo, door, an, people):
        assert door.post(self.url(bo), {"note": "Hallo"}).status_code == 302
        assert Registration.objects.get(pk=bo.pk).table_note == ""
        elsewhere = registered(stop_in("Gent", organisation=people.other), "Cas")
        wrong = f"/onthaal/{an.stop.slug}/aan-tafel/{elsewhere.pk}/"
        assert door.post(wrong, {"note": "Hallo"}).status_code == 404
        assert door.post(self.url(elsewhere), {"note": "Hallo"}).status_code == 302
        assert not Registration.objects.exclude(table_note="").exists()
