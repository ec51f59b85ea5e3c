"""The week report: page and mail."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from leads import due
from leads.follow_up import actions
from leads.hand_over import offers
from leads.models import NotificationChoice
from leads.notifications import choices
from leads.reports import mailing
from leads.reports.week import Week, sections
from leads.stages import Source, Stage
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import stop_in

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=BRUSSELS)
Kind, When = NotificationChoice.Kind, NotificationChoice.When


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def told(user, week=None):
    return {one.title: one for one in sections(user, week or Week.last())}


def sentences(user):
    return {title: one.sentence for title, one in told(user).items()}


def test_nothing_is_left_out(people):
    assert sentences(people.owner) == {
        "Kwam binnen": "Geen nieuwe dossiers.",
        "Verschoof": "Niets verschoof.",
        "Ging van partner naar partner": "Geen dossier ging naar een andere partner.",
        "Wacht": "Geen dossier wacht langer dan 10 dagen.",
        "Komt eraan": "Geen haltes in de komende drie weken.",
    }


def test_what_happened(people, monday):
    def made(days, organisation=people.partner, **fields):
        at = MONDAY - timedelta(days=days)
        return LeadFactory(owner_organisation=organisation, created_at=at, **fields)

    late = made(30, employer__name="Wacht NV")
    first = made(5, source=Source.STOP)
    made(2, source=Source.CALLBACK)
    made(1, source=Source.STOP, organisation=people.other)
    made(8, first_responded_at=timezone.now())
    monday.move_to(MONDAY - timedelta(days=3))
    actions.move(first, Stage.TALK, people.owner)
    offers.accept(offers.offer(first, people.other, people.owner), people.outsider)
    monday.move_to(MONDAY)
    stop_in("Genk", organisation=people.partner, starts_at=MONDAY + timedelta(days=9))
    assert sentences(people.owner) == {
        "Kwam binnen": "1 nieuw dossier: 1 via formulier “bel mij”.",
        "Verschoof": "Niets verschoof.",
        "Ging van partner naar partner": "0 dossiers overgenomen en 1 doorgegeven.",
        "Wacht": "Al meer dan 10 dagen gebeurde er niets met 1 dossier.",
        "Komt eraan": "1 halte in de komende drie weken.",
    }
    assert [line.text for line in told(people.owner)["Wacht"].lines] == [str(late)]
    theirs = sentences(people.outsider)
    assert theirs["Kwam binnen"] == "2 nieuwe dossiers: 2 via halte van de roadshow."
    assert theirs["Verschoof"] == "1 dossier veranderde van fase: 1 in gesprek."
    assert theirs["Ging van partner naar partner"] == "1 dossier overgenomen en 0 doorgegeven."
    every = sentences(people.federation)
    assert every["Ging van partner naar partner"] == "1 dossier ging van partner naar partner."


@pytest.mark.parametrize(
    ("asked", "monday_of"),
    [
        ("2026-W48", "2026-11-23"),
        ("2026-W01", "2025-12-29"),
        ("2026-W49", "2026-11-23"),  # did not end yet
        ("", "2026-11-23"),
        ("2026-W99", "2026-11-23"),
        ("morgen", "2026-11-23"),
        ("0000-W00", "2026-11-23"),
    ],
)
def test_the_week_that_is_asked(asked, monday_of):
    assert Week.read(asked).monday.isoformat() == monday_of


def test_the_page(desk, people):
    lead = LeadFactory(owner_organisation=people.partner, created_at=MONDAY - timedelta(days=2))
    answer = desk.get(reverse("today:week"))
    page = answer.content.decode()
    assert "Week van maandag 23 november tot en met zondag 29 november 2026" in page
    assert lead.get_absolute_url() in page
    assert "?week=2026-W47" in page
    assert "Volgende week" not in page
    assert "Volgende week" in desk.get(reverse("today:week"), {"week": "2026-W47"}).content.decode()
    listed = desk.get(told(people.owner)["Kwam binnen"].url)
    assert list(listed.context["object_list"]) == [lead]


def test_as_many_questions_for_five_leads_as_for_one(people, django_assert_max_num_queries):
    for number in (1, 4):
        for _ in range(number):
            LeadFactory(owner_organisation=people.partner, created_at=MONDAY - timedelta(days=2))
        with django_assert_max_num_queries(16):
            sections(people.owner, Week.last())


class TestTheMail:
    def asked(self):
        return OutgoingMail.objects.filter(kind=mailing.MAIL)

    def test_on_monday_at_seven_once(self, people, monday):
        assert ("weekrapport", 600, mailing.send_reports) in due.JOBS
        monday.move_to(MONDAY - timedelta(minutes=1))
        assert mailing.send_reports() == 0
        monday.move_to(MONDAY)
        assert mailing.send_reports() == self.asked().count() > 0
        assert mailing.send_reports() == 0
        monday.move_to(MONDAY + timedelta(days=1))
        assert mailing.send_reports() == 0

    def test_what_it_says(self, people):
        LeadFactory(owner_organisation=people.partner, created_at=MONDAY - timedelta(days=2))
        mailing.send_reports()
        [row] = self.asked().filter(ref=str(people.owner.pk))
        message = mail.make(row)
        assert message.to == people.owner.email
        assert message.subject.startswith("Weekrapport: maandag 23 november")
        assert "1 nieuw dossier." in message.text
        assert "Geen haltes in de komende drie weken." in message.html
        assert f"{reverse('today:week')}?week=2026-W48" in message.text

    def test_who_switched_it_off_or_left_gets_none(self, people):
        choices.choose(people.owner, Kind.WEEK, When.NEVER)
        mailing.send_reports()
        assert not self.asked().filter(ref=str(people.owner.pk)).exists()
        [row] = self.asked().filter(ref=str(people.team_mate.pk))
        people.team_mate.memberships.all().delete()
        assert mail.make(row) is None


@pytest.mark.sqlite
def test_what_moved_is_looked_up_among_the_lines_of_that_week(people):
    """And not by asking every dossier whether it moved."""
    with CaptureQueriesContext(connection) as asked:
        sections(people.federation, Week.last())
    moved = [one["sql"] for one in asked.captured_queries if "'fase'" in one["sql"]]
    assert moved
    with connection.cursor() as cursor:
        for sql in moved:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[-1] for row in cursor.fetchall()]
            assert not [step for step in plan if "CORRELATED" in step], plan
            assert [step for step in plan if "interaction_of_period" in step], plan
