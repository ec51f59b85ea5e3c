"""No log holds a link that opens somebody's page."""

import logging

import pytest

from brand import tokens
from brand.http.logs import WithoutTokens
from roadshow.models import Registration

TOKEN = "aB3_" * 8


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/toestemming/{TOKEN}/", "/toestemming/verborgen/"),
        (f"/toestemming/{TOKEN}/geen-pagina/", "/toestemming/verborgen/geen-pagina/"),
        (f"/mijn/{TOKEN}/", "/mijn/verborgen/"),
        (f"/bijdragen/{TOKEN}/", "/bijdragen/verborgen/"),
        ("/roadshow/", "/roadshow/"),
    ],
)
def test_the_token_of_an_address_is_left_out(path, kept):
    record = logging.LogRecord("django.request", 30, "", 1, "%s: %s", ("Not Found", path), None)
    assert WithoutTokens().filter(record)
    assert record.getMessage() == f"Not Found: {kept}"


def test_the_log_of_the_site_goes_through_it(settings):
    handlers = settings.LOGGING["handlers"]
    assert [one["filters"] for one in handlers.values()] == [["without tokens"]]
    (console,) = (one for one in logging.getLogger().handlers if one.filters)
    record = logging.LogRecord("x", 30, "", 1, f"/toestemming/{TOKEN}/", (), None)
    assert console.filter(record)
    assert TOKEN not in console.format(record)


@pytest.mark.django_db
@pytest.mark.parametrize("links", ["in an address", "alone"])
def test_a_traceback_holds_none_either(client, caplog, monkeypatch, links):
    """Of a fault Django logs the whole traceback, with the words of each error in it."""

    def fails(token):
        raise LookupError(f"/mijn/{token}/" if links == "in an address" else repr((token,)))

    token = tokens.token_for("registration", tokens.new_nonce())
    monkeypatch.setattr(Registration, "find_by_link", fails)
    (console,) = (one for one in logging.getLogger().handlers if one.filters)
    client.raise_request_exception = False
    assert client.get(f"/mijn/{token}/").status_code == 500
    (record,) = (one for one in caplog.records if one.exc_info)
    assert console.filter(record)
    said = console.format(record)
    assert "Traceback (most recent call last)" in said
    assert "LookupError: " in said
    assert "own_page.py" in said
    assert token not in said
    assert "verborgen" in said.rpartition("LookupError: ")[2]


def test_names_of_our_own_stay_readable():
    said = "File 'brand/http/test_a_function_of_more_than_32_signs.py', in find_by_link"
    record = logging.LogRecord("x", 40, "", 1, f"/ {said}", (), None, sinfo=said)
    WithoutTokens().filter(record)
    assert (record.getMessage(), record.stack_info) == (f"/ {said}", said)
