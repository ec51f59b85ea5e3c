"""No column about a person is left out: what is typed is told, and goes when it is erased."""

import pytest
from django.db import models

from roadshow import personal_data
from roadshow.models import Companion, Registration
from roadshow.registration import erasure
from tests.factories import roadshow as factories

pytestmark = pytest.mark.django_db

# Secrets, states and numbers of our own, told by nobody: a new column is told, or named here.
OUR_OWN = {
    "token_nonce",
    "token_hash",
    "screen_hash",
    "form_key",
    "door_code",
    "network",
    "state",
    "ending",
    "entry",
    "held_back",  # one of five choices: told, and after erasure a count
}


def typed_columns(model) -> list[str]:
    kinds = (models.CharField, models.TextField)
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and field.name not in OUR_OWN
    ]


def filled(row):
    """The row, each typed column with a text of its own."""
    for name in typed_columns(type(row)):
        value = f"{name}@bedrijf.example" if name == "email" else f"typed in {name}"
        setattr(row, name, value)
    row.save()
    row.refresh_from_db()
    return row


def texts(row) -> set[str]:
    return {value for name in typed_columns(type(row)) if (value := getattr(row, name))}


@pytest.fixture
def registration(founded):
    return filled(factories.RegistrationFactory(wishes=["stage"], wants_newsletter=True))


@pytest.fixture
def companion(registration):
    return filled(factories.CompanionFactory(registration=registration))


def test_the_columns_that_are_held_to_it():
    assert typed_columns(Registration) == [
        "name",
        "company",
        "email",
        "wish_note",
        "phone",
        "table_note",
    ]
    assert typed_columns(Companion) == ["name", "email"]


def test_every_typed_column_of_a_registration_is_told(registration):
    told = dict(personal_data.registration(registration))
    assert texts(registration) <= set(told.values())
    assert (told["Wensen"], told["Vroeg de nieuwsbrief"]) == (
        "Stageplaats of werkervaring aanbieden",
        "ja",
    )


def test_what_held_back_is_told(registration):
    registration.held_back = "vervoer"
    told = dict(personal_data.registration(registration))
    assert told["Wat tegenhield"] == "Vervoer: te ver, of er niet te geraken"


def test_every_typed_column_of_a_companion_is_told(registration, companion):
    told = set(dict(personal_data._companion(companion)).values())
    assert texts(companion) <= told
    assert (
        f"{companion.name} ({companion.email})"
        in dict(personal_data.registration(registration)).values()
    )


def test_none_is_left_after_erasure(registration, companion):
    before = texts(registration) | texts(companion)
    erasure.erase(registration)
    row = Registration.objects.get(pk=registration.pk)
    assert texts(row) & before == set()
    assert (row.wants_newsletter, row.network) == (False, "")
    assert not Companion.objects.filter(pk=companion.pk).exists()
