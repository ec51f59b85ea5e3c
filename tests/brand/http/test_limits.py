"""How large a request may be, once it is known who sends it."""

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory

from brand.http import limits
from brand.http import views as http_views
from tests.factories.brand import UserFactory

TOO_MUCH = {"name": "x" * (limits.SMALL + 1)}


@pytest.mark.django_db
def test_a_cookie_is_no_account(client, founded):
    client.cookies["sessionid"] = "verzonnen"
    response = client.post("/nieuwsbrief/", TOO_MUCH)
    assert response.status_code == 413
    assert "Dit is <em>te groot</em>" in response.content.decode()
    client.force_login(UserFactory())
    assert client.post("/nieuwsbrief/", TOO_MUCH).status_code == 200


def test_a_contribution_may_be_as_large_as_the_server_takes():
    assert limits.largest("/bijdragen/x/", may_send_files=False) == limits.LARGEST
    assert limits.LARGEST == 32 * 1024 * 1024


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Een foto mag 9 MB zijn."),
        ("?taal=fr", "Une photo peut faire 9 Mo."),
        ("?taal=en", "A photo may be 9 MB."),
    ],
)
def test_the_page_says_how_large_a_picture_may_be(settings, query, words):
    settings.LARGEST_PICTURE_MB = 9
    request = RequestFactory().post("/" + query)
    assert words in limits.too_large(request).content.decode()


def test_django_says_it_by_the_same_page():
    response = http_views.bad_request(RequestFactory().post("/"), RequestDataTooBig("words"))
    assert response.status_code == 413
