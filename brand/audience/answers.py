"""What Mailchimp's refusals mean, and what one can do about them, in Dutch.

Facts of the contract (marketing API 3.0): problem+json with type, title, status, detail and
instance; branch on status and title, for details change; keep instance for its help desk.
"""

from datetime import datetime, timedelta

import requests
from django.utils import timezone
from django.utils.formats import date_format

from brand.audience.service import AudienceError, FailureKind, Status

IN_COMPLIANCE = "Member In Compliance State"
FORGOTTEN = "Forgotten Email Not Subscribed"
METHOD_NOT_ALLOWED = "Method Not Allowed"

PASSES = "Dat gaat vanzelf over; het wordt opnieuw geprobeerd."
SEND_LINK = "Alleen de persoon zelf kan terug: stuur de inschrijflink."
NEW_KEY = (
    "Maak in Mailchimp een nieuwe sleutel (Account > Extras > API keys) en zet hem in "
    "MAILCHIMP_API_KEY."
)
# Mailchimp holds such an address back for days: trying every hour only wears out the tries.
SLOWLY = (timedelta(minutes=5), timedelta(days=1), timedelta(days=2), timedelta(days=7))


def explain(
    status: int | None, problem: dict | None, error: Exception | None = None
) -> AudienceError:
    """Our exception for an answer that is no success."""
    found = _meaning(status, problem, error)
    found.title = str((problem or {}).get("title") or "")[:200]
    found.instance = str((problem or {}).get("instance") or "")[:80]
    return found


def _meaning(status: int | None, problem: dict | None, error: Exception | None) -> AudienceError:
    if status is None:
        late = isinstance(error, requests.Timeout)
        why = "Mailchimp antwoordt niet op tijd." if late else "Mailchimp is niet te bereiken."
        return AudienceError(FailureKind.LINE, why, PASSES)
    if status < 400:
        return AudienceError(FailureKind.LINE, "Er antwoordde iets anders dan Mailchimp.", PASSES)
    if status == 429:
        why = "Mailchimp vraagt om het rustiger aan te doen (429)."
        return AudienceError(FailureKind.LINE, why, PASSES)
    if status == 403 and problem is None:
        why = "Mailchimp weert ons even af (403 zonder uitleg)."
        return AudienceError(FailureKind.LINE, why, PASSES)
    if status in {401, 403}:
        why = f"Mailchimp aanvaardt onze sleutel niet ({_named(status, problem)})."
        return AudienceError(FailureKind.AUTH, why, NEW_KEY)
    if status in {502, 503, 504}:
        return AudienceError(FailureKind.LINE, f"Mailchimp ligt stil ({status}).", PASSES)
    if status >= 500:
        why = f"Er liep iets mis bij Mailchimp ({status})."
        return AudienceError(FailureKind.RETRY, why, PASSES)
    if status == 404:
        return AudienceError(FailureKind.NOT_FOUND, "Mailchimp kent deze lijst of dit adres niet.")
    return _refused(status, problem or {})


def _refused(status: int, problem: dict) -> AudienceError:
    title, detail = problem.get("title"), str(problem.get("detail") or "").lower()
    if title == IN_COMPLIANCE:
        return turned_away(Status.UNSUBSCRIBED)
    if title == FORGOTTEN:
        return AudienceError(
            FailureKind.TERMINAL,
            "Liet zich vroeger helemaal wissen bij Mailchimp.",
            "Alleen de persoon zelf kan terug, via het inschrijfformulier van Mailchimp.",
            status=Status.ABSENT,
        )
    if "signed up to a lot of lists" in detail:
        return AudienceError(
            FailureKind.RETRY,
            "Mailchimp houdt dit adres even tegen: het schreef zich pas voor veel lijsten in.",
            PASSES,
            waits=SLOWLY,
        )
    if "fake or invalid" in detail:
        return AudienceError(
            FailureKind.TERMINAL,
            "Mailchimp vindt dit adres ongeldig of verzonnen.",
            "Kijk het adres na op tikfouten, of vraag een ander adres.",
            status=Status.ABSENT,
        )
    if fields := _wrong_fields(problem):
        return AudienceError(
            FailureKind.TERMINAL,
            f"Mailchimp aanvaardt deze velden niet: {fields}.",
            "Kijk in Mailchimp of die velden bestaan en tekst mogen bevatten.",
        )
    return AudienceError(
        FailureKind.TERMINAL,
        f"Mailchimp weigert deze gegevens ({_named(status, problem)}).",
        "Meld dit met het kenmerk aan wie de website onderhoudt.",
    )


def _named(status: int, problem: dict | None) -> str:
    return f"{status} {(problem or {}).get('title') or ''}".strip()


def _wrong_fields(problem: dict) -> str:
    errors = problem.get("errors")
    found = errors if isinstance(errors, list) else []
    names = [str(one.get("field") or "") for one in found if isinstance(one, dict)]
    return ", ".join(sorted({name[:40] for name in names if name}))


def no_such_list(like: AudienceError) -> AudienceError:
    return AudienceError(
        FailureKind.AUTH,
        "Deze lijst bestaat niet bij Mailchimp.",
        "Kijk MAILCHIMP_AUDIENCE na: de code van de lijst staat bij haar instellingen.",
        title=like.title,
        instance=like.instance,
    )


def turned_away(
    status: Status, left_at: datetime | None = None, like: AudienceError | None = None
) -> AudienceError:
    """A contact the service will not mail, whatever is asked."""
    reason, remedy = words_for(status, left_at)
    return AudienceError(
        FailureKind.TERMINAL,
        reason,
        remedy,
        title=like.title if like else "",
        instance=like.instance if like else "",
        status=status,
    )


def words_for(status: Status, left_at: datetime | None = None) -> tuple[str, str]:
    """Reason and remedy for a person who is not on the service's list."""
    if status == Status.CLEANED:
        return "Mails naar dit adres komen terug.", "Vraag een ander e-mailadres."
    if status == Status.ARCHIVED:
        return "Staat bij Mailchimp in het archief en krijgt geen mails.", SEND_LINK
    if status == Status.TRANSACTIONAL:
        return "Staat bij Mailchimp niet op de nieuwsbrief.", SEND_LINK
    if left_at:
        day = date_format(timezone.localtime(left_at), "j F Y")
        return f"Heeft zich uitgeschreven op {day}.", SEND_LINK
    return "Heeft zich uitgeschreven.", SEND_LINK
