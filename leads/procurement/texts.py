"""Every text that was written about a buyer here, for who takes people out of it."""

from collections.abc import Callable

from brand.privacy.erasure import MARK
from leads.models import Lead, PriceAnswer, PriceOffer, PriceRequestLine

Change = Callable[[str], str]


def rewrite(lead: Lead, change: Change) -> None:
    """Each text of this dossier as `change` makes it; figures and days stay."""
    for intention in lead.intentions.all():
        said = {name: change(getattr(intention, name)) for name in ("description", "size", "note")}
        lead.intentions.filter(pk=intention.pk).update(**said)
    for request in lead.price_requests.all():
        lead.price_requests.filter(pk=request.pk).update(
            title=change(request.title)[:160] or MARK, note=change(request.note)
        )
    lines = PriceRequestLine.objects.filter(request__lead=lead)
    for line in lines:
        description = change(line.description)[:200] or MARK
        lines.filter(pk=line.pk).update(description=description, place=change(line.place)[:160])
    _rewrite_answers(lead, change)


def _rewrite_answers(lead: Lead, change: Change) -> None:
    said = PriceAnswer.objects.filter(invitation__request__lead=lead)
    for answer in said.exclude(reason="", remark=""):
        said.filter(pk=answer.pk).update(reason=change(answer.reason), remark=change(answer.remark))
    offers = PriceOffer.objects.filter(answer__invitation__request__lead=lead)
    for offer in offers.exclude(remark=""):
        offers.filter(pk=offer.pk).update(remark=change(offer.remark)[:200])


def clear(lead: Lead) -> None:
    """Of a dossier of which only the outcome is left: what was asked and answered goes whole."""
    lead.price_requests.all().delete()
