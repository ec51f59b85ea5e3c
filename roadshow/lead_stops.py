"""What the desk shows of the stop that brought a lead; see leads/desk/stops.py."""

from django.db.models import Expression, OuterRef, Subquery

from roadshow.models import StopPage


def columns(stop: str) -> dict[str, Expression]:
    """Place and hour of the stop whose number stands under this name."""
    found = StopPage.objects.filter(pk=OuterRef(stop)).order_by()
    return {
        "stop_place": Subquery(found.values("venue__municipality__name")[:1]),
        "stop_begins": Subquery(found.values("starts_at")[:1]),
    }
