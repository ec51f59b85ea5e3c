"""Taking a consent back. It works at once, because every reading asks again.

What follows a withdrawal on every other surface belongs in this module too, in one list.
"""

import logging

from django.utils import timezone

from stories import consent
from stories.models import PortrayedPerson, StoryPage, Withdrawal

logger = logging.getLogger(__name__)

TAKEN_DOWN = "stories.taken_down"


def withdraw(person: PortrayedPerson, *, channels=None, way=None, by=None) -> Withdrawal:
    """End this person's consents now (of these channels; all of them when none are named)."""
    given = person.consents.filter(withdrawn_at=None)
    if channels is not None:
        given = given.filter(channel__in=channels)
    ended = given.update(withdrawn_at=timezone.now())
    take_down(StoryPage.objects.filter(portrayals__person=person).distinct())
    return Withdrawal.objects.create(
        person=person,
        organisation=person.organisation,
        channels=list(channels or []),
        way=way or Withdrawal.Way.PHONE,
        recorded_by=by,
        done={"toestemmingen": ended},
    )


def take_down(stories=None) -> int:
    """Make drafts of the live stories that no valid consent covers any more. How many there were.

    Visitors do not see them since the moment the consent ended; this tells the editors too, and
    every surface that asks whether a page is live.
    """
    live = (StoryPage.objects.all() if stories is None else stories).live()
    gone = live.exclude(pk__in=StoryPage.objects.covered().values("pk"))
    return sum(_unpublish(story) for story in gone)


def _unpublish(story: StoryPage) -> bool:
    why = " ".join(reason.sentence for reason in consent.missing(story))
    try:
        story.unpublish(log_action=TAKEN_DOWN)
    except Exception:  # nobody sees it either way; the next one must still go
        logger.exception("Verhaal %s bleef als gepubliceerd staan", story.pk)
        return False
    logger.info("Verhaal %s is van de site: %s", story.pk, why)
    return True
