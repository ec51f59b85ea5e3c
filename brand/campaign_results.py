"""What brand reports of a campaign; see brand/campaigns/results.py."""

from django.db.models import QuerySet, Sum

from brand.campaigns.results import Step
from brand.models import LinkVisits, TrackedLink


def clicks(links: QuerySet[TrackedLink]) -> dict[int, int]:
    rows = LinkVisits.objects.filter(link__in=links).order_by()
    return dict(rows.values_list("link").annotate(Sum("count")))


CLICKS = "kliks"
STEPS = [
    Step(CLICKS, "Kliks op de links", 10, clicks, hint="Zoekmachines en voorvertoners niet geteld.")
]
