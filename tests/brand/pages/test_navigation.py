"""What stands in the menu."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from brand.change_groups import GROUPS
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


def test_what_changes_in_a_page_changes_in_the_menu(rf, page):
    assert "Over ons" in menu(rf)
    page.title = "Wie wij zijn"
    page.save()
    assert "Wie wij zijn" in menu(rf)
    ContentPage.objects.filter(pk=page.pk).update(show_in_footer=True)
    request = rf.get("/", HTTP_HOST="localhost")
    assert "Wie wij zijn" in [link["title"] for link in navigation.footer_menu(request)]
    page.unpublish()
    assert "Wie wij zijn" not in menu(rf)


def test_the_menus_are_read_once(rf, page):
    menu(rf)
    home = home_page()
    with CaptureQueriesContext(connection) as asked:
        list(navigation._read_menus(home))
    (read,) = asked
    assert set(re.findall(r'(?:FROM|JOIN) "(\w+)"', read["sql"])) == GROUPS["menus"]
    with CaptureQueriesContext(connection) as asked:
        menu(rf)
    assert not [one for one in asked if "brand_contentpage" in one["sql"]]
