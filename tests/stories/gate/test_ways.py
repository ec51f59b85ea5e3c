"""No link leads to a film of another site that somebody in it does not allow."""

import pytest

from brand import gating
from roadshow.models import StopPage
from stories.consent import recording, requests
from stories.gate import consent, ways
from stories.models import StoryPage
from tests.factories.roadshow import StopFactory, home_page
from tests.factories.stories import PersonFactory, story, video

pytestmark = pytest.mark.django_db
WATCH, SHORT = "https://www.youtube.com/watch?v=abc", "https://youtu.be/abc?si=x"
YES = recording.Answer(taking=True, channels=("website",))
WORDS_ONLY = recording.Answer(taking=False, channels=("website",))
LACKING = "Toestemming voor website ontbreekt voor Karim (de link naar een film “{}”)."
BUTTON = {"label": "Bekijk", "page": None, "url": SHORT}


@pytest.fixture
def asked(people):
    karim = PersonFactory(organisation=people.partner, name="Karim")
    page = story(karim, title="Karim werkt", lead="Karim werkt.", body=[video(url=WATCH)])
    return requests.ask(karim, story=page, by=people.marketer)


def why(page) -> list[str]:
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    return [reason.sentence for reason in consent.publishing_obstacles(draft)]


WAYS = {
    "call": ("call", {"title": "Kijk", "text": "", "link": BUTTON}),
    "text": ("text", f'<p>Kijk <a href="{SHORT}">naar Karim</a>.</p>'),
    "question": (
        "questions",
        {"title": "", "questions": [{"question": "Hoe?", "answer": f'<a href="{SHORT}">Zo</a>'}]},
    ),
}


@pytest.mark.parametrize(
    ("way", "text"), [("call", "Bekijk"), ("text", "naar Karim"), ("question", "Zo")]
)
@pytest.mark.parametrize("answer", ["none", "no", "stop", "yes"])
def test_from_a_story_of_nobody_and_from_a_page(people, asked, way, text, answer):
    if answer != "none":
        recording.answer(asked, WORDS_ONLY if answer == "no" else YES)
    if answer == "stop":
        recording.stop(asked.person)
    nobody = story(organisation=people.partner, title="Niemand", body=[WAYS[way]])
    home = home_page()
    home.body = [WAYS[way]]
    found = [reason.sentence for reason in gating.obstacles(home)]
    assert found == why(nobody) == ([] if answer == "yes" else [LACKING.format(text)])


def test_as_the_source_of_a_fact(people, asked):
    page = story(organisation=people.partner, title="Niemand", source="De film", source_url=SHORT)
    assert why(page) == [LACKING.format("De film")]


def test_from_a_hero(asked):
    home = home_page()
    home.body = [("hero", {"title": "Kijk", "text": "", "image": None, "alt": "", "link": BUTTON})]
    assert [reason.sentence for reason in gating.obstacles(home)] == [LACKING.format("Bekijk")]


def test_from_the_own_story_of_who_refused_it(people, asked):
    recording.answer(asked, WORDS_ONLY)
    other = story(asked.person, title="Karim kookt", lead="Karim kookt.", body=[WAYS["text"]])
    recording.answer(requests.ask(asked.person, story=other, by=people.marketer), YES)
    assert why(other) == [LACKING.format("naar Karim")]


def test_a_link_elsewhere_is_free(people, asked):
    text = '<p><a href="https://youtu.be/abcd">Een andere</a>, <a href="mailto:x@y.be">mail</a></p>'
    assert why(story(organisation=people.partner, title="Niemand", body=[("text", text)])) == []


def test_from_a_text_beside_the_blocks(asked):
    link = f'<p><a href="{SHORT}">naar Karim</a></p>'
    stop = StopFactory()
    stop.programme = link
    assert [reason.sentence for reason in gating.obstacles(stop)] == [LACKING.format("naar Karim")]
    StopPage.objects.filter(pk=stop.pk).update(programme=link)
    assert ways.pages_to([WATCH]) == {stop.pk}


@pytest.mark.database("stories.gate.ways.holds")
@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_that_lead_to_it(people, count):
    pages = [
        story(organisation=people.partner, live=True, title=f"Niemand {number}", body=[block])
        for number, block in enumerate([*WAYS.values()][:count])
    ]
    story(organisation=people.partner, title="Niet online", body=[WAYS["call"]])
    assert ways.pages_to([WATCH]) == {page.pk for page in pages}
    assert ways.pages_to([]) == set()
