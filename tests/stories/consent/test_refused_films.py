"""Who said no to a film said no to it in every story, as with a photograph."""

import pytest
from django.urls import reverse

from brand import gating
from stories.consent import recording, requests
from stories.gate import consent, sentences
from stories.models import Consent, StoryPage, Withdrawal
from tests.factories.roadshow import home_page
from tests.factories.stories import PersonFactory, document, put_online, story, video

pytestmark = pytest.mark.django_db
YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}
NO = [{"liever-niet": "ja"}, {**YES, "taking": "nee"}]
CHANNELS = {"taking": True, "channels": ("website",)}
ELSEWHERE = "https://films.example/karim"


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


def own_film():
    return video(document("w.mp4", b"op het werk"), document("w.vtt", b"WEBVTT"))


def elsewhere():
    return video(url=ELSEWHERE)


@pytest.fixture(params=[own_film, elsewhere])
def film(request):
    """The same film in both stories, under another row."""
    return request.param


@pytest.fixture
def one(karim, film):
    return story(karim, title="Karim werkt", body=[film()])


@pytest.fixture
def two(karim, film):
    return story(karim, title="Karim kookt", body=[film()])


def ask(people, page, way="link"):
    person = page.portrayals.get().person
    return requests.ask(person, story=page, way=way, by=people.marketer)


def say(client, asked, what="", **said):
    seen = recording.seen_on(asked)
    address = f"/toestemming/{asked.token}/{what}"
    return client.post(address, {"seen": seen, "zeker": "ja", **(said or YES)})


def why(page) -> list[str]:
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [reason.sentence for reason in consent.publishing_obstacles(draft)]


NOTHING_GIVEN = ["Toestemming voor website ontbreekt voor Karim Voorbeeld"]


@pytest.mark.parametrize("no", NO)
def test_an_older_question_about_another_story_is_answered(people, client, one, two, no):
    older, device = ask(people, two), ask(people, two, way="hier")
    say(client, ask(people, one), **no)
    for question in (older, device):
        question.refresh_from_db()
        assert question.answered_at
    assert device.closed_at
    answer = say(client, older, "wijzig/")
    assert answer.status_code == 409
    say(client, device)
    assert not Consent.objects.valid().filter(story=two).exists()
    words = {**YES, "taking": "nee"}
    assert say(client, older, "wijzig/", **words).status_code == 302  # words are no film


@pytest.mark.parametrize("no", NO)
def test_a_new_question_asks_again(people, client, one, two, no):
    say(client, ask(people, one), **no)
    assert say(client, ask(people, two)).status_code == 302
    assert why(two) == []
    assert why(one) != []


@pytest.mark.parametrize("way", ["papier", "namens"])
@pytest.mark.parametrize("no", NO)
def test_a_colleague_notes_no_yes_to_it(people, client, karim, one, two, way, no):
    say(client, ask(people, one), **no)
    proof = karim.proofs.create(content=b"foto")
    until = karim.receipts.get().until
    said = recording.Answer(**CHANNELS, reason="Zo zei hij het.", until=until)
    with pytest.raises(recording.AnswerRefused) as refused:
        recording.answer(ask(people, two, way), said, by=people.marketer, proof=proof)
    places = "" if "taking" in no else "website, "
    assert f"zei daar zelf nee op: {places}de film. Alleen" in str(refused.value)
    assert not Consent.objects.valid().filter(story=two).exists()


def test_a_no_that_a_colleague_notes_answers_the_older_question(people, client, karim, one, two):
    device = ask(people, two, way="hier")
    proof = karim.proofs.create(content=b"foto")
    recording.answer(
        ask(people, one, "papier"), recording.Answer(taking=False), by=people.marketer, proof=proof
    )
    say(client, device)
    assert [said.partition(":")[0] for said in why(two)] == NOTHING_GIVEN


@pytest.mark.parametrize("film", [own_film], indirect=True)
def test_a_story_that_is_refused_as_a_whole_answers_it(people, client, one, two):
    device, asked = ask(people, two, way="hier"), ask(people, one)
    read = StoryPage.objects.get(pk=one.pk).get_latest_revision_as_object()
    said = {"text_hash": sentences.text_hash(read), "note": "Die film wil ik niet."}
    assert (
        client.post(reverse("consent_refuse", args=[asked.token, one.pk]), said).status_code == 302
    )
    say(client, device)
    assert [said.partition(":")[0] for said in why(two)] == NOTHING_GIVEN


@pytest.mark.parametrize("no", NO)
def test_another_story_online_loses_it(people, client, one, two, no):
    say(client, ask(people, two))
    put_online(two)
    shown = StoryPage.objects.get(pk=two.pk).body[0].value["file"]
    asked = ask(people, one)
    confirm = client.post(f"/toestemming/{asked.token}/", {**no, "seen": recording.seen_on(asked)})
    assert "Karim kookt" in confirm.content.decode()
    assert StoryPage.objects.get(pk=two.pk).live
    say(client, asked, **no)
    left = StoryPage.objects.get(pk=two.pk)
    assert (left.live, left.title) == (False, "Karim kookt")
    if shown:  # a film on another site is no file of ours
        hashes = [row.file_hashes for row in Withdrawal.objects.all()]
        assert hashes == [[shown.file_hash]]
        again = document("nog.mp4", b"op het werk")
        assert gating.withheld_documents([again]) == {again.pk}
    assert why(two) != []


def test_another_film_stays(people, client, one, karim):
    other = story(karim, title="Karim fietst", body=[video(url="https://films.example/fiets")])
    asked = ask(people, other)
    say(client, ask(people, one), **NO[0])
    asked.refresh_from_db()
    assert not asked.answered_at
    assert say(client, asked).status_code == 302
    put_online(other)
    say(client, ask(people, one), **NO[0])
    assert StoryPage.objects.get(pk=other.pk).live


def test_what_holds_may_be_said_again(people, client, two):
    """On an earlier page, after a no to another place elsewhere."""
    earlier, later = ask(people, two), ask(people, two)
    say(client, earlier)
    say(client, later, **{**YES, "channels": ["website"]})
    assert say(client, earlier, "wijzig/").status_code == 302
    more = {**YES, "channels": ["website", "nieuwsbrief"]}
    assert say(client, earlier, "wijzig/", **more).status_code == 409


class TestAtAnotherAddress:
    """One film elsewhere has many addresses: a yes is for one, a no is for all."""

    WATCH, SHORT = "https://www.youtube.com/watch?v=abc", "https://youtu.be/abc?si=x"

    @pytest.fixture
    def one(self, karim):
        return story(karim, title="Karim werkt", body=[video(url=self.WATCH)])

    @pytest.fixture
    def two(self, karim):
        return story(karim, title="Karim kookt", body=[video(url=self.SHORT)])

    @pytest.mark.parametrize("no", NO)
    def test_another_story_online_loses_it(self, people, client, one, two, no):
        say(client, ask(people, two))
        put_online(two)
        home = home_page()
        film = {"title": "Een dag", "url": self.SHORT, "file": None, "transcript": ""}
        home.body = [{"type": "video", "value": film}]
        assert gating.obstacles(home) == why(two) == []
        say(client, ask(people, one), **no)
        assert not StoryPage.objects.get(pk=two.pk).live
        both = {self.WATCH, self.SHORT}
        assert gating.withheld_addresses(both) == both
        assert [reason.sentence for reason in gating.obstacles(home)] == [
            "Toestemming voor website ontbreekt voor Karim Voorbeeld (de film “Een dag”)."
        ]
        assert why(two) != []

    @pytest.mark.parametrize("no", NO)
    def test_a_yes_that_was_given_before_covers_it_no_more(self, people, client, one, two, no):
        for page in (one, two):
            say(client, ask(people, page))
        say(client, one.portrayals.get().person.requests.get(story=one), "wijzig/", **no)
        assert why(two) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor deze film op een andere site "
            "(“Een dag”)."
        ]

    @pytest.mark.parametrize("no", NO)
    @pytest.mark.parametrize("way", ["link", "hier"])
    def test_an_older_question_is_answered(self, people, client, one, two, no, way):
        older = ask(people, two, way)
        say(client, ask(people, one), **no)
        older.refresh_from_db()
        assert older.answered_at
        say(client, older, *(["wijzig/"] if way == "link" else []))
        assert not Consent.objects.valid().filter(story=two).exists()

    def test_a_colleague_notes_no_yes_to_it(self, people, client, karim, one, two):
        say(client, ask(people, one), **NO[0])
        proof, until = karim.proofs.create(content=b"foto"), karim.receipts.get().until
        said = recording.Answer(**CHANNELS, until=until)
        with pytest.raises(recording.AnswerRefused, match="de film"):
            recording.answer(ask(people, two, "papier"), said, by=people.marketer, proof=proof)

    def test_a_yes_is_for_the_address_that_was_read(self, people, client, one):
        say(client, ask(people, one))
        assert why(one) == []
        draft = StoryPage.objects.get(pk=one.pk).get_latest_revision_as_object()
        draft.body = [video(url=self.SHORT)]
        draft.save_revision()
        assert why(one) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor deze film op een andere site "
            "(“Een dag”)."
        ]


@pytest.mark.parametrize("film", [elsewhere], indirect=True)
def test_the_page_says_what_it_cannot_allow_any_more(people, client, one, two):
    earlier = ask(people, two)
    say(client, earlier)
    say(client, ask(people, one), **{**YES, "taking": "nee"})
    answer = say(client, earlier, "wijzig/")
    assert answer.status_code == 409
    assert "U zei later nee tegen: deze film." in answer.content.decode()


@pytest.mark.parametrize("stops", [True, False])
def test_its_words_go_from_other_pages_too(people, karim, client, stops):
    words = "<p>Ik zat twee jaar vast, zegt Karim.</p>"
    _, shown = own_film()
    shown |= {"title": "Een dag met Karim", "transcript": words}
    page = story(karim, title="Karim werkt", body=[("video", shown)])
    asked = ask(people, page)
    say(client, asked)
    put_online(page)
    copied = document("kopie.mp4", b"op het werk")
    film = {"title": "Een dag met Karim", "file": copied.pk, "captions": None, "url": ""}
    home = home_page()
    home.body = [{"type": "video", "value": {**film, "transcript": words}}]
    home.save_revision().publish()
    assert "twee jaar vast" in client.get("/").text
    if stops:
        client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
    else:
        say(client, asked, "wijzig/", **{**YES, "taking": "nee"})
    shown = client.get("/").text
    assert "twee jaar vast" not in shown
    assert "Een dag met Karim" not in shown


class TestCaptions:
    """What they say may name somebody: a no to a film is one to them, under whatever film."""

    SAID = b"WEBVTT\n\n00:00.000 --> 00:02.000\nKarim zat twee jaar vast.\n"

    def told(self, karim, content: bytes, captions: bytes) -> StoryPage:
        block = video(document("w.mp4", content), document("w.vtt", captions))
        return story(karim, title=f"Karim {content.decode()}", body=[block])

    @pytest.mark.parametrize("no", NO)
    def test_those_that_say_something_stand_under_no_other_film(self, people, client, karim, no):
        one, two = self.told(karim, b"een", self.SAID), self.told(karim, b"twee", self.SAID)
        say(client, ask(people, two))
        assert why(two) == []
        put_online(two)
        copied = document("kopie.vtt", self.SAID)
        say(client, ask(people, one), **no)
        assert gating.withheld_documents([copied]) == {copied.pk}
        assert not StoryPage.objects.get(pk=two.pk).live
        assert why(two) != []

    def test_those_that_say_nothing_are_of_no_film(self, people, client, karim):
        one, two = self.told(karim, b"een", b"WEBVTT"), self.told(karim, b"twee", b"WEBVTT")
        say(client, ask(people, two))
        put_online(two)
        say(client, ask(people, one), **NO[1])
        assert StoryPage.objects.get(pk=two.pk).live
        assert why(two) == []
