"""Warnings before planning a stop. None of them refuses; the planner decides."""

from datetime import datetime, timedelta

from django.utils import timezone

from brand.dates import words, working_days
from brand.places import distance_km
from roadshow.mobility import reach
from roadshow.models import StopPage

LEAD_TIME = timedelta(weeks=3)
FAR_YEARS = 2  # a slip in the year
NEARBY = 25  # kilometres within which two stops on one day fish in the same pond
SATURDAY = 5


def cautions(
    *, venue, organisation, starts_at: datetime, ends_at: datetime, leave_out=None, now=None
) -> list[str]:
    """Sentences for the planner; empty when nothing is out of the ordinary.

    leave_out: the stop that is being changed, which cannot be in its own way.
    """
    now = now or timezone.now()
    return [
        *_too_soon(starts_at, now),
        *_too_far(starts_at, now),
        *_no_working_day(starts_at),
        *_clashes(venue, organisation, starts_at, ends_at, leave_out),
        *_hard_to_reach(venue, organisation),
    ]


def _too_soon(starts_at, now) -> list[str]:
    left = timezone.localdate(starts_at) - timezone.localdate(now)
    if left >= LEAD_TIME:
        return []
    when = {0: "vandaag", 1: "morgen"}.get(left.days, f"over {left.days} dagen")
    return [f"Deze halte is al {when}. Reken op minstens 3 weken om werkgevers uit te nodigen."]


def _too_far(starts_at, now) -> list[str]:
    year = timezone.localdate(starts_at).year
    years = year - timezone.localdate(now).year
    if years < FAR_YEARS:
        return []
    return [f"Deze halte is pas over {years} jaar. Klopt het jaar {year}?"]


def _no_working_day(starts_at) -> list[str]:
    day = timezone.localdate(starts_at)
    if name := working_days.public_holidays(day.year).get(day):
        return [f"{words.day(starts_at).capitalize()} is een feestdag: {name}."]
    if day.weekday() >= SATURDAY:
        weekday = words.day(starts_at).split()[0]
        return [f"Dit is een {weekday}. De meeste werkgevers werken dan niet."]
    return []


def _clashes(venue, organisation, starts_at, ends_at, leave_out) -> list[str]:
    begin = timezone.localtime(starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    same_day = StopPage.objects.live().filter(
        cancelled_at=None, starts_at__lt=begin + timedelta(days=1, hours=1), ends_at__gt=begin
    )
    if leave_out is not None:
        same_day = same_day.exclude(pk=leave_out.pk)
    found = []
    for stop in same_day.with_place().order_by("starts_at", "pk"):
        overlap = stop.starts_at < ends_at and starts_at < stop.ends_at
        km = distance_km(venue.point, stop.venue.point)
        if overlap and stop.venue_id == venue.pk:
            found.append(f"In {venue.name} is dan al een halte: {stop.title}, {stop.hours}.")
        elif overlap and stop.organisation_id == organisation.pk:
            found.append(f"{organisation} is dan al gastheer in {stop.title}, {stop.hours}.")
        elif km <= NEARBY:
            distance_words = words.kilometres(km)
            found.append(
                f"Op dezelfde dag is er een halte in {stop.title}, {distance_words} verder."
            )
    return found


def _hard_to_reach(venue, organisation) -> list[str]:
    number = reach.at_venue(venue, organisation)
    if not number:
        return []
    said = "1 inschrijving zei" if number == 1 else f"{number} inschrijvingen zeiden"
    advice = "" if venue.public_transport else " Zet bij de locatie hoe men er geraakt."
    return [f"{said} eerder dat {venue.name} met het vervoer niet te bereiken was.{advice}"]
