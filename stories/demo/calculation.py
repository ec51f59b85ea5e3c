"""The demo's calculation in euro: every number in it is invented, and says so."""

from datetime import date
from decimal import Decimal
from typing import Any

from brand import demo as brand_demo
from stories.models import SroiCalculation, SroiFactor, SroiLine
from stories.models.sroi import FactorKind, Party, SroiRole
from stories.sroi import editions
from stories.sroi.sheet import CASES

MARK = brand_demo.MARK
SLUG = "voorbeeld-een-ronde-haltes"
INVENTED = f"Verzonnen getal, om te tonen hoe het werkt {MARK}"
NOBODY = f"Studiedienst {MARK}"
INPUTS = [
    ("Uren van partners, zalen en koffie", Party.PARTNERS, ("34000", "31000", "29000")),
    ("Subsidie voor de ronde", Party.REGION, ("9000", "9000", "9000")),
]
OUTCOME = {
    FactorKind.QUANTITY: ("8", "10", "12"),
    FactorKind.PROXY: ("4000", "5850", "7000"),
    FactorKind.DEADWEIGHT: ("50", "30", "20"),
    FactorKind.DISPLACEMENT: ("20", "10", "5"),
    FactorKind.ATTRIBUTION: ("50", "25", "15"),
    FactorKind.DROP_OFF: ("30", "10", "5"),
}
DISCOUNT = ("5", "3.5", "3")


def load(year: int, by: Any) -> None:
    if SroiCalculation.objects.filter(slug=SLUG).exists():
        return
    made = SroiCalculation.objects.create(
        name=f"Een ronde haltes {MARK}",
        slug=SLUG,
        subject="Wat een ronde van zes haltes kostte, en wat de jobs die eruit voortkwamen waard"
        " zijn voor Vlaanderen. Alle getallen zijn verzonnen.",
        perspective="Vlaanderen",
        start=date(year, 1, 1),
        end=date(year, 12, 31),
        is_example=True,
    )
    for name, party, values in INPUTS:
        line = SroiLine.objects.create(
            calculation=made, role=SroiRole.INPUT, name=name, party=party
        )
        _factor(made, FactorKind.AMOUNT, values, year, line=line)
    jobs = SroiLine.objects.create(
        calculation=made,
        role=SroiRole.OUTCOME,
        name="Mensen die aan het werk gingen",
        party=Party.REGION,
        years=3,
    )
    for kind, values in OUTCOME.items():
        _factor(made, kind, values, year, line=jobs)
    _factor(made, FactorKind.DISCOUNT, DISCOUNT, year)
    editions.publish(made, "", by)


def _factor(made: SroiCalculation, kind: str, values: tuple, year: int, **of: Any) -> None:
    SroiFactor.objects.create(
        calculation=made,
        kind=kind,
        source=INVENTED,
        source_date=date(year, 1, 1),
        author=NOBODY,
        **dict(zip(CASES, map(Decimal, values), strict=True)),
        **of,
    )
