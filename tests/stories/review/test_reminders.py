"""Mails about reading: to whom, when, once, and in which words."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail as django_mail
from django.utils import timezone
from django.utils.formats import date_format

from brand import mail, permissions
from brand.models import OutgoingMail
from stories import due, emails
from stories.review import reminders
from tests.factories.brand import Role, member
from tests.factories.stories import covered_story
from tests.support.story_editor import act, fresh, hand_in, review

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
WEDNESDAY = datetime(2026, 11, 25, 9, 12, tzinfo=BRUSSELS)


@pytest.fixture
def cast(people):
    people.author = people.marketer
    people.colleague = member(people.partner, Role.MARKETEER, first_name="Cas")
    people.boss = member(people.partner, Role.BEHEERDER, first_name="Bea")
    for user in (people.colleague, people.boss):
        permissions.place_in_groups(user)
    OutgoingMail.objects.all().delete()
    return people


@pytest.fixture
def tale(cast):
    page = covered_story(1, organisation=cast.partner, live=False, owner=cast.author)
    page.save_revision(user=cast.author)
    return fresh(page)


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def post_to(kind: str) -> set[str]:
    rows = OutgoingMail.objects.filter(kind=f"stories.emails.{kind}")
    return {message.to for row in rows if (message := mail.make(row))}


def subjects(kind: str) -> set[str]:
    rows = OutgoingMail.objects.filter(kind=f"stories.emails.{kind}")
    return {message.subject for row in rows if (message := mail.make(row))}


class TestHandedIn:
    def test_colleagues_read_it(self, cast, tale):
        with at(WEDNESDAY):
            hand_in(tale, cast.author)
        assert post_to("handed_in") == {cast.colleague.email, cast.boss.email}
        assert subjects("handed_in") == {f"Verhaal van {cast.author} wacht op jou: Verhaal 1"}
        message = mail.make(OutgoingMail.objects.first())
        assert f"/beheer/verhalen/nalezen/{tale.pk}/" in message.text
        assert "diende “Verhaal 1” in op 25 november om 09.12 uur." in message.text

    def test_wagtail_says_nothing_beside_it(self, cast, tale):
        state = hand_in(tale, cast.author)
        act(tale, state, cast.colleague)
        kinds = set(OutgoingMail.objects.values_list("kind", flat=True))
        assert kinds == {"stories.emails.handed_in", "stories.emails.approved"}
        assert [message.subject for message in django_mail.outbox] == []

    def test_where_there_is_nobody_else_the_federation(self, cast, tale):
        for user in (cast.colleague, cast.boss):
            user.memberships.all().delete()
        hand_in(tale, cast.author)
        assert post_to("handed_in") == {cast.federation.email}

    def test_no_longer_when_it_was_read(self, cast, tale):
        state = hand_in(tale, cast.author)
        act(tale, state, cast.boss)
        assert post_to("handed_in") == set()


class TestDecided:
    def test_online(self, cast, tale):
        act(tale, hand_in(tale, cast.author), cast.colleague)
        assert post_to("approved") == {cast.author.email}
        assert subjects("approved") == {"Online: Verhaal 1"}

    def test_planned(self, cast, tale):
        soon = timezone.localtime() + timedelta(days=30)
        tale.go_live_at = soon.replace(hour=11, minute=0, second=0, microsecond=0)
        tale.save_revision(user=cast.author)
        act(tale, hand_in(tale, cast.author), cast.colleague)
        assert subjects("approved") == {"Goedgekeurd en gepland: Verhaal 1"}
        message = mail.make(OutgoingMail.objects.get(kind="stories.emails.approved"))
        day = date_format(tale.go_live_at, "j F Y")
        assert f"Het verschijnt op {day} om 11.00 uur." in message.text

    def test_refused_with_the_reason(self, cast, tale):
        state = hand_in(tale, cast.colleague)
        review(tale, state, cast.boss, "reject", comment="Vraag Karim of 'baas' mag & kan.")
        assert post_to("refused") == {cast.author.email, cast.colleague.email}
        assert subjects("refused") == {"Graag nog een wijziging: Verhaal 1"}
        message = mail.make(OutgoingMail.objects.filter(kind="stories.emails.refused").first())
        assert "Vraag Karim of 'baas' mag & kan." in message.text
        assert "&amp; kan." in message.html
        assert f"/beheer/pages/{tale.pk}/edit/" in message.text


class TestLeftLying:
    def run(self, moment) -> tuple[set, set]:
        with at(moment):
            reminders.chase_readers()
            return post_to("reminder"), post_to("escalated")

    def test_after_one_working_day_and_after_two_each_once(self, cast, tale):
        with at(WEDNESDAY):
            hand_in(tale, cast.author)
        readers = {cast.colleague.email, cast.boss.email}
        others = {cast.boss.email, cast.federation.email}
        assert self.run(WEDNESDAY + timedelta(hours=8)) == (set(), set())
        thursday = WEDNESDAY.replace(day=26)
        assert self.run(thursday.replace(hour=7)) == (set(), set())
        assert self.run(thursday.replace(hour=8)) == (readers, set())
        assert self.run(thursday.replace(day=27, hour=8)) == (readers, others)
        count = OutgoingMail.objects.count()
        self.run(thursday.replace(day=30))
        assert OutgoingMail.objects.count() == count
        assert subjects("reminder") == {"Wacht nog op jou: Verhaal 1"}
        assert subjects("escalated") == {"Al 2 werkdagen niet nagelezen: Verhaal 1"}

    @pytest.mark.parametrize(("days", "words"), [(1, "1 werkdag"), (3, "3 werkdagen")])
    def test_the_mail_says_after_how_many_days(self, cast, tale, monkeypatch, days, words):
        monkeypatch.setattr(reminders, "ESCALATE_AFTER", days)
        state = hand_in(tale, cast.author)
        message = emails.escalated(f"{state.pk}-{cast.boss.pk}")
        assert message.subject == f"Al {words} niet nagelezen: Verhaal 1"
        for body in (message.text, message.html):
            assert f"Na {words} las niemand het na." in body

    def test_a_weekend_is_no_working_day(self, cast, tale):
        friday = WEDNESDAY.replace(day=27)
        with at(friday):
            hand_in(tale, cast.author)
        assert self.run(friday + timedelta(days=2)) == (set(), set())
        assert self.run(friday + timedelta(days=3)) == (
            {cast.colleague.email, cast.boss.email},
            set(),
        )

    def test_nobody_is_told_about_what_was_read(self, cast, tale):
        with at(WEDNESDAY):
            act(tale, hand_in(tale, cast.author), cast.colleague)
        assert self.run(WEDNESDAY + timedelta(days=5)) == (set(), set())


class TestLookingAgain:
    @pytest.fixture
    def live(self, cast, tale):
        tale.review_on = date(2026, 12, 16)
        tale.save_revision(user=cast.author).publish()
        OutgoingMail.objects.all().delete()
        return fresh(tale)

    def run(self, moment) -> int:
        with at(moment):
            reminders.ask_for_freshness()
        return OutgoingMail.objects.count()

    def test_two_weeks_before_and_on_the_day(self, cast, live):
        assert self.run(WEDNESDAY) == 0
        assert self.run(datetime(2026, 12, 2, 9, tzinfo=BRUSSELS)) == 1
        assert self.run(datetime(2026, 12, 8, 9, tzinfo=BRUSSELS)) == 1
        assert self.run(datetime(2026, 12, 16, 9, tzinfo=BRUSSELS)) == 2
        assert self.run(datetime(2026, 12, 17, 9, tzinfo=BRUSSELS)) == 2
        assert post_to("review_due") == {cast.author.email}
        assert subjects("review_due") == {"Klopt dit nog? Verhaal 1"}

    def test_the_marketers_where_the_owner_left(self, cast, live):
        cast.author.memberships.all().delete()
        assert reminders.keepers(live) == [cast.colleague]

    def test_what_is_not_online_is_left_alone(self, cast, live):
        live.unpublish()
        assert self.run(datetime(2026, 12, 16, 9, tzinfo=BRUSSELS)) == 0


def test_the_worker_does_both():
    acts = {act for _, _, act in due.JOBS}
    assert {reminders.chase_readers, reminders.ask_for_freshness} <= acts
    assert timezone.get_default_timezone_name() == "Europe/Brussels"
