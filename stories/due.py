"""Timed work of this room; see brand/jobs.py."""

from stories import renditions, withdrawing

JOBS = [
    ("beelden van verhalen klaarzetten", 15, renditions.prepare),
    ("verhalen zonder toestemming", 60, withdrawing.take_down),
]
