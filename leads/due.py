"""Timed work of this room; see brand/worker/jobs.py."""

from leads.hand_over import offers
from leads.placements import checks

JOBS = [("overdrachten", 3600, offers.expire), ("navragen", 3600, checks.ask_due)]
