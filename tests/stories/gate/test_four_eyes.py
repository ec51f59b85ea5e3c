"""Nobody puts a story of their own online; somebody else does, and exactly what was read."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    PageLogEntry,
    Revision,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from brand import founding, permissions
from brand.models import OutgoingMail
from brand.pages import scheduling
from stories.gate import consent, four_eyes
from stories.languages import translation
from stories.models import FourEyesTask, Objection, StoryIndexPage, StoryPage
from stories.objections import recording
from tests.factories.stories import agree, covered_story, section_of, story
from tests.support.story_editor import act, as_it_is, as_user, form_of, fresh, hand_in, review, said

pytestmark = pytest.mark.django_db

MINE = four_eyes.SOMEONE_ELSE.sentence


@pytest.fixture
def tale(cast):
    """A story that may be shown, written by the author and not handed in."""
    tale = covered_story(1, organisation=cast.partner, live=False, owner=cast.author)
    tale.save_revision(user=cast.author)
    return fresh(tale)


class TestWhoMay:
    @pytest.mark.parametrize("who", ["colleague", "boss", "federation", "superuser"])
    def test_somebody_else_approves_without_the_right_to_publish(self, cast, tale, who):
        state = hand_in(tale, cast.author)
        act(tale, state, getattr(cast, who))
        assert (fresh(tale).live, fresh(tale).current_workflow_state) == (True, None)
        assert fresh(tale).live_revision == state.revision

    @pytest.mark.parametrize("who", ["author", "owner", "outsider", "other_marketer"])
    def test_these_do_not(self, cast, tale, who):
        state = hand_in(tale, cast.author)
        user = getattr(cast, who)
        act(tale, state, user)
        review(tale, state, user)
        form = {
            **as_it_is(fresh(tale)),
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
        }
        as_user(user).post(f"/beheer/pages/{tale.pk}/edit/", form)
        assert not fresh(tale).live
        assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS

    def test_who_handed_it_in_does_not(self, cast, tale):
        state = hand_in(tale, cast.colleague)
        assert not four_eyes.may_review(cast.colleague, fresh(tale))
        act(tale, state, cast.colleague)
        assert not fresh(tale).live
        act(tale, state, cast.boss)
        assert fresh(tale).live

    def test_who_wrote_one_version_does_not(self, cast, tale):
        tale.save_revision(user=cast.colleague)
        tale.save_revision(user=cast.author)
        assert four_eyes.authors(tale) == {cast.author.pk, cast.colleague.pk}
        state = hand_in(tale, cast.author)
        act(tale, state, cast.colleague)
        assert not fresh(tale).live

    def test_what_is_online_is_nobodys_any_more_but_its_owners(self, cast, tale):
        tale.save_revision(user=cast.colleague)
        act(tale, hand_in(tale, cast.author), cast.boss)
        assert four_eyes.authors(fresh(tale)) == {cast.author.pk}

    def test_writing_over_the_version_that_is_online_counts(self, cast, tale):
        revision = tale.save_revision(user=cast.colleague)
        revision.publish()
        assert four_eyes.authors(fresh(tale)) == {cast.author.pk}
        Revision.objects.filter(pk=revision.pk).update(created_at=timezone.now())
        assert four_eyes.authors(fresh(tale)) == {cast.author.pk, cast.colleague.pk}

    def test_a_former_colleague_does_not(self, cast, tale):
        cast.colleague.is_active = False
        assert not four_eyes.may_review(cast.colleague, tale)

    def test_the_federation_does_where_there_is_nobody_else(self, cast, tale):
        assert set(four_eyes.reviewers(tale)) == {cast.colleague, cast.boss}
        for user in (cast.colleague, cast.boss):
            user.memberships.all().delete()
        assert set(four_eyes.reviewers(tale)) == {cast.federation}


class TestRoadsAround:
    @pytest.fixture
    def federations_own(self, cast):
        tale = covered_story(2, organisation=cast.partner, live=False, owner=cast.federation)
        tale.save_revision(user=cast.federation)
        return fresh(tale)

    @pytest.mark.parametrize("who", ["federation", "superuser"])
    def test_an_editor_with_every_right_does_not_publish_the_own_story(
        self, cast, federations_own, who
    ):
        tale, user = federations_own, getattr(cast, who)
        tale.owner = user
        tale.save(update_fields=["owner"])
        tale.save_revision(user=user)
        tale = fresh(tale)
        assert not tale.permissions_for_user(user).can_publish()
        client = as_user(user)
        form = {**as_it_is(tale), "action-publish": "1"}
        client.post(f"/beheer/pages/{tale.pk}/edit/", form)
        soon = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
        client.post(f"/beheer/pages/{tale.pk}/edit/", {**form, "go_live_at": soon})
        bulk = "/beheer/bulk/wagtailcore/page/publish/?next=/beheer/"
        client.post(f"{bulk}&id={tale.pk}")
        client.post(f"{bulk}&id={tale.get_parent().pk}", {"include_descendants": "on"})
        state = hand_in(tale, user)
        act(tale, state, user)
        review(tale, state, user)
        assert not fresh(tale).live
        assert not fresh(tale).revisions.exclude(approved_go_live_at=None).exists()

    def test_nor_another_ones_after_a_change_of_the_own(self, cast, tale):
        form = {**as_it_is(tale), "review_on": "2030-01-02", "action-publish": "1"}
        response = as_user(cast.federation).post(f"/beheer/pages/{tale.pk}/edit/", form)
        assert said(response) == [f"“{tale.title}” is nog niet gepubliceerd. {HAND_IT_IN}"]
        draft = fresh(tale).get_latest_revision_as_object()
        assert (fresh(tale).live, draft.review_on) == (False, date(2030, 1, 2))

    @pytest.mark.parametrize("who", ["federation", "superuser"])
    def test_the_admin_api_asks_the_same(self, cast, who):
        user = getattr(cast, who)
        own = covered_story(6, organisation=cast.partner, live=False, owner=user)
        live = covered_story(7, organisation=cast.partner, owner=user)
        api = f"/beheer/api/main/pages/{own.pk}/action/"
        client = as_user(user)
        assert client.post(f"{api}publish/").status_code == 403
        elsewhere = f"/beheer/api/main/pages/{live.pk}/action/"
        for name, form in (
            ("copy", {"keep_live": True, "slug": "kopie"}),
            ("create_alias", {"update_slug": "alias"}),
        ):
            asked = client.post(f"{elsewhere}{name}/", form, content_type="application/json")
            assert asked.status_code == 403
        assert set(StoryPage.objects.live()) == {live}

    def test_but_another_ones_as_it_is(self, cast, tale):
        assert tale.permissions_for_user(cast.federation).can_publish()
        tale = covered_story(3, organisation=cast.partner, live=False, slug="drie")
        url = f"/beheer/bulk/wagtailcore/page/publish/?id={tale.pk}&next=/beheer/"
        as_user(cast.federation).post(url)
        assert fresh(tale).live

    def test_the_number_of_the_own_step_under_another_story(self, cast, tale):
        """Wagtail asks whether one may act on the tale in the address, not on the step."""
        other = covered_story(4, organisation=cast.partner, live=False, owner=cast.colleague)
        hand_in(other, cast.colleague)
        state = hand_in(tale, cast.author)
        response = act(other, state, cast.author)
        assert said(response) == [f"“{tale.title}” is nog niet gepubliceerd. {MINE}"]
        assert (fresh(tale).live, fresh(other).live) == (False, False)

    def test_the_step_of_another_partner_under_the_own_story(self, cast, tale):
        mine = covered_story(5, organisation=cast.other, live=False, owner=cast.outsider)
        hand_in(mine, cast.outsider)
        state = hand_in(tale, cast.author)
        act(mine, state, cast.other_marketer)
        assert not fresh(tale).live

    def test_a_workflow_of_somebodys_making(self, cast, tale):
        """Another kind of step in the workflow leads around nothing: its last act asks again."""
        task = GroupApprovalTask.objects.create(name="Snel")
        task.groups.add(permissions.organisation_group(cast.partner))
        WorkflowTask.objects.update(task=task)
        state = hand_in(tale, cast.author)
        response = act(tale, state, cast.author)
        assert said(response) == [f"“{tale.title}” is nog niet gepubliceerd. {MINE}"]
        assert not fresh(tale).live

    def test_a_workflow_without_a_step(self, cast, tale):
        WorkflowTask.objects.all().delete()
        with pytest.raises(consent.PublicationRefused):
            hand_in(tale, cast.author)
        assert not fresh(tale).live

    def test_who_wrote_it_changes_nothing_while_it_waits(self, cast, tale):
        state = hand_in(tale, cast.author)
        before = state.revision.content
        form = {**form_of(page=fresh(tale), title="Stil gewijzigd"), "action-save": "1"}
        form["overwrite_revision_id"] = state.revision_id
        as_user(cast.author).post(f"/beheer/pages/{tale.pk}/edit/", form)
        state.revision.refresh_from_db()
        assert state.revision.content == before
        assert tale.revisions.latest("pk") == state.revision

    def test_who_reads_and_changes_reads_no_longer(self, cast, tale):
        state = hand_in(tale, cast.author)
        form = {**form_of(page=fresh(tale), title="Beter"), "action-workflow-action": "1"}
        form["workflow-action-name"] = "approve"
        response = as_user(cast.colleague).post(f"/beheer/pages/{tale.pk}/edit/", form)
        assert said(response) == [f"“Beter” is nog niet gepubliceerd. {MINE}"]
        assert not fresh(tale).live
        act(tale, state, cast.boss)
        assert (fresh(tale).title, fresh(tale).draft_title) == (tale.title, "Beter")

    def test_a_step_that_is_over(self, cast, tale):
        state = hand_in(tale, cast.author)
        fresh(tale).current_workflow_state.cancel(user=cast.author)
        hand_in(tale, cast.author)
        act(tale, state, cast.colleague)
        response = review(tale, state, cast.colleague)
        assert said(response) == ["Intussen veranderde dit verhaal. Lees het opnieuw na."]
        assert not fresh(tale).live


def write_on(tale, user, **form):
    """As the editor keeps what is typed, every half second: over the version it made before."""
    revision = fresh(tale).latest_revision
    over = {
        "overwrite_revision_id": str(revision.pk),
        "loaded_revision_id": str(revision.pk),
        "loaded_revision_created_at": revision.created_at.isoformat(),
    }
    url = f"/beheer/pages/{tale.pk}/edit/"
    form = {**as_it_is(fresh(tale)), **over, **form}
    answer = as_user(user).post(url, form, headers={"accept": "application/json"})
    return revision, answer.json()


class TestWritingOver:
    """What somebody read keeps its words; the editor goes on in a new version."""

    def test_a_draft_nobody_saw_is_written_over(self, cast, tale):
        revision, answer = write_on(tale, cast.author, title="Beter")
        assert answer["revision_id"] == revision.pk
        assert fresh(tale).draft_title == "Beter"

    def test_an_approved_version_is_not(self, cast, tale):
        act(tale, hand_in(tale, cast.author), cast.colleague)
        fresh(tale).unpublish()
        revision, answer = write_on(tale, cast.author, title="Nooit nagelezen")
        assert answer["revision_id"] != revision.pk
        revision.refresh_from_db()
        assert revision.content["title"] == tale.title
        assert fresh(tale).draft_title == "Nooit nagelezen"

    def test_nor_a_refused_one_or_what_was_online(self, cast, tale):
        act(tale, hand_in(tale, cast.author), cast.colleague, action="reject", comment="Anders")
        refused, answer = write_on(tale, cast.author, title="Beter")
        written, _ = write_on(tale, cast.author, title="Nog beter")
        assert answer["revision_id"] == written.pk != refused.pk
        written.refresh_from_db()
        assert written.content["title"] == "Nog beter"
        agree(tale)
        written.publish()
        _, answer = write_on(tale, cast.author, title="Te vlug")
        assert answer["revision_id"] != written.pk
        assert fresh(tale).title == "Nog beter"

    def test_nor_what_is_planned(self, cast, tale):
        tale.go_live_at = timezone.now() + timedelta(days=1)
        tale.save_revision(user=cast.author)
        tale.latest_revision.publish()
        planned = tale.latest_revision
        later = fresh(tale)
        later.title = "Nooit nagelezen"
        later.save_revision(user=cast.author, overwrite_revision=planned)
        planned.refresh_from_db()
        assert planned.content["title"] == tale.title
        assert planned.approved_go_live_at is not None

    def test_unread_words_of_a_translation_do_not_go_along(self, cast, tale):
        french = fresh(translation.translate(tale, "fr", cast.author))
        act(french, hand_in(french, cast.author), cast.colleague)
        act(tale, hand_in(tale, cast.author), cast.colleague)
        assert (fresh(tale).live, fresh(french).live) == (True, True)
        fresh(tale).unpublish()
        write_on(french, cast.author, title="Jamais relu")
        act(tale, hand_in(tale, cast.author), cast.colleague)
        assert (fresh(tale).live, fresh(french).live) == (True, False)


HAND_IT_IN = four_eyes.HAND_IT_IN.sentence


class TestWhatGoesLive:
    def test_the_version_that_was_read_not_the_later_draft(self, cast, tale):
        state = hand_in(tale, cast.author)
        later = fresh(tale)
        later.title = "Later"
        newest = later.save_revision(user=cast.author)
        act(tale, state, cast.colleague)
        now = fresh(tale)
        assert (now.live, now.title, now.draft_title) == (True, tale.title, "Later")
        assert (now.live_revision, now.latest_revision) == (state.revision, newest)
        assert now.has_unpublished_changes

    def test_what_is_planned_appears_on_its_day_and_leaves_on_its_end(self, cast, tale):
        tale.go_live_at = timezone.now() + timedelta(days=1)
        tale.expire_at = timezone.now() + timedelta(days=2)
        tale.save_revision(user=cast.author)
        state = hand_in(tale, cast.author)
        response = review(tale, state, cast.colleague)
        assert said(response) == [f"“{tale.title}” is goedgekeurd en gepland."]
        assert (fresh(tale).live, fresh(tale).scheduled_revision) == (False, state.revision)
        day = timedelta(days=1, minutes=1)
        tale.revisions.filter(pk=state.revision_id).update(
            approved_go_live_at=timezone.now() - timedelta(minutes=1)
        )
        content = {**state.revision.content, "go_live_at": (timezone.now() - day).isoformat()}
        tale.revisions.filter(pk=state.revision_id).update(content=content)
        assert scheduling.publish_due() == 1
        assert fresh(tale).live
        StoryPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
        assert scheduling.expire_due() == 1
        assert not fresh(tale).live

    def test_the_gate_holds_and_the_workflow_goes_on(self, cast, tale):
        state = hand_in(tale, cast.author)
        person = tale.portrayals.get().person
        person.consents.update(withdrawn_at=timezone.now())
        response = review(tale, state, cast.colleague)
        assert said(response) == [
            f"“{tale.title}” is nog niet gepubliceerd. "
            f"Toestemming voor website ontbreekt voor {person}. "
            f'<a href="/beheer/toestemming/vragen/{person.pk}/?verhaal={tale.pk}">'
            "Vraag het, of kies een andere foto.</a>"
        ]
        state.refresh_from_db()
        assert state.status == TaskState.STATUS_IN_PROGRESS
        assert fresh(tale).workflow_in_progress
        assert OutgoingMail.objects.filter(kind="stories.emails.approved").count() == 0


class TestRefusing:
    def test_without_a_reason_nothing_goes_back(self, cast, tale):
        state = hand_in(tale, cast.author)
        act(tale, state, cast.colleague, "reject", comment="  ")
        assert review(tale, state, cast.colleague, "reject", comment="").status_code == 422
        with pytest.raises(consent.PublicationRefused) as refused:
            state.task.specific.on_action(state, cast.colleague, "reject")
        assert str(refused.value) == four_eyes.NO_REASON.sentence
        assert fresh(tale).workflow_in_progress

    def test_the_reason_stands_in_the_history_and_in_the_editor(self, cast, tale):
        state = hand_in(tale, cast.author)
        review(tale, state, cast.colleague, "reject", comment="De titel klopt niet.")
        assert fresh(tale).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
        entry = PageLogEntry.objects.get(page=tale, action="wagtail.workflow.reject")
        assert entry.data["comment"] == "De titel klopt niet."
        html = as_user(cast.author).get(f"/beheer/pages/{tale.pk}/edit/").content.decode()
        assert f"<strong>{cast.colleague} vraagt een wijziging:</strong>" in html
        assert "<p>De titel klopt niet.</p>" in html
        assert "Dien opnieuw in" in html

    def test_what_was_refused_is_handed_in_again(self, cast, tale):
        state = hand_in(tale, cast.author)
        act(tale, state, cast.colleague, "reject", comment="Korter.")
        form = {**form_of(page=fresh(tale), title="Kort"), "action-submit": "1"}
        as_user(cast.author).post(f"/beheer/pages/{tale.pk}/edit/", form)
        again = fresh(tale).current_workflow_state.current_task_state
        agree(tale)
        act(tale, again, cast.colleague)
        assert (fresh(tale).live, fresh(tale).title) == (True, "Kort")


class TestInTheEditor:
    def buttons(self, user, tale) -> list[str]:
        html = as_user(user).get(f"/beheer/pages/{tale.pk}/edit/").content.decode()
        return [
            word
            for word in ("Dien in voor nalezing", "Keur goed", "Vraag wijziging", "Publiceren")
            if f"{word}\n" in html.replace("</button>", "\n").replace("</em>", "\n")
        ]

    def test_each_sees_what_is_theirs_to_do(self, cast, tale):
        assert self.buttons(cast.author, tale) == ["Dien in voor nalezing"]
        hand_in(tale, cast.author)
        assert self.buttons(cast.author, tale) == []
        assert self.buttons(cast.colleague, tale) == ["Keur goed", "Vraag wijziging"]
        html = as_user(cast.author).get(f"/beheer/pages/{tale.pk}/edit/").content.decode()
        assert "Iemand anders moet dit nalezen." in html

    def test_who_handed_it_in_takes_it_back(self, cast, tale):
        hand_in(tale, cast.author)
        url = f"/beheer/pages/{tale.pk}/edit/"
        client = as_user(cast.author)
        assert "Trek terug en pas aan" in client.get(url).content.decode()
        form = {**as_it_is(fresh(tale)), "action-cancel-workflow": "1"}
        answer = client.post(url, form, follow=True)
        assert said(answer) == [f"“{tale.title}” is teruggetrokken. Je kunt het weer aanpassen."]
        assert fresh(tale).current_workflow_state is None
        client.post(url, form_of(page=fresh(tale), title="Toch anders", slug=tale.slug))
        assert fresh(tale).draft_title == "Toch anders"

    def test_an_objection_says_how_what_is_read_is_changed(self, cast, tale):
        recording.refuse(tale.portrayals.get().person, tale, note="Zo niet.", sentences=[])
        address = reverse("consent_settle", args=[Objection.objects.get().pk])
        assert "Pas het verhaal aan" in as_user(cast.author).get(address).content.decode()
        hand_in(tale, cast.author)
        html = as_user(cast.author).get(address).content.decode()
        assert "kies onderaan “Trek terug en pas aan”" in html
        assert "Pas het verhaal aan" not in html

    def test_what_cannot_go_online_cannot_be_approved(self, cast, tale):
        url = f"/beheer/verhalen/nalezen/{tale.pk}/"
        hand_in(tale, cast.author)
        approve = '<button class="button" name="action" value="approve"'
        html = as_user(cast.colleague).get(url).content.decode()
        assert f"{approve}>" in html
        assert "Website: ja." in html
        assert "<strong>Las deze tekst en zei ja</strong>" in html
        assert "Bewijs:" in html
        recording.refuse(tale.portrayals.get().person, tale, note="Zo niet.", sentences=[])
        html = as_user(cast.colleague).get(url).content.decode()
        assert f'{approve} disabled aria-describedby="nog-niet">' in html
        assert "<strong>Website: nog niet.</strong> Bovenaan lees je waarom." in html
        assert "zei ja" not in html
        assert "<strong>Las deze tekst, en wil er iets niet in.</strong>" in html

    def test_handing_in_gives_one_message(self, cast, tale):
        tale.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
        form = {**form_of(page=tale, title=tale.title, slug=tale.slug), "action-submit": "1"}
        answer = as_user(cast.author).post(f"/beheer/pages/{tale.pk}/edit/", form, follow=True)
        (message,) = said(answer)
        assert message.startswith(f"“{tale.title}” is ingediend. Voor het online kan, moet dit nog")

    def test_who_approved_can_look_and_share(self, cast, tale):
        state = hand_in(tale, cast.author)
        (message,) = said(review(tale, state, cast.boss))
        assert f'href="{fresh(tale).full_url}"' in message
        assert f'href="/beheer/delen/{tale.pk}/"' in message

    def test_the_screen_for_who_reads(self, cast, tale):
        hand_in(tale, cast.author)
        url = f"/beheer/verhalen/nalezen/{tale.pk}/"
        html = as_user(cast.colleague).get(url).content.decode()
        assert "Keur goed" in html
        assert as_user(cast.colleague).get(f"{url}voorbeeld/").status_code == 200
        html = as_user(cast.author).get(url).content.decode()
        assert "Keur goed" not in html
        assert "Iemand anders moet dit nalezen." in html
        assert as_user(cast.outsider).get(url).status_code == 404
        assert as_user(cast.other_marketer).get(f"{url}voorbeeld/").status_code == 404


class TestFounding:
    def test_it_stands_on_every_story(self, cast, tale):
        founding.found()
        [task] = [step.task.specific for step in tale.get_workflow().workflow_tasks.all()]
        assert isinstance(task, FourEyesTask)
        assert (Workflow.objects.count(), FourEyesTask.objects.count()) == (
            Workflow.objects.filter(active=True).count(),
            1,
        )

    def test_an_older_installation_moves_over(self, cast, tale):
        index = StoryIndexPage.objects.get()
        WorkflowPage.objects.filter(page=index).delete()
        FourEyesTask.objects.all().delete()
        workflow = Workflow.objects.create(name="Nalezen door de federatie")
        old = GroupApprovalTask.objects.create(name="Nalezen")
        old.groups.add(permissions.federation_group())
        WorkflowTask.objects.create(workflow=workflow, task=old, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=index)
        state = hand_in(tale, cast.author)
        for _ in range(2):
            founding.found()
        state.refresh_from_db()
        assert isinstance(state.task.specific, FourEyesTask)
        assert not GroupApprovalTask.objects.filter(name="Nalezen").exists()
        act(tale, state, cast.colleague)
        assert fresh(tale).live


def test_a_story_without_an_author_is_anybodys_to_read(cast):
    tale = story(organisation=cast.partner)
    assert four_eyes.authors(tale) == set()
    assert section_of(cast.partner).permissions_for_user(cast.federation).can_publish()
    assert not section_of(cast.partner).permissions_for_user(cast.federation).can_publish_subpage()


def test_an_icon_in_the_back_office_is_as_large_as_its_text():
    """A bare svg is 300 px wide; a rule without weight gives way to every other size."""
    sheet = Path(finders.find("brand/css/desk.css")).read_text()
    assert ":where(svg.icon) {\n  width: 1em;\n  height: 1em;\n}" in sheet
