"""What a story that is served may share: in few questions, the same as the gate says in many."""

import pytest
from django.utils import timezone

from stories.gate import consent
from stories.gate.serving import Serving
from stories.models import (
    Consent,
    ConsentRequest,
    Objection,
    StoryPage,
    StoryPicture,
    StoryPortrayal,
)
from stories.models.consent import AskedFile
from stories.models.stories import _allowed
from tests.factories.stories import ConsentFactory, PersonFactory, picture, story

pytestmark = pytest.mark.django_db

Channel, Level = Consent.Channel, Consent.NameLevel


def allow(people, shown, *channels, **said) -> list:
    return [
        ConsentFactory(person=person, picture=shown, channel=channel, **said)
        for person in people
        for channel in channels
    ]


@pytest.fixture
def told(people):
    """A story of two people that may be shared, with a second picture in its text."""
    shown, inside = picture(1), picture(2)
    pair = [PersonFactory(organisation=people.partner, name=name) for name in ("Karim", "Bea Bo")]
    allow(pair, shown, Channel.WEBSITE, Channel.SOCIAL)
    allow(pair[:1], inside, Channel.WEBSITE, Channel.SOCIAL)
    body = [("picture", {"image": inside})]
    return story(*pair, picture=shown, body=body, title="Karim en Bea", live=True)


def lapse(**which) -> None:
    assert Consent.objects.filter(**which).update(withdrawn_at=timezone.now())


def ask(shown, person) -> None:
    asked = ConsentRequest.objects.create(person=person, way=Consent.Way.LINK)
    AskedFile.objects.create(request=asked, file_hash=shown.get_file_hash())


def object_to(told, **said) -> Objection:
    person = told.portrayals.first().person
    return Objection.objects.create(story=told, person=person, **said)


def nothing(told):
    """As it was."""


def no_social(told):
    lapse(channel=Channel.SOCIAL)


def one_without_social(told):
    lapse(channel=Channel.SOCIAL, person=told.portrayals.last().person)


def text_picture_without_social(told):
    lapse(channel=Channel.SOCIAL, picture__title="Foto 2")


def stranger_in_the_picture(told):
    ask(told.picture, PersonFactory())


def stranger_in_the_text_picture(told):
    ask(told.text_pictures.get().picture, PersonFactory())


def asked_again(told):
    ask(told.picture, told.portrayals.first().person)


def whole_story_refused(told):
    object_to(told, whole=True, note="Zo niet.")


def sentence_refused(told):
    object_to(told, sentence="Karim en Bea")


def sentence_refused_that_is_gone(told):
    object_to(told, sentence="Dit staat er niet meer in.")


def settled(told):
    object_to(told, whole=True, note="Zo niet.", settled_at=timezone.now())


def named_too_fully(told):
    StoryPage.objects.filter(pk=told.pk).update(title="Karim en Bea Bo")


def nobody_shown(told):
    StoryPage.objects.filter(pk=told.pk).update(shows_nobody=True)
    StoryPicture.objects.filter(story=told).update(shows_nobody=True)


def without_picture(told):
    StoryPage.objects.filter(pk=told.pk).update(picture=None)


SHARED = [nothing, asked_again, sentence_refused_that_is_gone, settled, nobody_shown]
KEPT = [no_social, one_without_social, text_picture_without_social, stranger_in_the_picture]
KEPT += [stranger_in_the_text_picture, whole_story_refused, sentence_refused, named_too_fully]
KEPT += [without_picture]


@pytest.mark.parametrize("change", SHARED + KEPT)
def test_it_shares_what_the_gate_lets_through(told, change):
    change(told)
    page = StoryPage.objects.get(pk=told.pk)
    allowed = _allowed.first(pk=page.pk)
    assert allowed.pop("website") == page.is_covered
    kept_back = consent.missing(page, Channel.SOCIAL) if page.picture else ["no picture"]
    assert bool(kept_back) == (change in KEPT)
    assert Serving(page, **allowed).shared_picture == (None if kept_back else page.picture)
    assert Serving(page, **allowed).names == consent.names_shown(page)


def test_a_preview_asks_the_gate_about_what_is_being_written(told):
    draft = told.get_latest_revision_as_object()
    draft.picture = picture(9)
    assert draft.shared_picture is None
    assert draft.serving is None


def test_the_newest_answer_names_in_the_order_of_the_story(told):
    karim, bea = (row.person for row in told.portrayals.all())
    allow([karim], told.picture, Channel.WEBSITE, name_level=Level.OTHER, other_name="Kim")
    for place, person in enumerate((bea, karim)):
        StoryPortrayal.objects.filter(story=told, person=person).update(sort_order=place)
    page = StoryPage.objects.get(pk=told.pk)
    serving = Serving(page, given=True, clear=True)
    assert serving.names == consent.names_shown(page) == ["Bea", "Kim"]


def test_one_question_for_all_names(told, django_assert_num_queries):
    serving = Serving(StoryPage.objects.select_related("picture").get(pk=told.pk), True, False)
    with django_assert_num_queries(1):
        assert serving.names == ["Karim", "Bea"]
        assert len(serving.answers(Channel.SOCIAL)) == 2
