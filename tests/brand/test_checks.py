"""Settings that cannot work say so before anything runs."""

import pytest

from brand import checks


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", []),
        ("smtp://mail.bedrijf.be", []),
        ("smtp+tls://wij:geheim@mail.bedrijf.be:587", []),
        ("smtp+ssl://wij:geheim@mail.bedrijf.be", []),
        ("consolemail://", ["brand.E001"]),
        ("mail.bedrijf.be", ["brand.E001"]),
    ],
)
def test_the_mail_server_speaks_smtp(settings, url, found):
    settings.EMAIL_URL = url
    assert [check.id for check in checks.mail_server(None)] == found


@pytest.mark.parametrize(
    ("mode", "key", "audience", "trial", "found"),
    [
        ("uit", "", "", [], []),
        ("echt", "x-us1", "abc", [], []),
        ("proef", "x-us1", "abc", ["an@bedrijf.be"], []),
        ("Echt", "x-us1", "abc", [], ["brand.E002"]),
        ("echt", "", "", [], ["brand.W001", "brand.W001"]),
        ("proef", "x-us1", "", [], ["brand.W001", "brand.W002"]),
    ],
)
def test_the_newsletter_has_what_its_mode_needs(settings, mode, key, audience, trial, found):
    settings.MAILCHIMP_MODE, settings.MAILCHIMP_API_KEY = mode, key
    settings.MAILCHIMP_AUDIENCE, settings.MAILCHIMP_TRIAL_ADDRESSES = audience, trial
    assert [check.id for check in checks.newsletter(None)] == found
