"""A stop and a visit in words and addresses, alike on pages, in mails and in calendar files."""

import hashlib
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from brand.dates import words
from brand.models import BrandKit
from leads import capture
from roadshow.models import StopPage


def place(stop: StopPage) -> str:
    """Genk"""
    return stop.venue.municipality.name


def when(stop: StopPage) -> str:
    """dinsdag 3 maart om 12.00 uur"""
    return f"{weekday(stop)} om {words.clock(stop.starts_at)}"


def weekday(stop: StopPage) -> str:
    """dinsdag 3 maart"""
    return words.day(stop.starts_at).rpartition(" ")[0]


def day(stop: StopPage) -> date:
    return timezone.localdate(stop.starts_at)


def answered_by(stop: StopPage) -> str:
    """woensdag 4 maart: the last day of the first answer after this stop"""
    return words.weekday(capture.response_due(stop.starts_at, meets_on=day(stop)))


def hours(stop: StopPage) -> str:
    """12 tot 14 uur"""
    return words.hours(stop.starts_at, stop.ends_at)


def where(stop: StopPage) -> str:
    """C-mine, Evence Coppéelaan 91, 3600 Genk"""
    return f"{stop.venue.name}, {stop.venue.address}"


def stop_url(stop: StopPage) -> str:
    """The public page, on our own address whatever the site's name in the admin."""
    return settings.SITE_URL + stop_path(stop)


def stop_path(stop: StopPage) -> str:
    return f"/{stop.url_path.strip('/').partition('/')[2]}/"


def redirect_to(name: str, stop: StopPage, request, *args: str) -> HttpResponseRedirect:
    """From a former address of the stop to the present one; with what stood behind it."""
    address = reverse(name, args=[stop.slug, *args], query=request.GET)
    return HttpResponseRedirect(address)


def reach(stop: StopPage, kit: BrandKit | None = None) -> str:
    """How a visitor gets an answer, by what is filled in: "bel 089 12 34 56"."""
    for place in (stop, kit):
        if place and place.contact_phone:
            return f"bel {place.contact_phone}"
        if place and place.contact_email:
            return f"mail {place.contact_email}"
    return "vraag het aan wie u ontvangt"


def mine_url(registration, name: str = "mine") -> str:
    """A page of the employer's own; the address itself gives access."""
    return settings.SITE_URL + reverse(name, args=[registration.token])


def door_url(registration) -> str:
    """What the QR code says: a steward's phone opens the person, anyone else's the stop."""
    return settings.SITE_URL + reverse(
        "door_person", args=[registration.stop.slug, registration.door_code]
    )


def route_url(stop: StopPage) -> str:
    """Directions on OpenStreetMap; opened by a click, never by a page of ours."""
    latitude, longitude = stop.venue.point
    query = urlencode({"engine": "fossgis_osrm_car", "route": f";{latitude:.5f},{longitude:.5f}"})
    return f"https://www.openstreetmap.org/directions?{query}"


def name_of(companion) -> str:
    """Names a companion in the outbox by registration and address: one address is mailed once."""
    digest = hashlib.sha256(companion.email.encode()).hexdigest()[:16]
    return f"{companion.registration_id}-{digest}"


def seats_words(seats: int) -> str:
    return "1 plaats" if seats == 1 else f"{seats} plaatsen"
