"""The versions of one story appear and leave together.

A translation that was approved appears with its Dutch story, through the same gate. When a Dutch
story leaves, or any version leaves for want of consent, all of them do: what somebody took back
in one language is told in none.
"""

import logging

from django.db import transaction
from wagtail.log_actions import log

from stories.gate import consent, four_eyes
from stories.text import languages

logger = logging.getLogger(__name__)

WAITS = "stories.version_waits"


def publish_along(story, *, returns: bool) -> list:
    """After a Dutch story was published: the versions that are ready follow. Which ones did.

    returns: the story was not on the site just before; what left with it comes back with it.
    """
    if story.language != languages.DUTCH or not type(story).objects.live().filter(pk=story.pk):
        return []
    waiting = languages.versions_of(story).exclude(pk=story.pk).not_live()
    ready = [version for version in waiting if is_ready(version, returns=returns)]
    return [version for version in ready if _publish(version)]


def is_ready(version, *, returns: bool) -> bool:
    """Its latest words were approved by somebody, or stood on the site until its story left."""
    revision = version.latest_revision
    if revision is None:
        return False
    if four_eyes.was_shown(revision):
        return returns
    return four_eyes.was_approved(revision)


def _publish(version) -> bool:
    try:
        with transaction.atomic():
            version.latest_revision.publish()
    except consent.PublicationRefused as refusal:  # the Dutch story stands; its history says why
        log(instance=version, action=WAITS, data={"why": str(refusal)})
        logger.info("Vertaling %s wacht: %s", version.pk, refusal)
        return False
    return True


def unpublish_along(story, *, log_action=True, user=None) -> list:
    """After a version left the site: those that may not stay without it leave too. Which ones."""
    if story.language != languages.DUTCH and story.is_covered:
        return []
    others = languages.versions_of(story).exclude(pk=story.pk).live()
    left = list(others)
    for version in left:
        version.unpublish(log_action=log_action, user=user)
    return left
