"""What every action on a lead shares: lock it, refuse with a sentence, add one line.

The line keeps the earlier values, so that they can be restored.
"""

from datetime import date, time
from typing import Any, cast

from django.db.models import Field
from django.utils.timesince import timesince

from brand.models import User
from leads.connections import events
from leads.models import Interaction, Lead

Kind = Interaction.Kind

DID: dict[str, str] = {
    Kind.CALL: "belde",
    Kind.MAIL: "mailde",
    Kind.MEETING: "maakte een afspraak",
    Kind.VISIT: "noteerde een plaatsbezoek",
    Kind.JOB_ANALYSIS: "noteerde een jobanalyse",
    Kind.QUOTE: "noteerde een offerte",
    Kind.AGREEMENT: "noteerde een overeenkomst",
    Kind.EVALUATION: "noteerde een evaluatie",
    Kind.OTHER: "noteerde een stap",
    Kind.STAGE: "wijzigde de fase",
    Kind.NEXT: "wijzigde de volgende stap",
    Kind.OWNER: "wijzigde de opvolger",
    Kind.HAND_OVER: "droeg het dossier over",
}
# What a step may change, and so what undoing puts back.
KEPT = [
    "stage",
    "stage_since",
    "no_match_reason",
    "owner_organisation_id",
    "owner_id",
    "activity_id",
    "next_action",
    "next_action_note",
    "next_action_on",
    "next_action_at",
    "next_action_place",
    "first_response_due",
    "first_responded_at",
]


class LeadActionRefused(Exception):
    """A step that cannot be taken; its text is a Dutch sentence for the person."""


class LeadChanged(LeadActionRefused):
    """Another user changed the lead since this one opened it."""


def hold(lead: Lead, version: int | None) -> tuple[Lead, dict]:
    """The lead as it stands now, locked until the transaction ends; and its present words."""
    lead = Lead.objects.select_for_update().get(pk=lead.pk)
    if version is not None and version != lead.version:
        raise LeadChanged(f"{last_change_since(lead, version)} Kijk het na en probeer opnieuw.")
    return lead, {name: getattr(lead, name) for name in KEPT}


def write(
    lead: Lead,
    before: dict[str, Any],
    kind: str,
    by: User | None,
    *,
    note: str = "",
    for_good: bool = False,
    **line: Any,
) -> Interaction:
    """Keep the lead as it was changed, and one line of it; `for_good` cannot be undone.

    `line`: further fields of the Interaction.
    """
    changed = save(lead, before)
    return lead.add_to_timeline(
        kind,
        note,
        by=by,
        before=None if for_good else {name: _plain(value) for name, value in changed.items()},
        version=lead.version if changed else None,
        **line,
    )


def save(lead: Lead, before: dict[str, Any]) -> dict:
    changed = {name: value for name, value in before.items() if getattr(lead, name) != value}
    if changed:
        lead.version += 1
        lead.save(update_fields=[*changed, "version", "updated_at"])
        events.changed(lead, changed)
    return changed


def restore(lead: Lead, before: dict[str, Any]) -> None:
    """Make the lead say again what it said before a step."""
    for name, value in before.items():
        field = cast(Field, Lead._meta.get_field(name.removesuffix("_id")))
        setattr(lead, name, field.to_python(value) if value is not None else None)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def last_change_since(lead: Lead, version: int | None) -> str:
    """The last change after this version, as a sentence: An wijzigde de fase 2 minuten geleden."""
    line = (
        lead.interactions.filter(version__gt=version or 0, kind__in=DID)
        .select_related("by")
        .order_by("-version")
        .first()
    )
    if line is None or line.version != lead.version or line.by is None:
        return "Dit dossier werd intussen gewijzigd."
    ago = timesince(line.at, depth=1).replace("\xa0", " ")
    when = "zonet" if ago.startswith("0") else f"{ago} geleden"
    return f"{line.by.first_name or line.by} {DID[line.kind]} {when}."
