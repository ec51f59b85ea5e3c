"""What goes along in the next newsletter, and what falls away with why."""

import pytest

from stories.newsletter import selection
from tests.factories.stories import Channel, ConsentFactory, covered_story, story
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db


def ticked(organisation, shade, *, allowed):
    page = covered_story(shade, organisation=organisation, in_newsletter=True)
    if allowed:
        ConsentFactory(
            person=page.portrayals.get().person, picture=page.picture, channel=Channel.NEWSLETTER
        )
    return page


def test_who_goes_and_who_falls_away(people):
    good = ticked(people.partner, 1, allowed=True)
    bad = ticked(people.partner, 2, allowed=False)
    nobody = story(organisation=people.partner, live=True, in_newsletter=True)
    covered_story(3, organisation=people.partner)  # not ticked
    covered_story(4, organisation=people.partner, live=False, in_newsletter=True)  # not online
    assert set(selection.going(people.marketer)) == {good, nobody}
    [(page, reasons)] = selection.falling_away(people.marketer)
    assert page == bad
    (reason,) = reasons
    person = bad.portrayals.get().person
    assert reason.sentence.startswith(f"Toestemming voor nieuwsbrief ontbreekt voor {person}")


def test_each_sees_its_own(people):
    page = ticked(people.partner, 1, allowed=True)
    other = ticked(people.other, 2, allowed=True)
    assert set(selection.going(people.marketer)) == {page}
    assert set(selection.going(people.federation)) == {page, other}
    html = as_user(people.marketer).get("/beheer/verhalen/nieuwsbrief/").content.decode()
    assert page.title in html
    assert other.title not in html
    assert "Volgende nieuwsbrief" in html


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_as_for_three(people, count, django_assert_num_queries):
    for shade in range(count):
        ticked(people.partner, shade + 1, allowed=True)
    user = type(people.marketer).objects.get(pk=people.marketer.pk)
    user.is_federation, user.roles  # noqa: B018 - read once per request
    with django_assert_num_queries(2):
        assert len(list(selection.going(user))) == count
