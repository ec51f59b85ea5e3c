"""What a film leaves behind when somebody says no to it: a row, a mail, and tasks."""

import pytest
from wagtail.documents import get_document_model

from brand import gating
from brand.models import ContentPage, OutgoingMail
from stories.consent import recording, requests
from stories.models import Consent, ConsentRequest, Recall, StoryPage, Withdrawal
from stories.text import attachments
from stories.withdrawal import journal
from tests.factories.roadshow import home_page
from tests.factories.stories import PersonFactory, document, story, video

pytestmark = pytest.mark.django_db
YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}
WORDS_ONLY = {**YES, "taking": "nee"}
WATCH, SHORT = "https://www.youtube.com/watch?v=abc", "https://youtu.be/abc?si=x"
FILM = b"op het werk"
TO_READ = "Kijk na of de pagina “{}” nog iets over deze persoon vertelt."
AWAY = "Haal de film over deze persoon weg van de site waar hij staat: youtube.com/watch."


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld", email="k@example.be")


def own_film():
    return video(document("w.mp4", FILM), document("w.vtt", b"WEBVTT"))


def elsewhere():
    return video(url=WATCH)


@pytest.fixture
def tell(people, karim, client):
    """A story with this in it, to which its person says yes, and which is online."""

    def tell(*body, **fields) -> ConsentRequest:
        page = story(karim, owner=people.marketer, body=list(body), **fields)
        asked = requests.ask(karim, story=page, by=people.marketer)
        assert say(client, asked).status_code == 302
        StoryPage.objects.get(pk=page.pk).get_latest_revision().publish()
        OutgoingMail.objects.all().delete()
        return asked

    return tell


def say(client, asked, what="", **said):
    seen = recording.seen_on(ConsentRequest.objects.get(pk=asked.pk))
    address = f"/toestemming/{asked.token}/{what}"
    return client.post(address, {"seen": seen, "zeker": "ja", **(said or YES)})


def refuse(client, asked, how: str) -> None:
    if how == "stop":
        client.post(f"/toestemming/{asked.token}/stop/", {"zeker": "ja"})
    else:
        say(client, asked, "wijzig/", **WORDS_ONLY)


def shown_at(title: str, kind: str, value) -> ContentPage:
    page = ContentPage(title=title, slug=title.lower(), body=[(kind, value)])
    home_page().add_child(instance=page)
    page.save_revision().publish()
    return page


def film(**value) -> dict:
    return {
        "title": "Een dag",
        "file": None,
        "captions": None,
        "url": "",
        "transcript": "",
        **value,
    }


def button(url: str) -> dict:
    return {"title": "Kijk", "text": "", "link": {"label": "Bekijk", "page": None, "url": url}}


def tasks() -> list[str]:
    return list(Recall.objects.order_by("pk").values_list("task", flat=True))


@pytest.mark.parametrize("how", ["stop", "no"])
def test_each_page_that_showed_it_is_read_by_somebody(tell, people, client, how):
    asked = tell(own_film(), title="Karim werkt")
    copied = document("kopie.mp4", FILM, collection=people.partner.collection)
    shown_at("Onthaal", "video", film(file=copied))
    shown_at("Werken", "download", {"document": copied, "title": "", "text": ""})
    shown_at("Meer", "text", f'<p><a linktype="document" id="{copied.pk}">film</a></p>')
    shown_at("Ander", "video", film(file=document("b.mp4", b"iets anders")))
    refuse(client, asked, how)
    assert not get_document_model().objects.filter(pk=copied.pk).exists()
    assert tasks() == [TO_READ.format(title) for title in ("Meer", "Onthaal", "Werken")]


@pytest.mark.parametrize("block", ["video", "download"])
def test_a_draft_that_keeps_its_title_is_read_too(tell, people, client, block):
    asked = tell(own_film(), title="Karim werkt")
    copied = document("kopie.mp4", FILM, collection=people.partner.collection)
    as_file = {"document": copied, "title": "Karim", "text": ""}
    value = {"video": film(file=copied), "download": as_file}[block]
    draft = story(organisation=people.partner, title="Een dag in de hal")
    newer = draft.get_latest_revision_as_object()
    newer.body = [(block, value)]
    newer.save_revision()
    refuse(client, asked, "stop")
    (task,) = Recall.objects.filter(task=TO_READ.format("Een dag in de hal"))
    assert task.organisation == people.partner
    assert task.url.endswith(f"/beheer/pages/{draft.pk}/edit/")


@pytest.mark.parametrize("how", ["stop", "no"])
def test_also_one_of_another_site_however_it_is_written(tell, client, how):
    shown_at("Onthaal", "video", film(url=SHORT))
    asked = tell(elsewhere(), title="Karim werkt")
    shown_at("Knop", "call", button(SHORT))
    shown_at("Meer", "text", f'<p><a href="{WATCH}&amp;t=3">film</a></p>')
    shown_at("Ander", "call", button("https://youtu.be/abcd"))
    refuse(client, asked, how)
    told = [TO_READ.format(title) for title in ("Knop", "Meer", "Onthaal")]
    assert tasks() == [*told, AWAY]


@pytest.mark.parametrize("block", [own_film, elsewhere])
def test_a_no_to_it_is_a_withdrawal_like_any_other(tell, client, karim, block):
    asked = tell(block(), title="Karim werkt")
    (shown,) = attachments.films_of(StoryPage.objects.get(pk=asked.story_id))
    refuse(client, asked, "no")
    taken_back = Withdrawal.objects.get()
    assert (taken_back.file_hashes, taken_back.story_keys) == ([shown.key], [])
    assert (taken_back.keeps_words, taken_back.channels) == (True, ["website"])
    assert not taken_back.trouble
    assert taken_back.swept_at
    assert not StoryPage.objects.get(pk=asked.story_id).live
    kinds = {kind.removeprefix("stories.emails.") for kind in sent()}
    assert kinds == {"answered", "withdrawn", "withdrawn_at_desk"}
    assert tasks() == ([] if block is own_film else [AWAY])
    assert Consent.objects.valid().filter(story=asked.story_id).exists()  # the words stay allowed


def sent() -> set[str]:
    return set(OutgoingMail.objects.values_list("kind", flat=True))


def test_what_was_taken_back_says_so_in_words(tell, client):
    refuse(client, tell(elsewhere()), "no")
    assert Withdrawal.objects.get().where == "website (voor 1 film elders)"


def test_a_film_that_is_online_and_not_in_the_draft(tell, client, people, karim):
    asked = tell(elsewhere(), title="Karim werkt", lead="Karim werkt.")
    other = tell(video(url=SHORT), title="Karim kookt", lead="Karim kookt.")
    draft = StoryPage.objects.get(pk=asked.story_id).get_latest_revision_as_object()
    draft.body = []
    draft.save_revision()
    refuse(client, asked, "no")
    assert [StoryPage.objects.get(pk=one.story_id).live for one in (asked, other)] == [False, False]
    assert gating.withheld_addresses([WATCH, SHORT]) == {WATCH, SHORT}
    assert tasks() == [AWAY]


def test_a_film_that_is_in_the_draft_only(tell, client):
    asked = tell(title="Karim werkt", lead="Karim werkt.")
    draft = StoryPage.objects.get(pk=asked.story_id).get_latest_revision_as_object()
    draft.body = [elsewhere()]
    draft.save_revision()
    say(client, asked, "wijzig/")
    refuse(client, asked, "no")
    assert StoryPage.objects.get(pk=asked.story_id).live
    assert tasks() == [AWAY]
    assert gating.withheld_addresses([SHORT]) == {SHORT}


def test_a_database_that_forgot_the_answer_knows_it_by_the_journal(tell, client):
    refuse(client, tell(elsewhere()), "no")
    Withdrawal.objects.all().delete()
    (entry,) = journal.missing_entries()
    assert entry.file_hashes == [attachments.key_of_address(SHORT)]


@pytest.mark.parametrize("block", [own_film, elsewhere])
@pytest.mark.parametrize("is_online", [True, False])
def test_a_no_to_one_story_leaves_the_words_of_another(tell, client, block, is_online):
    asked = tell(block(), title="Karim werkt", lead="Karim werkt.")
    other = tell(block(), title="Karim kookt", lead="Karim kookt.")
    if not is_online:
        StoryPage.objects.get(pk=other.story_id).unpublish()
    say(client, asked, "wijzig/", **{"liever-niet": "ja"})
    gone, left = (StoryPage.objects.get(pk=one.story_id) for one in (asked, other))
    assert (gone.title, left.title) == ("Teruggehaald verhaal", "Karim kookt")
    assert not left.live
    assert left.get_latest_revision_as_object().lead == "Karim kookt."
    assert not get_document_model().objects.filter(title="w.mp4").exists()
