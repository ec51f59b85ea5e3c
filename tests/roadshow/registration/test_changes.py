"""What a registration changes about its own visit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import OutgoingMail
from leads.models import Contact, Employer, Interaction, Lead
from roadshow.models import Registration, Repeat, SeatCount
from roadshow.models.registrations import State
from roadshow.registration import changes, companions, confirmation, register, waiting_list
from roadshow.registration.refusals import RegistrationRefused
from roadshow.tour import ics
from tests.factories.roadshow import RegistrationFactory, StopFactory, stop_in

pytestmark = pytest.mark.django_db

AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}


@pytest.fixture
def genk():
    return stop_in("Genk", capacity=3)


@pytest.fixture
def an(genk):
    registration = confirmation.prove(register.register(genk, **AN))
    OutgoingMail.objects.all().delete()
    return registration


def kinds() -> list[str]:
    return sorted(
        kind.removeprefix("roadshow.emails.")
        for kind in OutgoingMail.objects.values_list("kind", flat=True)
    )


def taken(stop) -> int:
    return SeatCount.objects.filter(stop=stop).values_list("taken", flat=True).first() or 0


class TestDetails:
    def test_a_change_is_kept_told_and_mailed(self, an):
        changes.change(an, name="An P.", company="Peeters", phone="+32470123456")
        an.refresh_from_db()
        assert (an.name, an.company, an.phone) == ("An P.", "Peeters", "+32470123456")
        assert kinds() == ["changed"]
        assert (
            Interaction.objects.order_by("-pk")
            .first()
            .note.startswith("Wijzigde de gegevens: An P., Peeters (Genk, ")
        )

    def test_nothing_changed_is_nothing_mailed(self, an):
        changes.change(an, name=an.name, company=an.company, phone=an.phone)
        assert kinds() == []

    def test_a_slip_in_the_address_is_mended_in_the_dossier_too(self, genk):
        registration = register.register(genk, **{**AN, "email": "an@gmial.com"})
        OutgoingMail.objects.all().delete()
        changes.correct_address(registration, "An@gmail.com")
        registration.refresh_from_db()
        assert registration.email == "an@gmail.com"
        assert Contact.objects.get().email == "an@gmail.com"
        assert Employer.objects.count() == 1
        assert kinds() == ["confirmed"]

    def test_an_address_that_was_there_already_says_nothing_and_frees_its_seat_later(
        self, genk, an
    ):
        other = register.register(genk, name="Bo", company="B", email="an@peters.be")
        link, door = other.screen_token, other.door_code
        changes.correct_address(other, "an@peeters.be")
        page = Repeat.find_by_link(link)
        assert (page.registration, page.name, page.email) == (an, "Bo", "an@peeters.be")
        assert (page.door_code, page.is_confirmed, page.may_act) == (door, True, False)
        assert Registration.find_by_link(link) is None
        other.refresh_from_db()
        assert other.is_cancelled
        assert taken(genk) == 2
        waiting_list.release_repeats(timezone.now() + timedelta(days=3))
        assert taken(genk) == 1
        assert kinds() == ["already_registered", "confirmed"]

    def test_an_address_that_was_proven_is_no_slip(self, an):
        changes.correct_address(an, "elders@peeters.be")
        an.refresh_from_db()
        assert an.email == "an@peeters.be"


class TestCompanions:
    def test_somebody_more_takes_a_seat(self, genk, an):
        person = changes.add_companion(an, "Jo Claes", "Jo@Peeters.be")
        an.refresh_from_db()
        assert (person.name, person.email, an.seats, taken(genk)) == (
            "Jo Claes",
            "jo@peeters.be",
            2,
            2,
        )
        assert kinds() == ["brought_along", "changed"]

    def test_a_second_click_brings_nobody_more(self, genk, an):
        first = changes.add_companion(an, "Jo Claes", "jo@peeters.be")
        assert changes.add_companion(an, " Jo Claes", "JO@peeters.be") == first
        assert (an.companions.count(), taken(genk)) == (1, 2)
        changes.add_companion(an, "Jo Claes")  # another, of the same name
        assert (an.companions.count(), taken(genk)) == (2, 3)

    @pytest.mark.database("roadshow.registration.seats.lock")
    def test_a_full_stop_takes_nobody_more(self, genk, an):
        RegistrationFactory(stop=genk, seats=2)
        SeatCount.objects.filter(stop=genk).update(taken=3)
        with pytest.raises(RegistrationRefused) as refusal:
            changes.add_companion(an, "Jo")
        assert refusal.value.sentence == "Er is geen plaats meer vrij voor nog iemand."
        assert not an.companions.exists()
        assert taken(genk) == 3

    def test_four_and_no_more(self):
        registration = register.register(StopFactory(), **AN, companions=["B", "C", "D", "E"])
        with pytest.raises(RegistrationRefused) as refusal:
            changes.add_companion(registration, "F")
        assert refusal.value.sentence == (
            "U kan hoogstens 4 mensen meebrengen. Komt u met meer? Bel 089 00 00 00."
        )

    def test_one_registration_mails_only_so_many(self, genk, an):
        """Along, not along, along again: each is told, and no stranger is flooded."""
        for _ in range(companions.MOST_ADDRESSES + 2):
            person = changes.add_companion(an, "Jo", "jo@peeters.be")
            changes.remove_companion(an, person)
        assert kinds().count("brought_along") == companions.MOST_ADDRESSES

    def test_on_the_waiting_list_the_registration_just_grows(self):
        stop = StopFactory(capacity=1, taken=1)
        registration = register.register(stop, **AN, waiting_ok=True)
        changes.add_companion(registration, "Jo", "jo@peeters.be")
        registration.refresh_from_db()
        assert (registration.seats, taken(stop)) == (2, 1)
        assert kinds() == ["changed", "waiting"]

    def test_companion_of_another_registration_stays(self, genk, an):
        other = register.register(genk, name="Bo", company="B", email="b@b.be", companions=["X"])
        changes.remove_companion(an, other.companions.get())
        assert other.companions.count() == 1
        assert taken(genk) == 3


def test_nobodys_mailbox_is_filled_by_changing_for_ever(an):
    for _ in range(changes.MOST_CHANGES // 2):
        changes.cancel(an)
        changes.rebook(an)
    for act in (
        lambda: changes.add_companion(an, "Jo"),
        lambda: changes.change(an, name="X", company="Y", phone=""),
        lambda: changes.move(an, stop_in("Lommel")),
    ):
        with pytest.raises(RegistrationRefused) as refusal:
            act()
        assert refusal.value.sentence == (
            "Deze inschrijving werd al heel vaak gewijzigd. Bel 089 00 00 00, dan regelen we het."
        )
    assert changes.cancel(an).is_cancelled
    with pytest.raises(RegistrationRefused):
        changes.rebook(an)


class TestCancelling:
    def test_the_seat_is_free_and_the_dossier_knows(self, genk, an):
        registration = changes.cancel(an)
        assert (registration.state, registration.ending) == (
            State.CANCELLED,
            Registration.Ending.SELF,
        )
        assert taken(genk) == 0
        assert kinds() == ["cancelled"]
        assert (
            Interaction.objects.order_by("-pk")
            .first()
            .note.startswith("Annuleerde het bezoek (Genk, ")
        )

    def test_twice_does_no_harm(self, genk, an):
        first = changes.cancel(an)
        second = changes.cancel(an)
        assert (first.sequence, second.sequence) == (1, 1)
        assert kinds() == ["cancelled"]

    def test_coming_after_all(self, genk, an):
        changes.cancel(an)
        registration = changes.rebook(an)
        assert (
            registration.state,
            registration.ending,
            registration.cancelled_at,
            registration.sequence,
        ) == (
            State.CONFIRMED,
            "",
            None,
            2,
        )
        assert taken(genk) == 1
        assert kinds() == ["cancelled", "confirmed"]

    def test_coming_after_all_to_a_stop_that_filled_up(self, an, genk):
        changes.cancel(an)
        SeatCount.objects.filter(stop=genk).update(taken=3)
        with pytest.raises(RegistrationRefused) as refusal:
            changes.rebook(an)
        assert refusal.value.kind == "full"
        assert changes.rebook(an, waiting_ok=True).state == State.WAITING

    @pytest.mark.database("roadshow.registration.seats.lock")
    def test_coming_after_all_beside_a_new_registration(self, an, genk):
        changes.cancel(an)
        register.register(genk, **AN)
        with pytest.raises(RegistrationRefused) as refusal:
            changes.rebook(an)
        assert refusal.value.kind == "known"
        assert taken(genk) == 1


class TestMoving:
    @pytest.fixture
    def lommel(self):
        return stop_in("Lommel", capacity=2)

    @pytest.mark.database("roadshow.registration.seats.lock")
    def test_every_seat_moves(self, genk, lommel, an):
        changes.add_companion(an, "Jo")
        registration = changes.move(an, lommel)
        assert (registration.stop, registration.state, registration.seats) == (
            lommel,
            State.CONFIRMED,
            2,
        )
        assert (taken(genk), taken(lommel)) == (0, 2)
        assert kinds() == ["changed", "moved"]
        assert Lead.objects.count() == 1
        assert (
            Interaction.objects.order_by("-pk")
            .first()
            .note.startswith("Koos een andere halte dan Genk: Lommel, ")
        )

    @pytest.mark.database("roadshow.registration.seats.lock")
    def test_or_none(self, genk, lommel):
        registration = register.register(genk, **AN, companions=["B", "C"])
        with pytest.raises(RegistrationRefused) as refusal:
            changes.move(registration, lommel)
        assert refusal.value.sentence == (
            "In Lommel zijn geen 3 plaatsen meer vrij. Kies een andere halte."
        )
        registration.refresh_from_db()
        assert (registration.stop, taken(genk), taken(lommel)) == (genk, 3, 0)

    def test_the_seat_left_behind_is_offered(self, lommel):
        genk = stop_in("Genk", capacity=1)
        an = register.register(genk, **AN)
        waits = register.register(genk, name="Bo", company="B", email="bo@b.be", waiting_ok=True)
        changes.move(an, lommel)
        waits.refresh_from_db()
        assert (waits.state, taken(genk)) == (State.OFFERED, 1)

    def test_who_is_there_already_does_not_come_twice(self, genk, lommel, an):
        register.register(lommel, **AN)
        with pytest.raises(RegistrationRefused) as refusal:
            changes.move(an, lommel)
        assert (refusal.value.kind, taken(lommel)) == ("known", 1)

    def test_from_a_stop_that_was_cancelled(self, genk, lommel, an):
        type(genk).objects.filter(pk=genk.pk).update(cancelled_at=timezone.now())
        assert changes.move(an, lommel).stop == lommel

    def test_the_calendar_number_grows_over_stops(self, genk, lommel, an):
        type(genk).objects.filter(pk=genk.pk).update(sequence=5)
        before = 5 + an.sequence
        registration = changes.move(an, lommel)
        assert registration.sequence + lommel.sequence == before + 1
        assert b"SEQUENCE:6\r\n" in ics.for_registration(registration)

    def test_reminders_start_again(self, genk, lommel, an):
        Registration.objects.update(reminded_week_at=timezone.now(), reminded_day_at=timezone.now())
        registration = changes.move(an, lommel)
        assert (registration.reminded_week_at, registration.reminded_day_at) == (None, None)


@pytest.mark.parametrize(
    "act",
    [
        lambda registration, stop: changes.cancel(registration),
        lambda registration, stop: changes.add_companion(registration, "Jo"),
        lambda registration, stop: changes.change(registration, name="X", company="Y", phone=""),
        lambda registration, stop: changes.move(registration, stop),
    ],
)
def test_what_is_over_is_over(act):
    over = stop_in("Genk", starts_at=timezone.now() - timedelta(hours=1))
    registration = RegistrationFactory(stop=over)
    with pytest.raises(RegistrationRefused) as refusal:
        act(registration, stop_in("Lommel"))
    assert refusal.value.sentence == changes.OVER
