"""Timed work of this room; see brand/worker/jobs.py."""

from stories.consent import expiry
from stories.consent import journal as answers
from stories.consent import replay as replay_of_answers
from stories.impact import figures
from stories.listing import renditions
from stories.objections import journal as objections
from stories.objections import replay as replay_of_objections
from stories.people import journal as contacts
from stories.review import publication_mail, reminders
from stories.withdrawal import journal, leftovers, recalls, releases, replay, withdraw

JOBS = [
    ("beelden van verhalen klaarzetten", 15, renditions.prepare),
    ("verhalen die nu online staan", 60, publication_mail.tell_those_shown),
    ("toestemmingen die aflopen", 60, withdraw.end_expired_consents),
    ("foto's die plaats maakten", 60, withdraw.end_replaced_consents),
    ("logboek van intrekkingen", 60, replay.reconcile),
    ("logboek van antwoorden", 60, replay_of_answers.reconcile),
    ("logboek van bezwaren", 60, replay_of_objections.reconcile),
    ("logboek van vrijgaven", 60, releases.reconcile),
    ("logboek van adressen", 60, contacts.reconcile),
    ("logboek van intrekkingen nalezen", 24 * 3600, journal.check),
    ("logboek van antwoorden nalezen", 24 * 3600, answers.JOURNAL.check),
    ("logboek van bezwaren nalezen", 24 * 3600, objections.JOURNAL.check),
    ("teruggezette bestanden wissen", 3600, leftovers.delete),
    ("intrekkingen afmaken", 60, withdraw.finish_pending),
    ("nieuwsbrieven zonder wie zich terugtrok", 20, recalls.look_through_newsletters),
    ("verhalen zonder toestemming", 60, withdraw.unpublish_uncovered),
    ("verhalen die op nalezing wachten", 900, reminders.chase_readers),
    ("verhalen die nagekeken moeten worden", 3600, reminders.ask_for_freshness),
    ("toestemming die afloopt", 3600, expiry.warn),
    ("impactcijfers tellen", 24 * 3600, figures.count_open_years),
]
