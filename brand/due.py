"""The brand's own timed work; see brand/worker/jobs.py."""

from brand.audience import batches, notices, reconciliation, syncing
from brand.http import throttle
from brand.media import renditions, waiting
from brand.newsletter import deciding, hand_over, sending
from brand.pages import scheduling
from brand.partners import licence
from brand.portal import licences
from brand.privacy import journal, links, replay, retention
from brand.sign_in import lockout

HOUR = 3600

JOBS = [
    ("geplande pagina's tonen", 60, scheduling.publish_due),
    ("verlopen pagina's weghalen", 60, scheduling.expire_due),
    ("beelden klaarzetten", 30, renditions.prepare_own),
    ("nieuwsbrief bijhouden", 300, syncing.queue_missing),
    (reconciliation.JOB, 300, reconciliation.keep),
    ("oude meldingen van Mailchimp vergeten", 24 * HOUR, notices.forget_old),
    ("twee versies van een nieuwsbrief vergelijken", 60, deciding.decide_due),
    ("oude bundels voor Mailchimp vergeten", 24 * HOUR, batches.forget_old),
    ("nieuwsbrieven afsluiten", 60, sending.close_finished),
    ("wat Mailchimp telt", HOUR, hand_over.follow),
    ("licenties die aflopen", 6 * HOUR, licence.warn),
    ("licenties die opnieuw te aanvaarden zijn", 6 * HOUR, licences.warn),
    ("oude aanmeldpogingen vergeten", 24 * HOUR, lockout.forget_old),
    ("links in bewaarde post verbergen", 24 * HOUR, links.hide_in_kept_mail),
    ("logboek van wissingen", 60, replay.reconcile),
    ("logboek van wissingen nalezen", 24 * HOUR, journal.JOURNAL.check),
    ("bewaartermijnen", 24 * HOUR, retention.run),
    ("onafgewerkte uploads wissen", HOUR, waiting.purge),
    ("oude tellingen vergeten", 24 * HOUR, throttle.forget_old),
]
