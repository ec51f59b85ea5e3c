"""Mails before a consent ends: 60, 30 and 7 days ahead, to the person and who asked them."""

from datetime import date, timedelta

from django.utils import timezone

from brand import mail
from stories.consent import requests
from stories.gate import pictures as gate_pictures
from stories.models import Consent, PortrayedPerson
from stories.withdrawal import recipients

STEPS = (7, 30, 60)  # days


def step_of(end: date) -> int | None:
    """The warning whose time has come; a run that was missed is made good by the next."""
    left = (end - timezone.localdate()).days
    return next((days for days in STEPS if left <= days), None)


def ending() -> list[PortrayedPerson]:
    """Those with a consent that ends within 60 days and that nothing longer replaces."""
    today = timezone.localdate()
    last = timezone.localdate() + timedelta(days=STEPS[-1])
    soon = Consent.objects.valid().filter(until__range=(today, last))
    people = PortrayedPerson.objects.filter(pk__in=soon.values("person"))
    found = people.select_related("organisation").with_consents()
    return sorted(
        (one for one in found if one.first_end and one.first_end <= last),
        key=lambda one: (one.first_end, one.name),
    )


def warn() -> int:
    """Ask for the mails whose time has come. How many people they are about."""
    people = ending()
    for person in people:
        once = f"{person.first_end:%Y%m%d}-{step_of(person.first_end)}"
        for user in recipients.responsible_for(person):
            mail.post("stories.emails.ends_soon", f"{person.pk}-{user.pk}", once=once)
        if person.email:
            own = requests.own_link(person)
            mail.post("stories.emails.ends_for_person", f"{own.pk}-0", once=once)
    return len(people)


def colour(person: PortrayedPerson) -> str:
    """Green, orange (within 60 days) or red (nothing holds), for a list of people."""
    if not person.allowed_channels:
        return "rood"
    return "oranje" if person.first_end and step_of(person.first_end) else "groen"


def colours_of(pictures) -> dict[int, str]:
    """The colour of each picture that people were asked for; others have none."""
    hashes = {picture.pk: picture.get_file_hash() for picture in pictures}
    asked = gate_pictures.asked_for(hashes.values())
    shown = Consent.objects.showing(Consent.Channel.WEBSITE).filter(file_hash__in=asked)
    ends: dict[tuple, date] = {}
    for file_hash, person, until in shown.values_list("file_hash", "person", "until"):
        key = file_hash, person
        ends[key] = max(ends.get(key, date.min), until or date.max)
    return {
        pk: _worst([ends.get((file_hash, person)) for person in asked[file_hash]])
        for pk, file_hash in hashes.items()
        if file_hash in asked
    }


def _worst(ends: list[date | None]) -> str:
    if None in ends:
        return "rood"
    soon = timezone.localdate() + timedelta(days=STEPS[-1])
    return "oranje" if min(ends) <= soon else "groen"
