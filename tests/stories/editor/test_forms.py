"""What a new story knows by itself, and a draft before it has a title."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.models import StoryPage
from stories.text import address
from tests.factories.stories import covered_story, section_of, story
from tests.support.story_editor import as_it_is, as_user, form_of, fresh

pytestmark = pytest.mark.django_db


def new_story(people) -> str:
    return f"/beheer/pages/add/stories/storypage/{section_of(people.partner).pk}/"


def initial(people) -> dict:
    return as_user(people.marketer).get(new_story(people)).context["form"].initial


@pytest.mark.parametrize(
    ("provinces", "filled"), [(["limburg"], "limburg"), (["limburg", "antwerpen"], ""), ([], "")]
)
def test_it_lies_where_its_partner_works(people, provinces, filled):
    people.partner.provinces = provinces
    people.partner.save()
    assert initial(people)["province"] == filled


def test_it_is_looked_at_again_in_a_year(people):
    assert initial(people)["review_on"] == timezone.localdate() + timedelta(days=365)


def test_a_draft_is_kept_before_it_has_a_title(people):
    client = as_user(people.marketer)
    for _ in range(2):
        client.post(new_story(people), form_of(title="", slug="", lead=""))
    drafts = StoryPage.objects.order_by("pk")
    assert [one.title for one in drafts] == ["Verhaal zonder titel"] * 2
    assert len({one.slug for one in drafts}) == 2


def test_the_address_waits_for_the_first_hand_in(people):
    """What is saved while somebody types holds half a title, or a name in full."""
    client = as_user(people.marketer)
    client.post(new_story(people), form_of(title="Kar", slug="kar", lead=""))
    page = StoryPage.objects.get()
    here = f"/beheer/pages/{page.pk}/edit/"
    assert address.is_provisional(page.slug)
    client.post(here, form_of(page=page, title="Karim Peeters leert", slug="karim-peeters-leert"))
    assert fresh(page).slug == page.slug
    form = form_of(page=page, title="Karim leert", slug=page.slug, lead="Hij leert.")
    client.post(here, {**form, "action-submit": "1"})
    assert fresh(page).slug == "karim-leert"
    client.post(here, form_of(page=page, title="Karim leert nog", slug="karim-leert"))
    assert fresh(page).slug == "karim-leert"


def test_no_provisional_address_goes_live(people):
    first = story(organisation=people.partner, slug="karim-leert", title="Karim leert")
    second = story(organisation=people.partner, slug=address.provisional(), title="Karim leert")
    second.get_latest_revision().publish()
    assert (first.slug, fresh(second).slug) == ("karim-leert", "karim-leert-2")


def test_it_is_not_handed_in_without_one(people):
    response = as_user(people.marketer).post(
        new_story(people), {**form_of(title="", slug=""), "action-submit": "1"}
    )
    assert list(response.context["form"].errors) == ["title"]
    assert StoryPage.objects.count() == 0


def test_the_address_of_what_was_online_stays(people):
    page = covered_story(1, organisation=people.partner, slug="eerste")
    form = {**as_it_is(page), "title": "Heel anders", "slug": ""}
    as_user(people.marketer).post(f"/beheer/pages/{page.pk}/edit/", form)
    assert page.get_latest_revision_as_object().slug == "eerste"


def test_only_what_a_kind_needs(people):
    page = story(organisation=people.partner)
    form = {**form_of(page=page, kind="les", slug=page.slug), "action-submit": "1"}
    response = as_user(people.marketer).post(f"/beheer/pages/{page.pk}/edit/", form)
    assert sorted(response.context["form"].errors) == ["evidence", "lesson"]


def test_a_row_in_which_nobody_was_chosen_yet_holds_nothing_up(people):
    """One adds a row, and types on elsewhere: what is typed is kept meanwhile."""
    page = story(organisation=people.partner)
    form = form_of(page=page, title="Een andere titel", slug=page.slug)
    there = page.portrayals.count()
    rows = {"TOTAL_FORMS": there + 2} | {
        f"{number}-{name}": value
        for number in (there, there + 1)
        for name, value in {"person": "", "id": "", "ORDER": number + 1, "DELETE": ""}.items()
    }
    form |= {f"portrayals-{name}": value for name, value in rows.items()}
    as_user(people.marketer).post(f"/beheer/pages/{page.pk}/edit/", form)
    draft = fresh(page).get_latest_revision_as_object()
    assert (draft.title, draft.portrayals.count()) == ("Een andere titel", there)


def test_such_a_row_in_a_form_that_comes_back_stands_last(people):
    """It has no place of its own, by which Wagtail sorts what it draws again."""
    page = story(organisation=people.partner)
    form = form_of(page=page, title="", lead="", slug=page.slug)
    number = page.portrayals.count()
    row = {"person": "", "id": "", "ORDER": number + 1, "DELETE": ""}
    form |= {f"portrayals-{number}-{name}": value for name, value in row.items()}
    form |= {"portrayals-TOTAL_FORMS": number + 1, "action-submit": "1"}
    answer = as_user(people.marketer).post(f"/beheer/pages/{page.pk}/edit/", form)
    assert "lead" in answer.context["form"].errors
    assert f'name="portrayals-{number}-person"' in answer.content.decode()


def test_an_unknown_person_is_still_an_error(people):
    page = story(organisation=people.partner)
    form = form_of(page=page, title="Een andere titel", slug=page.slug)
    number = page.portrayals.count()
    rows = {"TOTAL_FORMS": number + 1, f"{number}-person": "999999", f"{number}-id": ""}
    form |= {f"portrayals-{name}": value for name, value in rows.items()}
    form[f"portrayals-{number}-ORDER"] = "9"
    answer = as_user(people.marketer).post(f"/beheer/pages/{page.pk}/edit/", form)
    assert [sorted(one) for one in answer.context["form"].formsets["portrayals"].errors][-1] == [
        "person"
    ]
