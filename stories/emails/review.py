"""Mails among colleagues: read this, it is online, change that.

A function is called when its mail leaves: it reads how things stand then, and returns None when
the mail has lost its reason. Those about reviewing take a ref "<object>-<user>".
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState

from brand import mail
from brand.models import User
from stories.gate import four_eyes
from stories.models import StoryPage
from stories.review import reminders


def handed_in(ref) -> mail.Message | None:
    """ "Verhaal van An Peeters wacht op jou: Karim kent elke doos" """
    return _to_reader("handed_in", ref)


def reminder(ref) -> mail.Message | None:
    """A working day later, to the same readers."""
    return _to_reader("reminder", ref)


def escalated(ref) -> mail.Message | None:
    """When it was left lying, to the partner's administrators and the federation."""
    return _to_reader("escalated", ref, days=reminders.ESCALATE_AFTER)


def approved(ref) -> mail.Message | None:
    """To the author who handed it in: it is online, or scheduled."""
    state, story, user = _read(ref)
    if state is None or state.status != TaskState.STATUS_APPROVED:
        return None
    planned = story.scheduled_revision
    at = planned.approved_go_live_at if planned else None
    return _mail("approved", state, story, user, planned_at=at and timezone.localtime(at))


def refused(ref) -> mail.Message | None:
    """To the author who handed it in: what must change, and who asks."""
    state, story, user = _read(ref)
    if state is None or state.status != TaskState.STATUS_REJECTED:
        return None
    return _mail("refused", state, story, user)


def review_due(ref) -> mail.Message | None:
    """ "Klopt dit verhaal nog?" to its owner, or to its partner's marketers."""
    pk, _, user = ref.partition("-")
    story = StoryPage.objects.filter(pk=pk, live=True).exclude(review_on=None).first()
    reader = User.objects.filter(pk=user, is_active=True).first()
    if story is None or reader is None:
        return None
    return mail.compose(
        "stories/email/review_due",
        to=reader.email,
        context={"story": story, "title": story.title, "url": _address(story, "holds")},
        is_demo=story.is_demo,
    )


def _to_reader(name: str, ref: str, **context) -> mail.Message | None:
    """While it waits, and only to users who may review it then."""
    state, story, user = _read(ref)
    if state is None or state.status != TaskState.STATUS_IN_PROGRESS:
        return None
    may = four_eyes.may_review(user, story)
    return _mail(name, state, story, user, **context) if may else None


def _read(ref: str):
    pk, _, user = ref.partition("-")
    state = TaskState.objects.filter(pk=pk).select_related("workflow_state", "revision").first()
    reader = User.objects.filter(pk=user, is_active=True).first()
    page = state.workflow_state.content_object if state else None
    if reader is None or page is None:
        return None, None, None
    return state, page.specific, reader


def _mail(name: str, state, story, user, **context) -> mail.Message:
    screen = "review" if state.status == TaskState.STATUS_IN_PROGRESS else "edit"
    return mail.compose(
        f"stories/email/{name}",
        to=user.email,
        context={
            "state": state,
            "story": story,
            "title": state.revision.object_str,
            "by": state.workflow_state.requested_by or "een collega",
            "reader": state.finished_by or "een collega",
            "partner": story.section_organisation,
            "at": timezone.localtime(state.started_at),
            "url": _address(story, screen),
            **context,
        },
        is_demo=story.is_demo,
    )


SCREENS = {"review": "story_review", "holds": "story_holds", "edit": "wagtailadmin_pages:edit"}


def _address(story, screen: str) -> str:
    return settings.SITE_URL + reverse(SCREENS[screen], args=[story.pk])
