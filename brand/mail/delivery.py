"""Sending the mail that is due, exactly once as far as can be known.

Until the mail server is told that a message is complete, nothing has left and trying again is
safe. From there until its answer is written down, it is unknown: such a row waits for a person
("Stuur opnieuw" or "Is aangekomen") instead of being sent twice.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from brand import mail, outbox
from brand.forms.addresses import plain_address
from brand.http import throttle
from brand.mail import smtp
from brand.models import OutboxState, OutgoingMail
from brand.models.outbox import EXAMPLE, KEPT_HERE
from brand.outbox import outages
from brand.privacy import links

logger = logging.getLogger(__name__)

UNCERTAIN = "Onzeker of deze mail vertrok: de mailserver kreeg hem, maar antwoordde niet."
LOOK = "Vraag het de ontvanger of kijk in het logboek van de mailserver. Kies dan."
# Of mails that any visitor can cause: what is counted, how many, within what time.
MOST_TO_ONE_ADDRESS = [
    ("mail in an hour", 10, throttle.HOUR),
    ("mail in a day", 20, throttle.DAY),
]
ENOUGH = "Dit adres kreeg al veel mails door formulieren; deze wacht tot er weer plaats is."
NO_WORDS = {"text": "", "html": ""}
PER_ROUND = 200  # then the other work gets its turn


class LeaseLost(Exception):
    """Another worker holds this row by now."""


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, oldest first. How many rows were dealt with."""
    release_stale()
    dealt_with = 0
    with smtp.Line() as line:
        while dealt_with < PER_ROUND and keep_going() and not _must_wait():
            row = outbox.claim_next(OutgoingMail.objects.all())
            if row is None:
                break
            deliver(row, line)
            dealt_with += 1
    return dealt_with


def _must_wait() -> bool:
    return bool(settings.EMAIL_URL and outages.stopped(outages.MAIL))


def deliver(row: OutgoingMail, line: smtp.Line) -> None:
    message = _make(row)
    if message is None:
        return
    if not settings.EMAIL_URL:
        _close(row, message, KEPT_HERE)
    elif message.goes_nowhere:
        _close(row, message, EXAMPLE)
    elif not _waits_its_turn(row, message):
        _send(row, message, line)


def _waits_its_turn(row: OutgoingMail, message: mail.Message) -> bool:
    """Public forms take any address, so mails to one address are limited."""
    if not mail.is_limited(row.kind):
        return False
    to = plain_address(message.to)
    until = throttle.all_full_until((what, to, most) for what, most, _ in MOST_TO_ONE_ADDRESS)
    if until:
        outbox.put_back(row, until, ENOUGH, "Dit gaat vanzelf verder.")
    return until is not None


def _count(row: OutgoingMail, message: mail.Message) -> None:
    if mail.is_limited(row.kind):
        to = plain_address(message.to)
        throttle.count_each((what, to, within) for what, _, within in MOST_TO_ONE_ADDRESS)


def _make(row: OutgoingMail) -> mail.Message | None:
    try:
        message = mail.make(row)
    except ObjectDoesNotExist:
        outbox.finish(row, "Niet meer nodig: waarover deze mail ging, bestaat niet meer.")
    except Exception as error:  # a fault in one mail must not hold up the others
        logger.exception("Mail %s kon niet worden gemaakt", row.pk)
        outbox.retry(
            row,
            f"De mail kon niet worden gemaakt ({type(error).__name__}).",
            "Meld dit aan wie de website onderhoudt.",
        )
    else:
        if message is None:
            outbox.finish(row, "Niet meer nodig.")
        return message
    return None


def _send(row: OutgoingMail, message: mail.Message, line: smtp.Line) -> None:
    try:
        wire = mail.mime(message, message_id=row.message_id)
        to = mail.ascii_address(message.to)
    except ValueError as error:
        logger.warning("Mail %s heeft geen bruikbaar adres: %s", row.pk, type(error).__name__)
        outbox.give_up(row, "Dit adres kan geen mail krijgen.", "Kijk het e-mailadres na.")
        return
    try:
        line.send(wire, to=to, before_end=lambda: _hand_over(row, message))
    except smtp.LineDown as down:
        stoppage = outages.stop(outages.MAIL, down.reason, down.remedy)
        outbox.put_back(row, stoppage.until, down.reason, down.remedy)
    except smtp.MailRefused as refused:
        outages.answered(outages.MAIL)
        then = outbox.give_up if refused.is_final else outbox.retry
        then(row, refused.reason, "Kijk het e-mailadres na.", handed_over_at=None)
    except smtp.Uncertain:
        outbox.block(row, UNCERTAIN, LOOK)
    except LeaseLost:
        logger.warning("Mail %s is intussen van een andere werker", row.pk)
    else:
        outages.answered(outages.MAIL)
        with transaction.atomic():  # one write to the disk
            outbox.finish(row, "Verstuurd.", **({} if row.keeps_text else NO_WORDS))
            _count(row, message)


def _hand_over(row: OutgoingMail, message: mail.Message) -> None:
    """Committed before the message is complete, so that a crash after it is seen as unsure."""
    now = timezone.now()
    held = outbox.still_mine(row).update(
        handed_over_at=now, locked_until=now + outbox.LEASE, **_words(row, message)
    )
    if not held:
        raise LeaseLost


def _close(row: OutgoingMail, message: mail.Message, reason: str) -> None:
    outbox.finish(row, reason, **(_words(row, message) or NO_WORDS))


def _words(row: OutgoingMail, message: mail.Message) -> dict:
    """The text that is kept for reading, with its links disabled.

    Empty when the person was erased since this worker claimed the row: the row is read again.
    """
    if not row.keeps_text:
        return {}
    words = {
        "to": message.to[:320],
        "subject": mail.header_line(message.subject),
        "text": links.kept(message.text),
        "html": links.kept(message.html),
    }
    return {
        name: Case(When(keeps_text=True, then=Value(said)), default=Value(""))
        for name, said in words.items()
    }


def release_stale() -> None:
    """Rows of a worker that died: back in the queue when surely not sent, else to a person."""
    unsure = Q(handed_over_at__isnull=False)
    outbox.release(OutgoingMail.objects.exclude(unsure))
    outbox.release(OutgoingMail.objects.filter(unsure), block_with=(UNCERTAIN, LOOK))


def arrived(row: OutgoingMail, who: str) -> bool:
    """A person checked that an uncertain mail arrived."""
    return bool(
        OutgoingMail.objects.filter(pk=row.pk, state=OutboxState.BLOCKED).update(
            state=OutboxState.DONE,
            done_at=timezone.now(),
            reason=mail.header_line(f"{who} keek na: aangekomen."),
            remedy="",
        )
    )


def send_again(row: OutgoingMail) -> bool:
    return outbox.ask_again(row, handed_over_at=None)
