from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from brand.models import OutgoingMail
from roadshow.models import Announcement, Registration, StopPage
from roadshow.planning import plan
from roadshow.registration import seats
from roadshow.registration.refusals import RegistrationRefused
from tests.factories.brand import OrganisationFactory, UserFactory
from tests.factories.roadshow import (
    RegistrationFactory,
    VenueFactory,
    tour_page,
    town,
)
from tests.support.known_towns import halt

pytestmark = pytest.mark.django_db
State = Registration.State


def mails(without: str = "") -> set[tuple[str, str]]:
    rows = OutgoingMail.objects.exclude(kind=f"roadshow.emails.{without}")
    return {(row.kind.rpartition(".")[2], row.ref) for row in rows}


def announced(**fields) -> StopPage:
    """A stop whose place and hours people know."""
    stop = halt(**fields)
    plan.follow_through(stop)
    return StopPage.objects.get(pk=stop.pk)


def registrations(stop) -> dict[str, Registration]:
    return {state: RegistrationFactory(stop=stop, state=state) for state in State.values}


class TestPlan:
    def test_it_makes_a_published_stop_under_the_tour(self):
        tour, host, venue, by = tour_page(), OrganisationFactory(), VenueFactory(), UserFactory()
        starts = timezone.now() + timedelta(days=30)
        stop = plan.plan(
            tour,
            by=by,
            organisation=host,
            venue=venue,
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            capacity=12,
        )
        found = StopPage.objects.live().child_of(tour).get()
        assert (found, found.title, found.slug, found.owner) == (stop, "Genk", "genk", by)
        assert found.latest_revision.content["capacity"] == 12
        assert found.announcements.count() == 1

    def test_a_second_stop_in_a_town_gets_an_address_of_its_own(self):
        first = halt(slug="genk")
        starts = timezone.now() + timedelta(days=30)
        second = plan.copy(
            first, by=None, venue=first.venue, starts_at=starts, ends_at=starts + timedelta(hours=1)
        )
        assert second.slug == "genk-2"

    def test_what_cannot_be_is_refused_and_nothing_is_made(self):
        now = timezone.now()
        with pytest.raises(ValidationError):
            plan.plan(
                tour_page(),
                by=None,
                organisation=OrganisationFactory(),
                venue=VenueFactory(),
                starts_at=now,
                ends_at=now,
            )
        assert not StopPage.objects.exists()


def test_a_copy_keeps_the_programme_and_the_people_but_nobodys_seat():
    stop = halt(
        title="Genk bij avond",
        programme="<p>Soep</p>",
        who_you_meet="Jo",
        capacity=17,
        taken=5,
        cancelled_at=timezone.now(),
        cancel_reason="Storm",
    )
    RegistrationFactory(stop=stop)
    starts = timezone.now() + timedelta(days=60)
    copied = plan.copy(
        stop, by=None, venue=stop.venue, starts_at=starts, ends_at=starts + timedelta(hours=2)
    )
    assert {name: getattr(copied, name) for name in plan.KEPT} == {
        name: getattr(stop, name) for name in plan.KEPT
    }
    assert (copied.title, copied.seats_taken, copied.cancelled_at, copied.sequence) == (
        "Genk bij avond",
        0,
        None,
        0,
    )
    assert copied.registrations.count() == 0


class TestChange:
    def test_other_hours_are_told_once_to_everybody_who_comes_or_waits(self):
        stop = announced()
        people = registrations(stop)
        later = stop.starts_at + timedelta(days=1)
        told = plan.change(
            stop, by=UserFactory(), starts_at=later, ends_at=later + timedelta(hours=2)
        )
        assert told == 3
        assert mails(without="offered") == {
            ("stop_changed", str(people[state].pk))
            for state in (State.CONFIRMED, State.OFFERED, State.WAITING)
        }
        stop.refresh_from_db()
        assert (stop.sequence, stop.starts_at) == (1, later)
        assert plan.follow_through(stop) == 0
        assert len(mails(without="offered")) == 3

    def test_another_place_is_told(self):
        stop = announced()
        RegistrationFactory(stop=stop)
        assert plan.change(stop, by=None, venue=VenueFactory(municipality=town("Gent"))) == 1

    @pytest.mark.parametrize(
        "new", [{"capacity": 41}, {"programme": "<p>Soep</p>"}, {"title": "Genk centrum"}]
    )
    def test_other_words_and_more_seats_are_nobodys_mail(self, new):
        stop = announced()
        RegistrationFactory(stop=stop)
        assert plan.change(stop, by=None, **new) == 0
        stop.refresh_from_db()
        assert {name: getattr(stop, name) for name in new} == new
        assert (mails(), stop.sequence) == (set(), 0)

    def test_more_seats_are_offered_to_who_waits(self):
        stop = announced(capacity=1)
        RegistrationFactory(stop=stop)
        waits = RegistrationFactory(stop=stop, state=State.WAITING, waiting_since=timezone.now())
        plan.change(stop, by=None, capacity=2)
        waits.refresh_from_db()
        assert waits.state == State.OFFERED
        assert mails() == {("offered", str(waits.pk))}

    def test_fewer_seats_than_people_are_refused(self):
        stop = announced()
        for _ in range(3):
            RegistrationFactory(stop=stop)
        with transaction.atomic():
            seats.lock(stop.pk)
            seats.recount(stop)
        with pytest.raises(ValidationError, match="Er zijn al 3 plaatsen ingenomen"):
            plan.change(stop, by=None, capacity=2)

    def test_a_cancelled_stop_stays_as_it_was(self):
        stop = halt(cancelled_at=timezone.now())
        with pytest.raises(RegistrationRefused, match="geannuleerd"):
            plan.change(stop, by=None, title="Anders")

    def test_a_new_day_starts_the_reminders_anew_and_ends_no_offer_after_the_beginning(self):
        now = timezone.now()
        stop = announced(starts_at=now + timedelta(days=3))
        come = RegistrationFactory(stop=stop, reminded_week_at=now, reminded_day_at=now)
        offered = RegistrationFactory(
            stop=stop, state=State.OFFERED, offered_until=now + timedelta(days=2)
        )
        sooner = now + timedelta(days=1)
        plan.change(stop, by=None, starts_at=sooner, ends_at=sooner + timedelta(hours=1))
        come.refresh_from_db()
        offered.refresh_from_db()
        assert (come.reminded_week_at, come.reminded_day_at) == (None, None)
        assert offered.offered_until == sooner

    def test_a_draft_in_the_page_editor_keeps_its_words_and_takes_the_new_hours(self):
        stop = announced()
        stop.who_you_meet = "Nog niet af"
        stop.save_revision()
        live = StopPage.objects.get(pk=stop.pk)
        later = live.starts_at + timedelta(days=1)
        plan.change(live, by=None, starts_at=later, ends_at=later + timedelta(hours=2))
        live.refresh_from_db()
        draft = live.get_latest_revision_as_object()
        assert (live.starts_at, live.who_you_meet) == (later, "")
        assert (draft.hours, draft.day, draft.who_you_meet) == (live.hours, live.day, "Nog niet af")


class TestCancel:
    def test_everybody_who_comes_or_waits_is_told_once(self):
        stop = announced()
        people = registrations(stop)
        told = plan.cancel(stop, "De zaal\nis dicht.", by=UserFactory())
        assert told == 3
        assert mails() == {
            ("stop_cancelled", str(people[state].pk))
            for state in (State.CONFIRMED, State.OFFERED, State.WAITING)
        }
        stop.refresh_from_db()
        assert (stop.is_cancelled, stop.cancel_reason, stop.sequence) == (
            True,
            "De zaal is dicht.",
            1,
        )
        assert plan.cancel(stop, "Nog eens") == 0
        assert OutgoingMail.objects.count() == 3

    def test_what_is_over_is_not_cancelled(self):
        stop = halt(starts_at=timezone.now() - timedelta(days=2))
        with pytest.raises(RegistrationRefused, match="al voorbij"):
            plan.cancel(stop, "Te laat")

    def test_seats_that_come_free_are_offered_to_nobody_any_more(self):
        stop = announced(capacity=1)
        waits = RegistrationFactory(stop=stop, state=State.WAITING, waiting_since=timezone.now())
        StopPage.objects.filter(pk=stop.pk).update(capacity=0)
        plan.cancel(stop, "Storm")
        StopPage.objects.filter(pk=stop.pk).update(capacity=5)
        plan.follow_through(stop)
        waits.refresh_from_db()
        assert waits.state == State.WAITING


class TestFollowThrough:
    def test_the_first_time_there_is_nothing_to_tell(self):
        stop = halt()
        RegistrationFactory(stop=stop)
        assert plan.follow_through(stop) == 0
        assert [str(row) for row in stop.announcements.all()] == [
            f"{stop.day}, {stop.hours}, Voorbeeldstraat 1, 3600 Genk"
        ]

    def test_a_past_stop_is_written_down_and_not_told(self):
        stop = announced(starts_at=timezone.now() - timedelta(days=2))
        RegistrationFactory(stop=stop)
        StopPage.objects.filter(pk=stop.pk).update(starts_at=stop.starts_at - timedelta(hours=1))
        assert plan.follow_through(stop) == 0
        assert stop.announcements.count() == 2

    def test_a_place_that_moves_moves_its_stops(self):
        stop = announced()
        other = announced(place="Gent")
        RegistrationFactory(stop=stop)
        RegistrationFactory(stop=other)
        stop.venue.street = "Nieuwstraat 2"
        stop.venue.save()
        assert plan.venue_changed(stop.venue) == 1
        stop.venue.name = "Zaal met een betere naam"
        stop.venue.save()
        assert plan.venue_changed(stop.venue) == 0

    def test_the_due_job_catches_what_was_published_without_a_desk(self):
        stop = announced()
        registration = RegistrationFactory(stop=stop)
        halt(place="Gent")
        StopPage.objects.filter(pk=stop.pk).update(ends_at=stop.ends_at + timedelta(hours=1))
        assert plan.announce_changes(timezone.now()) == 1
        assert plan.announce_changes(timezone.now()) == 0
        assert mails() == {("stop_changed", str(registration.pk))}
        assert Announcement.objects.count() == 3
