"""The list of what is shown against the gate, after any write; and what is shown from it."""

import random
import re
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import PageViewRestriction

from stories.change_groups import GROUPS
from stories.listing import catalogue, search
from stories.models import Consent, ConsentRequest, StoryPage, StoryPicture, StoryPortrayal
from stories.models.consent import AskedFile
from tests.factories.stories import ConsentFactory, covered_story, picture, section_of, story

pytestmark = pytest.mark.django_db


def listed() -> list[int]:
    return [told.pk for told in catalogue.shown.current().rows]


def by_the_gate() -> list[int]:
    rows = StoryPage.objects.shown().order_by("-first_published_at", "-pk")
    return list(rows.values_list("pk", flat=True))


def test_every_table_that_the_list_is_made_from_is_counted():
    """Whoever has the gate ask another table is asked here to count it."""
    (composed,) = [catalogue._shown._compose(timezone.localdate())]
    tables = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', composed.query.statement))
    assert tables == GROUPS["stories"]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_the_list_is_what_the_gate_says(seed):
    draw = random.Random(seed)
    told = [covered_story(number) for number in range(3)]
    told.append(story(live=True, title="Niemand"))
    spare = picture(9)
    consents = Consent.objects.all()
    people = {row.pk: row.portrayals.get().person for row in told[:3]}
    seen = set()

    def consent_again():
        one = draw.choice(told[:3])
        ConsentFactory(person=people[one.pk], story=one, picture=one.picture)

    def ask_for_a_picture():
        asked = ConsentRequest.objects.create(person=people[told[0].pk], way=Consent.Way.LINK)
        AskedFile.objects.create(
            request=asked, file_hash=draw.choice(told[:3]).picture.get_file_hash()
        )

    def fail_after_withdrawing():
        with suppress(ZeroDivisionError), transaction.atomic():
            consents.update(withdrawn_at=timezone.now())
            assert listed() == by_the_gate()
            raise ZeroDivisionError

    writes = [
        lambda: consents.filter(story=draw.choice(told)).update(withdrawn_at=timezone.now()),
        lambda: consents.filter(story=draw.choice(told)).update(until="2020-01-01"),
        lambda: consents.filter(story=draw.choice(told)).update(file_hash="0" * 40),
        lambda: consents.filter(story=draw.choice(told)).delete(),
        lambda: draw.choice(told).unpublish(),
        lambda: StoryPage.objects.filter(pk=draw.choice(told).pk).update(live=True),
        lambda: StoryPage.objects.filter(pk=told[3].pk).update(shows_nobody=False),
        lambda: StoryPage.objects.filter(pk=draw.choice(told).pk).update(picture=spare),
        lambda: StoryPortrayal.objects.filter(story=draw.choice(told)).delete(),
        lambda: StoryPicture.objects.get_or_create(story=draw.choice(told), picture=spare),
        lambda: PageViewRestriction.objects.create(
            page=section_of(draw.choice(told).section_organisation), restriction_type="login"
        ),
        PageViewRestriction.objects.all().delete,
        *(consent_again, consent_again, ask_for_a_picture, fail_after_withdrawing),
    ]
    for _ in range(12):
        draw.choice(writes)()
        assert listed() == by_the_gate()
        seen.add(tuple(listed()))
    assert len(seen) > 1


def test_a_consent_that_lapses_at_midnight():
    page = covered_story(1)
    Consent.objects.update(until=timezone.localdate())
    assert listed() == [page.pk]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert listed() == by_the_gate() == []


def test_what_the_list_forgot_the_gate_still_withholds():
    """A list that is not what it should be shows nothing that may not be shown."""
    told = [covered_story(number) for number in range(2)]
    shown = catalogue.shown.current()
    Consent.objects.filter(story=told[1]).update(withdrawn_at=timezone.now())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue.shown, "current", lambda: shown)
        assert search.find(QueryDict("")).page.object_list == [told[0]]
        assert search.latest("nl", 3) == [told[0]]
        assert search.asked(search.Question())[:9] == [told[0]]


@pytest.mark.database("brand.changes.counting.CountsChanges.count_change")
@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_what_it_wrote_counts_and_is_nobody_else_s(founded):
    page = covered_story(1)
    before = connection.changes_of("stories")
    assert listed() == [page.pk]
    for ends_well in (False, True):
        with suppress(ZeroDivisionError), transaction.atomic():
            Consent.objects.update(withdrawn_at=timezone.now())
            assert listed() == []
            assert catalogue.shown._kept.key[0] == before
            assert ends_well or 1 / 0
        assert listed() == ([] if ends_well else [page.pk])
    assert connection.changes_of("stories") == before + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_is_read_in_one_question(rows, django_assert_num_queries):
    for number in range(rows):
        covered_story(number)
    with django_assert_num_queries(1):
        assert len(listed()) == rows
    with django_assert_num_queries(0):
        listed()
