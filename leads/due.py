"""Timed work of this room; see brand/worker/jobs.py."""

from leads.hand_over import offers
from leads.notifications import digest
from leads.placements import checks

JOBS = [
    ("overdrachten", 3600, offers.expire),
    ("navragen", 3600, checks.ask_due),
    ("overzicht van de dag", 600, digest.send_digests),
    ("eerste antwoorden te laat", 3600, digest.warn_of_late_answers),
]
