"""A story goes along in a newsletter only while all people in it allow that."""

import pytest

from brand.newsletter import drafts, pieces
from brand.newsletter.blocks import read
from stories.newsletter_pieces import SOURCES
from stories.withdrawal import withdraw
from tests.factories.stories import Channel, ConsentFactory, covered_story

pytestmark = pytest.mark.django_db
[STORIES] = SOURCES


def allowed(shade, **fields):
    page = covered_story(shade, **fields)
    person = page.portrayals.get().person
    ConsentFactory(person=person, picture=page.picture, channel=Channel.NEWSLETTER)
    return page, person


def test_only_with_a_yes_for_the_newsletter(people):
    good, _ = allowed(1, organisation=people.partner, title="Karim kent elke doos")
    bad = covered_story(2, organisation=people.partner)
    found = STORIES.pieces([good.pk, bad.pk])
    assert set(found) == {good.pk}
    assert (found[good.pk].title, found[good.pk].picture) == ("Karim kent elke doos", good.picture)
    [reason] = STORIES.reasons(bad.pk)
    assert reason.sentence.startswith("Toestemming voor nieuwsbrief ontbreekt")
    assert STORIES.reasons(good.pk) == []


@pytest.mark.parametrize("channels", [[Channel.NEWSLETTER], [Channel.WEBSITE], None])
def test_whoever_withdraws_is_gone_at_once(people, channels):
    page, person = allowed(1, organisation=people.partner)
    withdraw.withdraw(person, channels=channels)
    assert STORIES.pieces([page.pk]) == {}
    assert STORIES.pieces([page.pk], archived=True) == {}
    assert STORIES.reasons(page.pk) != []


def test_what_colleagues_ticked_stands_in_a_new_issue(people):
    page, _ = allowed(1, organisation=people.partner, in_newsletter=True)
    allowed(2, organisation=people.partner)
    rows = read(drafts.begin(people.federation).blocks)
    assert [(one.kind, one.page) for one in rows] == [("inleiding", None), ("verhaal", page.pk)]
    assert pieces.shown((one.kind, one.page) for one in rows).keys() == {("verhaal", page.pk)}
