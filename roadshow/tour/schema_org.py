"""A stop as a schema.org Event, for search engines and calendars that read pages."""

from django.utils import timezone
from django.utils.safestring import SafeString

from brand.pages import schema_org
from roadshow.models import StopPage, StopState


def event(stop: StopPage, address: str) -> dict:
    """address: the full address of the stop's page."""
    state = stop.state()
    latitude, longitude = stop.venue.point
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": stop.title,
        "url": address,
        "startDate": _local(stop.starts_at),
        "endDate": _local(stop.ends_at),
        "eventStatus": _status(stop),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "location": {
            "@type": "Place",
            "name": stop.venue.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": stop.venue.street,
                "postalCode": stop.venue.postal_code,
                "addressLocality": stop.venue.municipality.name,
                "addressCountry": "BE",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude},
        },
        "organizer": {"@type": "Organization", "name": stop.organisation.name},
        "maximumAttendeeCapacity": stop.capacity,
        "remainingAttendeeCapacity": stop.seats_free,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": address,
            "availability": "https://schema.org/"
            + ("InStock" if state in (StopState.OPEN, StopState.FEW) else "SoldOut"),
        },
    }


def _local(moment) -> str:
    return timezone.localtime(moment).isoformat()


def _status(stop: StopPage) -> str:
    if stop.is_cancelled:
        return "https://schema.org/EventCancelled"
    return "https://schema.org/" + ("EventRescheduled" if stop.sequence else "EventScheduled")


def script(stop: StopPage, address: str) -> SafeString:
    return schema_org.script(event(stop, address))
