"""A form that is sent twice: the first registration is found, and what was corrected is taken."""

import pytest
from django.utils import timezone

from brand.forms import stamp
from brand.models import OutgoingMail
from leads.models import Contact
from roadshow.models import Registration, Repeat, SeatCount, StopPage
from roadshow.models.registrations import State
from roadshow.registration import changes, register
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db

PATH = "/roadshow/genk/inschrijven/"
AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peetrs.example"}
MEANT = "an@peeters.example"


@pytest.fixture
def genk():
    return stop_in("Genk", slug="genk", capacity=5)


@pytest.fixture
def form():
    """One form, in one browser, that may be sent again and again."""
    return {**AN, "phone": "", "gezien": stamp(30, "registration")}


def taken() -> int:
    return SeatCount.objects.get().taken


def mails() -> list[str]:
    rows = OutgoingMail.objects.filter(kind__startswith="roadshow")
    return sorted(row.kind.rpartition(".")[2] for row in rows)


class TestCorrected:
    @pytest.mark.parametrize(
        ("field", "typed", "kept"),
        [
            ("name", "An Pieters", "An Pieters"),
            ("company", "Bakkerij Pieters", "Bakkerij Pieters"),
            ("phone", "0470 12 34 56", "+32470123456"),
        ],
    )
    def test_it_is_taken(self, client, genk, form, field, typed, kept):
        first = client.post(PATH, form)["Location"]
        again = client.post(PATH, {**form, field: typed})["Location"]
        assert again == f"{first}?gedaan=gewijzigd"
        assert getattr(Registration.objects.get(), field) == kept
        assert (taken(), mails()) == (1, ["changed", "confirmed"])
        assert "Uw gegevens zijn gewijzigd." in client.get(again).text

    def test_a_number_is_taken_back(self, client, genk, form):
        client.post(PATH, {**form, "phone": "0470 12 34 56"})
        client.post(PATH, form)
        assert Registration.objects.get().phone == ""

    def test_the_address(self, client, genk, form):
        first = client.post(PATH, form)["Location"]
        before = Registration.objects.get()
        again = client.post(PATH, {**form, "email": MEANT})["Location"]
        registration = Registration.objects.get()
        assert (registration.email, again) == (MEANT, f"{first}?gedaan=gewijzigd")
        assert taken() == 1
        assert client.get(f"/mijn/{before.token}/").status_code == 404  # a stranger has it
        assert client.get(f"/mijn/{registration.token}/").status_code == 200
        assert registration.calendar_name == before.calendar_name
        assert set(Contact.objects.values_list("email", flat=True)) == {MEANT}

    def test_the_address_and_the_rest(self, client, genk, form):
        client.post(PATH, form)
        client.post(PATH, {**form, "email": MEANT, "company": "Peeters", "phone": "0470123456"})
        found = Registration.objects.get()
        assert (found.company, found.phone, found.email) == ("Peeters", "+32470123456", MEANT)

    def test_on_the_waiting_list(self, client, genk, form):
        StopPage.objects.filter(pk=genk.pk).update(capacity=1)
        RegistrationFactory(stop=genk)
        client.post(PATH, {**form, "waiting": "1"})
        client.post(PATH, {**form, "waiting": "1", "email": MEANT})
        waiting = Registration.objects.get(state=State.WAITING)
        assert waiting.email == MEANT


class TestTheFirstStands:
    def test_once_the_mailed_link_was_used(self, client, genk, form):
        client.post(PATH, form)
        client.post(f"/mijn/{Registration.objects.get().token}/bevestig/")
        for typed in ({"name": "An Pieters"}, {"email": MEANT}):
            response = client.post(PATH, {**form, **typed})
            assert response.status_code == 409
            assert register.STANDS in response.text
        assert Registration.objects.values_list("name", "email").get() == (
            AN["name"],
            AN["email"],
        )

    def test_after_many_corrections(self, client, genk, form):
        client.post(PATH, form)
        for number in range(register.MOST_CORRECTIONS):
            client.post(PATH, {**form, "email": f"an{number}@peeters.example"})
        response = client.post(PATH, {**form, "email": MEANT})
        assert (response.status_code, register.STANDS in response.text) == (409, True)
        assert Registration.objects.get().email == "an2@peeters.example"

    def test_another_person_is_asked(self, client, genk, form):
        client.post(PATH, form)
        other = {**form, "name": "Bo Voorbeeld", "email": "bo@peeters.example"}
        response = client.post(PATH, other)
        assert (response.status_code, register.USED in response.text) == (409, True)


class TestWhatIsOver:
    def test_a_cancelled_one_is_registered_anew(self, client, genk, form):
        first = client.post(PATH, form)["Location"]
        changes.cancel(Registration.objects.get())
        assert client.post(PATH, form)["Location"] == first
        again = client.post(PATH, {**form, "email": MEANT})["Location"]
        assert again != first
        active = Registration.objects.active().get()
        assert (active.email, again, taken()) == (MEANT, f"/mijn/{active.screen_token}/", 1)


class TestAKnownAddress:
    """The answers look like those for a new one."""

    @pytest.fixture
    def known(self, genk):
        return register.register(genk, name="Els", company="Elders", email=AN["email"])

    def test_another_name(self, client, genk, known, form):
        first = client.post(PATH, form)["Location"]
        again = client.post(PATH, {**form, "name": "An Pieters"})["Location"]
        assert again == f"{first}?gedaan=gewijzigd"
        known.refresh_from_db()
        assert (known.name, Repeat.objects.get().name) == ("Els", "An Pieters")

    def test_another_address(self, client, genk, known, form):
        first = client.post(PATH, form)["Location"]
        mailed = Repeat.objects.get().token
        again = client.post(PATH, {**form, "email": MEANT})["Location"]
        assert again == f"{first}?gedaan=gewijzigd"
        made = Registration.objects.get(email=MEANT)
        assert first == f"/mijn/{made.screen_token}/"
        assert (taken(), Repeat.objects.count()) == (2, 0)
        assert client.get(f"/mijn/{mailed}/").status_code == 404
        known.refresh_from_db()
        assert (known.email, known.state) == (AN["email"], State.CONFIRMED)
        assert client.get(first).status_code == 200

    def test_an_address_that_turns_out_to_be_known(self, client, genk, form):
        known = register.register(genk, name="Els", company="Elders", email=MEANT)
        first = client.post(PATH, form)["Location"]
        mailed = Registration.objects.get(email=AN["email"]).token
        for _ in range(2):
            again = client.post(PATH, {**form, "email": MEANT})["Location"]
            assert again.removesuffix("?gedaan=gewijzigd") == first
        assert client.get(f"/mijn/{mailed}/").status_code == 404
        assert Repeat.objects.get().registration == known
        assert Registration.objects.active().get() == known
        assert client.get(first).status_code == 200

    def test_once_its_owner_used_the_link(self, client, genk, known, form):
        client.post(PATH, form)
        Registration.objects.filter(pk=known.pk).update(link_used_at=timezone.now())
        response = client.post(PATH, {**form, "email": MEANT})
        assert (response.status_code, register.STANDS in response.text) == (409, True)

    def test_full_the_page_stays(self, client, genk, known, form):
        first = client.post(PATH, form)["Location"]
        Repeat.objects.update(seat_until=None)
        SeatCount.objects.update(taken=5)
        RegistrationFactory(stop=genk, seats=4)
        response = client.post(PATH, {**form, "email": MEANT})
        assert response.status_code == 409
        assert client.get(first).status_code == 200


def test_a_slip_that_was_mended_on_the_page(client, genk, form):
    """The link that was mailed to the slip opens nothing any more."""
    client.post(PATH, {**form, "email": "an@gmial.com"})
    before = Registration.objects.get()
    response = client.post(f"/mijn/{before.screen_token}/adres/")
    assert response["Location"] == f"/mijn/{before.screen_token}/?gedaan=adres"
    after = Registration.objects.get()
    assert (after.email, after.screen_token) == ("an@gmail.com", before.screen_token)
    assert client.get(f"/mijn/{before.token}/").status_code == 404
    assert client.get(response["Location"]).status_code == 200


def test_a_companion_is_one_person(genk):
    an = register.register(genk, **AN)
    an.address_proven_at = timezone.now()
    an.save()
    people = [changes.add_companion(an, "Jo Voorbeeld", "jo@peeters.example") for _ in range(2)]
    assert people[0] == people[1]
    assert (taken(), mails().count("brought_along")) == (2, 1)
