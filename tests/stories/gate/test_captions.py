"""Beside somebody's photograph on another page stands what that person read."""

import pytest

from brand import gating
from brand.models import ContentPage
from stories import page_gate
from stories.consent import recording, requests
from stories.models import StoryPage
from stories.objections import recording as objections
from tests.factories.roadshow import home_page
from tests.factories.stories import (
    Channel,
    PersonFactory,
    document,
    picture,
    put_online,
    story,
    video,
)

pytestmark = pytest.mark.django_db
WORDS = "Karim zat in de gevangenis."
SAID = "Karim kent elke doos."
YES = recording.Answer(taking=True, channels=(Channel.WEBSITE,))


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def film():
    return document("karim.mp4")


@pytest.fixture
def told(karim, film):
    shown = picture(1, alt="Karim lacht", credit="Bo Maes")
    body = [("text", f"<p>{SAID} Hij lacht.</p>"), video(film)]
    page = story(karim, picture=shown, title="Karim werkt", body=body)
    recording.answer(requests.ask(karim, story=page), YES)
    return put_online(StoryPage.objects.get(pk=page.pk))


def quote(told, text, **more):
    return "quote", {"text": text, "name": "Karim", "role": "", "image": told.picture, **more}


def shown(told, **more):
    said = {"alt": "Karim lacht", "caption": ""}
    return "picture", {"image": told.picture, **said, **more}


def why(*body, **fields) -> list[str]:
    slug = f"over-{ContentPage.objects.count()}"
    page = ContentPage(title="Over ons", slug=slug, body=list(body), live=False, **fields)
    home_page().add_child(instance=page)
    page.live = True
    return [row.sentence for row in page_gate.obstacles(page)]


def unread(line: str) -> str:
    return (
        f"Naast een foto of film van Karim Voorbeeld staat “{line}”. Karim Voorbeeld las dat niet."
    )


@pytest.mark.parametrize(
    "block",
    [
        lambda told: shown(told, caption=WORDS),
        lambda told: shown(told, alt=WORDS),
        lambda told: quote(told, WORDS, name="Karim werkt"),
    ],
    ids=["bijschrift", "beschrijving", "citaat"],
)
def test_other_words_are_refused(told, block):
    assert why(block(told)) == [unread(WORDS.rstrip("."))]


def test_so_is_the_name_in_full(told):
    assert why(quote(told, SAID, name="Karim Voorbeeld")) == [unread("Karim Voorbeeld")]


def test_words_of_the_story_and_of_the_photograph_stand_there(told):
    assert (
        why(shown(told, caption=f"{SAID} Hij lacht."), quote(told, SAID, name="Karim werkt")) == []
    )
    assert why(shown(told, caption="Bo Maes")) == []


def test_of_who_is_in_no_photograph_nothing_is_asked(told):
    other = {"image": picture(9), "alt": "Dozen", "caption": WORDS}
    assert why(("picture", other), ("text", f"<p>{WORDS}</p>")) == []


def test_a_film_has_its_own_words(told, film):
    kind, shown = video(film)
    value = {name: one for name, one in shown.items() if not name.startswith("shows_nobody")}
    assert why((kind, value)) == []
    (reason,) = why((kind, {**value, "title": WORDS}))
    assert reason == unread(WORDS.rstrip("."))


def test_the_large_picture_of_the_home_page(told):
    home = home_page()
    home.hero_picture, home.hero_caption = told.picture, WORDS
    with pytest.raises(gating.PublicationRefused):
        home.save()
    home.hero_caption = SAID
    home.save()


@pytest.mark.parametrize("refused", [[SAID], []], ids=["the sentence", "the story"])
def test_what_its_person_refused_since_stands_beside_it_no_more(told, karim, refused):
    assert why(shown(told, caption=SAID)) == []
    objections.refuse(karim, told, sentences=refused, note="Liever niet.")
    assert why(shown(told, caption=SAID)) == [unread(SAID.rstrip("."))]
