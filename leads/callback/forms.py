"""What somebody leaves who asks to be called."""

from typing import Any

from django import forms

from brand.forms import AntiSpam, BrandForm, TickRows
from brand.forms.fields import CompanyField, NameField, PhoneField
from leads.stages import Wish

NAME = "Vul uw voornaam en naam in"
COMPANY = "Vul de naam van uw bedrijf of organisatie in"
PHONE = "Vul het nummer in waarop we u kunnen bellen"
WRONG = "Dit nummer lijkt niet te kloppen. Kijk het na."


class WishesField(forms.MultipleChoiceField):
    """Ticks, of which everybody sees that none need be set."""

    silent_optional = True


class CallbackForm(AntiSpam, BrandForm):
    """Three fields; what it is about may stay open."""

    purpose = "callback"
    submit_label = "Bel mij"
    required = {"name": NAME, "company": COMPANY, "phone": PHONE}

    name = NameField("Voornaam en naam", "name")
    company = CompanyField("Bedrijf of organisatie", "organization")
    phone = PhoneField(
        label="Telefoonnummer",
        help_text="Om u te bellen over uw vraag, en om die op te volgen. Niet voor iets anders.",
        error_messages={"invalid": WRONG},
    )
    wishes = WishesField(
        label="Waarover mogen we bellen?",
        choices=Wish.choices,
        required=False,
        widget=TickRows,
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )
    note = forms.CharField(
        label="Iets dat we vooraf moeten weten, of wanneer bellen past",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    field_order = ["name", "company", "phone", "wishes", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs.pop("maxlength", None)
