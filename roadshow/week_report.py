"""What the roadshow adds to the week report of a desk; see leads/reports/week.py."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from brand import scoping
from leads.reports.week import MOST_NAMED, Line, Section, Week
from roadshow import visit
from roadshow.models import StopPage

AHEAD = timedelta(weeks=3)


def sections(user, week: Week) -> list[Section]:
    """The next stops, as they stand now."""
    if not scoping.may_somewhere(user, "roadshow.view_stoppage"):
        return []
    now = timezone.now()
    rows = StopPage.objects.visible_to(user).open(now).filter(starts_at__lt=now + AHEAD)
    stops, total = list(rows.with_place()[:MOST_NAMED]), rows.count()
    number = {0: "Geen haltes", 1: "1 halte"}.get(total, f"{total} haltes")
    sentence = f"{number} in de komende drie weken."
    lines = [
        Line(
            stop.title,
            f"{reverse('inschrijvingen:index')}?stop={stop.pk}",
            f"{visit.when(stop)}, {stop.seats_taken} van {stop.capacity} plaatsen",
        )
        for stop in stops
    ]
    return [Section("Komt eraan", sentence, lines, reverse("haltes:index"))]
