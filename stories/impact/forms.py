"""What a partner fills in to report a figure, and what the federation answers."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.documents import get_document_model

from brand.forms import BrandForm
from brand.forms.fields import AmountField
from brand.models import Organisation
from brand.scoping.readable import choosable
from stories.impact import reporting
from stories.models import Indicator
from stories.models.figures import FIRST_YEAR, MOST

NO_VALUE = "Vul het getal in, of kruis aan dat jullie het niet weten."
NO_NUMBER = "Vul een getal in, zoals 2.800 of 12,5."
TOO_HIGH = "Dit getal is wel heel hoog. Kijk het na."
BOTH = "Kies: een getal, of niet geweten."


class ReportForm(BrandForm):
    submit_label = ""
    required = {
        "indicator": "Kies welk cijfer dit is",
        "organisation": "Kies de partner",
        "year": "Vul een jaartal in",
        "source": "Schrijf waar dit cijfer vandaan komt",
        "source_date": "Vul in van wanneer de bron is",
    }

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label="Welk cijfer")
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Van welke partner")
    year = forms.IntegerField(label="Jaar", min_value=FIRST_YEAR)
    value = AmountField(
        label="Getal",
        required=False,
        most=MOST,
        error_messages={"amount": NO_NUMBER, "too_much": TOO_HIGH},
    )
    is_unknown = forms.BooleanField(
        label="Wij weten dit niet",
        required=False,
        help_text="Dan staat op de site dat het niet geweten is. Dat is geen nul.",
    )
    source = forms.CharField(
        label="Bron",
        max_length=200,
        help_text="Waar staat dit? Bijvoorbeeld: “Tijdsregistratie 2026”. Geen namen van mensen.",
    )
    source_date = forms.DateField(label="Bron van", widget=forms.DateInput({"type": "date"}))
    document = forms.ModelChoiceField(
        get_document_model().objects.none(),
        label="Bewijsstuk",
        required=False,
        help_text="Uit jullie documenten. Alleen jullie en de federatie zien het.",
    )
    note = forms.CharField(
        label="Toelichting",
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Voor wie het nakijkt. Komt niet op de site.",
    )
    reason = forms.CharField(
        label="Waarom klopte het vorige cijfer niet?",
        max_length=400,
        required=False,
        help_text="Alleen als er al een goedgekeurd cijfer staat.",
    )

    def __init__(self, *args: Any, user, **kwargs: Any):
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.visible_to(user, reporting.ADDS)
        partners = partners.filter(is_federation=False, is_active=True)
        self.fields["indicator"].queryset = Indicator.objects.filter(counter="")
        self.fields["organisation"].queryset = partners
        self.fields["document"].queryset = choosable(get_document_model().objects.all(), user)
        self.fields["year"].widget.attrs["max"] = timezone.localdate().year
        if (only := list(partners[:2])) and len(only) == 1:
            self.fields["organisation"].initial = only[0]

    def clean(self) -> dict:
        said = super().clean()
        value, unknown = said.get("value"), said.get("is_unknown")
        if "value" not in self.errors and value is None and not unknown:
            self.add_error("value", NO_VALUE)
        if value is not None and unknown:
            self.add_error("is_unknown", BOTH)
        return said

    def facts(self) -> dict:
        return {name: said for name, said in self.cleaned_data.items() if name != "is_unknown"}


class ReasonForm(BrandForm):
    submit_label = ""
    required = {"reason": "Schrijf een reden"}
    reason = forms.CharField(label="Reden", max_length=400)
