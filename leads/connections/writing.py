"""What a partner's own software may write: a new dossier, and what a step came to.

By the rules of the desk. Each question carries a word of its own; asked again with that word, by a
line that broke, it is done once.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from brand.forms.fields import (
    CompanyField,
    EnterpriseNumberField,
    LineField,
    MailField,
    NameField,
    PhoneField,
)
from brand.places.fields import MunicipalityField
from leads import capture
from leads.follow_up import actions, outcomes
from leads.models import ApiKey, ApiWrite, Interaction, Lead, LeadImport
from leads.register import filling
from leads.stages import NextAction, Source, Wish

LONGEST_WORD = 100


class Refused(Exception):
    """Its text is a Dutch sentence for who wrote the software."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class LeadForm(forms.Form):
    """An employer that a partner's own software met; nobody gets the newsletter by it."""

    company = CompanyField(help_text="Bedrijf of organisatie.")
    name = NameField(help_text="Voornaam en naam van wie u er kent.")
    email = MailField(required=False, help_text="Dit of een telefoonnummer.")
    phone = PhoneField(required=False)
    function = LineField(required=False, max_length=120)
    enterprise_number = EnterpriseNumberField(required=False, max_length=40)
    municipality = MunicipalityField(required=False, help_text="Postcode of gemeente.")
    wishes = forms.MultipleChoiceField(required=False, choices=Wish)
    note = forms.CharField(required=False, max_length=1000)
    obtained = forms.ChoiceField(
        choices=LeadImport.Obtained, help_text="Waar u deze mens vandaan hebt."
    )
    obtained_note = LineField(max_length=300, help_text="Waar precies: welke beurs, welke dag.")
    basis = forms.ChoiceField(
        choices=LeadImport.Basis, help_text="Op welke grond u deze gegevens mag gebruiken."
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        typed = {"email", "phone"} - self.errors.keys()
        if len(typed) == 2 and not said.get("email") and not said.get("phone"):
            self.add_error("email", "Geef een e-mailadres of een telefoonnummer.")
        return said


class StepForm(forms.Form):
    """What came of a call, a mail, a visit; as "Wat gaf het?" asks."""

    outcome = forms.ChoiceField(choices=outcomes.CHOICES)
    note = forms.CharField(required=False, max_length=2000)
    done_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    next_action = forms.ChoiceField(required=False, choices=[("", ""), *NextAction.choices])
    next_on = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    version = forms.IntegerField(
        required=False,
        min_value=1,
        help_text="De versie die u las. Is het dossier intussen veranderd, dan antwoorden we 409.",
    )


FIELDS: dict[str, type[forms.Form]] = {"lead": LeadForm, "step": StepForm}


def filled(form: type[forms.Form], said: object) -> forms.Form:
    """The form with what was sent. Raises Refused where that is no form at all."""
    if not isinstance(said, Mapping):
        raise Refused("Stuur één JSON-object, met de velden als namen.", 400)
    if unknown := sorted(set(said) - set(form.base_fields)):
        known = ", ".join(form.base_fields)
        raise Refused(f"Het veld “{unknown[0][:40]}” bestaat niet. Wel: {known}.", 422)
    texts: dict[str, Any] = {}
    for name, value in said.items():
        is_many = isinstance(form.base_fields[name], forms.MultipleChoiceField)
        if is_many and isinstance(value, list) and all(isinstance(one, str) for one in value):
            texts[name] = value
        elif not is_many and isinstance(value, str | int) and not isinstance(value, bool):
            texts[name] = str(value).replace("\x00", "")
        elif value is not None:
            kind = "een lijst van woorden" if is_many else "tekst"
            raise Refused(f"“{name}” moet {kind} zijn.", 422)
    return form(texts)


@transaction.atomic
def once(
    key: ApiKey, word: str, asked: bytes, act: Callable[[], tuple[Lead, bool]]
) -> tuple[Lead, bool, bool]:
    """The lead, whether it was made by this, and whether that was done before."""
    word = word.strip()
    if not 0 < len(word) <= LONGEST_WORD:
        raise Refused(
            "Geef met “Idempotency-Key” een eigen woord aan deze opdracht (tot 100 tekens). Stuurt "
            "u ze opnieuw met hetzelfde woord, dan gebeurt ze maar één keer.",
            400,
        )
    digest = hashlib.sha256(asked).hexdigest()
    row, is_first = ApiWrite.objects.get_or_create(key=key, word=word, defaults={"digest": digest})
    if is_first:
        row.lead, row.is_new = act()
        row.save(update_fields=["lead", "is_new"])
    elif row.digest != digest:
        raise Refused("Dit woord in “Idempotency-Key” hoorde bij een andere opdracht.", 409)
    assert row.lead is not None  # noqa: S101 - a lead that goes takes this row along
    return row.lead, row.is_new, not is_first


def add(key: ApiKey, said: dict[str, Any]) -> tuple[Lead, bool]:
    """Find or create this employer's lead at this partner."""
    at = timezone.now()
    obtained = LeadImport.Obtained(said["obtained"]).label
    basis = LeadImport.Basis(said["basis"]).label.lower()
    told = (
        f"Via de koppeling “{key}”. {obtained}: {said['obtained_note'].rstrip('.')}. "
        f"Grondslag: {basis}. {said['note']}"
    )
    lead = capture.capture(
        name=said["name"],
        company=said["company"],
        email=said["email"],
        phone=said["phone"],
        enterprise_number=said["enterprise_number"],
        tour=None,
        host=key.organisation,
        happened=told,
        kind=Interaction.Kind.OTHER,
        wishes=said["wishes"],
        municipality=said["municipality"],
        source=Source.API,
        at=at,
    )
    filling.fill([lead.employer])
    contact = lead.contact
    if contact and said["function"] and not contact.function:
        contact.function = said["function"]
        contact.save(update_fields=["function"])
    return lead, lead.created_at == at


def step(key: ApiKey, lead: Lead, said: dict[str, Any]) -> tuple[Lead, bool]:
    """A step that was taken. Raises LeadActionRefused, LeadChanged."""
    actions.record_outcome(
        lead,
        said["outcome"],
        None,
        f"Via de koppeling “{key}”. {said['note']}".strip(),
        done_on=said["done_on"],
        next_on=said["next_on"],
        next_action=said["next_action"],
        version=said["version"],
    )
    return lead, False
