"""What is asked about a list: which file, where its people come from, when they are called."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from brand.dates.working_days import working_day_from
from brand.forms.fields import LineField
from brand.models import Organisation, User
from leads.follow_up.actions import FURTHEST_DAYS
from leads.follow_up.forms import offer_rows
from leads.models import LeadImport
from leads.transfer import reading

FIRST_STEP_DAYS = 30


class ListForm(forms.Form):
    """A file, and the grounds on which its people may stand here."""

    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Voor welke partner?", queryset=None, empty_label=None
    )
    file = forms.FileField(
        label="Bestand",
        help_text="Excel (.xlsx) of CSV, tot 10 MB en 50.000 rijen. Eén rij per werkgever.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        error_messages={"required": "Kies een bestand.", "empty": reading.EMPTY},
    )
    obtained = forms.ChoiceField(
        label="Waar heb je deze mensen vandaan?",
        choices=LeadImport.Obtained,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waar je deze mensen vandaan hebt."},
    )
    obtained_note = LineField(
        label="Waar precies?",
        max_length=300,
        help_text="Bijvoorbeeld: beurs in Gent, 12 maart. Dit komt op elk dossier te staan.",
        error_messages={"required": "Schrijf waar je deze mensen precies vandaan hebt."},
    )
    basis = forms.ChoiceField(
        label="Op welke grond mag je hun gegevens gebruiken?",
        choices=LeadImport.Basis,
        widget=forms.RadioSelect,
        help_text="Kreeg je de gegevens niet van hen zelf? Vertel hun dan binnen de maand dat je "
        "ze hebt, en vanwaar.",
        error_messages={"required": "Kies op welke grond je hun gegevens mag gebruiken."},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        user: User,
    ) -> None:
        super().__init__(data, files)
        ours = Organisation.objects.visible_to(user, "leads.add_lead")
        offer_rows(self, "organisation", ours.filter(is_active=True))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > reading.LARGEST:
            raise forms.ValidationError(reading.TOO_LARGE)
        return file


class TakeInForm(forms.Form):
    first_step_on = forms.DateField(
        label="Tegen wanneer is iedereen een eerste keer gebeld?",
        help_text="Tot dan staan deze dossiers niet op Vandaag als te laat.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Kies een dag.", "invalid": "Kies een dag."},
    )
    takes = forms.BooleanField(label="Zet de nieuwe dossiers op mijn naam", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        first = working_day_from(timezone.localdate() + timedelta(days=FIRST_STEP_DAYS))
        super().__init__(data, initial={"first_step_on": first, "takes": True})

    def clean_first_step_on(self) -> date:
        day: date = self.cleaned_data["first_step_on"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError("Kies een dag die nog moet komen.")
        if day > today + timedelta(days=FURTHEST_DAYS):
            raise forms.ValidationError("Kies een dag binnen twee jaar.")
        return day
