"""To whom an issue goes: who confirmed an address, narrowed by what they said of themselves, or by
what is known of them without asking (segments.py).
"""

from collections import Counter
from collections.abc import Callable, Iterable

from brand.audience import syncing
from brand.models import NewsletterIssue, NewsletterSettings, Sender, Subscription
from brand.newsletter import segments

State = Subscription.State
FALLS_AWAY = {
    State.STOPPED: "uitgeschreven",
    State.REFUSED: "met een adres dat geen mail aanneemt",
    State.ASKED: "nog niet bevestigd",
    State.RETURNING: "nog niet bevestigd",
}


NOT_THERE = "nog niet bekend bij Mailchimp"


def sender_of(issue: NewsletterIssue) -> str:
    """Who sends it: once it is planned, who was chosen then."""
    return NewsletterSettings.current().sender if issue.is_draft else issue.sender


def chosen(issue: NewsletterIssue) -> list[int]:
    """The numbers of the subscriptions that get it."""
    return [pk for pk, why in _rows(issue) if why == State.SUBSCRIBED]


def falling_away(issue: NewsletterIssue) -> dict[str, int]:
    """Of the same segment those who get nothing, by why."""
    falls = {**FALLS_AWAY, NOT_THERE: NOT_THERE}
    found = Counter(falls[why] for _, why in _rows(issue) if why in falls)
    return dict(found)


def _rows(issue: NewsletterIssue) -> Iterable[tuple[int, str]]:
    rows = Subscription.objects.exclude(email=None).order_by("pk")
    if issue.province:
        rows = rows.filter(province=issue.province)
    # A list in JSON cannot be searched alike on both databases.
    marker = syncing.service().marker if sender_of(issue) == Sender.MAILCHIMP else None
    is_in = _group(issue, rows)
    names = ("pk", "email", "state", "interests", "told")
    for pk, email, state, interests, told in rows.values_list(*names).iterator():
        if (not issue.interest or issue.interest in (interests or ())) and is_in(email):
            is_there = marker is None or state != State.SUBSCRIBED or told == marker
            yield pk, state if is_there else NOT_THERE


def _group(issue: NewsletterIssue, rows) -> Callable[[str], bool]:
    """Whether an address is of the role and in the sector that were chosen."""
    if not (issue.role or issue.sector):
        return lambda email: True
    emails = list(rows.values_list("email", flat=True))
    roles = segments.roles(emails) if issue.role else {}
    sectors = segments.sectors(emails) if issue.sector else {}
    return lambda email: (
        roles.get(email, "") == issue.role and sectors.get(email, "") == issue.sector
    )


def interests() -> list[str]:
    """Those that subscribers have."""
    rows = Subscription.objects.filter(state=State.SUBSCRIBED).values_list("interests", flat=True)
    return sorted({name for row in rows for name in row or ()})
