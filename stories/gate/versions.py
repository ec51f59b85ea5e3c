"""The versions of one story are published and unpublished together.

An approved translation appears with its Dutch story, through the same gate. When a Dutch story
goes offline, or any version does for lack of consent, all versions go: what was withdrawn in one
language appears in none.
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
    """Its latest text was approved, or was online until its story went offline."""
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
        logger.info("Vertaling %s wacht", version.pk)
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
