"""Partners for one dossier, as the database knows them; the order and the words are ranking's."""

from dataclasses import replace
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from brand.models import Activity, Municipality, Organisation
from leads.models import HandOver, Lead
from leads.routing.ranking import LATELY_DAYS, Candidate, Need, Place, Proposal, rank

State = HandOver.State
SAID: dict[str, str] = {
    State.DECLINED: "zei al nee voor dit dossier",
    State.EXPIRED: "gaf geen antwoord toen dit dossier aangeboden werd",
}


def proposals(lead: Lead, activity: Activity | None = None) -> list[Proposal]:
    """Every other partner, the likeliest first; the work is the lead's when none is given."""
    partners = Organisation.objects.partners().exclude(pk=lead.owner_organisation_id)
    found = candidates(list(partners.order_by("name", "pk")))
    said = {
        to: SAID[state]
        for to, state in lead.hand_overs.filter(state__in=SAID)
        .order_by("offered_at", "pk")
        .values_list("to_organisation", "state")
    }
    asked = [replace(one, answered_no=said.get(one.pk, "")) for one in found]
    return rank(need_of(lead, activity or lead.activity), asked)


def next_partner(lead: Lead) -> Organisation | None:
    """Who comes next by itself: fits, has room, and was not asked about this dossier before."""
    asked = set(lead.hand_overs.values_list("to_organisation", flat=True))
    for proposal in proposals(lead):
        if proposal.is_next and proposal.partner.pk not in asked:
            return Organisation.objects.get(pk=proposal.partner.pk)
    return None


def need_of(lead: Lead, activity: Activity | None) -> Need:
    town = lead.employer.municipality
    return Need(
        activity=activity.pk if activity else None,
        activity_name=activity.name if activity else "",
        place=_place(town) if town else None,
    )


def candidates(partners: list[Organisation]) -> list[Candidate]:
    """These partners with what they do, where, and what came to them lately."""
    received, taken = _received(partners), _own(partners)
    rows = Organisation.objects.filter(pk__in=[partner.pk for partner in partners])
    rows = rows.select_related("base").prefetch_related("activities", "municipalities")
    return [
        Candidate(
            pk=row.pk,
            name=row.name,
            activities=frozenset(one.pk for one in row.activities.all()),
            provinces=frozenset(row.provinces),
            municipalities=frozenset(one.pk for one in row.municipalities.all()),
            base=row.base.centre if row.base else None,
            capacity=row.lead_capacity,
            received=received.get(row.pk, 0),
            taken=received.get(row.pk, 0) + taken.get(row.pk, 0),
        )
        for row in rows
    ]


def _place(town: Municipality) -> Place:
    return Place(town.pk, town.name, town.province, town.get_province_display(), town.centre)


def _received(partners: list[Organisation]) -> dict[int, int]:
    """Dossiers that other partners gave them lately, or offer them now."""
    since = timezone.now() - timedelta(days=LATELY_DAYS)
    rows = HandOver.objects.filter(
        to_organisation__in=partners,
        state__in=[State.OFFERED, State.ACCEPTED],
        offered_at__gte=since,
    )
    counted = rows.order_by().values_list("to_organisation").annotate(Count("pk"))
    return dict(counted)


def _own(partners: list[Organisation]) -> dict[int, int]:
    """New dossiers that came to them lately by themselves."""
    since = timezone.now() - timedelta(days=LATELY_DAYS)
    given = HandOver.objects.filter(
        lead=OuterRef("pk"),
        to_organisation=OuterRef("owner_organisation"),
        state=State.ACCEPTED,
    )
    rows = Lead.objects.filter(owner_organisation__in=partners, created_at__gte=since)
    counted = rows.filter(~Exists(given)).order_by().values_list("owner_organisation")
    return dict(counted.annotate(Count("pk")))
