"""What a public buyer means to buy, as written down on its dossier.

Callers find the rows through `visible_to(user)`; permissions are not checked again here. Everything
that cannot be done raises LeadActionRefused with a Dutch sentence.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.formats import date_format

from brand.campaigns.budget import euro
from brand.models import User
from leads.follow_up.record import LeadActionRefused, LeadChanged, hold, write
from leads.models import Interaction, Lead, ProcurementIntention

NO_BUYER = "Zeg eerst wat voor openbare aankoper dit is."
NOTHING = "Kies welk werk of welke interesse het is, of schrijf het in eigen woorden."
GONE = "Dit aankoopplan werd intussen verwijderd."
CHANGED = "Dit aankoopplan werd intussen gewijzigd. Kijk het na en probeer opnieuw."
ASKED = "Over dit aankoopplan is een prijs gevraagd. Zet het op “Gaat niet door”."


@transaction.atomic
def add(lead: Lead, by: User, **facts: Any) -> ProcurementIntention:
    lead, before = hold(lead, None)
    if not lead.employer.buyer_kind:
        raise LeadActionRefused(NO_BUYER)
    intention = ProcurementIntention(lead=lead, created_by=by)
    _fill(intention, facts)
    intention.save()
    _tell(intention, before, by, "Aankoopplan")
    return intention


@transaction.atomic
def change(
    intention: ProcurementIntention, by: User, *, version: int | None = None, **facts: Any
) -> ProcurementIntention:
    lead, before = hold(intention.lead, None)
    intention = _held(intention, version)
    intention.lead = lead
    was = sentence(intention)
    _fill(intention, facts)
    intention.version += 1
    intention.save()
    if sentence(intention) != was:
        _tell(intention, before, by, "Aankoopplan gewijzigd")
    return intention


@transaction.atomic
def remove(intention: ProcurementIntention, by: User) -> None:
    """Take a mistake away; what was called off keeps its row."""
    lead, before = hold(intention.lead, None)
    intention = _held(intention, None)
    intention.lead = lead
    _tell(intention, before, by, "Aankoopplan verwijderd")
    intention.delete()


def sentence(intention: ProcurementIntention) -> str:
    """Like "Groenonderhoud, voorbehouden perceel, € 25.000, van plan, vanaf 1 maart 2027."."""
    said = [
        str(intention),
        intention.kind_words,
        intention.size,
        intention.get_form_display(),
        euro(intention.amount) if intention.amount is not None else "",
        intention.get_status_display(),
    ]
    if intention.expected_on:
        said.append(f"vanaf {date_format(intention.expected_on, 'j F Y')}")
    first, *rest = filter(None, said)
    return ", ".join([first, *(f"{one[0].lower()}{one[1:]}" for one in rest)]) + "."


def _held(intention: ProcurementIntention, version: int | None) -> ProcurementIntention:
    """As it stands now; its lead is locked already."""
    rows = ProcurementIntention.objects.select_related("activity")
    held = rows.filter(pk=intention.pk).first()
    if held is None:
        raise LeadActionRefused(GONE)
    if version is not None and version != held.version:
        raise LeadChanged(CHANGED)
    return held


def _fill(intention: ProcurementIntention, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(intention, name, value)
    if not (intention.activity or intention.wish or intention.description):
        raise LeadActionRefused(NOTHING)


def _tell(
    intention: ProcurementIntention, before: dict[str, Any], by: User | None, what: str
) -> None:
    note = f"{what}: {sentence(intention)}"
    write(intention.lead, before, Interaction.Kind.PROCUREMENT, by, note=note, for_good=True)
