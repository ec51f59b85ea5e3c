"""What a partner's own software is told of: each moment is one function here.

A message says which dossier and how it stands, and nobody's name, address or words: who wants more
asks for it with a key. So what is left behind at the other end, or in its logs, says nothing of
anybody, and what is erased here needs no message to be gone there. A list that is taken in sends
none, for its partner has those employers already; examples send none.
"""

import uuid
from typing import Any

from django.utils import timezone

from brand import outbox
from brand.worker import jobs
from leads.models import Lead, Placement, Webhook, WebhookDelivery

JOB = "leads.berichten aan koppelingen"
Event = Webhook.Event


def created(lead: Lead) -> None:
    _tell(Event.CREATED, lead.owner_organisation_id, lead, stage=lead.stage, version=lead.version)


def changed(lead: Lead, before: dict[str, Any]) -> None:
    """After a step: `before` is what changed, as it was."""
    if giver := before.get("owner_organisation_id"):
        state = {"stage": lead.stage, "version": lead.version}
        _tell(Event.HANDED_OVER, giver, lead, direction="out")
        _tell(Event.HANDED_OVER, lead.owner_organisation_id, lead, direction="in", **state)
    elif "stage" in before:
        moved(lead, before["stage"])


def moved(lead: Lead, stage: str) -> None:
    """From that stage."""
    now = {"stage": lead.stage, "stage_before": stage, "version": lead.version}
    _tell(Event.STAGE, lead.owner_organisation_id, lead, **now)


def confirmed(placement: Placement) -> None:
    """By both sides."""
    lead = placement.lead
    said = {"placement": placement.pk, "stage": lead.stage, "version": lead.version}
    _tell(Event.PLACEMENT, placement.partner_id, lead, **said)


def _tell(event: str, partner: int, lead: Lead, **state: Any) -> None:
    if lead.is_demo:
        return
    for hook in Webhook.objects.filter(organisation=partner, stopped_at=None):
        if event in hook.events:
            send(hook, event, {"id": lead.pk, **state}, lead)


def send(
    hook: Webhook, event: str, data: dict[str, Any], lead: Lead | None = None
) -> WebhookDelivery:
    """A message that leaves when the caller's transaction is through."""
    number = uuid.uuid4()
    body = {"type": event, "timestamp": timezone.now().isoformat(), "data": data}
    row: WebhookDelivery = WebhookDelivery.objects.write(
        str(number), is_first=True, webhook=hook, event=event, number=number, body=body, lead=lead
    )
    _wake()
    return row


def send_again(row: WebhookDelivery) -> WebhookDelivery:
    """The same message under its own number, so that who has it already knows."""
    again: WebhookDelivery = WebhookDelivery.objects.write(
        str(uuid.uuid4()),
        is_first=True,
        webhook=row.webhook,
        event=row.event,
        number=row.number,
        body=row.body,
        lead=row.lead,
    )
    _wake()
    return again


def _wake() -> None:
    jobs.ask(JOB)
    outbox.poke_after_commit()
