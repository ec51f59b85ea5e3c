"""Columns are guessed from Dutch names, from what they hold and from the last time."""

import pytest
from django.core.exceptions import ValidationError

from leads.transfer import columns


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (
            ["Bedrijfsnaam", "Contactpersoon", "E-mail", "Tel.", "GSM"],
            ["company", "name", "email", "phone", "mobile"],
        ),
        (
            ["Naam", "Voornaam", "Firma", "mailadres", "BTW-nr."],
            ["last_name", "first_name", "company", "email", "enterprise_number"],
        ),
        (["Naam", "Telefoonnr", "Plaats"], ["company", "phone", "town"]),
        (["Organisatie", "Postcode", "Gemeente"], ["company", "postal_code", "town"]),
        (["ONDERNEMINGSNUMER", "Telefon", "Kleur"], ["enterprise_number", "phone", ""]),
        (["Société", "Nom", "Prénom", "Courriel"], ["company", "last_name", "first_name", "email"]),
        (["E-mail", "E-mail"], ["email", ""]),
        (
            ["Onderneming", "Aantal werknemers", "Paritair Comité", "NACE-code", "NACE 2008"],
            ["company", "size", "joint_committee", "nace_2025", "nace_2008"],
        ),
        (
            ["Firma", "NACE-BEL 2003", "P.C.", "Personeel"],
            ["company", "", "joint_committee", "size"],
        ),
        (["Wat is er mis?", "Bedrijf"], ["", "company"]),
    ],
)
def test_names_of_columns(headers, found):
    assert columns.guess(headers, []) == found


def test_what_a_column_holds_says_what_it_is():
    rows = [
        ["Hout", "jan@hout.be", "0470 12 34 56", "0403.170.701"],
        ["Staal", "an@staal.be", "089/30.20.10", "BE 0202.239.951"],
    ]
    headers = ["Kolom 1", "Kolom 2", "Kolom 3", "Kolom 4"]
    assert columns.guess(headers, rows) == ["", "email", "phone", "enterprise_number"]


def test_what_this_partner_said_the_last_time_stands_above_a_guess():
    earlier = [(["Klant", "Wie"], ["", "name"]), (["Klant"], ["company"])]
    known = columns.remembered(earlier)
    assert columns.guess(["Wie", "Klant", "Bedrijf"], [], known) == ["name", "", "company"]


def test_what_is_missing_is_named_at_once():
    with pytest.raises(ValidationError) as refused:
        columns.check(["function", "function"], ["Rol", "Titel"])
    assert refused.value.messages == [
        "Twee kolommen zijn Functie: “Rol” en “Titel”. Kies er één.",
        "Zeg in welke kolom de naam van het bedrijf of de organisatie staat.",
        "Zeg in welke kolom de naam van de contactpersoon staat.",
        "Zeg in welke kolom het e-mailadres of het telefoonnummer staat.",
    ]
