"""Where here and there differ: written down for a person, and taken over from either side."""

from django.db import transaction
from django.utils import timezone

from brand.audience import standings, subscribing, syncing
from brand.audience.service import Member, Status
from brand.audience.standings import WORDS, Verdict
from brand.models import Difference, Province, Reconciliation, Subscription, SyncJob

State, What = Subscription.State, Difference.What
OF_MEMBERS = [What.STATE, What.NAME, What.COMPANY, What.PROVINCE, What.MISSING, What.UNKNOWN]
WAY = "een collega nam dit over van Mailchimp"
Found = list[tuple[What, str, str]]


class CannotTake(Exception):
    """It cannot be taken over, in a sentence."""


def of(person: Subscription | None, member: Member, verdict: Verdict) -> Found:
    """What differs of somebody who is at the service, once the verdict was carried out."""
    there = WORDS[member.status]
    if person is None:
        is_on = member.status == Status.SUBSCRIBED
        return [(What.UNKNOWN, shortened(member.email), there)] if is_on else []
    if verdict is Verdict.ASK:
        return [(What.STATE, person.get_state_display(), there)]
    if verdict is not Verdict.SAME or person.state not in standings.ON:
        return []
    return list(standings.details(person, member))


def shortened(email: str) -> str:
    """Enough to find it there; no address of who is not ours."""
    name, at, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}" if at else ""


@transaction.atomic
def note(digest: str, person: Subscription | None, found: Found, held_by=None) -> None:
    """These, and of the kinds that a member shows no others. What may stay so stays settled."""
    rows = Difference.objects.filter(email_hash=digest, what__in=OF_MEMBERS)
    rows.exclude(what__in=[what for what, _, _ in found]).delete()
    for what, here, there in found:
        note_one(digest, person, what, here, there, held_by)


def note_one(digest, person, what: What, here: str, there: str, held_by=None) -> None:
    said = {"here": here[:254], "there": there[:254], "subscription": person}
    row = Difference.objects.filter(email_hash=digest, what=what).first()
    is_settled = bool(row and row.is_settled and (row.here, row.there) == (here, there))
    now = {"seen_at": timezone.now(), "held_by": held_by, "is_settled": is_settled}
    Difference.objects.update_or_create(email_hash=digest, what=what, defaults={**said, **now})


def open_rows():
    """For a person to look at."""
    rows = Difference.objects.filter(held_by=None, is_settled=False)
    return rows.select_related("subscription")


# What a person decides -------------------------------------------------------------------------

HERE = {
    What.STATE: "Laat uit, ook bij Mailchimp",
    What.NAME: "Neem over van hier",
    What.COMPANY: "Neem over van hier",
    What.PROVINCE: "Neem over van hier",
    What.MISSING: "Zet opnieuw op de lijst",
}
THERE = {
    What.STATE: "Vraag opnieuw om te bevestigen",
    What.NAME: "Neem over van Mailchimp",
    What.COMPANY: "Neem over van Mailchimp",
    What.PROVINCE: "Neem over van Mailchimp",
    What.MISSING: "Schrijf hier ook uit",
    What.ADDRESS: "Vraag het nieuwe adres om te bevestigen",
}


@transaction.atomic
def take_ours(row: Difference, user) -> None:
    """What holds here is told to the service."""
    person = row.subscription
    if person is None or row.what not in HERE:
        raise CannotTake("Dit kan niet van hier worden overgenomen.")
    kind = SyncJob.Kind.STAND
    if row.what == What.STATE and person.state != State.STOPPED:
        kind = SyncJob.Kind.ARCHIVE  # of these there is no stand to tell
    syncing.enqueue(person, kind=kind, by=user)
    row.delete()


@transaction.atomic
def take_theirs(row: Difference, user) -> None:
    """Never puts anybody on the list: who may want mails again is asked to confirm."""
    person = row.subscription
    if person is None or row.what not in THERE or not person.email:
        raise CannotTake("Dit kan niet van Mailchimp worden overgenomen.")
    match row.what:
        case What.STATE:
            subscribing.subscribe(person.email, source=WAY)
        case What.ADDRESS:
            said = {"name": person.name, "company": person.company, "province": person.province}
            subscribing.subscribe(row.there, source=WAY, interests=person.interests, **said)
            subscribing.stop(person, way=WAY)
        case What.MISSING:
            subscribing.stop(person, way=WAY)
        case _:
            _take_value(row, person)
    row.delete()


def _take_value(row: Difference, person: Subscription) -> None:
    name = {What.NAME: "name", What.COMPANY: "company", What.PROVINCE: "province"}[row.what]
    value = row.there
    if name == "province":
        codes = {label: code for code, label in Province.choices}
        if value and value not in codes:
            raise CannotTake(f"“{value}” is geen provincie die wij kennen.")
        value = codes.get(value, "")
    setattr(person, name, value[: Subscription._meta.get_field(name).max_length])
    person.save(update_fields=[name])


def leave(row: Difference) -> None:
    """It may stay as it is, until it becomes something else."""
    Difference.objects.filter(pk=row.pk).update(is_settled=True)


def held_rows(run: Reconciliation):
    return run.held.select_related("subscription")
