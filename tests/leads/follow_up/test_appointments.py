"""An appointment in both calendars."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.urls import reverse

from brand import mail
from brand.models import OutgoingMail
from leads.follow_up import actions, appointments
from leads.models import Lead
from leads.stages import NextAction

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY = date(2026, 12, 9)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(datetime(2026, 11, 23, 10, tzinfo=BRUSSELS), tick=False) as clock:
        yield clock


def said(**changed):
    when = {"next_on": DAY.isoformat(), "next_at": "14:30", "place": "Bij de loskade"}
    return when | {"note": "Intern: niet vergeten", "version": ""} | changed


def event(content):
    return next(iter(icalendar.Calendar.from_ical(content).walk("VEVENT")))


def asked():
    return OutgoingMail.objects.filter(kind="leads.emails.appointment")


def test_both_sides_get_a_file(desk, lead, people):
    url = reverse("lead:meeting", args=[lead.pk])
    assert "Mail de afspraak aan Bo Peeters" in desk.get(lead.get_absolute_url()).content.decode()
    assert desk.post(url, said(tell="on")).status_code == 302
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert ("Bij de loskade" in page, "Zet in mijn agenda" in page) == (True, True)
    answer = desk.get(reverse("lead:calendar", args=[lead.pk]))
    assert answer["Content-Type"].startswith("text/calendar")
    ours = event(answer.content)
    [row] = asked()
    message = mail.make(row)
    [(name, content, _)] = message.attachments
    theirs = event(content)
    assert (message.to, name, message.reply_to) == (
        "bo@peeters.example",
        "afspraak.ics",
        people.owner.email,
    )
    assert "woensdag 9 december om 14.30 uur" in message.subject
    assert "Waar: Bij de loskade" in message.text
    for entry in (ours, theirs):
        assert entry["dtstart"].dt == datetime(2026, 12, 9, 14, 30, tzinfo=BRUSSELS)
        assert entry["dtend"].dt == datetime(2026, 12, 9, 15, 30, tzinfo=BRUSSELS)
        assert entry["location"] == "Bij de loskade"
    assert ours["uid"] == theirs["uid"]
    assert (ours["summary"], theirs["summary"]) == (
        "Plaatsbezoek: Bakkerij Peeters",
        "Plaatsbezoek: VOORBEELD De Proefhal",
    )
    assert lead.get_absolute_url() in ours["description"]
    assert lead.get_absolute_url() not in theirs["description"]
    assert "Intern" not in message.text + content.decode()


def test_a_change_replaces_the_entry(lead, people):
    def entry():
        return event(appointments.calendar(Lead.objects.get(), for_employer=True))

    actions.log(lead, "afspraak", people.owner, next_on=DAY, next_at=time(14), place="Hier")
    first = entry()
    actions.snooze(lead, people.owner, to=date(2026, 12, 10))
    then = entry()
    assert then["uid"] == first["uid"]
    assert then["sequence"] > first["sequence"]
    assert (then["dtstart"].dt.day, then["location"]) == (10, "Hier")


def test_summer_time(lead, people):
    actions.log(lead, "afspraak", people.owner, next_on=date(2027, 7, 1), next_at=time(9))
    written = appointments.calendar(Lead.objects.get(), for_employer=False)
    assert b"DTSTART;TZID=Europe/Brussels:20270701T090000" in written
    assert b"BEGIN:VTIMEZONE" in written


def test_without_an_hour_there_is_none(desk, lead, people):
    url = reverse("lead:calendar", args=[lead.pk])
    assert desk.get(url).status_code == 404
    actions.set_next_action(lead, people.owner, NextAction.VISIT, DAY)
    assert desk.get(url).status_code == 404
    assert Lead.objects.get().next_action_place == ""
    assert desk.post(url).status_code == 405


def test_what_is_over_is_not_mailed(desk, lead, people, monday):
    desk.post(reverse("lead:meeting", args=[lead.pk]), said(tell="on"))
    actions.set_next_action(lead, people.owner, NextAction.CALL, DAY)
    assert mail.make(asked().get()) is None


def test_nobody_to_mail(desk, lead, people):
    lead.contact.email = ""
    lead.contact.save()
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "Mail de afspraak" not in page
    assert desk.post(reverse("lead:meeting", args=[lead.pk]), said(tell="on")).status_code == 302
    assert not asked().exists()


def test_undone_with_its_place(lead, people):
    line = actions.log(lead, "afspraak", people.owner, next_on=DAY, next_at=time(14), place="Hier")
    assert Lead.objects.get().next_action_place == "Hier"
    actions.undo(line, people.owner)
    assert Lead.objects.get().next_action_place == ""


def test_a_place_that_is_too_long_stays_in_the_field(desk, lead):
    answer = desk.post(reverse("lead:meeting", args=[lead.pk]), said(place="x" * 161))
    page = answer.content.decode()
    assert (answer.status_code, "Dit telt 161 tekens. Hou het bij 160." in page) == (422, True)
