"""What is still missing, and from a calculation to what visitors read: a frozen edition."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from stories.models.sroi import FactorKind, SroiCalculation, SroiEdition, SroiKind, SroiRole
from stories.sroi import calculation, sheet
from stories.sroi.sheet import CASES, Factor, Sheet

State = SroiEdition.State
NO_REASON = "Schrijf wat er veranderde. Dat staat bij de nieuwe versie, voor iedereen."
NOTHING_NEW = "Er veranderde niets sinds versie {number}. Er is geen nieuwe versie nodig."
NO_INPUT = "Er is nog geen inzet. Tel alles mee: ook tijd van partners, zalen en vrijwilligers."
NO_OUTCOME = "Er is nog geen effect."
NO_GAIN = "Er is nog geen opbrengst."
NO_COST = "Er is nog geen kost. Tel ook premies en verminderingen mee."
INPUT_IS_ZERO = "Alle inzet samen is nul euro. Daardoor kan niemand delen: er is geen verhouding."
# Which way the cautious value lies: where more makes the result smaller, it is the highest.
LOWERS = {
    FactorKind.DEADWEIGHT,
    FactorKind.DISPLACEMENT,
    FactorKind.ATTRIBUTION,
    FactorKind.DROP_OFF,
    FactorKind.DISCOUNT,
}
WORDS = {"cautious": "voorzichtig", "middle": "midden", "generous": "ruim"}


class EditionRefused(Exception):
    """Says why in a Dutch sentence."""


# Completeness -----------------------------------------------------------------------------------


def missing(of: Sheet) -> list[str]:
    """What stands between this calculation and a result, a sentence each. Nothing is assumed."""
    return [*_missing_lines(of), *_missing_factors(of), *_nothing_to_divide_by(of)]


def _missing_lines(of: Sheet) -> Iterator[str]:
    if of.kind == SroiKind.SROI:
        wanted = {SroiRole.INPUT: NO_INPUT, SroiRole.OUTCOME: NO_OUTCOME}
    else:
        wanted = {SroiRole.GAIN: NO_GAIN, SroiRole.COST: NO_COST}
    yield from (sentence for role, sentence in wanted.items() if not of.of_role(role))


def _missing_factors(of: Sheet) -> Iterator[str]:
    for line in of.lines:
        for kind in FactorKind.of_role(line.role):
            yield from _incomplete(line.factor(kind), kind, f"{line.name}: ", line.role)
    overall = FactorKind.of_calculation(of.kind)
    yield from _incomplete(of.overall, overall, "", None)


def _incomplete(
    factor: Factor | None, kind: FactorKind, where: str, role: SroiRole | None
) -> Iterator[str]:
    name = f"{where}{kind.label[0].lower()}{kind.label[1:]}" if where else kind.label
    if factor is None:
        yield f"{name}: nog niets ingevuld."
        return
    if lacks := [WORDS[case] for case in CASES if factor.value(case) is None]:
        yield f"{name}: geen waarde voor {' en '.join(lacks)}."
    elif not is_in_order(factor, role):
        yield f"{name}: {order_of(kind, role)}"
    origin = {"bron": factor.source, "datum": factor.source_date, "wie het invulde": factor.author}
    if lacks := [word for word, said in origin.items() if not said]:
        yield f"{name}: geen {' en geen '.join(lacks)}."


def is_lowering(kind: FactorKind, role: SroiRole | None) -> bool:
    """Whether a higher value makes the result smaller."""
    return kind in LOWERS or role in (SroiRole.INPUT, SroiRole.COST)


def is_in_order(factor: Factor, role: SroiRole | None) -> bool:
    values = [factor.value(case) for case in CASES]
    return values == sorted(values, reverse=is_lowering(factor.kind, role))


def order_of(kind: FactorKind, role: SroiRole | None) -> str:
    if is_lowering(kind, role):
        return "voorzichtig is hier het hoogste getal, en ruim het laagste."
    return "voorzichtig is hier het laagste getal, en ruim het hoogste."


def _nothing_to_divide_by(of: Sheet) -> Iterator[str]:
    if of.kind != SroiKind.SROI or not of.of_role(SroiRole.INPUT):
        return
    amounts = [line.factor(FactorKind.AMOUNT) for line in of.of_role(SroiRole.INPUT)]
    for case in CASES:
        values = [one.value(case) if one else None for one in amounts]
        if None not in values and not sum(values):
            yield INPUT_IS_ZERO
            return


# Editions ---------------------------------------------------------------------------------------


@transaction.atomic
def publish(of: SroiCalculation, reason: str, by: Any) -> SroiEdition:
    """The next edition; raises `EditionRefused` where anything is missing or nothing changed."""
    held = SroiCalculation.objects.select_for_update().get(pk=of.pk)
    stands = sheet.of(held)
    if lacks := missing(stands):
        raise EditionRefused(lacks[0])
    before = SroiEdition.objects.published().filter(calculation=held).first()
    kept = sheet.to_json(stands)
    reason = " ".join(reason.split())[:400]
    if before and before.sheet == kept:
        raise EditionRefused(NOTHING_NEW.format(number=before.number))
    last = held.editions.aggregate(last=Max("number"))["last"] or 0
    if last and not reason:
        raise EditionRefused(NO_REASON)
    if before:
        before.state = State.REPLACED
        before.save(update_fields=["state"])
    held.lines.exclude(removed_at=None).delete()
    return SroiEdition.objects.create(
        calculation=held,
        number=last + 1,
        sheet=kept,
        results=results_of(stands),
        reason=reason,
        by=by,
        is_example=held.is_example,
    )


@transaction.atomic
def take_off(of: SroiCalculation, reason: str, by: Any) -> SroiEdition:
    """The edition that visitors read goes, and no earlier one comes in its place."""
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise EditionRefused("Schrijf waarom deze berekening van de site gaat.")
    shown = SroiEdition.objects.select_for_update().published().filter(calculation=of).first()
    if shown is None:
        raise EditionRefused("Deze berekening staat niet meer op de site.")
    SroiEdition.objects.filter(calculation=of).update(state=State.TAKEN_OFF)
    shown.refresh_from_db()
    shown.reason, shown.by = reason, by
    shown.save(update_fields=["reason", "by"])
    of.changed_at = timezone.now()
    of.save(update_fields=["changed_at"])
    return shown


def results_of(of: Sheet) -> dict[str, Any]:
    """What an edition keeps beside the sheet, as text; euros to the cent."""
    return {
        "formula_version": calculation.FORMULA_VERSION,
        "cases": [
            {
                "case": one.case,
                "put_in": cents(one.put_in),
                "gained": cents(one.gained),
                "net": cents(one.net),
                "ratio": None if one.ratio is None else str(round(one.ratio, 4)),
            }
            for one in calculation.results(of)
        ],
    }


def cents(amount: Decimal) -> str:
    return str(round(amount, 2))
