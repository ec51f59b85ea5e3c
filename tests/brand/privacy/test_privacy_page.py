"""What the privacy page says is what the code does."""

import pytest

from brand.models import BrandKit
from brand.pages import first_pages
from brand.privacy import retention
from tests.factories.roadshow import home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    home = home_page()
    first_pages.lay(home)
    return home


def test_every_term_of_the_worker_stands_there(client, home, settings):
    settings.RETENTION_MONTHS = settings.RETENTION_MONTHS | {"registrations": 7}
    page = client.get("/privacy/").text
    for purpose in retention.known():
        assert f"<td>{purpose.what}</td><td>{purpose.period}</td>" in page
    assert "<td>7 maanden na de halte</td>" in page


def test_who_is_responsible_comes_from_the_house_style(client, home):
    kit = BrandKit.current()
    kit.sender_name, kit.postal_address = "Federatie vzw", "Kerkstraat 1, 3600 Genk"
    kit.privacy_email = "privacy@federatie.example"
    kit.save()
    page = client.get("/privacy/").text
    assert "<strong>Federatie vzw</strong>, Kerkstraat 1, 3600 Genk" in page
    assert page.count("mailto:privacy@federatie.example") == 2


def test_one_may_complain_to_the_authority(client, home):
    assert "Gegevensbeschermingsautoriteit, Drukpersstraat 35, 1000 Brussel" in (
        client.get("/privacy/").text
    )


@pytest.mark.parametrize(("mode", "said"), [("uit", False), ("proef", False), ("echt", True)])
def test_another_company_is_named_where_it_gets_addresses(client, home, settings, mode, said):
    settings.MAILCHIMP_MODE = mode
    assert ("Mailchimp" in client.get("/privacy/").text) is said
