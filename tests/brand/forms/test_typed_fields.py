"""Names, addresses and numbers, as the world types and pastes them."""

import contextlib
import re
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver
from wagtail.admin.forms.models import formfield_for_dbfield

from brand.forms import addresses, enterprise_numbers, names
from brand.forms.fields import (
    AMOUNT,
    EMAIL,
    ENTERPRISE_INSTEAD,
    NO_ESTABLISHMENT,
    PHONE,
    AmountField,
    CompanyField,
    EnterpriseNumberField,
    EstablishmentNumberField,
    MailField,
    NameField,
    PhoneField,
    WrittenPhoneField,
)
from brand.models import Organisation, User
from brand.text import visible
from roadshow.models import Venue
from stories.models import PortrayedPerson

NAMELESS = "Vul uw voornaam en naam in"


class Visit(forms.Form):
    name = NameField("Naam", error_messages={"required": NAMELESS})
    company = CompanyField("Bedrijf", required=False)
    email = MailField(label="E-mailadres", required=False)
    phone = PhoneField(label="Gsm-nummer", required=False)
    number = EnterpriseNumberField(label="Ondernemingsnummer", required=False)
    establishment = EstablishmentNumberField(label="Vestigingsnummer", required=False)


def kept(name: str, typed: str) -> str:
    form = Visit({"name": "An Peeters", name: typed})
    assert form.errors == {}
    return form.cleaned_data[name]


def refused(name: str, typed: str) -> list[str]:
    form = Visit({"name": "An Peeters", name: typed})
    assert form[name].value() == typed  # what was typed stays
    assert list(form.errors) == [name]
    return form.errors[name]


# What nobody sees -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "els@bedrijf.be\u200b",
        "\ufeffels@bedrijf.be",
        "els@bed\u00adrijf.be",
        "\u200eels@bedrijf.be",
        "els\u2060@bedrijf.be",
        "\u3164els@bedrijf.be\uffa0",
        "els@bedrijf.be\u00a0",
        "ELS@Bedrijf.BE",
        "ｅｌｓ＠bedrijf.be",
    ],
)
def test_an_address_is_one_whatever_unseen_stands_in_it(typed):
    assert kept("email", typed) == addresses.plain_address(typed) == "els@bedrijf.be"


def test_a_space_within_an_address_is_a_slip_and_no_other_address():
    assert refused("email", "els maes@bedrijf.be") == [EMAIL]


@pytest.mark.parametrize("sign", [*"\u200b\u200c\u200d\u00ad\u2060\ufeff\u061c\u180e\u034f\u3164"])
def test_a_sign_that_shows_nothing_leaves_a_name(sign):
    assert kept("name", f"{sign}An{sign} Peeters{sign}") == "An Peeters"


def test_letters_of_any_script_stay():
    name = "Çelik Özlem שלום 李"
    assert (visible(name), kept("name", name)) == (name, name)
    assert kept("name", "Zoe\u0308") == "Zoë"


@pytest.mark.parametrize("typed", ["\u3164", "\u2800 \u200b", "...", "-", "👍"])
def test_a_name_needs_a_letter_or_a_digit(typed):
    assert refused("name", typed) == [NAMELESS]


# A web address is no name -----------------------------------------------------------------------


@pytest.mark.parametrize("field", ["name", "company"])
@pytest.mark.parametrize(
    "typed",
    [
        "U WON een iPad: https://kwaad.example/x",
        "U WON: kwaad.example",
        "Ga naar www.kwaad.be",
        "bit.ly/3xYz",
        "https:kwaad",
        "HTTPS：／／kwaad",
        "kwaad。com/x",
        "Schrijf jan@kwaad.be",
        "kwaad.com/winst",
        "kwaad.be:8080/",
    ],
)
def test_text_that_leads_somewhere_is_no_name(field, typed):
    assert refused(field, typed) == [names.ONLY_A_NAME]


@pytest.mark.parametrize(
    "typed",
    [
        "J.P.De Smet",
        "Dr. An Peeters",
        "St.Jan",
        "N.V. De Werkschuit",
        "A.S.Adventure",
        "Peeters & Zn.",
        "Bakkerij 't Hof / De Molen",
        "C.V.B.A./S.C.R.L. De Molen",
        "Groep C: wonen",
    ],
)
def test_points_and_strokes_make_no_address(typed):
    assert kept("name", typed) == typed
    assert kept("company", typed) == typed


@pytest.mark.parametrize("typed", ["Bol.com", "Booking.com Belgium", "2dehands.be"])
def test_a_company_may_be_called_by_its_domain_and_a_person_not(typed):
    assert kept("company", typed) == typed
    assert refused("name", typed) == [names.ONLY_A_NAME]


@pytest.mark.parametrize("text", ["a", "a.", " ", "é", "xn--"])
def test_a_very_long_text_is_answered_at_once(text):
    for name in ("name", "company", "email", "phone", "number"):
        typed = f"1{text * 50_000}1"
        assert len(refused(name, f"a@{typed}.be" if name == "email" else typed)) >= 1
    with pytest.raises(forms.ValidationError):
        WrittenPhoneField().clean(f"1{text * 50_000}1")


# Domains ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "wire"),
    [
        ("straße.de", "xn--strae-oqa.de"),
        ("café.be", "xn--caf-dma.be"),
        ("bedrijf.be", "bedrijf.be"),
        ("xn--caf-dma.be", "xn--caf-dma.be"),
    ],
)
def test_a_domain_on_the_wire(domain, wire):
    assert addresses.ascii_domain(domain) == wire


def test_a_domain_typed_in_either_way_is_one_address():
    assert kept("email", "Jan@STRASSE.de") == "jan@strasse.de"
    assert kept("email", "jan@straße.de") == "jan@straße.de"
    assert kept("email", "jan@xn--strae-oqa.de") == "jan@straße.de"
    assert kept("email", "jan@xn--zz--zz.be") == "jan@xn--zz--zz.be"  # stands for no letters


@pytest.mark.parametrize(
    "typed", ["jan@☕.be", "jan@" + "é" * 70 + ".be", "jan@é..be", "jan@", "jan"]
)
def test_a_domain_that_cannot_be_is_refused(typed):
    assert refused("email", typed) == [EMAIL]


# Numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0475\u202f12\u202f34\u202f56", "+32475123456"),
        ("0475\u00a012 34\u201156", "+32475123456"),
        ("\u200e+32 (0)475 12 34 56", "+32475123456"),
        ("０４７５ 12 34 56", "+32475123456"),
        ("gsm 0475/12.34.56", "+32475123456"),
        ("Tel.: 02 511 45 67", "+3225114567"),
        ("02 511 45 67 ext 12", "+3225114567 ext. 12"),
        ("02 511 45 67 toestel 12", "+3225114567 ext. 12"),
        ("02/511.45.67x12", "+3225114567 ext. 12"),
        ("+3225114567 ext. 12", "+3225114567 ext. 12"),
        ("tel:+32-2-511-45-67;ext=12", "+3225114567 ext. 12"),
        ("+31 20 123 4567", "+31201234567"),
    ],
)
def test_a_number_in_any_notation(typed, number):
    assert kept("phone", typed) == number


@pytest.mark.parametrize("typed", ["0475-CALL-ME", "bel mij maar", "na 17 uur", "12", "ext 12"])
def test_words_are_no_number(typed):
    assert refused("phone", typed) == [PHONE]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("BTW BE 0403.170.701", "0403170701"),
        ("BE0403170701", "0403170701"),
        ("btw: be 403.170.701", "0403170701"),
        ("RPR 0403 170 701", "0403170701"),
        ("0403\u202f170\u202f701", "0403170701"),
        ("Ondernemingsnummer: 0403.170.701", "0403170701"),
        ("", ""),
    ],
)
def test_an_enterprise_number_in_any_notation(typed, digits):
    assert kept("number", typed) == digits


@pytest.mark.parametrize("typed", ["0000000097", "0403170702", "BTW", "0403170701 bis", "97"])
def test_what_no_register_gave_is_refused(typed):
    assert enterprise_numbers.digits_of(typed) is None
    assert refused("number", typed) == ["Dit is geen Belgisch ondernemingsnummer. Kijk het na."]


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("2.000.000.339", "2000000339"),
        ("VE 2000000339", "2000000339"),
        ("Vestigingsnr. 2 000 000 339", "2000000339"),
        ("８.012.345.696", "8012345696"),
        ("", ""),
    ],
)
def test_an_establishment_number_in_any_notation(typed, digits):
    assert kept("establishment", typed) == digits


@pytest.mark.parametrize(
    "typed", ["2.000.000.338", "9.000.000.092", "0000000097", "200000033", "x"]
)
def test_what_is_no_establishment_is_refused(typed):
    assert refused("establishment", typed) == [NO_ESTABLISHMENT]


def test_who_types_an_enterprise_instead_is_told():
    assert refused("establishment", "0403.170.701") == [ENTERPRISE_INSTEAD]


def test_both_numbers_are_written_as_the_register_does():
    assert enterprise_numbers.establishment_words("2000000339") == "2.000.000.339"
    assert enterprise_numbers.establishment_words("") == ""


# The back office --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "column", "field"),
    [
        (Organisation, "email", MailField),
        (Organisation, "phone", WrittenPhoneField),
        (Organisation, "name", CompanyField),
        (PortrayedPerson, "email", MailField),
        (PortrayedPerson, "phone", WrittenPhoneField),
        (Venue, "name", CompanyField),
        (User, "email", MailField),
    ],
)
def test_screens_made_of_a_model_have_the_same_fields(model, column, field):
    made = formfield_for_dbfield(model._meta.get_field(column))
    assert type(made) is field


def test_a_written_number_stays_as_it_was_written():
    field = WrittenPhoneField(required=False)
    assert field.clean("02\u202f511 45 67\u200b") == "02\u202f511 45 67"
    assert field.clean("1700") == "1700"
    with pytest.raises(forms.ValidationError, match="lijkt niet te kloppen"):
        field.clean("0475-CALL-ME")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2800", "2800"),
        ("2.800", "2800"),
        ("2.800,50", "2800.50"),
        ("2800.5", "2800.5"),
        ("€ 2 800,50", "2800.50"),
        ("2\u00a0800 euro", "2800"),
        ("0", "0"),
        ("0,5", "0.5"),
        ("0.350", "0.35"),
        ("0,3500", "0.35"),
        ("", None),
    ],
)
def test_an_amount_is_read_as_it_is_written_here(typed, kept):
    found = AmountField(required=False).clean(typed)
    assert found == (None if kept is None else Decimal(kept))


@pytest.mark.parametrize("typed", ["veel", "-5", "2.80.00", "2,8,0", "1e9", "²", "٣٠٠", "2..8"])
def test_what_is_no_amount_gets_a_sentence(typed):
    with pytest.raises(ValidationError, match=re.escape(AMOUNT)):
        AmountField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["0.355", "0,355", "01.350", "0.350.000", "1,350", "1234.500"])
def test_more_decimals_than_an_amount_has_are_asked_about(typed):
    with pytest.raises(ValidationError, match=re.escape(AMOUNT)):
        AmountField(required=False).clean(typed)


@pytest.mark.parametrize(
    ("decimals", "typed", "kept"),
    [(1, "30,4", "30.4"), (4, "0.0355", "0.0355"), (4, "1,350", "1.35"), (4, "1.350", "1350")],
)
def test_a_number_may_have_other_decimals(decimals, typed, kept):
    assert AmountField(decimals=decimals).clean(typed) == Decimal(kept)
    with pytest.raises(ValidationError, match=re.escape(AMOUNT)):
        AmountField(decimals=decimals).clean("0,12345")


@pytest.mark.parametrize("kept", ["0.35", "2800.5", "12.00", "1000", "0.0355"])
def test_what_is_kept_comes_back_as_it_is_typed(kept):
    field = AmountField(decimals=4)
    assert "." not in field.prepare_value(Decimal(kept))
    assert field.clean(field.prepare_value(Decimal(kept))) == Decimal(kept)


def every_form(form=forms.BaseForm):
    for one in form.__subclasses__():
        yield from [one, *every_form(one)]


def test_no_form_takes_a_part_of_one_for_hundreds():
    """Neither one of ours nor Django's, which leaves the point out of 0.350."""
    assert get_resolver().url_patterns  # now every form is known
    fields = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if form.__module__.split(".")[0] in ("brand", "leads", "roadshow", "stories")
        and isinstance(field, (AmountField, forms.DecimalField))
    }
    assert len(fields) > 10
    for name, field in fields.items():
        with contextlib.suppress(ValidationError):
            assert field.clean("0.350") < 1, name


def test_an_amount_beyond_reason_is_asked_about():
    with pytest.raises(ValidationError, match="heel hoog"):
        AmountField().clean("999999999999")
