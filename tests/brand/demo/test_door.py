"""The demo's accounts: they open one's own machine only, with a password of that very site."""

import re
import stat

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, RequestFactory
from django.utils import timezone

from brand import demo
from brand import settings as settings_of_site
from brand.demo import door
from brand.models import User
from tests.factories.brand import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

LOGIN = "/beheer/login/"
HERE = {door.LISTENS_ON: "127.0.0.1", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}
FROM_ELSEWHERE = [
    pytest.param({}, "https://meewerkers.be", id="a site of the public"),
    pytest.param({door.LISTENS_ON: "0.0.0.0"}, None, id="serve --bind 0.0.0.0"),
    pytest.param({door.LISTENS_ON: ""}, None, id="a server that does not say where it listens"),
    pytest.param({"REMOTE_ADDR": "192.168.1.7"}, None, id="a forged Host from a colleague"),
    pytest.param({"HTTP_HOST": "192.168.1.3:8000"}, None, id="another name for this machine"),
    pytest.param({"HTTP_X_FORWARDED_FOR": "81.82.83.84"}, None, id="through a proxy"),
    pytest.param({"HTTP_X_FORWARDED_PROTO": "http"}, None, id="through a proxy that says little"),
    pytest.param({"HTTP_FORWARDED": "for=81.82.83.84"}, None, id="through a newer proxy"),
    pytest.param({"HTTP_X_REAL_IP": "81.82.83.84"}, None, id="through nginx"),
]


@pytest.fixture(autouse=True)
def hosts(founded, settings):
    """After the first pages, which are kept for as long as no setting was changed."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.DEMO_PASSWORD = "een woord voor de proef"


@pytest.fixture
def account(founded):
    """The demo's federation, with its known password."""
    user = User.objects.create_user(
        "federatie@voorbeeld.example", demo.kept_password(), is_demo=True
    )
    house = OrganisationFactory(is_federation=True, is_demo=True)
    MembershipFactory(user=user, organisation=house, role="beheerder")
    user.is_superuser = True  # so that nothing but the door decides
    user.save()
    return user


def asked_from(where: dict, site: str | None, settings) -> Client:
    if site:
        settings.SITE_HOST = site.removeprefix("https://")
        where = {"HTTP_HOST": settings.SITE_HOST, **where}
    return Client(**{**HERE, **where})


def signs_in(client: Client, address: str) -> bool:
    client.post(LOGIN, {"username": address, "password": demo.kept_password()})
    return "_auth_user_id" in client.session


def test_on_ones_own_machine_it_opens(account):
    client = Client(**HERE)
    assert signs_in(client, account.email)
    assert client.get("/beheer/").status_code == 200


@pytest.mark.parametrize(
    "where",
    [
        {"HTTP_HOST": "127.0.0.1:8000"},
        {"HTTP_HOST": "[::1]:8000", "REMOTE_ADDR": "::1", door.LISTENS_ON: "::1"},
        {"HTTP_HOST": "LOCALHOST"},
        {door.LISTENS_ON: "localhost"},
    ],
)
def test_so_does_every_name_of_it(account, where):
    assert signs_in(Client(**{**HERE, **where}), account.email)


@pytest.mark.parametrize(("where", "site"), FROM_ELSEWHERE)
def test_elsewhere_nobody_signs_in(account, settings, where, site):
    client = asked_from(where, site, settings)
    assert not signs_in(client, account.email)
    page = client.post(LOGIN, {"username": account.email, "password": demo.kept_password()})
    assert door.SHUT in page.text
    request = RequestFactory(**{**HERE, **where}).get("/")  # by whatever form
    request.axes_attempt_time = timezone.now()
    assert authenticate(request, username=account.email, password=demo.kept_password()) is None


@pytest.mark.parametrize(("where", "site"), FROM_ELSEWHERE)
def test_an_open_session_is_nobodys_there(account, settings, where, site):
    client = asked_from(where, site, settings)
    client.force_login(account)
    assert client.get("/beheer/").url.startswith(LOGIN)
    assert client.post("/beheer/voorbeelden/", {"load": "1"}).url.startswith(LOGIN)
    assert "wagtail-userbar" not in client.get("/").text


def test_another_password_or_address_makes_it_no_other_account(account):
    account.set_password("een ander lang woord")
    account.email = "noor@federatie.be"
    account.save()
    away = Client(**{**HERE, "REMOTE_ADDR": "10.0.0.9"})
    sent = {"username": "noor@federatie.be", "password": "een ander lang woord"}
    assert door.SHUT in away.post(LOGIN, sent).text
    assert "_auth_user_id" not in away.session


def test_the_known_password_opens_no_other_account_either(founded):
    User.objects.create_superuser("echt@federatie.be", demo.kept_password())
    assert not signs_in(Client(**{**HERE, "REMOTE_ADDR": "10.0.0.9"}), "echt@federatie.be")


def test_everybody_else_comes_in_from_anywhere(founded):
    User.objects.create_superuser("echt@federatie.be", "een ander lang woord")
    client = Client(REMOTE_ADDR="10.0.0.9", HTTP_HOST="meewerkers.be")
    client.post(LOGIN, {"username": "echt@federatie.be", "password": "een ander lang woord"})
    assert "_auth_user_id" in client.session


def test_nobody_chooses_the_known_password(client, admin_user):
    client.force_login(admin_user)
    given = {"password-old_password": "password", "password-new_password1": demo.kept_password()}
    given["password-new_password2"] = demo.kept_password()
    assert door.KNOWN in client.post("/beheer/account/", given).text


def test_check_deploy_fails_while_they_exist(account):
    with pytest.raises(SystemCheckError, match="1 voorbeeldaccounts op de site"):
        call_command("check", "--deploy")
    account.delete()
    with pytest.raises(SystemCheckError) as told:  # every host is allowed here, see `hosts`
        call_command("check", "--deploy")
    assert "brand.E004" not in str(told.value)


@pytest.mark.parametrize(("hosts", "fails"), [(["*"], True), (["meewerkers.be"], False)])
def test_check_deploy_fails_on_any_host(db, settings, hosts, fails):
    settings.ALLOWED_HOSTS = hosts
    settings.SECRET_KEY = "een lange sleutel van meer dan vijftig tekens, met cijfers 123456"
    try:
        call_command("check", "--deploy")
        told = ""
    except SystemCheckError as error:
        told = str(error)
    assert ("brand.E003" in told) is fails


def test_a_site_of_before_knows_its_demo_accounts(founded):
    """The migration: by address; and who changed the address, by the hash they all share."""
    module = __import__("brand.migrations.0005_demo_accounts", fromlist=["x"])
    rows = [
        ("nalezer@voorbeeld.example", "pbkdf2_sha256$1$a$gedeeld", True),
        ("mo@voorbeeld.example", "pbkdf2_sha256$1$a$gedeeld", True),
        ("sam@elders.be", "pbkdf2_sha256$1$a$gedeeld", True),
        ("echt@federatie.be", "pbkdf2_sha256$1$b$eigen", False),
    ]
    for email, password, _ in rows:
        User.objects.create(email=email, password=password)
    module.mark_the_demo_accounts(apps, None)
    found = User.objects.filter(email__in=[email for email, _, _ in rows])
    assert dict(found.values_list("email", "is_demo")) == {
        email: is_demo for email, _, is_demo in rows
    }


class TestPassword:
    @pytest.fixture(autouse=True)
    def site(self, settings, tmp_path):
        settings.VAR, settings.DEMO_PASSWORD = tmp_path, ""

    def test_each_site_makes_its_own_and_keeps_it(self, settings, tmp_path):
        assert demo.kept_password() == ""
        made = demo.password()
        assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", made)
        assert (demo.password(), demo.kept_password()) == (made, made)
        assert stat.S_IMODE((tmp_path / "demo-password").stat().st_mode) == 0o600
        settings.VAR = tmp_path / "elders"
        settings.VAR.mkdir()
        assert demo.password() != made

    def test_what_the_handbook_once_said_opens_nothing(self, account):
        once = "-".join(["halte", "in", "zicht", "2026"])
        account.set_password(once)
        account.save()
        client = Client(**HERE)  # as behind a proxy that sets no header
        client.post(LOGIN, {"username": account.email, "password": once})
        assert "_auth_user_id" not in client.session
        demo.load(timezone.now())  # and the next loading gives the site's own
        account.refresh_from_db()
        assert account.check_password(demo.kept_password())

    def test_it_stands_in_no_file_of_the_product(self):
        root = settings_of_site.BASE_DIR
        kept = [root / "README.md", *root.glob("brand/**/*.py")]
        assert not [path for path in kept if "halte-in-zicht" in path.read_text()]
