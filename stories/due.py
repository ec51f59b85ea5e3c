"""Timed work of this room; see brand/jobs.py."""

from stories import withdrawing

JOBS = [("verhalen zonder toestemming", 60, withdrawing.take_down)]
