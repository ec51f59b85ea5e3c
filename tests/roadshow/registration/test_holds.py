"""Nobody empties a tour with addresses that are not theirs, and no company notices the guard."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from brand.forms import stamp
from brand.models import OutgoingMail
from leads.models import Lead
from roadshow import due, emails
from roadshow.models import Registration, Repeat, SeatCount, StopPage
from roadshow.models.registrations import State
from roadshow.registration import changes, confirmation, holds, register
from roadshow.registration.refusals import RegistrationRefused
from tests.factories.roadshow import stop_in

pytestmark = pytest.mark.django_db
NET, ELSEWHERE = "192.0.2.0/24", "198.51.100.0/24"


@pytest.fixture
def genk():
    return stop_in("Genk", slug="genk", capacity=20)


def comes(stop, number: int, network: str = NET, **fields):
    who = {"name": f"Bo {number}", "company": f"Bedrijf {number}", "email": f"bo@b{number}.be"}
    return register.register(stop, **{**who, **fields}, network=network)


def taken() -> int:
    return SeatCount.objects.get().taken


def later(**much):
    return timezone.now() + timedelta(**much)


def test_a_few_are_held_for_good_and_a_heap_for_a_day(genk):
    made = [comes(genk, number) for number in range(7)]
    assert [registration.held_until is None for registration in made] == [True] * 5 + [False] * 2
    left = made[5].held_until - timezone.now()
    assert timedelta(hours=23, minutes=59) < left <= timedelta(hours=24)
    assert {registration.state for registration in made} == {State.CONFIRMED}
    assert comes(genk, 8, ELSEWHERE).held_until is None


@pytest.mark.parametrize(("starts_in", "lasts"), [(5, 2), (1, 1)])
def test_on_the_last_day_for_two_hours_and_never_past_the_start(genk, starts_in, lasts):
    StopPage.objects.update(starts_at=later(hours=starts_in))
    made = [comes(genk, number) for number in range(6)]
    left = made[5].held_until - timezone.now()
    assert timedelta(hours=lasts, minutes=-1) < left <= timedelta(hours=lasts)


def test_an_address_that_is_known_counts_like_a_new_one(genk, settings):
    """Else many more could be typed by one network, and the holding would tell which is known."""
    comes(genk, 1, ELSEWHERE)
    for _ in range(5):
        assert comes(genk, 1).held_until is None
    held = comes(genk, 1)
    assert held.seat_until == held.held_until
    assert comes(genk, 2).held_until - held.held_until < timedelta(seconds=5)
    settings.REGISTRATIONS_PER_MINUTE = 7
    with pytest.raises(RegistrationRefused) as refusal:
        comes(genk, 1)
    assert refusal.value.sentence == register.BUSY
    assert (Repeat.objects.count(), taken()) == (6, 8)


def test_one_address_of_ones_own_empties_no_tour(client, genk, settings):
    """Typed again and again: the own mailed link frees nothing of the count of the network."""
    settings.REGISTRATIONS_PER_HOUR, settings.REGISTRATIONS_PER_MINUTE = 8, 8
    own = comes(genk, 1)
    said = []
    for _ in range(3):
        client.post(f"/mijn/{own.token}/bevestig/")
        for _ in range(4):
            try:
                said.append(comes(genk, 1).state)
            except RegistrationRefused as refusal:
                said.append(refusal.kind)
    assert said == [State.CONFIRMED] * 8 + ["busy"] * 4
    assert taken() == 9
    assert Registration.objects.get().network == ""
    assert Repeat.objects.filter(network="").count() == 0


def test_whoever_used_the_link_counts_no_more(genk):
    for number in range(6):
        assert confirmation.prove(comes(genk, number)).held_until is None
    assert set(Registration.objects.values_list("network", flat=True)) == {""}


def test_a_desk_or_a_demo_is_no_network(genk):
    for number in range(9):
        assert comes(genk, number, "").held_until is None


def test_what_nobody_kept_goes_to_who_waits(genk):
    StopPage.objects.update(capacity=6)
    made = [comes(genk, number) for number in range(6)]
    first_in_line = comes(genk, 9, ELSEWHERE, waiting_ok=True)
    assert confirmation.release_unproven(later(hours=23)) == 0
    assert confirmation.release_unproven(later(hours=25)) == 1
    assert confirmation.release_unproven(later(hours=25)) == 0
    for registration in (made[5], first_in_line):
        registration.refresh_from_db()
    assert (made[5].state, made[5].ending) == (State.CANCELLED, Registration.Ending.UNPROVEN)
    assert first_in_line.state == State.OFFERED
    assert taken() == 6
    kinds = OutgoingMail.objects.filter(ref=made[5].pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["roadshow.emails.confirmed", "roadshow.emails.released"]


def test_one_press_keeps_the_seat_and_a_late_one_brings_it_back(client, genk):
    made = [comes(genk, number) for number in range(7)]
    client.post(f"/mijn/{made[5].token}/bevestig/")
    assert confirmation.release_unproven(later(hours=25)) == 1
    assert taken() == 6
    page = client.get(f"/mijn/{made[6].token}/")
    assert "de link in onze mail werd niet gebruikt" in page.text
    client.post(f"/mijn/{made[6].token}/opnieuw/")
    made[6].refresh_from_db()
    assert (made[6].state, made[6].held_until, taken()) == (State.CONFIRMED, None, 7)


def test_nobody_loses_a_seat_once_the_doors_are_open(genk):
    made = [comes(genk, number) for number in range(6)]
    StopPage.objects.update(starts_at=later(hours=20))
    assert confirmation.release_unproven(later(hours=25)) == 0
    assert made[5].state == State.CONFIRMED


def test_page_and_mail_say_so(client, genk):
    made = [comes(genk, number) for number in range(6)]
    few, heap = emails.confirmed(made[0].pk), emails.confirmed(made[5].pk)
    assert few.subject.startswith("Bevestigd: Genk, ")
    assert "houden" not in few.text
    assert heap.subject.startswith("Bevestig uw plaats: Genk, ")
    for words in (heap.text, heap.html):
        assert "We houden uw plaats vast tot " in words
        assert "komt ze vrij voor iemand anders" in words
    on_screen = client.get(f"/mijn/{made[5].screen_token}/").text
    assert "We houden uw plaats vast tot " in on_screen
    assert "Gebruik daarom de link in onze mail en bevestig." in on_screen
    assert "We houden" not in client.get(f"/mijn/{made[0].screen_token}/").text
    by_mail = client.get(f"/mijn/{made[5].token}/").text
    assert ">Ja, ik kom</button>" in by_mail
    released = Registration.objects.filter(pk=made[5].pk)
    released.update(state=State.CANCELLED, ending=Registration.Ending.UNPROVEN)
    message = emails.released(made[5].pk)
    assert message.subject.startswith("Uw plaats kwam vrij: Genk, ")
    assert emails.released(made[0].pk) is None


def test_the_page_of_a_known_address_says_the_same(client, genk):
    comes(genk, 1, ELSEWHERE)
    for number in range(2, 7):
        comes(genk, number)
    known, new = comes(genk, 1), comes(genk, 7)
    assert isinstance(known, Repeat)
    assert known.held_until - new.held_until < timedelta(seconds=5)
    assert "We houden uw plaats vast" in client.get(f"/mijn/{known.screen_token}/").text
    Repeat.objects.update(held_until=later(minutes=-1))
    Registration.objects.filter(pk=new.pk).update(held_until=later(minutes=-1))
    confirmation.release_unproven()
    said = [client.get(f"/mijn/{registration.screen_token}/").text for registration in (known, new)]
    for text in said:
        assert "de link in onze mail werd niet gebruikt" in text


def test_a_companion_hears_from_us_once_the_address_is_proven(genk):
    registration = comes(genk, 1)
    changes.add_companion(registration, "Jo", "jo@elders.be")
    told = OutgoingMail.objects.filter(kind="roadshow.emails.brought_along")
    assert told.count() == 0
    assert taken() == 2
    confirmation.prove(registration)
    assert told.count() == 1


def test_one_registration_tells_eight_others_and_no_more(genk):
    registration = confirmation.prove(comes(genk, 1))
    for number in range(12):
        person = changes.add_companion(registration, "Jo", f"jo{number}@elders.be")
        changes.remove_companion(registration, person)
    assert OutgoingMail.objects.filter(kind="roadshow.emails.brought_along").count() == 8


def test_thirty_one_registrations_of_one_network_keep_five_seats(client, genk, settings):
    """The trial of release 0.1.0: 31 registrations and 115 companions took the whole tour."""
    StopPage.objects.update(capacity=200)
    settings.REGISTRATIONS_PER_MINUTE = 1000
    for number in range(31):
        page = client.post(
            "/roadshow/genk/inschrijven/",
            {
                "name": "Bo",
                "company": f"Bedrijf {number}",
                "email": f"bo@b{number}.be",
                "gezien": stamp(30, "registration"),
            },
            REMOTE_ADDR=f"192.0.2.{number}",
        )["Location"]
        for turn in range(4):
            client.post(f"{page}meebrengen/", {"name": "Jo", "email": f"jo{turn}@c{number}.be"})
    assert taken() == 31
    assert confirmation.release_unproven(later(hours=25)) == 26
    assert taken() == 5
    assert not OutgoingMail.objects.filter(kind="roadshow.emails.brought_along").exists()


def test_the_limit_holds_whatever_process_counts(client, genk, settings):
    from django.core.cache import cache

    settings.REGISTRATIONS_PER_MINUTE = 2
    said = []
    for number in range(3):
        cache.clear()  # another process knows nothing of this one's
        answers = {"name": "Bo", "company": "B", "email": f"bo@b{number}.be"}
        answers["gezien"] = stamp(30, "registration")
        said.append(client.post("/roadshow/genk/inschrijven/", answers).status_code)
    assert said == [302, 302, 429]


def test_one_network_does_not_mail_strangers_for_hours(genk, settings):
    settings.REGISTRATIONS_PER_MINUTE, settings.REGISTRATIONS_PER_HOUR = 2, 3
    begin, said = timezone.now(), []
    for number, minute in enumerate([0, 2, 4, 6, 59, 61]):
        with time_machine.travel(begin + timedelta(minutes=minute, seconds=1), tick=False):
            try:
                said.append(comes(genk, number).email)
            except RegistrationRefused as refusal:
                said.append((refusal.kind, refusal.sentence))
    too_many = ("busy", register.TOO_MANY)
    assert said == ["bo@b0.be", "bo@b1.be", "bo@b2.be", too_many, too_many, "bo@b5.be"]
    assert OutgoingMail.objects.count() == Lead.objects.count() == 4
    # Elsewhere, and for a network whose mails were opened, nothing is in the way.
    assert comes(genk, 10, ELSEWHERE).email == "bo@b10.be"
    for registration in Registration.objects.all():
        confirmation.prove(registration)
    assert comes(genk, 11).email == "bo@b11.be"


def test_a_network_is_forgotten_after_a_week(genk):
    comes(genk, 1)
    comes(genk, 1)
    assert holds.forget_networks(later(days=6)) == 0
    assert NET not in Registration.objects.get().network + Repeat.objects.get().network
    assert holds.forget_networks(later(days=7)) == 2
    assert Registration.objects.get().network == Repeat.objects.get().network == ""


def test_both_are_timed_work():
    names = {name for name, _, _ in due.JOBS}
    assert {
        "plaatsen zonder bevestiging",
        "plaatsen van wie er al was",
        "netwerken vergeten",
    } <= names
