"""What the brand itself keeps about people; see brand/privacy/access.py."""

from django.db.models import Q

from brand import audience
from brand.models import OutgoingMail, Subscription, User
from brand.newsletter import versions
from brand.privacy import erasure, journal
from brand.privacy.access import Kept, day_and_hour

WAY = "uit het logboek, na een back-up"


def _subscriptions(address):
    return Subscription.objects.filter(email__iexact=address)


def _subscription(row: Subscription, reader=None):
    yield "E-mailadres", row.email
    yield "Naam", row.name
    yield "Bedrijf of organisatie", row.company
    yield "Provincie", row.get_province_display()
    yield "Stand", row.get_state_display()
    for said in row.consents.all():
        yield day_and_hour(said.at), f"{said.get_said_display()} ({said.way})"
    for found in row.differences.all():
        yield "Staat anders bij Mailchimp", f"{found.get_what_display()}: {found.there or 'niets'}"
    for got in row.deliveries.filter(outcome="verstuurd").select_related("issue__trial"):
        shown = versions.says(got.issue, got.variant)
        yield day_and_hour(got.done_at), f"Kreeg de nieuwsbrief “{shown}”"


def _mails(address):
    """What was mailed to an account stays with it, whoever typed its address elsewhere."""
    if User.objects.filter(email__iexact=address).exists():
        return OutgoingMail.objects.none()
    return OutgoingMail.objects.filter(to__iexact=address).exclude(Q(subject="") & Q(text=""))


def _mail(row: OutgoingMail, reader=None):
    yield "Gestuurd op", day_and_hour(row.created_at)
    yield "Onderwerp", row.subject


def _stop_again(entry: journal.Entry) -> bool:
    """No mail about it: the person had one."""
    row = Subscription.objects.filter(pk=entry.row, created_at=entry.born).first()
    if row is None or (row.confirmed_at and row.confirmed_at > entry.at):
        return False
    return audience.stop(row, way=WAY, is_replayed=True)


REFUSALS = {audience.STOP: _stop_again}
KEPT = [
    Kept(
        "nieuwsbrief",
        "Nieuwsbrief",
        _subscriptions,
        _subscription,
        lambda row: None,
        lambda row: audience.erase(row, way="op vraag van de persoon"),
        is_owned=False,
    ),
    Kept(
        "mail",
        "Mails die we stuurden",
        _mails,
        _mail,
        lambda row: None,
        lambda row: erasure.mail(Q(pk=row.pk)),
        addresses=lambda row: {row.to} - {""},
        is_owned=False,
    ),
]
