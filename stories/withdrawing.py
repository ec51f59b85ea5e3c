"""Taking a consent back.

It works at once, because every reading asks again. What follows on every other surface is done
right after, and once more by the worker where it failed: `taking_away.py` lists the surfaces,
`recalling.py` writes down what no machine can take back.
"""

import logging
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from brand import mail
from stories import consent, journal, recalling, showing, taking_away
from stories.models import Consent, PortrayedPerson, StoryPage, Withdrawal

logger = logging.getLogger(__name__)

Channel, Way = Consent.Channel, Withdrawal.Way
TAKEN_DOWN = "stories.taken_down"
A_WHILE = timedelta(minutes=10)
FILES = "foto's en bestanden"
NOT_YET = "Verhaal {number} is nog niet overal weg; het wordt opnieuw geprobeerd."


def withdraw(
    person: PortrayedPerson,
    *,
    channels: Collection[str] | None = None,
    way: str = Way.PHONE,
    by=None,
) -> Withdrawal:
    """End this person's consents for these channels (for everything when none is named), now.

    Without the website, every story of this person is taken away on every surface.
    """
    with transaction.atomic():
        withdrawal = _end(person, channels, way, by)
        journal.write(withdrawal)
        mail.post("stories.emails.withdrawn", withdrawal.pk, once=str(withdrawal.key))
    sweep(withdrawal)
    return withdrawal


def _end(person, channels: Collection[str] | None, way: str, by, **fields) -> Withdrawal:
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    everything = channels is None or set(channels) == set(Channel.values)
    chosen = list(Channel.values) if everything else sorted(set(channels))
    given = person.consents.filter(withdrawn_at=None)
    if not everything:  # the taking of a picture goes through no channel
        given = given.filter(channel__in=chosen)
    if way != Way.END:  # what came to its end was not withdrawn; the evidence says so
        given.update(withdrawn_at=timezone.now())
    withdrawal = Withdrawal.objects.create(
        person=person,
        organisation=person.organisation,
        channels=chosen,
        way=way,
        recorded_by=by,
        **fields,
    )
    recalling.write_down(withdrawal)
    return withdrawal


def sweep(withdrawal: Withdrawal) -> bool:
    """Take away what a machine can. False where something failed: the worker tries again."""
    done, marks = Counter(withdrawal.done), set(withdrawal.marks)
    trouble = ""
    for story in showing.stories_of(withdrawal.person):
        marks |= taking_away.marks_of(story, withdrawal.person)
        _keep(withdrawal, marks=sorted(marks))  # before the story is gone, and with it the names
        if Channel.WEBSITE in withdrawal.channels:
            counted = _taken_away(story, withdrawal.person)
            done += counted or Counter()
            trouble = trouble if counted else NOT_YET.format(number=story.pk)
            _keep(withdrawal, places=[*withdrawal.places, *([story.pk] if counted else [])])
    if Channel.WEBSITE in withdrawal.channels and not trouble:
        done[FILES] += taking_away.delete_pictures_of(withdrawal.person)
        taking_away.shred()
    ended = None if trouble else timezone.now()
    _keep(withdrawal, done=dict(done), trouble=trouble, swept_at=ended)
    logger.info("Intrekking %s: %s", withdrawal.pk, dict(done) or "niets op de site")
    return not trouble


def _taken_away(story: StoryPage, person: PortrayedPerson) -> Counter | None:
    try:
        return taking_away.take_away(story, person)
    except Exception:  # the other stories must still go, and this one is tried again
        logger.exception("Verhaal %s is nog niet overal weg", story.pk)
        return None


def _keep(withdrawal: Withdrawal, **fields) -> None:
    for name, value in fields.items():
        setattr(withdrawal, name, value)
    withdrawal.save(update_fields=list(fields))


def finish() -> int:
    """What a sweep left undone. How many withdrawals are done now."""
    ended = sum(sweep(row) for row in Withdrawal.objects.filter(swept_at=None))
    if Withdrawal.objects.filter(swept_at__gt=timezone.now() - A_WHILE).exists():
        taking_away.shred()  # who read at that moment kept the log from being emptied
    return ended


def end_what_is_over() -> int:
    """Consents whose end date has passed: the same as taking back. How many people."""
    today = timezone.localdate()
    website = Consent.objects.filter(channel=Channel.WEBSITE, withdrawn_at=None)
    over = website.filter(until__lt=today).values("person")
    still = website.exclude(until__lt=today).values("person")
    shown = Q(portrayals__isnull=False) | Q(consents__picture__isnull=False)
    people = PortrayedPerson.objects.filter(shown, pk__in=over).exclude(pk__in=still).distinct()
    gone = list(people)
    for person in gone:
        withdraw(person, channels=[Channel.WEBSITE], way=Way.END)
    return len(gone)


def redo_forgotten() -> int:
    """After a backup was put back: withdrawals of later than it, before anything is served."""
    count = sum(_redo(entry) for entry in journal.forgotten())
    if count:
        logger.warning("%s intrekkingen van na de back-up zijn opnieuw uitgevoerd", count)
    return count


def _redo(entry: dict) -> bool:
    person = PortrayedPerson.objects.filter(key=UUID(entry["person"])).first()
    if person is None:
        return False
    moment = {"key": UUID(entry["key"]), "at": datetime.fromisoformat(entry["at"])}
    try:
        with transaction.atomic():
            withdrawal = _end(person, entry["channels"], entry["way"], None, **moment)
    except IntegrityError:  # another process that starts at this moment does it
        return False
    sweep(withdrawal)
    return True


def take_down(stories=None) -> int:
    """Make drafts of the live stories that no valid consent covers any more. How many there were.

    For another reason than a withdrawal: the picture has another file, somebody was added.
    Visitors do not see them since that moment; this tells the editors too, and every surface
    that asks whether a page is live.
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
