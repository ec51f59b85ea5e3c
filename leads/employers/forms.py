"""Employers and the people there, typed in by hand."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import Page

from brand.models import Organisation, User
from leads.employers import matching
from leads.follow_up.forms import NO_HEALTH, offer_rows
from leads.models import Contact, Employer, Lead
from leads.stages import Wish


def enterprise_number_field() -> forms.CharField:
    return forms.CharField(
        label="Ondernemingsnummer",
        max_length=20,
        required=False,
        help_text="Tien cijfers, zoals 0123.456.749. Niet verplicht.",
    )


def checked_number(typed: str) -> str | None:
    """The ten digits, nothing when nothing was typed, or a sentence."""
    number = matching.enterprise_number(typed)
    if typed.strip() and number is None:
        raise forms.ValidationError("Dit is geen Belgisch ondernemingsnummer. Kijk het na.")
    return number


class EmployerForm(WagtailAdminModelForm):
    """Takes a number in any notation; the row keeps its ten digits."""

    enterprise_number = enterprise_number_field()

    def clean_enterprise_number(self) -> str | None:
        number = checked_number(self.cleaned_data["enterprise_number"])
        others = Employer.objects.exclude(pk=self.instance.pk)
        if number and others.filter(enterprise_number=number).exists():
            raise forms.ValidationError("Een andere werkgever heeft dit nummer al.")
        return number


class ContactForm(forms.ModelForm):
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
        email, person = matching.plain_address(self.cleaned_data["email"]), self.instance
        known = Q(known_to=self.partner)
        if person.met_by_id:
            known |= Q(met_by=person.met_by_id)
        others = Contact.objects.filter(known, employer=person.employer_id, email=email)
        if email and others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Dit adres is al van iemand bij deze werkgever.")
        return email


class NewLeadForm(forms.Form):
    """An employer met elsewhere than on the roadshow."""

    company = forms.CharField(
        label="Bedrijf of organisatie",
        max_length=160,
        error_messages={"required": "Vul de naam van het bedrijf of de organisatie in."},
    )
    name = forms.CharField(
        label="Voornaam en naam",
        max_length=160,
        error_messages={"required": "Vul een voornaam en naam in."},
    )
    email = forms.EmailField(
        label="E-mailadres",
        error_messages={
            "required": "Vul een e-mailadres in.",
            "invalid": "Vul een volledig e-mailadres in, zoals naam@bedrijf.be.",
        },
    )
    phone = forms.CharField(label="Telefoon", max_length=40, required=False)
    enterprise_number = enterprise_number_field()
    organisation: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Welke partner volgt op?", queryset=None, empty_label=None
    )
    tour: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Tournee", required=False, queryset=None, empty_label="Geen, elders ontmoet"
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

    def clean_enterprise_number(self) -> str | None:
        return checked_number(self.cleaned_data["enterprise_number"]) or ""
