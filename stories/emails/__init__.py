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

__all__ = [
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
