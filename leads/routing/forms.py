"""What a partner can take, as it says itself."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from brand.models import Activity, Municipality, Organisation, Province
from brand.places.fields import MunicipalityField
from leads.follow_up.forms import offer_rows

MOST_CAPACITY = 1000


class MunicipalitiesField(forms.CharField):
    """Municipalities by name or postal code, on lines or between commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
        )
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> list[Municipality]:
        typed = [part.strip() for part in re.split(r"[,;\n]", super().clean(value))]
        one, refused = MunicipalityField(), []
        found: dict[int, Municipality] = {}
        for text in filter(None, typed):
            try:
                if municipality := one.clean(text):
                    found[municipality.pk] = municipality
            except ValidationError as error:
                refused.append(f"“{text}”: {error.messages[0]}")
        if refused:
            raise ValidationError(refused[:1] if len(refused) == 1 else refused)
        return list(found.values())


class ProfileForm(forms.Form):
    """Nothing is required: what stays empty is said on the page, with what it does."""

    activities: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label="Welk werk doen jullie?",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    provinces = forms.MultipleChoiceField(
        label="In welke provincies?",
        choices=Province.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Een provincie telt voor al haar gemeenten.",
    )
    municipalities = MunicipalitiesField(
        label="In welke gemeenten?",
        help_text="Met komma's ertussen, zoals Genk, Hasselt, 3920. Voor wie niet de hele provincie"
        " doet.",
    )
    base = MunicipalityField(
        label="Van waaruit werken jullie?",
        required=False,
        help_text="Postcode of gemeente. Zo meten we hoe ver een werkgever is.",
    )
    lead_capacity = forms.IntegerField(
        label="Hoeveel nieuwe dossiers kunnen jullie per maand aan?",
        required=False,
        min_value=0,
        max_value=MOST_CAPACITY,
        help_text="Leeg: geen grens. 0: nu even geen.",
        error_messages={
            "invalid": "Vul een getal in, zoals 6.",
            "min_value": "Vul 0 in, of een getal dat hoger is.",
            "max_value": f"Vul een getal tot {MOST_CAPACITY} in.",
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, partner: Organisation) -> None:
        towns = partner.municipalities.order_by("name")
        said = {
            "activities": list(partner.activities.all()),
            "provinces": partner.provinces,
            "municipalities": ", ".join(_label(town) for town in towns),
            "base": _label(partner.base) if partner.base else "",
            "lead_capacity": partner.lead_capacity,
        }
        super().__init__(data, initial=said)
        self.partner = partner
        offer_rows(self, "activities", Activity.objects.all())

    def save(self) -> None:
        said, partner = self.cleaned_data, self.partner
        partner.provinces = said["provinces"]
        partner.base = said["base"]
        partner.lead_capacity = said["lead_capacity"]
        partner.save(update_fields=["provinces", "base", "lead_capacity"])
        partner.municipalities.set(said["municipalities"])
        partner.activities.set(said["activities"])


def _label(town: Municipality) -> str:
    code = f"{town.postal_codes[0]} " if town.postal_codes else ""
    return f"{code}{town.name}"
