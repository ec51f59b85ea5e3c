"""Timed work of this room; see brand/jobs.py."""

from stories import recalling, withdrawing

JOBS = [
    ("toestemmingen die aflopen", 60, withdrawing.end_what_is_over),
    ("intrekkingen afmaken", 60, withdrawing.finish),
    ("nieuwsbrieven zonder wie zich terugtrok", 20, recalling.look_through_newsletters),
    ("verhalen zonder toestemming", 60, withdrawing.take_down),
]
