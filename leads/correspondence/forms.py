"""Writing a mail, and the templates to begin with."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from brand.forms.fields import LineField
from leads.correspondence import placeholders
from leads.follow_up.forms import NO_HEALTH, StepForm, offer_rows
from leads.models import Contact, MailTemplate
from leads.models.correspondence import LONGEST_BODY, LONGEST_SUBJECT, Address

TOO_LONG = "Dit telt %(show_value)d tekens. Hou het bij %(limit_value)d."


class ChoiceForm(forms.Form):
    """Which template, and how the person is addressed. What is not known is not chosen."""

    sjabloon: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Begin met", required=False, empty_label="Een lege mail", queryset=None
    )
    vorm = forms.ChoiceField(
        label="Aanspreking", required=False, choices=Address, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "sjabloon", MailTemplate.objects.all())
        self.initial.setdefault("vorm", Address.FORMAL.value)

    def chosen(self) -> tuple[MailTemplate | None, str]:
        if not self.is_bound:
            return None, Address.FORMAL.value
        self.full_clean()
        found = self.cleaned_data
        return found.get("sjabloon"), found.get("vorm") or Address.FORMAL.value


class MailForm(StepForm):
    """The mail itself; {fields} in it are filled in before it is looked at."""

    contact: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Aan",
        empty_label=None,
        queryset=None,
        error_messages={
            "required": "Kies aan wie de mail gaat.",
            "invalid_choice": "Deze persoon kan geen mail krijgen. Kies iemand met een adres.",
        },
    )
    subject = LineField(
        label="Onderwerp",
        max_length=LONGEST_SUBJECT,
        error_messages={"required": "Vul een onderwerp in.", "max_length": TOO_LONG},
    )
    body = forms.CharField(
        label="Bericht",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=f"Een lege regel begint een nieuwe alinea. {NO_HEALTH}",
        error_messages={"required": "Schrijf een bericht.", "max_length": TOO_LONG},
    )
    address = forms.ChoiceField(choices=Address, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Contact.objects.visible_to(self.user).filter(employer=self.lead.employer_id)
        offer_rows(self, "contact", known.exclude(email=""))
        cast(Any, self.fields["contact"]).label_from_instance = _called
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        """Fill in the fields, also in what comes back; say which stay without a value."""
        said = super().clean() or {}
        contact = said.get("contact")
        for name, longest in (("subject", LONGEST_SUBJECT), ("body", LONGEST_BODY)):
            if contact is None or name not in said:
                continue
            text = placeholders.filled(said[name], self.lead, contact, self.user)
            if left := placeholders.names_in(text):
                self.add_error(name, _without_value(left))
            elif len(text) > longest:
                counted = TOO_LONG % {"show_value": len(text), "limit_value": longest}
                self.add_error(name, f"Met de velden ingevuld: {counted[0].lower()}{counted[1:]}")
            else:
                said[name] = text
        return said


def _called(contact: Contact) -> str:
    came_back = ", mail kwam terug" if contact.is_unreachable else ""
    return f"{contact} ({contact.email}{came_back})"


def _without_value(names: list[str]) -> str:
    known = [name for name in names if name in placeholders.FIELDS]
    if known:
        return f"Van {placeholders.written(known)} weten we niets. Typ zelf wat daar moet staan."
    every = placeholders.written(list(placeholders.FIELDS))
    return f"{placeholders.written(names)} kennen we niet. Kies uit {every}, of haal het weg."


class TemplateForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for name in ("subject_formal", "body_formal", "subject_informal", "body_informal"):
            if unknown := placeholders.unknown_in(said.get(name, "")):
                self.add_error(name, ValidationError(_without_value(unknown)))
        return said
