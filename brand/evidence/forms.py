"""About which days, whom, and in which language."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from brand.evidence.collecting import ALL
from brand.evidence.pack import Language
from brand.forms import BrandForm
from brand.models import Organisation

SEES = "brand.view_campaign"
LONGEST_YEARS = 10


class EvidenceForm(BrandForm):
    submit_label = ""
    required = {
        "van": "Vul in vanaf welke dag",
        "tot": "Vul in tot en met welke dag",
        "partner": "Kies een partner",
    }

    van = forms.DateField(label="Van", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    tot = forms.DateField(
        label="Tot en met", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    partner = forms.ModelChoiceField(Organisation.objects.none(), label="Van wie")
    taal = forms.ChoiceField(label="Taal", choices=Language.choices, required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.visible_to(user, SEES).filter(is_active=True)
        self.fields["partner"].queryset = partners.order_by("name")
        if user.is_federation:
            self.fields["partner"].required = False
            self.fields["partner"].empty_label = ALL.nl
        elif len(only := list(partners[:2])) == 1:
            self.fields["partner"].initial = only[0].pk

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        start, end = said.get("van"), said.get("tot")
        if start and end and end < start:
            self.add_error("tot", "Dit ligt voor de eerste dag.")
        elif start and end and end.year - start.year > LONGEST_YEARS:
            self.add_error("tot", f"Kies ten hoogste {LONGEST_YEARS} jaar.")
        return said


def this_year() -> dict[str, date]:
    today = timezone.localdate()
    return {"van": date(today.year, 1, 1), "tot": today}
