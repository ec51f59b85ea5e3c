"""What is filled in about a public buyer at the desk."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from brand.forms.fields import AmountField, LineField
from brand.models import Activity, User
from leads.follow_up.forms import NO_HEALTH, DayInput, offer_rows
from leads.models import Contact, Employer, Lead, ProcurementIntention
from leads.placements import sensitive
from leads.placements.forms import NUMBER
from leads.procurement import intentions
from leads.stages import Wish

NO_DAY = "Vul een datum in, zoals 31/03/2027."


class BuyerForm(forms.Form):
    """What kind of public buyer; nothing: none."""

    kind = forms.ChoiceField(
        label="Wat voor openbare aankoper is dit?",
        required=False,
        choices=[("", "Geen openbare aankoper"), *Employer.BuyerKind.choices],
    )


def note_field(label: str = "Notitie") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=1000,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": "Dit telt %(show_value)d tekens. Hou het bij %(limit_value)d."
        },
    )


def day_field(label: str, *, required: str = "", help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=bool(required),
        help_text=help_text,
        widget=DayInput,
        error_messages={"required": required, "invalid": NO_DAY},
    )


def typed_amount(value: Decimal | None) -> str:
    """As somebody would type it: 25000 or 12,50."""
    if value is None:
        return ""
    whole = value == value.to_integral_value()
    return f"{value:.0f}" if whole else f"{value:.2f}".replace(".", ",")


def without_national_number(text: str) -> str:
    if sensitive.has_national_number(text):
        raise forms.ValidationError(NUMBER)
    return text


class IntentionForm(forms.Form):
    """An aankoopplan, new or known."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    activity: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Welk werk?",
        queryset=Activity.objects.all(),
        required=False,
        empty_label="Kies…",
    )
    wish = forms.ChoiceField(
        label="Of welke interesse?", required=False, choices=[("", "Kies…"), *Wish.choices]
    )
    description = LineField(
        label="In eigen woorden",
        required=False,
        max_length=200,
        help_text="Zoals: onderhoud van drie begraafplaatsen.",
    )
    size = LineField(
        label="Hoe groot?", required=False, max_length=120, help_text="Zoals: 12 hectare per jaar."
    )
    amount = AmountField(label="Geschat bedrag in euro", required=False)
    form = forms.ChoiceField(
        label="In welke vorm?",
        required=False,
        choices=[("", "Nog niet gekend"), *ProcurementIntention.Form.choices],
        help_text="De aankoper beslist zelf welke vorm kan en mag.",
    )
    status = forms.ChoiceField(
        label="Hoe staat het ervoor?", choices=ProcurementIntention.Status.choices
    )
    expected_on = day_field("Verwacht vanaf", help_text="Ongeveer is goed.")
    contact = forms.ModelChoiceField(
        label="Wie weet er meer van?",
        queryset=Contact.objects.none(),
        required=False,
        empty_label="Niemand in het bijzonder",
    )
    note = note_field()

    OWN = (
        *("activity", "wish", "description", "size", "amount", "form", "status"),
        *("expected_on", "contact", "note"),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        lead: Lead,
        user: User,
        intention: ProcurementIntention | None = None,
    ) -> None:
        super().__init__(data)
        people = Contact.objects.visible_to(user).filter(employer=lead.employer_id)
        offer_rows(self, "contact", people)
        self.initial["contact"] = lead.contact_id
        if intention is not None:
            self.initial.update({name: getattr(intention, name) for name in self.OWN})
            self.initial["amount"] = typed_amount(intention.amount)
            self.initial["version"] = intention.version

    def clean_note(self) -> str:
        return without_national_number(self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        asked = ("activity", "wish", "description")
        if not self.errors and not any(said.get(name) for name in asked):
            self.add_error("activity", intentions.NOTHING)
        return said

    def facts(self) -> dict[str, Any]:
        """What `intentions.add` and `intentions.change` take."""
        return {name: self.cleaned_data[name] for name in self.OWN}
