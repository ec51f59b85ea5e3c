"""A French story page: its language, the words around it, and the way to the others."""

import html
import re

import pytest
from django.utils import timezone

from stories.languages import translation
from stories.models import PortrayedPerson, StoryPage
from tests.factories.roadshow import StopFactory
from tests.factories.stories import agree, covered_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """A Dutch story and its French version, both on the site."""
    dutch = covered_story(title="De doos", province="antwerpen")
    version = translation.translate(dutch, "fr")
    version.title = "La boîte"
    version.save_revision()
    agree(version)
    version.get_latest_revision().publish()
    return dutch, StoryPage.objects.get(pk=version.pk)


def text_of(client, page) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_language_stands_in_the_markup(client, pair):
    dutch, french = (text_of(client, page) for page in pair)
    assert '<html lang="nl-BE">' in dutch
    assert '<html lang="fr">' in french
    assert '<meta property="og:locale" content="fr_BE">' in french
    assert '<meta property="og:locale:alternate" content="nl_BE">' in french
    assert '<header class="top" lang="nl-BE">' in french
    assert '"inLanguage": "fr"' in french


def test_the_words_around_a_french_story_are_french(client, pair):
    text = html.unescape(re.sub(r"<[^>]+>", " ", text_of(client, pair[1])))
    for words in ("Témoignage", "Dans cette histoire :", "Racontée par :", "Anvers"):
        assert words in text
    assert "Getuigenis" not in text
    assert "Getuigenis" in text_of(client, pair[0])


def test_each_version_leads_to_the_other(client, pair):
    dutch, french = pair
    for page, other in ((dutch, french), (french, dutch)):
        markup = text_of(client, page)
        named = r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">'
        assert dict(re.findall(named, markup)) == {
            "nl-BE": dutch.full_url,
            "fr": french.full_url,
            "x-default": dutch.full_url,
        }
        assert f'href="{other.url}" hreflang="{other.language_tag}"' in markup


def test_a_story_told_once_has_no_switch(client):
    markup = text_of(client, covered_story())
    assert "hreflang" not in markup
    assert 'class="versions"' not in markup


def test_a_draft_version_is_not_named(client, pair):
    dutch, french = pair
    french.unpublish()
    assert "hreflang" not in text_of(client, dutch)


def test_the_sitemap_names_the_versions(client, pair):
    dutch, french = pair
    sitemap = client.get("/sitemap.xml").content.decode()
    for page in pair:
        assert f"<loc>{page.full_url}</loc>" in sitemap
    assert sitemap.count(f'hreflang="fr" href="{french.full_url}"') == 2
    PortrayedPerson.objects.get().consents.update(withdrawn_at=timezone.now())
    assert dutch.full_url not in client.get("/sitemap.xml").content.decode()


def test_on_paper_it_says_where_it_can_be_read(client, pair):
    markup = text_of(client, pair[0])
    assert "QR-code van dit verhaal" in markup
    assert f"<p>Lees dit verhaal op:<br>{pair[0].full_url}</p>" in markup


@pytest.mark.parametrize("rows", [1, 3])
def test_the_sitemap_asks_the_same_number_of_questions(client, rows, django_assert_num_queries):
    for number in range(rows):
        covered_story(number + 1)
    client.get("/sitemap.xml")
    with django_assert_num_queries(8):
        client.get("/sitemap.xml")


def test_a_list_of_french_stories_says_so_of_its_words(client, pair):
    markup = client.get("/verhalen/?taal=fr").content.decode()
    assert '<h3 class="newest__title" lang="fr">' in markup
    assert 'class="newest__title">' in client.get("/verhalen/").content.decode()
    assert re.findall(r'<a class="chip" href="[^"]*" lang="(..)"', markup) == ["nl", "fr"]


def test_the_invitation_below_a_french_story_is_french(client):
    StopFactory()
    dutch = covered_story(province="limburg")
    french = translation.translate(dutch, "fr")
    french.save_revision()
    agree(french)
    french.get_latest_revision().publish()
    markup = text_of(client, StoryPage.objects.get(pk=french.pk))
    assert "Venez nous voir à Genk" in markup
    assert "Kom langs in" not in markup
    assert "Kom langs in Genk" in text_of(client, dutch)


def test_a_french_story_that_was_taken_back_says_so_in_french(client, pair):
    for page in pair:
        page.portrayals.get().person.consents.all().delete()
    dutch, french = (client.get(page.url) for page in pair)
    assert (dutch.status_code, french.status_code) == (410, 410)
    assert '<html lang="fr">' in french.content.decode()
    assert "Cette histoire n’est <em>plus ici</em>." in french.content.decode()
    assert "/verhalen/?taal=fr" in french.content.decode()
    assert '<html lang="nl-BE">' in dutch.content.decode()
    assert "Dit verhaal staat hier <em>niet meer</em>." in dutch.content.decode()
