"""Who refuses only the picture keeps the yes to the words, and reads the same everywhere."""

import re

import pytest
from django.urls import reverse

from brand import mail
from brand.models import OutgoingMail, Picture
from stories import emails
from stories.consent import recording, requests
from stories.models import Consent, Objection, StoryPage, Withdrawal
from stories.withdrawal import outcome
from tests.factories.stories import PersonFactory, picture, put_online, story

pytestmark = pytest.mark.django_db
YES = {"taking": True, "channels": ("website", "nieuwsbrief")}
STAYS = "Uw ja op de woorden blijft"
REWRITE = "De woorden mogen blijven: “Karim werkt” staat niet meer op de site en wacht als concept."


@pytest.fixture
def karim(people):
    name = {"name": "Karim Voorbeeld", "email": "karim@voorbeeld.be"}
    return PersonFactory(organisation=people.partner, **name)


@pytest.fixture
def told(karim):
    page = story(karim, title="Karim werkt", lead="Karim werkt.", picture=picture(1))
    recording.answer(requests.ask(karim, story=page), recording.Answer(**YES))
    page = put_online(page)
    OutgoingMail.objects.all().delete()
    return page


@pytest.fixture
def own(karim, told):
    return f"/toestemming/{requests.own_link(karim).token}/"


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def hash_on(page: str) -> str:
    return re.search(r'name="text_hash" value="(\w+)"', page)[1]


def refuse_picture(client, own, told):
    """Ticked under the story, on the person's own page."""
    page = client.get(own).content.decode()
    said = {"pictures": [told.picture_id], "text_hash": hash_on(page)}
    return client.post(f"{own}wil-ik-niet/{told.pk}/", said, follow=True)


def answer_no_picture(client, own, told):
    """No picture, the same places: asked again, and confirmed."""
    seen = re.search(r'name="seen" value="(\w+)"', client.get(f"{own}wijzig/").content.decode())[1]
    said = {"taking": "nee", "channels": YES["channels"], "name_level": "voornaam", "seen": seen}
    return client.post(f"{own}wijzig/", {**said, "zeker": "ja"}, follow=True)


ROADS = pytest.mark.parametrize("road", [refuse_picture, answer_no_picture])


@ROADS
def test_the_yes_to_the_words_stays(client, karim, told, own, road):
    page = text(road(client, own, told))
    assert not Picture.objects.filter(pk=told.picture_id).exists()
    rows = Consent.objects.valid().values_list("purpose", "channel", "file_hash", "story_key")
    assert set(rows) == {
        ("tonen", channel, "", told.translation_key) for channel in YES["channels"]
    }
    assert "Wij mogen u tonen: Op onze website In onze nieuwsbrief (mail)" in page
    assert "Wij gebruiken uw foto niet meer." in page
    assert "Er staat nu geen verhaal van u op onze website." in page
    assert "Wij tonen u nergens" not in page


@ROADS
def test_the_words_are_a_draft_that_can_stand_alone(client, told, own, road):
    road(client, own, told)
    page = StoryPage.objects.get(pk=told.pk)
    assert (page.live, page.title) == (False, "Karim werkt")
    assert Withdrawal.objects.get().keeps_words


@ROADS
def test_the_mail_to_the_person_says_so(client, told, own, road):
    road(client, own, told)
    message = emails.withdrawn(Withdrawal.objects.get().pk)
    assert message.subject == "Uw toestemming voor een foto is gestopt"
    for words in (message.text, message.html):
        assert STAYS in words
        assert "elk verhaal waarin ze stond" not in words
        assert "Wat u voor andere foto" not in words


@ROADS
def test_colleagues_read_the_same(client, people, told, own, road):
    road(client, own, told)
    row = Withdrawal.objects.get()
    message = emails.withdrawn_at_desk(f"{row.pk}-{people.marketer.pk}")
    assert message.subject == "Karim Voorbeeld wil een beeld niet meer"
    assert REWRITE in message.text
    assert "hoef jij niets te doen" not in message.text
    client.force_login(people.marketer)
    page = text(client.get(reverse("withdrawal:inspect", args=[row.pk])))
    assert REWRITE in page
    status = text(client.get(reverse("consent_status", args=[told.pk])))
    assert "Website: ja." in status
    assert "Toestemming voor website ontbreekt" not in status


def test_it_is_told_before(client, told, own):
    assert "Uw ja op de woorden blijft." in text(client.get(own))
    seen = re.search(r'name="seen" value="(\w+)"', client.get(f"{own}wijzig/").content.decode())[1]
    said = {"taking": "nee", "channels": YES["channels"], "name_level": "voornaam", "seen": seen}
    page = text(client.post(f"{own}wijzig/", said))
    assert "Dit gaat van onze website tot het klopt zonder." in page
    assert "voorgoed" not in page
    assert Consent.objects.valid().exclude(file_hash="").exists()


def test_without_the_words_it_goes_for_good(client, told, own):
    seen = re.search(r'name="seen" value="(\w+)"', client.get(f"{own}wijzig/").content.decode())[1]
    said = {"taking": "nee", "seen": seen}
    page = text(client.post(f"{own}wijzig/", said))
    assert "gaat dit weg van onze website, voorgoed" in page
    client.post(f"{own}wijzig/", {**said, "zeker": "ja"})
    found = outcome.of(Withdrawal.objects.get())
    assert (found.goes, found.waits) == (True, [])
    message = emails.withdrawn(Withdrawal.objects.get().pk)
    assert STAYS not in message.text


def test_one_place_less_takes_no_picture_away(client, karim, told, own):
    recording.answer(
        requests.ask(karim, story=told), recording.Answer(taking=True, channels=("website",))
    )
    assert Consent.objects.valid().filter(purpose="maken").exists()
    assert Objection.objects.count() == 0
    assert mail.make(OutgoingMail.objects.get(kind="stories.emails.withdrawn")).subject
