"""What stands above every story is the partner's name and "Verhalen", and no words of anybody."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.models import Page

from brand.founding import welcome
from stories.models import PartnerSectionPage, StoryIndexPage
from tests.factories.stories import covered_story

pytestmark = pytest.mark.django_db
WORDS = "Mensen die uit de gevangenis komen"


@pytest.fixture
def page(people):
    return covered_story(1, organisation=people.partner)


@pytest.fixture
def section(page):
    return page.get_parent().specific


def trail(client, page) -> str:
    return client.get(page.url).content.decode()


def test_whoever_edits_it_gives_it_no_title_and_no_address(
    client, people, page, section, signed_in
):
    before = section.url
    signed_in(people.federation).post(
        reverse("wagtailadmin_pages:edit", args=[section.pk]),
        {"title": WORDS, "slug": "uit-de-gevangenis", "action-publish": "1", "seo_title": "Zo"},
    )
    section.title, section.slug = WORDS, "uit-de-gevangenis"
    section.save_revision().publish()
    section.save()
    client.logout()
    section = PartnerSectionPage.objects.get(pk=section.pk)
    assert (section.title, section.draft_title) == (people.partner.name,) * 2
    assert section.url == before
    assert WORDS not in trail(client, page)


def test_it_is_called_anew_with_its_partner(client, people, page, section):
    people.partner.name = "De Nieuwe Hal"
    people.partner.save()
    welcome(people.partner)
    assert PartnerSectionPage.objects.get(pk=section.pk).title == "De Nieuwe Hal"


def test_titles_of_before_are_names_again(client, people, page, section):
    Page.objects.filter(pk=section.pk).update(title=WORDS, draft_title=WORDS)
    assert WORDS in trail(client, page)
    migration = import_module("stories.migrations.0048_sections_called_like_their_partner")
    migration.name_sections(apps, None)
    assert WORDS not in trail(client, page)


def test_the_index_is_given_no_title_and_no_address_either(client, people, page, signed_in):
    index = StoryIndexPage.objects.get()
    before = index.url
    signed_in(people.federation).post(
        reverse("wagtailadmin_pages:edit", args=[index.pk]),
        {"title": WORDS, "slug": "uit-de-gevangenis", "action-publish": "1", "intro": "Lees mee."},
    )
    index.title, index.slug = WORDS, "uit-de-gevangenis"
    index.save_revision().publish()
    index.save()
    client.logout()
    index = StoryIndexPage.objects.get()
    assert (index.title, index.draft_title, index.url) == ("Verhalen", "Verhalen", before)
    assert WORDS not in trail(client, page)


def test_an_index_of_before_is_called_stories_again(client, page):
    rows = Page.objects.filter(pk=StoryIndexPage.objects.get().pk)
    rows.update(title=WORDS, draft_title=WORDS)
    assert WORDS in trail(client, page)
    migration = import_module("stories.migrations.0051_index_called_stories")
    migration.name_index(apps, None)
    assert WORDS not in trail(client, page)
