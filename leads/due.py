"""Timed work of this room; see brand/worker/jobs.py."""

from leads.connections import delivery
from leads.correspondence import replies
from leads.duplicates import merging, queue
from leads.hand_over import offers
from leads.measures import reminders
from leads.notifications import digest
from leads.placements import checks
from leads.register import rounds as register_rounds
from leads.reports import mailing
from leads.transfer import rounds

JOBS = [
    ("overdrachten", 3600, offers.expire),
    ("navragen", 3600, checks.ask_due),
    ("overzicht van de dag", 600, digest.send_digests),
    ("dubbele werkgevers", 86400, queue.refresh),
    ("samenvoegingen", 86400, merging.forget_old),
    ("weekrapport", 600, mailing.send_reports),
    ("antwoorden op mails", 60, replies.fetch),
    ("oude post in de mailbox", 86400, replies.forget_old),
    ("eerste antwoorden te laat", 3600, digest.warn_of_late_answers),
    ("steun na te kijken", 3600, reminders.remind),
    ("stand van KBO", 60, register_rounds.work, register_rounds.LEASE_SECONDS),
    ("ingelezen lijsten", 60, rounds.work, rounds.LEASE_SECONDS),
    ("berichten aan koppelingen", 30, delivery.deliver, delivery.LEASE_SECONDS),
]
