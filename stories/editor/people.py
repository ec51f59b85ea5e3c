"""The people in the story: chosen among the partner's, or added without leaving the editor."""

from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from wagtail.admin.views.generic import chooser
from wagtail.admin.widgets import BaseChooser

from brand.forms import phones
from brand.models import Organisation
from brand.scoping.viewsets import ScopedChooserViewSet
from brand.text import row_number
from stories.models import PortrayedPerson

CONTACT = "Vul een telefoonnummer of een volledig e-mailadres in, zoals naam@voorbeeld.be."


class NewPersonForm(forms.ModelForm):
    """A name and one contact detail: enough to ask for consent."""

    contact = forms.CharField(
        label="Telefoon of e-mailadres",
        max_length=160,
        required=False,
        help_text="Hierheen sturen we de vraag om toestemming. Leeg: je laat de persoon zelf "
        "tekenen op een toestel, of op papier.",
    )

    class Meta:
        model = PortrayedPerson
        fields = ["name"]
        labels = {"name": "Voornaam en naam"}
        help_texts = {
            "name": "Alleen jullie zien deze naam. Welke naam op de site komt, kiest de persoon."
        }

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"].strip()
        if "@" in contact:
            try:
                validate_email(contact)
            except ValidationError:
                raise ValidationError(CONTACT) from None
            self.instance.email = contact
        elif contact:
            self.instance.phone = _phone(contact)
        return contact


def _phone(text: str) -> str:
    """As it was typed, once it can be a number."""
    if not phones.is_possible(text) or len(text) > 40:
        raise ValidationError(CONTACT)
    return text


class PersonChooserWidget(BaseChooser):
    """Limits the names to those in `people`, when the form says who may be named.

    With a `partner` the list holds that partner's people, and a new person becomes one of them.
    """

    people = None
    partner: Organisation | None = None

    def get_instance(self, value):
        if self.people is None or not isinstance(value, int | str):
            return super().get_instance(value)
        return self.people.filter(pk=row_number(value)).first()

    def get_chooser_modal_url(self):
        url = super().get_chooser_modal_url()
        return f"{url}?{urlencode({'partner': self.partner.pk})}" if self.partner else url


def _partner(request) -> Organisation | None:
    """The partner that the editor names, when it is this user's; else the only one there is."""
    own = Organisation.objects.visible_to(request.user)
    asked = request.GET.get("partner", "")
    if asked:
        return own.filter(pk=row_number(asked)).first()
    few = list(own[:2])
    return few[0] if len(few) == 1 else None


class _OfPartner:
    """Lists one partner's people; adding needs a known partner."""

    @property
    def title_column(self):
        column = super().title_column
        column.label = "Naam"
        return column

    def get_object_list(self):
        people = super().get_object_list()
        if not self.request.GET.get("partner"):
            return people
        return people.filter(organisation=_partner(self.request))


class ChoosePerson(_OfPartner, chooser.ChooseView):
    def get_creation_form(self):
        return super().get_creation_form() if _partner(self.request) else None


class ChoosePersonResults(_OfPartner, chooser.ChooseResultsView):
    pass


class CreatePerson(chooser.CreateView):
    def get_creation_form(self):
        partner = _partner(self.request)
        if partner is None:
            raise PermissionDenied
        form = super().get_creation_form()
        form.instance.organisation = partner
        return form


class PersonChooserViewSet(ScopedChooserViewSet):
    model = PortrayedPerson
    icon = "user"
    per_page = 50
    base_widget_class = PersonChooserWidget
    choose_view_class = ChoosePerson
    choose_results_view_class = ChoosePersonResults
    create_view_class = CreatePerson
    creation_form_class = NewPersonForm
    choose_one_text = "Kies wie erin staat"
    choose_another_text = "Kies iemand anders"
    edit_item_text = "Bekijk de toestemming"
    creation_tab_label = "Nieuwe persoon"
    create_action_label = "Voeg toe"
    preserve_url_parameters = ["multiple", "partner"]
