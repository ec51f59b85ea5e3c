"""Whom visitors reach is asked on the federation's first screen, and never left empty."""

import pytest

from brand.kit.panel import lacking
from brand.models import BrandKit
from tests.factories.roadshow import home_page

pytestmark = pytest.mark.django_db


def test_what_is_not_filled_in_is_named():
    kit = BrandKit(contact_email="a@b.example", postal_address="Kerkstraat 1")
    assert lacking(kit) == ["de organisatie achter het merk", "een telefoonnummer voor vragen"]


def test_until_then_the_footer_leads_to_a_partner(client):
    home_page()
    assert (
        'Vraag het aan <a href="/partners/">een partner in uw streek</a>.' in client.get("/").text
    )
    kit = BrandKit.current()
    kit.contact_phone = "089 12 34 56"
    kit.save()
    page = client.get("/").text
    assert "een partner in uw streek" not in page
    assert 'href="tel:089123456"' in page
