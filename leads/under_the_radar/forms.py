"""A place, and what is in the way there: no field that could hold anything about a person."""

from typing import Any

from django import forms

from brand.forms import AntiSpam, BrandForm
from brand.places.fields import MunicipalityField
from leads.models import Obstacle

CHOOSE = "Kies wat het meest in de weg staat."


class PlaceField(MunicipalityField):
    several = "Dit kan op meer plaatsen zijn. Bedoelt u {places}?"


class SignalForm(AntiSpam, BrandForm):
    purpose = "obstacle signal"
    submit_label = "Geef het signaal"
    required = {"obstacle": CHOOSE}

    place = PlaceField(help_text="Waar de persoon woont. Een straat of naam is niet nodig.")
    obstacle = forms.ChoiceField(
        label="Wat staat het meest in de weg?",
        choices=Obstacle,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )

    field_order = ["place", "obstacle"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].widget.attrs["autocomplete"] = "off"
