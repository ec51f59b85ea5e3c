"""Fields of public forms: a name, a mail address, a telephone number."""

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError

EMAIL = "Vul een volledig e-mailadres in, zoals naam@bedrijf.be"
PHONE = "Dit nummer lijkt niet te kloppen. Kijk het na of laat het leeg."

MOST_LETTERS = 160


class NameField(forms.CharField):
    """A name on one line. The browser does not cut it: what was typed stays in sight."""

    def __init__(self, label: str, autocomplete: str, **kwargs):
        super().__init__(label=label, max_length=MOST_LETTERS, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs["autocomplete"] = autocomplete


class MailField(forms.EmailField):
    def __init__(self, **kwargs):
        super().__init__(max_length=254, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update(autocomplete="email", inputmode="email", spellcheck="false")
        self.error_messages["invalid"] = EMAIL

    def clean(self, value):
        value = super().clean(value).lower()
        try:
            value.rpartition("@")[2].encode("idna")
        except UnicodeError:  # a domain no mail server can know
            raise ValidationError(EMAIL, code="invalid") from None
        return value


class PhoneField(forms.CharField):
    """A number in any Belgian notation, or with its country code; kept as +32470123456."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"type": "tel"}), **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update(type="tel", inputmode="tel", autocomplete="tel")

    def clean(self, value):
        value = (value or "").strip()
        if not value:
            return ""
        try:
            number = phonenumbers.parse(value, "BE")
        except phonenumbers.NumberParseException:
            raise ValidationError(PHONE, code="invalid") from None
        if not phonenumbers.is_valid_number(number):
            raise ValidationError(PHONE, code="invalid")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
