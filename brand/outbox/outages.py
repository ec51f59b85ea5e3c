"""Lines to the outside that do not answer, and when to try them again.

What is wrong with a line (no connection, a key that is refused, too much at once) is no fault
of the rows that wait for it: they keep their tries, and go out once the line is open.
"""

import logging

from django.db import IntegrityError, transaction
from django.db.models import CharField
from django.utils import timezone

from brand import outbox
from brand.models import Stoppage
from brand.queries.prepared import prepared

logger = logging.getLogger(__name__)

MAIL, NEWSLETTER, MAILBOX = "mail", "nieuwsbrief", "mailbox"


def stopped(line: str, opened_with: str = "") -> Stoppage | None:
    """The stoppage that holds now. A line opened with something else (another key) is tried."""
    found = _stoppage.first(line=line)
    if found is None or (found.until and found.until <= timezone.now()):
        return None
    return found if found.opened_with == opened_with else None


@prepared(line=CharField())
def _stoppage(line):
    return Stoppage.objects.filter(line=line)


def stop(
    line: str, reason: str, remedy: str = "", *, opened_with: str = "", for_good: bool = False
) -> Stoppage:
    """Pause this line, longer each time; or until a person resumes it."""
    found = Stoppage.objects.filter(line=line).first() or Stoppage(line=line)
    found.tries += 1
    found.until = None if for_good else timezone.now() + outbox.backoff(found.tries)
    found.reason, found.remedy, found.opened_with = reason[:500], remedy[:500], opened_with
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:  # another worker met the same a moment earlier
        return Stoppage.objects.get(line=line)
    logger.warning("Lijn %s ligt stil: %s", line, reason)
    return found


def answered(line: str) -> None:
    if found := _stoppage.first(line=line):  # to look takes no lock
        found.delete()


def try_again(line: str) -> None:
    """A person solved the problem: resume."""
    answered(line)
    outbox.poke_after_commit()
