"""Employers and the people there, typed in by hand."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Page

from brand.forms.conflicts import ConflictMixin
from brand.forms.fields import (
    CompanyField,
    EnterpriseNumberField,
    LineField,
    MailField,
    NameField,
    PhoneField,
)
from brand.models import Activity, Organisation, User
from brand.places.fields import MunicipalityField
from leads.employers import facts
from leads.follow_up.forms import NO_HEALTH, offer_rows
from leads.models import Contact, Employer, Lead
from leads.register import filling
from leads.stages import Wish


def enterprise_number_field() -> EnterpriseNumberField:
    return EnterpriseNumberField(
        label="Ondernemingsnummer",
        max_length=40,
        required=False,
        help_text="Tien cijfers, zoals 0123.456.749. Niet verplicht.",
    )


NO_COMMITTEE = "Schrijf het nummer van het paritair comité, zoals 200 of 327.01."


class EmployerForm(ConflictMixin, WagtailAdminModelForm):
    """Takes a number in any notation; the row keeps its ten digits."""

    name = CompanyField("Naam", "off")
    enterprise_number = enterprise_number_field()
    joint_committee = LineField(
        label="Paritair comité",
        required=False,
        max_length=40,
        help_text="Het nummer, zoals 200 of 327.01. Van de werkgever, niet van de partner.",
    )

    def clean_joint_committee(self) -> str:
        text = self.cleaned_data["joint_committee"]
        found = facts.committee(text)
        if text and found is None:
            raise forms.ValidationError(NO_COMMITTEE)
        return found or ""

    def clean_enterprise_number(self) -> str | None:
        number = self.cleaned_data["enterprise_number"] or None
        others = Employer.objects.exclude(pk=self.instance.pk)
        if number and others.filter(enterprise_number=number).exists():
            raise forms.ValidationError("Een andere werkgever heeft dit nummer al.")
        return number

    def save(self, commit: bool = True) -> Employer:
        if "municipality" in self.changed_data:
            is_known = self.cleaned_data["municipality"] is not None
            self.instance.located_by = Employer.LocatedBy.TYPED if is_known else ""
        employer: Employer = super().save(commit)
        if commit and "enterprise_number" in self.changed_data:
            filling.fill([employer])
        return employer


class ContactForm(ConflictMixin, forms.ModelForm):
    name = NameField("Naam", "off")
    email = MailField(label="E-mailadres", autocomplete="off", required=False)
    phone = PhoneField(label="Telefoon", required=False, autocomplete="off")

    class Meta:
        model = Contact
        fields = ["name", "email", "phone", "function"]

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = lead.owner_organisation
        if self.instance.pk is None:
            self.instance.employer, self.instance.met_by = lead.employer, self.partner

    def clean_email(self) -> str:
        """Unique among the contacts known to this partner; others' contacts are not revealed."""
        email, person = self.cleaned_data["email"], self.instance
        known = Q(known_to=self.partner)
        if person.met_by_id:
            known |= Q(met_by=person.met_by_id)
        others = Contact.objects.filter(known, employer=person.employer_id, email=email)
        if email and others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Dit adres is al van iemand bij deze werkgever.")
        return email


TAKEN = (
    "Een werkgever heeft dit nummer al, en elk nummer is van één werkgever. Kies die, of laat het"
    " nummer leeg."
)


class NewLeadForm(forms.Form):
    """An employer met elsewhere than on the roadshow."""

    company = CompanyField(
        label="Bedrijf of organisatie",
        autocomplete="off",
        error_messages={"required": "Vul de naam van het bedrijf of de organisatie in."},
    )
    name = NameField(
        label="Voornaam en naam",
        autocomplete="off",
        error_messages={"required": "Vul een voornaam en naam in."},
    )
    email = MailField(label="E-mailadres", autocomplete="off", required=False)
    phone = PhoneField(
        label="Telefoon",
        required=False,
        autocomplete="off",
        help_text="Een e-mailadres of een telefoonnummer: één van de twee volstaat.",
    )
    municipality = MunicipalityField(
        required=False, help_text="Waar dit bedrijf werkt. Zo weten we welke partner dichtbij is."
    )
    enterprise_number = enterprise_number_field()
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Welke partner volgt op?", queryset=None, empty_label=None
    )
    tour: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Tournee", required=False, queryset=None, empty_label="Geen, elders ontmoet"
    )
    activity: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Om welk werk gaat het?",
        required=False,
        queryset=Activity.objects.all(),
        empty_label="Nog niet gekend",
    )
    wishes = forms.MultipleChoiceField(
        label="Wat wil deze werkgever?",
        required=False,
        choices=Wish,
        widget=forms.CheckboxSelectMultiple,
    )
    happened = forms.CharField(
        label="Hoe kwam dit contact er?",
        max_length=1000,
        help_text=NO_HEALTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Schrijf kort hoe dit contact er kwam."},
    )
    # Once for each form, so that "a different employer" sent twice is one.
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # Which known employer this is; asked when some look alike.
    employer = forms.ModelChoiceField(
        label="Bestaat deze werkgever al?",
        queryset=Employer.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label="Nee, dit is een andere werkgever",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, user: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        ours = Organisation.objects.visible_to(user, "leads.add_lead")
        tours = Page.objects.filter(
            content_type__app_label="roadshow", content_type__model="tourpage"
        )
        offer_rows(self, "organisation", ours.filter(is_active=True))
        offer_rows(self, "tour", tours)
        offer_rows(self, "employer", Employer.objects.visible_to(user))
        self.initial["key"] = uuid.uuid4()

    @property
    def is_other(self) -> str:
        """The key of a form that said: none of those that look alike."""
        was_asked = "asked" in self.data and not self.cleaned_data.get("employer")
        return str(self.cleaned_data.get("key") or uuid.uuid4()) if was_asked else ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        typed = {"email", "phone"} - self.errors.keys()
        if len(typed) == 2 and not said.get("email") and not said.get("phone"):
            self.add_error("email", "Vul een e-mailadres of een telefoonnummer in.")
        number = said.get("enterprise_number")
        taken = number and Employer.objects.filter(enterprise_number=number).exists()
        if self.is_other and taken:
            self.add_error("enterprise_number", TAKEN)
        return said
