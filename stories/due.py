"""Timed work of this room; see brand/jobs.py."""

from stories import going_live, journal, recalling, reminding, renditions, warning, withdrawing
from stories.withdrawal import leftovers, replay

JOBS = [
    ("beelden van verhalen klaarzetten", 15, renditions.prepare),
    ("verhalen die nu online staan", 60, going_live.tell_those_shown),
    ("toestemmingen die aflopen", 60, withdrawing.end_what_is_over),
    ("logboek van intrekkingen", 60, replay.reconcile),
    ("logboek van intrekkingen nalezen", 24 * 3600, journal.check),
    ("teruggezette bestanden wissen", 3600, leftovers.delete),
    ("intrekkingen afmaken", 60, withdrawing.finish),
    ("nieuwsbrieven zonder wie zich terugtrok", 20, recalling.look_through_newsletters),
    ("verhalen zonder toestemming", 60, withdrawing.take_down),
    ("verhalen die op nalezing wachten", 900, reminding.chase_readers),
    ("verhalen die nagekeken moeten worden", 3600, reminding.ask_whether_it_holds),
    ("toestemming die afloopt", 3600, warning.warn),
]
