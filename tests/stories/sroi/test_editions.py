"""Nothing is assumed, nothing is published before it is whole, and an edition stays as it is."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from stories.models import SroiEdition, SroiFactor, SroiLine
from stories.models.sroi import FactorKind, Party, SroiKind, SroiRole
from stories.sroi import editions, sheet
from stories.sroi.editions import EditionRefused
from tests.factories.sroi import calculation, factor, worked_example

pytestmark = pytest.mark.django_db


def lacks(made) -> list[str]:
    return editions.missing(sheet.of(made))


def test_an_empty_one_says_all_that_is_missing():
    assert lacks(calculation()) == [
        editions.NO_INPUT,
        editions.NO_OUTCOME,
        "Discontovoet, in % per jaar: nog niets ingevuld.",
    ]
    assert lacks(calculation(SroiKind.GOVERNMENT, "terug"))[:2] == [
        editions.NO_GAIN,
        editions.NO_COST,
    ]


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("waarde", {"middle": None}, "Werk: waarde van één, in euro: geen waarde voor midden."),
        ("aantal", {"source": ""}, "Werk: hoeveel: geen bron."),
        ("afname", {"source_date": None, "author": ""},
         "Werk: neemt elk jaar af met, in %: geen datum en geen wie het invulde."),
        ("zonder-ons", {"cautious": 1},
         "Werk: was ook zonder ons gebeurd, in %: "
         "voorzichtig is hier het hoogste getal, en ruim het laagste."),
        ("bedrag", {"generous": 0, "middle": 0, "cautious": 0}, editions.INPUT_IS_ZERO),
    ],
)  # fmt: skip
def test_one_gap_is_enough_to_give_no_result(kind, changed, sentence):
    made = worked_example()
    SroiFactor.objects.filter(kind=kind).update(**changed)
    assert lacks(made) == [sentence]
    with pytest.raises(EditionRefused, match="^" + sentence[:12]):
        editions.publish(made, "", None)
    assert not SroiEdition.objects.exists()


def test_a_factor_that_was_never_filled_in_is_missing():
    made = worked_example()
    SroiFactor.objects.filter(kind="anderen").delete()
    assert lacks(made) == ["Werk: aandeel van anderen, in %: nog niets ingevuld."]


@pytest.mark.database("stories.sroi.editions.publish", "stories.models.sroi.SroiEdition")
def test_an_edition_is_frozen_and_the_next_one_says_why():
    made = worked_example()
    first = editions.publish(made, "", None)
    assert [one["ratio"] for one in first.results["cases"]] == ["0.6030", "1.7531", "3.3189"]
    assert first.results["cases"][1]["gained"] == "70123.55"
    with pytest.raises(EditionRefused, match="Er veranderde niets sinds versie 1"):
        editions.publish(made, "Zomaar", None)
    SroiFactor.objects.filter(kind="waarde").update(cautious=5000, middle=5000, generous=5000)
    with pytest.raises(EditionRefused, match="Schrijf wat er veranderde"):
        editions.publish(made, "  ", None)
    second = editions.publish(made, "Een nieuwere bron", None)
    first.refresh_from_db()
    assert (first.state, second.number) == (SroiEdition.State.REPLACED, 2)
    assert first.results["cases"][1]["ratio"] == "1.7531"
    assert sheet.from_json(first.sheet).lines[1].factors[1].middle == 5850
    assert list(first.siblings) == [second, first]


@pytest.mark.database("stories.sroi.editions.take_off")
def test_taken_off_the_site_no_version_is_left_there():
    made = worked_example()
    editions.publish(made, "", None)
    with pytest.raises(EditionRefused, match="Schrijf waarom"):
        editions.take_off(made, " ", None)
    editions.take_off(made, "De bron klopte niet.", None)
    assert SroiEdition.objects.of("proef") is None
    assert SroiEdition.objects.of("proef", 1) is None
    with pytest.raises(EditionRefused, match="staat niet meer"):
        editions.take_off(made, "Nog eens", None)
    again = editions.publish(made, "Met de juiste bron", None)
    assert (again.number, SroiEdition.objects.of("proef")) == (2, again)


def test_a_removed_line_does_not_count_and_goes_with_the_edition():
    made = worked_example()
    extra = SroiLine.objects.create(
        calculation=made,
        role=SroiRole.INPUT,
        name="Vergissing",
        party=Party.OTHERS,
        removed_at="2026-11-01T10:00Z",
    )
    assert lacks(made) == []
    editions.publish(made, "", None)
    assert not SroiLine.objects.filter(pk=extra.pk).exists()


@pytest.mark.database("stories.models.sroi.SroiFactor")
def test_a_line_has_a_factor_once():
    made = worked_example()
    line = made.lines.last()
    for of in (line, None):
        kind = FactorKind.PROXY if of else FactorKind.DISCOUNT
        with pytest.raises(IntegrityError), transaction.atomic():
            factor(made, kind, "1", line=of)


@pytest.mark.database("stories.models.sroi.SroiCalculation", "stories.models.sroi.SroiLine")
def test_a_period_runs_forward_and_a_line_counts_some_years():
    made = calculation()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(end=date(2025, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        SroiLine.objects.create(
            calculation=made, role=SroiRole.INPUT, name="x", party=Party.OTHERS, years=31
        )
