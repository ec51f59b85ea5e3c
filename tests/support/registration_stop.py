"""Run inside a site under test: a stop to register for, and what stands in its books."""

import json
from datetime import timedelta

from django.utils import timezone

from brand.forms import stamp
from brand.models import HomePage, Municipality, Organisation, OutgoingMail
from leads.models import Lead
from roadshow.models import Registration, SeatCount, StopPage, TourPage, Venue


def open_with(seats: int, slug: str = "proefhalte") -> str:
    """A live stop with so many seats, three weeks from now; prints the address of its form."""
    host = Organisation.objects.create(name="Proefgastheer", slug="proefgastheer")
    hall = Venue.objects.create(
        name="Proefzaal", municipality=Municipality.objects.get(name="Genk")
    )
    starts = timezone.now() + timedelta(days=21)
    stop = StopPage(
        title="Proefhalte",
        slug=slug,
        organisation=host,
        venue=hall,
        capacity=seats,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
    )
    tour = TourPage.objects.live().first() or HomePage.objects.get().add_child(
        instance=TourPage(title="Roadshow", slug="roadshow")
    )
    tour.add_child(instance=stop)
    stop.save_revision().publish()
    print(f"/roadshow/{slug}/inschrijven/")


def stamps(number: int) -> None:
    """Prints so many stamps of forms that were opened a minute ago, as JSON; each is good once."""
    print(json.dumps([stamp(60, "registration") for _ in range(number)]))


def books(slug: str = "proefhalte") -> None:
    """Prints who has what at this stop, as JSON."""
    registrations = Registration.objects.filter(stop__slug=slug)
    mails = OutgoingMail.objects.filter(
        ref__in=[str(pk) for pk in registrations.values_list("pk", flat=True)]
    )
    count = SeatCount.objects.filter(stop__slug=slug).values_list("taken", flat=True).first()
    print(
        json.dumps(
            {
                "registrations": list(registrations.values_list("email", "state", "seats")),
                "taken": count or 0,
                "mails": sorted(mails.values_list("kind", flat=True)),
                "leads": Lead.objects.filter(registrations__stop__slug=slug).distinct().count(),
            }
        )
    )
