"""What an employer wants help with, as ticked on its own page."""

from collections.abc import Iterable

from django.db import transaction

from leads import capture
from leads.models import Lead
from leads.stages import Wish
from roadshow.models import Registration, Repeat


@transaction.atomic
def keep(party: Registration | Repeat, wishes: Iterable[str], note: str = "") -> None:
    """Keep what this party ticked, and tell the dossier.

    Colleagues share one dossier: what another party or a coordinator wrote there stays.
    """
    before = set(party.wishes)
    chosen = set(wishes)
    party.wishes = [wish for wish in Wish.values if wish in chosen]
    party.wish_note = note.strip()[:500]
    party.save(update_fields=["wishes", "wish_note"])
    lead = _lead(party)
    if lead is None:
        return
    elsewhere = _ticked_by_others(lead, party)
    there = set(lead.wishes.values_list("wish", flat=True))
    capture.record_wishes(
        lead, (there - before) | chosen | elsewhere, note=party.wish_note or lead.wish_note
    )


def _lead(party: Registration | Repeat) -> Lead | None:
    return party.registration.lead if isinstance(party, Repeat) else party.lead


def _ticked_by_others(lead: Lead, party: Registration | Repeat) -> set[str]:
    parties = [
        *Registration.objects.filter(lead=lead).active(),
        *Repeat.objects.filter(registration__lead=lead),
    ]
    return {wish for other in parties if other != party for wish in other.wishes}
