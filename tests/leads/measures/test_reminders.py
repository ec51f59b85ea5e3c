"""On Monday morning the federation hears what is past its day, once."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from brand import mail
from brand.models import OutgoingMail, Role
from leads.measures import reminders
from leads.models import MeasureValue

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 7, 5, tzinfo=ZoneInfo("Europe/Brussels"))


def on(moment) -> int:
    with time_machine.travel(moment, tick=False):
        return reminders.remind()


@pytest.fixture
def past(written, people, as_role):
    as_role(people.partner, Role.BEHEERDER)
    return written.value(written.parameter("Bedrag"), 100, check_by=date(2026, 11, 29))


def test_on_monday_once_and_to_the_federation_alone(past, people):
    assert on(MONDAY.replace(hour=6)) == 0
    assert on(MONDAY.replace(day=29)) == 0
    assert (on(MONDAY), on(MONDAY)) == (1, 0)
    row = OutgoingMail.objects.get()
    with time_machine.travel(MONDAY, tick=False):
        made = mail.make(row)
    assert made.to == people.federation.email
    assert made.subject == "Steun na te kijken: 1 maatregel"
    assert "VOORBEELD-premie" in made.text
    assert f"/beheer/steunmaatregelen/{past.parameter.measure_id}/" in made.text


def test_what_was_looked_over_meanwhile_is_not_mailed(past):
    on(MONDAY)
    MeasureValue.objects.update(check_by=date(2027, 6, 1))
    with time_machine.travel(MONDAY, tick=False):
        assert mail.make(OutgoingMail.objects.get()) is None


def test_nothing_past_its_day_mails_nobody(past):
    MeasureValue.objects.update(check_by=date(2026, 12, 1))
    assert on(MONDAY) == 0


def test_who_left_the_federation_is_not_mailed(past, people):
    on(MONDAY)
    people.federation.memberships.all().delete()
    with time_machine.travel(MONDAY, tick=False):
        assert mail.make(OutgoingMail.objects.get()) is None
