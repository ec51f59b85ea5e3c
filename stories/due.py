"""Timed work of this room; see brand/worker/jobs.py."""

from stories.consent import expiry
from stories.impact import figures
from stories.listing import renditions
from stories.review import publication_mail, reminders
from stories.withdrawal import journal, leftovers, recalls, replay, withdraw

JOBS = [
    ("beelden van verhalen klaarzetten", 15, renditions.prepare),
    ("verhalen die nu online staan", 60, publication_mail.tell_those_shown),
    ("toestemmingen die aflopen", 60, withdraw.end_expired_consents),
    ("foto's die plaats maakten", 60, withdraw.end_replaced_consents),
    ("logboek van intrekkingen", 60, replay.reconcile),
    ("logboek van intrekkingen nalezen", 24 * 3600, journal.check),
    ("teruggezette bestanden wissen", 3600, leftovers.delete),
    ("intrekkingen afmaken", 60, withdraw.finish_pending),
    ("nieuwsbrieven zonder wie zich terugtrok", 20, recalls.look_through_newsletters),
    ("verhalen zonder toestemming", 60, withdraw.unpublish_uncovered),
    ("verhalen die op nalezing wachten", 900, reminders.chase_readers),
    ("verhalen die nagekeken moeten worden", 3600, reminders.ask_for_freshness),
    ("toestemming die afloopt", 3600, expiry.warn),
    ("impactcijfers tellen", 24 * 3600, figures.count_open_years),
]
