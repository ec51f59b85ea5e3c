"""A film is a film wherever it stands: as a file to keep, under any name, and on another site."""

import pytest
from wagtail.documents import get_document_model

from brand import gating
from brand.models import HomePage
from stories.consent import recording, requests
from stories.gate import consent
from stories.models import ConsentRequest, StoryPage
from stories.text import attachments
from tests.factories.stories import PersonFactory, document, story, video

pytestmark = pytest.mark.django_db

YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}
FILM, MP4 = b"op het werk", b"\x00\x00\x00\x18ftypisom op het werk"
ELSEWHERE = "https://films.example/karim"
LACKING = "Toestemming voor website ontbreekt voor Karim Voorbeeld (de film “{}”)."


@pytest.fixture
def karim(people):
    return PersonFactory(
        organisation=people.partner, name="Karim Voorbeeld", email="karim@voorbeeld.be"
    )


@pytest.fixture
def ask(people, karim):
    def ask(*body):
        page = story(karim, title="Karim werkt", body=list(body))
        return requests.ask(karim, story=page, by=people.marketer)

    return ask


def say(client, asked, what="", **said):
    seen = recording.seen_on(ConsentRequest.objects.get(pk=asked.pk))
    url = f"/toestemming/{asked.token}/{what}"
    return client.post(url, {**YES, "seen": seen, "zeker": "ja", **said})


def lacking(page) -> list[str]:
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [reason.sentence for reason in consent.publishing_obstacles(draft)]


def download(film) -> tuple:
    return ("download", {"document": film, "title": "De film", "text": ""})


def link(film) -> tuple:
    return ("text", f'<p>Bekijk <a linktype="document" id="{film.pk}">de film</a>.</p>')


def nobody(people, *body) -> StoryPage:
    return story(organisation=people.partner, title="Niemand", body=list(body))


def home_with(kind: str, value) -> HomePage:
    home = HomePage.objects.get()
    home.body = [{"type": kind, "value": value}]
    return home


def elsewhere(url: str) -> dict:
    return {"title": "Een dag", "url": url, "transcript": ""}


class TestOfferedAsAFile:
    @pytest.mark.parametrize("block", [download, link])
    @pytest.mark.parametrize(("name", "content"), [("a.mp4", FILM), ("a.zip", MP4)])
    def test_who_wants_no_images_wants_no_film(self, ask, client, people, block, name, content):
        asked = ask(block(document(name, content)))
        say(client, asked, taking="nee")
        (told,) = lacking(asked.story)
        assert told.startswith("Karim Voorbeeld wil geen foto of film van zichzelf, en hier staat")
        copied, captions = document("b.mp4", content), document("b.vtt", b"WEBVTT")
        assert lacking(nobody(people, video(copied, captions))) == [LACKING.format("Een dag")]
        assert len(lacking(nobody(people, download(copied)))) == 1

    def test_a_yes_to_the_file_is_one_to_the_film(self, ask, client, people):
        film = document("a.mp4", FILM)
        asked = ask(download(film))
        say(client, asked)
        assert lacking(asked.story) == []
        copied, captions = document("b.mp4", FILM), document("b.vtt", b"WEBVTT")
        assert lacking(nobody(people, video(copied, captions))) == []
        page = client.get(f"/toestemming/{asked.token}/").content.decode()
        assert "Aantal films en bestanden: 1." in page
        assert page.count("<video") == 1

    def test_another_one_is_asked_once(self, ask, client):
        asked = ask(download(document("a.mp4", FILM)))
        say(client, asked)
        draft = StoryPage.objects.get(pk=asked.story_id).get_latest_revision_as_object()
        draft.body = [download(document("b.mp4", b"in het ziekenhuis"))]
        draft.save_revision()
        assert lacking(asked.story) == [
            "Karim Voorbeeld gaf toestemming, maar niet voor dit bestand (“De film”)."
        ]

    def test_a_stop_takes_it(self, ask, client):
        asked = ask(download(document("a.mp4", FILM)))
        copied = document("los.mp4", FILM)
        say(client, asked)
        client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
        assert not get_document_model().objects.filter(pk=copied.pk).exists()

    @pytest.mark.parametrize(
        ("name", "content", "film"),
        [
            ("a.MP4", b"x", True),
            ("a.webm", b"x", True),
            ("a.zip", MP4, True),
            ("a.pdf", b"\x1aE\xdf\xa3 webm", True),
            ("a.pdf", b"%PDF", False),
            ("a.txt", b"", False),
        ],
    )
    def test_by_its_name_or_by_what_it_begins_with(self, name, content, film):
        assert attachments.is_film(document(name, content)) is film

    def test_a_row_without_its_file_is_none(self):
        gone = document("a.pdf", b"weg")
        gone.file.storage.delete(gone.file.name)
        assert attachments.is_film(gone) is False


class TestOnAnotherSite:
    @pytest.mark.parametrize("said", ["stop", "no", "none"])
    def test_it_is_shown_nowhere_without_a_yes(self, ask, client, people, said):
        asked = ask(video(url=ELSEWHERE))
        if said == "stop":
            say(client, asked)
            client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
        elif said == "no":
            say(client, asked, taking="nee")
        assert lacking(nobody(people, video(url=ELSEWHERE))) == [LACKING.format("Een dag")]
        for url in (ELSEWHERE, "http://www.films.example/karim/?utm_source=x"):
            found = gating.obstacles(home_with("video", elsewhere(url)))
            assert [reason.sentence for reason in found] == [LACKING.format("Een dag")]
        assert gating.obstacles(home_with("video", elsewhere(f"{ELSEWHERE}-kookt"))) == []

    def test_with_a_yes_it_may_stand_elsewhere(self, ask, client, people):
        asked = ask(video(url=ELSEWHERE))
        say(client, asked)
        assert lacking(nobody(people, video(url=ELSEWHERE))) == []
        assert gating.obstacles(home_with("video", elsewhere(ELSEWHERE))) == []

    def test_where_it_stands_already_it_is_left_out(self, ask, client):
        home_with("video", elsewhere(ELSEWHERE)).save_revision().publish()
        assert ELSEWHERE in client.get("/").content.decode()
        asked = ask(video(url=ELSEWHERE))
        say(client, asked)
        assert ELSEWHERE in client.get("/").content.decode()
        client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
        assert ELSEWHERE not in client.get("/").content.decode()

    @pytest.mark.parametrize(
        "url",
        [
            "https://www.youtube.com/watch?v=abc&t=3s",
            "https://youtu.be/abc?si=x",
            "https://m.youtube.com/shorts/abc",
            "https://www.youtube-nocookie.com/embed/abc",
            "https://music.youtube.com/watch?list=x&v=abc",
            "http://www.youtube.com./v/%61bc",
            "https://youtu.be/abc/extra",
            "https://youtu.be/watch?v=abc",
            "https://youtu.be/abc&t=3",
            "https://www.youtube.com/watch/abc",
            "https://www.youtube.com//EMBED//abc?start=3",
            "https://www.youtube.com/watch?v=abc%26t=3",
            "https://www.youtube.com/watch?v=abc;t=3",
            "https://www.youtube.com/watch#v=abc",
            "https://www.youtube.com/#!/watch?v=abc",
            "https://gaming.youtube.com/watch?v=abc",
            "https://www.youtubekids.com/watch?v=abc",
            "https://youtube.googleapis.com/v/abc&hl=nl",
            "https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3Dabc%26x%3D1",
            "https://consent.youtube.com/m?continue=https%3A%2F%2Fyoutu.be%2Fabc",
        ],
    )
    def test_one_film_has_many_addresses(self, url):
        assert attachments.plain_address(url) == "youtube abc"

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("https://vimeo.com/1", "https://player.vimeo.com/video/1?utm_medium=x", True),
            ("https://vimeo.com/1", "https://vimeo.com/1?share=copy&fl=sv", True),
            ("https://vimeo.com/1", "https://vimeo.com/1/123456", True),
            ("https://vimeo.com/1", "https://vimeo.com/showcase/9/video/1", True),
            ("https://vimeo.com/1", "https://player.vimeo.com/video/1?h=ab12", True),
            ("https://vimeo.com/1", "https://vimeo.com/nl/1", True),
            ("https://vimeo.com/1", "https://vimeo.com/ondemand/werk/1", True),
            ("https://vimeo.com/1", "https://vimeo.com/manage/videos/1", True),
            ("https://vimeo.com/1", "https://vimeo.com/user9/review/1/ab12", True),
            ("https://vimeo.com/1", "https://vimeopro.com/werk/dag/video/1", True),
            ("https://vimeo.com/1", "https://player.vimeo.com/external/1.hd.mp4?s=9", True),
            ("https://vimeo.com/1", "https://vimeo.com/moogaloop.swf?clip_id=1", True),
            ("https://vimeo.com/1", "https://vimeo.com/2", False),
            ("https://vimeo.com/1", "https://vimeo.com/event/1", False),
            ("https://vimeo.com/1", "https://vimeo.com/showcase/1", False),
            ("https://youtu.be/a", "https://nietyoutube.com/watch?v=a", False),
            (
                "https://www.youtube.com/embed/videoseries?list=a",
                "https://www.youtube.com/embed/videoseries?list=b",
                False,
            ),
            ("https://dai.ly/x1", "https://www.dailymotion.com/embed/video/x1", True),
            ("https://dai.ly/x1", "https://www.dailymotion.com/video/x1_een-dag", True),
            ("https://dai.ly/x1", "https://geo.dailymotion.com/player.html?video=x1", True),
            ("https://dai.ly/x1", "https://www.dailymotion.com/video/x1", True),
            ("https://films.example/a", "https://films.example/a?fbclid=x", True),
            ("https://films.example/a?b=1&c=2", "https://films.example/a/?c=2&b=1", True),
            ("https://films.example/a?b=1", "https://films.example/a?b=2", False),
            ("https://films.example/a", "https://films.example/A", False),
            ("http://[films", "http://[films ", True),
        ],
    )
    def test_what_makes_no_other_film_of_it(self, one, other, same):
        found = attachments.plain_address(one) == attachments.plain_address(other)
        assert found is same


class TestCaptions:
    """What is said in a film may name somebody, under whatever film it stands."""

    SAID = b"WEBVTT\n\n00:00.000 --> 00:02.000\nKarim zat twee jaar vast.\n"

    def captioned(self, content: bytes) -> tuple:
        return video(document("a.mp4", content), document("a.vtt", self.SAID), title="Een dag")

    def test_after_a_stop_they_stand_under_no_other_film(self, ask, client, people):
        asked = ask(self.captioned(FILM))
        say(client, asked)
        assert lacking(nobody(people, self.captioned(b"een ander"))) == []
        client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
        again = self.captioned(b"nog een ander")
        sentence = LACKING.format("Een dag").replace("de film", "de ondertitels")
        assert lacking(nobody(people, again)) == [sentence]
        assert gating.withheld_documents([again[1]["captions"]]) == {again[1]["captions"].pk}

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (SAID, True),
            (b"WEBVTT", False),
            (b"", False),
            (b"WEBVTT - titel\r\n\r\n1\r\n00:00.000 --> 00:02.000 align:start\r\n...\r\n", False),
            (b"WEBVTT\n00:00.000 --> 00:02.000\n\xd8\xa3\n", True),
        ],
    )
    def test_those_without_words_are_of_nobody(self, content, says):
        assert attachments.says_something(document("a.vtt", content)) is says
