"""What is filled in to ask partners for prices, and to answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from brand.forms.fields import AmountField, LineField
from brand.models import User
from leads.follow_up.forms import NO_HEALTH, offer_rows
from leads.models import Contact, Lead, PriceRequest, PriceRequestLine, ProcurementIntention
from leads.models.price_requests import Unit
from leads.procurement import answers
from leads.procurement.figures import figure
from leads.procurement.forms import day_field, note_field, typed_amount, without_national_number


class RequestForm(forms.Form):
    """What prices are asked about, until when, and whether the contact may be shown."""

    title = LineField(
        label="Waarover gaat het?",
        max_length=160,
        help_text="Dit lezen de partners. Zoals: onderhoud van drie begraafplaatsen.",
        error_messages={"required": "Schrijf kort waarover het gaat."},
    )
    note = note_field("Toelichting voor de partners")
    closes_on = day_field(
        "Antwoord ten laatste op", required="Kies tot wanneer de partners kunnen antwoorden."
    )
    contact = forms.ModelChoiceField(
        label="Contactpersoon bij de aankoper",
        queryset=Contact.objects.none(),
        required=False,
        empty_label="Niemand",
    )
    shows_contact = forms.BooleanField(
        label="Deze persoon is akkoord dat de partners die een prijs geven naam, e-mailadres en "
        "telefoon zien.",
        required=False,
    )

    OWN = ("title", "note", "closes_on", "contact", "shows_contact")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        lead: Lead,
        user: User,
        request: PriceRequest | None = None,
        intention: ProcurementIntention | None = None,
    ) -> None:
        super().__init__(data)
        people = Contact.objects.visible_to(user).filter(employer=lead.employer_id)
        offer_rows(self, "contact", people)
        if request is not None:
            self.initial.update({name: getattr(request, name) for name in self.OWN})
        elif intention is not None:
            about = {"title": str(intention)[:160], "contact": intention.contact_id}
            self.initial.update(about)

    def clean_note(self) -> str:
        return without_national_number(self.cleaned_data["note"])

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        return not_past(day)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("shows_contact") and not said.get("contact"):
            self.add_error("contact", "Kies wie akkoord is, of vink het akkoord uit.")
        return said

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.OWN}


def not_past(day: date) -> date:
    today = timezone.localdate()
    if day < today:
        raise forms.ValidationError("Kies vandaag of een latere dag.")
    if day > today + timedelta(days=366):
        raise forms.ValidationError("Kies een dag binnen het jaar.")
    return day


NO_QUANTITY = "Vul een hoeveelheid in, zoals 4.500 of 2,5."
NO_PRICE = "Vul een prijs in, zoals 12 of 0,35."


class LineForm(forms.Form):
    """One line of a request; an empty one is left out."""

    description = LineField(
        label="Wat?",
        required=False,
        max_length=200,
        help_text="",
    )
    quantity = AmountField(label="Hoeveel?", required=False, error_messages={"amount": NO_QUANTITY})
    unit = forms.ChoiceField(
        label="Eenheid", required=False, choices=[("", "Kies…"), *Unit.choices]
    )
    place = LineField(label="Waar?", required=False, max_length=160)
    needed_by = day_field("Tegen wanneer?")

    OWN = ("description", "quantity", "unit", "place", "needed_by")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors or not any(said.values()):
            return said
        if not said["description"]:
            self.add_error("description", "Schrijf wat je vraagt, of maak de regel leeg.")
        if not said["quantity"]:
            self.add_error("quantity", NO_QUANTITY)
        if not said["unit"]:
            self.add_error("unit", "Kies een eenheid.")
        return said

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.values())

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.OWN}


MOST_LINES, SPARE_LINES = 30, 3
LineFormSet = forms.formset_factory(
    LineForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


def line_forms(
    data: Mapping[str, Any] | None = None,
    request: PriceRequest | None = None,
    intention: ProcurementIntention | None = None,
) -> forms.BaseFormSet:
    """The lines as they are, and a few empty ones; further ones come with "Meer regels"."""
    if data is not None:
        return LineFormSet(data, prefix="regel")
    known: list[dict[str, Any]] = []
    if request is not None:
        known = [
            {name: getattr(line, name) for name in LineForm.OWN}
            | {"quantity": typed_amount(line.quantity)}
            for line in request.lines.all()
        ]
    elif intention is not None:
        known = [{"description": str(intention)}]
    spare: list[dict[str, Any]] = [{} for _ in range(SPARE_LINES)]
    return LineFormSet(initial=(known + spare)[:MOST_LINES], prefix="regel")


class ExtendForm(forms.Form):
    closes_on = day_field("Antwoord ten laatste op", required="Kies een dag.")

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        return not_past(day)


class UnitPriceField(AmountField):
    """An amount in euro with up to four decimals: a square metre may cost less than a cent."""

    default_error_messages = {"amount": NO_PRICE}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=999_999_999, decimals=4, **kwargs)


PRICE_FIELDS = ("price", "unit", "vat", "minimum", "lead_time", "valid_until", "remark")


class PricesForm(forms.Form):
    """A partner's prices, line by line. A line without a price is one it does not do."""

    remark = note_field("Opmerking bij alles samen")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        lines: list[PriceRequestLine],
        known: Mapping[int, Mapping[str, Any]],
        remark: str = "",
    ) -> None:
        super().__init__(data, initial={"remark": remark})
        self.lines = lines
        for line in lines:
            said = known.get(line.pk, {})
            for name, made in self._fields(line).items():
                key = f"{line.pk}-{name}"
                self.fields[key] = made
                self.initial[key] = said.get(name, line.unit if name == "unit" else "")
            self.initial[f"{line.pk}-vat"] = typed_amount(said.get("vat"))
            self.initial[f"{line.pk}-price"] = figure(said.get("price"))
        self.taken_from = {pk: row.get("taken_from") for pk, row in known.items()}
        self.order_fields([*self.fields][1:])  # the remark comes last

    @staticmethod
    def _fields(line: PriceRequestLine) -> dict[str, forms.Field]:
        return {
            "price": UnitPriceField(label="Prijs per eenheid, zonder btw", required=False),
            "unit": forms.ChoiceField(label="Eenheid", choices=Unit.choices, required=False),
            "vat": AmountField(
                label="Btw in %",
                required=False,
                most=100,
                decimals=1,
                error_messages={
                    "amount": "Vul een percentage in, zoals 21.",
                    "too_much": "Vul hoogstens 100 in.",
                },
            ),
            "minimum": LineField(label="Minimum", required=False, max_length=80),
            "lead_time": LineField(label="Levertijd", required=False, max_length=80),
            "valid_until": day_field("Geldig tot en met"),
            "remark": LineField(label="Opmerking", required=False, max_length=200),
        }

    @property
    def rows(self) -> list[tuple[PriceRequestLine, list[forms.BoundField], Any]]:
        return [
            (
                line,
                [self[f"{line.pk}-{name}"] for name in PRICE_FIELDS],
                self.taken_from.get(line.pk),
            )
            for line in self.lines
        ]

    def clean_remark(self) -> str:
        return without_national_number(self.cleaned_data["remark"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for line in self.lines:
            price, vat = said.get(f"{line.pk}-price"), said.get(f"{line.pk}-vat")
            if price is not None and vat is None and f"{line.pk}-vat" not in self.errors:
                self.add_error(f"{line.pk}-vat", "Vul het btw-percentage in; 0 kan ook.")
            is_begun = said.get(f"{line.pk}-valid_until") or said.get(f"{line.pk}-minimum")
            if price is None and is_begun and f"{line.pk}-price" not in self.errors:
                self.add_error(f"{line.pk}-price", NO_PRICE)
        if not self.errors and not self.offers():
            raise forms.ValidationError(answers.NOTHING)
        return said

    def offers(self) -> dict[int, dict[str, Any]]:
        """What `answers.give` takes: values by the number of their line."""
        said = self.cleaned_data
        found = {}
        for line in self.lines:
            values = {name: said.get(f"{line.pk}-{name}") for name in PRICE_FIELDS}
            values["unit"] = values["unit"] or line.unit
            if values["price"] is not None:
                found[line.pk] = values
        return found


class NoForm(forms.Form):
    reason = forms.CharField(
        label="Waarom niet?",
        max_length=1000,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": answers.NO_REASON,
            "max_length": "Dit telt %(show_value)d tekens. Hou het bij %(limit_value)d.",
        },
    )
