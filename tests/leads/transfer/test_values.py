"""A row of text as what a lead is made of; what is wrong is named at once, in sentences."""

from datetime import date

import pytest

from brand import places
from leads.transfer import values

pytestmark = pytest.mark.django_db

MAPPING = ["company", "name", "email", "phone", "mobile", "enterprise_number", "postal_code"]
MAPPING += ["town", "website", "met_on", "note", "function", ""]
GOOD = ["Hout NV", "Jan Peeters", "Jan@Hout.be", "089/30.20.10", "", "BE0403.170.701", "3600"]
GOOD += ["Genk", "hout.be", "4/3/2025", "Belde zelf", "Inkoper", "rood"]


def read(**changed):
    row = [changed.get(name, text) for name, text in zip(MAPPING, GOOD, strict=True)]
    return values.read(row, MAPPING, today=date(2026, 11, 28))


def test_a_whole_row():
    places.load()
    place = places.municipality_of("3600")
    said = read()
    assert said.wrong == []
    assert (said.company, said.name, said.email) == ("Hout NV", "Jan Peeters", "jan@hout.be")
    assert (said.phone, said.enterprise_number) == ("+3289302010", "0403170701")
    assert (said.municipality, said.place) == (place, "")
    assert (said.website, said.function) == ("https://hout.be", "Inkoper")
    assert said.words == "Contact op 4 maart 2025. Belde zelf"


FIRM = {
    "size": "12 werknemers",
    "joint_committee": "PC 327.01",
    "nace_2025": "47.110; 10711 - Brood",
}


def of_firm(**changed):
    mapping = ["company", "name", "email", "size", "joint_committee", "nace_2025", "nace_2008"]
    said = {"company": "Hout NV", "name": "Jan Peeters", "email": "jan@hout.be", **FIRM} | changed
    return values.read([said.get(name, "") for name in mapping], mapping)


def test_what_a_firm_is():
    said = of_firm(nace_2008="16.29.1")
    assert said.wrong == []
    assert (said.size, said.joint_committee) == ("10-49", "327.01")
    assert said.activities == (("2025", "47110"), ("2025", "10711"), ("2008", "16291"))
    assert said.words == ""


def test_what_has_no_one_place_goes_along_in_words():
    said = of_firm(size="20 tot 200", joint_committee="118, 200")
    assert (said.wrong, said.size, said.joint_committee) == ([], "", "")
    assert said.words == "Grootte: 20 tot 200. Paritaire comités: 118 en 200."


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"size": "kmo"}, values.BAD_SIZE.format(text="kmo")),
        ({"joint_committee": "bedienden"}, values.BAD_COMMITTEE.format(text="bedienden")),
        ({"nace_2025": "47110, 1.110"}, values.BAD_CODE.format(text="1.110")),
        ({"nace_2008": "bakker"}, values.BAD_CODE.format(text="bakker")),
        ({"nace_2008": "=A1"}, "In “NACE-BEL 2008” staat een formule zonder uitkomst (=A1). "
         "Zet er de waarde zelf."),
    ],
)  # fmt: skip
def test_what_is_no_fact_of_a_firm_is_said(changed, sentence):
    assert of_firm(**changed).wrong == [sentence]


def test_a_place_we_do_not_know_goes_along_in_words():
    said = read(postal_code="4000", town="Luik")
    assert (said.wrong, said.municipality) == ([], None)
    assert said.words == "Contact op 4 maart 2025. Plaats: 4000 Luik. Belde zelf"


@pytest.mark.parametrize(
    ("changed", "sentences"),
    [
        ({"company": ""}, [values.NO_COMPANY]),
        ({"name": ""}, [values.NO_NAME]),
        ({"email": "", "phone": ""}, [values.NO_REACH]),
        ({"email": "jan@", "phone": "12"}, [
            "“jan@” is geen volledig e-mailadres.", "“12” is geen telefoonnummer."
        ]),
        ({"enterprise_number": "0403170"}, ["“0403170” is geen Belgisch ondernemingsnummer."]),
        ({"website": "geen"}, []),
        ({"website": "hout be"}, ["“https://hout be” is geen webadres."]),
        ({"company": "x" * 161}, [
            "In “Bedrijf of organisatie” staan 161 tekens. Er mogen er 160 staan."
        ]),
        ({"name": "www.koop.example"}, ["“www.koop.example” is geen naam van een mens."]),
        ({"company": "=B2&C2"}, [
            "In “Bedrijf of organisatie” staat een formule zonder uitkomst (=B2&C2). "
            "Zet er de waarde zelf."
        ]),
        ({"phone": "#REF!"}, ["In “Telefoon” staat een foutmelding van Excel (#REF!)."]),
        ({"met_on": "12/25/2025"}, [values.MONTH_FIRST.format(text="12/25/2025")]),
        ({"met_on": "gisteren"}, [values.BAD_DATE.format(text="gisteren")]),
        ({"met_on": "1/1/2027"}, [values.NOT_YET.format(text="1/1/2027")]),
        ({"met_on": "1/1/1987"}, [values.TOO_OLD.format(text="1/1/1987")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(changed, sentences):
    if changed == {"website": "geen"}:
        sentences = ["“https://geen” is geen webadres."]
    assert read(**changed).wrong == sentences


@pytest.mark.parametrize(
    "text",
    [
        "4 mrt 2025",
        "dinsdag 4 maart 2025",
        "4/3/2025",
        "04-03-25",
        "4.3.2025 9:30",
        "2025-03-04",
        "2025-03-04 09:30",
        "45720",
    ],
)
def test_a_day_in_each_way_it_is_written(text):
    assert read(met_on=text).met_on == date(2025, 3, 4)


def test_kinds_of_days_in_one_column():
    assert len(values.kinds_of_days(["4/3/2025", "2025-03-04", "45720", "x"])) == 3


def test_the_trick_that_keeps_a_nought_is_no_formula():
    assert read(phone='="0470123456"').phone == "+32470123456"


def test_two_numbers_are_both_kept():
    said = read(mobile="0470 12 34 56")
    assert (said.phone, said.note) == ("+3289302010", "Belde zelf Ook op +32470123456.")
