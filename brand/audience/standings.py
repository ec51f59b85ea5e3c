"""What the service holds of somebody, beside what we hold: which of the two counts.

A "no" counts wherever it was said, unless a newer and confirmed "yes" of the person stands here;
when it is not known which came last, the "no" counts. A "yes" there never undoes a "no" here: a
person decides. That somebody is not there says nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from brand import mail
from brand.audience import answers, syncing
from brand.audience.service import Member, Status
from brand.models import Difference, OutboxState, Subscription

if TYPE_CHECKING:
    from brand.audience.mailchimp import Mailchimp

State, What = Subscription.State, Difference.What
ON = {State.SUBSCRIBED, State.RETURNING}
OFF_THERE = {Status.UNSUBSCRIBED, Status.CLEANED, Status.ARCHIVED, Status.TRANSACTIONAL}
WORDS = {
    Status.SUBSCRIBED: "Ingeschreven",
    Status.PENDING: "Wacht op bevestiging",
    Status.UNSUBSCRIBED: "Uitgeschreven",
    Status.CLEANED: "Mails komen terug",
    Status.ARCHIVED: "In het archief",
    Status.TRANSACTIONAL: "Niet op de nieuwsbrief",
    Status.ABSENT: "Niet op de lijst",
}


class Verdict(StrEnum):
    SAME = "gelijk"
    OFF = "uit"  # no more mails from here
    ON = "aan"  # what was asked of them there, they confirmed
    PENDING = "wacht"  # there they are still asked to confirm
    TELL = "doorgeven"  # what holds here must be told
    ASK = "vraag"  # a person decides


CHANGES = {Verdict.OFF, Verdict.ON, Verdict.PENDING, Verdict.TELL}  # the stand of somebody


def judge(person: Subscription, member: Member) -> Verdict:
    """From what is known without asking further; see `settle`."""
    if person.is_demo or mail.is_demo_address(person.email or ""):
        return Verdict.SAME
    is_on_there = member.status in {Status.SUBSCRIBED, Status.PENDING}
    if person.state in ON:
        return _of_who_is_on(person, member) if is_on_there else _of_who_left(person, member)
    if not is_on_there:
        return Verdict.SAME
    if person.state == State.STOPPED and not _knew_already(person, member):
        return Verdict.TELL
    return Verdict.ASK


def _of_who_is_on(person: Subscription, member: Member) -> Verdict:
    if member.status == Status.PENDING:
        return Verdict.SAME if person.state == State.RETURNING else Verdict.PENDING
    return Verdict.ON if person.state == State.RETURNING else Verdict.SAME


def _of_who_left(person: Subscription, member: Member) -> Verdict:
    if _waits_in_queue(person):
        return Verdict.SAME  # it is told, and then read, soon
    is_older = _is_before(member.changed_at, person)
    return Verdict.TELL if is_older else Verdict.OFF


def _is_before(left_at: datetime | None, person: Subscription) -> bool:
    """Whether their own yes is newer; its clock counts in seconds, and the same second is a no."""
    confirmed_at = person.confirmed_at
    return bool(left_at and confirmed_at and left_at < confirmed_at.replace(microsecond=0))


def _waits_in_queue(person: Subscription) -> bool:
    waits = [OutboxState.WAITING, OutboxState.LATER, OutboxState.BUSY]
    return person.sync_jobs.filter(state__in=waits).exists()


def _knew_already(person: Subscription, member: Member) -> bool:
    """Whether they came on the list there after the service had heard that they stopped."""
    jobs = person.sync_jobs.all()
    if jobs.exclude(state=OutboxState.DONE).exists() or member.changed_at is None:
        return False
    told = jobs.order_by("done_at").values_list("done_at", flat=True).last()
    heard = max(filter(None, (told, person.stopped_at)), default=None)
    return heard is not None and member.changed_at > heard


def settle(person: Subscription, member: Member, line: "Mailchimp") -> Verdict:
    """Judge, and do it. Safe to repeat, and nothing when the person did something meanwhile."""
    verdict = judge(person, member)
    if verdict is Verdict.OFF:
        left_at = line.left_at(member.digest) if member.status == Status.UNSUBSCRIBED else None
        if _is_before(left_at, person):
            verdict = Verdict.TELL  # something else changed since
        else:
            reason, _ = answers.words_for(member.status, left_at)
            syncing.turn_off(person, line, member.status, reason)
    if verdict is Verdict.TELL:
        syncing.enqueue(person)
    if verdict in {Verdict.ON, Verdict.PENDING}:
        state = State.SUBSCRIBED if verdict is Verdict.ON else State.RETURNING
        syncing.unchanged(person).update(state=state, told=line.marker)
    return verdict


def details(person: Subscription, member: Member) -> Iterator[tuple[What, str, str]]:
    """Where name, company and province differ; of what is empty here the service keeps its own."""
    ours = {
        What.NAME: person.name,
        What.COMPANY: person.company,
        What.PROVINCE: person.get_province_display() if person.province else "",
    }
    theirs = {
        What.NAME: member.name,
        What.COMPANY: member.company,
        What.PROVINCE: member.province,
    }
    for what, here in ours.items():
        if here and here.split() != theirs[what].split():
            yield what, here, theirs[what]
