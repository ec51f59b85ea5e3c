"""What somebody read who answered is kept with the answer, word for word."""

import pytest
from django.urls import reverse

from brand.models import BrandKit
from stories.consent import recording, requests, wording
from stories.models import Consent, ConsentLanguage, ConsentReceipt, ShownWords, StoryPage
from stories.personal_data import person as told_of
from stories.withdrawal import erasure
from tests.factories.stories import PersonFactory, image_file, picture, story, video

pytestmark = pytest.mark.django_db
YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def asked(people, karim):
    said = {"title": "Karim kent elke doos", "lead": "Hij pakt in."}
    page = story(karim, picture=picture(1), body=[video(url="https://youtu.be/a")], **said)
    return requests.ask(karim, story=page, by=people.marketer)


def say(client, asked, **said):
    url = f"/toestemming/{asked.token}/"
    seen = recording.seen_on(asked)
    return client.post(url, {**YES, "zeker": "ja", "seen": seen, **said}, follow=True)


def lines(read: ShownWords) -> list[str]:
    return [line for heading, rest in read.all_parts for line in (heading, *rest)]


def test_all_that_stood_there(asked, karim, client):
    page = client.get(f"/toestemming/{asked.token}/").content.decode()
    say(client, asked)
    told = lines(ConsentReceipt.objects.get().shown)
    words = requests.words_for(asked)
    questions = ("title", "channels", "name_level", "years", "health_text", "rights_text")
    for line in [words[name] for name in questions] + words["intro"]:
        assert line in told
        assert line in page
    assert words["website"] + ". " + words["website_who"] in told
    assert "Deze beelden bestaan al. Mogen wij ze gebruiken?" in told
    assert "Mijn volledige naam: Karim Voorbeeld" in told
    assert "Alleen mijn voornaam: Karim" in told
    assert {"Karim kent elke doos", "Hij pakt in."} <= set(told)
    assert "Een dag https://youtu.be/a" in told


def test_it_stays_as_it_was_read(people, asked, karim, client, signed_in):
    say(client, asked)
    page = StoryPage.objects.get(pk=asked.story_id)
    draft = page.get_latest_revision_as_object()
    draft.lead = "Hij stapelt."
    draft.save_revision()
    karim.name = "Karel Anders"
    karim.save()
    kit = BrandKit.current()
    kit.sender_name = "Een ander"
    kit.save()
    own = client.get(f"/toestemming/{asked.token}/").content.decode()
    start = own.index("Wat las ik toen?")
    assert "Hij pakt in." in own[start:]
    assert "Mijn volledige naam: Karim Voorbeeld" in own[start:]
    read = ConsentReceipt.objects.get().shown
    address = reverse("consent_read", args=[read.pk])
    edit = reverse("portrayedperson:edit", args=[karim.pk])
    desk = signed_in(people.marketer)
    assert f'href="{address}">lees wat er stond</a>' in desk.get(edit).content.decode()
    page = desk.get(address)
    assert "Hij pakt in." in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert signed_in(people.other_marketer).get(address).status_code == 404


@pytest.mark.database("stories.models.receipts.ShownWords")
def test_the_same_words_are_kept_once(asked, client):
    for said in ({}, {"years": "2"}, {"name_level": "volledig"}):
        say(client, asked, **said)
    assert ConsentReceipt.objects.count() == 3
    assert ShownWords.objects.count() == 1
    draft = StoryPage.objects.get(pk=asked.story_id).get_latest_revision_as_object()
    draft.lead = "Hij stapelt."
    draft.save_revision()
    say(client, asked)
    assert ShownWords.objects.count() == 2


def test_a_no_keeps_them_too(asked, client):
    say(client, asked, **{"liever-niet": "ja"})
    assert "Mogen wij u tonen?" in lines(ConsentReceipt.objects.get().shown)


def test_after_a_stop_the_words_of_the_story_go_and_the_question_stays(asked, client):
    say(client, asked)
    client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
    told = lines(ConsentReceipt.objects.get().shown)
    assert "Mogen wij u tonen?" in told
    assert "Mijn volledige naam: Karim Voorbeeld" in told
    assert not {"Karim kent elke doos", "Hij pakt in."} & set(told)


def test_in_the_language_of_that_screen(asked, client):
    ConsentLanguage.objects.create(code="ar", wording=wording.version())
    url = f"/toestemming/{asked.token}/?taal=ar"
    client.post(url, {**YES, "seen": recording.seen_on(asked)})
    read = ConsentReceipt.objects.get().shown
    assert read.language == "ar"
    assert wording.offered()["ar"]["title"] in lines(read)


def test_on_paper_it_is_the_sheet(people, asked, karim, signed_in):
    said = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "way": "papier"}
    address = reverse("consent_ask", args=[karim.pk])
    client = signed_in(people.marketer)
    client.post(address, {**said, "until": "2027-01-01", "proof": image_file(5)})
    told = lines(ConsentReceipt.objects.get(way=Consent.Way.PAPER).shown)
    assert {"Hij pakt in.", "Deze beelden bestaan al. Mogen wij ze gebruiken?"} <= set(told)
    assert requests.words_for(asked)["send_means"] not in told


def test_their_person_sees_them_and_erasing_takes_them(asked, karim, client):
    say(client, asked)
    told = dict(told_of(karim))
    assert "Hij pakt in." in told["Wat er te lezen stond"]
    StoryPage.objects.get(pk=asked.story_id).delete()
    erasure.forget(karim)
    assert not ShownWords.objects.exists()
    assert ConsentReceipt.objects.get().shown is None
