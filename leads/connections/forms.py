"""What is asked when a partner gives its software a key."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from brand.forms.fields import LineField
from brand.models import Organisation, User
from leads.follow_up.forms import offer_rows

LASTS_DAYS, LONGEST_DAYS = 365, 3 * 365


class KeyForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Voor welke partner?", queryset=None, empty_label=None
    )
    name = LineField(
        label="Voor welk programma?",
        max_length=80,
        help_text="Bijvoorbeeld: ons CRM. Zo weet je later welke sleutel waarvoor dient.",
        error_messages={"required": "Schrijf voor welk programma deze sleutel is."},
    )
    scopes = forms.MultipleChoiceField(
        label="Wat mag dat programma?",
        choices=[
            ("read", "Dossiers lezen"),
            ("write", "Dossiers toevoegen en stappen noteren"),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
        error_messages={"required": "Kruis aan wat het programma mag."},
    )
    expires_on = forms.DateField(
        label="Geldig tot en met",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Daarna werkt de sleutel niet meer. Ten hoogste drie jaar.",
        error_messages={"required": "Kies een dag.", "invalid": "Kies een dag."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User) -> None:
        last = timezone.localdate() + timedelta(days=LASTS_DAYS)
        super().__init__(data, initial={"expires_on": last})
        ours = Organisation.objects.visible_to(user, "leads.connect")
        offer_rows(self, "organisation", ours.filter(is_active=True))

    def clean_expires_on(self) -> date:
        day: date = self.cleaned_data["expires_on"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError("Kies een dag tussen vandaag en over drie jaar.")
        return day
