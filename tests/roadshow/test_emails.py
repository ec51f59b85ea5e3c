"""What the mails say, when they leave, and when they have lost their reason."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar

from brand import mail
from brand.models import OutgoingMail
from roadshow import due, emails, visit
from roadshow.models import Registration, StopPage
from roadshow.models.registrations import State
from roadshow.registration import changes, holds, register, waiting_list
from tests.factories.roadshow import CompanionFactory, RegistrationFactory, stop_in
from tests.factories.stories import ConsentFactory, picture

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
START = datetime(2027, 3, 2, 12, tzinfo=BRUSSELS)
AN = {"name": "An Peeters", "company": "Peeters & Zoon", "email": "an@peeters.be"}


@pytest.fixture(autouse=True)
def in_february():
    with time_machine.travel(datetime(2027, 2, 1, 10, tzinfo=BRUSSELS), tick=False):
        yield


@pytest.fixture
def genk():
    return stop_in(
        "Genk",
        slug="genk",
        starts_at=START,
        ends_at=START + timedelta(hours=2),
        venue__name="De Lichtstraat",
        venue__parking="Gratis, naast de zaal",
    )


@pytest.fixture
def an(genk):
    return register.register(genk, **AN)


def method(message: mail.Message) -> str:
    """What the attached calendar file asks a calendar to do."""
    [(name, content, kind)] = message.attachments
    assert (name, kind) == ("halte.ics", "text/calendar")
    return str(Calendar.from_ical(content)["method"])


class TestConfirmed:
    def test_the_subject(self, an):
        assert emails.confirmed(an.pk).subject == "Bevestigd: Genk, dinsdag 2 maart om 12.00 uur"

    def test_the_text_twin_says_it_all(self, an):
        message = emails.confirmed(an.pk)
        assert message.to == "an@peeters.be"
        for words in (
            "U bent ingeschreven.",
            "dinsdag 2 maart, 12\u00a0tot\u00a014\u00a0uur",
            "De Lichtstraat, Voorbeeldstraat 1, 3600 Genk",
            "Op de lijst: An Peeters (Peeters & Zoon).",
            f"http://localhost:8000/mijn/{an.token}/",
            f"http://localhost:8000/mijn/{an.token}/waarmee/",
            "Een vraag? Sam Voorbeeld helpt u: 089 00 00 00 of sam@example.org.",
        ):
            assert words in message.text
        assert message.reply_to == "sam@example.org"

    def test_the_code_is_a_picture_in_the_mail_and_a_link(self, an):
        message = emails.confirmed(an.pk)
        [(name, content, kind)] = message.inline
        assert (name, kind, content[:4]) == ("toegang", "image/png", b"\x89PNG")
        assert 'src="cid:toegang"' in message.html
        assert f'href="http://localhost:8000/mijn/{an.token}/"' in message.html

    def test_the_calendar_goes_with_it(self, an):
        assert method(emails.confirmed(an.pk)) == "PUBLISH"

    def test_nothing_is_fetched_from_elsewhere(self, an):
        html = emails.confirmed(an.pk).html
        assert 'src="http' not in html
        assert "Peeters &amp; Zoon" in html

    def test_it_goes_on_the_wire(self, an):
        wire = mail.mime(emails.confirmed(an.pk), message_id="<1@localhost>").as_bytes()
        assert b"Content-ID: <toegang>" in wire
        assert b'filename="halte.ics"' in wire

    def test_a_title_with_line_breaks_stays_one_subject(self, genk, an):
        type(genk.venue.municipality).objects.update(name="Genk\r\nBcc: x@y.be")
        subject = emails.confirmed(an.pk).subject
        assert subject == "Bevestigd: Genk Bcc: x@y.be, dinsdag 2 maart om 12.00 uur"

    def test_an_example_is_never_sent(self, an):
        Registration.objects.update(is_demo=True)
        assert emails.confirmed(an.pk).goes_nowhere

    def test_who_cancelled_meanwhile_gets_none(self, an):
        changes.cancel(an)
        assert emails.confirmed(an.pk) is None


def test_already_registered(an):
    message = emails.already_registered(an.pk)
    assert message.subject == "U was al ingeschreven: Genk, dinsdag 2 maart om 12.00 uur"
    assert "U bent al ingeschreven; er veranderde niets." in message.text
    assert an.token in message.text


def test_changed(an):
    CompanionFactory(registration=an, name="Jo Claes")
    Registration.objects.update(seats=2)
    message = emails.changed(an.pk)
    assert message.subject == "Uw inschrijving is gewijzigd: Genk, dinsdag 2 maart om 12.00 uur"
    assert "Op de lijst: An Peeters (Peeters & Zoon), Jo Claes. Samen 2 plaatsen." in message.text


def test_cancelled_takes_it_out_of_the_calendar(an):
    changes.cancel(an)
    message = emails.cancelled(an.pk)
    assert message.subject == "Geannuleerd: Genk, dinsdag 2 maart om 12.00 uur"
    assert method(message) == "CANCEL"
    assert message.inline == []


def test_moved(an):
    changes.move(an, stop_in("Lommel", starts_at=START, ends_at=START + timedelta(hours=2)))
    message = emails.moved(an.pk)
    assert message.subject == "Andere halte: Lommel, dinsdag 2 maart om 12.00 uur"
    assert method(message) == "PUBLISH"


class TestTheStop:
    def test_cancelled(self, an, genk):
        assert emails.stop_cancelled(an.pk) is None
        StopPage.objects.update(cancelled_at=timezone.now(), cancel_reason="De zaal lekt.")
        message = emails.stop_cancelled(an.pk)
        assert message.subject == "Gaat niet door: Genk, dinsdag 2 maart om 12.00 uur"
        assert (
            "De halte in Genk op dinsdag 2 maart om 12.00\u00a0uur gaat niet door. De zaal lekt."
            in (message.text)
        )
        assert method(message) == "CANCEL"
        assert emails.confirmed(an.pk) is emails.reminder_day(an.pk) is None

    def test_changed(self, an):
        StopPage.objects.update(starts_at=START + timedelta(hours=1))
        message = emails.stop_changed(an.pk)
        assert message.subject == "Gewijzigd door ons: Genk, dinsdag 2 maart om 13.00 uur"
        assert "dinsdag 2 maart, 13\u00a0tot\u00a014\u00a0uur" in message.text
        assert method(message) == "PUBLISH"


class TestTheWaitingList:
    @pytest.fixture
    def waits(self, genk):
        StopPage.objects.update(capacity=1)
        register.register(genk, name="Bo", company="B", email="bo@b.be")
        return register.register(genk, **AN, waiting_ok=True)

    def test_waiting(self, waits):
        message = emails.waiting(waits.pk)
        assert message.subject == "Op de wachtlijst: Genk, dinsdag 2 maart om 12.00 uur"
        assert "Kom nog niet zonder die mail." in message.text
        for body in (message.text, message.html):
            assert "houden we ze 24 uur voor u vast (op de laatste dag 2 uur)." in body
        assert list(message.attachments) == list(message.inline) == []

    def test_the_mail_says_how_long_an_offer_holds(self, waits, monkeypatch):
        monkeypatch.setattr(waiting_list, "OFFER_HOLDS", timedelta(hours=36))
        monkeypatch.setattr(holds, "TIME_ON_LAST_DAY", timedelta(hours=3))
        message = emails.waiting(waits.pk)
        for body in (message.text, message.html):
            assert "houden we ze 36 uur voor u vast (op de laatste dag 3 uur)." in body

    def test_offered(self, waits):
        assert emails.offered(waits.pk) is None
        changes.cancel(Registration.objects.get(email="bo@b.be"))
        message = emails.offered(waits.pk)
        assert message.subject == "Er is plaats voor u: Genk, dinsdag 2 maart om 12.00 uur"
        assert "vast tot dinsdag 2 februari 2027 om 10.00\u00a0uur." in message.text
        with time_machine.travel(timezone.now() + timedelta(hours=24), tick=False):
            assert emails.offered(waits.pk) is None

    def test_offer_expired(self, waits):
        changes.cancel(Registration.objects.get(email="bo@b.be"))
        waiting_list.expire(waits, timezone.now() + timedelta(hours=24))
        message = emails.offer_expired(waits.pk)
        assert message.subject == "Plaats doorgegeven: Genk, dinsdag 2 maart om 12.00 uur"


def test_somebody_who_comes_along_gets_no_link_that_acts(an):
    person = CompanionFactory(registration=an, name="Jo Claes", email="jo@peeters.be")
    message = emails.brought_along(visit.name_of(person))
    assert (message.to, message.subject) == (
        "jo@peeters.be",
        "U bent welkom: Genk, dinsdag 2 maart om 12.00 uur",
    )
    assert "/mijn/" not in message.text + message.html
    assert method(message) == "PUBLISH"
    person.delete()
    assert emails.brought_along(visit.name_of(person)) is None


EVIL = "Bel 0900 12345 en win: https://evil.example/win, www.evil.be of win@evil.example"


class TestAStrangersWords:
    """Whoever fills in a form may give anybody's address, and any words as a name."""

    def test_they_stand_in_no_subject(self, an):
        Registration.objects.update(name=EVIL, company=EVIL)
        person = CompanionFactory(registration=an, name=EVIL, email="jo@peeters.be")
        said = [emails.brought_along(visit.name_of(person))]
        said += [make(an.pk) for make in (emails.confirmed, emails.changed)]
        assert [message.subject for message in said] == [
            "U bent welkom: Genk, dinsdag 2 maart om 12.00 uur",
            "Bevestigd: Genk, dinsdag 2 maart om 12.00 uur",
            "Uw inschrijving is gewijzigd: Genk, dinsdag 2 maart om 12.00 uur",
        ]

    def test_nothing_in_them_can_be_clicked(self, an):
        Registration.objects.update(name=EVIL, company=EVIL)
        person = CompanionFactory(registration=an, name=EVIL, email="jo@peeters.be")
        said = [emails.brought_along(visit.name_of(person)), emails.confirmed(an.pk)]
        for message in said:
            for words in (message.text, message.html):
                assert "Bel … en win: evil·example/win, www·evil·be of win at evil·example" in words
                for clicked in ("evil.", "0900 12345", "@evil"):
                    assert clicked not in words

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("Peeters & Zoon", "Peeters & Zoon"),
            ("Coolblue.be", "Coolblue·be"),
            ("J.P. Garage 2000 n.v.", "J.P. Garage 2000 n.v."),
            ("Łukasz أحمد 東京", "Łukasz أحمد 東京"),
            ("HTTPS://Evil。example\nBcc: x@y.be", "Evil·example Bcc: x at y·be"),
            ("+32 470 12 34 56", "…"),
            ("x" * 200, "x" * 79 + "…"),
        ],
    )
    def test_a_name_stays_a_name(self, typed, said):
        assert mail.as_name(typed) == said


class TestReminders:
    def remind(self, *moment: int) -> list[str]:
        """The kinds asked for when the job runs at this moment of 2027."""
        OutgoingMail.objects.all().delete()
        with time_machine.travel(datetime(2027, *moment, tzinfo=BRUSSELS), tick=False):
            due.remind()
        return [
            kind.removeprefix("roadshow.emails.")
            for kind in OutgoingMail.objects.values_list("kind", flat=True)
        ]

    def test_a_week_and_a_day_before(self, an):
        assert self.remind(2, 22, 12, 0) == []
        assert self.remind(2, 23, 8, 59) == []
        assert self.remind(2, 23, 9, 0) == ["reminder_week"]
        assert self.remind(2, 23, 9, 5) == []
        assert self.remind(2, 24, 9, 0) == []
        assert self.remind(3, 1, 8, 59) == []
        assert self.remind(3, 1, 9, 0) == ["reminder_day"]
        assert self.remind(3, 2, 9, 0) == []

    def test_a_week_before_only_for_who_wrote_in_long_ago(self, an):
        Registration.objects.update(created_at=START - timedelta(days=10))
        assert self.remind(2, 23, 9, 0) == []

    def test_one_day_late_is_still_in_time_two_is_not(self, an):
        assert self.remind(2, 25, 9, 0) == []
        assert self.remind(2, 24, 9, 0) == ["reminder_week"]

    def test_a_missed_day_is_made_good_in_the_morning(self, an):
        assert self.remind(3, 2, 10, 1) == []
        assert self.remind(3, 2, 9, 30) == ["reminder_day"]

    def test_who_wrote_in_after_the_hour_is_confirmed_and_not_reminded(self, genk):
        RegistrationFactory(stop=genk, created_at=START - timedelta(hours=26))
        assert self.remind(3, 1, 12, 0) == []

    def test_another_day_is_reminded_of_again(self, an):
        assert self.remind(3, 1, 9, 0) == ["reminder_day"]
        later = START + timedelta(days=30)
        StopPage.objects.update(starts_at=later, ends_at=later + timedelta(hours=2))
        assert self.remind(3, 31, 9, 0) == ["reminder_day"]

    def test_nobody_else(self, genk):
        for state in (State.WAITING, State.OFFERED, State.CANCELLED):
            RegistrationFactory(stop=genk, state=state, created_at=START - timedelta(days=20))
        assert self.remind(3, 1, 9, 0) == []

    def test_a_cancelled_stop_reminds_nobody(self, an):
        StopPage.objects.update(cancelled_at=timezone.now())
        assert self.remind(3, 1, 9, 0) == []

    def test_the_words_of_the_day_before(self, an):
        with time_machine.travel(START - timedelta(days=1), tick=False):
            message = emails.reminder_day(an.pk)
        assert message.subject == "Morgen: Genk, dinsdag 2 maart om 12.00 uur"
        for words in (
            "Parking: Gratis, naast de zaal",
            f"/mijn/{an.token}/waarmee/",
            f"/mijn/{an.token}/annuleer/",
            "https://www.openstreetmap.org/directions?",
        ):
            assert words in message.text
        with time_machine.travel(START - timedelta(hours=3), tick=False):
            assert emails.reminder_day(an.pk).subject.startswith("Vandaag: Genk")

    def test_the_words_of_the_week_before(self, an):
        with time_machine.travel(START - timedelta(days=7), tick=False):
            message = emails.reminder_week(an.pk)
        assert message.subject == "Volgende week: Genk, dinsdag 2 maart om 12.00 uur"
        assert "Over 7 dagen verwachten we u in Genk." in message.text


@pytest.mark.parametrize("allowed", [True, False])
def test_the_photo_of_the_contact_goes_along_while_it_may_be_seen(genk, an, allowed):
    genk.contact_photo = picture(31)
    genk.save()
    ConsentFactory(picture=genk.contact_photo, withdrawn_at=None if allowed else timezone.now())
    names = [name for name, _, _ in emails.confirmed(an.pk).inline]
    assert (emails.PORTRAIT_ID in names) is allowed


def test_no_subject_holds_words_that_somebody_typed():
    """A companion is a stranger to whom anybody has us write."""
    folder = settings.BASE_DIR / "templates/roadshow/email"
    found = {path.name: path.read_text() for path in folder.glob("*_subject.txt")}
    assert len(found) >= 18
    # What the desk writes to all of a stop goes to nobody who was only named by another.
    assert found.pop("to_participants_subject.txt") == "{{ subject }}\n"
    said = {word for text in found.values() for word in re.findall(r"{{ *([\w.]+)", text)}
    assert said <= {"place", "when", "soon", "kit.name"}
