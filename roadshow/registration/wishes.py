"""What an employer wants help with, as ticked on its own page."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from leads import capture
from leads.models import Interaction, Lead
from leads.stages import Wish
from roadshow.models import Registration, Repeat

DAY = timedelta(days=1)
UNPROVEN = "Ingevuld zonder de link in onze mail, dus misschien door iemand anders: "


@transaction.atomic
def keep(registration: Registration | Repeat, wishes: Iterable[str], note: str = "") -> None:
    """Save the ticked wishes on the registration and merge them into its lead.

    Colleagues share one lead: wishes ticked by another registration or a coordinator stay. A note
    replaces another's note only after the mailed link was used, because anyone can type an address
    of that company; otherwise it becomes a line on the timeline.
    """
    before, said_before = set(registration.wishes), registration.wish_note
    chosen = set(wishes)
    registration.wishes = [wish for wish in Wish.values if wish in chosen]
    registration.wish_note = note.strip()[:500]
    registration.save(update_fields=["wishes", "wish_note"])
    lead = _lead(registration)
    if lead is None:
        return
    if isinstance(registration, Repeat):
        _add_to_todays_line(lead, registration.wishes, registration.wish_note)
        return
    note = registration.wish_note or lead.wish_note
    if registration.address_proven_at is None and lead.wish_note not in ("", said_before, note):
        if registration.wish_note != said_before:
            _add_to_todays_line(lead, [], registration.wish_note)
        note = lead.wish_note
    elsewhere = _ticked_by_others(lead, registration)
    if registration.address_proven_at is None:
        before &= _just_added(lead, registration)
    there = set(lead.wishes.values_list("wish", flat=True))
    capture.record_wishes(lead, (there - before) | chosen | elsewhere, note=note)


def _add_to_todays_line(lead: Lead, wishes: Iterable[str], note: str) -> None:
    """One line a day for each lead: a stranger fills no timeline."""
    said = [*(Wish(wish).label for wish in wishes), *([f"“{note}”"] if note else [])]
    if not said:
        return
    kind, words = Interaction.Kind.REGISTRATION, f"{UNPROVEN}{', '.join(said)}."
    lines = lead.interactions.filter(kind=kind, note__startswith=UNPROVEN)
    today = lines.filter(at__gte=timezone.now() - DAY).first()
    if today is None:
        lead.add_to_timeline(kind, words)
        return
    today.note = words
    today.save(update_fields=["note"])


def _lead(registration: Registration | Repeat) -> Lead | None:
    return registration.registration.lead if isinstance(registration, Repeat) else registration.lead


def _just_added(lead: Lead, registration: Registration) -> set[str]:
    """What an unproven registration may take back: a slip, not what the lead had before it."""
    since = max(registration.created_at, timezone.now() - capture.SAME_ANSWER)
    return set(lead.wishes.filter(created_at__gte=since).values_list("wish", flat=True))


def _ticked_by_others(lead: Lead, registration: Registration) -> set[str]:
    others = Registration.objects.filter(lead=lead).active().exclude(pk=registration.pk)
    return {wish for other in others for wish in other.wishes}
