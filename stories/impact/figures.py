"""From counting to a published figure: a frozen stand, and another one when the number changes.

A stand is never changed. Counting again gives a new one:

- the first, and one that only grew in a year that still runs, is published by itself;
- one that is lower anywhere, that changes a year that is closed, or that is counted by another
  formula, waits until somebody of the federation writes why. Until then the stand of before stays.

So erasing people, or keeping rows no longer than allowed, never changes a published number without
a word. A counted number cannot be typed over: a correction is made in the rows, and counted again.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from brand import scoping
from brand.privacy.suppression import FEWEST
from stories.impact import counting, tables
from stories.models import Figure, Indicator, PartnerFigure

State = Figure.State
FIRST, GREW, SAME = "Eerste telling.", "Nieuwe telling.", "Zelfde getal, andere uitsplitsing."
REPLACES_EXAMPLE = "Eerste echte telling; ervoor stond hier een voorbeeld."
CLOSES = (4, 1)  # month and day of the next year from which a year is closed
NO_REASON = "Schrijf waarom dit cijfer verandert. Dat staat bij het cijfer, voor iedereen."
NOT_WAITING = "Dit cijfer werd intussen gepubliceerd of opnieuw geteld. Kijk het na."


class FigureRefused(Exception):
    """Says why in a Dutch sentence."""


def may_publish(user) -> bool:
    """Whether this user answers for what the federation publishes."""
    return user.is_active and scoping.is_everywhere(user, "stories.write")


def is_closed(year: int, today: date | None = None) -> bool:
    """Late confirmations still count until the end of March."""
    today = today or timezone.localdate(timezone=timezone.get_default_timezone())
    return today >= date(year + 1, *CLOSES)


# Counting ---------------------------------------------------------------------------------------


def count_open_years() -> None:
    """The worker's daily task: every indicator, in each year that is not closed."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    for year in (today.year - 1, today.year):
        if not is_closed(year, today):
            count_year(year)


def count_year(year: int, by=None) -> list[Figure]:
    """Those that changed or wait now."""
    examples = counting.only_examples()
    indicators = Indicator.objects.all()
    return [
        figure
        for indicator in indicators
        if (figure := recount(indicator, year, examples=examples, by=by))
    ]


@transaction.atomic
def recount(indicator: Indicator, year: int, *, examples: bool, by=None) -> Figure | None:
    """The new stand, published or waiting; None when it is as it was, or there is nothing yet."""
    indicator = Indicator.objects.select_for_update().get(pk=indicator.pk)
    made = (
        _counted(indicator, year, examples)
        if indicator.is_counted
        else _sum(indicator, year, examples)
    )
    stands = Figure.objects.filter(indicator=indicator, year=year)
    before = stands.filter(state=State.PUBLISHED).first()
    if before and before.is_example and not made.is_example:
        _drop_examples(stands)
        before, made.reason = None, REPLACES_EXAMPLE
    stands.filter(state=State.WAITING).delete()
    if before is None:
        if not made.rows:
            return None
        made.reason = made.reason or FIRST
        return _publish(made, None, by)
    if _is_same(made, before):
        before.checked_at = made.checked_at
        before.save(update_fields=["checked_at"])
        return None
    made.previous = before
    if needs_a_reason(made, before):
        made.state = State.WAITING
        made.save()
        return made
    made.reason = GREW if made.value != before.value else SAME
    return _publish(made, before, by)


def needs_a_reason(made: Figure, before: Figure) -> bool:
    if is_closed(made.year) or made.value < before.value or made.is_example != before.is_example:
        return True
    if made.method.get("formula_version") != before.method.get("formula_version"):
        return True
    return tables.fell(before.parts, made.parts)


@transaction.atomic
def publish(figure: Figure, reason: str, by) -> Figure:
    """What waited takes the place of the stand of before, with a reason for everybody to read."""
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise FigureRefused(NO_REASON)
    Indicator.objects.select_for_update().get(pk=figure.indicator_id)
    held = Figure.objects.filter(pk=figure.pk, state=State.WAITING).first()
    if held is None:
        raise FigureRefused(NOT_WAITING)
    before = Figure.objects.filter(
        indicator=held.indicator_id, year=held.year, state=State.PUBLISHED
    ).first()
    held.reason = reason
    return _publish(held, before, by)


def _publish(figure: Figure, before: Figure | None, by) -> Figure:
    if before is not None:
        before.state = State.REPLACED
        before.save(update_fields=["state"])
    figure.state, figure.previous, figure.by = State.PUBLISHED, before, by
    figure.published_at = timezone.now()
    figure.save()
    return figure


def _drop_examples(stands) -> None:
    stands.filter(is_example=True).delete()


def _is_same(made: Figure, before: Figure) -> bool:
    return all(
        getattr(made, name) == getattr(before, name)
        for name in ("value", "parts", "answered", "asked", "unknown", "is_example")
    ) and made.method.get("formula_version") == before.method.get("formula_version")


def _figure(indicator: Indicator, year: int, counted: counting.Counted) -> Figure:
    now = timezone.now()
    return Figure(
        indicator=indicator,
        year=year,
        value=Decimal(counted.value),
        rows=counted.rows,
        parts=tables.parts_of(counted, protects=indicator.protects),
        method={
            "name": indicator.name,
            "unit": indicator.unit,
            "layer": indicator.layer,
            "definition": indicator.definition,
            "formula": indicator.formula,
            "formula_version": indicator.formula_version,
            "protects": indicator.protects,
            "is_reported": not indicator.is_counted,
            "parameters": _parameters(indicator, year),
        },
        counted_at=now,
        checked_at=now,
        is_example=counted.is_example,
    )


def _parameters(indicator: Indicator, year: int) -> list[list[str]]:
    """What the formula was given: name and value."""
    told = [["Periode", f"1 januari tot en met 31 december {year}"]]
    told.append(["Jaar afgesloten vanaf", f"1 april {year + 1}"])
    if indicator.protects:
        told.append(["Kleinste getal dat we tonen", str(FEWEST)])
    if indicator.code == "nog-aan-de-slag":
        told.append(["Drie maanden", "91 dagen na de start"])
    return told


def _counted(indicator: Indicator, year: int, examples: bool) -> Figure:
    return _figure(indicator, year, counting.COUNTERS[indicator.counter](year, examples=examples))


# What partners report ---------------------------------------------------------------------------


def _sum(indicator: Indicator, year: int, examples: bool) -> Figure:
    """The sum of what was approved, with who did not answer and who does not know."""
    asked = set(counting.partners(examples=examples).values_list("pk", flat=True))
    rows = PartnerFigure.objects.approved().filter(indicator=indicator, year=year)
    rows = list(rows.filter(is_demo=examples).select_related("organisation"))
    known = [row for row in rows if row.value is not None]
    groups = [
        counting.Group(value=row.value, rows=1, partner=row.organisation.name) for row in known
    ]
    figure = _figure(indicator, year, counting.Counted(groups, examples))
    figure.rows = len(rows)
    figure.answered, figure.unknown = len(known), len(rows) - len(known)
    figure.asked = len(asked | {row.organisation_id for row in rows})
    return figure


def silent(indicator: Indicator, year: int):
    """The partners that reported nothing of this year, for the federation's desk."""
    said = PartnerFigure.objects.approved().filter(indicator=indicator, year=year)
    asked = counting.partners(examples=counting.only_examples())
    return asked.exclude(pk__in=said.values("organisation")).order_by("name")


# Reading ----------------------------------------------------------------------------------------


def years() -> list[int]:
    """Those of which something was published, the newest first."""
    return sorted(set(Figure.objects.published().values_list("year", flat=True)), reverse=True)


def of_year(year: int) -> list[Figure]:
    return list(
        Figure.objects.published()
        .filter(year=year)
        .select_related("indicator")
        .order_by("indicator__position", "indicator__name")
    )


def history(year: int) -> dict[int, list[Figure]]:
    """By indicator, the stands of this year that visitors read: each that a person gave a reason
    for, and otherwise one of every month, the last in which the number itself changed."""
    found: dict[int, list[Figure]] = {}
    for stand in Figure.objects.were_published().filter(year=year):
        told = found.setdefault(stand.indicator_id, [])
        later = told[-1] if told else None
        if later is None or not _go_together(stand, later):
            told.append(stand)
        elif (later.reason, stand.reason) == (SAME, GREW):
            told[-1] = stand  # what came later only divided the same number otherwise
    return found


def _go_together(stand: Figure, later: Figure) -> bool:
    months = {timezone.localdate(one.published_at).replace(day=1) for one in (stand, later)}
    return len(months) == 1 and all(one.reason in (GREW, SAME) for one in (stand, later))


def stand() -> dict:
    """When anything was last counted."""
    return Figure.objects.filter(~Q(state=State.WAITING)).aggregate(at=Max("checked_at"))["at"]
