"""What every answer says about keeping it, and about the device."""

import json
import os
import subprocess
import sys
import tomllib

import pytest

from brand.http.headers import PERMISSIONS
from tests.factories.brand import UserFactory
from tests.support import servers


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/roadshow/", "/zoeken/", "/geen-pagina/", "/robots.txt"])
def test_a_public_page_may_be_kept_and_is_asked_for_again(client, founded, path):
    response = client.get(path)
    assert response["Cache-Control"] == "public, no-cache"
    assert response["Permissions-Policy"] == PERMISSIONS


@pytest.mark.django_db
def test_who_is_signed_in_shares_no_page(client, founded):
    client.force_login(UserFactory())
    assert client.get("/")["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_a_page_that_says_something_else_is_believed(client, founded):
    assert client.get("/healthz")["Cache-Control"].endswith("no-store, must-revalidate, private")


def test_cookies_of_an_https_site_are_of_its_host_alone(tmp_path):
    names = (
        "import json; from brand import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME,"
        " s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE]))"
    )
    said = subprocess.run(
        [sys.executable, "-c", names],
        cwd=servers.ROOT,
        env={
            "PATH": os.environ["PATH"],
            "MERKBAAR_VAR": str(tmp_path),
            "SITE_URL": "https://meewerkers.example",
        },
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(said.stdout) == ["__Host-sessionid", "__Host-csrftoken", True, True]


def test_every_dependency_has_an_upper_bound_and_a_lock():
    project = tomllib.loads((servers.ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *extras["scale"]]
    assert [one for one in asked if "<" not in one and "==" not in one] == []
    lock = (servers.ROOT / "requirements-scale.txt").read_text()
    assert {name for name in ("redis", "django-storages") if f"\n{name}==" in lock} == {
        "redis",
        "django-storages",
    }
