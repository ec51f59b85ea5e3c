"""Timed work of this room; see brand/jobs.py."""

from leads import handing_over

JOBS = [("overdrachten", 3600, handing_over.expire)]
