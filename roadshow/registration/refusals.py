"""Why a registration is refused, in a sentence, and which stops are an alternative."""

from django.utils import timezone

from brand.dates import words
from brand.places import distance_km
from roadshow import visit
from roadshow.models import StopPage


class RegistrationRefused(Exception):
    """No registration was made or changed; `sentence` says why, to the person who asked.

    kind: "full" (a place on the waiting list is still to be had), "closed" (cancelled or past),
    "known" (already there under this address), "late" (the offer passed on), "used" (this form made
    another registration) or "busy" (too many at once from one network). `nearby` is
    another stop that still has seats, if there is one.
    """

    def __init__(self, sentence: str, kind: str = "", nearby: StopPage | None = None):
        super().__init__(sentence)
        self.sentence, self.kind, self.nearby = sentence, kind, nearby


def closed(stop: StopPage, now=None) -> RegistrationRefused | None:
    """Why this stop takes no registrations, or None."""
    now = now or timezone.now()
    if stop.is_cancelled:
        return RegistrationRefused(
            f"{visit.place(stop)} gaat niet door. Kies een andere halte.", "closed"
        )
    if stop.starts_at <= now:
        return RegistrationRefused(
            f"{visit.place(stop)} is al geweest. Kies een andere halte.", "closed"
        )
    if not stop.live:
        return RegistrationRefused(
            "Deze halte staat niet meer open. Kies een andere halte.", "closed"
        )
    return None


def full(stop: StopPage, wanted: int = 1) -> RegistrationRefused:
    """The refusal when seats ran out, with the nearest stop that has room."""
    taken = (
        "De laatste plaats is net ingenomen."
        if wanted == 1
        else f"Er zijn geen {wanted} plaatsen meer vrij."
    )
    nearby = next(iter(others(stop, wanted)), None)
    if nearby is None:
        return RegistrationRefused(f"{taken} Zet u op de wachtlijst.", "full")
    choice = f"{visit.place(nearby)} ({distance_words(stop, nearby)})"
    return RegistrationRefused(f"{taken} Zet u op de wachtlijst of kies {choice}.", "full", nearby)


def others(stop: StopPage, wanted: int = 1) -> list[StopPage]:
    """Other stops with so many free seats, the nearest first."""
    stops = (
        StopPage.objects.open()
        .exclude(pk=stop.pk)
        .select_related("venue__municipality", "seat_count")
    )
    return sorted((other for other in stops if other.seats_free >= wanted), key=_distance(stop))


def distance_words(stop: StopPage, other: StopPage) -> str:
    """12 km; the day instead where both are in the same town."""
    if visit.place(stop) == visit.place(other):
        return visit.weekday(other)
    return words.kilometres(distance_km(stop.venue.point, other.venue.point))


def _distance(stop: StopPage):
    return lambda other: (distance_km(stop.venue.point, other.venue.point), other.starts_at)
