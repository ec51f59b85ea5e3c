"""What people at the desk fill in."""

from leads.forms.employers import ContactForm, EmployerForm, NewLeadForm
from leads.forms.steps import (
    AssignForm,
    CallForm,
    DeclineForm,
    LogForm,
    MoveForm,
    OfferForm,
    PlanForm,
    SnoozeForm,
)

__all__ = [
    "AssignForm",
    "CallForm",
    "ContactForm",
    "DeclineForm",
    "EmployerForm",
    "LogForm",
    "MoveForm",
    "NewLeadForm",
    "OfferForm",
    "PlanForm",
    "SnoozeForm",
]
