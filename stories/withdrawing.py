"""Taking a consent back.

It works at once, because every reading asks again. What follows on every other surface is done
right after, and once more by the worker where it failed: `taking_away.py` lists the surfaces,
`recalling.py` writes down what no machine can take back.
"""

import logging
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from brand import mail
from brand.models import Picture
from stories import consent, erasing, forgetting, journal, recalling, showing, taking_away
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
    file_hashes: Collection[str] = (),
    way: str = Way.PHONE,
    by=None,
) -> Withdrawal:
    """End this person's consents for these channels (for everything when none is named), now.

    Without the website, every story of this person is taken away on every surface; when only
    some files are named, every story that shows them.
    """
    with transaction.atomic():
        withdrawal = _end(person, channels, way, by, file_hashes=list(file_hashes))
        # The mail is only a row, so the file comes last: what fails before leaves none behind.
        mail.post("stories.emails.withdrawn", withdrawal.pk, once=str(withdrawal.key))
        journal.write(withdrawal)
    sweep_or_leave_to_worker(withdrawal)
    return withdrawal


def sweep_or_leave_to_worker(withdrawal: Withdrawal) -> None:
    """It is recorded, and every reading asks: a full disk now does not undo that."""
    try:
        sweep(withdrawal)
    except Exception:
        if transaction.get_connection().needs_rollback:
            raise  # within somebody else's transaction, which is lost
        logger.exception("Intrekking %s wordt door de werker afgemaakt", withdrawal.pk)


def end_again(person, channels, way: str, *, at: datetime, **fields) -> Withdrawal:
    """A withdrawal that this database forgot: of what was allowed before it, nothing else."""
    with transaction.atomic():
        return _end(person, channels, way, None, at=at, before=at, **fields)


def _end(person, channels, way: str, by, *, file_hashes=(), before=None, **fields) -> Withdrawal:
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    everything = channels is None or set(channels) == set(Channel.values)
    chosen = list(Channel.values) if everything else sorted(set(channels))
    given = person.consents.filter(withdrawn_at=None)
    if before:
        given = given.filter(recorded_at__lte=before)
    if file_hashes or not everything:  # the taking of a picture goes through no channel
        given = given.filter(channel__in=chosen)
    if file_hashes:
        given = given.filter(file_hash__in=file_hashes)
    if way != Way.END:  # what came to its end was not withdrawn; the evidence says so
        given.update(withdrawn_at=timezone.now())
    withdrawal = Withdrawal.objects.create(
        person=person,
        organisation=person.organisation,
        channels=chosen,
        file_hashes=file_hashes,
        way=way,
        recorded_by=by,
        **fields,
    )
    if file_hashes:
        _keep(withdrawal, stories=[story.pk for story in showing.concerned(withdrawal)])
    recalling.write_down(withdrawal)
    return withdrawal


def sweep(withdrawal: Withdrawal) -> bool:
    """Take away what a machine can. False where something failed: the worker tries again."""
    done, trouble = Counter(withdrawal.done), ""
    for story in showing.concerned(withdrawal):
        taking_away.mark(story, withdrawal)  # before the story is gone, and with it the names
        _keep(withdrawal, marks=withdrawal.marks)
        if Channel.WEBSITE in withdrawal.channels:
            counted = _taken_away(story, withdrawal)
            done += counted or Counter()
            trouble = trouble if counted else NOT_YET.format(number=story.pk)
            places = [*withdrawal.places, *([story.pk] if counted else [])]
            _keep(withdrawal, marks=withdrawal.marks, places=places)
    if Channel.WEBSITE in withdrawal.channels and not trouble:
        taking_away.mark_pictures_of(withdrawal)
        _keep(withdrawal, marks=withdrawal.marks)
        done[FILES] += taking_away.delete_pictures_of(withdrawal)
        done[FILES] += taking_away.delete_waiting_uploads_of(withdrawal)
        forgetting.history_of_deleted()
        forgetting.unused_tags()
        taking_away.shred()
    ended = None if trouble else timezone.now()
    _keep(withdrawal, done=dict(done), trouble=trouble, swept_at=ended)
    if ended and withdrawal.way == Way.ERASED:  # last, for by the names everything is found
        erasing.forget(withdrawal.person)
    logger.info("Intrekking %s: %s", withdrawal.pk, dict(done) or "niets op de site")
    return not trouble


def _taken_away(story: StoryPage, withdrawal: Withdrawal) -> Counter | None:
    try:
        return taking_away.take_away(story, withdrawal)
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
    since = timezone.now() - A_WHILE
    recent = list(Withdrawal.objects.filter(swept_at__gt=since))
    for row in recent:
        if Channel.WEBSITE in row.channels:
            forgetting.late_mails(row, since)
    if recent:
        taking_away.shred()  # who read at that moment kept the log from being emptied
    return ended


def end_what_is_over() -> int:
    """Consents whose end date has passed: the same as taking back. How many people."""
    gone = dict.fromkeys(_over(), ()) | _over_for_some_pictures()
    for person, file_hashes in gone.items():
        withdraw(person, channels=[Channel.WEBSITE], file_hashes=file_hashes, way=Way.END)
    return len(gone)


def _over() -> list[PortrayedPerson]:
    """Those of whom something stands here, and nothing is allowed on the website any more."""
    ended, standing = _ended_and_standing()
    shown = Q(portrayals__isnull=False) | Q(consents__picture__isnull=False)
    people = PortrayedPerson.objects.filter(shown, pk__in=ended.values("person"))
    return list(people.exclude(pk__in=standing.values("person")).distinct())


def _over_for_some_pictures() -> dict[PortrayedPerson, list[str]]:
    """Those who still allow another picture, with the files that are here and allowed no more."""
    ended, standing = _ended_and_standing()
    here = Picture.objects.filter(file_hash=OuterRef("file_hash"))
    same = standing.filter(person=OuterRef("person"), file_hash=OuterRef("file_hash"))
    rows = ended.exclude(file_hash="").filter(Exists(here), ~Exists(same))
    found: dict[PortrayedPerson, list[str]] = {}
    for row in rows.filter(person__in=standing.values("person")).select_related("person"):
        found.setdefault(row.person, []).append(row.file_hash)
    return {person: sorted(set(hashes)) for person, hashes in found.items()}


def _ended_and_standing() -> tuple[QuerySet[Consent], QuerySet[Consent]]:
    """On the website; of whom a withdrawal is not finished, that comes first."""
    today = timezone.localdate()
    busy = Withdrawal.objects.filter(swept_at=None).values("person")
    website = Consent.objects.filter(channel=Channel.WEBSITE, withdrawn_at=None)
    website = website.exclude(person__in=busy)
    return website.filter(until__lt=today), website.exclude(until__lt=today)


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
