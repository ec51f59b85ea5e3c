"""The two versions of an issue: what each says, and who gets which."""

import copy
import hashlib
from collections.abc import Iterable

from brand.models import NewsletterIssue, NewsletterTrial, Variant
from brand.newsletter import blocks
from brand.newsletter.blocks import Block

Tries = NewsletterTrial.Tries
TRIED = (Variant.A, Variant.B)
OPENS = "opent"  # the name of the block that opens version B when version A has it not


def trial_of(issue: NewsletterIssue) -> NewsletterTrial | None:
    return getattr(issue, "trial", None)


def of(issue: NewsletterIssue) -> tuple[str, ...]:
    """What there is of it: two that are tried, or the one."""
    return TRIED if trial_of(issue) else ("",)


def chosen(issue: NewsletterIssue) -> str:
    """The one that won; version A while none did."""
    trial = trial_of(issue)
    return (trial.winner or Variant.A) if trial else ""


def says(issue: NewsletterIssue, variant: str = "") -> NewsletterIssue:
    """The issue as who gets this variant reads it: a copy, never to be saved."""
    trial = trial_of(issue)
    if trial is None:
        return issue
    if (variant if variant in TRIED else chosen(issue)) != Variant.B:
        return issue
    other = copy.copy(issue)
    if trial.tries == Tries.SUBJECT:
        other.subject = trial.subject_b
    else:
        rows = led_by(blocks.read(issue.blocks), trial.lead_kind, trial.lead_page)
        other.blocks = blocks.written(rows)
    return other


def lead(issue: NewsletterIssue) -> Block | None:
    """The story or stop that comes first."""
    return next((one for one in blocks.read(issue.blocks) if one.is_piece), None)


def led_by(rows: list[Block], kind: str, page: int | None) -> list[Block]:
    """With this piece first among the pieces: it changes places, or comes instead of the first."""
    at = next((n for n, one in enumerate(rows) if one.is_piece), None)
    if at is None:
        return rows
    opens = next((one for one in rows if (one.kind, one.page) == (kind, page)), None)
    changed = {rows[at].id: opens or Block(OPENS, kind, page=page)}
    if opens:
        changed[opens.id] = rows[at]
    return [changed.get(one.id, one) for one in rows]


def each(trial: NewsletterTrial, number: int) -> int:
    """How many of so many receivers get version A, and as many version B."""
    return number * trial.share // 200


def shared_out(issue: NewsletterIssue, people: Iterable[int]) -> dict[int, str]:
    """By subscription what it gets, in the order in which the mails leave.

    As by lot, and the same each time it is drawn: the order follows from the numbers of the issue
    and of the subscription alone. A and B take turns, so that a line that fails fails both.
    """
    trial = trial_of(issue)
    if trial is None:
        return dict.fromkeys(people, "")
    order = sorted(people, key=lambda pk: hashlib.sha256(f"{issue.pk}:{pk}".encode()).digest())
    tried = 2 * each(trial, len(order))
    return {
        pk: TRIED[place % 2] if place < tried else Variant.HELD for place, pk in enumerate(order)
    }
