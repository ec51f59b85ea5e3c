"""What came of an issue: what left, then clicks and registrations. Opens are not measured.

A picture that tells when a mail is opened would follow people, and counts mail programs that fetch
it by themselves.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from wagtail.models import Page

from brand.campaigns.results import FEWEST, steps
from brand.models import (
    LinkVisits,
    NewsletterDelivery,
    NewsletterIssue,
    OutboxState,
    Subscription,
    TrackedLink,
    User,
)
from brand.models.outbox import UNCLAIMED

Outcome = NewsletterDelivery.Outcome
FEW = f"minder dan {FEWEST}"


class Kind(NamedTuple):
    """Some deliveries of an issue, and the list in which they can be seen."""

    key: str
    label: str
    condition: Callable[[], Q]
    always: bool = False  # told also when there are none

    def rows(self, issue: NewsletterIssue) -> QuerySet[NewsletterDelivery]:
        return issue.deliveries.filter(self.condition())


def _outcome(name: Outcome) -> Callable[[], Q]:
    return lambda: Q(outcome=name)


def _stopped_since() -> Q:
    stopped = Q(subscription__state=Subscription.State.STOPPED)
    return stopped & Q(outcome=Outcome.SENT, subscription__stopped_at__gt=F("done_at"))


KINDS = {
    kind.key: kind
    for kind in [
        Kind("verstuurd", "Aangenomen door de mailserver", _outcome(Outcome.SENT), always=True),
        Kind(
            "wacht",
            "Nog te versturen",
            lambda: Q(state__in=[*UNCLAIMED, OutboxState.BUSY]),
        ),
        Kind("onzeker", "Onzeker: wacht op jou", lambda: Q(state=OutboxState.BLOCKED)),
        Kind("geweigerd", "Geweigerd door de mailserver", _outcome(Outcome.REFUSED), always=True),
        Kind(
            "mislukt",
            "Lukte niet",
            lambda: Q(state=OutboxState.GIVEN_UP) & ~Q(outcome=Outcome.REFUSED),
        ),
        Kind("overgeslagen", "Schreef zich uit voor het vertrok", _outcome(Outcome.LEFT)),
        Kind("bewaard", "Voorbeeld, of zonder mailserver: niet verstuurd", _outcome(Outcome.KEPT)),
        Kind("gestopt", "Gestopt voor het vertrok", _outcome(Outcome.STOPPED)),
        Kind("uitgeschreven", "Schreef zich erna uit", _stopped_since, always=True),
    ]
}


class Line(NamedTuple):
    label: str
    words: str
    url: str = ""


class Report(NamedTuple):
    left: list[Line]  # the house
    brought: list[Line]  # by step: clicks, registrations, …
    by_page: list[tuple[str, list[Line]]]
    steps: list[str]
    is_small: bool  # so few got it that a click would tell whose it was


def of(issue: NewsletterIssue, user: User) -> Report:
    counts = {key: kind.rows(issue).count() for key, kind in KINDS.items()}
    left = [
        Line(kind.label, str(counts[key]), _list(issue, key, user) if counts[key] else "")
        for key, kind in KINDS.items()
        if counts[key] or kind.always
    ]
    is_small = 0 < counts["verstuurd"] + counts["bewaard"] < FEWEST
    found = list(issue.links.select_related("page").order_by("pk"))
    told = {step.key: step.count(issue.links.all()) for step in steps()}
    brought, by_page = [], []
    for step in steps():
        number = sum(told[step.key].values())
        brought.append(_line(issue, user, step, step.label, number, is_small))
    for links in _by_page(found):
        cells = []
        for step in steps():
            number = sum(told[step.key].get(link.pk, 0) for link in links)
            cells.append(_line(issue, user, step, step.label, number, is_small, links[0]))
        by_page.append((_title(links[0].page), cells))
    return Report(left, brought, by_page, [step.label for step in steps()], is_small)


def _by_page(found: Iterable[TrackedLink]) -> list[list[TrackedLink]]:
    """Two versions each have a link to a page. Of a page that is gone nothing says which it was."""
    pages: dict[tuple, list[TrackedLink]] = {}
    for link in found:
        pages.setdefault((link.page_id, None if link.page_id else link.pk), []).append(link)
    return list(pages.values())


def visits(issue: NewsletterIssue, link: TrackedLink) -> list[tuple[date, int]]:
    """By day how often the page of this link was opened from this issue, the latest first."""
    links = issue.links.filter(page=link.page_id) if link.page_id else [link]
    rows = LinkVisits.objects.filter(link__in=links).order_by("-day")
    return list(rows.values_list("day").annotate(Sum("count")))


def _line(issue, user, step, label: str, number: int, is_small: bool, link=None) -> Line:
    if is_small and number:
        return Line(label, FEW)
    url = step.url(user, newsletter=issue.pk) if number else ""
    if number and link and not step.opens:  # clicks: the days on which they came
        url = reverse("newsletter_clicks", args=[issue.pk, link.code])
    return Line(label, str(number), url)


def _title(page: Page | None) -> str:
    return page.title if page and page.live else "een pagina die niet meer online staat"


def _list(issue: NewsletterIssue, key: str, user: User) -> str:
    """Of addresses: for the federation's administrators."""
    return reverse("newsletter_deliveries", args=[issue.pk, key]) if user.is_federation else ""
