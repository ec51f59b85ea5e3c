"""A film, its captions and a file are part of what a yes is about: shown, kept and asked again."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from wagtail.documents import get_document_model

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests, wording
from stories.gate import agreement, consent
from stories.models import Consent, ConsentReceipt, ConsentRequest, Recall, StoryPage, Withdrawal
from stories.objections import recording as objections
from stories.text import attachments
from tests.factories.stories import PersonFactory, agree, document, picture, story, video

pytestmark = pytest.mark.django_db

YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}
FILM, CAPTIONS = b"op het werk", b"WEBVTT"
ELSEWHERE = "https://films.example/karim"


@pytest.fixture
def film(people):
    return document("werk.mp4", FILM, collection=people.partner.collection)


@pytest.fixture
def captions(people):
    return document("werk.vtt", CAPTIONS, collection=people.partner.collection)


@pytest.fixture
def karim(people):
    return PersonFactory(
        organisation=people.partner, name="Karim Voorbeeld", email="karim@voorbeeld.be"
    )


@pytest.fixture
def asked(people, karim, film, captions):
    page = story(karim, picture=picture(1), title="Karim werkt", body=[video(film, captions)])
    return requests.ask(karim, story=page, by=people.marketer)


def at(asked, what=""):
    return f"/toestemming/{asked.token}/{what}"


def say(client, asked, what="", **said):
    """Yes to what stands on the screen now, twice where the page asks whether it is sure."""
    seen = recording.seen_on(ConsentRequest.objects.get(pk=asked.pk))
    return client.post(at(asked, what), {**YES, "seen": seen, "zeker": "ja", **said})


def told(asked) -> StoryPage:
    return StoryPage.objects.get(pk=asked.story_id)


def with_body(asked, *blocks) -> StoryPage:
    """The newest draft with these blocks, saved."""
    draft = told(asked).get_latest_revision_as_object()
    draft.body = list(blocks)
    draft.save_revision()
    return told(asked).get_latest_revision_as_object()


def sentences(asked) -> list[str]:
    draft = told(asked).get_latest_revision_as_object()
    return [reason.sentence for reason in consent.publishing_obstacles(draft)]


def online(asked) -> StoryPage:
    told(asked).get_latest_revision().publish()
    return told(asked)


class TestAskedAgain:
    def test_another_film_in_the_same_block(self, asked, client, captions):
        say(client, asked)
        assert sentences(asked) == []
        other = document("ziekenhuis.mp4", b"in het ziekenhuis")
        with_body(asked, video(other, captions))
        assert sentences(asked) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor deze film (“Een dag”)."
        ]
        say(client, asked, "wijzig/")
        assert sentences(asked) == []

    def test_another_file_under_the_same_document(self, asked, client, film):
        say(client, asked)
        film.file = ContentFile(b"in het ziekenhuis", name="werk.mp4")
        film._set_document_file_metadata()
        film.save()
        assert sentences(asked) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor deze film (“Een dag”)."
        ]

    def test_other_captions(self, asked, client, film):
        say(client, asked)
        with_body(asked, video(film, document("b.vtt", b"WEBVTT Karim zat vast")))
        assert sentences(asked) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor deze ondertitels (“Een dag”)."
        ]

    def test_another_address_of_a_film(self, asked, client):
        with_body(asked, video(url=ELSEWHERE))
        say(client, asked)
        assert sentences(asked) == []
        with_body(asked, video(url=f"{ELSEWHERE}/twee"))
        assert sentences(asked) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor deze film op een andere site "
            "(“Een dag”)."
        ]

    def test_another_file_to_keep_and_another_title(self, asked, client):
        sheet = document("folder.pdf", b"folder", title="Folder")
        block = {"document": sheet, "title": "", "text": ""}
        with_body(asked, ("download", block))
        say(client, asked)
        assert sentences(asked) == []
        other = document("ander.pdf", b"dossier", title="Dossier")
        with_body(asked, ("download", {**block, "document": other}))
        lacking = "Karim Voorbeeld gaf toestemming, maar niet voor dit bestand (“Dossier”)."
        assert sentences(asked) == [lacking]
        with_body(asked, ("download", block))
        sheet.title = "Karim, net uit de gevangenis"
        sheet.save()
        assert len(sentences(asked)) == 1

    def test_a_file_that_the_text_links_to(self, asked, client):
        one, two = document("een.pdf", b"een"), document("twee.pdf", b"twee")
        text = '<p>Lees <a linktype="document" id="{}">meer</a>.</p>'
        with_body(asked, ("text", text.format(one.pk)))
        say(client, asked)
        assert sentences(asked) == []
        with_body(asked, ("text", text.format(two.pk)))
        assert sentences(asked) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor dit bestand (“twee.pdf”)."
        ]

    def test_no_colleague_judges_another_film_harmless(self, asked, client, people, captions):
        say(client, asked)
        draft = with_body(asked, video(document("b.mp4", b"in het ziekenhuis"), captions))
        agreement.record_harmless_change(draft, asked.person, "Zelfde dag.", people.federation)
        assert len(sentences(asked)) == 1

    def test_other_words_around_the_same_film_may_be_harmless(self, asked, client, people, film):
        say(client, asked)
        draft = told(asked).get_latest_revision_as_object()
        draft.lead = "Wat er ook gebeurde."
        draft.save_revision()
        agreement.record_harmless_change(draft, asked.person, "Een komma.", people.federation)
        assert sentences(asked) == []

    def test_reading_it_back_counts_for_the_film_that_was_there(self, asked, client, captions):
        say(client, asked)
        other = document("b.mp4", b"aan de kassa")
        with_body(asked, video(other, captions))
        agree(told(asked))
        assert sentences(asked) == []

    def test_what_did_not_change_is_not_asked_again(self, asked, client):
        say(client, asked)
        page = online(asked)
        assert page.live
        page.save_revision().publish()
        assert not recording.asks_anew(ConsentRequest.objects.get(pk=asked.pk))
        assert sentences(asked) == []

    def test_a_story_without_any_keeps_the_hash_it_had(self, asked):
        draft = with_body(asked)
        assert agreement.sentences.told_hash(draft) == agreement.sentences.words_hash(draft)


def test_a_film_that_changes_between_reading_and_answering(asked, client, captions):
    seen = recording.seen_on(asked)
    with_body(asked, video(document("b.mp4", b"in het ziekenhuis"), captions))
    assert client.post(at(asked), {**YES, "seen": seen}).status_code == 409
    assert Consent.objects.count() == 0


def test_the_receipt_tells_what_was_there(asked, client, film, captions):
    say(client, asked)
    found = [f"film:{film.file_hash}", f"ondertitels:{captions.file_hash}"]
    assert ConsentReceipt.objects.get().attachments == found
    page = client.get(at(asked)).content.decode()
    assert "Aantal films en bestanden: 1." in page


class TestThePersonSeesIt:
    @pytest.mark.parametrize("answered", [False, True])
    def test_the_film_plays_on_the_question_and_on_the_own_page(
        self, asked, client, film, captions, answered
    ):
        if answered:
            say(client, asked)
        page = client.get(at(asked)).content.decode()
        assert "Het gaat ook over deze film: <bdi>Een dag</bdi>" in page
        (player,) = re.findall(r"<video.*?</video>", page)
        assert 'controls preload="none"' in player
        sources = re.findall(r'src="([^"]+)"', player)
        assert sources == [at(asked, f"bestand/{one.pk}/") for one in (film, captions)]
        said = [b"".join(client.get(url).streaming_content) for url in sources]
        assert said == [FILM, CAPTIONS]
        asked_now, _, _ = page.partition("Wat las ik toen?")
        question = "Deze beelden bestaan al. Mogen wij ze gebruiken?"
        assert (question in asked_now) is not answered

    def test_an_address_elsewhere_is_a_link(self, asked, client):
        with_body(asked, video(url=ELSEWHERE))
        page = client.get(at(asked)).content.decode()
        assert f'href="{ELSEWHERE}" rel="noopener noreferrer">{ELSEWHERE}</a>' in page
        assert "De film staat op een andere site." in page

    def test_a_file_is_taken_along(self, asked, client):
        sheet = document("folder.pdf", b"%PDF-1.4", title="Folder")
        with_body(asked, ("download", {"document": sheet, "title": "", "text": ""}))
        page = client.get(at(asked)).content.decode()
        assert "Dit bestand staat erbij:" in page
        response = client.get(at(asked, f"bestand/{sheet.pk}/"))
        assert response["Content-Disposition"] == 'attachment; filename="folder.pdf"'
        assert response["Cache-Control"] == "no-store, private"
        assert "sandbox" in response["Content-Security-Policy"]

    def test_only_who_holds_the_link_and_only_what_stands_there(
        self, asked, client, people, film, karim
    ):
        other = story(PersonFactory(organisation=people.partner), title="Ander")
        theirs = requests.ask(other.portrayals.get().person, story=other, by=people.marketer)
        loose = document("los.mp4", b"los", collection=people.partner.collection)
        assert client.get(at(theirs, f"bestand/{film.pk}/")).status_code == 404
        assert client.get(at(asked, f"bestand/{loose.pk}/")).status_code == 404
        assert client.get(film.url).status_code == 404
        assert client.get(f"/toestemming/onbekend/bestand/{film.pk}/").status_code == 404
        here = requests.ask(karim, story=told(asked), way="hier", by=people.marketer)
        answer = client.get(at(here, f"bestand/{film.pk}/"))
        assert FILM not in answer.content  # that question is for another browser

    @pytest.mark.parametrize("block", ["text", "download", "video"])
    def test_no_file_of_another_partner_that_nobody_sees_yet(self, asked, client, people, block):
        """Whatever a draft says: the form refuses it, and another road need not."""
        theirs = document("dossier.pdf", b"van de andere", collection=people.other.collection)
        link = f'<p><a linktype="document" id="{theirs.pk}">x</a></p>'
        blocks = {
            "text": ("text", link),
            "download": ("download", {"document": theirs, "title": "", "text": ""}),
            "video": video(theirs, theirs),
        }
        with_body(asked, blocks[block])
        address = at(asked, f"bestand/{theirs.pk}/")
        assert client.get(address).status_code == 404
        home = HomePage.objects.get()
        home.body = [{"type": "text", "value": link}]
        home.save_revision().publish()
        assert client.get(address).status_code == 200

    def test_every_language_has_the_words(self):
        for code in ("nl", "fr", "en", *wording.offered()):
            said = wording.words("nl", partner=None, known_as=code)
            names = ("this_film", "film_elsewhere", "this_file", "taking_film")
            assert all(said[name] for name in names)


class TestNoImages:
    """“Mogen wij ze gebruiken?” is asked of the film too."""

    def test_words_yes_and_images_no_keeps_the_film_off(self, asked, client):
        with_body(asked, video(url=ELSEWHERE))
        draft = told(asked).get_latest_revision_as_object()
        draft.picture = None
        draft.save_revision()
        say(client, asked, taking="nee")
        assert sentences(asked) == [
            "Karim Voorbeeld wil geen foto of film van zichzelf, en hier staat deze film op een "
            "andere site (“Een dag”)."
        ]
        with_body(asked)
        assert sentences(asked) == ["Karim Voorbeeld zei ja op een andere tekst dan deze."]

    @pytest.mark.parametrize("with_picture", [True, False])
    def test_a_later_no_to_images_takes_the_film_away(self, asked, client, film, with_picture):
        if not with_picture:
            draft = told(asked).get_latest_revision_as_object()
            draft.picture = None
            draft.save_revision()
        copied = document("kopie.mp4", FILM)
        say(client, asked)
        page = online(asked)
        assert client.get(film.url).status_code == 200
        page_of_what_goes = client.post(
            at(asked, "wijzig/"), {**YES, "taking": "nee", "seen": recording.seen_on(asked)}
        )
        assert page.title in page_of_what_goes.content.decode()
        say(client, asked, "wijzig/", taking="nee")
        assert not told(asked).live
        for gone in (film, copied):
            assert not default_storage.exists(gone.file.name)
            assert not get_document_model().objects.filter(pk=gone.pk).exists()
        assert Withdrawal.objects.get().keeps_words
        assert told(asked).get_latest_revision_as_object().lead == page.lead

    def test_a_film_elsewhere_goes_offline_with_its_story(self, asked, client):
        draft = with_body(asked, video(url=ELSEWHERE))
        draft.picture = None
        draft.save_revision()
        say(client, asked)
        assert online(asked).live
        say(client, asked, "wijzig/", taking="nee")
        assert not told(asked).live

    def test_a_photograph_that_is_refused_leaves_the_film_to_its_draft(self, asked, client, film):
        say(client, asked)
        online(asked)
        draft = told(asked).get_latest_revision_as_object()
        objections.refuse(asked.person, draft, pictures=[draft.picture])
        assert not told(asked).live
        assert client.get(film.url).status_code == 404
        assert get_document_model().objects.filter(pk=film.pk).exists()


class TestElsewhere:
    """A film is of whoever was asked for it, in other stories and on other pages too."""

    LACKING = "Toestemming voor website ontbreekt voor Karim Voorbeeld (de film “{}”)."

    def home(self, film, captions) -> HomePage:
        home = HomePage.objects.get()
        value = {"title": "Een dag", "file": film.pk, "captions": captions.pk, "transcript": ""}
        home.body = [{"type": "video", "value": value}]
        return home

    @pytest.mark.parametrize("answer", ["none", "no", "yes"])
    def test_a_page_shows_it_while_that_person_allows_it(
        self, asked, client, film, captions, answer
    ):
        if answer != "none":
            say(client, asked, **({"taking": "nee", "channels": []} if answer == "no" else {}))
        copied = document("kopie.mp4", FILM)
        for shown in (film, copied):
            home = self.home(shown, captions)
            found = [reason.sentence for reason in gating.obstacles(home)]
            assert found == ([] if answer == "yes" else [self.LACKING.format("Een dag")])

    def test_where_it_stands_already_it_is_served_until_a_no(self, asked, client, people, captions):
        other = document("feest.mp4", b"op het feest")
        self.home(other, captions).save_revision().publish()
        with_body(asked, video(other, captions))
        assert client.get(other.url).status_code == 200
        again = requests.ask(asked.person, story=told(asked), by=people.marketer)
        assert client.get(other.url).status_code == 200
        say(client, again, taking="nee")
        assert client.get(other.url).status_code == 404
        client.post(at(again, "wijzig/"), {**YES, "seen": recording.seen_on(again)})
        assert client.get(other.url).status_code == 200

    def test_a_story_that_does_not_name_that_person(self, asked, people, film, captions):
        nobody = story(organisation=people.partner, body=[video(film, captions)])
        found = [reason.sentence for reason in consent.publishing_obstacles(nobody)]
        assert found == [self.LACKING.format("Een dag")]
        theirs = story(organisation=people.other, body=[video(film, captions)])
        found = [reason.sentence for reason in consent.publishing_obstacles(theirs)]
        assert found == [
            "Toestemming voor website ontbreekt voor iemand van een andere partner "
            "(de film “Een dag”)."
        ]

    def test_the_film_that_is_live_stays_while_another_one_is_agreed(
        self, asked, client, film, captions
    ):
        draft = told(asked).get_latest_revision_as_object()
        draft.picture = None
        draft.save_revision()
        say(client, asked)
        assert online(asked).live
        with_body(asked, video(document("b.mp4", b"aan de kassa"), captions))
        say(client, asked, "wijzig/")
        assert told(asked).is_shown
        assert b"".join(client.get(film.url).streaming_content) == FILM


def test_a_film_elsewhere_becomes_a_task_when_all_is_stopped(asked, client):
    with_body(asked, video(url=ELSEWHERE))
    say(client, asked)
    online(asked)
    client.post(at(asked, "stop/"), {"zeker": "ja"})
    (task,) = Recall.objects.all()
    assert (task.task, task.url) == (
        "Haal de film over deze persoon weg van de site waar hij staat: films.example/karim.",
        ELSEWHERE,
    )


def test_the_name_of_a_file_is_held_to_the_name_level(asked, client, captions):
    film = document("karim-voorbeeld.mp4", b"op het werk")
    with_body(asked, video(film, captions))
    say(client, asked)
    assert sentences(asked) == [
        "Karim Voorbeeld wil alleen “Karim” heten. In de naam van het bestand staat "
        "“voorbeeld”: schrijf “Karim”."
    ]


def test_the_reader_is_told_which_film_was_not_seen(cast, signed_in, film, captions, karim):
    page = story(karim, owner=cast.author, body=[video(film, captions)])
    asked = requests.ask(karim, story=page, by=cast.author)
    recording.answer(asked, recording.Answer(taking=True, channels=("website",)))
    draft = told(asked).get_latest_revision_as_object()
    draft.body = [video(document("b.mp4", b"anders"), captions)]
    draft.save_revision(user=cast.author)
    page = told(asked)
    page.get_workflow().start(page, cast.author)
    shown = signed_in(cast.colleague).get(reverse("story_review", args=[page.pk]))
    text = " ".join(re.sub(r"<[^>]+>", " ", shown.content.decode()).split())
    assert "Zag nog niet: deze film (“Een dag”)." in text
    assert "Raakt de wijziging" not in text


def test_a_film_that_no_row_has_is_not_there(asked, client, film):
    film.delete()
    draft = told(asked).get_latest_revision_as_object()
    assert [one.kind for one in attachments.of(draft)] == ["ondertitels"]
    assert client.get(at(asked)).status_code == 200
