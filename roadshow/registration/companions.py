"""Who comes along and gave an address: told where and when, and of every change after that.

The address was typed by another person, so that the registration's own address must be proven
first, and one registration reaches at most MOST_ADDRESSES addresses.
"""

from datetime import timedelta

from django.utils import timezone

from brand import mail
from brand.http import throttle
from roadshow import visit
from roadshow.models import Companion, Registration

MOST_ADDRESSES = 8
MONTH = timedelta(days=30)
KEPT_AFTER_LEAVING = timedelta(days=2)  # until the mail that says so is gone


def welcome(registration: Registration, person: Companion) -> None:
    """Mail a companion where and when, once. The seat does not depend on it."""
    if not (person.email and registration.is_confirmed and registration.address_proven_at):
        return
    if person.told_at:
        return
    same = registration.companions.filter(email=person.email).exclude(told_at=None)
    if not same.exists():
        if not throttle.allowed("companions", registration.pk, MOST_ADDRESSES, MONTH):
            return
        mail.post("roadshow.emails.brought_along", visit.name_of(person), once=str(person.pk))
    person.told_at = timezone.now()
    person.save(update_fields=["told_at"])


def update(registration: Registration) -> None:
    """It is another place or day, or on again: known ones hear so, new ones are welcomed."""
    tell(registration.companions.all(), "companion_changed", str(registration.sequence))
    welcome_all(registration)


def welcome_all(registration: Registration) -> None:
    for person in registration.companions.exclude(email=""):
        welcome(registration, person)


def cancel(registration: Registration) -> None:
    tell(registration.companions.all(), "companion_cancelled", str(registration.sequence))


def leave(person: Companion) -> None:
    """No longer along. Who was told is told so too; the row stays until that mail is gone."""
    if not person.told_at:
        person.delete()
        return
    person.left_at = timezone.now()
    person.save(update_fields=["left_at"])
    tell(Companion.all_rows.filter(pk=person.pk), "companion_cancelled", "left")


def tell(people, kind: str, dedupe: str) -> int:
    """Ask for this mail to those of these people who were mailed before; how many addresses."""
    told = people.exclude(email="").exclude(told_at=None)
    names = dict.fromkeys(visit.name_of(person) for person in told.order_by("pk"))
    for name in names:
        mail.post(f"roadshow.emails.{kind}", name, dedupe=dedupe)
    return len(names)


def forget_who_left(now=None) -> int:
    before = (now or timezone.now()) - KEPT_AFTER_LEAVING
    return Companion.all_rows.filter(left_at__lte=before).delete()[0]
