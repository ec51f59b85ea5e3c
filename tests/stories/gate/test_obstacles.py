"""Every road to publishing leads through the gate, and every reading asks again."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import PageLogEntry, WorkflowState

from brand import permissions
from brand.pages import scheduling
from stories.gate import consent
from stories.models import Consent, StoryPage, StoryPortrayal
from stories.withdrawal import withdraw
from tests.factories.brand import Role, member
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    covered_story,
    image_file,
    picture,
    section_of,
    story,
)
from tests.support.story_editor import as_it_is, form_of, fresh, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def uncovered(people):
    """A draft about somebody who allowed nothing."""
    return story(PersonFactory(organisation=people.partner, name="Karim VOORBEELD"))


def allow(page, **fields):
    person = page.portrayals.get().person
    given = {"person": person, "picture": page.picture, "story": page, **fields}
    return ConsentFactory(**given)


def end(page, **fields):
    Consent.objects.filter(person__portrayals__story=page).update(**fields)


def yesterday():
    return timezone.localdate() - timedelta(days=1)


def another_editor(people):
    """Somebody else of the federation: who changed a story does not publish it."""
    editor = member(people.house, Role.MARKETEER, first_name="Bo")
    permissions.place_in_groups(editor)
    return editor


WHY = (
    "“{title}” is nog niet gepubliceerd. "
    "Toestemming voor website ontbreekt voor Karim VOORBEELD: nog niet gevraagd. "
    '<a href="/beheer/toestemming/vragen/{pk}/?verhaal={story}">'
    "Vraag het, of kies een andere foto.</a>"
)


def why(page, title=None) -> str:
    person = page.portrayals.get().person
    return WHY.format(title=title or page.title, pk=person.pk, story=page.pk)


class TestInCode:
    def test_publishing_a_revision(self, uncovered):
        with pytest.raises(consent.PublicationRefused) as refused:
            uncovered.get_latest_revision().publish()
        assert (
            str(refused.value)
            == "Toestemming voor website ontbreekt voor Karim VOORBEELD: nog niet gevraagd."
        )
        assert not fresh(uncovered).live
        allow(uncovered)
        uncovered.get_latest_revision().publish()
        assert fresh(uncovered).live

    def test_publishing_the_page(self, uncovered):
        with pytest.raises(consent.PublicationRefused):
            uncovered.publish(uncovered.get_latest_revision())
        assert not fresh(uncovered).live

    def test_saving_it_live(self, uncovered):
        uncovered.live = True
        with pytest.raises(consent.PublicationRefused):
            uncovered.save()
        with pytest.raises(consent.PublicationRefused):
            uncovered.save(update_fields=["live"])
        assert not fresh(uncovered).live

    def test_adding_it_live(self, people):
        page = StoryPage(title="Nieuw", lead="Kort.", live=True)
        page.portrayals = [StoryPortrayal(person=PersonFactory(organisation=people.partner))]
        with pytest.raises(consent.PublicationRefused):
            section_of(people.partner).add_child(instance=page)
        assert StoryPage.objects.count() == 0

    def test_another_picture_on_a_live_story(self):
        page = covered_story(1)
        page.picture = picture(2)
        for fields in (None, ["picture"]):
            with pytest.raises(consent.PublicationRefused):
                page.save(update_fields=fields)
        assert fresh(page).picture_id != page.picture_id

    def test_copying_a_story_that_is_no_longer_covered(self):
        page = covered_story(1)
        end(page, until=yesterday())
        with pytest.raises(consent.PublicationRefused):
            page.copy(update_attrs={"slug": "kopie"}, keep_live=True)
        copy = page.copy(update_attrs={"slug": "kopie"}, keep_live=False)
        assert set(StoryPage.objects.live()) == {page}
        assert copy.portrayals.get().person == page.portrayals.get().person

    def test_copying_a_covered_story(self):
        page = covered_story(1)
        with pytest.raises(consent.PublicationRefused):  # a copy is another story
            page.copy(update_attrs={"slug": "kopie"}, keep_live=True)
        page.copy(update_attrs={"slug": "kopie"}, keep_live=False)
        assert set(StoryPage.objects.shown()) == {page}

    def test_an_alias_of_a_story_that_is_no_longer_covered(self):
        page = covered_story(1)
        end(page, withdrawn_at=timezone.now())
        with pytest.raises(consent.PublicationRefused):
            CreatePageAliasAction(page, update_slug="alias").execute()
        assert set(StoryPage.objects.all()) == {page}

    def test_an_alias_is_another_story(self):
        page = covered_story(1)
        with pytest.raises(consent.PublicationRefused):
            CreatePageAliasAction(page, update_slug="alias").execute()
        assert set(StoryPage.objects.shown()) == {page}

    def test_reverting_to_what_is_no_longer_covered(self):
        page = covered_story(1)
        first = page.get_latest_revision()
        other = picture(2)
        allow(page, picture=other)
        page.picture = other
        page.save_revision().publish()
        page.picture.consents.all()
        Consent.objects.filter(picture__title="Foto 1").update(withdrawn_at=timezone.now())
        with pytest.raises(consent.PublicationRefused):
            first.publish()
        assert fresh(page).picture == other

    def test_a_story_stays_with_its_partner(self, people):
        page = covered_story(1, organisation=people.partner)
        with pytest.raises(consent.PublicationRefused) as refused:
            page.move(section_of(people.other), pos="last-child")
        assert str(refused.value) == consent.STAYS.sentence
        with pytest.raises(consent.PublicationRefused):
            page.copy(to=section_of(people.other), update_attrs={"slug": "kopie"}, keep_live=False)
        assert [story.organisation for story in StoryPage.objects.all()] == [people.partner]

    def test_a_row_that_was_made_live_behind_the_gate_is_not_shown(self, uncovered):
        StoryPage.objects.update(live=True)
        assert set(StoryPage.objects.shown()) == set()
        assert Client().get(uncovered.url).status_code == 410


class TestDraftsOfLiveStories:
    def test_a_draft_may_show_what_is_not_allowed_yet(self):
        page = covered_story(1)
        page.picture = picture(2)
        page.save_revision()
        assert fresh(page).picture.title == "Foto 1"
        assert set(StoryPage.objects.shown()) == {page}

    def test_a_withdrawn_story_can_still_be_edited(self):
        page = covered_story(1)
        end(page, withdrawn_at=timezone.now())
        page = fresh(page)
        page.title = "Zonder naam"
        page.save_revision()
        page.locked = True
        page.save(update_fields=["locked"])
        page.unpublish()
        assert fresh(page).draft_title == "Zonder naam"


class TestLicence:
    def end_licence(self, organisation):
        organisation.licence_until = yesterday()
        organisation.save()

    def test_a_new_story_waits_and_an_old_one_stays(self, people):
        old = covered_story(1, organisation=people.partner)
        new = covered_story(2, organisation=people.partner, live=False)
        self.end_licence(people.partner)
        with pytest.raises(consent.PublicationRefused) as refused:
            new.get_latest_revision().publish()
        assert str(refused.value) == (
            "VOORBEELD De Proefhal mag het merk op dit moment niet gebruiken. "
            "Het verhaal wacht tot de licentie verlengd is."
        )
        old.get_latest_revision().publish()
        assert set(StoryPage.objects.shown()) == {old}

    def test_a_copy_of_an_old_story_is_new(self, people):
        page = covered_story(1, organisation=people.partner)
        self.end_licence(people.partner)
        page = fresh(page)
        with pytest.raises(consent.PublicationRefused):
            page.copy(update_attrs={"slug": "kopie"}, keep_live=True)


class TestInTheEditor:
    def test_the_draft_is_kept_and_the_message_says_why(self, people, signed_in, uncovered):
        form = form_of(page=uncovered, title="Nieuwe titel")
        response = signed_in(people.federation).post(
            f"/beheer/pages/{uncovered.pk}/edit/", {**form, "action-publish": "1"}
        )
        assert response.url == f"/beheer/pages/{uncovered.pk}/edit/"
        assert said(response) == [why(uncovered, "Nieuwe titel")]
        page = fresh(uncovered)
        assert (page.live, page.draft_title) == (False, "Nieuwe titel")
        allow(uncovered)
        signed_in(another_editor(people)).post(
            f"/beheer/pages/{uncovered.pk}/edit/", {**as_it_is(page), "action-publish": "1"}
        )
        assert fresh(uncovered).live

    def test_a_new_page_is_never_published_in_one_go(self, people, signed_in):
        person = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
        section = section_of(people.partner)
        response = signed_in(people.federation).post(
            f"/beheer/pages/add/stories/storypage/{section.pk}/",
            {**form_of(person), "action-publish": "1"},
        )
        page = StoryPage.objects.get()
        assert response.url == f"/beheer/pages/{page.pk}/edit/"
        assert (page.live, page.title, page.portrayals.get().person) == (
            False,
            "Karim kent elke doos",
            person,
        )

    def test_many_at_once_none_when_one_may_not(self, people, signed_in, uncovered):
        good = covered_story(1, live=False)
        url = f"/beheer/bulk/wagtailcore/page/publish/?id={uncovered.pk}&id={good.pk}&next=/beheer/"
        response = signed_in(people.federation).post(url)
        assert said(response) == [why(uncovered)]
        assert set(StoryPage.objects.live()) == set()
        allow(uncovered)
        signed_in(people.federation).post(url)
        assert set(StoryPage.objects.shown()) == {uncovered, good}

    def test_a_section_with_its_drafts(self, people, signed_in, uncovered):
        url = f"/beheer/bulk/wagtailcore/page/publish/?id={uncovered.get_parent().pk}&next=/beheer/"
        response = signed_in(people.federation).post(url, {"include_descendants": "on"})
        assert said(response) == [why(uncovered)]
        assert response.url == f"/beheer/pages/{uncovered.pk}/edit/"
        assert set(StoryPage.objects.live()) == set()

    def test_the_draft_counts_not_the_row(self, people, signed_in):
        page = covered_story(1, organisation=people.partner, live=False)
        other = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
        page.portrayals = [StoryPortrayal(person=other)]
        page.picture = None
        page.save_revision()
        url = f"/beheer/bulk/wagtailcore/page/publish/?id={page.pk}&next=/beheer/"
        response = signed_in(people.federation).post(url)
        assert said(response) == [
            WHY.format(title=page.title, pk=other.pk, story=page.pk),
        ]
        assert not fresh(page).live

    def test_copying_with_keep_live(self, people, signed_in):
        page = covered_story(1, organisation=people.partner)
        end(page, until=yesterday())
        form = {
            "new_title": "Kopie",
            "new_slug": "kopie",
            "new_parent_page": page.get_parent().pk,
            "publish_copies": "on",
        }
        response = signed_in(people.federation).post(f"/beheer/pages/{page.pk}/copy/", form)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == ["new_parent_page"]
        assert set(StoryPage.objects.all()) == {page}

    def test_moving_to_another_partner(self, people, signed_in):
        page = covered_story(1, organisation=people.partner)
        target = section_of(people.other)
        signed_in(people.federation).post(f"/beheer/pages/{page.pk}/move/{target.pk}/confirm/")
        assert fresh(page).get_parent().pk == section_of(people.partner).pk

    def test_planning_asks_for_the_day_it_appears(self, people, signed_in, uncovered):
        allow(uncovered, until=timezone.localdate() + timedelta(days=5))
        for days, waits in ((9, True), (3, False)):
            at = (timezone.localtime() + timedelta(days=days)).replace(second=0, microsecond=0)
            uncovered.go_live_at = at
            uncovered.save_revision()
            form = {**as_it_is(uncovered), "go_live_at": at.strftime("%Y-%m-%d %H:%M")}
            response = signed_in(another_editor(people)).post(
                f"/beheer/pages/{uncovered.pk}/edit/", {**form, "action-publish": "1"}
            )
            assert ("ontbreekt" in said(response)[-1]) is waits
        revisions = uncovered.revisions.exclude(approved_go_live_at=None)
        assert revisions.count() == 1


class TestWorkflow:
    def hand_in(self, people, page):
        client = Client()
        client.force_login(people.marketer)
        form = form_of(page=page)
        client.post(f"/beheer/pages/{page.pk}/edit/", {**form, "action-submit": "1"})
        return fresh(page).current_workflow_state

    def approve(self, client, page):
        state = page.current_workflow_state.current_task_state
        return client.post(f"/beheer/pages/workflow/action/{page.pk}/approve/{state.pk}/")

    def test_a_partner_hands_in_and_the_federation_publishes(self, people, signed_in, uncovered):
        assert self.hand_in(people, uncovered).status == WorkflowState.STATUS_IN_PROGRESS
        allow(uncovered)
        self.approve(signed_in(people.federation), fresh(uncovered))
        assert fresh(uncovered).live
        assert fresh(uncovered).current_workflow_state is None

    def test_approval_does_not_lead_around_the_gate(self, people, signed_in, uncovered):
        state = self.hand_in(people, uncovered)
        response = self.approve(signed_in(people.federation), fresh(uncovered))
        assert said(response) == [why(uncovered, "Karim kent elke doos")]
        state.refresh_from_db()
        assert state.status == WorkflowState.STATUS_IN_PROGRESS
        assert not fresh(uncovered).live

    def test_in_a_dialog_too(self, people, signed_in, uncovered):
        self.hand_in(people, uncovered)
        client = signed_in(people.federation)
        state = fresh(uncovered).current_workflow_state.current_task_state
        response = client.post(
            f"/beheer/pages/workflow/action/{uncovered.pk}/approve/{state.pk}/",
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        assert response.json() == {
            "step": "success",
            "redirect": f"/beheer/pages/{uncovered.pk}/edit/",
        }


class TestByTheClock:
    def plan(self, page, **ago):
        """Approved for a moment that is over by now."""
        page.go_live_at = timezone.now() - timedelta(**ago)
        revision = page.save_revision()
        revision.approved_go_live_at = page.go_live_at
        revision.save()
        return revision

    def test_what_is_due_appears_and_what_may_not_waits(self, people, uncovered, caplog):
        good = covered_story(1, live=False)
        first, second = self.plan(uncovered, hours=2), self.plan(good, hours=1)
        assert scheduling.publish_due() == 1
        assert set(StoryPage.objects.live()) == {good}
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.approved_go_live_at is None, second.approved_go_live_at) == (False, None)
        assert [
            record.getMessage()
            for record in caplog.records
            if record.name == "brand.pages.scheduling"
        ] == [
            f"Pagina {uncovered.pk} kon niet verschijnen: PublicationRefused"
        ]  # the page's own history says why, for the reason names somebody

    def test_it_is_written_down_once_and_appears_when_it_may(self, uncovered):
        self.plan(uncovered, hours=2)
        assert [scheduling.publish_due() for _ in range(3)] == [0, 0, 0]
        entries = PageLogEntry.objects.filter(page=uncovered, action=scheduling.WAITS)
        assert [entry.message for entry in entries] == [
            "Gepland, maar wacht nog: "
            "Toestemming voor website ontbreekt voor Karim VOORBEELD: nog niet gevraagd."
        ]
        allow(uncovered)
        assert scheduling.publish_due() == 1
        assert set(StoryPage.objects.shown()) == {uncovered}

    def test_what_is_planned_for_later_stays_away(self):
        page = covered_story(1, live=False)
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
        assert scheduling.publish_due() == 0
        assert not fresh(page).live

    def test_what_is_over_leaves(self):
        page, other = covered_story(1), covered_story(2)
        StoryPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
        assert scheduling.expire_due() == 1
        assert set(StoryPage.objects.live()) == {other}
        assert fresh(page).expired

    def test_one_page_that_fails_to_leave_does_not_keep_the_others(self, monkeypatch):
        bad, _ = covered_story(1), covered_story(2)
        StoryPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
        unpublish = StoryPage.unpublish

        def fails(page, *args, **kwargs):
            if page.pk == bad.pk:
                raise ValueError("stuk")
            unpublish(page, *args, **kwargs)

        monkeypatch.setattr(StoryPage, "unpublish", fails)
        assert scheduling.expire_due() == 1
        assert set(StoryPage.objects.live()) == {bad}

    def test_the_worker_does_it(self, uncovered):
        good = covered_story(1, live=False)
        self.plan(uncovered, hours=2)
        self.plan(good, hours=1)
        call_command("work", once=True)
        assert set(StoryPage.objects.shown()) == {good}


class TestTakenBack:
    @pytest.mark.parametrize(
        "change",
        [lambda: {"withdrawn_at": timezone.now()}, lambda: {"until": yesterday()}],
        ids=["ingetrokken", "verlopen"],
    )
    def test_it_is_gone_at_once(self, client, change):
        page = covered_story(1)
        assert client.get(page.url).status_code == 200
        end(page, **change())
        response = client.get(page.url)
        assert response.status_code == 410
        assert "Wie in een verhaal van ons staat, mag altijd van gedacht veranderen." in (
            response.content.decode()
        )
        assert page.title not in response.content.decode()
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"

    def test_another_file_is_gone_at_once(self, client):
        page = covered_story(1)
        page.picture.file = image_file(9)
        page.picture.save()
        assert client.get(page.url).status_code == 410

    def test_the_worker_makes_it_a_draft_and_the_answer_stays(self, client):
        page, other = covered_story(1), covered_story(2)
        end(page, until=yesterday())
        assert withdraw.unpublish_uncovered() == 1
        assert withdraw.unpublish_uncovered() == 0
        assert set(StoryPage.objects.live()) == {other}
        assert client.get(page.url).status_code == 410

    def test_withdrawing_ends_every_consent_and_the_story(self):
        page = covered_story(1)
        person = page.portrayals.get().person
        ConsentFactory(person=person, channel=Channel.PRESS)
        stays = ConsentFactory()
        withdraw.withdraw(person)
        assert person.consents.exclude(withdrawn_at=None).count() == 2
        assert set(Consent.objects.valid()) == {stays}
        assert not fresh(page).live

    def test_a_draft_that_was_never_shown_is_unknown(self, client, uncovered):
        assert client.get(uncovered.url).status_code == 404

    def test_an_ordinary_draft_is_unknown(self, client):
        page = covered_story(1)
        page.unpublish()
        assert client.get(page.url).status_code == 404

    def test_what_is_shared_on_social_media_needs_its_own_yes(self):
        page = covered_story(1)
        assert page.shared_picture is None
        allow(page, channel=Channel.SOCIAL)
        assert fresh(page).shared_picture == page.picture


def test_names_are_said_as_they_were_allowed():
    page = covered_story(1)
    person = page.portrayals.get().person
    person.name = "Karim Voorbeeld"
    person.save()
    assert page.people_shown == ["Karim"]
    allow(page, name_level="andere", other_name="K.")
    assert page.people_shown == ["K."]
    allow(page, name_level="volledig")
    assert page.people_shown == ["Karim Voorbeeld"]
    end(page, withdrawn_at=timezone.now())
    assert page.people_shown == []
