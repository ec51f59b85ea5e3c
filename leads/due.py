"""Timed work of this room; see brand/worker/jobs.py."""

from leads.hand_over import offers

JOBS = [("overdrachten", 3600, offers.expire)]
