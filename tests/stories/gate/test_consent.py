"""What a consent covers, and which stories may be seen at this moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from stories.gate import consent
from stories.models import Consent, StoryPage, StoryPortrayal
from tests.factories.brand import OrganisationFactory, Role, cast, member
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    Purpose,
    covered_story,
    image_file,
    picture,
    story,
)

pytestmark = pytest.mark.django_db


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def sentences(page) -> list[str]:
    return [reason.sentence for reason in consent.missing(page)]


def replace_file(shown, shade=7):
    shown.file = image_file(shade)
    shown.save()


def test_covered_stories_are_shown():
    one, other = covered_story(1), covered_story(2)
    nobody = story(live=True)
    draft = covered_story(3, live=False)
    assert set(StoryPage.objects.shown()) == {one, other, nobody}
    assert set(StoryPage.objects.covered()) == {one, other, nobody, draft}


NOT_ENOUGH = {
    "verlopen": lambda: {"until": yesterday()},
    "ingetrokken": lambda: {"withdrawn_at": timezone.now()},
    "ander kanaal": lambda: {"channel": Channel.NEWSLETTER},
    "alleen maken": lambda: {"purpose": Purpose.TAKING, "channel": ""},
    "pas later": lambda: {"given_on": timezone.localdate() + timedelta(days=1)},
}


@pytest.mark.parametrize("fields", NOT_ENOUGH.values(), ids=NOT_ENOUGH)
@pytest.mark.parametrize("shade", [None, 4])
def test_what_is_no_consent(fields, shade):
    shown = picture(shade) if shade else None
    given = ConsentFactory(picture=shown, **fields())
    page = story(given.person, picture=shown)
    (said,) = sentences(page)
    assert said.startswith(f"Toestemming voor website ontbreekt voor {given.person}")
    StoryPage.objects.update(live=True)
    assert set(StoryPage.objects.shown()) == set()


def test_a_consent_holds_on_its_last_day_and_without_an_end():
    today = ConsentFactory(until=timezone.localdate())
    endless = ConsentFactory(until=None)
    assert set(Consent.objects.valid()) == {today, endless}
    assert set(Consent.objects.valid(on=timezone.localdate() + timedelta(days=1))) == {endless}


def test_another_file_under_the_same_picture_is_another_picture():
    page = covered_story(1)
    person = page.portrayals.get().person
    replace_file(page.picture)
    page = StoryPage.objects.get(pk=page.pk)
    assert set(StoryPage.objects.shown()) == set()
    assert sentences(page) == [f"{person} gaf toestemming voor website, maar niet voor deze foto."]


def test_what_was_given_is_never_given_for_something_else():
    given = ConsentFactory(picture=picture(1))
    given.picture = picture(2)
    with pytest.raises(ValidationError):
        given.save()
    with pytest.raises(ValidationError):
        given.receipt.save()


def test_a_story_asks_again_whatever_was_allowed_before():
    page = covered_story(1)
    person, shown = page.portrayals.get().person, page.picture
    other = story(person, picture=shown, title="Een ander verhaal")
    assert sentences(other) == []
    Consent.objects.filter(story=other).delete()
    assert sentences(other) == [
        f"{person} gaf toestemming voor website, maar niet voor dit verhaal."
    ]
    StoryPage.objects.filter(pk=other.pk).update(live=True)
    assert set(StoryPage.objects.shown()) == {page}


def test_a_consent_for_words_alone_does_not_cover_a_picture():
    given = ConsentFactory()
    page = story(given.person, picture=picture(1))
    name = given.person
    assert sentences(page) == [f"{name} gaf toestemming voor website, maar niet voor deze foto."]
    page.picture = None
    assert sentences(page) == []


def test_of_two_people_one_without():
    page = covered_story(1)
    shown = page.picture
    other = PersonFactory(organisation=page.section_organisation)
    StoryPortrayal.objects.create(story=page, person=other)
    page = StoryPage.objects.get(pk=page.pk)
    assert sentences(page) == [
        f"Toestemming voor website ontbreekt voor {other}: nog niet gevraagd."
    ]
    assert set(StoryPage.objects.shown()) == set()
    ConsentFactory(person=other, picture=shown)
    assert sentences(page) == []
    assert set(StoryPage.objects.shown()) == {page}


def test_nobody_named_is_an_obstacle_and_nobody_shown_is_none():
    page = story()
    assert sentences(page) == []
    page.shows_nobody = False
    assert sentences(page) == [
        "Zeg wie er in dit verhaal staat, of vink aan dat er niemand herkenbaar in staat."
    ]
    page.save()
    StoryPage.objects.update(live=True)
    assert set(StoryPage.objects.shown()) == set()


def test_a_reason_leads_to_the_person():
    person = PersonFactory()
    page = story(person)
    reason = consent.missing(page)[0]
    assert reason.url == f"/beheer/toestemming/vragen/{person.pk}/?verhaal={page.pk}"
    assert reason.remedy == "Vraag het, of kies een andere foto."


def test_every_channel_is_asked_on_its_own():
    given = ConsentFactory(channel=Channel.NEWSLETTER)
    page = story(given.person)
    open_channels = [channel for channel in Channel if not consent.missing(page, channel)]
    assert open_channels == [Channel.NEWSLETTER]


class TestPicturesInTheText:
    def page(self, value, kind="picture", **fields):
        given = ConsentFactory(picture=picture(1))
        return story(given.person, picture=given.picture, body=[(kind, value)], **fields)

    def block(self, shown, **more):
        return {"image": shown, "alt": "Twee mensen", "caption": "", **more}

    def test_of_somebody_who_allowed_this_one(self):
        other = picture(2)
        page = self.page(self.block(other))
        ConsentFactory(person=page.portrayals.get().person, picture=other)
        assert sentences(page) == []
        page.save_revision().publish()
        assert set(StoryPage.objects.shown()) == {page}
        replace_file(other)
        assert set(StoryPage.objects.shown()) == set()

    def test_that_nobody_allowed(self):
        page = self.page(self.block(picture(2)))
        assert sentences(page) == [
            "Voor de foto “Foto 2” in de tekst gaf niemand in dit verhaal toestemming voor "
            "website. Vraag het, haal de foto weg, of vink aan dat er niemand herkenbaar op staat."
        ]
        StoryPage.objects.update(live=True)
        assert set(StoryPage.objects.shown()) == set()

    def test_on_which_nobody_can_be_recognised(self):
        ticked = {"shows_nobody": True, "shows_nobody_why": "Alleen handen."}
        page = self.page(self.block(picture(2), **ticked))
        page.save_revision().publish()
        assert set(StoryPage.objects.shown()) == {page}

    def test_a_portrait_beside_a_quote(self):
        value = {"text": "Ik blijf.", "name": "Karim", "role": "", "image": picture(2)}
        assert len(sentences(self.page(value, kind="quote"))) == 1

    def test_a_picture_that_left_the_text_asks_nothing_more(self):
        page = self.page(self.block(picture(2)))
        assert page.text_pictures.count() == 1
        page.body = []
        page.save()
        assert page.text_pictures.count() == 0


class TestConsent:
    @pytest.mark.parametrize(
        ("fields", "field", "sentence"),
        [
            ({"name_level": "andere"}, "other_name", "Vul de naam in die we mogen gebruiken."),
            (
                {"until": timezone.localdate() - timedelta(days=400)},
                "until",
                "Deze dag ligt voor de dag waarop het gegeven werd.",
            ),
        ],
    )
    def test_it_refuses(self, fields, field, sentence):
        with pytest.raises(ValidationError) as refused:
            ConsentFactory(**fields)
        assert refused.value.message_dict == {field: [sentence]}

    def test_where_somebody_may_be_shown(self):
        person = PersonFactory()
        ConsentFactory(person=person, channel=Channel.PRESS)
        ConsentFactory(person=person, channel=Channel.WEBSITE)
        ConsentFactory(person=person, channel=Channel.SOCIAL, withdrawn_at=timezone.now())
        ConsentFactory(person=person, channel="", purpose=Purpose.TAKING)
        assert person.allowed_channels == [Channel.WEBSITE, Channel.PRESS]

    def test_a_name_is_one_line(self):
        person = PersonFactory.build(organisation=OrganisationFactory(), name="Fátima\nde Wit ")
        person.full_clean()
        assert person.name == "Fátima de Wit"


def test_people_and_consents_are_seen_by_their_partner_and_the_federation():
    people = cast()
    ours_writes = member(people.partner, Role.MARKETEER)
    theirs_writes = member(people.other, Role.MARKETEER)
    ours = ConsentFactory(person__organisation=people.partner)
    theirs = ConsentFactory(person__organisation=people.other)
    model = type(ours.person)
    assert set(model.objects.visible_to(ours_writes)) == {ours.person}
    assert set(model.objects.visible_to(theirs_writes)) == {theirs.person}
    assert set(model.objects.visible_to(people.federation)) == {ours.person, theirs.person}
    assert set(Consent.objects.visible_to(ours_writes)) == {ours}
    assert set(Consent.objects.visible_to(people.federation)) == {ours, theirs}
    assert not model.objects.visible_to(people.owner)  # a coordinator works with no people shown


def test_stories_are_seen_by_their_partner_and_the_federation():
    people = cast()
    ours_writes = member(people.partner, Role.MARKETEER)
    theirs_writes = member(people.other, Role.MARKETEER)
    ours, theirs = story(organisation=people.partner), story(organisation=people.other)
    assert set(StoryPage.objects.visible_to(ours_writes)) == {ours}
    assert set(StoryPage.objects.visible_to(theirs_writes)) == {theirs}
    assert set(StoryPage.objects.visible_to(people.federation)) == {ours, theirs}
