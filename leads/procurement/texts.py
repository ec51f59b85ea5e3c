"""Every text that was written about a buyer here, for who takes people out of it."""

from collections.abc import Callable, Iterable

from brand.privacy.erasure import MARK, without
from leads.models import Lead, PledgeAnswer, PriceAnswer, PriceOffer, PriceRequestLine

Change = Callable[[str], str]
PLEDGED = ("text", "source", "made_by")


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
    notes = PledgeAnswer.objects.filter(pledge__lead=lead)
    for row in notes.exclude(note=""):
        notes.filter(pk=row.pk).update(note=change(row.note))


def _rewrite_answers(lead: Lead, change: Change) -> None:
    said = PriceAnswer.objects.filter(invitation__request__lead=lead)
    for answer in said.exclude(reason="", remark=""):
        said.filter(pk=answer.pk).update(reason=change(answer.reason), remark=change(answer.remark))
    offers = PriceOffer.objects.filter(answer__invitation__request__lead=lead)
    for offer in offers.exclude(remark=""):
        offers.filter(pk=offer.pk).update(remark=change(offer.remark)[:200])


def redact_pledges(lead: Lead, names: Iterable[str]) -> None:
    """A pledge is what a public body said. A name goes out of it, and with other words the yes."""
    names = list(names)
    for pledge in lead.pledges.all():
        said = {name: without(getattr(pledge, name), names) for name in PLEDGED}
        if any(getattr(pledge, name) != value for name, value in said.items()):
            lead.pledges.filter(pk=pledge.pk).update(**said, said="", said_at=None)
        for row in pledge.answers.all():
            shown = without(row.shown, names)
            pledge.answers.filter(pk=row.pk).update(shown=shown)
        for progress in pledge.progress.all():
            source = without(progress.source, names)[:200]
            pledge.progress.filter(pk=progress.pk).update(source=source)


def clear(lead: Lead) -> None:
    """Of a dossier of which only the outcome is left: what was asked and promised goes whole."""
    lead.price_requests.all().delete()
    lead.pledges.all().delete()
