"""Links that put a stop in a calendar on the web. Nothing is asked of them before a click."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from brand.models import BrandKit
from roadshow import visit
from roadshow.models import StopPage
from roadshow.tour import ics


def links(stop: StopPage, kit: BrandKit) -> list[tuple[str, str]]:
    """Name and address of each, for one stop."""
    title, where, words = ics.title(stop, kit), visit.where(stop), ics.description(stop)
    start, end = stop.starts_at.astimezone(UTC), stop.ends_at.astimezone(UTC)
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}",
        "location": where,
        "details": words,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": _iso(start),
        "enddt": _iso(end),
        "location": where,
        "body": words,
    }
    return [
        ("Google Agenda", f"https://calendar.google.com/calendar/render?{urlencode(google)}"),
        ("Outlook", f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(outlook)}"),
    ]


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
