"""The demo's tour: twelve stops in every province and Brussels, around today."""

import random
import uuid
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from brand import demo as brand_demo
from brand.dates.working_days import working_days_after
from brand.models import Municipality, Role, TrackedLink
from leads import capture
from leads import demo as leads_demo
from leads.models import Employer, Interaction
from roadshow import visit
from roadshow.models import Registration, SeatCount, StopMail, StopPage, TourPage, Venue
from roadshow.models.registrations import HeldBack
from roadshow.stop_mails import sending

MARK = brand_demo.MARK
BRUSSELS = ZoneInfo("Europe/Brussels")
State = Registration.State

# Per host: what there is to see, and the story of who shows it.
SEEN = {
    "de-werkschuit": (
        "Langs de inpak, de montage en het magazijn. Neem gerust zelf een doos in handen.",
        "voorbeeld-karim-kent-elke-doos",
    ),
    "handgreep-noord": (
        "Langs de drukkerij en de werkbanken. Aan één werkpost mag u het zelf proberen.",
        "voorbeeld-vijf-minuten-voor-de-dag-begint",
    ),
    "tuinwijk-groenwerk": (
        "Langs de serre en het fietspunt. U ziet wat een ploeg op één voormiddag doet.",
        "voorbeeld-els-maakt-fietsen-weer-nieuw",
    ),
    "atelier-zuidpunt": (
        "Langs de keuken, het naaiatelier en het testteam. Proeven mag.",
        "voorbeeld-twee-handen-extra-in-de-keuken",
    ),
}


# What employers said at the table; who said nothing is one of three.
TABLE = [
    "Zoekt twee mensen voor de inpak, vanaf het voorjaar.",
    "Wil eerst een stage proberen, en vraagt wie er meegaat.",
    "",
]


class StopPlan(NamedTuple):
    town: str
    host: str
    days: int
    hall: str
    capacity: int
    taken: int
    waiting: int = 0
    cancelled: str = ""


HALTS = [
    StopPlan("Hasselt", "de-werkschuit", -45, "Zaal De Proefhal", 40, 22),
    StopPlan("Mechelen", "handgreep-noord", -31, "Loods Zeven", 30, 18),
    StopPlan("Brugge", "tuinwijk-groenwerk", -17, "Tuinzaal De Kas", 30, 16),
    StopPlan("Vilvoorde", "atelier-zuidpunt", -5, "Werkhuis Kanaal", 40, 20),
    StopPlan("Genk", "de-werkschuit", 9, "Zaal De Lichtstraat", 40, 22),
    StopPlan("Antwerpen", "handgreep-noord", 14, "Atelier Dok", 16, 16, waiting=3),
    StopPlan("Gent", "atelier-zuidpunt", 22, "Keukenzaal Sas", 36, 33),
    StopPlan("Kortrijk", "tuinwijk-groenwerk", 43, "Serre Leieboord", 40, 7),
    StopPlan("Brussel", "atelier-zuidpunt", 49, "Testlokaal Zenne", 30, 5),
    StopPlan(
        "Leuven",
        "atelier-zuidpunt",
        56,
        "Naaiatelier Dijle",
        30,
        4,
        cancelled="De zaal wordt verbouwd.",
    ),
    StopPlan("Aalst", "tuinwijk-groenwerk", 65, "Fietspunt Dender", 30, 0),
    StopPlan("Tongeren-Borgloon", "de-werkschuit", 78, "Fruithal Jeker", 40, 2),
]
# What those who stayed away said, as far as they said anything.
HELD_BACK = [HeldBack.TRANSPORT, HeldBack.TIME, HeldBack.TRANSPORT, ""]


def _day(now: datetime, days: int):
    """A working day about so many days from now."""
    return working_days_after(timezone.localdate(now) + timedelta(days=days - 1), 1)


def _venue(planned: StopPlan) -> Venue:
    municipality = Municipality.objects.get(name=planned.town)
    locality = municipality.localities.order_by("postal_code").first()
    return Venue.objects.get_or_create(
        name=f"{planned.hall} {MARK}",
        municipality=municipality,
        defaults={
            "street": "Voorbeeldstraat 1",
            "postal_code": locality.postal_code if locality else "",
            "organisation": brand_demo.organisation(planned.host),
            "picture": brand_demo.picture(
                f"Gebouw van {planned.host} {MARK}",
                "gevel",
                "Getekend beeld: het gebouw van buiten, met bomen en een weg ervoor",
                list(SEEN).index(planned.host),
            ),
            "parking": "Gratis parking naast de zaal",
            "bicycle": "Overdekte fietsenstalling",
            "has_ramp": True,
            "has_accessible_toilet": True,
            "is_demo": True,
        },
    )[0]


def _timetable(planned: StopPlan, story: Page | None) -> list[tuple[str, dict]]:
    seen, _ = SEEN[planned.host]
    rows = [
        (time(12), "Onthaal met koffie", "", "uw gastheer van de dag", None),
        (time(12, 15), "Rondleiding", seen, "ploegbaas", None),
        (time(12, 45), "Aan de werkpost", "Vraag alles wat u wilt weten.", "medewerker", story),
        (
            time(13, 10),
            "Hoe het bij ons begon",
            "Een werkgever uit de streek vertelt wat lukte en wat niet.",
            "zaakvoerder",
            None,
        ),
        (time(13, 30), "Broodje en kennismaken", "Wie wil, maakt meteen een afspraak.", "", None),
    ]
    names = ("at", "what", "text", "who", "story")
    return [("moment", dict(zip(names, row, strict=True))) for row in rows]


def _look_back(stop: StopPage, story: Page | None) -> list[tuple[str, dict]]:
    told = (
        "<p>Het regende, en toch stond de zaal vol. De meeste vragen gingen over begeleiding.</p>"
    )
    quote = {
        "text": "Ze stelden goede vragen. Een van hen belt me morgen al.",
        "name": "" if story else "Een medewerker",
        "role": "toonde het werk",
        "image": None,
        "story": story,
    }
    picture = {"image": stop.venue.picture, "alt": "De zaal van buiten, getekend", "caption": ""}
    return [("text", told), ("quote", quote), ("picture", picture)]


def connect() -> None:
    """Who shows the work at a stop stands in a story, which is told after the stops are planned."""
    for planned in HALTS:
        stop = (
            StopPage.objects.with_place().filter(slug=_slug(planned), venue__is_demo=True).first()
        )
        if stop is None or stop.timetable:
            continue
        story = Page.objects.live().filter(slug=SEEN[planned.host][1]).first()
        stop.timetable = _timetable(planned, story)
        if stop.is_past:
            stop.look_back = _look_back(stop, story)
        stop.save_revision().publish()


def _slug(planned: StopPlan) -> str:
    return f"voorbeeld-{planned.town.lower()}"


def _stop(tour: TourPage, planned: StopPlan, now: datetime) -> StopPage:
    begins = datetime.combine(_day(now, planned.days), time(12), BRUSSELS)
    partner = brand_demo.organisation(planned.host)
    stop = StopPage(
        title=planned.town,
        slug=_slug(planned),
        organisation=partner,
        venue=_venue(planned),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        capacity=planned.capacity,
        who_you_meet="De ploegbaas, twee medewerkers en een werkgever die al samenwerkt.",
        contact_name=_host_of(partner),
        contact_phone="0400 00 00 01",
        contact_email=partner.email,
        contact_photo=brand_demo.picture(
            f"Contactpersoon van {partner.name}",
            "kantoor",
            "Getekend portret van de contactpersoon",
            list(SEEN).index(planned.host),
        ),
    )
    tour.add_child(instance=stop)
    stop.save_revision().publish()
    if planned.cancelled:
        StopPage.objects.filter(pk=stop.pk).update(
            cancelled_at=now - timedelta(days=2), cancel_reason=planned.cancelled
        )
    return stop


def _host_of(partner) -> str:
    """The coordinator of the partner follows up the leads met there."""
    host = partner.memberships.filter(role=Role.COORDINATOR).select_related("user").first()
    return host.user.get_full_name()


class Guests:
    """Hands out the demo's companies: those we know longest visit the past stops."""

    def __init__(self, now: datetime, tour: TourPage):
        self.now, self.tour = now, tour
        self.dice = random.Random(2026)
        met = set(range(0, len(leads_demo.PLAN), len(leads_demo.PLAN) // leads_demo.MET_ELSEWHERE))
        guests = [number for number in range(len(leads_demo.PLAN)) if number not in met]
        fresh = leads_demo.PLAN.count(leads_demo.Stage.NEW)
        self.known = [number for number in guests if number >= fresh]
        self.fresh = [number for number in guests if number < fresh]
        self.leads = {}
        self.ways = random.Random(7)
        self.links = TrackedLink.objects.filter(campaign__is_demo=True).order_by("pk")

    def fill(self, stop: StopPage, planned: StopPlan) -> None:
        """Registrations until the seats of the plan are taken; then the waiting list."""
        order = self._order(stop.is_past)
        taken = 0
        while taken < planned.taken:
            seats = min(self.dice.choice([1, 1, 2, 3]), planned.taken - taken)
            self._register(stop, order.pop(0), seats, self._state(stop))
            taken += seats
        SeatCount.objects.update_or_create(stop=stop, defaults={"taken": taken})
        for _ in range(planned.waiting):
            self._register(stop, order.pop(0), 2, State.WAITING)

    def _order(self, past: bool) -> list[int]:
        """Employers who visited no stop yet come first."""
        pool = self.known if past else [*self.fresh, *self.known]
        return sorted(pool, key=lambda number: (number in self.leads, self.dice.random()))

    def _way_in(self, stop: StopPage) -> TrackedLink | None:
        """Over a link of the partner that receives, or of the federation."""
        partners = [stop.organisation_id, brand_demo.organisation(brand_demo.FEDERATION).pk]
        links = list(self.links.filter(organisation__in=partners))
        return self.ways.choice(links) if links else None

    def _state(self, stop: StopPage) -> str:
        if not stop.is_past:
            return State.CONFIRMED
        return State.ABSENT if self.dice.random() < 0.15 else State.PRESENT

    def _register(self, stop: StopPage, number: int, seats: int, state: str) -> None:
        firm = leads_demo.firm(number)
        latest = min(stop.starts_at, self.now)
        at = latest - timedelta(days=self.dice.randint(0, 9), hours=self.dice.randint(1, 8))
        link = self._way_in(stop) if self.dice.choice([False, True, True]) else None
        lead = capture.capture(
            name=firm.person,
            company=firm.name,
            email=firm.email,
            phone=firm.phone,
            tour=self.tour,
            host=stop.organisation,
            happened=f"Schreef in voor {stop.title}, {visit.when(stop)}"
            f" ({visit.seats_words(seats)}).",
            touch=link,
            wishes=firm.wishes,
            is_demo=True,
            at=at,
            meets_on=visit.day(stop),
            municipality=stop.venue.municipality,
            located_by=Employer.LocatedBy.STOP,
            stop=stop,
        )
        present = state == State.PRESENT
        row = Registration.objects.create(
            stop=stop,
            lead=lead,
            name=firm.person,
            company=firm.name,
            email=firm.email,
            phone=firm.phone,
            seats=seats,
            state=state,
            waiting_since=at if state == State.WAITING else None,
            arrived_at=stop.starts_at if present else None,
            arrived_seats=seats if present else 0,
            wishes=[str(wish) for wish in firm.wishes],
            held_back=HELD_BACK[number % len(HELD_BACK)] if state == State.ABSENT else "",
            touch=link,
            is_demo=True,
            created_at=at,
        )
        self.leads[number] = lead
        if present:
            self._at_the_table(row, number)

    def _at_the_table(self, row: Registration, number: int) -> None:
        """What most who came said, as the door noted it; the morning after was looked at."""
        row.table_note = TABLE[number % len(TABLE)]
        row.debriefed_at = min(self.now, row.stop.ends_at + timedelta(hours=16))
        row.save(update_fields=["table_note", "debriefed_at"])
        if row.table_note:
            kind = Interaction.Kind.REGISTRATION
            row.lead.add_to_timeline(kind, row.table_line, at=row.stop.ends_at)

    def follow_up(self) -> None:
        for number, lead in self.leads.items():
            lead.refresh_from_db()
            leads_demo.tell(lead, number, self.now)
        waiting = [lead for lead in self.leads.values() if lead.stage == leads_demo.Stage.TALK]
        for lead, slug in zip(
            waiting[:3], ["handgreep-noord", "tuinwijk-groenwerk", "de-werkschuit"], strict=False
        ):
            if lead.owner_organisation != brand_demo.organisation(slug):
                leads_demo.offer(lead, slug, self.now)


def _thank(guests: Guests) -> None:
    """The mail that went to all of the last stop; in the demo it went nowhere."""
    stop = StopPage.objects.past(guests.now).filter(venue__is_demo=True).first()
    if stop is None:
        return
    groups = [StopMail.Group.PRESENT.value, StopMail.Group.ABSENT.value]
    StopMail.objects.create(
        stop=stop,
        subject=f"{MARK} Bedankt om langs te komen",
        body="Fijn dat u er was. In bijlage vindt u niets: dit is een voorbeeld.",
        groups=groups,
        key=uuid.UUID(int=stop.pk),
        count=len(sending.recipients(stop, groups)),
        leaves_at=stop.ends_at + timedelta(hours=20),
        created_at=stop.ends_at + timedelta(hours=19),
    )


@transaction.atomic
def load(now: datetime) -> dict[str, int]:
    tour = TourPage.objects.live().first()
    if not Registration.objects.filter(is_demo=True).exists():
        guests = Guests(now, tour)
        for planned in HALTS:
            guests.fill(_stop(tour, planned, now), planned)
        guests.follow_up()
        _thank(guests)
    return {
        "stops": StopPage.objects.filter(venue__is_demo=True).count(),
        "registrations": Registration.objects.filter(is_demo=True).count(),
        "employers": Employer.objects.filter(is_demo=True).count(),
    }


def rows() -> list[QuerySet]:
    """What this room's demo made; see brand/demo/removing.py."""
    return [
        Registration.objects.filter(is_demo=True),
        StopPage.objects.filter(
            venue__is_demo=True, slug__in=[_slug(planned) for planned in HALTS]
        ),
        Venue.objects.filter(is_demo=True),
    ]
