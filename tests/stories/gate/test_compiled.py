"""The question whether a story is covered, turned into SQL once: still asked at every reading."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from brand.models import Picture
from stories.gate import compiled
from stories.models import Consent, StoryPage
from stories.models.stories import _covered
from tests.factories.stories import ConsentFactory, PersonFactory, covered_story, story

pytestmark = pytest.mark.django_db


def test_it_is_made_once_and_asks_each_time(people):
    one, other = covered_story(1), covered_story(2)
    assert set(StoryPage.objects.shown()) == {one, other}
    made = compiled._compiled.cache_info().misses
    Consent.objects.filter(story=one).update(withdrawn_at=timezone.now())
    assert set(StoryPage.objects.shown()) == {other}
    assert compiled._compiled.cache_info().misses == made


def test_a_consent_ends_at_midnight(people):
    person = PersonFactory(organisation=people.partner)
    today = timezone.localdate()
    ConsentFactory(person=person, until=today)
    page = story(person, live=True)
    night = timezone.localtime().replace(hour=23, minute=59, second=59)
    with time_machine.travel(night, tick=False):
        assert list(StoryPage.objects.shown()) == [page]
    with time_machine.travel(night + timedelta(seconds=1), tick=False):
        assert list(StoryPage.objects.shown()) == []
    with time_machine.travel(night, tick=False):
        assert list(StoryPage.objects.shown()) == [page]


def test_within_other_questions(people):
    """Django names tables alike on every level; each level asks about its own row."""
    one, other = covered_story(1), covered_story(2)
    Consent.objects.filter(story=one).update(withdrawn_at=timezone.now())
    covered = StoryPage.objects.covered()
    assert list(StoryPage.objects.filter(pk__in=covered.values("pk"))) == [other]
    assert list(StoryPage.objects.exclude(pk__in=covered.values("pk"))) == [one]
    pictures = Picture.objects.filter(pk__in=covered.values("picture"))
    assert list(Picture.objects.filter(pk__in=pictures)) == [other.picture]
    deep = StoryPage.objects.filter(pk__in=StoryPage.objects.filter(pk__in=covered).values("pk"))
    assert list(deep.covered()) == [other]
    assert (covered | StoryPage.objects.filter(pk=one.pk)).count() == 2
    assert covered.filter(pk=one.pk).exists() is False


def test_the_kept_text_names_no_table_of_the_question_around_it(people):
    """But for those of the story itself, which get the names they have there."""
    sql, _ = compiled._compiled(_covered, "default", timezone.localdate())
    tables = {"stories_storypage", "wagtailcore_page", "brand_picture"}
    assert set(compiled.TABLE.findall(sql)) == tables
    assert " U0" not in sql


def test_lists_within_lists(people):
    """The parser of SQLite takes a hundred things within each other."""
    page = covered_story(1)
    found = StoryPage.objects.shown()
    for _ in range(5):
        found = StoryPage.objects.filter(pk__in=found.order_by().values("pk")).order_by("pk")
    assert list(found) == [page]
