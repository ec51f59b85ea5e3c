"""One story in several languages: made, shown, out of date, and gone together."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Revision, TaskState, Workflow, WorkflowTask

from stories.gate import consent
from stories.languages import translation
from stories.models import PortrayedPerson, StoryPage, StoryPortrayal
from stories.text import languages
from stories.withdrawal import withdraw
from tests.factories.brand import UserFactory
from tests.factories.stories import (
    PersonFactory,
    agree,
    covered_story,
    looked_at,
    put_online,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dutch():
    return covered_story(
        title="Karim kent elke doos",
        body=[("text", "<p>Hij telt.</p>")],
        sector="Logistiek",
    )


def in_french(dutch, **words) -> StoryPage:
    version = translation.translate(dutch, "fr")
    told = {"title": "Karim connaît chaque boîte", "body": [("text", "<p>Il compte.</p>")]}
    for name, value in {**told, **words}.items():
        setattr(version, name, value)
    version.save_revision()
    agree(version)
    return version


def published(version) -> StoryPage:
    version.get_latest_revision().publish()
    return again(version)


def again(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def approve(version):
    """As somebody else's approval leaves it, without the page going live."""
    workflow, _ = Workflow.objects.get_or_create(name="Nalezen")
    task, _ = GroupApprovalTask.objects.get_or_create(name="Lees na")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, sort_order=0)
    state = workflow.start(version, UserFactory())
    TaskState.objects.filter(workflow_state=state).update(
        status="approved", finished_at=timezone.now()
    )
    state.status = "approved"
    state.save()


def test_a_version_has_the_same_picture_people_and_blocks(dutch):
    version = translation.translate(dutch, "fr")
    assert (version.language, version.live, version.slug) == (
        "fr",
        False,
        "karim-kent-elke-doos-fr",
    )
    assert version.get_parent().pk == dutch.get_parent().pk
    assert version.picture == dutch.picture
    assert [row.person for row in version.portrayals.all()] == [
        row.person for row in dutch.portrayals.all()
    ]
    assert version.body.raw_data[0]["value"] == "<p>Hij telt.</p>"
    assert [row.pk for row in languages.versions_of(version)] == [dutch.pk, version.pk]
    assert languages.original_of(version) == dutch
    assert languages.missing_in(dutch) == ["en"]


@pytest.mark.database("stories.languages.translation.translate")
def test_a_version_is_made_once(dutch):
    translation.translate(dutch, "fr")
    with pytest.raises(translation.TranslationRefused, match="bestaat al in het Frans"):
        translation.translate(dutch, "fr")
    assert StoryPage.objects.count() == 2


def test_a_copy_is_another_story(dutch):
    copy = dutch.copy(update_attrs={"slug": "kopie", "title": "Kopie"}, keep_live=False)
    assert [row.pk for row in languages.versions_of(copy)] == [copy.pk]


def test_a_version_passes_the_gate_with_the_same_consents(dutch):
    version = in_french(dutch)
    assert published(version).is_shown
    person = PortrayedPerson.objects.get()
    person.consents.update(withdrawn_at=timezone.now())
    assert StoryPage.objects.shown().count() == 0
    version.unpublish()
    with pytest.raises(consent.PublicationRefused):
        again(version).get_latest_revision().publish()


def test_who_is_left_out_of_a_version_is_still_asked(dutch):
    """A translation that forgets to name somebody is no way around that person."""
    version = in_french(dutch)
    version.portrayals, version.shows_nobody = [], True
    with pytest.raises(consent.PublicationRefused, match="Haal het vinkje"):
        looked_at(version).save_revision().publish()
    version.save()
    put_online(version)
    assert again(version).is_shown
    PortrayedPerson.objects.get().consents.update(withdrawn_at=timezone.now())
    assert not again(version).is_shown
    withdraw.unpublish_uncovered()
    assert list(StoryPage.objects.live()) == []
    with pytest.raises(consent.PublicationRefused):
        again(version).get_latest_revision().publish()


def test_somebody_uncovered_in_one_language_is_told_in_none(dutch):
    version = published(in_french(dutch))
    stranger = PersonFactory(organisation=dutch.section_organisation)
    StoryPortrayal.objects.create(story=version, person=stranger)
    assert StoryPage.objects.shown().count() == 0
    withdraw.unpublish_uncovered()
    assert StoryPage.objects.live().count() == 0


def test_an_unpublished_draft_of_a_version_harms_nobody(dutch):
    version = in_french(dutch)
    StoryPortrayal.objects.create(
        story=version, person=PersonFactory(organisation=dutch.section_organisation)
    )
    assert list(StoryPage.objects.shown()) == [dutch]


def test_a_dutch_story_takes_its_approved_translation_along(dutch):
    version = in_french(dutch)
    dutch.save_revision().publish()
    assert not again(version).live
    approve(version)
    dutch.save_revision().publish()
    assert again(version).live
    assert again(version).title == "Karim connaît chaque boîte"


def test_words_written_after_the_approval_do_not_go_along(dutch):
    version = in_french(dutch)
    approve(version)
    version.title = "Autre chose"
    version.save_revision()
    dutch.save_revision().publish()
    assert not again(version).live


def test_words_written_over_the_approved_version_do_not_go_along(dutch):
    version = in_french(dutch)
    approve(version)
    Revision.objects.filter(pk=version.latest_revision_id).update(
        created_at=timezone.now(), content={**version.latest_revision.content, "title": "Autre"}
    )
    dutch.save_revision().publish()
    assert not again(version).live


def test_what_was_refused_after_an_approval_does_not_go_along(dutch):
    version = in_french(dutch)
    approve(version)
    approve(version)
    TaskState.objects.filter(pk=TaskState.objects.latest("pk").pk).update(status="rejected")
    dutch.save_revision().publish()
    assert not again(version).live


def test_a_draft_that_waited_beside_the_published_version_does_not_come_back_with_it(dutch):
    version = in_french(dutch)
    read = version.latest_revision
    version.title = "Autre chose"
    version.save_revision()
    read.publish()
    dutch.unpublish()
    again(dutch).get_latest_revision().publish()
    assert (again(dutch).live, again(version).live) == (True, False)


def test_a_translation_that_may_not_appear_waits_and_the_dutch_one_stands(dutch):
    version = in_french(dutch)
    StoryPortrayal.objects.create(
        story=version, person=PersonFactory(organisation=dutch.section_organisation)
    )
    again(version).save_revision()
    approve(again(version))
    dutch.save_revision().publish()
    assert (again(dutch).live, again(version).live) == (True, False)


def test_a_dutch_story_takes_its_translations_from_the_site_and_brings_them_back(dutch):
    version = published(in_french(dutch))
    dutch.unpublish()
    assert not again(version).live
    again(dutch).get_latest_revision().publish()
    assert again(version).live


def test_a_translation_may_leave_alone(dutch):
    version = published(in_french(dutch))
    version.unpublish()
    assert again(dutch).live
    again(dutch).save_revision().publish()
    assert not again(version).live


def test_the_back_office_takes_all_down_too(dutch, people, signed_in):
    version = published(in_french(dutch))
    client = signed_in(people.federation)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[dutch.pk]))
    assert StoryPage.objects.live().count() == 0
    assert not again(version).live


def test_a_deleted_dutch_story_leaves_no_translation_on_the_site(dutch):
    version = published(in_french(dutch))
    dutch.delete()
    assert not again(version).live


def states(user, **asked) -> list[list[str]]:
    return [[cell.state.value for cell in row.cells] for row in translation.board(user, **asked)]


def test_the_board_says_how_a_story_stands_in_each_language(dutch, people):
    user = people.federation
    assert states(user) == [["gepubliceerd", "ontbreekt", "ontbreekt"]]
    version = in_french(dutch)
    assert states(user) == [["gepubliceerd", "concept", "ontbreekt"]]
    published(version)
    assert states(user) == [["gepubliceerd", "gepubliceerd", "ontbreekt"]]
    dutch.save_revision()
    assert states(user) == [["gepubliceerd", "gepubliceerd", "ontbreekt"]]
    dutch.get_latest_revision().publish()
    assert states(user) == [["gepubliceerd", "verouderd", "ontbreekt"]]
    StoryPage.objects.filter(pk=version.pk).update(
        last_published_at=timezone.now() + timedelta(seconds=1)
    )
    assert states(user) == [["gepubliceerd", "gepubliceerd", "ontbreekt"]]
    assert states(user, state="verouderd") == []
    assert len(states(user, state="ontbreekt")) == 1


def test_the_board_shows_a_partner_its_own_stories_only(people):
    own = story(organisation=people.partner, title="Van ons")
    story(organisation=people.other, title="Van hen")
    assert [row.title for row in translation.board(people.marketer)] == [own.title]
    assert len(translation.board(people.federation)) == 2
    assert [row.title for row in translation.board(people.federation, people.other.slug)] == [
        "Van hen"
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_one_question_whatever_its_length(people, rows, django_assert_num_queries):
    for number in range(rows):
        story(organisation=people.partner, title=f"Verhaal {number}")
    assert people.federation.is_federation
    with django_assert_num_queries(1):
        assert len(translation.board(people.federation)) == rows


def test_a_marketer_starts_a_translation_of_an_own_story(people, signed_in):
    page = story(organisation=people.partner, title="Van ons")
    client = signed_in(people.marketer)
    address = reverse("talen:translate", args=[page.pk, "fr"])
    assert "in het Frans" in client.get(address).content.decode()
    assert StoryPage.objects.count() == 1
    answer = client.post(address)
    version = StoryPage.objects.get(locale__language_code="fr")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[version.pk])
    screen = client.get(answer.url).content.decode()
    assert "Van ons (Frans)" in screen
    assert "Vertaal naar het Engels" in screen
    assert "Vertaal naar het Frans" not in screen
    assert "Vertaal" in client.get(reverse("talen:index")).content.decode()


def test_anothers_story_cannot_be_translated(people, signed_in):
    page = story(organisation=people.other, title="Van hen")
    client = signed_in(people.marketer)
    for language in ("fr", "nl", "de"):
        assert client.post(f"/beheer/talen/{page.pk}/{language}/").status_code == 404
    assert StoryPage.objects.count() == 1
    assert "Van hen" not in client.get(reverse("talen:index")).content.decode()


def test_who_does_not_write_has_no_board(people, signed_in):
    assert signed_in(people.outsider).get("/beheer/talen/").status_code == 404
