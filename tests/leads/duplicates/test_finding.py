"""Which employers look like one, among five thousand of which six hundred are there twice."""

from collections import Counter

import pytest

from leads.duplicates import finding, names
from leads.duplicates.finding import Firm
from leads.employers.matching import firm_key
from leads.models import Employer
from tests.factories.leads import ContactFactory, EmployerFactory
from tests.support import duplicate_firms

COMMON = {"bakkerij", "garage", "transport"}


@pytest.mark.parametrize("seed", [20261127, 7])
def test_among_five_thousand(seed):
    made = duplicate_firms.make(seed)
    assert (len(made.firms), len(made.pairs)) == (5000, 600)
    found = {(pair.first, pair.second) for pair in finding.likely(made.firms)}
    right = found & set(made.pairs)
    precision, recall = len(right) / len(found), len(right) / len(made.pairs)
    missed = Counter(made.pairs[pair] for pair in set(made.pairs) - right)
    print(
        f"\n5,000 employers, 600 there twice: {len(found)} found, precision {precision:.3f}, "
        f"recall {recall:.3f}, missed: {dict(missed) or 'none'}"
    )
    assert precision >= 0.98
    assert recall >= 0.90


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Van den Broeck NV", "Vandenbroeck"),
        ("Vandenbroek", "Van den Broeck BV"),
        ("Algemene Bouwonderneming Janssens", "ABJ"),
        ("Alg. Bouwond. Janssens", "Algemene Bouwonderneming Janssens NV"),
        ("Vanhoutte Transport", "Transport Vanhoutte"),
        ("Peeters & Zonen", "Peeters en Zn"),
        ("Gebr. Claes", "Gebroeders Claes"),
        ("Textilia Belgium", "Textilia"),
    ],
)
def test_one_name_written_twice(one, other):
    assert names.likeness(names.read(one), names.read(other), COMMON) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bakkerij Maes", "Bakkerij Maas"),
        ("Vanhoutte Transport", "Vanhoutte Logistics"),
        ("Vanhoutte", "Vanhoutte Group"),
        ("Garage 2000", "Garage 3000"),
        ("Stad Genk", "Stad Hasselt"),
        ("Bakkerij Peeters Genk", "Bakkerij Peeters Hasselt"),
        ("Bakkerij", "Bakkerij Peeters"),
    ],
)
def test_two_names(one, other):
    assert names.likeness(names.read(one), names.read(other), COMMON) == 0


def firm(pk, name, **fields):
    return Firm(pk, name, **fields)


def test_two_numbers_are_two_companies():
    shared = {"domain": "linde.example", "phones": frozenset({"+3289123456"}), "municipality": 71}
    one = firm(1, "De Linde", number="0123456749", **shared)
    other = firm(2, "De Linde BV", number="0417497106", **shared)
    assert finding.compare(one, other).score == 0
    assert finding.compare(one, firm(2, "De Linde BV", **shared)).score >= finding.THRESHOLD


def test_a_name_alone_is_not_enough():
    one, other = firm(1, "De Linde", municipality=71), firm(2, "De Linde", municipality=72)
    assert finding.compare(one, other).score < finding.THRESHOLD
    pair = finding.compare(one, firm(2, "De Linde NV", municipality=71))
    assert pair.score >= finding.THRESHOLD
    assert pair.reasons == ["zelfde naam, op schrijfwijze en rechtsvorm na", "zelfde gemeente"]


def test_one_establishment_is_one_company():
    """Nearly the same name, elsewhere, and nobody in common."""
    one = firm(1, "De Linde Meubelen", municipality=71, places=frozenset({"2000000339"}))
    other = firm(2, "Linde Meubels", municipality=72, places=frozenset({"2000000339"}))
    pair = finding.compare(one, other)
    assert pair.score >= finding.THRESHOLD
    assert "zelfde vestigingsnummer" in pair.reasons
    assert [(row.first, row.second) for row in finding.likely([one, other])] == [(1, 2)]
    elsewhere = firm(2, "Linde Meubels", municipality=72, places=frozenset({"2000000438"}))
    assert finding.compare(one, elsewhere).score < finding.THRESHOLD


@pytest.mark.django_db
def test_what_rows_say():
    employer = EmployerFactory(name="De Linde", mail_domain="")
    ContactFactory(employer=employer, email="Bo@Linde.example", phone="0470/12.34.56")
    employer.establishments.create(number="2000000339")
    employer.establishments.create(name="Loods")
    said = finding.firms(Employer.objects.all())[employer.pk]
    assert said == finding.firms()[employer.pk]
    assert said.places == {"2000000339"}
    assert said.domain == "linde.example"
    assert said.phones == {"+32470123456"}
    assert said.people == {"bo voorbeeld"}
    assert firm_key(said.name) == "delinde"
