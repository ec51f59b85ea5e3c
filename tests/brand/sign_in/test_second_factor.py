"""After the password a code: who needs one, how it is set up, and that nothing leads around it."""

import re
import time
from base64 import b32decode, b32encode

import pytest
from django.test import Client
from django.urls import get_resolver
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from brand import founding, mail, permissions
from brand.models import OutgoingMail, Role, User
from brand.people import membership
from brand.sign_in import second_factor
from brand.sign_in.second_factor.middleware import OPEN
from tests.factories.brand import OrganisationFactory, member
from tests.support import walking

pytestmark = [pytest.mark.django_db, pytest.mark.second_factor]
ASK = "/beheer/tweede-factor/"
SET_UP = f"{ASK}instellen/"
SPARE = f"{ASK}reservecodes/"
KEY = "31" * 20


@pytest.fixture
def partner(founded):
    made = OrganisationFactory(name="VOORBEELD De Proefhal")
    founding.welcome(made)
    return made


@pytest.fixture
def marketer(partner):
    return with_groups(member(partner, Role.MARKETEER, email="lies@hal.be"))


@pytest.fixture
def client(marketer):
    return signed_in(marketer)


def with_groups(user: User) -> User:
    permissions.place_in_groups(user)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code(key: str = KEY, steps: int = 0) -> str:
    """What the telephone shows; `steps` half minutes from now."""
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time() + 30 * steps
    return f"{clock.token():06d}"


def telephone(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, key=KEY, name="Telefoon")


# Who needs it -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "wanted"),
    [
        ([Role.ONTHAAL], False),
        ([Role.MARKETEER], True),
        ([Role.COORDINATOR], True),
        ([Role.BEHEERDER], True),
        ([Role.ONTHAAL, Role.COORDINATOR], True),
    ],
)
def test_everybody_with_more_than_the_door_role(partner, roles, wanted):
    for role in roles:
        user = membership.join(partner, email="mo@hal.be", name="Mo", role=role).user
    assert second_factor.needed(User.objects.get(pk=user.pk)) is wanted


def test_the_superuser_too(db):
    assert second_factor.needed(User.objects.create_superuser("baas@hal.be", "x"))


@pytest.mark.parametrize(
    ("host", "is_demo", "wanted"),
    [
        ("localhost", True, False),
        ("127.0.0.1", True, False),
        ("meewerkers.be", True, True),
        ("localhost", False, True),
    ],
)
def test_the_demo_needs_no_telephone_on_ones_own_machine(partner, settings, host, is_demo, wanted):
    settings.SITE_HOST = host
    user = member(partner, Role.MARKETEER, email="lies@voorbeeld.example")
    user.is_demo = is_demo
    assert second_factor.needed(user) is wanted


# Nothing leads around it -------------------------------------------------------------------------


def desk_addresses() -> list[str]:
    """One address for every pattern under /beheer/; the rows in it need not exist."""
    found = set()
    for pattern, leaf in walking.patterns(get_resolver()):
        plain = re.sub(r"[\^$\\]", "", pattern)
        if plain.startswith("beheer/") and leaf.name not in OPEN and ".*" not in plain:
            plain = re.sub(r"\(\?P<\w+>[^()]*\)|<(uuid):\w+>", lambda _: "1", plain)
            found.add("/" + re.sub(r"<(?:\w+:)?\w+>", "1", plain))
    return sorted(found)


def resolves(path: str) -> bool:
    try:
        return bool(get_resolver().resolve(path))
    except Exception:  # the words of this pattern are others; another address stands for it
        return False


def test_every_address_of_the_back_office_asks_for_the_code_first(client):
    telephone(User.objects.get())
    walked = [path for path in desk_addresses() if resolves(path)]
    assert len(walked) > 250
    through = [
        (method, path)
        for path in walked
        for method in ("get", "post")
        if not getattr(client, method)(path).get("Location", "").startswith(ASK)
    ]
    assert through == []


def test_what_does_not_exist_is_held_back_too(client):
    assert client.get("/beheer/bestaat-niet/").url.startswith(ASK)


def test_outside_the_back_office_one_is_a_visitor(client, founded):
    page = client.get("/").content.decode()
    assert "wagtail-userbar" not in page
    assert client.get("/onthaal/geen-halte/").status_code == 404


def test_with_the_code_the_user_bar_is_there(client, founded, marketer):
    telephone(marketer)
    client.post(ASK, {"code": code()})
    assert "wagtail-userbar" in client.get("/").content.decode()


def test_a_steward_stands_at_the_door_without_a_code(partner):
    steward = signed_in(with_groups(member(partner, Role.ONTHAAL)))
    assert steward.get("/beheer/").url == "/onthaal/"
    assert steward.get("/onthaal/").status_code == 200
    assert steward.get("/beheer/account/").url.startswith("/beheer/login/")


def test_signing_in_leads_to_the_code_and_then_to_what_was_asked_for(marketer):
    client = Client()
    telephone(marketer)
    marketer.set_password("zeven blauwe emmers")
    marketer.save()
    sent = {
        "username": "lies@hal.be",
        "password": "zeven blauwe emmers",
        "next": "/beheer/account/",
    }
    assert client.post("/beheer/login/", sent).url == "/beheer/account/"
    assert client.get("/beheer/account/").url == f"{ASK}?next=%2Fbeheer%2Faccount%2F"
    assert client.post(f"{ASK}?next=/beheer/account/", {"code": code()}).url == "/beheer/account/"
    assert client.get("/beheer/account/").status_code == 200


def test_the_sign_in_page_leads_on_to_the_code(client):
    where = client.get("/beheer/login/?next=/onthaal/genk/").url
    assert where == f"{ASK}?next=%2Fonthaal%2Fgenk%2F"


def test_nobody_is_led_off_the_site(client, marketer):
    telephone(marketer)
    assert client.post(f"{ASK}?next=https://elders.be/", {"code": code()}).url == "/beheer/"


def test_one_may_always_sign_out(client):
    client.post("/beheer/logout/")
    assert "_auth_user_id" not in client.session


def test_a_stranger_is_asked_to_sign_in(partner):
    for path in (ASK, SET_UP, SPARE):
        assert Client().post(path).url.startswith("/beheer/login/")


# Setting up ---------------------------------------------------------------------------------------


def secret_on(page) -> str:
    text = re.search(r'account__secret">([A-Z2-7 ]+)<', page.content.decode())[1]
    return b32decode(text.replace(" ", "")).hex()


def test_setting_up_a_telephone(client, marketer):
    assert client.get(ASK).url == SET_UP
    page = client.get(SET_UP)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    assert 'src="data:image/svg+xml' in page.content.decode()
    key = secret_on(page)
    # Nobody scans the screen that they hold.
    link = re.search(r'href="(otpauth://totp/[^"]+)"', page.content.decode())[1]
    assert f"secret={b32encode(bytes.fromhex(key)).decode().rstrip('=')}&amp;" in link
    assert secret_on(client.get(SET_UP)) == key
    shown = client.post(SET_UP, {"code": code(key)}).content.decode()
    assert len(re.findall(r"<code>[a-z2-9]{5}-[a-z2-9]{5}</code>", shown)) == 10
    assert 'download="reservecodes.txt"' in shown
    assert TOTPDevice.objects.get(user=marketer).key == key
    assert client.get("/beheer/").status_code == 200


def test_a_wrong_code_sets_up_nothing(client):
    client.get(SET_UP)
    page = client.post(SET_UP, {"code": "abc"})
    assert page.status_code == 422
    assert "Deze code klopt niet." in page.content.decode()
    assert not TOTPDevice.objects.exists()


def test_who_has_a_telephone_cannot_set_up_another_with_the_password_alone(client, marketer):
    telephone(marketer)
    assert client.get(SET_UP).url == ASK
    assert client.post(SET_UP, {"code": code()}).url == ASK
    assert client.post(SPARE).url == ASK
    assert not StaticToken.objects.exists()


def test_another_telephone_takes_the_place_of_the_first(client, marketer):
    first = telephone(marketer)
    client.post(ASK, {"code": code()})
    key = secret_on(client.get(SET_UP))
    client.post(SET_UP, {"code": code(key)})
    assert TOTPDevice.objects.exclude(pk=first.pk).get().key == key
    assert client.get("/beheer/").status_code == 200


# Codes --------------------------------------------------------------------------------------------


@pytest.mark.database("brand.sign_in.second_factor.check")
def test_a_code_works_once(marketer):
    telephone(marketer)
    used = code()
    assert signed_in(marketer).post(ASK, {"code": used}).status_code == 302
    again = signed_in(marketer).post(ASK, {"code": used})
    assert again.status_code == 422
    assert "elke code werkt maar één keer" in again.content.decode()


def test_guessing_makes_one_wait(client, marketer, settings):
    device = telephone(marketer)
    for _ in range(5):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        client.post(ASK, {"code": "000000"})
    device.refresh_from_db()
    assert device.throttling_failure_count == 5
    page = client.post(ASK, {"code": code()})
    assert page.status_code == 422
    assert "Probeer opnieuw na" in page.content.decode()


@pytest.mark.database("brand.sign_in.second_factor.check")
def test_a_spare_code_works_once_and_is_not_kept_as_it_is(client, marketer):
    telephone(marketer)
    spare = second_factor.new_spare_codes(marketer)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == 10
    assert not kept & {second_factor.tidy(one) for one in spare}
    assert client.post(ASK, {"code": spare[0].upper().replace("-", " ")}).url == "/beheer/"
    assert "Je hebt er nog 9" in client.get("/beheer/").content.decode()
    assert signed_in(marketer).post(ASK, {"code": spare[0]}).status_code == 422


def test_spare_codes_outlive_a_change_of_the_secret_key(marketer, settings):
    telephone(marketer)
    spare = second_factor.new_spare_codes(marketer)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "nieuw", [settings.SECRET_KEY]
    assert second_factor.check(marketer, spare[0])


def test_new_spare_codes_end_the_old_ones(client, marketer):
    telephone(marketer)
    old = second_factor.new_spare_codes(marketer)
    client.post(ASK, {"code": code()})
    assert "Je hebt nog 10 reservecodes." in client.get(ASK).content.decode()
    assert "Je vorige codes werken niet meer." in client.post(SPARE).content.decode()
    assert second_factor.check(marketer, old[0]) is None


def test_the_session_gets_a_new_name(client, marketer):
    telephone(marketer)
    before = client.session.session_key
    client.post(ASK, {"code": code()})
    assert client.session.session_key != before


# Taking it away -----------------------------------------------------------------------------------


def verified(user: User) -> Client:
    client = signed_in(user)
    device = TOTPDevice.objects.create(user=user, name="Telefoon")
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


def test_an_administrator_takes_it_away_and_the_person_hears_of_it(partner, marketer):
    boss = with_groups(member(partner, Role.BEHEERDER))
    there = verified(marketer)
    assert there.get("/beheer/").status_code == 200
    row = marketer.memberships.get()
    verified(boss).post(f"/beheer/mensen/tweede-factor/{row.pk}/")
    assert not TOTPDevice.objects.filter(user=marketer).exists()
    assert there.get("/beheer/").url.startswith("/beheer/login/")
    sent = OutgoingMail.objects.get()
    assert mail.make(sent).subject == "Je tweede factor is weggehaald"
    assert ModelLogEntry.objects.filter(action=second_factor.RESET, user=boss).count() == 1


def test_who_may_take_it_away(partner, marketer):
    house = OrganisationFactory(is_federation=True)
    other = OrganisationFactory()
    boss, elsewhere = member(partner, Role.BEHEERDER), member(other, Role.BEHEERDER)
    keeper = member(house, Role.BEHEERDER)
    of_two = member(partner, Role.MARKETEER)
    membership.join(other, email=of_two.email, name="", role=Role.MARKETEER)
    superuser = User.objects.create_superuser("baas@hal.be", "x")
    membership.join(partner, email=superuser.email, name="", role=Role.MARKETEER)
    able = {
        (by, user)
        for by in (boss, elsewhere, keeper, marketer)
        for user in (marketer, of_two, keeper, superuser, boss)
        if second_factor.may_reset(User.objects.get(pk=by.pk), User.objects.get(pk=user.pk))
    }
    assert able == {(boss, marketer), (keeper, marketer), (keeper, of_two), (keeper, boss)}


def test_a_public_page_asks_nothing_more_for_a_visitor(founded, django_assert_num_queries):
    visitor = Client()
    visitor.get("/robots.txt")
    with django_assert_num_queries(0):
        visitor.get("/robots.txt")
