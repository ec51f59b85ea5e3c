"""What the desk hears after a step: what was written, and the way back."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from leads.models import Interaction

DONE: dict[str, str] = {
    Interaction.Kind.CALL: "gebeld",
    Interaction.Kind.MAIL: "gemaild",
    Interaction.Kind.MEETING: "afspraak genoteerd",
    Interaction.Kind.VISIT: "plaatsbezoek",
    Interaction.Kind.JOB_ANALYSIS: "jobanalyse",
    Interaction.Kind.QUOTE: "offerte",
    Interaction.Kind.AGREEMENT: "overeenkomst",
    Interaction.Kind.EVALUATION: "evaluatie",
    Interaction.Kind.OTHER: "stap",
    Interaction.Kind.NOTE: "notitie bewaard",
    Interaction.Kind.NEXT: "verzet",
    Interaction.Kind.OWNER: "opvolger gewijzigd",
}


def done(request: HttpRequest, line: Interaction) -> None:
    """Say what was done, with a button that takes it back."""
    context = {
        "line": line,
        "sentence": sentence(line),
        "next": get_valid_next_url_from_request(request) or line.lead.get_absolute_url(),
    }
    messages.success(
        request, render_to_string("leads/components/done.html", context, request=request)
    )


def sentence(line: Interaction) -> str:
    lead = line.lead
    if line.kind == Interaction.Kind.STAGE:
        return f"{lead}: {line.note}"
    what = DONE[line.kind]
    if line.outcome:
        what += f", {line.get_outcome_display().lower()}"
    said = f"{lead}: {what}."
    if line.kind == Interaction.Kind.OWNER:
        return f"{said} {line.note}"
    if lead.next_action_on and line.kind != Interaction.Kind.NOTE:
        day = f"{date_format(lead.next_action_on, 'j F')} {lead.agreed_hour}".strip()
        said += f" Volgende stap: {lead.get_next_action_display().lower()} op {day}."
    return said


def failed(request: HttpRequest, form: Form) -> None:
    """The sentence of a refusal that belongs to no field; the others stand at their field."""
    for refusal in form.errors.get(NON_FIELD_ERRORS, []):
        messages.error(request, refusal)
