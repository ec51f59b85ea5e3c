"""Timed work of this room; see brand/jobs.py."""

from stories import reminding, withdrawing

JOBS = [
    ("verhalen zonder toestemming", 60, withdrawing.take_down),
    ("verhalen die op nalezing wachten", 900, reminding.chase_readers),
    ("verhalen die nagekeken moeten worden", 3600, reminding.ask_whether_it_holds),
]
