"""No log holds a link that opens somebody's page."""

import logging

import pytest

from brand.http.logs import WithoutTokens

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
