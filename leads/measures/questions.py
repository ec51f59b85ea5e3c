"""From the answers in an address to the cards that are shown."""

from typing import Any

from django.http import QueryDict

from brand.models import Province
from leads.measures import reading
from leads.measures.forms import SupportForm
from leads.models.lead import Lead, LeadWish
from leads.models.measures import Group, Region
from leads.stages import Wish

# What a wish of an employer comes down to; the other wishes leave it open.
GROUP_OF_WISH: dict[str, str] = {
    Wish.VACANCY: Group.EMPLOYMENT,
    Wish.INTERNSHIP: Group.INTERNSHIP,
    Wish.OUTSOURCING: Group.ORDER,
}


def answered(query: QueryDict, known: dict[str, str] | None = None) -> dict[str, Any]:
    """The form and the cards; `known` is answered already where the address says nothing."""
    asks = any(name in query for name in SupportForm.base_fields)
    form = SupportForm(query if asks else (known or None))
    form.is_valid()
    return {"form": form, "support": reading.read(form.question)}


def known_of(lead: Lead) -> dict[str, str]:
    """What the dossier says already: where the employer is, and what it wants."""
    found = {}
    town = lead.employer.municipality
    if town is not None:
        brussels = town.province == Province.BRUSSEL
        found["waar"] = (Region.BRUSSELS if brussels else Region.FLANDERS).value
    wishes = LeadWish.objects.filter(lead=lead).values_list("wish", flat=True)
    groups = {GROUP_OF_WISH[wish] for wish in wishes if wish in GROUP_OF_WISH}
    if len(groups) == 1:
        found["wat"] = str(groups.pop())
    return found
