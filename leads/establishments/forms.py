"""A place of work and a NACE-BEL code, typed in by hand."""

from typing import Any

from django import forms

from brand.forms.conflicts import ConflictMixin
from brand.forms.fields import EstablishmentNumberField, LineField
from brand.places.fields import MunicipalityField
from leads.employers import facts
from leads.follow_up.forms import offer_rows
from leads.models import Employer, EmployerActivity, Establishment

NOTHING = "Vul minstens één veld in: een nummer, een naam, een adres of een gemeente."
TAKEN = "Deze werkgever heeft al een vestiging met dit nummer."
NO_CODE = "Dit is geen NACE-BEL-code. Die heeft twee tot vijf cijfers, zoals 47.110."
SAME_CODE = "Deze code staat hier al, in dezelfde versie."


class EstablishmentForm(ConflictMixin, forms.ModelForm):
    number = EstablishmentNumberField(
        label="Vestigingsnummer",
        required=False,
        help_text="Tien cijfers, het eerste van 2 tot 8, zoals 2.000.000.339.",
    )
    name = LineField(
        label="Naam",
        required=False,
        max_length=160,
        help_text="Zoals jullie ze noemen: magazijn, winkel Dorpsstraat.",
    )
    address = LineField(label="Straat en nummer", required=False, max_length=200)
    place = MunicipalityField(required=False)

    class Meta:
        model = Establishment
        fields = ["number", "name", "address"]

    def __init__(
        self, data: Any = None, *, instance: Establishment | None, employer: Employer
    ) -> None:
        known = {"place": instance.municipality} if instance else {}
        super().__init__(data, instance=instance, initial=known)
        self.instance.employer = employer

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        others = self.instance.employer.establishments.exclude(pk=self.instance.pk)
        if number and others.filter(number=number).exists():
            raise forms.ValidationError(TAKEN)
        return number

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        asked = ("number", "name", "address", "place")
        if not self.errors and not any(said.get(name) for name in asked):
            raise forms.ValidationError(NOTHING)
        return said

    def save(self, commit: bool = True) -> Establishment:
        self.instance.municipality = self.cleaned_data["place"]
        saved: Establishment = super().save(commit)
        return saved


class ActivityForm(forms.ModelForm):
    code = LineField(
        label="Code",
        max_length=20,
        help_text="Zoals 47.110. Je vindt ze bij de onderneming in KBO Public Search.",
        error_messages={"required": NO_CODE},
    )
    establishment: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Waar?", required=False, queryset=None, empty_label="De hele onderneming"
    )

    class Meta:
        model = EmployerActivity
        fields = ["code", "version", "establishment", "is_main"]

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.employer = employer
        offer_rows(self, "establishment", employer.establishments.all())

    def clean_code(self) -> str:
        found = facts.nace_code(self.cleaned_data["code"])
        if found is None:
            raise forms.ValidationError(NO_CODE)
        return found

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        of = {name: said.get(name) for name in ("code", "version", "establishment")}
        if not self.errors and self.instance.employer.activities.filter(**of).exists():
            self.add_error("code", SAME_CODE)
        return said
