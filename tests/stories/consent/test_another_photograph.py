"""A yes to another photograph: what is online stays until the new version is published."""

import pytest

from brand import gating
from brand.models import Picture
from stories.consent import recording, requests
from stories.gate import consent
from stories.models import Consent, StoryPage, Withdrawal
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db
YES = {"taking": True, "channels": ("website", "nieuwsbrief")}


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld")


@pytest.fixture
def page(karim):
    page = story(karim, lead="Karim werkt.", picture=picture(1))
    answer(karim, page)
    return publish(page)


@pytest.fixture
def asked(karim, page):
    """Another photograph stands in the draft."""
    return asked_about(karim, page, picture(2))


def asked_about(person, page, shown):
    draft = StoryPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.picture = shown
    draft.save_revision()
    return requests.ask(person, story=page)


def answer(person, page, **said):
    recording.answer(requests.ask(person, story=page), recording.Answer(**YES, **said))


def publish(page) -> StoryPage:
    StoryPage.objects.get(pk=page.pk).get_latest_revision().publish()
    return StoryPage.objects.get(pk=page.pk)


def online(page) -> int | None:
    """The photograph that visitors see with it."""
    return StoryPage.objects.shown().filter(pk=page.pk).values_list("picture", flat=True).first()


def test_it_stays_online_with_the_one_of_before(page, asked):
    said = recording.Answer(**YES)
    assert recording.would_go(asked, said) == []
    recording.answer(asked, said)
    assert online(page) == page.picture_id
    assert not Withdrawal.objects.exists()


def test_the_new_one_appears_when_it_is_published(page, asked):
    recording.answer(asked, recording.Answer(**YES))
    assert consent.publishing_obstacles(asked.story.get_latest_revision_as_object()) == []
    shown = publish(page)
    assert online(page) == shown.picture_id != page.picture_id


def test_from_then_on_the_one_of_before_is_shown_nowhere(karim, page, asked):
    recording.answer(asked, recording.Answer(**YES))
    before = Consent.objects.valid().filter(file_hash=page.picture.file_hash)
    assert before.exists()
    publish(page)
    assert not before.exists()
    assert gating.withheld([page.picture]) == {page.picture_id}
    assert not Withdrawal.objects.exists()


def test_it_ends_for_who_said_yes_again_alone(people, karim, page):
    bea = PersonFactory(organisation=people.partner)
    other = story(bea, lead="Bea werkt.", picture=picture(1))
    answer(bea, other)
    recording.answer(asked_about(karim, page, picture(2)), recording.Answer(**YES))
    publish(page)
    kept = Consent.objects.valid().filter(file_hash=page.picture.file_hash)
    assert set(kept.values_list("person", flat=True)) == {bea.pk}


@pytest.mark.parametrize(
    "less", [{"taking": False}, {"channels": ("nieuwsbrief",)}, {"name_level": "volledig"}]
)
def test_who_allows_less_or_another_name_takes_it_down(page, asked, less):
    said = recording.Answer(**{**YES, **less})
    assert recording.would_go(asked, said) == [page]
    recording.answer(asked, said)
    assert online(page) is None


def test_a_stop_is_about_both(karim, page, asked):
    recording.answer(asked, recording.Answer(**YES))
    recording.stop(karim)
    assert online(page) is None
    assert not Picture.objects.filter(title__in=["Foto 1", "Foto 2"]).exists()


def test_what_was_never_online_is_replaced_at_once(karim):
    page = story(karim, picture=picture(1))
    answer(karim, page)
    recording.answer(asked_about(karim, page, picture(2)), recording.Answer(**YES))
    files = Consent.objects.valid().values_list("file_hash", flat=True)
    assert set(files) == {picture(2).file_hash}
