"""The forms an employer and a steward fill in."""

from django import forms

from brand.audience import WORDING
from brand.forms import AntiSpam, BrandForm, TickRows
from brand.forms.fields import EMAIL, CompanyField, MailField, NameField, PhoneField
from leads.stages import Wish
from roadshow.registration import typos

NAME = "Vul uw voornaam en naam in"
COMPANY = "Vul de naam van uw bedrijf of organisatie in"


# Both uses of the number: it stands with the contact, where the desk calls from.
CALLS = "Om u te verwittigen als er iets wijzigt, en om u na de halte één keer te bellen."


class RegistrationForm(AntiSpam, BrandForm):
    """Three fields, a number that may stay empty, and a tick. Nothing more is asked."""

    purpose = "registration"
    required = {"name": NAME, "company": COMPANY, "email": EMAIL}

    name = NameField("Voornaam en naam", "name")
    company = CompanyField("Bedrijf of organisatie", "organization")
    email = MailField(label="E-mailadres", help_text="Hierheen sturen we uw bevestiging.")
    phone = PhoneField(
        label="Gsm-nummer",
        required=False,
        help_text=CALLS,
    )
    newsletter = forms.BooleanField(label=WORDING, required=False)
    via = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    field_order = ["name", "company", "email", "phone", "newsletter"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["data-usual-domains"] = " ".join(
            [*typos.USUAL, "|", *sorted(typos.REAL)]
        )

    @property
    def suggestion(self) -> str:
        """The mail address that was probably meant, when the form came back."""
        return typos.suggest(self.data.get("email", "")) if self.is_bound else ""


class DetailsForm(BrandForm):
    """Details the employer may change; the mail address identifies the registration and stays."""

    required = {"name": NAME, "company": COMPANY}

    name = NameField("Voornaam en naam", "name")
    company = CompanyField("Bedrijf of organisatie", "organization")
    phone = PhoneField(
        label="Gsm-nummer",
        required=False,
        help_text=CALLS,
    )


class CompanionForm(BrandForm):
    required = {"name": "Vul de naam in van wie u meebrengt"}

    name = NameField("Naam", "off")
    email = MailField(
        label="E-mailadres",
        required=False,
        help_text="Dan sturen we ook naar die persoon waar en wanneer, en wat er wijzigt.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class WishesForm(BrandForm):
    wishes = forms.MultipleChoiceField(
        label="Waarmee mogen we u helpen?",
        choices=Wish.choices,
        required=False,
        widget=TickRows,
        help_text="Duid aan wat past. Dan brengen we de juiste mensen mee.",
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )
    note = forms.CharField(
        label="Iets anders, of iets meer",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs.pop("maxlength", None)
        self.fields["wishes"].silent_optional = True


class TableForm(BrandForm):
    """What a visitor said, in a few words, for whoever calls the next working day."""

    note = forms.CharField(
        label="Wat zeiden ze?",
        max_length=500,
        required=False,
        help_text="Bijvoorbeeld: “Zoekt twee mensen voor de inpak, vanaf maart.” "
        "Schrijf niets over de gezondheid of situatie van mensen.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "max_length": "Dit telt %(show_value)d tekens. Hou het bij %(limit_value)d."
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].widget.attrs.pop("maxlength", None)


class WalkInForm(BrandForm):
    """A visitor without a registration, entered at the door by the steward."""

    required = {
        "name": "Vul voornaam en naam in",
        "company": "Vul bedrijf of organisatie in",
        "email": EMAIL,
    }

    name = NameField("Voornaam en naam", "off")
    company = CompanyField("Bedrijf of organisatie", "off")
    email = MailField(label="E-mailadres")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
