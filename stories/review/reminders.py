"""Reminders: stories that wait for review, and stories that may be out of date."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import TaskState

from brand import mail, scoping
from brand.dates.working_days import is_working_day, working_days_after
from brand.dates.years import years_after
from brand.models import Membership, Role, User
from stories.gate import four_eyes
from stories.models import FourEyesTask, StoryPage

REMIND_AFTER, ESCALATE_AFTER = 1, 2  # working days
MORNING = 8  # o'clock; no mail at night
NOTICE = timedelta(days=14)


def _at_the_desk() -> bool:
    now = timezone.localtime()
    return now.hour >= MORNING and is_working_day(now.date())


def chase_readers() -> int:
    """Remind the readers, and tell others when it is left lying. How many mails."""
    if not _at_the_desk():
        return 0
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=FourEyesTask.objects.all()
    )
    return sum(_chase(state) for state in states.select_related("workflow_state"))


@transaction.atomic
def _chase(state: TaskState) -> int:
    started, today = timezone.localdate(state.started_at), timezone.localdate()
    page = state.workflow_state.content_object
    if page is None or today < working_days_after(started, REMIND_AFTER):
        return 0
    story = page.specific
    asked = _ask("reminder", state, four_eyes.reviewers(story))
    if today >= working_days_after(started, ESCALATE_AFTER):
        others = four_eyes.administrators(story) | four_eyes.federation(story)
        asked += _ask("escalated", state, others.distinct())
    return asked


def _ask(kind: str, state: TaskState, readers) -> int:
    for reader in readers:
        mail.post(f"stories.emails.{kind}", f"{state.pk}-{reader.pk}", once="1")
    return len(readers)


def ask_for_freshness() -> int:
    """Of live stories: 14 days before the day on which to look again, and on that day."""
    if not _at_the_desk():
        return 0
    today = timezone.localdate()
    due = StoryPage.objects.live().filter(review_on__lte=today + NOTICE)
    return sum(_ask_owner(story, today) for story in due.select_related("owner"))


@transaction.atomic
def _ask_owner(story: StoryPage, today: date) -> int:
    moment = "dag" if story.review_on <= today else "vooraf"
    readers = keepers(story)
    for reader in readers:
        once = f"{story.review_on}-{moment}"
        mail.post("stories.emails.review_due", f"{story.pk}-{reader.pk}", once=once)
    return len(readers)


def keepers(story: StoryPage) -> list[User]:
    """Who keeps a story up to date: its owner while active, else its partner's marketers."""
    here = User.objects.filter(is_active=True)
    owner = here.filter(pk=story.owner_id)
    if any(scoping.may(user, "stories.write", story.section_organisation_id) for user in owner):
        return list(owner)
    held = Membership.objects.filter(
        organisation=story.section_organisation_id, role=Role.MARKETEER
    )
    return list(here.filter(pk__in=held.people()))


def holds(story: StoryPage) -> date:
    """It was checked and still holds: check again in a year. Returns that day."""
    return look_again(story, years_after(timezone.localdate(), 1))


def look_again(story: StoryPage, day: date) -> date:
    """Set the day on the page and on the versions to come, which would set it back otherwise."""
    with transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(review_on=day)
        for revision in story.revisions.filter(pk__gte=story.live_revision_id or 0):
            content = {**revision.content, "review_on": day.isoformat()}
            story.revisions.filter(pk=revision.pk).update(content=content)
    return day
