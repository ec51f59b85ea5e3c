"""A municipality, asked by its postal code or its name."""

from django import forms
from django.core.exceptions import ValidationError

from brand.forms.fields import LineField
from brand.models.places import Municipality
from brand.places import finding

UNKNOWN = "We kennen deze postcode of gemeente niet. Kijk het na, zoals 3600 of Genk."
SEVERAL = "Dit kan op meer plaatsen zijn. Bedoel je {places}?"
MOST_NAMED = 4


class MunicipalityField(LineField):
    """What was typed stays in the field when it means no place, or more than one."""

    several = SEVERAL

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Postcode of gemeente")
        kwargs.setdefault("max_length", finding.LONGEST_QUERY)
        kwargs.setdefault("error_messages", {}).setdefault(
            "required", "Vul een postcode of gemeente in."
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value) -> Municipality | None:
        text = super().clean(value)
        if not text:
            return None
        meant = [found for found in finding.find(text) if finding.is_meant(found, text)]
        places = {found.municipality.pk: found for found in meant}
        name = finding.question(text).name
        named = [
            one
            for one in places.values()
            if name and finding.question(one.municipality.name).name == name
        ]
        if len(places) == 1 or len(named) == 1:
            return (named or list(places.values()))[0].municipality
        if not places:
            raise ValidationError(UNKNOWN, code="invalid")
        names = [found.label for found in places.values()][:MOST_NAMED]
        several = " of ".join([", ".join(names[:-1]), names[-1]])
        raise ValidationError(self.several.format(places=several), code="several")
