"""Leads as a partner's own software reads them: what its people see at the desk, and no more."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from brand.api.resources import ADDRESS, MOMENT, NUMBER, TEXT, TEXTS, maybe
from brand.models import Organisation
from brand.pages.schema_org import full
from brand.text import row_number
from leads.models import Contact, Lead
from leads.stages import Stage

PER_PAGE, AT_MOST = 50, 200
# What was written while somebody read is read again next time, rather than never.
OVERLAP = timedelta(minutes=1)

DAY = {"type": "string", "format": "date"}
EMPLOYER: dict[str, dict] = {
    "id": NUMBER,
    "name": TEXT,
    "enterprise_number": maybe(TEXT),
    "municipality": maybe(TEXT),
    "website": maybe(ADDRESS),
}
CONTACT: dict[str, dict] = {"name": TEXT, "email": TEXT, "phone": TEXT, "function": TEXT}
STEP: dict[str, dict] = {"at": MOMENT, "kind": TEXT, "outcome": TEXT, "note": TEXT, "by": TEXT}
LEAD: dict[str, dict] = {
    "id": NUMBER,
    "stage": {"type": "string", "enum": Stage.values},
    "stage_since": MOMENT,
    "no_match_reason": TEXT,
    "source": TEXT,
    "employer": {"type": "object", "properties": EMPLOYER, "required": list(EMPLOYER)},
    "contact": maybe({"type": "object", "properties": CONTACT, "required": list(CONTACT)}),
    "wishes": TEXTS,
    "wish_note": TEXT,
    "owner": TEXT,
    "next_action": TEXT,
    "next_action_on": maybe(DAY),
    "first_response_due": maybe(DAY),
    "first_responded_at": maybe(MOMENT),
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "version": NUMBER,
    "url": ADDRESS,
}
STEPS = {
    "type": "array",
    "items": {"type": "object", "properties": STEP, "required": list(STEP)},
}


class Unreadable(Exception):
    """Its text is a Dutch sentence for who wrote the software."""


def of(partner: Organisation) -> QuerySet[Lead]:
    """Those that this partner follows up, with the people there whom it knows."""
    people = Contact.objects.filter(known_to=partner)
    rows = Lead.objects.filter(owner_organisation=partner)
    return rows.select_related("employer__municipality", "owner").prefetch_related(
        "wishes", Prefetch("contact", people)
    )


def page(
    partner: Organisation,
    *,
    stages: Sequence[str] = (),
    changed_since: str = "",
    cursor: str = "",
    limit: str = "",
) -> tuple[list[Lead], str | None, datetime]:
    """The oldest change first; where the next page begins; and since when to ask next time."""
    asked_at = timezone.now() - OVERLAP
    rows = of(partner).order_by("updated_at", "pk")
    if unknown := set(stages) - set(Stage.values):
        known = ", ".join(Stage.values)
        raise Unreadable(f"De fase “{unknown.pop()[:40]}” bestaat niet. Wel: {known}.")
    if stages:
        rows = rows.filter(stage__in=stages)
    if changed_since:
        rows = rows.filter(updated_at__gte=_moment(changed_since))
    if cursor:
        at, pk = _after(cursor)
        rows = rows.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=pk))
    count = _size(limit)
    found = list(rows[: count + 1])
    last = found[count - 1] if len(found) > count else None
    return found[:count], _cursor(last) if last else None, asked_at


def _moment(text: str) -> datetime:
    wrong = Unreadable("“changed_since” is geen moment. Schrijf het zo: 2026-11-28T09:30:00+01:00.")
    try:
        found = parse_datetime(text.replace(" ", "+"))  # a plus sign in an address is a space
    except ValueError:
        raise wrong from None
    if found is None or timezone.is_naive(found):
        raise wrong
    return found


def _size(text: str) -> int:
    if not text:
        return PER_PAGE
    size = row_number(text)
    if size is None or size > AT_MOST:
        raise Unreadable(f"“limit” is een getal van 1 tot {AT_MOST}.")
    return size


def _cursor(lead: Lead) -> str:
    return base64.urlsafe_b64encode(f"{lead.updated_at.isoformat()}|{lead.pk}".encode()).decode()


def _after(cursor: str) -> tuple[datetime, int]:
    try:
        at, _, pk = base64.urlsafe_b64decode(cursor.encode()).decode().partition("|")
        moment = datetime.fromisoformat(at)
        number = int(pk)
    except (ValueError, binascii.Error):
        raise Unreadable("“cursor” is niet wat we gaven. Begin opnieuw zonder.") from None
    if timezone.is_naive(moment) or not 0 < number < 2**63:
        raise Unreadable("“cursor” is niet wat we gaven. Begin opnieuw zonder.")
    return moment, number


def line(lead: Lead) -> dict[str, Any]:
    employer, person = lead.employer, lead.contact
    return {
        "id": lead.pk,
        "stage": lead.stage,
        "stage_since": lead.stage_since.isoformat(),
        "no_match_reason": lead.no_match_reason,
        "source": lead.source,
        "employer": {
            "id": employer.pk,
            "name": employer.name,
            "enterprise_number": employer.enterprise_number,
            "municipality": str(employer.municipality) if employer.municipality else None,
            "website": employer.website or None,
        },
        "contact": {name: getattr(person, name) for name in CONTACT} if person else None,
        "wishes": [one.wish for one in lead.wishes.all()],
        "wish_note": lead.wish_note,
        "owner": str(lead.owner or ""),
        "next_action": lead.next_action,
        "next_action_on": _day(lead.next_action_on),
        "first_response_due": _day(lead.first_response_due),
        "first_responded_at": _day(lead.first_responded_at),
        "created_at": lead.created_at.isoformat(),
        "updated_at": lead.updated_at.isoformat(),
        "version": lead.version,
        "url": full(lead.get_absolute_url()),
    }


def whole(lead: Lead) -> dict[str, Any]:
    """With what happened, the latest first."""
    steps = lead.interactions.filter(undone_at=None).select_related("by")
    return line(lead) | {
        "steps": [
            {
                "at": step.at.isoformat(),
                "kind": step.kind,
                "outcome": step.outcome,
                "note": step.note,
                "by": str(step.by or ""),
            }
            for step in steps
        ]
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None
