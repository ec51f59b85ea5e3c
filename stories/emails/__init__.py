"""The mails of the stories. Each is a function and three templates of the same name."""

from stories.emails.about_consent import (
    answered,
    asked,
    contribution_asked,
    contribution_in,
    ends_for_person,
    ends_soon,
    objected,
    settled,
    went_live,
    withdrawn,
    withdrawn_at_desk,
)
from stories.emails.about_reading import (
    approved,
    escalated,
    handed_in,
    refused,
    reminder,
    review_due,
)

NAMES = {
    "answered": "Antwoord over toestemming",
    "approved": "Verhaal goedgekeurd",
    "asked": "Vraag om toestemming",
    "contribution_asked": "Vraag om een verhaal",
    "contribution_in": "Verhaal is binnen",
    "ends_for_person": "Toestemming loopt af, aan de persoon",
    "ends_soon": "Toestemming loopt af, aan wie ze vroeg",
    "escalated": "Nalezen blijft liggen",
    "handed_in": "Verhaal wacht op nalezen",
    "objected": "Iemand wil iets niet",
    "refused": "Graag nog een wijziging",
    "reminder": "Herinnering om na te lezen",
    "review_due": "Klopt dit verhaal nog?",
    "settled": "Bezwaar opgelost",
    "went_live": "Uw verhaal staat online",
    "withdrawn": "Toestemming voorbij, aan de persoon",
    "withdrawn_at_desk": "Toestemming voorbij, aan wie ze vroeg",
}

__all__ = [
    "NAMES",
    "answered",
    "approved",
    "asked",
    "contribution_asked",
    "contribution_in",
    "ends_for_person",
    "ends_soon",
    "escalated",
    "handed_in",
    "objected",
    "refused",
    "reminder",
    "review_due",
    "settled",
    "went_live",
    "withdrawn",
    "withdrawn_at_desk",
]
