"""What the roadshow tells in an evidence pack: its stops, and who came."""

from django.db.models import Count
from django.utils import timezone

from brand import scoping
from brand.evidence.pack import FEWEST, Asked, Cell, Few, Table, Untold, Words
from roadshow.door import visitors
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
    "wachtlijst; geannuleerde tellen niet mee. Aanwezig is wie aan de deur werd aangemeld. Wat "
    "over minder dan 5 zou gaan, tonen we niet, en ook niet waaruit dat te berekenen is.",
    "Haltes qui ont commencé pendant cette période. Une inscription concerne un employeur, y "
    "compris sur la liste d’attente, sans les annulations. Présent : enregistré à l’entrée. Ce qui "
    "concernerait moins de 5 n’est pas communiqué, ni ce qui permettrait de le calculer.",
    "Stops that began in this period. A registration is of one employer, also on the waiting list; "
    "cancelled ones do not count. Present means checked in at the door. What would tell of fewer "
    "than 5 is not shown, nor what it would follow from.",
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
    registrations = Registration.objects.filter(stop__in=stops)
    counts = (
        registrations.exclude(state=State.CANCELLED)
        .order_by()
        .values_list("stop")
        .annotate(Count("pk"))
    )
    registered = dict(counts)
    people = visitors.at_stops(registrations)
    employers = [one._replace(value=one.rows) for one in people]
    present = [_told(employers), _told(people)]
    rows = [
        _row(asked, stop, registered.get(stop.pk, 0), [one.get(stop.pk, 0) for one in present])
        for stop in stops
    ]
    numbers: list[Cell] = [sum(stop.capacity or 0 for stop in stops), sum(registered.values())]
    numbers += [_total(groups) for groups in (employers, people)]
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


def _told(groups: list[visitors.AtStop]) -> dict[int, Cell]:
    """By stop; what may not stand beside the others is not told."""
    hidden = visitors.withheld(groups)
    return {one.number: Untold() if one.number in hidden else one.value for one in groups}


def _total(groups: list[visitors.AtStop]) -> Cell:
    total = sum(one.value for one in groups)
    return Few() if 0 < total < FEWEST else total


def _row(asked: Asked, stop: StopPage, registered: int, present: list[Cell]) -> list[Cell]:
    place = stop.venue.municipality.name
    where = asked.say(CANCELLED).format(place=place) if stop.is_cancelled else place
    day = timezone.localdate(stop.starts_at, timezone.get_default_timezone())
    if stop.starts_at > timezone.now() or stop.is_cancelled:
        present = [None, None]  # nobody could come yet, or at all
    return [where, day, stop.organisation.name, stop.capacity or 0, registered, *present]
