"""Whose a picture is: who was asked and did not say yes keeps it from every page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brand import gating
from brand.models import ContentPage
from stories import page_gate
from stories.consent import expiry, recording, requests
from stories.consent.recording import Answer
from stories.gate import consent
from stories.gate import pictures as gate_pictures
from stories.languages import translation
from stories.models import AskedFile, Consent, StoryPage
from stories.withdrawal import erasure
from tests.factories.roadshow import home_page
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    agree,
    covered_story,
    image_file,
    looked_at,
    picture,
    put_online,
    story,
)

pytestmark = pytest.mark.django_db

RENDITIONS = "/media/images/"
YES = Answer(taking=True, channels=(Channel.WEBSITE,))
NO = Answer(taking=False)


@pytest.fixture
def fatima(people):
    return PersonFactory(organisation=people.partner, name="Fatima VOORBEELD")


@pytest.fixture
def shown():
    return picture(7, title="Fatima lacht")


def page_with(shown, **fields) -> ContentPage:
    page = ContentPage(title="Over ons", slug="over-ons", live=False, **fields)
    page.body = [("picture", {"image": shown, "alt": "Iemand lacht", "caption": ""})]
    home_page().add_child(instance=page)
    page.save_revision()
    return page


def is_withheld(shown) -> bool:
    return gating.withheld([shown]) == {shown.pk}


class TestAContentPage:
    @pytest.mark.parametrize(
        "said", [None, NO, Answer(taking=True)], ids=["geen antwoord", "nee", "niet op de website"]
    )
    def test_it_does_not_appear_with_who_did_not_say_yes(self, fatima, shown, said):
        asked = requests.ask(fatima, picture=shown)
        if said:
            recording.answer(asked, said)
        page = page_with(shown)
        with pytest.raises(gating.PublicationRefused) as refused:
            page.get_latest_revision().publish()
        (reason,) = refused.value.reasons
        assert reason.sentence == (
            "Toestemming voor website ontbreekt voor Fatima VOORBEELD (de foto “Fatima lacht”)."
        )
        assert reason.url == f"{reverse('consent_ask', args=[fatima.pk])}?foto={shown.pk}"
        assert not ContentPage.objects.get(pk=page.pk).live

    def test_the_picture_stays_until_a_no(self, fatima, shown, client):
        page = page_with(shown)
        page.get_latest_revision().publish()
        assert RENDITIONS in client.get(page.url).content.decode()
        asked = requests.ask(fatima, picture=shown)
        assert RENDITIONS in client.get(page.url).content.decode()
        recording.answer(asked, YES)
        assert RENDITIONS in client.get(page.url).content.decode()
        recording.answer(asked, NO)
        assert RENDITIONS not in client.get(page.url).content.decode()

    def test_the_same_photo_under_another_title(self, fatima, shown):
        requests.ask(fatima, picture=shown)
        again = picture(7, title="Nog eens")
        assert gating.withheld([again, picture(8)]) == {again.pk}


class TestWhatIsAsked:
    def test_a_question_about_a_story_is_about_the_pictures_of_its_draft(self, fatima, shown):
        page = story(fatima)
        page.picture = shown
        told, free = picture(8), picture(9)
        page.body = [
            ("picture", {"image": told, "alt": "", "caption": "", "shows_nobody": False}),
            ("picture", {"image": free, "alt": "", "caption": "", "shows_nobody": True}),
        ]
        page.save_revision()
        requests.ask(fatima, story=page)
        assert gating.withheld([shown, told, free]) == {shown.pk, told.pk}

    def test_a_no_is_said_to_what_was_on_the_screen(self, fatima, shown):
        page = story(fatima)
        asked = requests.ask(fatima, story=page)
        page.picture = shown
        page.save_revision()
        assert not is_withheld(shown)
        recording.answer(asked, NO)
        assert Consent.objects.count() == 0
        assert is_withheld(shown)

    def test_another_file_is_another_picture(self, fatima, shown):
        requests.ask(fatima, picture=shown)
        shown.file = image_file(9)
        shown.save()
        assert not is_withheld(shown)

    @pytest.mark.database("stories.gate.asked_files.note")
    def test_it_stays_when_the_picture_is_deleted_and_comes_again(self, fatima, shown):
        recording.answer(requests.ask(fatima, picture=shown), NO)
        shown.delete()
        assert is_withheld(picture(7))

    def test_the_way_to_the_own_page_asks_nothing(self, fatima, shown):
        page = story(fatima, picture=picture(1))
        recording.answer(requests.ask(fatima, way="hier", story=page), YES)
        page.body = [("picture", {"image": shown, "alt": "", "caption": ""})]
        page.save_revision()
        requests.own_link(fatima)
        assert not is_withheld(shown)
        assert AskedFile.objects.count() == 1

    def test_of_two_who_were_asked_both_allow_it(self, fatima, shown, people):
        other = PersonFactory(organisation=people.partner)
        for one in (fatima, other):
            assert not is_withheld(shown) or one == other
            recording.answer(requests.ask(one, picture=shown), YES)
        assert not is_withheld(shown)
        other.consents.update(until=timezone.localdate() - timedelta(days=1))
        assert is_withheld(shown)

    def test_whoever_is_erased_still_holds_it_back(self, fatima, shown):
        """The question stays, without a name: nobody said yes to this photograph."""
        requests.ask(fatima, picture=shown)
        erasure.forget(fatima)
        assert is_withheld(shown)

    def test_its_light_is_red(self, fatima, shown):
        requests.ask(fatima, picture=shown)
        assert expiry.colours_of([shown, picture(8)]) == {shown.pk: "rood"}


def block(shown, ticked=True):
    value = {"image": shown, "alt": "Iemand lacht", "caption": "", "shows_nobody": ticked}
    value["shows_nobody_why"] = "Alleen handen." if ticked else ""
    return ("picture", value)


REFUSALS = {
    "ingetrokken": lambda who, shown: ConsentFactory(
        person=who, picture=shown, withdrawn_at=timezone.now()
    ),
    "verlopen": lambda who, shown: ConsentFactory(
        person=who, picture=shown, until=timezone.localdate() - timedelta(days=1)
    ),
    "nee": lambda who, shown: recording.answer(requests.ask(who, picture=shown), NO),
    "geen antwoord": lambda who, shown: requests.ask(who, picture=shown),
}


@pytest.mark.parametrize("refuse", REFUSALS.values(), ids=REFUSALS)
class TestATickOverrulesNobody:
    """“Niemand herkenbaar” is what an editor thinks; who was asked knows better."""

    SAID = "Toestemming voor website ontbreekt voor Fatima VOORBEELD (de foto “Fatima lacht”)."

    def held(self, page, client):
        with pytest.raises(gating.PublicationRefused) as refused:
            page.get_latest_revision().publish()
        assert str(refused.value) == self.SAID
        assert not StoryPage.objects.get(pk=page.pk).live
        StoryPage.objects.filter(pk=page.pk).update(live=True, first_published_at=timezone.now())
        assert not StoryPage.objects.shown().filter(pk=page.pk).exists()
        assert client.get(page.url).status_code == 410

    def test_on_the_picture_of_a_story(self, fatima, shown, people, client, refuse):
        refuse(fatima, shown)
        self.held(story(organisation=people.partner, picture=shown, shows_nobody=True), client)

    def test_on_a_picture_in_the_text(self, fatima, shown, people, client, refuse):
        refuse(fatima, shown)
        told = covered_story(1, organisation=people.partner, live=False)
        told.body = [block(shown)]
        told.save()
        looked_at(told).save_revision()
        agree(told)
        self.held(told, client)

    def test_on_a_story_of_which_nobody_can_be_recognised(
        self, fatima, shown, people, client, refuse
    ):
        refuse(fatima, shown)
        body = [block(shown, ticked=False)]
        self.held(story(organisation=people.partner, shows_nobody=True, body=body), client)


def everywhere(client, told) -> dict[str, int | bool]:
    def found(address):
        return told.title in client.get(address).content.decode()

    return {
        "pagina": client.get(told.url).status_code,
        "lijst": found("/verhalen/"),
        "feed": found("/verhalen/feed.json"),
        "api": found("/api/v1/verhalen/"),
        "zoeken": found("/zoeken/?zoek=kwikzilver"),
        "sitemap": told.slug in client.get("/sitemap.xml").content.decode(),
    }


@pytest.mark.parametrize("where", ["foto", "tekst"])
def test_a_story_with_a_tick_leaves_every_place_at_once(people, fatima, client, where):
    shown = picture(7)
    given = ConsentFactory(person=fatima, picture=shown)
    fields = {"picture": shown} if where == "foto" else {"body": [block(shown)]}
    told = put_online(
        story(organisation=people.partner, title="Kwikzilver telt", slug="kwik", **fields)
    )
    assert everywhere(client, told) == {
        "pagina": 200, "lijst": True, "feed": True, "api": True, "zoeken": True, "sitemap": True
    }  # fmt: skip
    Consent.objects.filter(pk=given.pk).update(withdrawn_at=timezone.now())
    seen = everywhere(client, told)
    assert seen.pop("pagina") == 410
    assert set(seen.values()) == {False}


def test_a_version_with_another_picture_of_somebody_who_refuses_takes_the_others_along(
    people, fatima
):
    told = covered_story(1, organisation=people.partner)
    version = translation.translate(told, "fr")
    shown = picture(7)
    given = ConsentFactory(person=fatima, picture=shown)
    version.portrayals, version.shows_nobody, version.picture = [], True, shown
    version.save()
    version = put_online(version)
    assert set(StoryPage.objects.shown()) == {told, version}
    Consent.objects.filter(pk=given.pk).update(withdrawn_at=timezone.now())
    assert set(StoryPage.objects.shown()) == set()
    assert [one.sentence for one in consent.missing(told)] == []


class TestOtherChannels:
    """What is seen on the website is not for the newsletter, nor for the press."""

    @pytest.mark.parametrize("channel", [Channel.NEWSLETTER, Channel.PRESS, Channel.SOCIAL])
    def test_each_is_asked_on_its_own(self, people, fatima, shown, channel):
        ConsentFactory(person=fatima, picture=shown)
        told = story(organisation=people.partner, picture=shown, in_newsletter=True)
        told = put_online(told)
        name = Channel(channel).label.lower()
        assert [one.sentence for one in consent.missing(told, channel)] == [
            f"Toestemming voor {name} ontbreekt voor Fatima VOORBEELD (de foto “Fatima lacht”)."
        ]
        assert set(StoryPage.objects.withheld(channel)) == {told}
        ConsentFactory(person=fatima, picture=shown, channel=channel)
        assert consent.missing(told, channel) == []
        assert set(StoryPage.objects.withheld(channel)) == set()


def test_people_of_another_partner_stay_unnamed(people, fatima, shown):
    requests.ask(fatima, picture=shown)
    told = story(organisation=people.other, picture=shown)
    (reason,) = consent.missing(told)
    assert (reason.sentence, reason.url) == (
        "Toestemming voor website ontbreekt voor iemand van een andere partner "
        "(de foto “Fatima lacht”).",
        "",
    )


@pytest.mark.parametrize("count", [1, 3])
def test_however_many_pictures_it_is_one_question(people, count, django_assert_num_queries):
    pictures = [picture(shade) for shade in range(count)]
    with django_assert_num_queries(1):
        assert page_gate.withheld(pictures) == set()
    for shown in pictures:
        requests.ask(PersonFactory(organisation=people.partner), picture=shown)
    with django_assert_num_queries(1):
        assert page_gate.withheld(pictures) == {shown.pk for shown in pictures}
    with django_assert_num_queries(0):
        assert gate_pictures.asked_for([""]) == {}
