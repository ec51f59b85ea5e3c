"""The arithmetic: the worked example of the field to the cent, and the borders of its formulas."""

from datetime import date
from decimal import Decimal

import pytest

from stories.models.sroi import FactorKind, Party, SroiKind, SroiRole
from stories.sroi import calculation
from stories.sroi.sheet import Factor, Line, Sheet, from_json, to_json

WORKED = {
    "aantal": ("10", "10", "10"),
    "waarde": ("5850", "5850", "5850"),
    "zonder-ons": ("50", "30", "10"),
    "verdringing": ("20", "10", "0"),
    "anderen": ("50", "25", "10"),
    "afname": ("30", "10", "0"),
}


def factor(kind: str, *values) -> Factor:
    three = values if len(values) == 3 else values * 3
    return Factor(
        FactorKind(kind),
        *(Decimal(one) for one in three),
        source="Jaarverslag",
        source_date=date(2026, 3, 1),
        author="Studiedienst",
    )


def amount(role: SroiRole, party: Party, *values, name: str = "Regel") -> Line:
    return Line(role, name, party, 1, (factor("bedrag", *values),))


def outcome(**changed) -> Line:
    kinds = WORKED | {name.replace("_", "-"): values for name, values in changed.items()}
    factors = tuple(factor(kind, *values) for kind, values in kinds.items())
    return Line(SroiRole.OUTCOME, "Werk", Party.REGION, 3, factors)


def sheet(*lines: Line, kind=SroiKind.SROI, overall=None) -> Sheet:
    return Sheet(
        kind=kind,
        name="Proef",
        subject="Wat de halte deed",
        perspective="Vlaanderen",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        lines=lines,
        overall=overall or factor("discontovoet", "3.5"),
    )


def worked() -> Sheet:
    return sheet(amount(SroiRole.INPUT, Party.PARTNERS, "40000"), outcome())


def test_the_worked_example_to_the_cent():
    made = worked()
    assert calculation.first_year(made.lines[1], "middle") == Decimal("27641.25")
    found = calculation.result(made)
    assert round(found.gained, 2) == Decimal("70123.55")
    assert round(found.ratio, 4) == Decimal("1.7531")
    assert round(found.net, 2) == Decimal("30123.55")
    assert round(calculation.result(made, "cautious").ratio, 3) == Decimal("0.603")


def test_by_hand_in_another_way():
    """A sum of powers, where the product formula goes step by step."""
    made = worked()
    for case, place in (("cautious", 0), ("middle", 1), ("generous", 2)):
        dw, dp, at, dr = (
            float(WORKED[kind][place]) / 100
            for kind in ("zonder-ons", "verdringing", "anderen", "afname")
        )
        first = 10 * 5850 * (1 - dw) * (1 - dp) * (1 - at)
        total = sum(first * (1 - dr) ** (t - 1) / 1.035**t for t in (1, 2, 3))
        assert float(calculation.result(made, case).gained) == pytest.approx(total, rel=1e-12)


def test_an_effect_that_is_gone_after_a_year_counts_once():
    made = sheet(
        amount(SroiRole.INPUT, Party.PARTNERS, "40000"), outcome(afname=("100", "100", "100"))
    )
    assert calculation.result(made).gained == Decimal("27641.25") / Decimal("1.035")


def test_nothing_put_in_gives_no_ratio():
    made = sheet(amount(SroiRole.INPUT, Party.PARTNERS, "0"), outcome())
    assert calculation.result(made).ratio is None


def test_a_missing_value_gives_no_result():
    with pytest.raises(calculation.NotComplete):
        calculation.result(sheet(Line(SroiRole.OUTCOME, "Werk", Party.REGION, 1)))


def test_government_counts_gains_for_who_would_not_work_otherwise():
    made = sheet(
        amount(SroiRole.GAIN, Party.FEDERAL, "12000"),
        amount(SroiRole.GAIN, Party.REGION, "2000"),
        amount(SroiRole.COST, Party.REGION, "9000"),
        kind=SroiKind.GOVERNMENT,
        overall=factor("anders-niet", "75"),
    )
    found = calculation.result(made)
    assert (found.gained, found.put_in, found.net) == (10500, 9000, 1500)
    assert found.ratio is None
    assert [(one.party, one.pays, one.saves) for one in calculation.balances(made)] == [
        (Party.REGION, 9000, 1500),
        (Party.FEDERAL, 0, 9000),
    ]


def test_the_factor_that_matters_most_comes_first():
    found = calculation.swings(worked())
    assert [one.factor.kind for one in found] == ["zonder-ons", "anderen", "afname", "verdringing"]
    assert found[0].low < calculation.result(worked()).ratio < found[0].high
    # Quantity, value, discount rate and input are the same in every case.
    assert len(found) == 4


def test_who_pays_and_who_saves_add_up_to_the_result():
    made = sheet(
        amount(SroiRole.INPUT, Party.PARTNERS, "30000"),
        amount(SroiRole.INPUT, Party.MUNICIPALITY, "10000"),
        outcome(),
    )
    found = calculation.balances(made)
    assert sum(one.pays for one in found) == calculation.result(made).put_in
    assert sum(one.saves for one in found) == calculation.result(made).gained


def test_what_an_edition_keeps_reads_back_the_same():
    assert from_json(to_json(worked())) == worked()
