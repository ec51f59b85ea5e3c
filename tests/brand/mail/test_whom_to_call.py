"""A mail that says to call names the number, or somebody else."""

import pytest
from django.utils.html import strip_tags

from brand import emails
from brand.models import BrandKit
from tests.factories.brand import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("phone", "email", "said"),
    [
        ("02 123 45 67", "huis@x.be", "bel 02 123 45 67."),
        ("", "huis@x.be", "mail huis@x.be."),
        ("", "", "verwittig wie je account beheert."),
    ],
)
def test_a_second_factor_taken_away(phone, email, said, monkeypatch):
    kit = BrandKit(contact_phone=phone, contact_email=email)
    monkeypatch.setattr(BrandKit, "current", lambda: kit)
    message = emails.second_factor_reset(UserFactory().pk)
    for words in (message.text, strip_tags(message.html)):
        assert f"Verander dan meteen je wachtwoord en {said}" in words
