"""A mail from the dossier: on the timeline at once, in the outbox for a minute, then gone."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail
from brand.models import User
from leads.follow_up import actions
from leads.follow_up.record import LeadActionRefused, LeadChanged
from leads.models import Contact, Interaction, Lead, LeadMail

KIND = "leads.emails.letter"
TOO_LATE = "Te laat: deze mail is al vertrokken."
NO_ADDRESS = "Deze contactpersoon heeft geen e-mailadres."


@transaction.atomic
def send(
    lead: Lead,
    contact: Contact,
    by: User,
    *,
    subject: str,
    body: str,
    address: str,
    key: uuid.UUID,
    version: int | None = None,
    now: datetime | None = None,
) -> LeadMail:
    """Confirmed: it leaves after a while. The same preview confirmed again is that one mail."""
    Lead.objects.select_for_update().get(pk=lead.pk)
    if same := LeadMail.objects.filter(key=key, line__lead=lead).first():
        return same
    if not contact.email:
        raise LeadActionRefused(NO_ADDRESS)
    line = actions.record_outcome(
        lead,
        Interaction.Outcome.MAIL_SENT,
        by,
        f"{mail.header_line(subject)}\n\n{body.strip()}",
        contact=contact,
        version=version,
    )
    made = LeadMail.objects.create(
        line=line,
        address=address,
        organisation=lead.owner_organisation,
        key=key,
        leaves_at=(now or timezone.now()) + LeadMail.WAITS,
    )
    made.outgoing = mail.post(KIND, made.pk, once="1", due_at=made.leaves_at)
    made.save(update_fields=["outgoing"])
    return made


@transaction.atomic
def halt(made: LeadMail, by: User) -> bool:
    """It does not leave; whether the lead could be put back as it was before.

    Raises LeadActionRefused when it left already.
    """
    if not made.halt():
        raise LeadActionRefused(TOO_LATE)
    line = Interaction.objects.get(pk=made.line_id)
    if line.undone_at:
        return True
    try:
        with transaction.atomic():
            actions.undo(line, by)
    except LeadChanged:  # what followed stays; the line alone says that nothing left
        line.undone_at, line.undone_by = timezone.now(), by
        line.save(update_fields=["undone_at", "undone_by"])
        return False
    return True


def recipient(made: LeadMail) -> Contact | None:
    """Who gets it, asked again when it leaves; None when it may not leave any more."""
    contact = made.line.contact
    if made.stopped_at or contact is None or not contact.email or not made.body:
        return None
    return contact
