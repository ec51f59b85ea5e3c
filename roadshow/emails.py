"""The mails of the roadshow. Each is a function and three templates of the same name.

A function is called when its mail leaves: it reads how things stand then, and returns None when
the mail has lost its reason.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from brand import gating, mail
from brand.dates import words
from brand.media import qr
from brand.privacy import access
from roadshow import visit
from roadshow.models import Companion, Registration
from roadshow.tour import ics

QR_ID = "toegang"
PORTRAIT_ID = "contact"
NAMES = {
    "confirmed": "Inschrijving bevestigd",
    "already_registered": "Was al ingeschreven",
    "changed": "Inschrijving gewijzigd",
    "moved": "Naar een andere halte",
    "cancelled": "Inschrijving geannuleerd",
    "stop_cancelled": "Halte gaat niet door",
    "stop_changed": "Halte gewijzigd",
    "waiting": "Op de wachtlijst",
    "offered": "Er is plaats",
    "offer_expired": "Plaats doorgegeven",
    "released": "Plaats kwam vrij",
    "my_data": "Link naar de eigen gegevens",
    "reminder_week": "Herinnering, een week vooraf",
    "reminder_day": "Herinnering, een dag vooraf",
    "brought_along": "Welkom aan wie meekomt",
}


@mail.anybody_may_cause
def confirmed(pk) -> mail.Message | None:
    """ "Bevestigd: Genk, dinsdag 3 maart om 12.00 uur" """
    party = _party(pk)
    return _mail("confirmed", party) if party.is_confirmed and _is_on(party) else None


@mail.anybody_may_cause
def already_registered(pk) -> mail.Message | None:
    """The same address asked again: how the first registration stands, and its link."""
    party = _party(pk)
    stands = party.is_confirmed or party.is_waiting or party.is_offered
    return _mail("already_registered", party) if stands and _is_on(party) else None


@mail.anybody_may_cause
def changed(pk) -> mail.Message | None:
    """Names or seats were changed by the party itself."""
    party = _party(pk)
    stands = party.is_confirmed or party.is_waiting
    return _mail("changed", party) if stands and _is_on(party) else None


@mail.anybody_may_cause
def moved(pk) -> mail.Message | None:
    """The party chose another stop."""
    party = _party(pk)
    return _mail("moved", party) if party.is_confirmed and _is_on(party) else None


@mail.anybody_may_cause
def cancelled(pk) -> mail.Message | None:
    """The party cancelled; the calendar entry goes with it."""
    party = _party(pk)
    return _mail("cancelled", party) if party.is_cancelled and _is_on(party) else None


def stop_cancelled(pk) -> mail.Message | None:
    """We cancelled the stop."""
    party = _party(pk)
    return _mail("stop_cancelled", party) if party.stop.is_cancelled and _is_active(party) else None


def stop_changed(pk) -> mail.Message | None:
    """The place or the hours of the stop changed."""
    party = _party(pk)
    return _mail("stop_changed", party) if _is_active(party) and _is_on(party) else None


@mail.anybody_may_cause
def waiting(pk) -> mail.Message | None:
    party = _party(pk)
    return _mail("waiting", party) if party.is_waiting and _is_on(party) else None


def offered(pk) -> mail.Message | None:
    """Seats came free: take them by the link, before the time is up."""
    party = _party(pk)
    if not party.is_offered or party.offered_until <= timezone.now() or not _is_on(party):
        return None
    return _mail("offered", party, until=_moment(party.offered_until))


def offer_expired(pk) -> mail.Message | None:
    party = _party(pk)
    expired = party.is_cancelled and party.ending == Registration.Ending.EXPIRED
    return _mail("offer_expired", party) if expired and _is_on(party) else None


@mail.anybody_may_cause
def released(pk) -> mail.Message | None:
    """The link was not used in time: the seat went to somebody else."""
    party = _party(pk)
    unproven = party.is_cancelled and party.ending == Registration.Ending.UNPROVEN
    return _mail("released", party) if unproven and _is_on(party) else None


def my_data(pk) -> mail.Message | None:
    """To the address itself: the link to all that is known of it."""
    party = _party(pk)
    if party.erased_at:
        return None
    link = reverse("my_data", args=[access.link_token(party.email)])
    return mail.compose(
        "roadshow/email/my_data",
        to=party.email,
        context={**_context(party), "data_url": settings.SITE_URL + link},
        is_demo=party.is_demo,
    )


def reminder_week(pk) -> mail.Message | None:
    return _reminder("reminder_week", pk)


def reminder_day(pk) -> mail.Message | None:
    return _reminder("reminder_day", pk)


@mail.anybody_may_cause
def brought_along(name) -> mail.Message | None:
    """To somebody a party brings along, when their address was given; no link that acts.

    name: `visit.name_of(companion)`.
    """
    people = Companion.objects.filter(registration=name.partition("-")[0]).exclude(email="")
    person = next((one for one in people if visit.name_of(one) == name), None)
    if person is None:
        return None
    party = _party(person.registration_id)
    if not party.is_confirmed or not _is_on(party):
        return None
    return mail.compose(
        "roadshow/email/brought_along",
        to=person.email,
        context={**_context(party), "person": person},
        attachments=[_calendar(ics.for_stop(party.stop))],
        is_demo=party.is_demo,
    )


def _party(pk) -> Registration:
    return Registration.objects.with_stop().select_related("stop__contact_photo").get(pk=pk)


def _is_on(party: Registration) -> bool:
    """There is still something to come to."""
    return not party.stop.is_cancelled and party.stop.starts_at > timezone.now()


def _is_active(party: Registration) -> bool:
    return party.is_confirmed or party.is_waiting or party.is_offered


def _reminder(name: str, pk) -> mail.Message | None:
    party = _party(pk)
    if not party.is_confirmed or not _is_on(party):
        return None
    days = (timezone.localdate(party.stop.starts_at) - timezone.localdate()).days
    soon = {0: "vandaag", 1: "morgen"}.get(days, f"over {days} dagen")
    return _mail(name, party, soon=soon)


def _moment(moment) -> str:
    return f"{words.day(moment)} om {words.clock(moment)}"


def _mail(name: str, party: Registration, **context) -> mail.Message:
    has_seat = party.is_confirmed and not party.stop.is_cancelled
    inline = [(QR_ID, qr.png(visit.door_url(party)), "image/png")] if has_seat else []
    portrait = _portrait(party)
    in_calendar = has_seat or party.is_cancelled or party.stop.is_cancelled
    return mail.compose(
        f"roadshow/email/{name}",
        to=party.email,
        context={
            **_context(party),
            "qr_id": QR_ID if has_seat else "",
            "portrait_id": PORTRAIT_ID if portrait else "",
            **context,
        },
        attachments=[_calendar(ics.for_registration(party))] if in_calendar else [],
        inline=[*inline, *portrait],
        reply_to=party.stop.contact_email,
        is_demo=party.is_demo,
    )


def _context(party: Registration) -> dict:
    stop = party.stop
    return {
        "party": party,
        "stop": stop,
        # What a stranger typed about somebody else: nothing in it can be clicked.
        "named": mail.as_name(party.name),
        "company": mail.as_name(party.company),
        "along": [mail.as_name(person.name) for person in party.companions.all()],
        "place": visit.place(stop),
        "when": visit.when(stop),
        "held_until": _moment(party.held_until) if party.held_until else "",
        "weekday": visit.weekday(stop),
        "hours": visit.hours(stop),
        "where": visit.where(stop),
        "seats": visit.seats_words(party.seats),
        "stop_url": visit.stop_url(stop),
        "route_url": visit.route_url(stop),
        "tour_url": settings.SITE_URL + "/roadshow/",
        "mine_url": visit.mine_url(party),
        "cancel_url": visit.mine_url(party, "mine_cancel"),
        "wishes_url": visit.mine_url(party, "mine_wishes"),
        "move_url": visit.mine_url(party, "mine_move"),
        "offer_url": visit.mine_url(party, "mine_offer"),
    }


def _calendar(content: bytes) -> tuple[str, bytes, str]:
    return ("halte.ics", content, "text/calendar")


def _portrait(party: Registration) -> list[tuple[str, bytes, str]]:
    """The contact's photo as part of the mail; a mail asks nothing of any server."""
    photo = gating.shown(party.stop.contact_photo)
    if not photo:
        return []
    try:
        rendition = photo.get_rendition("fill-160x160|format-jpeg")
        with rendition.file.open("rb") as file:
            return [(PORTRAIT_ID, file.read(), "image/jpeg")]
    except OSError:  # the file is gone: the mail leaves without it
        return []
