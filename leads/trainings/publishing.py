"""A training goes online by somebody else than who wrote it last.

Whatever cannot be done raises TrainingRefused with a Dutch sentence.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand.models import User
from leads.models import TrainingOffer

OWN = "Jij schreef dit. Iemand anders moet het nalezen voor het online gaat."
OVER = "De laatste dag om aan te vragen is voorbij. Pas die eerst aan."
NOT_WAITING = "Deze vorming wacht niet meer op nalezing. Kijk na hoe ze nu staat."
State = TrainingOffer.State


class TrainingRefused(Exception):
    """Says why in a Dutch sentence."""


@transaction.atomic
def approve(offer: TrainingOffer, by: User) -> None:
    held = TrainingOffer.objects.select_for_update().get(pk=offer.pk)
    if held.state != State.WAITING:
        raise TrainingRefused(NOT_WAITING)
    if held.written_by_id == by.pk:
        raise TrainingRefused(OWN)
    if held.is_over:
        raise TrainingRefused(OVER)
    held.state, held.approved_by, held.approved_at = State.ONLINE, by, timezone.now()
    held.save(update_fields=["state", "approved_by", "approved_at"])
    log(held, "wagtail.publish", user=by)


def take_off(offer: TrainingOffer, by: User) -> None:
    """Whoever may change it may take it off, at once."""
    if TrainingOffer.objects.filter(pk=offer.pk).exclude(state=State.OFF).update(state=State.OFF):
        log(offer, "wagtail.unpublish", user=by)
