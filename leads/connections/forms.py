"""What is asked when a partner gives its software a key, or an address to tell."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from brand.forms.fields import LineField
from brand.models import Organisation, User
from leads.connections import public_addresses
from leads.follow_up.forms import offer_rows
from leads.models import Webhook

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


class WebhookForm(forms.Form):
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Voor welke partner?", queryset=None, empty_label=None
    )
    url = LineField(
        label="Adres van het programma",
        max_length=500,
        help_text="Het begint met https:// en ligt op het open internet.",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        error_messages={"required": "Schrijf het adres dat de berichten krijgt."},
    )
    events = forms.MultipleChoiceField(
        label="Waarvan krijgt het bericht?",
        choices=Webhook.Event,
        widget=forms.CheckboxSelectMultiple,
        initial=Webhook.Event.values,
        error_messages={"required": "Kruis aan waarvan het programma bericht krijgt."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User) -> None:
        super().__init__(data)
        ours = Organisation.objects.visible_to(user, "leads.connect")
        offer_rows(self, "organisation", ours.filter(is_active=True))

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        public_addresses.place(url)
        return url
