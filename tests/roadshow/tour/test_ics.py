"""Calendar files that calendars understand and replace."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from roadshow.models import Registration, StopPage
from roadshow.registration import changes, register
from roadshow.tour import ics
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory, stop_in

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")
AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}


def read(content: bytes):
    """The calendar and its first event, as a calendar program reads them."""
    calendar = Calendar.from_ical(content)
    return calendar, calendar.events[0]


def lines(content: bytes) -> list[str]:
    """Unfolded, as RFC 5545 3.1 says."""
    return content.decode().replace("\r\n ", "").split("\r\n")


@pytest.fixture
def stop():
    return StopFactory(
        title="Genk",
        slug="genk",
        starts_at=datetime(2027, 3, 2, 12, tzinfo=BRUSSELS),
        ends_at=datetime(2027, 3, 2, 14, tzinfo=BRUSSELS),
        venue__name="De Lichtstraat",
        venue__latitude="50.96512",
        venue__longitude="5.50041",
        organisation=OrganisationFactory(name="VOORBEELD Gastheer"),
    )


class TestAStop:
    def test_it_says_when_in_brussels(self, stop):
        said = lines(ics.for_stop(stop))
        assert "DTSTART;TZID=Europe/Brussels:20270302T120000" in said
        assert "DTEND;TZID=Europe/Brussels:20270302T140000" in said
        assert said.count("BEGIN:VTIMEZONE") == 1
        assert "TZID:Europe/Brussels" in said

    @pytest.mark.parametrize("month", range(1, 13))
    def test_its_own_time_zone_agrees_with_the_worlds(self, stop, month):
        """What the file itself says, for calendars that know no time zones by name."""
        stop.starts_at = datetime(2030, month, 28, 12, tzinfo=BRUSSELS)
        stop.ends_at = stop.starts_at + timedelta(hours=1)
        calendar, _ = read(ics.for_stop(stop))
        zone = calendar.timezones[0].to_tz(lookup_tzid=False)
        assert stop.starts_at.replace(tzinfo=zone).utcoffset() == stop.starts_at.utcoffset()

    def test_it_says_where_and_whose(self, stop):
        said = lines(ics.for_stop(stop))
        assert "LOCATION:De Lichtstraat\\, Voorbeeldstraat 1\\, 3600 Genk" in said
        assert "GEO:50.96512;5.50041" in said
        assert "URL:http://localhost:8000/roadshow/genk/" in said
        assert 'ORGANIZER;CN="VOORBEELD Gastheer":mailto:sam@example.org' in said

    def test_its_title_says_what_and_where(self, stop):
        title = "Roadshow Meewerkers: VOORBEELD Gastheer, Genk"
        assert str(read(ics.for_stop(stop))[1]["summary"]) == title

    def test_it_is_published_with_an_alarm_the_day_before(self, stop):
        said = lines(ics.for_stop(stop))
        assert {"METHOD:PUBLISH", "STATUS:CONFIRMED", "SEQUENCE:0"} <= set(said)
        assert f"UID:halte-{stop.pk}@localhost" in said
        at = said.index("BEGIN:VALARM")
        assert set(said[at + 1 : said.index("END:VALARM")]) == {
            "ACTION:DISPLAY",
            "DESCRIPTION:Morgen: Genk\\, 12 tot 14 uur",
            "TRIGGER:-P1D",
        }

    def test_a_cancelled_one_says_so_and_rings_no_bell(self, stop):
        stop.cancelled_at, stop.sequence = timezone.now(), 3
        said = lines(ics.for_stop(stop))
        assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(said)
        assert "BEGIN:VALARM" not in said

    def test_the_same_file_twice(self, stop):
        assert ics.for_stop(stop) == ics.for_stop(stop)

    @pytest.mark.parametrize(
        "title",
        [
            "Komma, puntkomma; en \\ streep",
            "Zaal “Één” 🚌 في الصناعة",
            "x" * 255,
            "é" * 200,
            "Regel\r\nBEGIN:VEVENT\r\nnog een",
        ],
    )
    def test_odd_titles_stay_one_property(self, stop, title):
        stop.venue.name = title
        content = ics.for_stop(stop)
        calendar, event = read(content)
        assert len(calendar.events) == 1
        where = f"{title}, Voorbeeldstraat 1, 3600 Genk"
        assert str(event["location"]) == " ".join(where.split())[:200]
        assert max(len(line) for line in content.split(b"\r\n")) <= 75
        assert content.endswith(b"END:VCALENDAR\r\n")


class TestAVisit:
    def test_its_name_stays_and_its_number_grows(self, stop):
        registration = register.register(stop, **AN)
        _, first = read(ics.for_registration(registration))
        StopPage.objects.filter(pk=stop.pk).update(sequence=2)
        registration = changes.cancel(registration)
        _, second = read(ics.for_registration(registration))
        registration = changes.rebook(registration)
        _, third = read(ics.for_registration(registration))
        assert first["uid"] == second["uid"] == third["uid"]
        assert first["uid"] == f"{registration.calendar_name}@localhost"
        assert [first["sequence"], second["sequence"], third["sequence"]] == [0, 3, 4]

    def test_a_cancelled_visit_leaves_the_calendar(self, stop):
        registration = changes.cancel(register.register(stop, **AN))
        assert {"METHOD:CANCEL", "STATUS:CANCELLED"} <= set(
            lines(ics.for_registration(registration))
        )

    def test_the_link_of_the_owner_is_not_in_it(self, stop):
        """Calendar entries are passed on."""
        registration = register.register(stop, **AN)
        content = ics.for_registration(registration).decode().replace("\r\n ", "")
        assert registration.token not in content
        assert "/mijn/" not in content
        assert "an@peeters.be" not in content

    def test_another_stop_is_the_same_entry(self, stop):
        there = stop_in("Lommel")
        registration = changes.move(register.register(stop, **AN), there)
        _, event = read(ics.for_registration(registration))
        assert event["uid"] == f"{registration.calendar_name}@localhost"
        assert str(event["summary"]) == f"Roadshow Meewerkers: {there.organisation.name}, Lommel"

    def test_an_entry_from_when_page_and_mail_had_one_link_keeps_its_name(self, stop):
        registration = register.register(stop, **AN)
        Registration.objects.update(screen_hash=None)
        registration.refresh_from_db()
        assert (
            read(ics.for_registration(registration))[1]["uid"]
            == f"bezoek-{registration.pk}@localhost"
        )


class TestTheAgenda:
    def test_all_stops_stand_in_it_the_cancelled_too(self, stop):
        gone = stop_in("Lommel", cancelled_at=timezone.now())
        calendar = Calendar.from_ical(ics.agenda([stop, gone]))
        assert {str(event["uid"]): str(event["status"]) for event in calendar.events} == {
            f"halte-{stop.pk}@localhost": "CONFIRMED",
            f"halte-{gone.pk}@localhost": "CANCELLED",
        }
        assert (str(calendar["method"]), str(calendar["x-wr-calname"])) == ("PUBLISH", "Meewerkers")

    def test_it_rings_no_bell(self, stop):
        assert b"VALARM" not in ics.agenda([stop])

    def test_no_stops_are_a_calendar_too(self):
        assert Calendar.from_ical(ics.agenda([])).events == []


def test_summer_time_is_in_the_file(stop):
    """The offset of the day itself, not of today."""
    stop.starts_at = datetime(2027, 7, 1, 10, tzinfo=ZoneInfo("UTC"))
    stop.ends_at = stop.starts_at + timedelta(hours=1)
    assert "DTSTART;TZID=Europe/Brussels:20270701T120000" in lines(ics.for_stop(stop))


class TestTheAddress:
    def test_it_is_a_file_to_keep(self, client, stop):
        response = client.get("/roadshow/genk/halte.ics")
        assert response.status_code == 200
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert response["Content-Disposition"] == 'attachment; filename="genk.ics"'
        assert response.content == ics.for_stop(stop)

    def test_an_unknown_stop_helps(self, client, stop):
        response = client.get("/roadshow/nergens/halte.ics")
        assert response.status_code == 404
        assert "Deze halte kennen we" in response.text
