"""Registering: who gets a seat, who does not, and what they are told."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from brand.audience import WORDING
from brand.models import OutgoingMail, Subscription, SubscriptionRecord
from leads import capture
from leads.models import Contact, Interaction, Lead
from leads.stages import Stage
from roadshow.door import check_in
from roadshow.models import Companion, Registration, Repeat, SeatCount, StopPage
from roadshow.models.registrations import State
from roadshow.registration import (
    changes,
    confirmation,
    erasure,
    refusals,
    register,
    seats,
    timeline,
    waiting_list,
)
from roadshow.registration.refusals import RegistrationRefused
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import RegistrationFactory, StopFactory, stop_in

AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}


def person(number: int) -> dict:
    return {
        "name": f"Mens {number}",
        "company": f"Bedrijf {number}",
        "email": f"mens{number}@bedrijf{number}.be",
    }


def mails() -> list[tuple[str, str]]:
    return sorted(OutgoingMail.objects.values_list("kind", "ref"))


@pytest.mark.django_db
class TestOneParty:
    @pytest.mark.database(
        "roadshow.models.registrations.Attendance", "roadshow.models.registrations.Registration"
    )
    def test_a_registration_is_a_seat_a_dossier_and_a_mail(self):
        stop = StopFactory(capacity=2)
        registration = register.register(stop, **AN, phone="+32470123456")
        assert (registration.state, registration.seats, registration.email) == (
            State.CONFIRMED,
            1,
            "an@peeters.be",
        )
        assert SeatCount.objects.get().taken == 1
        assert mails() == [("roadshow.emails.confirmed", str(registration.pk))]
        lead = Lead.objects.get()
        assert registration.lead == lead
        assert (lead.owner_organisation, lead.tour.pk) == (stop.organisation, stop.get_parent().pk)
        assert Contact.objects.get().phone == "+32470123456"

    def test_the_dossier_says_what_happened(self):
        stop = StopFactory(starts_at=timezone.datetime.fromisoformat("2027-03-02T11:00+00:00"))
        register.register(stop, **AN, companions=["Jo Claes"])
        note = Interaction.objects.get(kind=Interaction.Kind.REGISTRATION).note
        assert note == "Schreef in voor Genk, dinsdag 2 maart om 12.00\u00a0uur (2 plaatsen)."

    def test_the_address_is_kept_in_lower_case(self):
        registration = register.register(StopFactory(), **{**AN, "email": " An@Peeters.BE "})
        assert registration.email == "an@peeters.be"

    def test_names_are_one_line(self):
        registration = register.register(StopFactory(), **{**AN, "name": "An\r\nBcc: x@y.be"})
        assert registration.name == "An Bcc: x@y.be"

    def test_companions_take_a_seat_each(self):
        stop = StopFactory(capacity=3)
        registration = register.register(stop, **AN, companions=["Jo", ("Bo", "BO@peeters.be")])
        assert registration.seats == 3
        assert list(registration.companions.values_list("name", "email")) == [
            ("Jo", ""),
            ("Bo", "bo@peeters.be"),
        ]
        assert SeatCount.objects.get().taken == 3

    def test_the_newsletter_is_asked_only_with_the_tick(self):
        stop = StopFactory()
        register.register(stop, **AN)
        assert not Subscription.objects.exists()
        register.register(stop, **person(1), wants_newsletter=True)
        row = Subscription.objects.get()
        assert (row.email, row.state) == ("mens1@bedrijf1.be", Subscription.State.ASKED)
        assert (row.name, row.company, row.province) == ("Mens 1", "Bedrijf 1", "limburg")
        evidence = SubscriptionRecord.objects.get()
        assert (evidence.way, evidence.wording) == ("inschrijving Genk", WORDING)

    @pytest.mark.database
    def test_nothing_is_written_when_the_dossier_fails(self, monkeypatch):
        def fails(**fields):
            raise RuntimeError

        stop = StopFactory()
        monkeypatch.setattr(timeline.capture, "capture", fails)
        with pytest.raises(RuntimeError):
            register.register(stop, **AN)
        assert not Registration.objects.exists()
        assert not OutgoingMail.objects.exists()
        assert not SeatCount.objects.filter(taken__gt=0).exists()

    def test_the_number_of_queries_does_not_grow_with_the_stop(self, django_assert_max_num_queries):
        stop = StopFactory(capacity=100)
        register.register(stop, **person(0))
        for number in (1, 2, 3):
            with django_assert_max_num_queries(32):
                register.register(stop, **person(number))


@pytest.mark.django_db
class TestNoSeat:
    def test_the_sentence_names_the_nearest_stop_with_room(self):
        genk = stop_in("Genk", capacity=1)
        stop_in("Gent")
        lommel = stop_in("Lommel", capacity=1)
        stop_in("Hasselt", capacity=1, taken=1)
        register.register(genk, **AN)
        with pytest.raises(RegistrationRefused) as refusal:
            register.register(genk, **person(1))
        assert refusal.value.sentence == (
            "De laatste plaats is net ingenomen. Zet u op de wachtlijst of kies Lommel (32 km)."
        )
        assert (refusal.value.kind, refusal.value.nearby) == ("full", lommel)
        assert Registration.objects.count() == 1

    def test_without_another_stop_there_is_the_waiting_list(self):
        stop = StopFactory(capacity=1, taken=1)
        with pytest.raises(RegistrationRefused) as refusal:
            register.register(stop, **AN)
        assert refusal.value.sentence == (
            "De laatste plaats is net ingenomen. Zet u op de wachtlijst."
        )

    def test_another_day_in_the_same_town_is_named_by_its_day(self):
        first = stop_in("Genk", capacity=1, taken=1)
        stop_in("Genk", starts_at=timezone.datetime.fromisoformat("2027-03-02T11:00+00:00"))
        assert refusals.full(first).sentence == (
            "De laatste plaats is net ingenomen."
            " Zet u op de wachtlijst of kies Genk (dinsdag 2 maart)."
        )

    def test_a_registration_is_never_split(self):
        stop = StopFactory(capacity=2, taken=1)
        with pytest.raises(RegistrationRefused) as refusal:
            register.register(stop, **AN, companions=["Jo"])
        assert refusal.value.sentence == (
            "Er zijn geen 2 plaatsen meer vrij. Zet u op de wachtlijst."
        )
        assert SeatCount.objects.get().taken == 1

    def test_the_waiting_list_takes_no_seat(self):
        stop = StopFactory(capacity=1, taken=1)
        registration = register.register(stop, **AN, waiting_ok=True)
        assert registration.state == State.WAITING
        assert registration.waiting_since is not None
        assert SeatCount.objects.get().taken == 1
        assert mails() == [("roadshow.emails.waiting", str(registration.pk))]
        assert Interaction.objects.get().note.startswith("Op de wachtlijst voor Genk")

    def test_who_agrees_to_wait_gets_a_seat_where_there_is_one(self):
        registration = register.register(StopFactory(), **AN, waiting_ok=True)
        assert registration.state == State.CONFIRMED

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"cancelled_at": timezone.now()}, "Genk gaat niet door. Kies een andere halte."),
            (
                {"starts_at": timezone.now() - timedelta(minutes=1)},
                "Genk is al geweest. Kies een andere halte.",
            ),
            ({"live": False}, "Deze halte staat niet meer open. Kies een andere halte."),
        ],
    )
    def test_a_closed_stop_says_why(self, fields, sentence):
        stop = StopFactory(**fields)
        with pytest.raises(RegistrationRefused) as refusal:
            register.register(stop, **AN)
        assert (refusal.value.sentence, refusal.value.kind) == (sentence, "closed")
        assert not Registration.objects.exists()

    def test_a_capacity_raised_meanwhile_counts_at_once(self):
        stop = StopFactory(capacity=1, taken=1)
        StopPage.objects.filter(pk=stop.pk).update(capacity=2)
        assert register.register(stop, **AN).state == State.CONFIRMED


@pytest.mark.database
@pytest.mark.django_db
class TestTheSameAgain:
    def test_the_same_click_is_the_same_registration(self):
        stop = StopFactory()
        first = register.register(stop, **AN, form_key="klik")
        assert register.register(stop, **AN, form_key="klik") == first
        assert mails() == [("roadshow.emails.confirmed", str(first.pk))]
        assert SeatCount.objects.get().taken == 1

    def test_a_form_is_good_for_one_registration(self):
        stop, other = StopFactory(), StopFactory()
        register.register(stop, **AN, form_key="klik")
        register.register(stop, **AN, form_key="klik nog eens")
        for key in ("klik", "klik nog eens"):
            for where, who in ((stop, person(1)), (other, AN)):
                with pytest.raises(RegistrationRefused) as refusal:
                    register.register(where, **who, form_key=key)
                assert refusal.value.kind == "used"
        assert Registration.objects.count() == 1

    def test_the_same_address_gets_a_page_of_its_own_and_a_mail(self):
        stop = StopFactory(capacity=5)
        first = register.register(stop, **AN)
        again = register.register(
            stop, name="Ander Mens", company="Elders", email="AN@peeters.be", form_key="x"
        )
        assert isinstance(again, Repeat)
        assert (again.name, again.state, again.registration) == (
            "Ander Mens",
            State.CONFIRMED,
            first,
        )
        assert again.token != first.token
        assert SeatCount.objects.get().taken == 2
        assert mails() == [
            ("roadshow.emails.already_registered", str(first.pk)),
            ("roadshow.emails.confirmed", str(first.pk)),
        ]
        first.refresh_from_db()
        assert first.name == "An Peeters"

    def test_the_public_count_says_nothing_of_who_was_there(self):
        stop = StopFactory(capacity=5)
        register.register(stop, **AN)
        left = []
        for email in (AN["email"], "nieuw@peeters.be", AN["email"]):
            register.register(stop, **AN | {"email": email})
            left.append(seats.free(stop))
        assert left == [3, 2, 1]

    def test_its_seat_is_free_again_within_three_days_and_goes_to_who_waits(self):
        stop = StopFactory(capacity=2)
        first = register.register(stop, **AN)
        again = register.register(stop, **AN)
        waits = register.register(stop, **person(1), waiting_ok=True)
        assert waits.is_waiting
        left = again.seat_until - timezone.now()
        assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=72)
        assert waiting_list.release_repeats(timezone.now() + timedelta(hours=23)) == 0
        assert waiting_list.release_repeats(timezone.now() + timedelta(hours=73)) == 1
        assert waiting_list.release_repeats(timezone.now() + timedelta(hours=73)) == 0
        waits.refresh_from_db()
        assert (waits.is_offered, SeatCount.objects.get().taken) == (True, 2)
        assert Registration.objects.get(pk=first.pk).is_confirmed

    def test_on_the_last_day_for_two_hours_and_never_past_the_start(self):
        lasts = []
        for starts_in in (5, 1):
            stop = StopFactory(starts_at=timezone.now() + timedelta(hours=starts_in))
            register.register(stop, **AN)
            lasts.append(register.register(stop, **AN).seat_until - timezone.now())
        assert timedelta(minutes=119) < lasts[0] <= timedelta(hours=2)
        assert timedelta(minutes=59) < lasts[1] <= timedelta(hours=1)

    def test_the_last_seat_is_never_sold_to_it_and_to_somebody_else(self):
        stop = StopFactory(capacity=2)
        register.register(stop, **AN)
        assert isinstance(register.register(stop, **AN), Repeat)
        for who in (AN, person(1)):
            with pytest.raises(RegistrationRefused):
                register.register(stop, **who)
        assert SeatCount.objects.get().taken == seats.recount(stop) == 2

    def test_its_seat_stays_where_it_was_typed_and_goes_with_the_data(self):
        stop, other = stop_in("Genk", capacity=5), stop_in("Lommel", capacity=5)
        first = register.register(stop, **AN)
        again = register.register(stop, **AN)
        first = changes.move(first, other)
        assert Repeat.objects.get().stop == again.stop == stop
        assert (seats.free(stop), seats.free(other)) == (4, 4)
        erasure.erase(first)
        assert (seats.free(stop), seats.free(other)) == (5, 5)

    def test_the_mail_about_it_leaves_once_a_day(self):
        stop = StopFactory()
        register.register(stop, **AN)
        for key in ("a", "b", "c"):
            register.register(stop, **AN, form_key=key)
        kind = "roadshow.emails.already_registered"
        assert OutgoingMail.objects.filter(kind=kind).count() == 1

    def test_a_stranger_to_a_full_stop_gets_the_same_sentence(self):
        stop = StopFactory(capacity=1)
        register.register(stop, **AN)
        said = []
        for who in (AN, person(1)):
            with pytest.raises(RegistrationRefused) as refusal:
                register.register(stop, **who)
            said.append((refusal.value.sentence, refusal.value.kind))
        assert said[0] == said[1]

    def test_nobody_who_waits_is_told_to_have_a_seat(self):
        """A registration of three waits for one free seat; the same address now asks for one."""
        stop = StopFactory(capacity=3, taken=2)
        register.register(stop, **AN, companions=["Jo", "Bo"], waiting_ok=True)
        with pytest.raises(RegistrationRefused):
            register.register(stop, **AN)
        again = register.register(stop, **AN, waiting_ok=True)
        assert (type(again), again.state) == (Repeat, State.WAITING)

    def test_who_cancelled_may_come_back(self):
        stop = StopFactory()
        RegistrationFactory(stop=stop, email=AN["email"], state=State.CANCELLED)
        registration = register.register(stop, **AN)
        assert (type(registration), registration.state) == (Registration, State.CONFIRMED)


@pytest.mark.database
@pytest.mark.django_db
class TestTheCount:
    def test_it_is_made_from_what_stands_there(self):
        stop = StopFactory(capacity=4)
        RegistrationFactory(stop=stop, seats=2)
        RegistrationFactory(stop=stop, seats=3, state=State.CANCELLED)
        RegistrationFactory(stop=stop, seats=1, state=State.OFFERED)
        register.register(stop, **AN)
        assert SeatCount.objects.get().taken == 4

    def test_recount_mends_it(self):
        stop = StopFactory(taken=9)
        RegistrationFactory(stop=stop, seats=2)
        assert seats.recount(stop) == 2
        assert SeatCount.objects.get().taken == 2

    def test_the_lock_asks_for_a_transaction(self, transactional_db):
        stop = StopFactory()
        with pytest.raises(transaction.TransactionManagementError):
            seats.lock(stop.pk)


def rush(stop, people: int) -> list[str]:
    """So many people at once; what each was told, sorted."""
    together = threading.Barrier(people, timeout=60)
    said = []

    def come(number: int):
        together.wait()
        try:
            said.append(register.register(stop, **person(number)).state)
        except RegistrationRefused as refusal:
            said.append(refusal.kind)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come, args=[number]) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    """On SQLite the threads share a database in a file, as two processes would."""
    if connection.vendor == "postgresql":
        yield
        return
    name = connection.settings_dict["NAME"]
    file = tmp_path / "druk.sqlite3"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    connections["default"].settings_dict["NAME"] = str(file)
    old, connections["default"].connection = connections["default"].connection, None
    yield
    connections["default"].close()
    connections["default"].connection = old
    connections["default"].settings_dict["NAME"] = name


@pytest.mark.database
def test_a_rush_takes_what_there_is_and_no_more(on_disk):
    stop = StopFactory(capacity=5)
    assert rush(stop, 12) == [State.CONFIRMED] * 5 + ["full"] * 7
    assert Registration.objects.filter(state=State.CONFIRMED).count() == 5
    assert SeatCount.objects.get().taken == 5


@pytest.mark.database
def test_without_the_guard_a_rush_oversells(on_disk, monkeypatch):
    """The control: the test above can fail."""
    stop = StopFactory(capacity=5)
    monkeypatch.setattr(seats, "guarded", lambda stop, _: SeatCount.objects.filter(pk=stop.pk))
    assert rush(stop, 12) == [State.CONFIRMED] * 12


@pytest.mark.database
def test_two_clicks_at_once_are_one_registration(on_disk):
    stop = StopFactory(capacity=5)
    together = threading.Barrier(2, timeout=60)
    made = []

    def click():
        together.wait()
        made.append(register.register(stop, **AN, form_key="klik").pk)
        connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [Registration.objects.get().pk] * 2


@pytest.mark.django_db
def test_a_host_of_its_own_owns_the_dossier():
    host = OrganisationFactory(name="VOORBEELD Gastheer")
    register.register(StopFactory(organisation=host), **AN)
    assert Lead.objects.get().owner_organisation == host
    assert not Companion.objects.exists()


@pytest.mark.django_db
class TestBeforeTheAddressIsProven:
    """Anybody may type an address of a firm: what we knew of it waits for the mailed link."""

    @pytest.fixture
    def stop(self):
        return StopFactory()

    @pytest.fixture
    def lead(self, stop):
        lead = capture.capture(
            name="An Peeters",
            company="Bakkerij Peeters",
            email="an@peeters.be",
            tour=stop.get_parent(),
            host=stop.organisation,
            happened="x",
        )
        Lead.objects.update(stage=Stage.NO_MATCH, no_match_reason="timing")
        return lead

    def stands(self, lead) -> tuple:
        lead = Lead.objects.get(pk=lead.pk)
        return lead.stage, lead.contact.email

    def test_a_closed_dossier_stays_closed_with_its_contact(self, stop, lead):
        found = register.register(stop, **AN | {"email": "nep@peeters.be"})
        assert (found.lead, self.stands(lead)) == (lead, (Stage.NO_MATCH, "an@peeters.be"))
        assert lead.interactions.count() == 2  # and says that somebody registered
        confirmation.prove(found)
        assert self.stands(lead) == (Stage.NEW, "nep@peeters.be")

    def test_the_number_of_a_known_contact_is_not_filled_in(self, stop, lead):
        found = register.register(stop, **AN, phone="+32900123456")
        assert Contact.objects.get().phone == ""
        confirmation.prove(found)
        assert Contact.objects.get().phone == "+32900123456"

    def test_what_was_closed_since_stays_closed(self, stop, lead):
        found = register.register(stop, **AN)
        Lead.objects.update(stage_since=timezone.now())
        confirmation.prove(found)
        assert self.stands(lead) == (Stage.NO_MATCH, "an@peeters.be")

    def test_who_stops_what_another_typed_reopens_nothing(self, client, stop, lead):
        found = register.register(stop, **AN)
        assert client.post(f"/mijn/{found.token}/annuleer/").status_code == 302
        assert self.stands(lead) == (Stage.NO_MATCH, "an@peeters.be")

    def test_who_stands_at_the_door_is_somebody(self, stop, lead):
        check_in.walk_in(stop, **AN)
        assert self.stands(lead) == (Stage.NEW, "an@peeters.be")

    def test_also_who_had_registered(self, stop, lead):
        check_in.arrive(register.register(stop, **AN))
        assert self.stands(lead) == (Stage.NEW, "an@peeters.be")
