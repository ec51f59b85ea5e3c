"""What every public form shares: plain text, plain sentences, and no captcha."""

import secrets
import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core import signing
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils import timezone

NUL = "Dit veld bevat een teken dat niet kan. Typ de tekst opnieuw."
LEFT_OPEN = (
    "Dit formulier stond te lang open. Uw gegevens staan er nog: kijk ze na en verstuur opnieuw."
)
TOO_FAST = (
    "U was zo snel klaar dat we het even vragen. Wat u invulde, staat er nog: kijk het na en"
    " verstuur opnieuw."
)
POT_FILLED = "Er was een veld ingevuld dat mensen niet zien. Verstuur het formulier opnieuw."
ASKED = "again"  # the code of a question that a second press answers: nothing is wrong
# Overrides of the writing direction can dress one name up as another.
DIRECTION = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


class TickRows(forms.CheckboxSelectMultiple):
    """Several choices as big rows to tap."""


def plain(text: str, lines: bool = False) -> str:
    """Text without control characters; line breaks become spaces unless `lines`.

    A NUL byte stays, so that the field refuses it with a sentence.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    return "".join(c for c in text if not _dropped(c))


def _dropped(character: str) -> bool:
    if character in "\n\t\x00":
        return False
    return character in DIRECTION or unicodedata.category(character) in ("Cc", "Cs")


class BrandFormMixin:
    """Dress and manners of a form of ours; goes before `forms.Form` or `forms.ModelForm`.

    `submit_label` names the button; "" leaves it out. `required` gives the sentence per field
    for an empty one.
    """

    submit_label = "Verstuur"
    required: dict[str, str] = {}
    use_required_attribute = False  # our sentences, not the browser's

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._give_sentences(name, field)
        if self.is_bound:
            self.data = self._plain(self.data)

    def _give_sentences(self, name: str, field: forms.Field) -> None:
        if sentence := self.required.get(name):
            field.error_messages["required"] = sentence
        if not isinstance(field, forms.CharField):
            return
        if field.widget.attrs.get("rows") == "10":  # Django's own; half a phone's screen is enough
            field.widget.attrs["rows"] = "5"
        for validator in field.validators:
            if isinstance(validator, ProhibitNullCharactersValidator):
                # Django shares one validator between fields: ours stands in its place.
                field.validators = [
                    ProhibitNullCharactersValidator(NUL) if v is validator else v
                    for v in field.validators
                ]
            elif isinstance(validator, MaxLengthValidator):
                validator.message = (
                    "Dit is te lang: %(show_value)d tekens. Er mogen er %(limit_value)d staan."
                )

    def _plain(self, data):
        data = data.copy()
        for name, field in self.fields.items():
            if not isinstance(field, forms.CharField):
                continue
            key = self.add_prefix(name)
            lines = isinstance(field.widget, forms.Textarea)
            if hasattr(data, "getlist"):
                data.setlist(key, [plain(value, lines) for value in data.getlist(key)])
            elif isinstance(data.get(key), str):
                data[key] = plain(data[key], lines)
        return data

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_class = "form"
        helper.attrs = {"novalidate": ""}
        if self.submit_label:
            helper.add_input(Submit("verstuur", self.submit_label, css_id="verstuur"))
        return helper


class BrandForm(BrandFormMixin, forms.Form):
    """A plain form of ours."""


class BrandModelForm(BrandFormMixin, forms.ModelForm):
    """A form of ours for one row."""


# Without captcha --------------------------------------------------------------------------------

_SALT = "brand.forms.stamp"


def stamp(seconds_ago: float = 0, purpose: str = "") -> str:
    """A signed time, when the form was first shown, with a random name.

    It is good for forms of one purpose alone.
    """
    said = [timezone.now().timestamp() - seconds_ago, secrets.token_urlsafe(12)]
    return signing.dumps(said, salt=f"{_SALT}.{purpose}")


class AntiSpam(forms.Form):
    """A field that robots fill, and a shortest and longest time; goes before the form's own base.

    People never notice; where one does, everything typed stays and a second try succeeds.
    """

    purpose = ""  # what the stamp is good for
    shortest_seconds = 2.0
    longest_seconds = 12 * 3600.0

    bijnaam = forms.CharField(label="Laat dit veld leeg", required=False, max_length=200)
    gezien = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bijnaam"].is_pot = True
        self.fields["bijnaam"].widget.attrs.update(autocomplete="off", tabindex="-1")
        self.stamp_name = ""
        self.initial.setdefault("gezien", stamp(purpose=self.purpose))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("bijnaam"):
            self._answer("bijnaam", "")
            self._ask(POT_FILLED)
        age = self._age(cleaned.get("gezien", ""))
        if age is None or age > self.longest_seconds:
            self._answer("gezien", stamp(purpose=self.purpose))
            self._ask(LEFT_OPEN)
        elif age < self.shortest_seconds:
            self._ask(TOO_FAST)
        return cleaned

    def was_used(self, sentence: str) -> None:
        """This form was sent before: what was typed stays, and a second press succeeds."""
        self._answer("gezien", stamp(self.shortest_seconds, self.purpose))
        self._ask(sentence)

    def _ask(self, sentence: str) -> None:
        self.add_error(None, forms.ValidationError(sentence, code=ASKED))

    def _age(self, value: str) -> float | None:
        try:
            seen, self.stamp_name = signing.loads(value, salt=f"{_SALT}.{self.purpose}")
            return timezone.now().timestamp() - float(seen)
        except (signing.BadSignature, TypeError, ValueError):
            return None

    def _answer(self, name: str, value: str) -> None:
        """What this field shows when the form comes back."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
