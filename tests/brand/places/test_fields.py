"""A municipality that is typed."""

import pytest
from django import forms

from brand import places
from brand.places.fields import UNKNOWN, MunicipalityField


@pytest.fixture
def typed(db):
    places.load()

    def read(text, **kwargs):
        return MunicipalityField(**kwargs).clean(text)

    return read


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("3600", "Genk"),
        ("genk", "Genk"),
        (" 3600 Genk ", "Genk"),
        ("3500 Hasselt", "Hasselt"),
        ("St Truiden", "Sint-Truiden"),
        ("Antwerpen", "Antwerpen"),
        ("9000", "Gent"),
        ("Kermt", "Hasselt"),
        ("1000", "Brussel"),
    ],
)
def test_what_people_type(typed, text, name):
    assert typed(text).name == name


def test_every_municipality_by_its_own_name_and_code(typed):
    from brand.models import Municipality

    for one in Municipality.objects.current():
        label = f"{one.postal_codes[0]} {one.name}"
        assert typed(label) == one, label


@pytest.mark.parametrize("text", ["9999", "Parijs", "xyz", "\u200b1", "gen"])
def test_what_is_no_place_of_ours(typed, text):
    with pytest.raises(forms.ValidationError) as refused:
        typed(text)
    assert refused.value.messages == [UNKNOWN] or "Bedoel je" in refused.value.messages[0]


def test_nothing_may_be_typed_where_it_is_not_required(typed):
    assert typed("", required=False) is None
    with pytest.raises(forms.ValidationError, match=r"Vul een postcode of gemeente in\."):
        typed(" ")
