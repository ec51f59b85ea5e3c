"""What stands in the menu."""

import pytest
from wagtail.models import PageViewRestriction

from brand.models import ContentPage
from brand.pages import navigation
from tests.factories.roadshow import home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(founded):
    fields = {"slug": "over-ons", "title": "Over ons", "show_in_menus": True}
    return home_page().add_child(instance=ContentPage(**fields))


def menu(rf) -> list[str]:
    return [link["title"] for link in navigation.main_menu(rf.get("/", HTTP_HOST="localhost"))]


def test_a_page_stands_in_the_menu(rf, page):
    assert "Over ons" in menu(rf)


def test_a_page_behind_a_password_does_not(rf, page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="geheim"
    )
    assert menu(rf)
    assert "Over ons" not in menu(rf)
