"""A question takes nothing down that visitors see outside the stories of its own partner."""

import pytest
from django.test import Client

from brand import gating
from brand.models import BrandKit, HomePage
from stories.consent import recording, requests
from stories.gate import elsewhere, ways
from stories.models import AskedFile, NobodyConfirmation, StoryPage
from tests.factories.stories import (
    ConsentFactory,
    PersonFactory,
    document,
    picture,
    put_online,
    story,
    video,
)

pytestmark = pytest.mark.django_db
FILM, CAPTIONS = b"op het werk", b"WEBVTT\n\n00:00.000 --> 00:02.000\nHallo.\n"
WATCH, SHORT = "https://www.youtube.com/watch?v=abc", "https://youtu.be/abc"


@pytest.fixture
def made_up(people):
    return PersonFactory(organisation=people.other, name="Bedacht Persoon")


def filmed(name="a"):
    """Each time it is uploaded again."""
    return video(document(f"{name}.mp4", FILM), document(f"{name}.vtt", CAPTIONS))


def ask(person, *body, **fields):
    return requests.ask(person, story=story(person, body=list(body), **fields))


def on_the_home_page(block) -> HomePage:
    name, value = block
    told = ("title", "url", "file", "captions", "transcript")
    home = HomePage.objects.get()
    home.body = [(name, {one: value[one] for one in told})]
    home.save_revision().publish()
    return home


def is_shown(page) -> bool:
    return StoryPage.objects.shown().filter(pk=page.pk).exists()


def visit(address: str):
    return Client().get(address)


def test_a_film_stays_on_the_home_page(made_up):
    shown = filmed()
    on_the_home_page(shown)
    ask(made_up, filmed("b"))
    assert visit(shown[1]["file"].url).status_code == 200
    assert "Hallo." in visit("/").content.decode()


@pytest.mark.database("stories.gate.elsewhere._with_film_elsewhere")
@pytest.mark.parametrize("there", [WATCH, SHORT])
@pytest.mark.parametrize("again", [WATCH, SHORT, "https://m.youtube.com/embed/abc?t=5"])
def test_so_does_one_of_another_site_at_any_address(made_up, there, again):
    on_the_home_page(video(url=there))
    ask(made_up, video(url=again))
    assert there in visit("/").content.decode()


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        ("https://dai.ly/x8abc12", "https://www.dailymotion.com/video/x8abc12"),
        ("https://vimeo.com/12", "https://player.vimeo.com/video/12"),
        ("https://films.example/een%2Ddag", "https://films.example/een-dag"),
        ("https://films.example/%D0%B4", "https://films.example/д"),
    ],
)
def test_however_its_service_or_its_address_is_written(made_up, there, asked):
    home = on_the_home_page(video(url=there))
    ask(made_up, video(url=asked))
    assert there in visit("/").content.decode()
    assert ways.pages_to([asked]) == {home.pk}


def nobody(people, where: str, **fields) -> StoryPage:
    """Online, of the same partner as the person who is asked about the same files."""
    if where == "in the text":
        body = {"image": fields.pop("picture"), "alt": "Dozen", "caption": ""}
        body |= {"shows_nobody": True, "shows_nobody_why": "Alleen dozen."}
        said = PersonFactory(organisation=people.other)
        ConsentFactory(person=said)
        return story(said, live=True, body=[("picture", body)])
    return story(organisation=people.other, live=True, **fields)


@pytest.mark.parametrize("shown", ["film", "address", "picture", "in the text"])
def test_also_one_of_the_own_partner_with_its_second_reader(people, made_up, shown):
    def fields(name):
        blocks = {"film": filmed(name), "address": video(url=WATCH)}
        return {"body": [blocks[shown]]} if shown in blocks else {"picture": picture(61)}

    page = nobody(people, shown, **fields("a"))
    assert is_shown(page)
    asked = requests.ask(made_up, story=story(made_up, **fields("b")))
    assert is_shown(page)
    assert gating.obstacles(StoryPage.objects.get(pk=page.pk)) == []
    recording.answer(asked, recording.Answer(taking=False))
    assert AskedFile.objects.filter(request=asked).exists()
    assert gating.obstacles(StoryPage.objects.get(pk=page.pk)) != []


def test_not_one_that_nobody_looked_at_again(people, made_up):
    page = nobody(people, "own", picture=picture(61))
    NobodyConfirmation.objects.all().delete()
    assert requests.ask(made_up, story=story(made_up, picture=picture(61))).files.exists()
    assert not is_shown(page)


@pytest.mark.parametrize("shown", ["film", "address", "picture"])
def test_a_story_stays_in_which_nobody_is_recognisable(people, made_up, shown):
    def fields(name):
        blocks = {"film": filmed(name), "address": video(url=WATCH)}
        return {"picture": picture(61)} if shown == "picture" else {"body": [blocks[shown]]}

    page = story(organisation=people.partner, live=True, **fields("a"))
    requests.ask(made_up, story=story(made_up, **fields("b")))
    assert is_shown(page)
    assert gating.obstacles(page) == []


def test_a_logo_stays(people, made_up):
    people.partner.logo = picture(62)
    people.partner.save()
    ask(made_up, picture=picture(62))
    assert gating.withheld([people.partner.logo]) == set()


def test_so_does_the_picture_of_the_house(made_up):
    kit = BrandKit.current()
    kit.social_image = picture(62)
    kit.save()
    ask(made_up, picture=picture(62))
    assert gating.withheld([kit.social_image]) == set()


def test_what_an_older_release_showed_without_a_question_stays(people, made_up):
    person, body = PersonFactory(organisation=people.partner), [filmed()]
    page = story(person, body=body)
    yes = recording.Answer(taking=True, channels=("website",))
    recording.answer(requests.ask(person, story=page), yes)
    put_online(page)
    AskedFile.objects.all().delete()
    ask(made_up, filmed("b"))
    assert is_shown(page)


def test_the_film_of_the_house_waits_for_the_answer_of_one_of_ours(people):
    on_the_home_page(video(url=WATCH))
    asked = ask(PersonFactory(organisation=people.partner), video(url=WATCH))
    assert WATCH in visit("/").content.decode()
    recording.answer(asked, recording.Answer(taking=False, channels=("website",)))
    assert WATCH not in visit("/").content.decode()


def test_a_draft_and_a_page_behind_a_lock_are_not_public(people, made_up):
    on_the_home_page(video(url=WATCH)).view_restrictions.create(restriction_type="login")
    story(organisation=people.partner, body=[filmed()])
    asked = ask(made_up, video(url=WATCH), filmed())
    assert asked.files.count() == 3


def test_nor_is_what_somebody_refused(people, made_up):
    on_the_home_page(video(url=WATCH))
    asked = ask(PersonFactory(organisation=people.partner), video(url=WATCH))
    recording.answer(asked, recording.Answer(taking=False))
    assert ask(made_up, video(url=SHORT)).files.count() == 1


def test_the_stories_of_its_own_partner_are_no_other_place(people, made_up):
    told = story(PersonFactory(organisation=people.other), body=[filmed(), video(url=WATCH)])
    yes = recording.Answer(taking=True, channels=("website",))
    recording.answer(requests.ask(told.portrayals.get().person, story=told), yes)
    page = put_online(told)
    draft = story(made_up, body=[filmed(), video(url=SHORT)])
    assert elsewhere.shown(made_up, [draft]) == set()
    assert is_shown(page)
