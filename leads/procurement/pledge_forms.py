"""What is filled in about a pledge: at the desk, and by the buyer behind its link."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from brand.forms.fields import AmountField, LineField
from leads.models import Pledge
from leads.placements import sensitive
from leads.placements.forms import NUMBER
from leads.procurement import pledges
from leads.procurement.forms import day_field, typed_amount

NO_PERCENTAGE = "Vul een percentage in, zoals 5 of 2,5."


class PledgeForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(
        label="Voor welk jaar?",
        min_value=2000,
        max_value=2100,
        error_messages={
            "required": "Vul het jaar in.",
            "invalid": "Vul een jaar in, zoals 2027.",
            "min_value": "Vul een jaar in, zoals 2027.",
            "max_value": "Vul een jaar in, zoals 2027.",
        },
    )
    percentage = AmountField(
        label="Percentage van de aankopen",
        required=False,
        most=100,
        error_messages={"amount": NO_PERCENTAGE, "too_much": "Vul hoogstens 100 in."},
    )
    amount = AmountField(label="Of een bedrag in euro", required=False)
    text = forms.CharField(
        label="Wat is beloofd?",
        max_length=600,
        help_text="Dit komt op de site als de aankoper ja zegt. Geen namen van mensen.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Schrijf in een paar zinnen wat beloofd is.",
            "max_length": "Dit telt %(show_value)d tekens. Hou het bij %(limit_value)d.",
        },
    )
    made_on = day_field("Beloofd op", required="Vul in wanneer het beloofd is.")
    made_by = LineField(
        label="Door wie, met welke functie?",
        max_length=120,
        help_text="De functie, niet de naam. Zoals: schepen van lokale economie.",
        error_messages={"required": "Vul de functie in van wie het beloofde."},
    )
    source = LineField(
        label="Waar staat dat?",
        max_length=200,
        help_text="Zoals: meerjarenplan 2026-2031, pagina 12.",
        error_messages={"required": "Schrijf waar dat staat. Zonder bron bewaren we geen belofte."},
    )
    source_url = forms.URLField(
        label="Adres van die bron",
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": "Vul een volledig adres in, zoals https://www.voorbeek.example"},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, pledge: Pledge | None = None
    ) -> None:
        super().__init__(data)
        if pledge is None:
            self.initial["year"] = timezone.localdate().year + 1
            return
        self.initial.update({name: getattr(pledge, name) for name in Pledge.FACTS})
        self.initial["percentage"] = typed_amount(pledge.percentage)
        self.initial["amount"] = typed_amount(pledge.amount)
        self.initial["version"] = pledge.version

    def clean_made_on(self) -> date:
        return _not_to_come(self.cleaned_data["made_on"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        asked = ("percentage", "amount")
        if not set(asked) & set(self.errors) and all(said.get(name) is None for name in asked):
            self.add_error("percentage", pledges.NO_AIM)
        return said

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Pledge.FACTS}


def _not_to_come(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError(pledges.TO_COME)
    return day


class ProgressForm(forms.Form):
    """How it stands; with a figure, its day and its source."""

    status = forms.ChoiceField(label="Hoe staat het ermee?", choices=Pledge.Status.choices)
    on = day_field("Stand op")
    amount = AmountField(
        label="Gekocht bij de sociale economie, in euro", required=False, most=1_000_000_000
    )
    total = AmountField(label="Alle aankopen samen, in euro", required=False, most=10_000_000_000)
    source = LineField(label="Bron van die cijfers", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors or not any(said.get(name) for name in ("on", "amount", "total", "source")):
            return said
        amount, day, total = said["amount"], said["on"], said["total"]
        if amount is None:
            self.add_error("amount", "Vul het bedrag in, zoals 12.500. Nul kan ook.")
        if not day:
            self.add_error("on", "Vul in van welke dag dit cijfer is.")
        elif day > timezone.localdate():
            self.add_error("on", pledges.TO_COME)
        if not said["source"]:
            self.add_error("source", "Schrijf waar dit cijfer staat.")
        if None not in (amount, total) and amount > total:
            self.add_error("total", "Dit is minder dan wat bij de sociale economie gekocht is.")
        return said

    def progress(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        names = ("on", "amount", "total", "source")
        return {name: said[name] for name in names} if said["on"] else None


class PledgeAnswerForm(forms.Form):
    """ "Mag dit op de site?" The buttons are the answer."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=Pledge.Said, error_messages={"required": "Kies of het op de site mag of niet."}
    )
    note = forms.CharField(
        label="Wat moet er anders?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if sensitive.has_national_number(note):
            raise forms.ValidationError(NUMBER)
        return note
