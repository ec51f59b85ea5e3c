"""A calculation with everything filled in, as the worked example of the field has it."""

from datetime import date
from decimal import Decimal

from stories.models import SroiCalculation, SroiFactor, SroiLine
from stories.models.sroi import FactorKind, Party, SroiKind, SroiRole
from stories.sroi.sheet import CASES

ORIGIN = {
    "source": "Jaarverslag, blz. 4",
    "source_date": date(2026, 3, 1),
    "author": "Studiedienst",
}
WORKED = {
    FactorKind.QUANTITY: ("10", "10", "10"),
    FactorKind.PROXY: ("5850", "5850", "5850"),
    FactorKind.DEADWEIGHT: ("50", "30", "10"),
    FactorKind.DISPLACEMENT: ("20", "10", "0"),
    FactorKind.ATTRIBUTION: ("50", "25", "10"),
    FactorKind.DROP_OFF: ("30", "10", "0"),
}


def factor(made: SroiCalculation, kind: str, *values: str, line=None, **origin) -> SroiFactor:
    three = values if len(values) == 3 else values * 3
    numbers = dict(zip(CASES, map(Decimal, three), strict=True))
    return SroiFactor.objects.create(
        calculation=made, line=line, kind=kind, **numbers, **{**ORIGIN, **origin}
    )


def calculation(kind: str = SroiKind.SROI, slug: str = "proef") -> SroiCalculation:
    """Without lines."""
    return SroiCalculation.objects.create(
        kind=kind,
        name="Proef",
        slug=slug,
        subject="Wat de haltes deden",
        perspective="Vlaanderen",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
    )


def worked_example(slug: str = "proef") -> SroiCalculation:
    made = calculation(slug=slug)
    put_in = SroiLine.objects.create(
        calculation=made, role=SroiRole.INPUT, name="Uren", party=Party.PARTNERS
    )
    factor(made, FactorKind.AMOUNT, "40000", line=put_in)
    work = SroiLine.objects.create(
        calculation=made, role=SroiRole.OUTCOME, name="Werk", party=Party.REGION, years=3
    )
    for of, values in WORKED.items():
        factor(made, of, *values, line=work)
    factor(made, FactorKind.DISCOUNT, "3.5")
    return made
