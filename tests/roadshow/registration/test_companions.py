"""Who comes along and gave an address hears what who registered hears."""

from datetime import timedelta
from importlib import import_module

import icalendar
import pytest
from django.apps import apps
from django.utils import timezone

from brand.models import OutgoingMail
from roadshow import due, emails, visit
from roadshow.models import Companion, Registration, StopPage
from roadshow.planning import plan
from roadshow.registration import changes, companions, confirmation, erasure, register, waiting_list
from tests.factories.roadshow import CompanionFactory, stop_in

pytestmark = pytest.mark.django_db

AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}
JO = "jo@peeters.be"


@pytest.fixture
def stop():
    found = stop_in("Genk", slug="genk", capacity=5)
    plan.follow_through(found)
    return found


@pytest.fixture
def an(stop):
    """Registered, her address proven; Jo comes along with an address, Bo without."""
    registration = register.register(stop, **AN, companions=[("Jo", JO), "Bo"])
    return confirmation.prove(registration)


def jo() -> Companion:
    return Companion.all_rows.filter(name="Jo").latest("pk")


def asked() -> list[str]:
    """The mails that were asked to Jo, by name."""
    rows = OutgoingMail.objects.filter(ref=visit.name_of(jo()))
    return sorted(row.kind.rpartition(".")[2] for row in rows)


def event(message) -> icalendar.Event:
    (content,) = [content for name, content, _ in message.attachments if name == "halte.ics"]
    calendar = icalendar.Calendar.from_ical(content)
    (found,) = calendar.walk("VEVENT")
    found["method"] = calendar["METHOD"]
    return found


def entry(message) -> tuple:
    found = event(message)
    return str(found["UID"]).partition("@")[0], str(found["method"]), str(found["STATUS"])


def mail_to_jo(kind: str):
    return getattr(emails, kind)(visit.name_of(jo()))


class TestTold:
    def test_nobody_before_the_registration_is_confirmed(self, stop):
        registration = register.register(stop, **AN, companions=[("Jo", JO)])
        stop.starts_at += timedelta(hours=1)
        stop.ends_at += timedelta(hours=1)
        stop.save()
        plan.follow_through(stop)
        changes.move(registration, stop_in("Hasselt"))
        registration.refresh_from_db()
        changes.rebook(changes.cancel(registration))
        assert asked() == []
        changes.remove_companion(registration, jo())
        assert not Companion.all_rows.exists()

    def test_welcome(self, an):
        assert asked() == ["brought_along"]
        message = mail_to_jo("brought_along")
        assert message.to == JO
        assert entry(message) == (f"medebezoeker-{jo().pk}", "PUBLISH", "CONFIRMED")

    def test_another_stop(self, an):
        before = event(mail_to_jo("brought_along"))
        changes.move(an, stop_in("Hasselt"))
        assert asked() == ["brought_along", "companion_changed"]
        message = mail_to_jo("companion_changed")
        assert "Hasselt" in message.subject
        after = event(message)
        assert (after["UID"], after["SEQUENCE"] > before["SEQUENCE"]) == (before["UID"], True)

    def test_another_hour(self, an, stop):
        stop = StopPage.objects.get(pk=stop.pk)
        later = {"starts_at": stop.starts_at + timedelta(hours=1), "ends_at": stop.ends_at}
        later["ends_at"] += timedelta(hours=1)
        assert plan.mails(stop) == 2
        assert plan.change(stop, by=None, **later) == 2
        assert asked() == ["brought_along", "companion_changed"]
        assert visit.hours(StopPage.objects.get()) in mail_to_jo("companion_changed").text

    def test_the_stop_is_off(self, an, stop):
        assert plan.cancel(stop, "Storm") == 2
        assert asked() == ["brought_along", "companion_cancelled"]
        message = mail_to_jo("companion_cancelled")
        assert "Storm" in message.text
        assert entry(message) == (f"medebezoeker-{jo().pk}", "CANCEL", "CANCELLED")
        assert mail_to_jo("companion_changed") is None

    def test_the_visit_is_off_and_on_again(self, an):
        changes.cancel(an)
        message = mail_to_jo("companion_cancelled")
        assert "An Peeters annuleerde" in message.text
        assert entry(message)[1:] == ("CANCEL", "CANCELLED")
        changes.rebook(an)
        assert mail_to_jo("companion_cancelled") is None
        assert entry(mail_to_jo("companion_changed"))[1:] == ("PUBLISH", "CONFIRMED")
        assert asked() == ["brought_along", "companion_cancelled", "companion_changed"]

    def test_no_longer_along(self, an):
        changes.remove_companion(an, jo())
        assert [person.name for person in an.companions.all()] == ["Bo"]
        assert asked() == ["brought_along", "companion_cancelled"]
        message = mail_to_jo("companion_cancelled")
        assert "niet meekomt" in message.text
        assert entry(message) == (f"medebezoeker-{jo().pk}", "CANCEL", "CANCELLED")
        assert Registration.objects.get().seats == 2

    def test_along_again(self, an):
        changes.remove_companion(an, jo())
        changes.add_companion(an, "Jo", JO)
        assert asked() == ["brought_along", "brought_along", "companion_cancelled"]
        assert mail_to_jo("companion_cancelled") is None
        assert mail_to_jo("brought_along").to == JO

    def test_one_address_is_mailed_once(self, an):
        changes.add_companion(an, "Jo twee", JO)
        changes.cancel(an)
        assert asked() == ["brought_along", "companion_cancelled"]

    def test_from_the_waiting_list(self, stop):
        StopPage.objects.filter(pk=stop.pk).update(capacity=2)
        first = register.register(stop, **{**AN, "email": "bo@x.be"}, companions=["Els"])
        registration = register.register(stop, **AN, companions=[("Jo", JO)], waiting_ok=True)
        confirmation.prove(registration)
        assert asked() == []
        changes.cancel(first)
        registration.refresh_from_db()
        waiting_list.accept(registration)
        assert asked() == ["brought_along"]

    @pytest.mark.parametrize("days", [7, 1])
    def test_reminded(self, an, stop, days):
        start = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
        start += timedelta(days=days)
        StopPage.objects.update(starts_at=start, ends_at=start + timedelta(hours=2))
        long_ago = start - timedelta(days=30)
        Registration.objects.update(created_at=long_ago)
        morning = start - timedelta(days=days) - timedelta(hours=1)
        due.remind(morning)
        due.remind(morning)
        assert asked() == ["brought_along", "companion_reminder"]

    def test_the_reminder(self, an):
        StopPage.objects.update(
            starts_at=timezone.now() + timedelta(days=1),
            ends_at=timezone.now() + timedelta(days=1, hours=2),
        )
        message = mail_to_jo("companion_reminder")
        assert message.subject.startswith("Morgen: Genk")
        assert entry(message)[1] == "PUBLISH"


@pytest.mark.parametrize("kind", ["brought_along", "companion_changed", "companion_cancelled"])
def test_no_mail_holds_a_link_that_acts(an, kind):
    if kind == "companion_cancelled":
        changes.cancel(an)
    message = mail_to_jo(kind)
    for text in (message.text, message.html):
        assert "/mijn/" not in text


class TestForgotten:
    def test_who_left(self, an):
        changes.remove_companion(an, jo())
        assert companions.forget_who_left() == 0
        assert companions.forget_who_left(timezone.now() + timedelta(days=3)) == 1
        assert [person.name for person in Companion.all_rows.all()] == ["Bo"]

    def test_with_the_registration(self, an):
        changes.remove_companion(an, jo())
        erasure.erase(an)
        assert not Companion.all_rows.exists()


def test_those_of_before_keep_the_entry_they_have(an):
    person = CompanionFactory(registration=an, name="Jo", email="jo2@peeters.be")
    import_module("roadshow.migrations.0009_companions_who_are_told").known_by_now(apps, None)
    person.refresh_from_db()
    assert (person.told_at, person.calendar_name) == (an.address_proven_at, f"halte-{an.stop_id}")
