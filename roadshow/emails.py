"""The mails of the roadshow. Each is a function and three templates of the same name.

A function is called when its mail leaves: it reads how things stand then, and returns None when
the mail has lost its reason.
"""

from functools import partial

from django.conf import settings
from django.db.models import BigAutoField, F
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model

from brand import gating, mail
from brand.changes.memory import until_changed
from brand.dates import words
from brand.media import qr
from brand.privacy import access
from brand.queries.prepared import prepared
from brand.text import row_number
from roadshow import visit
from roadshow.models import Companion, Registration, StopMail
from roadshow.registration import holds, waiting_list
from roadshow.stop_mails import sending
from roadshow.tour import ics

QR_ID = "toegang"
PORTRAIT_ID = "contact"
HIDDEN_LINK = "[hier staat de eigen link]"
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
    "companion_changed": "Gewijzigd, aan wie meekomt",
    "companion_cancelled": "Gaat niet door, aan wie meekomt",
    "companion_reminder": "Herinnering aan wie meekomt",
    "to_participants": "Mail aan deelnemers",
}


@mail.anybody_may_cause
def confirmed(pk) -> mail.Message | None:
    """ "Bevestigd: Genk, dinsdag 3 maart om 12.00 uur" """
    registration = _registration(pk)
    return (
        _mail("confirmed", registration)
        if registration.is_confirmed and _is_on(registration)
        else None
    )


@mail.anybody_may_cause
def already_registered(pk) -> mail.Message | None:
    """The same address asked again: how the first registration stands, and its link."""
    registration = _registration(pk)
    stands = registration.is_confirmed or registration.is_waiting or registration.is_offered
    return _mail("already_registered", registration) if stands and _is_on(registration) else None


@mail.anybody_may_cause
def changed(pk) -> mail.Message | None:
    """The employer changed names or seats."""
    registration = _registration(pk)
    stands = registration.is_confirmed or registration.is_waiting
    return _mail("changed", registration) if stands and _is_on(registration) else None


@mail.anybody_may_cause
def moved(pk) -> mail.Message | None:
    """The employer chose another stop."""
    registration = _registration(pk)
    return (
        _mail("moved", registration) if registration.is_confirmed and _is_on(registration) else None
    )


@mail.anybody_may_cause
def cancelled(pk) -> mail.Message | None:
    """The employer cancelled; the attached file removes the calendar entry."""
    registration = _registration(pk)
    return (
        _mail("cancelled", registration)
        if registration.is_cancelled and _is_on(registration)
        else None
    )


def stop_cancelled(pk) -> mail.Message | None:
    """We cancelled the stop."""
    registration = _registration(pk)
    return (
        _mail("stop_cancelled", registration)
        if registration.stop.is_cancelled and _is_active(registration)
        else None
    )


def stop_changed(pk) -> mail.Message | None:
    """The place or the hours of the stop changed."""
    registration = _registration(pk)
    return (
        _mail("stop_changed", registration)
        if _is_active(registration) and _is_on(registration)
        else None
    )


@mail.anybody_may_cause
def waiting(pk) -> mail.Message | None:
    registration = _registration(pk)
    if not registration.is_waiting or not _is_on(registration):
        return None
    return _mail(
        "waiting",
        registration,
        offer_holds=words.duration(waiting_list.OFFER_HOLDS),
        last_day_holds=words.duration(holds.TIME_ON_LAST_DAY),
    )


def offered(pk) -> mail.Message | None:
    """Seats came free: take them by the link, before the time is up."""
    registration = _registration(pk)
    if (
        not registration.is_offered
        or registration.offered_until <= timezone.now()
        or not _is_on(registration)
    ):
        return None
    return _mail("offered", registration, until=words.moment(registration.offered_until))


def offer_expired(pk) -> mail.Message | None:
    registration = _registration(pk)
    expired = registration.is_cancelled and registration.ending == Registration.Ending.EXPIRED
    return _mail("offer_expired", registration) if expired and _is_on(registration) else None


@mail.anybody_may_cause
def released(pk) -> mail.Message | None:
    """The link was not used in time: the seats were released."""
    registration = _registration(pk)
    unproven = registration.is_cancelled and registration.ending == Registration.Ending.UNPROVEN
    return _mail("released", registration) if unproven and _is_on(registration) else None


def my_data(pk) -> mail.Message | None:
    """To the address itself: the link to all that is known of it."""
    registration = _registration(pk)
    if registration.erased_at:
        return None
    link = reverse("my_data", args=[access.link_token(registration.email)])
    return mail.compose(
        "roadshow/email/my_data",
        to=registration.email,
        context={**_context(registration), "data_url": settings.SITE_URL + link},
        is_demo=registration.is_demo,
    )


def reminder_week(pk) -> mail.Message | None:
    return _reminder("reminder_week", pk)


def reminder_day(pk) -> mail.Message | None:
    return _reminder("reminder_day", pk)


@mail.anybody_may_cause
def brought_along(name) -> mail.Message | None:
    """To a companion whose address was given; without a link that acts.

    name: `visit.name_of(companion)`, as for each mail to a companion.
    """
    person = _companion(name)
    return _mail_along("brought_along", person) if _comes_along(person) else None


@mail.anybody_may_cause
def companion_changed(name) -> mail.Message | None:
    """To a companion: another place or hour, or on again."""
    person = _companion(name)
    return _mail_along("companion_changed", person) if _comes_along(person) else None


@mail.anybody_may_cause
def companion_cancelled(name) -> mail.Message | None:
    """To a companion: it is off, for all of us or for this person."""
    person = _companion(name)
    if person is None or _comes_along(person):
        return None
    registration, stop = person.registration, person.registration.stop
    is_off = person.left_at or registration.is_cancelled or stop.is_cancelled
    is_to_come = stop.starts_at > timezone.now()
    return _mail_along("companion_cancelled", person) if is_off and is_to_come else None


def companion_reminder(name) -> mail.Message | None:
    person = _companion(name)
    if not _comes_along(person):
        return None
    return _mail_along("companion_reminder", person, soon=_soon(person.registration))


def to_participants(ref) -> mail.Message | None:
    """What the desk wrote to all of a stop. ref: "<registration>-<mail>"."""
    registration, _, number = str(ref).partition("-")
    made = StopMail.objects.filter(pk=row_number(number) or 0).first()
    found = _registration(row_number(registration) or 0)
    if made is None or not sending.still_meant(made, found):
        return None
    return _to_participant(made.subject, made.body, found, visit.mine_url(found, "mine_quiet"))


def _to_participant(
    subject: str, body: str, registration: Registration, quiet_url: str
) -> mail.Message:
    return mail.compose(
        "roadshow/email/to_participants",
        to=registration.email,
        context={
            **_context(registration),
            "subject": subject,
            "body": body.strip(),
            "quiet_url": quiet_url,
        },
        reply_to=registration.stop.contact_email,
        is_demo=registration.is_demo,
    )


# Such a mail as this person gets it, but for the link, which is nobody else's.
preview_to_participants = partial(_to_participant, quiet_url=HIDDEN_LINK)


def _companion(name: str) -> Companion | None:
    """Somebody who comes before somebody who left with the same address."""
    people = Companion.all_rows.filter(registration=name.partition("-")[0]).exclude(email="")
    for person in people.order_by(F("left_at").asc(nulls_first=True), "pk"):
        if visit.name_of(person) == name:
            person.registration = _registration(person.registration_id)
            return person
    return None


def _comes_along(person: Companion | None) -> bool:
    return (
        person is not None
        and person.left_at is None
        and person.registration.is_confirmed
        and _is_on(person.registration)
    )


def _mail_along(name: str, person: Companion, **context) -> mail.Message:
    registration = person.registration
    return mail.compose(
        f"roadshow/email/{name}",
        to=person.email,
        context={**_context(registration), "person": person, **context},
        attachments=[_calendar(ics.for_companion(person))],
        is_demo=registration.is_demo,
    )


def _registration(pk) -> Registration:
    if found := _registrations(pk=pk):
        return found[0]
    raise Registration.DoesNotExist


@prepared(pk=BigAutoField())
def _registrations(pk):
    return Registration.objects.with_stop().filter(pk=pk)


def _is_on(registration: Registration) -> bool:
    """There is still something to come to."""
    return not registration.stop.is_cancelled and registration.stop.starts_at > timezone.now()


def _is_active(registration: Registration) -> bool:
    return registration.is_confirmed or registration.is_waiting or registration.is_offered


def _reminder(name: str, pk) -> mail.Message | None:
    registration = _registration(pk)
    if not registration.is_confirmed or not _is_on(registration):
        return None
    return _mail(name, registration, soon=_soon(registration))


def _soon(registration: Registration) -> str:
    days = (timezone.localdate(registration.stop.starts_at) - timezone.localdate()).days
    return {0: "vandaag", 1: "morgen"}.get(days, f"over {days} dagen")


def _mail(name: str, registration: Registration, **context) -> mail.Message:
    has_seat = registration.is_confirmed and not registration.stop.is_cancelled
    inline = [(QR_ID, qr.png(visit.door_url(registration)), "image/png")] if has_seat else []
    portrait = _portrait(registration)
    in_calendar = has_seat or registration.is_cancelled or registration.stop.is_cancelled
    return mail.compose(
        f"roadshow/email/{name}",
        to=registration.email,
        context={
            **_context(registration),
            "qr_id": QR_ID if has_seat else "",
            "portrait_id": PORTRAIT_ID if portrait else "",
            **context,
        },
        attachments=[_calendar(ics.for_registration(registration))] if in_calendar else [],
        inline=[*inline, *portrait],
        reply_to=registration.stop.contact_email,
        is_demo=registration.is_demo,
    )


def _context(registration: Registration) -> dict:
    stop = registration.stop
    return {
        "registration": registration,
        "stop": stop,
        # What a stranger typed about another person: nothing in it can be clicked.
        "named": mail.as_name(registration.name),
        "company": mail.as_name(registration.company),
        "along": [mail.as_name(person.name) for person in registration.companions.all()],
        "place": visit.place(stop),
        "when": visit.when(stop),
        "held_until": words.moment(registration.held_until) if registration.held_until else "",
        "weekday": visit.weekday(stop),
        "answered_by": visit.answered_by(stop),
        "hours": visit.hours(stop),
        "where": visit.where(stop),
        "seats": visit.seats_words(registration.seats),
        "stop_url": visit.stop_url(stop),
        "route_url": visit.route_url(stop),
        "tour_url": settings.SITE_URL + "/roadshow/",
        "mine_url": visit.mine_url(registration),
        "cancel_url": visit.mine_url(registration, "mine_cancel"),
        "wishes_url": visit.mine_url(registration, "mine_wishes"),
        "move_url": visit.mine_url(registration, "mine_move"),
        "offer_url": visit.mine_url(registration, "mine_offer"),
    }


def _calendar(content: bytes) -> tuple[str, bytes, str]:
    return ("halte.ics", content, "text/calendar")


def _portrait(registration: Registration) -> list[tuple[str, bytes, str]]:
    """The contact's photo as part of the mail; a mail asks nothing of any server."""
    photo = registration.stop.contact_photo_id
    shown = _photo(photo) if photo else None
    return [(PORTRAIT_ID, shown, "image/jpeg")] if shown else []


@until_changed
def _photo(pk) -> bytes | None:
    photo = gating.shown(get_image_model().objects.get(pk=pk))
    if not photo:
        return None
    try:
        rendition = photo.get_rendition("fill-160x160|format-jpeg")
        with rendition.file.open("rb") as file:
            return file.read()
    except OSError:  # the file is gone: the mail leaves without it
        return None
