"""Fields of forms: a name, a mail address, a telephone number, an enterprise number."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from brand.forms import enterprise_numbers, names, phones
from brand.forms.addresses import ascii_domain, plain_address
from brand.text import visible

EMAIL = "Vul een volledig e-mailadres in, zoals naam@bedrijf.be"
PHONE = "Dit nummer lijkt niet te kloppen. Kijk het na of laat het leeg."
NO_NUMBER = "Dit is geen Belgisch ondernemingsnummer. Kijk het na."
NO_ESTABLISHMENT = (
    "Dit is geen vestigingsnummer. Dat heeft tien cijfers en begint met 2 tot 8, zoals "
    "2.000.000.339."
)
ENTERPRISE_INSTEAD = (
    "Dit is het nummer van een onderneming. Een vestiging heeft een eigen nummer, dat begint met "
    "2 tot 8."
)

AMOUNT = "Vul een bedrag in, zoals 2.800 of 2.800,50"
TOO_MUCH = "Dit bedrag is wel heel hoog. Kijk het na."

MOST_LETTERS = 160
MOST_EURO = 10_000_000
# 2.800,50 and 2 800,5 and 2800.50; three digits behind a point are thousands, but not behind a
# nought: 0.350 is 35 cents.
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)
_UNGROUPED = re.compile(r"(\d{1,12})(?:[.,](\d+))?", re.ASCII)
_BELOW_ONE = re.compile(r"(0)[.,](\d+?)0*", re.ASCII)


class LineField(forms.CharField):
    """One line, without what nobody sees; letters with accents in one way."""

    def to_python(self, value):
        value = super().to_python(value)
        text = visible(unicodedata.normalize("NFC", value or "")).strip()
        return text or self.empty_value


class NameField(LineField):
    """A name on one line. The browser does not cut it: what was typed stays in sight."""

    of_company = False

    def __init__(self, label: str | None = None, autocomplete: str = "", **kwargs):
        kwargs.setdefault("max_length", MOST_LETTERS)
        super().__init__(label=label, **kwargs)
        self.widget.attrs.pop("maxlength", None)
        if autocomplete:
            self.widget.attrs["autocomplete"] = autocomplete

    def validate(self, value):
        super().validate(value)
        if value and not names.can_be_a_name(value):
            raise ValidationError(self.error_messages["required"], code="required")
        if len(value) > self.max_length:  # refused as too long
            return
        if value and names.holds_web_address(value, of_company=self.of_company):
            raise ValidationError(names.ONLY_A_NAME, code="web_address")


class CompanyField(NameField):
    """The name of a company, which may be called by its domain."""

    of_company = True


class MailField(forms.EmailField):
    """An address, given back as it is kept and compared everywhere."""

    def __init__(self, *, autocomplete: str = "email", **kwargs):
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update(autocomplete=autocomplete, inputmode="email", spellcheck="false")
        self.error_messages["invalid"] = EMAIL

    def to_python(self, value):
        return plain_address(super().to_python(value) or "")

    def validate(self, value):
        super().validate(value)
        try:
            ascii_domain(value.rpartition("@")[2])
        except UnicodeError:  # a domain no mail server can know
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def run_validators(self, value):
        """Django looks at the domain by older rules; ours is known to be one by then."""
        local, at, domain = value.rpartition("@")
        super().run_validators(f"{local}{at}{ascii_domain(domain)}" if value else value)


class PhoneField(LineField):
    """A number in any Belgian notation, or with its country code; kept as +32470123456."""

    default_error_messages = {"invalid": PHONE}

    def __init__(self, *, autocomplete: str = "tel", **kwargs):
        kwargs.setdefault("max_length", 40)
        super().__init__(widget=forms.TextInput(attrs={"type": "tel"}), **kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update(type="tel", inputmode="tel", autocomplete=autocomplete)

    def clean(self, value):
        value = super().clean(value)
        if not value:
            return ""
        try:
            return phones.as_kept(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class WrittenPhoneField(LineField):
    """A number that stays as it was written, to be shown so; words are none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def validate(self, value):
        super().validate(value)
        if value and len(value) <= self.max_length and not phones.is_written_number(value):
            raise ValidationError(PHONE, code="invalid")


class EnterpriseNumberField(LineField):
    """An enterprise number in any notation; its ten digits, or "" when nothing was typed."""

    def clean(self, value):
        value = super().clean(value)
        digits = enterprise_numbers.digits_of(value)
        if value and digits is None:
            raise ValidationError(NO_NUMBER, code="invalid")
        return digits or ""


class EstablishmentNumberField(LineField):
    """The number of an establishment in any notation; its ten digits, or ""."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update(inputmode="numeric", autocomplete="off")

    def prepare_value(self, value):
        """Ten digits as the register writes them; whatever else was typed stays."""
        is_number = isinstance(value, str) and enterprise_numbers.establishment_digits(value)
        return enterprise_numbers.establishment_words(value) if is_number else value

    def clean(self, value):
        value = super().clean(value)
        digits = enterprise_numbers.establishment_digits(value)
        if value and digits is None:
            is_enterprise = enterprise_numbers.digits_of(value) is not None
            wrong = ENTERPRISE_INSTEAD if is_enterprise else NO_ESTABLISHMENT
            raise ValidationError(wrong, code="invalid")
        return digits or ""


class AmountField(LineField):
    """An amount in euro as people in Belgium write it, as a Decimal; None when left empty.

    Of more decimals than it holds it asks what is meant, and rounds nothing.
    """

    default_error_messages = {"amount": AMOUNT, "too_much": TOO_MUCH}

    def __init__(self, *, most: int = MOST_EURO, decimals: int = 2, **kwargs):
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.most, self.decimals = most, decimals
        self.empty_value = None
        self.widget.attrs.pop("maxlength", None)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def prepare_value(self, value):
        """What is kept, as it is typed: 3,5. What was typed stays."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def clean(self, value):
        value = super().clean(value)
        if value is None:
            return None
        typed = re.sub(r"\s|€|euro|eur", "", value.lower())
        found = next(
            filter(None, (form.fullmatch(typed) for form in (_GROUPED, _BELOW_ONE, _UNGROUPED))),
            None,
        )
        if found is None or len(found[2] or "") > self.decimals:
            raise ValidationError(self.error_messages["amount"], code="invalid")
        amount = Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}")
        if amount > self.most:
            raise ValidationError(self.error_messages["too_much"], code="invalid")
        return amount
