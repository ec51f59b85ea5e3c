"""The workflow step at which another user reviews a story."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState

from brand import mail
from stories.gate import consent, four_eyes, recognition
from stories.models.stories import StoryPage


class ReasonForm(forms.Form):
    comment = forms.CharField(
        label="Wat moet er veranderen?",
        help_text="De schrijver leest dit in een mail en bij het verhaal.",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": four_eyes.NO_REASON.sentence},
    )


class HandedIn(WorkflowLock):
    """A story under review does not change until it is reviewed or withdrawn from review."""

    def get_message(self, user):
        if not self.for_user(user):
            return None
        return "Dit verhaal wacht op nalezing. Wil je nog iets wijzigen? Trek het dan eerst terug."

    def get_locked_by(self, user, can_lock=False):
        return "Wacht op nalezing"

    def get_description(self, user, can_lock=False):
        return "Zolang het wacht, wijzigt wie het schreef niets meer."


class FourEyesTask(Task):
    lock_class = HandedIn

    class Meta:
        verbose_name = "nalezing door iemand anders"
        verbose_name_plural = "nalezingen door iemand anders"

    @classmethod
    def get_description(cls):
        return "Een collega of de federatie leest na; wie het schreef, keurt het nooit zelf goed."

    def start(self, workflow_state, user=None):
        state = super().start(workflow_state, user=user)
        story = workflow_state.content_object.specific
        for reader in four_eyes.reviewers(story):
            mail.post("stories.emails.handed_in", f"{state.pk}-{reader.pk}", once="1")
        return state

    @transaction.atomic
    def on_action(self, task_state, user, action_name, comment="", saw_nobody=False, **kwargs):
        """Every route to approving passes here, also with another page in its address.

        saw_nobody: the reviewer confirms that no person can be recognised where that was ticked.
        """
        story = task_state.workflow_state.content_object.specific
        if not four_eyes.reviews_for_partner(user, story):
            raise PermissionDenied
        if user.pk in four_eyes.authors(story):
            raise consent.PublicationRefused(story, [four_eyes.SOMEONE_ELSE])
        if action_name == "reject" and not comment.strip():
            raise consent.PublicationRefused(story, [four_eyes.NO_REASON])
        if action_name == "approve" and saw_nobody:
            recognition.confirm(task_state.revision.as_object(), user)
        super().on_action(task_state, user, action_name, comment=comment.strip(), **kwargs)
        kind = {"approve": "approved", "reject": "refused"}.get(action_name)
        if kind:
            for author in _told(task_state, story):
                mail.post(f"stories.emails.{kind}", f"{task_state.pk}-{author}", once="1")

    def user_can_access_editor(self, obj, user):
        return four_eyes.reviews_for_partner(user, obj)

    def locked_for_user(self, obj, user):
        """Locked for its writers while it is reviewed, and for users who may not review it."""
        if not four_eyes.reviews_for_partner(user, obj):
            return True
        state = obj.current_workflow_task_state
        return bool(state) and user.pk in _own(state, obj)

    def get_actions(self, obj, user):
        if not four_eyes.may_review(user, obj):
            return []
        return [("approve", "Keur goed", False), ("reject", "Vraag wijziging", True)]

    def get_form_for_action(self, action):
        return ReasonForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        rows = [row for row in waiting(user) if user.pk not in row.authors]
        return TaskState.objects.filter(pk__in=[row.pk for row in rows], task=self)


def _own(state, story) -> set[int]:
    return {state.revision.user_id, state.workflow_state.requested_by_id, story.owner_id} - {None}


def _told(state, story) -> set[int]:
    """Who handed it in, and who owns it."""
    return {state.workflow_state.requested_by_id, story.owner_id} - {state.finished_by_id, None}


def waiting(user) -> list[TaskState]:
    """What waits for a reader among the stories this person writes or reads, the oldest first.

    Each row carries its `story` and the numbers of its `authors`.
    """
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=FourEyesTask.objects.all()
    ).select_related("revision__user", "workflow_state__requested_by")
    states = list(states.order_by("started_at", "pk"))
    stories = StoryPage.objects.visible_to(user).select_related("section_organisation", "owner")
    found = stories.defer("body", "search_words").in_bulk(
        [int(state.revision.object_id) for state in states]
    )
    authors = four_eyes.authors_of(found)
    seen = []
    for state in states:
        state.story = found.get(int(state.revision.object_id))
        if state.story and four_eyes.reviews_for_partner(user, state.story):
            state.authors = authors[state.story.pk]
            seen.append(state)
    return seen
