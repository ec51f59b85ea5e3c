"""Pages that go on or off the site by the clock.

Wagtail has a command for this that stops at the first page that fails; here each page stands
alone. What may not go live (a story without consent) waits, and is tried again every time.
"""

import logging

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

logger = logging.getLogger(__name__)

WAITS = "brand.publish.waits"


def publish_due() -> int:
    """Publish what was planned for now or before. How many went live."""
    due = Revision.page_revisions.filter(approved_go_live_at__lte=timezone.now())
    return sum(_publish(revision) for revision in due.order_by("approved_go_live_at", "pk"))


def _publish(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except Exception as reason:  # one page that cannot go live must not keep the others waiting
        _say_it_waits(revision, reason)
        return False
    return True


def _say_it_waits(revision: Revision, reason: Exception) -> None:
    """In the log and in the page's history, once for every reason."""
    why = str(reason) or type(reason).__name__
    past = PageLogEntry.objects.filter(action=WAITS, revision=revision).order_by("-pk").first()
    if past and past.data.get("why") == why:
        return
    # Neither the title nor the reason: both may name somebody. The page's history says them.
    logger.warning("Pagina %s kon niet verschijnen: %s", revision.object_id, type(reason).__name__)
    log(instance=revision.content_object, action=WAITS, data={"why": why}, revision=revision)


def expire_due() -> int:
    """Take off the site what was to leave it by now. How many went."""
    over = Page.objects.live().filter(expire_at__lte=timezone.now())
    return sum(_expire(page) for page in over.order_by("expire_at", "pk"))


def _expire(page: Page) -> bool:
    try:
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except Exception:
        logger.exception("Pagina %s kon niet van de site", page.pk)
        return False
    return True
