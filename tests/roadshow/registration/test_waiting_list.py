"""The waiting list: who is offered what, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import OutgoingMail
from roadshow import due
from roadshow.models import Registration, SeatCount, StopPage
from roadshow.models.registrations import State
from roadshow.registration import changes, holds, register, seats, waiting_list
from roadshow.registration.refusals import RegistrationRefused
from tests.factories.roadshow import RegistrationFactory, StopFactory

pytestmark = pytest.mark.django_db
Ending = Registration.Ending
NOW = timezone.now()


def waits(stop, minutes: int, party_of: int = 1) -> Registration:
    """Somebody who came to the list so many minutes ago."""
    return RegistrationFactory(
        stop=stop,
        state=State.WAITING,
        seats=party_of,
        waiting_since=NOW - timedelta(minutes=minutes),
    )


def states(*registrations) -> list[str]:
    return [Registration.objects.get(pk=registration.pk).state for registration in registrations]


def taken(stop) -> int:
    return SeatCount.objects.get(stop=stop).taken


def offers() -> list[str]:
    kind = "roadshow.emails.offered"
    return list(OutgoingMail.objects.filter(kind=kind).values_list("ref", flat=True))


@pytest.mark.database
class TestOffering:
    def test_a_cancelled_seat_is_offered_to_the_first(self):
        stop = StopFactory(capacity=1)
        comes = RegistrationFactory(stop=stop)
        second, first = waits(stop, 5), waits(stop, 10)
        changes.cancel(comes)
        assert states(comes, first, second) == [State.CANCELLED, State.OFFERED, State.WAITING]
        assert taken(stop) == 1
        assert offers() == [str(first.pk)]

    def test_the_first_registration_that_fits_is_offered_as_a_whole(self):
        stop = StopFactory(capacity=2)
        comes = RegistrationFactory(stop=stop)
        RegistrationFactory(stop=stop)
        three, one, other = waits(stop, 30, 3), waits(stop, 20), waits(stop, 10)
        changes.cancel(comes)
        assert states(three, one, other) == [State.WAITING, State.OFFERED, State.WAITING]

    def test_who_did_not_fit_stays_first_for_more_seats(self):
        stop = StopFactory(capacity=3)
        comes = RegistrationFactory(stop=stop, seats=3)
        three, one = waits(stop, 30, 3), waits(stop, 20)
        changes.cancel(comes)
        assert states(three, one) == [State.OFFERED, State.WAITING]
        assert taken(stop) == 3

    def test_all_that_fit_are_offered_at_once(self):
        stop = StopFactory(capacity=3)
        comes = RegistrationFactory(stop=stop, seats=3)
        two, other_two, one = waits(stop, 30, 2), waits(stop, 20, 2), waits(stop, 10)
        changes.cancel(comes)
        assert states(two, other_two, one) == [State.OFFERED, State.WAITING, State.OFFERED]

    def test_an_offered_seat_is_nobody_elses(self):
        stop = StopFactory(capacity=1)
        comes = RegistrationFactory(stop=stop)
        waits(stop, 10)
        changes.cancel(comes)
        with pytest.raises(RegistrationRefused):
            register.register(stop, name="Bo", company="B", email="bo@b.be")

    def test_more_seats_are_found_by_the_job(self):
        stop = StopFactory(capacity=1)
        RegistrationFactory(stop=stop)
        first, second = waits(stop, 10), waits(stop, 5)
        seats.recount(stop)
        StopPage.objects.filter(pk=stop.pk).update(capacity=2)
        assert due.pass_offers_on() == 1
        assert states(first, second) == [State.OFFERED, State.WAITING]
        assert due.pass_offers_on() == 0

    def test_a_companion_who_stays_home_frees_a_seat(self):
        stop = StopFactory(capacity=2)
        registration = register.register(
            stop, name="An", company="A", email="an@a.be", companions=["Jo"]
        )
        first = waits(stop, 10)
        changes.remove_companion(registration, registration.companions.get())
        assert states(first) == [State.OFFERED]
        assert taken(stop) == 2

    def test_nothing_is_offered_of_a_cancelled_or_started_stop(self):
        gone = StopFactory(capacity=1, cancelled_at=NOW)
        began = StopFactory(capacity=1, starts_at=NOW - timedelta(minutes=1))
        first, second = waits(gone, 10), waits(began, 10)
        assert waiting_list.offer_seats_of(gone) == waiting_list.offer_seats_of(began) == []
        assert states(first, second) == [State.WAITING] * 2


@pytest.mark.parametrize(
    ("before_start", "lasts"),
    [
        (timedelta(days=3), timedelta(hours=24)),
        (timedelta(hours=25), timedelta(hours=24)),
        (timedelta(hours=24), timedelta(hours=2)),
        (timedelta(hours=5), timedelta(hours=2)),
        (timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_an_offer_lasts(before_start, lasts):
    stop = StopPage(starts_at=NOW + before_start)
    assert holds.until(stop, NOW) - NOW == lasts


@pytest.mark.database
class TestAnswering:
    @pytest.fixture
    def stop(self):
        return StopFactory(capacity=1)

    @pytest.fixture
    def offered(self, stop):
        registration = waits(stop, 10)
        waiting_list.offer_seats_of(stop, NOW)
        registration.refresh_from_db()
        return registration

    def test_yes(self, stop, offered):
        registration = waiting_list.accept(offered)
        assert (registration.state, registration.offered_until, registration.waiting_since) == (
            State.CONFIRMED,
            None,
            None,
        )
        assert taken(stop) == 1
        kinds = OutgoingMail.objects.values_list("kind", flat=True)
        assert sorted(kinds) == ["roadshow.emails.confirmed", "roadshow.emails.offered"]

    def test_yes_twice_is_one_yes(self, stop, offered):
        waiting_list.accept(offered)
        assert waiting_list.accept(offered).state == State.CONFIRMED
        assert OutgoingMail.objects.filter(kind="roadshow.emails.confirmed").count() == 1

    def test_no_passes_it_on(self, stop, offered):
        following = waits(stop, 5)
        registration = waiting_list.decline(offered)
        assert (registration.state, registration.ending) == (State.CANCELLED, Ending.DECLINED)
        assert states(following) == [State.OFFERED]
        assert taken(stop) == 1

    def test_too_late_is_refused_though_no_job_ran(self, stop, offered):
        with pytest.raises(RegistrationRefused) as refusal:
            waiting_list.accept(offered, NOW + timedelta(hours=24))
        assert refusal.value.sentence == (
            "Deze plaats ging intussen naar de volgende op de wachtlijst."
        )

    def test_the_job_passes_on_what_nobody_answered(self, stop, offered):
        following = waits(stop, 5)
        later = NOW + timedelta(hours=24)
        assert due.pass_offers_on(NOW + timedelta(hours=23, minutes=59)) == 0
        assert due.pass_offers_on(later) == 1
        assert states(offered, following) == [State.CANCELLED, State.OFFERED]
        offered.refresh_from_db()
        assert offered.ending == Ending.EXPIRED
        assert taken(stop) == 1
        kind = "roadshow.emails.offer_expired"
        assert OutgoingMail.objects.get(kind=kind).ref == str(offered.pk)

    def test_the_job_twice_does_no_harm(self, stop, offered):
        later = NOW + timedelta(hours=24)
        due.pass_offers_on(later)
        assert due.pass_offers_on(later) == 0
        assert taken(stop) == 0
        assert OutgoingMail.objects.filter(kind="roadshow.emails.offer_expired").count() == 1

    def test_back_on_the_list_stands_at_its_end(self, stop, offered):
        following = waits(stop, 5)
        due.pass_offers_on(NOW + timedelta(hours=24))
        offered.refresh_from_db()
        back = changes.rebook(offered, waiting_ok=True)
        assert back.state == State.WAITING
        assert back.waiting_since > following.waiting_since
        assert (back.ending, back.cancelled_at) == ("", None)
