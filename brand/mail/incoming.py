"""Fetching what came into the mailbox: each mail once, whatever happens in between.

What a mail became is committed together with a row that knows it by its key, and only then it is
moved out of the inbox. A worker that dies between the two leaves a mail that the next one knows.
"""

import logging
import time
from collections.abc import Callable
from typing import NamedTuple

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from brand.mail import mailbox, received
from brand.models import ReceivedMail
from brand.outbox import outages
from brand.privacy.retention import months_before

logger = logging.getLogger(__name__)

Became = ReceivedMail.Became
PER_ROUND = 50
LONGEST = 40.0  # seconds of a round; the next one goes on
UNREADABLE = "Deze mail konden we niet lezen."


class Placed(NamedTuple):
    became: str
    reason: str = ""


Place = Callable[[received.Received], Placed]


def fetch(place: Place) -> int:
    """Deal with what is in the inbox. How many mails left it."""
    if outages.stopped(outages.MAILBOX):
        return 0
    moved, until = 0, time.monotonic() + LONGEST
    try:
        account = mailbox.account()
        if account is None:
            return 0
        with mailbox.Box(account) as box:
            for found in box.waiting(PER_ROUND):
                known = take(found, place)
                is_ours = known in ReceivedMail.DEALT_WITH
                box.move(found.uid, mailbox.DEALT_WITH if is_ours else mailbox.NOT_KNOWN)
                moved += 1
                if time.monotonic() > until:
                    break
    except mailbox.Down as down:
        outages.stop(outages.MAILBOX, down.reason, down.remedy)
    else:
        outages.answered(outages.MAILBOX)
    return moved


def take(found: mailbox.Found, place: Place) -> str:
    """What became of this mail; of one that came before, what became of it then."""
    mail = received.read(found.raw, found.size)
    try:
        with transaction.atomic():
            row = ReceivedMail.objects.create(key=mail.key)
            row.became, row.reason = place(mail)
            row.save(update_fields=["became", "reason"])
            return row.became
    except IntegrityError:
        known = ReceivedMail.objects.filter(key=mail.key).first()
        if known is None:
            raise
        return known.became
    except DatabaseError:  # of this moment: the mail stays where it is
        raise
    except Exception:  # one mail must not hold up the others
        logger.exception("Een binnengekomen mail kon niet worden geplaatst")
        ReceivedMail.objects.create(key=mail.key, became=Became.UNPLACED, reason=UNREADABLE)
        return Became.UNPLACED


def forget(months: int) -> int:
    """Delete from both folders what was dealt with that long ago. How many mails."""
    try:
        account = mailbox.account()
        if account is None or outages.stopped(outages.MAILBOX):
            return 0
        before = months_before(timezone.localtime(), months).date()
        with mailbox.Box(account) as box:
            return sum(
                box.forget(folder, before) for folder in (mailbox.DEALT_WITH, mailbox.NOT_KNOWN)
            )
    except mailbox.Down as down:
        outages.stop(outages.MAILBOX, down.reason, down.remedy)
        return 0
