"""What a story says in numbers, dates and addresses to reach somebody: visitors read those too.

No text of a block or a field holds them, so each becomes a line of its own, which whoever is in the
story reads, can refuse, and says yes to. Read from the story as it is kept.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from brand.text import one_line

WITH_IT = ("prefix", "suffix", "unit")


def lines(story) -> list[str]:
    """Each once."""
    kept = story.body.stream_block.get_prep_value(story.body) if story.body else []
    beside = (story.source_on, story.contact_phone, story.contact_email)
    return list(dict.fromkeys([*_of_story(*beside), *in_body(kept)]))


def _of_story(source_on, phone: str, email: str) -> Iterator[str]:
    if day := _day(source_on):
        yield f"De bron is van {day}."
    yield from (text for said in (phone, email) if (text := one_line(said or "")))


# In the body as it is kept ------------------------------------------------------------------------


def in_body(raw: Iterable[dict]) -> Iterator[str]:
    for block in raw:
        value = block.get("value")
        if block.get("type") == "impact_number" and isinstance(value, dict):
            yield from _of_figure(value)


def _of_figure(value: dict) -> Iterator[str]:
    prefix, suffix, unit = (one_line(str(value.get(name) or "")) for name in WITH_IT)
    if figure := _figure(value.get("value")):
        yield f"{prefix}{figure}{suffix} {unit}".strip()
    if answered := _figure(value.get("answered")):
        yield f"{answered} van {_figure(value.get('asked'))} antwoordden: {unit}"
    if day := _day(value.get("checked_on")):
        yield f"Nagekeken op {day}: {unit}"
    if value.get("is_example"):
        yield f"Een voorbeeld, geen echt cijfer: {unit}"


def _figure(said) -> str:
    """As it is written in Dutch, however it is kept: 1.850, 12,5."""
    try:
        number = Decimal(str(said))
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    plain = f"{number:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.translate({ord(","): ".", ord("."): ","})


def _day(said) -> str:
    try:
        day = said if isinstance(said, date) else date.fromisoformat(str(said))
    except ValueError:
        return ""
    return f"{day:%d/%m/%Y}"
