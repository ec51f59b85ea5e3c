"""To whom an issue goes: who confirmed an address, narrowed by what they said of themselves.

Contacts have a province and interests. Role and sector are not asked when one subscribes.
"""

from collections import Counter
from collections.abc import Iterable

from brand.models import NewsletterIssue, Subscription

State = Subscription.State
FALLS_AWAY = {
    State.STOPPED: "uitgeschreven",
    State.REFUSED: "met een adres dat geen mail aanneemt",
    State.ASKED: "nog niet bevestigd",
    State.RETURNING: "nog niet bevestigd",
}


def chosen(issue: NewsletterIssue) -> list[int]:
    """The numbers of the subscriptions that get it."""
    return [pk for pk, state in _rows(issue) if state == State.SUBSCRIBED]


def falling_away(issue: NewsletterIssue) -> dict[str, int]:
    """Of the same segment those who get nothing, by why."""
    found = Counter(FALLS_AWAY[state] for _, state in _rows(issue) if state in FALLS_AWAY)
    return dict(found)


def _rows(issue: NewsletterIssue) -> Iterable[tuple[int, str]]:
    rows = Subscription.objects.exclude(email=None).order_by("pk")
    if issue.province:
        rows = rows.filter(province=issue.province)
    # A list in JSON cannot be searched alike on both databases.
    for pk, state, interests in rows.values_list("pk", "state", "interests").iterator():
        if not issue.interest or issue.interest in (interests or ()):
            yield pk, state


def interests() -> list[str]:
    """Those that subscribers have."""
    rows = Subscription.objects.filter(state=State.SUBSCRIBED).values_list("interests", flat=True)
    return sorted({name for row in rows for name in row or ()})
