"""Figures, dates, and whom to call or mail become part of what a yes is about.

Each answer, reading, judgement and confirmation of before gets those of the version it was about,
as 0033 did with credits. So a story that did not change asks nothing again, and another figure
does.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import import_module

from django.db import migrations

WITH_IT = ("prefix", "suffix", "unit")
BESIDE = ("source_on", "contact_phone", "contact_email")
attached = import_module("stories.migrations.0026_attachments")
linked = import_module("stories.migrations.0029_where_links_lead")


def lines(told: dict) -> list[str]:
    """Of a version as it is kept, in the order in which they are sealed."""
    found = set(of_story(*(told.get(name) for name in BESIDE)))
    for block in attached.raw(told.get("body")):
        value = block.get("value")
        if block.get("type") == "impact_number" and isinstance(value, dict):
            found |= set(of_figure(value))
    return sorted(found)


def of_story(source_on, phone, email):
    if day := day_of(source_on):
        yield f"De bron is van {day}."
    yield from (text for said in (phone, email) if (text := one_line(said)))


def of_figure(value: dict):
    prefix, suffix, unit = (one_line(value.get(name)) for name in WITH_IT)
    if figure := figure_of(value.get("value")):
        yield f"{prefix}{figure}{suffix} {unit}".strip()
    if answered := figure_of(value.get("answered")):
        yield f"{answered} van {figure_of(value.get('asked'))} antwoordden: {unit}"
    if day := day_of(value.get("checked_on")):
        yield f"Nagekeken op {day}: {unit}"
    if value.get("is_example"):
        yield f"Een voorbeeld, geen echt cijfer: {unit}"


def one_line(said) -> str:
    return " ".join(str(said or "").split())


def figure_of(said) -> str:
    try:
        number = Decimal(str(said))
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    plain = f"{number:,f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return plain.translate({ord(","): ".", ord("."): ","})


def day_of(said) -> str:
    try:
        day = said if isinstance(said, date) else date.fromisoformat(str(said))
    except ValueError:
        return ""
    return f"{day:%d/%m/%Y}"


class Versions:
    """What each version of one page said in figures."""

    def __init__(self, page, revisions):
        self.now = lines({name: getattr(page, name) for name in (*BESIDE, "body")})
        rows = revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
        self.kept = [
            (row.pk, row.created_at, lines(told))
            for row in rows.iterator()
            if isinstance(told := row.content, dict)
        ]

    is_bare = attached.Versions.is_bare
    at = attached.Versions.at


def carry(apps, editor):
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    together = {}
    pages = apps.get_model("stories", "StoryPage").objects
    for page in pages.only("pk", "translation_key", "body", *BESIDE).iterator():
        versions = Versions(page, revisions)
        if not versions.is_bare:
            together.setdefault(page.translation_key, []).append(versions)
            linked.of_page(apps, page.pk, versions)
    for key, found in together.items():
        linked.of_receipts(apps, key, found)


class Migration(migrations.Migration):
    dependencies = [("stories", "0037_what_the_federation_released")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
