"""Taking consent back: what ends, what goes, what is left for people, and what is said about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories import consent, withdrawing
from stories.models import (
    Consent,
    StoryPage,
    Withdrawal,
)
from tests.factories.brand import UserFactory
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    covered_story,
    image_file,
    story,
)

pytestmark = pytest.mark.django_db
Way = Withdrawal.Way


@pytest.fixture
def page():
    return covered_story(1, title="Kwikzilver kent elke doos", lead="Kwikzilver telt alles na.")


@pytest.fixture
def person(page):
    return page.portrayals.get().person


def fresh(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def words_of(model) -> str:
    """Everything in every row of a model, as text."""
    return str(list(model.objects.values_list()))


class TestWhatEnds:
    def test_everything_when_no_channel_is_named(self, page, person):
        ConsentFactory(person=person, channel=Channel.PRESS)
        ConsentFactory(person=person, channel="", purpose=Consent.Purpose.TAKING)
        stays = ConsentFactory()
        withdrawal = withdrawing.withdraw(person)
        assert set(Consent.objects.valid()) == {stays}
        assert withdrawal.channels == list(Channel.values)
        assert withdrawal.where == "alles"

    def test_only_the_channels_that_are_named(self, page, person):
        social = ConsentFactory(person=person, channel=Channel.SOCIAL)
        withdrawal = withdrawing.withdraw(person, channels=[Channel.SOCIAL], way=Way.LINK)
        social.refresh_from_db()
        assert social.withdrawn_at is not None
        assert fresh(page).is_shown
        assert (withdrawal.where, withdrawal.done, withdrawal.places) == ("sociale media", {}, [])

    def test_who_did_it_and_how_is_kept(self, person):
        marketer = UserFactory()
        row = withdrawing.withdraw(person, way=Way.PHONE, by=marketer)
        assert (row.recorded_by, row.way, row.organisation) == (
            marketer,
            Way.PHONE,
            person.organisation,
        )
        assert row.swept_at is not None


class TestWhereSomethingFails:
    def test_the_worker_does_what_was_left(self, page, person, monkeypatch):
        def fails(story, person):
            raise OSError("schijf weg")

        with monkeypatch.context() as patched:
            patched.setattr("stories.taking_away.take_away", fails)
            row = withdrawing.withdraw(person)
        assert row.swept_at is None
        assert row.trouble == (
            f"Verhaal {page.pk} is nog niet overal weg; het wordt opnieuw geprobeerd."
        )
        assert not fresh(page).is_shown
        assert withdrawing.finish() == 1
        row.refresh_from_db()
        assert (row.trouble, row.places) == ("", [page.pk])
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_one_story_that_fails_does_not_keep_another(self, page, person, monkeypatch):
        second = story(person, picture=page.picture, title="Nog een verhaal", live=True)
        take_away = withdrawing.taking_away.take_away

        def fails_once(one, person):
            if one.pk == page.pk:
                raise OSError("schijf weg")
            return take_away(one, person)

        monkeypatch.setattr("stories.taking_away.take_away", fails_once)
        row = withdrawing.withdraw(person)
        assert (fresh(second).title, row.places) == ("Teruggehaald verhaal", [second.pk])


class TestTheEnd:
    def test_what_is_over_leaves_like_what_was_taken_back(self, page, person):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert withdrawing.end_what_is_over() == 1
        assert withdrawing.end_what_is_over() == 0
        row = Withdrawal.objects.get()
        assert (row.way, row.channels, row.places) == (Way.END, [Channel.WEBSITE], [page.pk])
        assert Consent.objects.get(person=person).withdrawn_at is None
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_who_renewed_stays(self, page, person):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
        ConsentFactory(person=person, picture=page.picture)
        assert withdrawing.end_what_is_over() == 0
        assert fresh(page).is_shown

    def test_today_still_counts(self, page):
        Consent.objects.update(until=timezone.localdate())
        assert withdrawing.end_what_is_over() == 0


def test_a_picture_with_another_file_is_only_taken_down(page):
    page.picture.file = image_file(9)
    page.picture.save()
    assert withdrawing.take_down() == 1
    assert fresh(page).title == page.title
    assert consent.missing(fresh(page))
    assert Withdrawal.objects.count() == 0
