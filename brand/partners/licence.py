"""Until when a partner may use the brand: said in words, and in time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from brand import mail
from brand.models import Membership, Organisation, Role

STEPS = [60, 30, 7, 0]  # days before the end; 0 is the last day itself
LATE = 14  # days after the end in which a mail that was missed still makes sense


def days_left(organisation: Organisation) -> int | None:
    """0 on the last day, less than 0 after it; None when there is no end."""
    until = organisation.licence_until
    return (until - timezone.localdate()).days if until else None


def in_words(organisation: Organisation) -> str:
    days = days_left(organisation)
    if not organisation.is_active:
        return "doet niet meer mee"
    if days is None:
        return "zonder einddatum"
    until = date_format(organisation.licence_until, "j F Y")
    if days < 0:
        return f"afgelopen op {until}: nieuwe verhalen wachten"
    if days == 0:
        return "vandaag de laatste dag"
    if days <= STEPS[0]:
        return f"tot en met {until}, nog {days} {'dag' if days == 1 else 'dagen'}"
    return f"tot en met {until}"


def warn() -> int:
    """Ask for the mails that are due; how many. Each person hears of each step once."""
    today = timezone.localdate()
    ending = Organisation.objects.filter(
        is_active=True,
        licence_until__gte=today - timedelta(days=LATE),
        licence_until__lte=today + timedelta(days=STEPS[0]),
    )
    return sum(_warn(organisation) for organisation in ending)


@transaction.atomic
def _warn(organisation: Organisation) -> int:
    step = min(step for step in STEPS if step >= days_left(organisation))
    once = f"{organisation.licence_until:%Y-%m-%d}-{step}"
    people = _who_can_act(organisation)
    for person in people:
        mail.post("brand.emails.licence_ends", f"{organisation.pk}-{person}", once=once)
    return len(people)


def _who_can_act(organisation: Organisation) -> list[int]:
    """The partner's administrators and the federation's."""
    administrators = Membership.objects.accepted().filter(role=Role.BEHEERDER, user__is_active=True)
    theirs = administrators.filter(organisation=organisation)
    ours = administrators.filter(organisation__is_federation=True)
    return sorted({*theirs.values_list("user", flat=True), *ours.values_list("user", flat=True)})
