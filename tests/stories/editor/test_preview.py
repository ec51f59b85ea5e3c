"""A story as it will look elsewhere, or why it may not stand there."""

import pytest
from django.test import RequestFactory

from tests.factories.stories import Channel, ConsentFactory, covered_story, section_of
from tests.support.story_editor import as_it_is, as_user, form_of, fresh

pytestmark = pytest.mark.django_db


def shown(page, mode: str) -> str:
    request = RequestFactory().get("/", headers={"host": "localhost"})
    response = page.make_preview_request(request, mode)
    response.render() if hasattr(response, "render") else None
    return response.content.decode()


def allow(page, channel):
    ConsentFactory(person=page.portrayals.get().person, picture=page.picture, channel=channel)


@pytest.fixture
def tale(people):
    return covered_story(1, organisation=people.partner, live=False, lead="Karim lacht.")


def test_three_ways_to_look_and_three_sizes(tale):
    assert [label for _, label in tale.preview_modes] == ["Pagina", "Deelkaart", "Nieuwsbrief"]
    assert [size["name"] for size in tale.preview_sizes] == ["mobile", "tablet", "desktop"]


def test_the_page(tale):
    assert f"<h1>{tale.title}</h1>" in shown(tale, "")


def test_the_shared_card(tale):
    html = shown(tale, "deelkaart")
    person = tale.portrayals.get().person
    assert f"Toestemming voor sociale media ontbreekt voor {person}" in html
    assert "share-card__pic" not in html
    assert '<p class="share-card__domain">localhost</p>' in html
    allow(tale, Channel.SOCIAL)
    html = shown(fresh(tale), "deelkaart")
    assert "share-card__pic" in html
    assert "ontbreekt" not in html


def test_the_newsletter(tale):
    html = shown(tale, "nieuwsbrief")
    assert "Dit verhaal kan niet mee in de nieuwsbrief." in html
    assert "Karim lacht." not in html.partition("<main")[2]
    allow(tale, Channel.NEWSLETTER)
    html = shown(fresh(tale), "nieuwsbrief")
    assert "Karim lacht." in html.partition("<main")[2]


def test_in_the_editor(people, tale):
    client = as_user(people.marketer)
    url = f"/beheer/pages/{tale.pk}/edit/"
    html = client.get(url).content.decode()
    assert "Deelkaart" in html
    assert "Gaat nu niet mee." in html
    for mode in ("", "deelkaart", "nieuwsbrief"):
        response = client.get(f"{url}preview/", {"mode": mode})
        assert response.status_code == 200


@pytest.mark.parametrize("mode", ["", "kaart", "nieuwsbrief"])
def test_before_the_first_row_of_a_story(people, mode):
    section = section_of(people.partner)
    client = as_user(people.marketer)
    url = f"/beheer/pages/add/stories/storypage/{section.pk}/preview/"
    assert client.post(url, form_of(title="Nieuw", slug="nieuw")).json()["is_valid"]
    assert client.get(url, {"mode": mode}).status_code == 200


def test_beside_the_form_and_nowhere_else(people, tale):
    client = as_user(people.marketer)
    url = f"/beheer/pages/{tale.pk}/edit/preview/"
    assert client.post(url, as_it_is(tale)).json()["is_valid"]
    response = client.get(url, {"mode": ""})
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    tale.get_latest_revision().publish()
    response = client.get(fresh(tale).url)
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
