"""Words for sharing that are not ours: offered once everybody in the story read and agreed."""

import io
import zipfile

import pytest

from stories.consent import recording, requests
from stories.models import ConsentRequest, Objection, ShareText, StoryPage, StoryReading
from stories.objections import recording as objections_recording
from stories.sharing import kit as sharing_kit
from stories.sharing import own_words
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import PersonFactory, picture, put_online, story

pytestmark = pytest.mark.django_db
OWN = "Karim was ooit dakloos. Kom kijken!"
CHANNELS = ("website", "sociale-media")
YES = recording.Answer(taking=True, channels=CHANNELS)


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def asked(people, karim):
    said = {"title": "Karim kent elke doos", "lead": "Hij pakt in. Hij lacht."}
    page = story(karim, picture=picture(1), **said)
    asked = requests.ask(karim, story=page, by=people.marketer)
    recording.answer(asked, YES)
    put_online(page)
    return ConsentRequest.objects.get(pk=asked.pk)


@pytest.fixture
def told(asked):
    return StoryPage.objects.get(pk=asked.story_id)


@pytest.fixture
def marketer(people, signed_in):
    return signed_in(people.marketer)


def write(client, page, words=OWN):
    return client.post(f"/beheer/delen/{page.pk}/tekst/linkedin/", {"text-linkedin": words})


def linkedin(page, partner=None) -> sharing_kit.Text:
    return sharing_kit.texts(page, partner or page.section_organisation)[0]


def in_the_package(client, page) -> str:
    answer = client.post(f"/beheer/delen/{page.pk}/alles/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return archive.read("tekst-linkedin.txt").decode()


def at(asked, what=""):
    return f"/toestemming/{asked.token}/{what}"


def agree(client, asked, page):
    shown = client.get(at(asked)).context["stories"][0]["text_hash"]
    return client.post(at(asked, f"klopt/{page.pk}/"), {"text_hash": shown})


def test_they_wait_until_they_are_read(asked, told, karim, marketer, client):
    write(marketer, told)
    row = linkedin(told)
    assert (row.text, row.lacking) == (OWN, (karim,))
    assert row.offered.startswith("Karim kent elke doos\n\nHij pakt in.")
    assert "dakloos" not in in_the_package(marketer, told)
    page = marketer.get(f"/beheer/delen/{told.pk}/").content.decode()
    assert "Karim Voorbeeld las deze woorden nog niet." in page
    assert f"/beheer/toestemming/vragen/{karim.pk}/?verhaal={told.pk}" in page
    assert 'data-share-copy="woorden-linkedin"' not in page
    client.logout()
    read = client.get(at(asked)).content.decode()
    assert "Karim was ooit dakloos." in read
    assert "De tekst is veranderd. Lees hem nog eens." in read
    agree(client, asked, told)
    assert linkedin(told).offered == OWN
    assert linkedin(told).lacking == ()
    marketer.force_login(told.section_organisation.memberships.get(role="marketeer").user)
    assert "dakloos" in in_the_package(marketer, told)


def test_other_words_are_read_again(asked, told, marketer, client):
    write(marketer, told)
    shown = own_words.sealed("x", told)
    client.logout()
    agree(client, asked, told)
    row = ShareText.objects.get()
    row.text = "Karim zat vast."
    row.save()
    assert own_words.sealed("x", told) != shown
    assert linkedin(told).lacking != ()


def test_what_changed_meanwhile_is_not_agreed_to(asked, told, client):
    shown = client.get(at(asked)).context["stories"][0]["text_hash"]
    ShareText.objects.create(
        story=told, organisation=told.section_organisation, channel="linkedin", text=OWN
    )
    client.post(at(asked, f"klopt/{told.pk}/"), {"text_hash": shown})
    assert not StoryReading.objects.exists()


def test_those_that_another_partner_wrote_are_read_too(people, asked, told, signed_in, client):
    federation = signed_in(people.federation)
    typed = {"partner": people.other.pk, "text-linkedin": OWN}
    federation.post(f"/beheer/delen/{told.pk}/tekst/linkedin/", typed)
    assert linkedin(told, people.other).lacking != ()
    client.logout()
    agree(client, asked, told)
    assert linkedin(told, people.other).offered == OWN


def test_a_yes_on_the_page_with_the_questions_counts(people, asked, told, karim, client):
    ShareText.objects.create(
        story=told, organisation=OrganisationFactory(), channel="mail", text=OWN
    )
    again = requests.ask(karim, story=told, by=people.marketer)
    assert OWN.split(".")[0] in client.get(at(again, "wijzig/")).content.decode()
    seen = recording.seen_on(again)
    recording.answer(again, recording.Answer(taking=True, channels=("website",)), seen=seen)
    assert own_words.lacking(OWN, told) == [karim]
    recording.answer(again, YES, seen=seen)
    assert own_words.lacking(OWN, told) == []


def test_refused_they_are_gone_and_the_story_stays(asked, told, marketer, client):
    write(marketer, told)
    client.logout()
    shown = client.get(at(asked)).context["stories"][0]
    key = next(key for key, text in shown["sentences"] if text == OWN)
    client.post(
        at(asked, f"wil-ik-niet/{told.pk}/"), {"text_hash": shown["text_hash"], "sentences": [key]}
    )
    assert Objection.objects.get().sentence == OWN
    assert not ShareText.objects.exists()
    assert StoryPage.objects.get(pk=told.pk).is_shown


def test_after_a_stop_they_are_gone(asked, told, marketer):
    write(marketer, told)
    recording.stop(asked.person)
    assert not ShareText.objects.exists()


@pytest.mark.parametrize(
    ("words", "is_free"),
    [
        ("Hij lacht.", True),
        ("“Hij pakt in.”\n\nLees het verhaal: https://site.example/g/abc", True),
        ("Karim kent elke doos! Hij lacht", True),
        ("Hij lacht niet.", False),
        ("Hij pakt", False),
        ("#dakloos", False),
    ],
)
def test_whole_sentences_of_the_story_need_no_new_yes(told, karim, words, is_free):
    assert own_words.lacking(words, told) == ([] if is_free else [karim])


def test_a_story_of_nobody_asks_nobody(people):
    page = story(organisation=people.partner, title="Dozen", live=True)
    assert own_words.lacking(OWN, page) == []


@pytest.mark.parametrize("refused", [OWN, "Karim was ooit dakloos."], ids=["all", "a sentence"])
def test_what_was_agreed_to_and_refused_since_is_read_anew(
    asked, told, karim, marketer, client, refused
):
    """Also when it is typed again, and whoever settled it."""
    write(marketer, told)
    client.logout()
    agree(client, asked, told)
    assert linkedin(told).lacking == ()
    objections_recording.refuse(karim, told, sentences=[refused])
    ShareText.objects.all().delete()
    ShareText.objects.create(
        story=told, organisation=told.section_organisation, channel="linkedin", text=OWN
    )
    assert linkedin(told).lacking == (karim,)
    assert OWN not in linkedin(told).offered
    agree(client, asked, told)
    assert linkedin(told).lacking == ()
