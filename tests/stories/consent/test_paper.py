"""The form on paper asks what the screen asks, and says what it is about."""

import re

import pytest
from django.urls import reverse

from stories.consent import recording, requests, wording
from stories.consent.forms import LEGIBLE
from stories.models import Consent, ConsentProof, ConsentReceipt, ConsentRequest
from tests.factories.stories import PersonFactory, image_file, picture, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def karim(people):
    people.partner.name = "Atelier Zuidpunt"
    people.partner.save()
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def told(karim):
    shown = picture(1, title="Karim bij de oven")
    return story(karim, title="Karim bakt", lead="Karim bakt elke nacht.", picture=shown)


@pytest.fixture
def desk(signed_in, people):
    return signed_in(people.marketer)


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def sheet(desk, karim) -> str:
    """As a colleague comes to it: from the screen that asks about this story."""
    ask = desk.get(reverse("consent_ask", args=[karim.pk])).content.decode()
    address = re.search(r'href="([^"]*/formulier/[^"]*)"', ask)[1]
    return desk.get(address.replace("&amp;", "&")).content.decode()


def test_it_names_story_picture_and_partner(desk, karim, told):
    page = sheet(desk, karim)
    said = text(page)
    assert "Uw verhaal: Karim bakt" in said
    assert "Het gaat over deze foto: Karim bij de oven" in said
    assert "Atelier Zuidpunt" in said
    assert "Karim bakt elke nacht." in said  # to be read before it is signed
    assert page.count("about__picture") == 1
    assert ConsentRequest.objects.count() == 0  # printing asks nothing yet


def test_it_carries_the_questions_of_the_screen(client, desk, karim, told):
    said = text(sheet(desk, karim))
    words = wording.words("nl", partner=karim.organisation)
    asked = ["no_thanks", "taking_existing", "channels", "name_level", "other_name", "years"]
    asked += ["present", "trusted_person", "trusted_contact", "health_title", "rights_title"]
    asked += [one.value.replace("-", "_") for one in Consent.Channel]
    asked += [one.value for one in Consent.NameLevel] + ["year_1", "year_2", "year_5"]
    client.logout()
    screen = text(client.get(f"/toestemming/{requests.ask(karim, story=told).token}/").text)
    for name in asked:
        assert words[name] in said, name
        assert words[name] in screen, name


def test_about_words_it_says_that_there_is_no_picture(desk, karim):
    said = text(sheet(desk, karim))
    assert "Er is nog geen foto. Het gaat over uw woorden." in said
    assert "Welke foto of welk verhaal?" in said


def test_from_sheet_to_consent(desk, karim, told, people):
    """Print it, have it signed, take a photograph, note it: the story may be shown."""
    sheet(desk, karim)
    ask = f"{reverse('consent_ask', args=[karim.pk])}?verhaal={told.pk}"
    page = desk.get(ask).content.decode()
    assert LEGIBLE in page
    noted = {"way": "papier", "taking": "ja", "channels": ["website"], "name_level": "voornaam"}
    assert desk.post(ask, noted).status_code == 422  # without the photograph
    answer = desk.post(ask, {**noted, "proof": image_file(9)})
    assert answer.status_code == 302
    receipt = ConsentReceipt.objects.get()
    assert (receipt.way, receipt.story_id, receipt.proof) == (
        "papier",
        told.pk,
        ConsentProof.objects.get(),
    )
    assert recording.now(karim)["channels"] == ["website"]
