"""Timed work of this room; see brand/jobs.py."""

from stories import warning, withdrawing

JOBS = [
    ("verhalen zonder toestemming", 60, withdrawing.take_down),
    ("toestemming die afloopt", 3600, warning.warn),
]
