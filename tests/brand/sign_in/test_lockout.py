"""Ten wrong passwords for one account from one address, and an hour's rest."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from brand import founding, mail, permissions
from brand.models import OutgoingMail, Role, User
from brand.sign_in import lockout
from tests.factories.brand import OrganisationFactory, member

pytestmark = pytest.mark.django_db
PASSWORD = "zeven blauwe emmers"


@pytest.fixture
def partner(founded):
    made = OrganisationFactory()
    founding.welcome(made)
    return made


@pytest.fixture
def kim(partner):
    user = member(partner, Role.COORDINATOR, email="kim@hal.be", password=PASSWORD)
    permissions.place_in_groups(user)
    return user


def tries(password="mis", *, address="kim@hal.be", **extra):
    sent = {"username": address, "password": password}
    return Client().post("/beheer/login/", sent, **extra)


def locked(**extra):
    for _ in range(10):
        response = tries(**extra)
    return response


def test_nine_wrong_ones_and_the_right_one_still_opens(kim):
    for _ in range(9):
        assert tries().status_code == 200
    assert tries(PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_the_tenth_says_until_when_and_who_helps(kim):
    page = locked()
    until = timezone.localtime(timezone.now() + timedelta(hours=1))
    assert page.status_code == 429
    assert 3590 <= int(page["Retry-After"]) <= 3600
    text = page.content.decode()
    moments = (until, until - timedelta(minutes=1))
    assert any(f"na {moment:%H.%M}&nbsp;uur" in text for moment in moments)
    assert "De federatie kan dit meteen opheffen." in text
    assert tries(PASSWORD).status_code == 429


def test_trying_on_does_not_make_the_hour_longer(kim):
    locked()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=50))
    assert tries().status_code == 429
    (until,) = lockout.locked_until().values()
    assert until < timezone.now() + timedelta(minutes=11)


def test_after_the_hour_one_may_try_again(kim):
    locked()
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert tries(PASSWORD).status_code == 302


def test_from_elsewhere_the_account_is_open(kim):
    locked(REMOTE_ADDR="10.0.0.9")
    assert tries(PASSWORD, REMOTE_ADDR="10.0.0.8").status_code == 302


def test_nobody_gets_around_it_by_naming_another_address(kim):
    """Only the server in front, known to waitress, may say where a visitor comes from."""
    for number in range(10):
        response = tries(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert response.status_code == 429


def test_the_address_counts_however_it_is_written(kim):
    for number in range(10):
        response = tries(address="Kim@Hal.be" if number % 2 else " kim@hal.be")
    assert response.status_code == 429


LOOK_ALIKES = ["ſ", "S", "ｓ"]


@pytest.mark.parametrize("letter", LOOK_ALIKES)
def test_letters_that_look_alike_count_as_one(kim, letter):
    """PostgreSQL takes a long s for an s when it ignores capitals."""
    User.objects.filter(pk=kim.pk).update(email="mies.iris@hal.be")
    other = f"mie{letter}.iris@hal.be"
    assert tries(PASSWORD, address=other).status_code == 302
    for _ in range(10):
        response = tries(address=other)
    assert response.status_code == 429
    assert tries(PASSWORD, address="mies.iris@hal.be").status_code == 429


@pytest.mark.parametrize("letter", ["ı", "İ"])
def test_another_letter_is_another_account(kim, letter):
    assert tries(PASSWORD, address=f"k{letter}m@hal.be").status_code == 200
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(f"k{letter}m@hal.be")


def test_another_browser_counts_on(kim):
    for number in range(10):
        response = tries(HTTP_USER_AGENT=f"Blader {number}")
    assert response.status_code == 429


def test_an_unknown_account_looks_the_same(founded):
    assert locked(address="niemand@hal.be").status_code == 429


def test_the_password_is_not_kept(kim):
    tries("mijn-geheim")
    row = AccessAttempt.objects.get()
    assert "mijn-geheim" not in row.post_data + row.get_data


def test_the_federation_lifts_it(kim, partner, client):
    house = OrganisationFactory(is_federation=True)
    founding.welcome(house)
    keeper, boss = member(house, Role.BEHEERDER), member(partner, Role.BEHEERDER)
    for user in (keeper, boss):
        permissions.place_in_groups(user)
    locked()
    row = kim.memberships.get()
    client.force_login(boss)
    assert "geblokkeerd tot" in client.get("/beheer/mensen/").content.decode()
    assert client.post(f"/beheer/mensen/blokkering/{row.pk}/").status_code == 404
    client.force_login(keeper)
    assert (
        "Hef de blokkering op" in client.get(f"/beheer/mensen/inspect/{row.pk}/").content.decode()
    )
    client.post(f"/beheer/mensen/blokkering/{row.pk}/")
    assert tries(PASSWORD).status_code == 302


def test_wrong_tries_are_forgotten_after_a_day(kim):
    tries()
    assert lockout.forget_old() == 0
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=25))
    assert lockout.forget_old() == 1


def test_one_account_from_many_addresses_is_slowed_down_and_its_owner_told(kim):
    """180 wrong ones from 20 addresses were all looked at."""
    for number in range(30):
        assert tries(REMOTE_ADDR=f"10.0.{number % 5}.9").status_code == 200
    assert tries(PASSWORD, REMOTE_ADDR="10.0.1.9").status_code == 429
    sent = OutgoingMail.objects.get()
    assert (sent.kind, mail.make(sent).to) == ("brand.emails.password_tried", "kim@hal.be")
    assert tries(PASSWORD, REMOTE_ADDR="10.0.9.9").status_code == 302  # where the owner sits


def test_slowed_down_is_not_locked_out(kim):
    for number in range(30):
        tries(REMOTE_ADDR=f"10.0.{number % 5}.9")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=2))
    assert tries(PASSWORD, REMOTE_ADDR="10.0.1.9").status_code == 302


def test_one_network_that_tries_many_accounts_rests(kim):
    for number in range(60):
        assert tries(address=f"iemand{number}@hal.be", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert tries(PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 429
    assert tries(PASSWORD, REMOTE_ADDR="10.0.0.8").status_code == 302
