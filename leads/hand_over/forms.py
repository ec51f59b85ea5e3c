"""What is filled in to offer a lead to another partner, and to decline it."""

from typing import Any

from django import forms

from brand.models import Activity, Organisation
from leads.follow_up.forms import NO_HEALTH, StepForm, offer_rows


class OfferForm(StepForm):
    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Aan wie?",
        queryset=None,
        empty_label="Kies een partner…",
        error_messages={"required": "Kies een partner."},
    )
    passes_on = forms.BooleanField(
        label="Zeggen zij nee of antwoorden zij niet, bied het dan aan de volgende partner aan die"
        " past. De werkgever is daarmee akkoord.",
        required=False,
    )
    activity: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Om welk werk gaat het?",
        queryset=Activity.objects.all(),
        required=False,
        empty_label="Nog niet gekend",
    )
    note = forms.CharField(
        label="Boodschap",
        required=False,
        max_length=1000,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.partners().exclude(pk=self.lead.owner_organisation_id)
        offer_rows(self, "to", partners)
        self.initial["activity"] = self.lead.activity_id


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Waarom niet?",
        max_length=1000,
        help_text=NO_HEALTH,
        error_messages={"required": "Schrijf kort waarom het niets voor jullie is."},
    )
