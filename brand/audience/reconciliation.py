"""Each night our subscribers beside those of Mailchimp: who stopped there stops here.

Reads what changed since the last time with an hour to spare, and everybody once a week. A run that
would change the stand of many people at once stops, shows them, and waits for a person: a mistake
there (a list emptied, a wrong import) must not become one here.
"""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from brand.audience import differences, standings, syncing
from brand.audience.addresses import address_hash
from brand.audience.local import Local
from brand.audience.service import AudienceError, Member, Status
from brand.audience.standings import CHANGES, WORDS, Verdict
from brand.models import Difference, Reconciliation, Subscription
from brand.worker import jobs

if TYPE_CHECKING:
    from brand.audience.mailchimp import Mailchimp

logger = logging.getLogger(__name__)

State, What = Reconciliation.State, Difference.What
JOB = "vergelijken met Mailchimp"
SPARE = timedelta(hours=1)
DAILY = timedelta(hours=23)
NIGHT = range(1, 6)  # the hours in which it begins by itself
LATEST = timedelta(hours=30)  # then at any hour
WEEKLY = timedelta(days=6, hours=20)  # a night begins now earlier, now later
AGAIN = timedelta(hours=1)  # after a run that failed
MOST, SHARE, FEWEST = 20, 0.02, 5  # people; of a small list two in a hundred is nobody
HOLD = 1800  # seconds a worker that died keeps it


def most(subscribers: int) -> int:
    """How many people one run may change: 20, or two in a hundred when that is fewer."""
    return max(FEWEST, min(MOST, int(subscribers * SHARE)))


def keep() -> None:
    """The timed job: what a person asked or released first, then the night's own."""
    if isinstance(syncing.service(), Local):
        return
    if released := Reconciliation.objects.filter(state=State.RELEASED).first():
        carry_out(released)
    if Reconciliation.objects.filter(state=State.HELD).exists():
        return  # a person is to decide first
    is_asked = Reconciliation.objects.filter(state=State.ASKED).exists()
    if is_asked or _is_time():
        run(is_full=is_asked or _is_week())


def _is_time() -> bool:
    now = timezone.now()
    rows = Reconciliation.objects.exclude(state=State.ASKED)
    last = rows.first()
    if last and last.state == State.FAILED and last.started_at > now - AGAIN:
        return False
    done = rows.filter(state__in=[State.DONE, State.LEFT], started_at__gt=now - LATEST).first()
    if done is None:
        return True
    return done.started_at < now - DAILY and timezone.localtime(now).hour in NIGHT


def _is_week() -> bool:
    since = timezone.now() - WEEKLY
    return not _done().filter(is_full=True, started_at__gt=since).exists()


def _done():
    return Reconciliation.objects.filter(state=State.DONE, marker=syncing.service().marker)


def ask(user) -> None:
    """Compare everybody, as soon as the worker comes to it."""
    Reconciliation.objects.create(state=State.ASKED, is_full=True, decided_by=user)
    jobs.ask(f"brand.{JOB}")


def run(*, is_full: bool = False) -> Reconciliation:
    """One comparison. Safe to repeat; a worker that died before is made good."""
    row = _begin(is_full)
    try:
        line = syncing.mailchimp()
        people = _people()  # before reading: who is told meanwhile is not taken for missing
        found = _read(row, line)
        facts = line.facts()
        row.on_there, row.read = facts.members, len(found)
        _compare(row, line, people, found)
    except AudienceError as error:
        row.state, row.reason, row.remedy = State.FAILED, error.reason, error.remedy
        logger.warning("Vergelijking %s mislukt: %s", row.pk, error.reason)
    row.done_at = timezone.now()
    row.save()
    return row


def _begin(is_full: bool) -> Reconciliation:
    with transaction.atomic():
        lost = {"state": State.FAILED, "reason": "De werker viel uit.", "done_at": timezone.now()}
        Reconciliation.objects.filter(state=State.BUSY).update(**lost)
        asked = Reconciliation.objects.filter(state=State.ASKED)
        by = asked.values_list("decided_by", flat=True).last()
        asked.delete()
        last = _done().first()
        is_full = is_full or last is None
        return Reconciliation.objects.create(
            marker=syncing.service().marker,
            is_full=is_full,
            since=None if is_full or last is None else last.started_at - SPARE,
            decided_by_id=by,
            started_at=timezone.now(),
        )


def _read(row: Reconciliation, line: "Mailchimp") -> dict[str, Member]:
    found: dict[str, Member] = {}
    for number, member in enumerate(line.members(row.since)):
        if number % 500 == 0:
            jobs.hold(f"brand.{JOB}", HOLD)
        # Who comes twice was read before the change; the first reading is the younger stand.
        found.setdefault(member.digest, member)
    return found


def _compare(
    row: Reconciliation,
    line: "Mailchimp",
    people: dict[str, Subscription],
    found: dict[str, Member],
) -> None:
    on = [one for one in people.values() if one.state == Subscription.State.SUBSCRIBED]
    row.on_here = len(on)
    verdicts = {
        digest: standings.judge(people[digest], member)
        for digest, member in found.items()
        if digest in people
    }
    changes = {digest for digest, verdict in verdicts.items() if verdict in CHANGES}
    held = changes if len(changes) > most(len(on)) else set()
    noted = set(Difference.objects.values_list("email_hash", flat=True))
    for digest, member in found.items():
        if digest not in held:
            verdict = look(people.get(digest), member, line, noted)
            row.changed += verdict in CHANGES
    if row.is_full:
        _missing(line, people, found)
    if held:
        _stop(row, held, people, found)
    else:
        row.state = State.DONE


def look(
    person: Subscription | None,
    member: Member,
    line: "Mailchimp",
    noted: set[str] | None = None,
) -> Verdict:
    """Carry out what follows from one member, and write down what a person must look at.

    noted: of whom something is written down already; None when that is not known.
    """
    verdict = standings.settle(person, member, line) if person else Verdict.SAME
    differ = differences.of(person, member, verdict)
    if differ or noted is None or member.digest in noted:
        differences.note(member.digest, person, differ)
    return verdict


def _people() -> dict[str, Subscription]:
    rows = Subscription.objects.exclude(email=None).filter(is_demo=False)
    return {address_hash(row.email or ""): row for row in rows.iterator()}


def _missing(line: "Mailchimp", people: dict, found: dict) -> None:
    """Who was told and is not there: a person looks, for absence is no opt-out."""
    missing = {
        digest: person
        for digest, person in people.items()
        if person.told == line.marker
        and person.state in standings.ON
        and digest not in found
        and line.may_be_told(digest)
    }
    for digest, person in missing.items():
        here, there = person.get_state_display(), WORDS[Status.ABSENT]
        differences.note_one(digest, person, What.MISSING, here, there)
    rows = Difference.objects.filter(held_by=None, what__in=differences.OF_MEMBERS)
    for row in rows.iterator():
        stands = missing if row.what == What.MISSING else found
        if row.email_hash not in stands:
            row.delete()


@transaction.atomic
def _stop(row: Reconciliation, changes: set[str], people: dict, found: dict) -> None:
    """The brake."""
    row.state, row.changed = State.HELD, len(changes)
    row.reason = f"Deze vergelijking zou de stand van {len(changes)} mensen veranderen."
    row.remedy = "Kijk bij Mailchimp of dat klopt, en kies dan. Tot dan verandert er niets."
    for digest in changes:
        person, member = people[digest], found[digest]
        here, there = person.get_state_display(), WORDS[member.status]
        differences.note_one(digest, person, What.STATE, here, there, held_by=row)


# What a person decides -------------------------------------------------------------------------


def release(row: Reconciliation, user) -> bool:
    """It is right: the worker carries it out."""
    return _decide(row, State.RELEASED, user)


@transaction.atomic
def put_aside(row: Reconciliation, user) -> bool:
    """Nothing of it happens; the next night looks again from where the last one was done."""
    decided = _decide(row, State.LEFT, user)
    if decided:
        row.held.all().delete()
    return decided


def _decide(row: Reconciliation, state: State, user) -> bool:
    held = Reconciliation.objects.filter(pk=row.pk, state=State.HELD)
    decided = held.update(state=state, decided_by=user, decided_at=timezone.now())
    if decided:
        jobs.ask(f"brand.{JOB}")
    return bool(decided)


def carry_out(row: Reconciliation) -> None:
    """Each of them is asked anew, so that what changed since counts. Safe to break off."""
    try:
        line = syncing.mailchimp()
        for held in differences.held_rows(row).order_by("pk"):
            jobs.hold(f"brand.{JOB}", HOLD)
            member = line.member(held.email_hash)
            if member and held.subscription:
                look(held.subscription, member, line)
            row.held.filter(pk=held.pk).delete()
    except AudienceError as error:
        logger.warning("Vergelijking %s wacht: %s", row.pk, error.reason)
        return
    done = {"state": State.DONE, "done_at": timezone.now(), "reason": "", "remedy": ""}
    Reconciliation.objects.filter(pk=row.pk).update(**done)
