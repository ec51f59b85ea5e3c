"""Where a link leads is part of what a yes is about: shown, held to the name, and asked again."""

import re

import pytest

from brand.models import HomePage
from stories.consent import recording, requests, wording
from stories.gate import consent, recognition
from stories.models import ConsentRequest, StoryPage
from tests.factories.stories import PersonFactory, document, looked_at, picture, story

pytestmark = pytest.mark.django_db

YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam", "years": "1"}
WORK, CELL = "https://a.example/werk", "https://krant.example/in-de-cel"
OTHER_TEXT = ["Karim Voorbeeld zei ja op een andere tekst dan deze."]


@pytest.fixture
def karim(people):
    return PersonFactory(
        organisation=people.partner, name="Karim Voorbeeld", email="karim@voorbeeld.be"
    )


@pytest.fixture
def asked(people, karim):
    page = story(karim, title="Karim werkt", picture=picture(49))
    return requests.ask(karim, story=page, by=people.marketer)


def draft_of(asked) -> StoryPage:
    return StoryPage.objects.get(pk=asked.story_id).get_latest_revision_as_object()


def with_body(asked, *blocks, **fields) -> StoryPage:
    draft = draft_of(asked)
    draft.body = list(blocks)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()
    return draft_of(asked)


def say(client, asked, what="", **said):
    seen = recording.seen_on(ConsentRequest.objects.get(pk=asked.pk))
    url = f"/toestemming/{asked.token}/{what}"
    return client.post(url, {**YES, "seen": seen, "zeker": "ja", **said})


def lacking(asked) -> list[str]:
    return [reason.sentence for reason in consent.publishing_obstacles(draft_of(asked))]


def text(url: str) -> tuple:
    return ("text", f'<p>Lees <a href="{url}">meer over Karim</a>.</p>')


def call(page=None, url="") -> tuple:
    link = {"label": "Lees meer", "page": page, "url": url}
    return ("call", {"title": "Kom kijken", "text": "", "link": link})


def figure(url: str) -> tuple:
    told = {"value": 1, "unit": "mensen", "period": "2026", "source": "opvolging"}
    checked = {"collected_by": "ons", "checked_by": "ons", "checked_on": "2026-11-01"}
    return ("impact_number", {**told, **checked, "source_url": url})


@pytest.mark.parametrize("block", [text, lambda url: call(url=url), figure])
def test_another_address_is_asked_again(asked, client, block):
    with_body(asked, block(WORK))
    say(client, asked)
    assert lacking(asked) == []
    with_body(asked, block(CELL))
    assert lacking(asked) == OTHER_TEXT
    say(client, asked, "wijzig/")
    assert lacking(asked) == []


def test_another_page_behind_a_button_is_asked_again(asked, client):
    with_body(asked, call(page=HomePage.objects.get()))
    say(client, asked)
    assert lacking(asked) == []
    with_body(asked, call(page=story(organisation=asked.person.organisation, title="Ander")))
    assert lacking(asked) == OTHER_TEXT


def test_another_address_of_the_source_is_asked_again(asked, client):
    with_body(asked, source="De Krant", source_url=WORK)
    say(client, asked)
    with_body(asked, source="De Krant", source_url=CELL)
    assert lacking(asked) == OTHER_TEXT


def test_another_name_of_the_same_file_is_asked_again(asked, client):
    link = '<p>Lees <a linktype="document" id="{}">meer</a>.</p>'
    with_body(asked, ("text", link.format(document("folder.pdf", b"%PDF").pk)))
    say(client, asked)
    assert lacking(asked) == []
    renamed = document("net-uit-de-gevangenis.pdf", b"%PDF")
    draft = with_body(asked, ("text", link.format(renamed.pk)))
    assert lacking(asked) == OTHER_TEXT
    page = client.get(f"/toestemming/{asked.token}/").content.decode()
    assert "net-uit-de-gevangenis.pdf" in page
    with_body(asked, ("download", {"document": renamed, "title": "Folder", "text": ""}))
    assert draft_of(asked).body != draft.body


def test_an_address_that_changes_between_reading_and_answering(asked, client):
    with_body(asked, text(WORK))
    seen = recording.seen_on(asked)
    with_body(asked, text(CELL))
    url = f"/toestemming/{asked.token}/"
    assert client.post(url, {**YES, "seen": seen}).status_code == 409


def test_an_address_is_held_to_the_name_level(asked, client):
    with_body(asked, text("https://krant.example/voorbeeld-in-de-cel"))
    say(client, asked)
    sentence = (
        "Karim Voorbeeld wil alleen “Karim” heten. In het adres van de link “meer over Karim” "
        "staat “voorbeeld”: schrijf “Karim”."
    )
    assert lacking(asked) == [sentence]
    say(client, asked, "wijzig/", name_level="volledig")
    assert lacking(asked) == []


def test_a_page_of_this_site_says_too_much_only_with_more_of_the_name(asked, client):
    partner = asked.person.organisation
    for title, found in (("In Voorbeeld", []), ("Karim Voorbeeld bakt", ["voorbeeld"])):
        other = story(PersonFactory(organisation=partner), title=title)
        with_body(asked, call(page=other))
        say(client, asked, "wijzig/")
        assert [word for word in found if f"staat “{word}”" not in lacking(asked)[0]] == []
        assert len(lacking(asked)) == len(found)


@pytest.mark.parametrize("answered", [False, True])
def test_the_person_reads_where_it_leads(asked, client, answered):
    home = HomePage.objects.get()
    with_body(asked, text(CELL), call(page=home))
    if answered:
        say(client, asked)
    page = client.get(f"/toestemming/{asked.token}/").content.decode()
    shown = re.findall(r"<li>(<bdi.*?gaat naar: .*?)</li>", page)
    assert [re.sub(r"<[^>]+>", "", line) for line in shown] == [
        "“meer over Karim”. Deze link gaat naar: krant.example/in-de-cel",
        f"“Lees meer”. Deze link gaat naar: {home.full_url.removeprefix('http://')}",
    ]
    assert f'dir="ltr" href="{CELL}" rel="noopener noreferrer">' in shown[0]


def test_a_page_that_nobody_can_open_is_not_named(people, asked, client):
    """It may be a draft of another partner, and its address tells whom that is about."""
    draft = story(organisation=people.other, title="Bea Voorbeeld zat vast")
    public = story(organisation=people.other, title="Bea bakt brood", live=True)
    words = "".join(f'<p><a linktype="page" id="{one.pk}">x</a></p>' for one in (draft, public))
    with_body(asked, ("text", words))
    told = client.get(f"/toestemming/{asked.token}/").content.decode()
    assert "zat-vast" not in told
    assert public.full_url in told


def test_nobody_recognisable_is_confirmed_for_where_it_leads(people):
    page = story(organisation=people.partner, title="Niemand", body=[text(WORK)])
    looked_at(page)
    assert recognition.is_confirmed(page)
    page.body = [text(CELL)]
    assert not recognition.is_confirmed(page)


def test_every_language_has_the_words():
    said = {
        wording.words("nl", partner=None, known_as=code)["link_leads"]
        for code in ("nl", "fr", "en", *wording.offered())
    }
    assert len(said) == 9
