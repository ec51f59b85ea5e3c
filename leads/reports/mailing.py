"""The week report on Monday at 7.00, to who works at a desk and did not switch it off."""

from datetime import time

from django.utils import timezone

from leads.notifications import digest
from leads.notifications.choices import Kind
from leads.reports.week import Week

MAIL = "leads.emails.week_report"
MORNING = time(7)


def send_reports() -> int:
    """Ask for the report of the week that ended, once each; a worker that was down is late."""
    now = timezone.localtime()
    if now.weekday() != 0 or now.time() < MORNING:
        return 0
    week = Week.last().key
    people = digest.readers(Kind.WEEK)
    return digest.post_missing(MAIL, [(str(user.pk), week) for user in people])
