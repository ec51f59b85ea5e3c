"""Icons and manifest in the colours of the kit."""

from io import BytesIO

import pytest
from PIL import Image

from brand.models import BrandKit
from tests.factories.roadshow import home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def kit():
    home_page()
    kit = BrandKit.current()
    kit.seed_brand, kit.name = "#123A7A", "Samen"
    kit.save()
    return kit


def test_the_icon_of_the_tab_has_the_colours_of_the_kit(client, kit):
    response = client.get("/merk.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert f'stroke="{kit.tokens()["light"]["brand"]}"' in response.text


@pytest.mark.parametrize(
    ("address", "side"), [("/merk-180.png", 180), ("/merk-512.png", 512), ("/favicon.ico", 48)]
)
def test_a_telephone_gets_a_square(client, kit, address, side):
    assert Image.open(BytesIO(client.get(address).content)).size == (side, side)


def test_no_other_size_is_drawn(client, kit):
    assert client.get("/merk-9999.png").status_code == 404


def test_the_manifest_names_what_is_there(client, kit):
    said = client.get("/merk.webmanifest").json()
    assert (said["name"], said["start_url"]) == ("Samen", "/")
    assert {client.get(icon["src"]).status_code for icon in said["icons"]} == {200}


def test_a_page_points_at_them(client, kit):
    page = client.get("/").text
    for address in ("/merk.svg", "/merk-180.png", "/merk.webmanifest"):
        assert f'href="{address}"' in page
