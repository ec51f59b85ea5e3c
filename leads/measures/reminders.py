"""Once a week the federation hears which support has to be looked over again."""

from datetime import time

from django.utils import timezone

from brand.models import User
from leads.measures import recording
from leads.models import SupportMeasure
from leads.notifications import choices, digest
from leads.reports.week import Week

MAIL = "leads.emails.support_to_check"
MORNING = time(7)


def due() -> list[SupportMeasure]:
    """Each measure of which the card or a value is past its day."""
    cards, values = recording.past_check(timezone.localdate())
    return list(dict.fromkeys([*cards, *(value.parameter.measure for value in values)]))


def remind() -> int:
    """Ask for the mails of this Monday, once each."""
    now = timezone.localtime()
    if now.weekday() != 0 or now.time() < MORNING or not due():
        return 0
    people = choices.federation().filter(is_demo=False)
    week = Week.of(now.date()).key
    return digest.post_missing(MAIL, [(str(user.pk), week) for user in people])


def keeps(user: User) -> bool:
    """Whether this person administers the federation still."""
    return choices.federation().filter(pk=user.pk).exists()
