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
def keep(party: Registration | Repeat, wishes: Iterable[str], note: str = "") -> None:
    """Keep what this party ticked, and tell the dossier.

    Colleagues share one dossier: what another party or a coordinator ticked there stays. Words in
    the place of another's take the link in the mail: anybody can type an address of that firm. What
    cannot stand in their place is a line on the timeline.
    """
    before, said_before = set(party.wishes), party.wish_note
    chosen = set(wishes)
    party.wishes = [wish for wish in Wish.values if wish in chosen]
    party.wish_note = note.strip()[:500]
    party.save(update_fields=["wishes", "wish_note"])
    lead = _lead(party)
    if lead is None:
        return
    if isinstance(party, Repeat):
        _hear(lead, party.wishes, party.wish_note)
        return
    note = party.wish_note or lead.wish_note
    if party.address_proven_at is None and lead.wish_note not in ("", said_before, note):
        if party.wish_note != said_before:
            _hear(lead, [], party.wish_note)
        note = lead.wish_note
    elsewhere = _ticked_by_others(lead, party)
    there = set(lead.wishes.values_list("wish", flat=True))
    capture.record_wishes(lead, (there - before) | chosen | elsewhere, note=note)


def _hear(lead: Lead, wishes: Iterable[str], note: str) -> None:
    """One line a day for each dossier: a stranger fills no timeline."""
    said = [*(Wish(wish).label for wish in wishes), *([f"“{note}”"] if note else [])]
    if not said:
        return
    kind, words = Interaction.Kind.REGISTRATION, f"{UNPROVEN}{', '.join(said)}."
    lines = lead.interactions.filter(kind=kind, note__startswith=UNPROVEN)
    today = lines.filter(at__gte=timezone.now() - DAY).first()
    if today is None:
        capture.remark(lead, kind, words)
        return
    today.note = words
    today.save(update_fields=["note"])


def _lead(party: Registration | Repeat) -> Lead | None:
    return party.registration.lead if isinstance(party, Repeat) else party.lead


def _ticked_by_others(lead: Lead, party: Registration) -> set[str]:
    others = Registration.objects.filter(lead=lead).active().exclude(pk=party.pk)
    return {wish for other in others for wish in other.wishes}
