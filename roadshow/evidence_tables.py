"""What the roadshow tells in an evidence pack: its stops, and who came."""

from django.db.models import Count, Q, Sum
from django.utils import timezone

from brand import scoping
from brand.evidence.pack import Asked, Table, Words
from roadshow.models import Registration, StopPage

State = Registration.State
RIGHT = "roadshow.view_registration"
STOPS = Words("Haltes", "Haltes", "Stops")
COLUMNS = [
    Words("Waar", "Où", "Where"),
    Words("Wanneer", "Quand", "When"),
    Words("Partner", "Partenaire", "Partner"),
    Words("Plaatsen", "Places", "Seats"),
    Words("Inschrijvingen", "Inscriptions", "Registrations"),
    Words("Aanwezige werkgevers", "Employeurs présents", "Employers present"),
    Words("Mensen binnen", "Personnes présentes", "People present"),
]
TOTAL = Words("Samen", "Total", "Total")
CANCELLED = Words("{place} (geannuleerd)", "{place} (annulée)", "{place} (cancelled)")
NOTE = Words(
    "Haltes die in deze periode begonnen. Een inschrijving is van één werkgever, ook op de "
    "wachtlijst; geannuleerde tellen niet mee. Aanwezig is wie aan de deur werd aangemeld.",
    "Haltes qui ont commencé pendant cette période. Une inscription concerne un employeur, y "
    "compris sur la liste d’attente, sans les annulations. Présent : enregistré à l’entrée.",
    "Stops that began in this period. A registration is of one employer, also on the waiting list; "
    "cancelled ones do not count. Present means checked in at the door.",
)


def tables(asked: Asked) -> list[Table]:
    if not scoping.may_somewhere(asked.user, RIGHT):
        return []
    first, after = asked.moments
    stops = StopPage.objects.visible_to(asked.user, RIGHT).live()
    stops = stops.filter(starts_at__gte=first, starts_at__lt=after)
    if asked.organisation:
        stops = stops.filter(organisation=asked.organisation)
    stops = stops.select_related("venue__municipality", "organisation").order_by("starts_at", "pk")
    came = {
        row["stop"]: row
        for row in Registration.objects.filter(stop__in=stops)
        .order_by()
        .values("stop")
        .annotate(
            registered=Count("pk", filter=~Q(state=State.CANCELLED)),
            present=Count("pk", filter=Q(state=State.PRESENT)),
            people=Sum("arrived_seats", filter=Q(state=State.PRESENT)),
        )
    }
    rows = [_row(asked, stop, came.get(stop.pk, {})) for stop in stops]
    numbers = [sum(row[at] or 0 for row in rows) for at in range(3, len(COLUMNS))]
    return [
        Table(
            "stops",
            asked.say(STOPS),
            [asked.say(words) for words in COLUMNS],
            rows,
            asked.say(NOTE),
            [asked.say(TOTAL), None, None, *numbers],
        )
    ]


def _row(asked: Asked, stop: StopPage, came: dict) -> list:
    place = stop.venue.municipality.name
    where = asked.say(CANCELLED).format(place=place) if stop.is_cancelled else place
    day = timezone.localdate(stop.starts_at, timezone.get_default_timezone())
    counts = [came.get(name) or 0 for name in ("registered", "present", "people")]
    if stop.starts_at > timezone.now() or stop.is_cancelled:
        counts[1:] = [None, None]  # nobody could come yet, or at all
    return [where, day, stop.organisation.name, stop.capacity or 0, *counts]
