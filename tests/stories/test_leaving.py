"""Stories when somebody, or a whole partner, leaves."""

import pytest

from brand.models import Role
from stories import leaving
from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory, UserFactory, member
from tests.factories.stories import covered_story, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return OrganisationFactory()


def words(shares) -> list[str]:
    return [str(share) for share in shares]


def test_drafts_go_to_who_takes_over(partner):
    lies, tom = member(partner, Role.MARKETEER), member(partner, Role.MARKETEER)
    draft = story(organisation=partner, owner=lies)
    live = covered_story(organisation=partner, owner=lies)
    elsewhere = story(owner=lies)
    assert words(leaving.count(lies, partner)) == [
        "1 concept",
        "0 verhalen die op nalezen wachten",
    ]
    leaving.pass_on(lies, partner, tom, tom)
    owners = dict(StoryPage.objects.values_list("pk", "owner"))
    assert owners == {draft.pk: tom.pk, live.pk: lies.pk, elsewhere.pk: lies.pk}


@pytest.mark.parametrize("take_down", [False, True])
def test_what_is_live_stays_unless_it_is_asked(partner, take_down):
    live = covered_story(organisation=partner)
    story(organisation=partner)
    other = covered_story(shade=2)
    assert words(leaving.count_all(partner)) == ["1 verhaal op de site", "1 concept dat blijft"]
    leaving.hand_back(partner, None, UserFactory(is_superuser=True), take_down)
    assert StoryPage.objects.get(pk=live.pk).live is not take_down
    assert StoryPage.objects.get(pk=other.pk).live
    assert StoryPage.objects.count() == 3
