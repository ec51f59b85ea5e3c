"""On the own page a film is refused like a picture; a note about a story is about its films."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from wagtail.documents import get_document_model

from brand import gating, mail
from brand.models import OutgoingMail
from stories.consent import recording as answers
from stories.consent import requests
from stories.gate import consent, sentences
from stories.models import Consent, Objection, Recall, StoryPage, Withdrawal
from stories.objections import recording
from stories.text import attachments
from tests.factories.stories import PersonFactory, document, put_online, story, video

pytestmark = pytest.mark.django_db
YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}
SAID = b"WEBVTT\n\n00:00.000 --> 00:02.000\nKarim zat vast.\n"
ELSEWHERE = "https://www.youtube.com/watch?v=abc"
NOTE = {"note": "Die film wil ik niet."}
carry = import_module("stories.migrations.0035_films_that_were_refused").carry


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld", email="k@example.be")


def own_film():
    return video(document("w.mp4", b"op het werk"), document("w.vtt", SAID), title="Een dag")


def elsewhere():
    return video(url=ELSEWHERE, title="Een dag")


@pytest.fixture(params=[own_film, elsewhere])
def film(request):
    return request.param


@pytest.fixture
def one(people, karim, film):
    return story(karim, owner=people.marketer, title="Karim werkt", body=[film()])


@pytest.fixture
def two(karim, film):
    """The same film in another story."""
    return story(karim, title="Karim kookt", body=[film()])


def ask(people, page, way="link"):
    return requests.ask(page.portrayals.get().person, story=page, way=way, by=people.marketer)


def say(client, asked, what="", **said):
    address = f"/toestemming/{asked.token}/{what}"
    return client.post(address, {"seen": answers.seen_on(asked), "zeker": "ja", **(said or YES)})


def draft(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def films(page) -> list[attachments.Attachment]:
    return attachments.films_of(draft(page))


def keys(page) -> list[str]:
    return sorted({one.key for one in attachments.of(draft(page)) if one.is_asked})


def refuse(client, asked, page, **said):
    told = {"text_hash": sentences.text_hash(draft(page)), **said}
    return client.post(reverse("consent_refuse", args=[asked.token, page.pk]), told)


def refuse_film(client, asked, page):
    return refuse(client, asked, page, films=[one.key for one in films(page)])


def why(page) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft(page))]


def live(page) -> bool:
    return StoryPage.objects.get(pk=page.pk).live


class TestAFilmIsABox:
    def test_the_page_asks_which_film(self, people, client, one):
        asked = ask(people, one)
        say(client, asked)
        page = client.get(f"/toestemming/{asked.token}/").text
        (box,) = re.findall(r'<input type="checkbox" name="films" value="(\w+)"', page)
        assert box == films(one)[0].key
        assert "Welke film wilt u niet?" in page

    def test_a_story_without_films_does_not(self, people, client, karim):
        asked = ask(people, story(karim, lead="Karim werkt."))
        say(client, asked)
        assert "Welke film wilt u niet?" not in client.get(f"/toestemming/{asked.token}/").text

    def test_only_one_that_stands_there_is_refused(self, people, client, one):
        asked = ask(people, one)
        assert refuse(client, asked, one, films=["x"]).status_code == 422
        assert Objection.objects.count() == 0

    @pytest.mark.database("stories.models.objections.Objection")
    def test_before_anything_was_allowed(self, people, client, one):
        asked = ask(people, one)
        assert refuse_film(client, asked, one).status_code == 302
        row = Objection.objects.get()
        assert (row.films, row.whole, row.file_hash) == (keys(one), False, "")
        assert str(row) == "een film"
        assert Withdrawal.objects.count() == 0
        assert "Karim Voorbeeld wil de film “Een dag” niet." in why(one)
        assert "deze film" in client.get(f"/toestemming/{asked.token}/").text

    def test_one_that_was_allowed_goes_everywhere(self, people, client, one, two):
        for page in (one, two):
            say(client, ask(people, page))
            put_online(page)
        told, is_ours = keys(one), get_document_model().objects.exists()
        refuse_film(client, ask(people, one), one)
        assert (live(one), live(two)) == (False, False)
        taken_back = Withdrawal.objects.get()
        assert (taken_back.file_hashes, taken_back.keeps_words) == (told, True)
        assert get_document_model().objects.count() == 0
        assert Recall.objects.count() == (0 if is_ours else 1)
        assert Consent.objects.valid().filter(channel="website").count() == 2  # the words stay

    def test_the_desk_is_told_which(self, people, client, one, signed_in):
        refuse_film(client, ask(people, one), one)
        row = Objection.objects.get()
        message = mail.make(OutgoingMail.objects.get(kind="stories.emails.objected"))
        assert "Karim Voorbeeld: de film “Een dag”" in re.sub(r"<[^>]+>", "", message.html)
        page = signed_in(people.marketer).get(reverse("consent_settle", args=[row.pk])).text
        assert "De film “Een dag”" in page
        assert "Haal je de film weg, dan is dit vanzelf opgelost." in page

    def test_it_is_settled_when_it_is_gone(self, people, client, one):
        refuse_film(client, ask(people, one), one)
        row = draft(one)
        row.body = []
        row.save_revision()
        assert recording.settle_what_changed(draft(one)) == 1
        assert Objection.objects.get().is_taken_out

    def test_words_and_all_else_of_a_story_stay_allowed(self, people, client, one):
        asked = ask(people, one)
        refuse_film(client, asked, one)
        row = draft(one)
        row.body = []
        row.save_revision()
        assert say(client, ask(people, one)).status_code == 302
        assert why(one) == []


@pytest.fixture(params=["box", "note"])
def no(request, client):
    """On the page of a story: by the box, or in words about all of it."""

    def no(asked, page):
        how = refuse_film if request.param == "box" else refuse
        said = {} if request.param == "box" else NOTE
        assert how(client, asked, page, **said).status_code == 302

    return no


class TestInAnotherStory:
    @pytest.mark.parametrize("way", ["link", "hier"])
    def test_an_older_question(self, people, client, one, two, no, way):
        older = ask(people, two, way)
        no(ask(people, one), one)
        answered = say(client, older)
        assert answered.status_code == (409 if way == "link" else 200)
        assert not Consent.objects.valid().exists()

    def test_a_yes_of_before_covers_it_no_more(self, people, client, one, two, no):
        say(client, ask(people, two))
        assert why(two) == []
        no(ask(people, one), one)
        assert why(two) != []

    def test_a_colleague_notes_no_yes_to_it(self, people, karim, one, two, no):
        no(ask(people, one), one)
        said = answers.Answer(taking=True, channels=("website",))
        proof = karim.proofs.create(content=b"foto")
        with pytest.raises(answers.AnswerRefused, match="de film"):
            answers.answer(ask(people, two, "papier"), said, by=people.marketer, proof=proof)

    def test_a_new_question_asks_again(self, people, client, karim, one, two, no):
        three = story(karim, title="Karim fietst", body=draft(two).body.raw_data)
        no(ask(people, one), one)
        assert say(client, ask(people, two)).status_code == 302
        assert why(two) == []
        assert why(one) != []
        said = answers.Answer(taking=True, channels=("website",), until=karim.receipts.get().until)
        proof = karim.proofs.create(content=b"foto")
        answers.answer(ask(people, three, "papier"), said, by=people.marketer, proof=proof)
        assert why(three) == []


def test_a_stop_keeps_what_was_refused_of_a_film(people, client, one):
    """Its key says nothing; a note does."""
    asked = ask(people, one)
    say(client, asked)
    told = keys(one)
    refuse(client, asked, one, films=[films(one)[0].key], note="Ik zit er slecht op.")
    client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
    row = Objection.objects.get()
    assert (row.story, row.note, row.films) == (None, "", told)


@pytest.mark.parametrize("film", [own_film, elsewhere], indirect=True)
def test_an_open_objection_of_before_is_about_the_films_of_then(people, client, one, two):
    say(client, ask(people, two))
    refuse(client, ask(people, one), one, **NOTE)
    told = keys(one)
    Objection.objects.update(films=[])
    row = draft(one)
    row.body = []
    row.save_revision()
    shown = two.body[0].value
    assert not _withheld(shown)
    carry(apps, None)
    carry(apps, None)
    assert Objection.objects.get().films == told
    assert _withheld(shown)


def _withheld(value) -> bool:
    if value["file"]:
        return bool(gating.withheld_documents([value["file"]]))
    return bool(gating.withheld_addresses([value["url"]]))
