"""A new address counts after its link, with the password; the old one is told."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from brand import founding, mail
from brand.models import AddressChange, OutboxState, OutgoingMail, Role, User
from brand.people import account_form, invitation, membership
from brand.people import address as address_rules
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "zeven blauwe emmers"
ACCOUNT = "/beheer/account/"


@pytest.fixture
def partner(founded):
    made = OrganisationFactory(name="VOORBEELD De Proefhal")
    founding.welcome(made)
    return made


@pytest.fixture
def sam(partner) -> User:
    user = membership.join(partner, email="sam@hal.be", name="Sam R", role=Role.COORDINATOR).user
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def client(sam):
    made = Client()
    made.force_login(sam)
    return made


def wants(client, email: str, password: str = PASSWORD):
    return client.post(
        ACCOUNT,
        {
            "name_email-first_name": "Sam",
            "name_email-last_name": "Reynders",
            "name_email-email": email,
            "name_email-password": password,
            "locale-preferred_language": "nl",
            "locale-current_time_zone": "Europe/Brussels",
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
        },
    )


def path(asked: AddressChange) -> str:
    return f"/adres/{asked.token}/"


def address(user: User) -> str:
    return User.objects.get(pk=user.pk).email


def told() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.order_by("created_at")
    return [(row.kind.rpartition(".")[2], mail.make(row).to) for row in rows]


def test_it_counts_after_the_link_and_the_old_address_hears_it(client, sam):
    assert wants(client, " Sam.Reynders@Hal.BE").status_code == 302
    assert address(sam) == "sam@hal.be"
    asked = AddressChange.objects.get()
    assert told() == [("confirm_address", "sam.reynders@hal.be"), ("address_asked", "sam@hal.be")]
    assert (
        path(asked) in mail.make(OutgoingMail.objects.get(kind="brand.emails.confirm_address")).text
    )
    told_at_once = client.get(ACCOUNT).text
    assert account_form.MAILED.format("sam.reynders@hal.be", "sam@hal.be") in told_at_once
    stranger = Client()
    page = stranger.get(path(asked))
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    assert address(sam) == "sam@hal.be"  # looking changes nothing
    assert "sam.reynders<wbr>@hal.be" in stranger.post(path(asked)).text
    assert address(sam) == "sam.reynders@hal.be"
    last = OutgoingMail.objects.get(kind="brand.emails.address_changed")
    assert mail.make(last).to == "sam@hal.be"
    assert client.get(ACCOUNT).status_code == 302  # signed out everywhere
    again = stranger.post(path(asked))  # once
    assert (again.status_code, "Deze link is al gebruikt, of te oud" in again.text) == (404, True)
    assert "bleef zoals het was" not in again.text


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("", account_form.NO_PASSWORD), ("iets anders", account_form.WRONG)],
)
def test_it_asks_the_password(client, sam, password, sentence):
    page = wants(client, "ander@hal.be", password)
    assert page.status_code == 200
    assert sentence in page.text
    assert 'value="ander@hal.be"' in page.text  # nothing typed is lost
    assert not AddressChange.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_name_alone_asks_nothing(client, sam):
    assert wants(client, "sam@hal.be", "").status_code == 302
    sam.refresh_from_db()
    assert (sam.last_name, sam.email) == ("Reynders", "sam@hal.be")
    assert not AddressChange.objects.exists()


def test_nobody_learns_who_has_an_account(client, sam):
    User.objects.create_user("direct@noord.be")
    answers = []
    for email in ("direct@noord.be", "vrij@noord.be"):
        status = wants(client, email).status_code
        sentence = account_form.MAILED.format(email, "sam@hal.be")
        answers.append((status, sentence in client.get(ACCOUNT).text))
    assert answers == [(302, True), (302, True)]
    assert set(AddressChange.objects.values_list("email", flat=True)) == {"vrij@noord.be"}


@pytest.mark.database("brand.people.address.confirm")
def test_an_address_that_is_taken_meanwhile_stays_its_owners(client, sam):
    wants(client, "direct@noord.be")
    User.objects.create_user("direct@noord.be")
    assert Client().post(path(AddressChange.objects.get())).status_code == 404
    assert address(sam) == "sam@hal.be"


def test_a_new_wish_or_two_days_end_the_link(client, sam):
    wants(client, "een@hal.be")
    wants(client, "twee@hal.be")
    first, second = AddressChange.objects.order_by("pk")
    assert Client().post(path(first)).status_code == 404
    AddressChange.objects.filter(pk=second.pk).update(expires_at=timezone.now() - timedelta(1))
    assert Client().post(path(second)).status_code == 404
    assert address(sam) == "sam@hal.be"


def test_the_attack_gets_no_role(client, sam, partner):
    """Somebody else's address on one's own account, and then wait for the invitation."""
    wants(client, "direct.noord@handgreep.example")
    north, boss = OrganisationFactory(), User.objects.create_superuser("baas@huis.be", PASSWORD)
    invitation.invite(
        north,
        email="Direct.Noord@handgreep.example",
        name="Ines",
        role=Role.BEHEERDER,
        by=boss,
    )
    assert User.objects.get(pk=sam.pk).roles == {partner.pk: {Role.COORDINATOR}}
    assert north.memberships.get().user != sam


def test_nobody_sets_the_address_of_another(sam, founded):
    boss = User.objects.create_superuser("baas@huis.be", PASSWORD)
    client = Client()
    client.force_login(boss)
    page = client.get(f"/beheer/users/edit/{sam.pk}/")
    assert account_form.ONLY_THEMSELVES in page.text
    sent = {"email": "ander@hal.be", "first_name": "Sam", "last_name": "R", "is_active": "on"}
    client.post(f"/beheer/users/edit/{sam.pk}/", sent)
    assert address(sam) == "sam@hal.be"


def test_three_requests_an_hour_and_a_stranger_is_not_mailed_without_end(client, sam):
    """Each request mails a typed address, and the old one."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(address_rules.MOST_AN_HOUR):
            assert wants(client, "slachtoffer@elders.be").status_code == 302
            OutgoingMail.objects.update(state=OutboxState.BUSY)  # taken up: the next is a new row
        page = wants(client, "ander@elders.be")
        assert (page.status_code, address_rules.OFTEN in page.text) == (200, True)
        assert 'value="ander@elders.be"' in page.text  # nothing typed is lost
        assert sorted(OutgoingMail.objects.values_list("kind", flat=True)) == [
            *["brand.emails.address_asked"] * 3,
            *["brand.emails.confirm_address"] * 3,
        ]
        clock.shift(timedelta(hours=1, seconds=1))
        assert wants(client, "ander@elders.be").status_code == 302


def test_nor_by_several_accounts(sam):
    others = [User.objects.create_user(f"{number}@hal.be") for number in range(7)]
    may = [address_rules.may_ask(user, "Slachtoffer@Elders.be") for user in others]
    assert may == [True] * address_rules.MOST_A_DAY + [False] * 2
    assert address_rules.may_ask(others[-1], "ander@elders.be")  # a refusal was not counted
