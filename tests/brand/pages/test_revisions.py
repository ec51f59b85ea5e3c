"""A page as one of its revisions has it: as Wagtail makes it, in fewer queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db


def as_wagtail(page):
    return Page.with_content_json(page, page.latest_revision.content)


def as_it_is(page):
    return page.with_content_json(page.latest_revision.content)


@pytest.fixture
def page(founded):
    people = [PersonFactory(organisation=OrganisationFactory()) for _ in range(2)]
    people.append(PersonFactory(organisation=people[0].organisation))
    return story(people[0], people[2], picture=picture(1), title="Karim kent elke doos")


def read(page) -> StoryPage:
    return StoryPage.objects.select_related("latest_revision").get(pk=page.pk)


def test_is_what_wagtail_makes(page):
    page.title, page.lead = "Karim kent alles", "Een ander begin."
    page.save_revision()
    draft = as_it_is(read(page))
    assert draft.serializable_data() == as_wagtail(read(page)).serializable_data()
    assert draft.title == "Karim kent alles"
    assert [row.story_id for row in draft.portrayals.all()] == [page.pk, page.pk]
    assert draft.owner_id == page.owner_id
    assert draft.locale_id == page.locale_id


def test_a_home_page_too(founded):
    founded.hero_picture, founded.hero_title = picture(2), "Wie anders kijkt"
    founded.save_revision()
    home = type(founded).objects.get(pk=founded.pk)
    assert as_it_is(home).serializable_data() == as_wagtail(home).serializable_data()
    assert as_it_is(home).hero_picture == founded.hero_picture


def test_a_picture_that_is_gone_since_is_left_out(page):
    page.picture.delete()
    draft = as_it_is(read(page))
    assert draft.serializable_data() == as_wagtail(read(page)).serializable_data()
    assert draft.picture is None


def test_what_was_looked_up_is_kept_for_its_reader(page):
    with CaptureQueriesContext(connection) as wagtails:
        draft = as_wagtail(read(page))
        assert draft.picture
        assert draft.section_organisation
    with CaptureQueriesContext(connection) as made:
        draft = as_it_is(read(page))
        assert draft.picture
        assert draft.section_organisation
    assert len(made) < len(wagtails) - 5


def test_the_draft_of_a_row(page):
    page.lead = "Een ander begin."
    page.save_revision()
    (draft,) = StoryPage.objects.filter(pk=page.pk).drafts()
    assert draft.lead == "Een ander begin."
    StoryPage.objects.filter(pk=page.pk).update(has_unpublished_changes=False)
    (draft,) = StoryPage.objects.filter(pk=page.pk).drafts()
    assert draft.lead == "Wat er gebeurde."
