"""Taking a consent back.

It works at once, because every reading asks again. What follows on every other surface is done
right after, and once more by the worker where it failed: `surfaces.py` lists the surfaces,
`recalls.py` writes down what no machine can take back.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from brand import mail
from brand.models import Picture
from stories.gate import asked_files, consent, elsewhere
from stories.models import Consent, PortrayedPerson, StoryPage, Withdrawal
from stories.withdrawal import (
    erasure,
    journal,
    recalls,
    recipients,
    releases,
    scrubbing,
    surfaces,
    traces,
)

logger = logging.getLogger(__name__)

Channel, Way = Consent.Channel, Withdrawal.Way
TAKEN_DOWN = "stories.taken_down"
A_WHILE = timedelta(minutes=10)
DOUBLE_CLICK = timedelta(seconds=30)
FILES = "foto's en bestanden"
NOT_YET = "Verhaal {number} is nog niet overal weg; het wordt opnieuw geprobeerd."


def withdraw(
    person: PortrayedPerson,
    *,
    channels: Collection[str] | None = None,
    file_hashes: Collection[str] = (),
    story_keys: Collection[UUID] = (),
    keeps_words: bool = False,
    way: str = Way.PHONE,
    by=None,
    presses: bool = False,
) -> Withdrawal:
    """End this person's consents for these channels (for everything when none is named), now.

    Without the website, every story of this person is taken away on every surface; when some
    files or stories are named, only those stories and the ones that show the files.
    keeps_words: of stories that show those files only the pictures go; the words become a draft.
    presses: by a button for everything, where a double click is one withdrawal with one mail.
    """
    about = {
        "file_hashes": sorted(file_hashes),
        "story_keys": sorted(str(key) for key in story_keys),
        "keeps_words": keeps_words,
    }
    with transaction.atomic():
        if presses and (same := _pressed_before(person, way)):
            return same
        withdrawal = _end(person, channels, way, by, **about)
        # A mail is only a row, so the file comes last: what fails before leaves none behind.
        if way != Way.REPLACED:
            _tell(withdrawal)
        journal.write(withdrawal)
    clear_surfaces_or_defer(withdrawal)
    return withdrawal


def _tell(withdrawal: Withdrawal) -> None:
    mail.post("stories.emails.withdrawn", withdrawal.pk, once=str(withdrawal.key))
    for user in recipients.responsible_for(withdrawal.person):
        ref = f"{withdrawal.pk}-{user.pk}"
        mail.post("stories.emails.withdrawn_at_desk", ref, once=str(withdrawal.key))


def _pressed_before(person: PortrayedPerson, way: str) -> Withdrawal | None:
    """The withdrawal of a first click; not when something was allowed since."""
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    lately = person.withdrawals.filter(way=way, at__gt=timezone.now() - DOUBLE_CLICK)
    first = next((row for row in lately if row.is_about_everything), None)
    valid = first and person.consents.filter(withdrawn_at=None).exists()
    return None if valid else first


def clear_surfaces_or_defer(withdrawal: Withdrawal) -> None:
    """It is recorded, and every reading asks: a full disk now does not undo that."""
    try:
        clear_surfaces(withdrawal)
    except Exception:
        if transaction.get_connection().needs_rollback:
            raise  # within the caller's transaction, which is lost
        logger.exception("Intrekking %s wordt door de werker afgemaakt", withdrawal.pk)


def withdraw_pairs(person, gone: Collection[tuple], *, way: str, by=None) -> list[Withdrawal]:
    """Withdraw exactly these (channel, file, story) combinations, which are no longer allowed.

    Called once those consents no longer count. A file goes when this person allows it in no
    story of that channel any more, a story when nothing of it is allowed there.
    """
    valid = person.consents.valid().filter(purpose=Consent.Purpose.PUBLISHING)
    kept = set(valid.values_list("channel", "file_hash", "story_key"))
    scopes: dict[tuple, list[str]] = {}
    for channel in Channel.values:
        lost = {(file, key) for place, file, key in gone if place == channel}
        left = {(file, key) for place, file, key in kept if place == channel}
        if lost and (scope := _scope(lost, left)) is not None:
            scopes.setdefault(scope, []).append(channel)
    return [
        withdraw(
            person,
            channels=channels,
            file_hashes=files,
            story_keys=stories,
            keeps_words=keeps_words,
            way=way,
            by=by,
        )
        for (files, stories, keeps_words), channels in scopes.items()
    ]


def what_goes(gone: Collection[tuple], kept: Collection[tuple], channel: str) -> tuple:
    """The files, and the stories by key, that go from this channel with these pairs."""
    lost = {(file, key) for place, file, key in gone if place == channel}
    left = {(file, key) for place, file, key in kept if place == channel}
    files, stories, _ = _scope(lost, left) or (frozenset(), frozenset(), False)
    return files, stories


def _scope(lost: set[tuple], left: set[tuple]) -> tuple | None:
    """The files and stories that go, and whether the words may stay; None when nothing goes."""
    told = {key for _, key in left}
    files = frozenset({file for file, _ in lost} - {file for file, _ in left} - {""})
    stories = frozenset(key for _, key in lost if key and key not in told)
    if files or stories:
        return files, stories, not stories and any(key in told for _, key in lost if key)
    return None if left else (frozenset(), frozenset(), False)


def end_again(person, channels, way: str, *, at: datetime, **fields) -> Withdrawal:
    """A withdrawal that this database forgot: of what was allowed before it, nothing else."""
    with transaction.atomic():
        return _end(person, channels, way, None, at=at, before=at, **fields)


def _end(
    person,
    channels,
    way: str,
    by,
    *,
    file_hashes=(),
    story_keys=(),
    keeps_words=False,
    before=None,
    **fields,
) -> Withdrawal:
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    everything = channels is None or set(channels) == set(Channel.values)
    chosen = list(Channel.values) if everything else sorted(set(channels))
    some = bool(file_hashes or story_keys)
    given = person.consents.filter(withdrawn_at=None)
    if before:
        given = given.filter(recorded_at__lte=before)
    if some or not everything:  # the taking of a picture goes through no channel
        given = given.filter(channel__in=chosen)
    if some:
        given = given.filter(Q(file_hash__in=file_hashes) | Q(story_key__in=story_keys))
    if keeps_words and way not in Withdrawal.NO_REFUSAL:
        given = _of_pictures_alone(person, given, file_hashes, everything)
    if way != Way.END:  # what came to its end was not withdrawn; the evidence says so
        given.update(withdrawn_at=timezone.now())
        _note_what_stood(person, chosen, some)
    withdrawal = Withdrawal.objects.create(
        person=person,
        organisation=person.organisation,
        channels=chosen,
        everywhere=everything,
        file_hashes=file_hashes,
        story_keys=story_keys,
        keeps_words=keeps_words,
        way=way,
        recorded_by=by,
        **fields,
    )
    if some:
        _keep(withdrawal, stories=[story.pk for story in traces.concerned(withdrawal)])
    if withdrawal.is_about_everything and way != Way.END:
        _answer_questions(withdrawal)
    recalls.write_down(withdrawal)
    if Channel.WEBSITE in chosen and way not in Withdrawal.NO_REFUSAL:
        releases.after_a_no(person, set(file_hashes) if some else elsewhere.asked_of(person))
    return withdrawal


def _of_pictures_alone(person, given: QuerySet[Consent], files, everywhere: bool) -> QuerySet:
    """Who refuses a picture said nothing of the words: the same answer allows those without it.

    Refused everywhere, the picture may not be used at all.
    """
    rows = list(given.valid().filter(purpose=Consent.Purpose.PUBLISHING).select_related("receipt"))
    left = person.consents.valid().exclude(pk__in=[row.pk for row in rows])
    told = set(left.values_list("channel", "story_key"))
    for row in rows:
        if row.story and (row.channel, row.story_key) not in told:
            told.add((row.channel, row.story_key))
            words = row.of_words_alone()
            words.save()
            # As old as the answer: what was refused after it, and is done again, ends this too.
            Consent.objects.filter(pk=words.pk).update(recorded_at=row.recorded_at)
    ended = [row.pk for row in rows]
    if everywhere:
        taken = person.consents.filter(withdrawn_at=None, purpose=Consent.Purpose.TAKING)
        ended += taken.filter(file_hash__in={*files} - {""}).values_list("pk", flat=True)
    return given | person.consents.filter(pk__in=ended)


def _note_what_stood(person, channels: Collection[str], some: bool) -> None:
    """A no to everything is about every photograph and film, also what came after the question."""
    if some or Channel.WEBSITE not in channels:
        return
    stories = traces.stories_of(person)
    drafts = [story.draft for story in stories]
    showing = [
        version
        for version in (*stories, *drafts)
        if any(row.person_id == person.pk for row in version.portrayals.all())
    ]
    asked_files.note_of(person, asked_files.files_of(showing))


def _answer_questions(stop: Withdrawal) -> None:
    """Close open requests: their links no longer ask anything. The person's own link stays
    their page; a request on a colleague's device closes."""
    asked = stop.person.requests.filter(asked_at__lte=stop.at, closed_at=None)
    asked.filter(answered_at=None).update(answered_at=stop.at)
    asked.exclude(way=Consent.Way.LINK).update(closed_at=stop.at)


def clear_surfaces(withdrawal: Withdrawal) -> bool:
    """Take away what a machine can. False where something failed: the worker tries again."""
    done, trouble = Counter(withdrawal.done), ""
    for story in traces.concerned(withdrawal):
        surfaces.fingerprint(story, withdrawal)  # before the story is gone, and with it the names
        _keep(withdrawal, marks=withdrawal.marks)
        if Channel.WEBSITE in withdrawal.channels and traces.keeps_words(story, withdrawal):
            done["pagina"] += story.live and _unpublish(story)
        elif Channel.WEBSITE in withdrawal.channels:
            counted = _taken_away(story, withdrawal)
            done += counted or Counter()
            trouble = trouble if counted else NOT_YET.format(number=story.pk)
            places = [*withdrawal.places, *([story.pk] if counted else [])]
            _keep(withdrawal, marks=withdrawal.marks, places=places)
    if Channel.WEBSITE in withdrawal.channels and not trouble:
        surfaces.fingerprint_pictures(withdrawal)
        _keep(withdrawal, marks=withdrawal.marks)
        done[FILES] += surfaces.delete_pictures_of(withdrawal)
        done[FILES] += surfaces.delete_films_of(withdrawal)
        done[FILES] += surfaces.delete_waiting_uploads_of(withdrawal)
        surfaces.delete_objections_of(withdrawal)
        scrubbing.history_of_deleted()
        scrubbing.unused_tags()
        surfaces.purge_deleted_text()
    ended = None if trouble else timezone.now()
    _keep(withdrawal, done=dict(done), trouble=trouble, swept_at=ended)
    if ended and withdrawal.way == Way.ERASED:  # last, for by the names everything is found
        erasure.forget(withdrawal.person)
    logger.info("Intrekking %s: %s", withdrawal.pk, dict(done) or "niets op de site")
    return not trouble


def _taken_away(story: StoryPage, withdrawal: Withdrawal) -> Counter | None:
    try:
        return surfaces.remove_story(story, withdrawal)
    except Exception:  # the other stories must still go, and this one is tried again
        logger.exception("Verhaal %s is nog niet overal weg", story.pk)
        return None


def _keep(withdrawal: Withdrawal, **fields) -> None:
    for name, value in fields.items():
        setattr(withdrawal, name, value)
    withdrawal.save(update_fields=list(fields))


def finish_pending() -> int:
    """What is left of a withdrawal. How many withdrawals are done now."""
    ended = sum(clear_surfaces(row) for row in Withdrawal.objects.filter(swept_at=None))
    since = timezone.now() - A_WHILE
    recent = list(Withdrawal.objects.filter(swept_at__gt=since))
    for row in recent:
        if Channel.WEBSITE in row.channels and not row.keeps_words:
            scrubbing.late_mails(row, since)
    if recent:
        surfaces.purge_deleted_text()  # who read at that moment kept the log from being emptied
    return ended


def end_expired_consents() -> int:
    """Consents whose end date has passed: the same as taking back. How many people."""
    today = timezone.localdate()
    over = Consent.objects.filter(
        purpose=Consent.Purpose.PUBLISHING, withdrawn_at=None, ended_at=None, until__lt=today
    )
    # Open withdrawals take precedence.
    over = over.exclude(person__in=Withdrawal.objects.filter(swept_at=None).values("person"))
    people = PortrayedPerson.objects.filter(pk__in=over.values("person"))
    return sum(_end_of(person, over.filter(person=person)) for person in people)


def _end_of(person: PortrayedPerson, over: QuerySet[Consent]) -> bool:
    """False where all of it was given again, or where nothing of this person is left."""
    with transaction.atomic():
        PortrayedPerson.objects.select_for_update().get(pk=person.pk)
        valid = person.consents.valid().values_list("channel", "file_hash", "story_key")
        rows = list(over.values_list("pk", "channel", "file_hash", "story_key"))
        gone = {tuple(pair) for _, *pair in rows} - set(valid)
        over.filter(pk__in=[pk for pk, *_ in rows]).update(ended_at=timezone.now())
        if not gone or not _stands(person):
            return False
        return bool(withdraw_pairs(person, gone, way=Way.END))


def end_replaced_consents() -> int:
    """Pictures that were online until another took their place, as their person allowed.

    How many of people. Those pictures go like one that is taken back; nobody refused anything, so
    nobody is mailed.
    """
    rows = Consent.objects.valid().exclude(replaced_at=None).order_by("person")
    found = rows.values_list("person", "story_key", "pk", "file_hash")
    gone: dict[int, list[int]] = {}
    for person, key, pk, file in found:
        if file not in asked_files.online_of(key):
            gone.setdefault(person, []).append(pk)
    people = PortrayedPerson.objects.in_bulk(gone)
    for pk, replaced in gone.items():
        _make_place(people[pk], rows.filter(pk__in=replaced))
    return len(gone)


@transaction.atomic
def _make_place(person: PortrayedPerson, replaced: QuerySet[Consent]) -> None:
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    shows = replaced.filter(purpose=Consent.Purpose.PUBLISHING)
    pairs = set(shows.values_list("channel", "file_hash", "story_key"))
    Consent.objects.filter(pk__in=[row.pk for row in replaced]).update(withdrawn_at=timezone.now())
    left = person.consents.valid().values_list("channel", "file_hash", "story_key")
    withdraw_pairs(person, pairs - set(left), way=Way.REPLACED)


def _stands(person: PortrayedPerson) -> bool:
    """Whether something of this person is here, or went elsewhere."""
    pictures = Picture.objects.filter(file_hash__in=person.consents.values("file_hash"))
    return person.portrayals.exists() or person.uses.exists() or pictures.exists()


def unpublish_uncovered(stories=None) -> int:
    """Unpublish live stories that no valid consent covers any more; returns how many.

    For other reasons than a withdrawal: the picture got another file, or a person was added.
    Visitors do not see them since that moment; this makes it visible to editors, and to every
    surface that asks whether a page is live.
    """
    live = (StoryPage.objects.all() if stories is None else stories).live()
    gone = live.exclude(pk__in=StoryPage.objects.covered().values("pk"))
    return sum(_unpublish(story) for story in gone)


def take_offline(stories: Iterable[StoryPage]) -> int:
    """Live stories that may not stay as they are; the words become a draft."""
    return sum(_unpublish(story) for story in stories)


def _unpublish(story: StoryPage) -> bool:
    why = len(consent.missing(story))  # how many reasons: each names somebody
    try:
        story.unpublish(log_action=TAKEN_DOWN)
    except Exception:  # invisible either way; the next one must still go
        logger.exception("Verhaal %s bleef als gepubliceerd staan", story.pk)
        return False
    logger.info("Verhaal %s is van de site (redenen: %s)", story.pk, why)
    return True
