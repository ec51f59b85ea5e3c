"""A poster that leads to a story says what its people read, and allowed in print."""

import pytest
from django.urls import reverse

from brand.campaigns import links
from brand.models import Campaign, TrackedLink
from stories.consent import recording, requests
from stories.models import ShareText, StoryPage, Use
from stories.sharing import kit as sharing_kit
from stories.sharing import own_words
from tests.factories.stories import PersonFactory, picture, put_online, story

pytestmark = pytest.mark.django_db
OWN = "Karim was ooit dakloos."
EVERYWHERE = ("website", "sociale-media", "pers-en-drukwerk")
NO_PRINT = recording.Answer(taking=True, channels=("website", "sociale-media"))


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def asked(people, karim):
    said = {"title": "Karim kent elke doos", "lead": "Hij pakt in. Hij lacht."}
    asked = requests.ask(karim, story=story(karim, picture=picture(1), **said), by=people.marketer)
    recording.answer(asked, recording.Answer(taking=True, channels=EVERYWHERE))
    put_online(asked.story)
    return asked


@pytest.fixture
def told(asked):
    return StoryPage.objects.get(pk=asked.story_id)


def link_to(people, page) -> TrackedLink:
    campaign = Campaign.objects.create(name="Kom kijken", organisation=people.partner)
    links.make(campaign, [people.partner], ["affiche"], page)
    return campaign.links.get()


@pytest.fixture
def poster(people, signed_in, told):
    return _poster(signed_in(people.marketer), link_to(people, told))


def _poster(client, link):
    address = reverse("campagnes:poster", args=[link.campaign_id, link.code])

    def ask(title, text=""):
        return client.post(address, {"sheet": "A4", "title": title, "text": text})

    return ask


def is_drawn(answer) -> bool:
    return answer["Content-Type"] == "application/pdf"


def test_its_own_sentences_are_printed_and_found_again(poster, told, karim):
    assert is_drawn(poster("Karim kent elke doos", "Hij lacht."))
    use = Use.objects.get()
    assert (use.story, use.kind, use.channel) == (told, Use.Kind.PRINT, "pers-en-drukwerk")
    assert use.where == "Affiche, A4: Karim kent elke doos"
    assert list(use.people.all()) == [karim]


def test_other_words_wait_until_they_are_read(poster, told, karim, asked, client):
    answer = poster(OWN)
    assert answer.status_code == 409
    assert "Karim Voorbeeld las deze woorden niet" in answer.text
    assert f"/beheer/toestemming/vragen/{karim.pk}/?verhaal={told.pk}" in answer.text
    assert OWN in answer.text  # what was typed stays
    client.post(f"/beheer/delen/{told.pk}/tekst/affiche/", {"text-affiche": OWN})
    assert not is_drawn(poster(OWN))
    assert own_words.unread_by(karim, told) == [OWN]
    recording.answer(asked, NO_PRINT, seen=recording.seen_on(asked))
    assert not is_drawn(poster(OWN))
    recording.answer(
        asked,
        recording.Answer(taking=True, channels=EVERYWHERE),
        seen=recording.seen_on(asked),
    )
    assert is_drawn(poster(OWN, "Hij lacht."))
    assert not is_drawn(poster("Karim zat vast."))


def test_words_read_for_social_media_are_not_for_print(poster, told, karim, asked):
    partner = told.section_organisation
    ShareText.objects.create(story=told, organisation=partner, channel="linkedin", text=OWN)
    yes = recording.Answer(taking=True, channels=EVERYWHERE)
    recording.answer(asked, yes, seen=recording.seen_on(asked))
    assert own_words.lacking(OWN, told) == []
    assert not is_drawn(poster(OWN))


def test_without_a_yes_to_print_there_is_none(poster, asked, told, people):
    recording.answer(asked, NO_PRINT)
    answer = poster("Karim kent elke doos")
    assert answer.status_code == 409
    assert "Karim Voorbeeld gaf toestemming" in answer.text or "ontbreekt" in answer.text
    assert "affiche" not in [one.outlet.channel for one in sharing_kit.texts(told, people.partner)]
    assert not Use.objects.exists()


def test_a_stop_ends_it(poster, karim):
    recording.stop(karim)
    assert not is_drawn(poster("Kom kijken"))


def test_the_house_and_the_story_are_proposed(poster, told, people, signed_in):
    link = TrackedLink.objects.get()
    form = (
        signed_in(people.marketer)
        .get(reverse("campagnes:link", args=[link.campaign_id, link.code]))
        .context["form"]
    )
    assert is_drawn(poster(form.initial["title"], form.initial["text"]))
    assert form.initial["title"] == "Karim kent elke doos"


def test_nobody_is_named_on_a_poster_about_something_else(people, signed_in, karim, founded):
    ask = _poster(signed_in(people.marketer), link_to(people, founded.page_ptr))
    answer = ask("Kom praten", "met KARIM  voorbeeld uit Genk")
    assert answer.status_code == 409
    assert "Op de affiche staat “Karim Voorbeeld”." in answer.text
    assert is_drawn(ask("Kom praten", "met onze bakkers"))
