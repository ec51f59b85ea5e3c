"""Answers to mails from a dossier, onto the timeline of that dossier.

Only the token in the address for answers, or the number of the mail that is answered, says where a
mail belongs; never who seems to have sent it. What is not recognised stays in the mailbox.
"""

import re
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from brand.dates.working_days import working_days_after
from brand.mail import bounces, incoming, mailbox
from brand.mail.incoming import Became, Placed
from brand.mail.received import Received
from leads.follow_up import actions
from leads.models import Contact, Interaction, Lead, LeadMail
from leads.notifications import notices

LONGEST = 3300  # letters of an answer on the timeline; the rest stands in the mailbox
MOST_FILES = 8
Outcome = Interaction.Outcome

NO_CODE = "Geen antwoord op een mail uit een dossier."
UNKNOWN_CODE = "De code in het antwoordadres kennen we niet."
NO_BOUNCE = "Een melding over een mail die we niet kennen of die nog onderweg is."
ERASED = "De persoon aan wie de mail ging, is intussen gewist."


def fetch() -> int:
    return incoming.fetch(place)


def forget_old() -> int:
    """What is in the mailbox is kept as long as the words of our own mails."""
    return incoming.forget(settings.RETENTION_MONTHS["mail_words"])


def place(received: Received) -> Placed:
    if received.is_report:
        return _bounced(received)
    made, why = _answered(received)
    if made is None:
        return Placed(Became.UNPLACED, why)
    lead, contact = made.line.lead, made.line.contact
    if contact is None:
        return Placed(Became.UNPLACED, ERASED)
    note = _note(received, made, contact)
    known = _writer(received, lead, contact)
    if received.is_automatic:
        lead.add_to_timeline(
            Interaction.Kind.MAIL, note, outcome=Outcome.AUTOMATIC, contact=known, before=None
        )
        return Placed(Became.AUTOMATIC)
    next_on = None
    if lead.is_open and not lead.has_appointment:
        tomorrow, today = working_days_after(timezone.localdate(), 1), timezone.localdate()
        planned = lead.next_action_on
        next_on = tomorrow if planned is None else min(tomorrow, max(planned, today))
    line = actions.record_outcome(
        lead, Outcome.MAIL_ANSWERED, None, note, contact=known, next_on=next_on
    )
    notices.tell_of_reply(line, made.line.by)
    return Placed(Became.ANSWER)


def _bounced(received: Received) -> Placed:
    """Mails of ours that did not arrive; the address is marked where it does not exist."""
    noted = [bounce for bounce in received.bounces if bounces.note(bounce)]
    if not noted:
        return Placed(Became.UNPLACED, NO_BOUNCE)
    for bounce in noted:
        if bounce.no_such_address:
            Contact.objects.filter(email=bounce.address).update(bounced=bounce.address)
        rows = LeadMail.objects.filter(outgoing=bounce.mail).select_related(
            "line__lead", "line__by"
        )
        for made in rows:
            notices.tell_of_bounce(made)
    return Placed(Became.BOUNCE)


def _answered(received: Received) -> tuple[LeadMail | None, str]:
    """The mail that this answers; else why there is none."""
    account = mailbox.account()
    tokens = account.tokens_in(received.to) if account else []
    rows = LeadMail.objects.select_related("line__lead__employer", "line__contact", "line__by")
    rows = rows.select_related("line__lead__owner_organisation", "organisation")
    for token in tokens:
        if found := LeadMail.find(token):
            return rows.get(pk=found.pk), ""
    if tokens:
        return None, UNKNOWN_CODE
    numbers = [number for one in received.thread if (number := _number(one))]
    return rows.filter(outgoing__in=numbers).order_by("-pk").first(), NO_CODE


def _number(message_id: str) -> UUID | None:
    """The row of a mail that we sent, by the number on it."""
    name, _, host = message_id.strip("<>").partition("@")
    if host.lower() != str(settings.SITE_HOST).lower():
        return None
    try:
        return UUID(name)
    except ValueError:
        return None


def _writer(received: Received, lead: Lead, contact: Contact) -> Contact | None:
    """Whom of the people there this address is of; nobody where somebody else answered."""
    if received.sender == contact.email:
        return contact
    known = Contact.objects.filter(employer=lead.employer_id, email=received.sender)
    return known.filter(known_to=lead.owner_organisation_id).exclude(email="").first()


def _note(received: Received, made: LeadMail, contact: Contact) -> str:
    text = received.text or "Deze mail heeft geen tekst."
    said = []
    if len(text) > LONGEST or (received.is_cut and not received.attachments):
        said.append("De rest van deze mail staat in de mailbox.")
    if received.attachments:
        names = received.attachments[:MOST_FILES]
        more = len(received.attachments) - len(names)
        listed = ", ".join(names) + (f" en nog {more}" if more else "")
        size = f" ({received.size / 1024 / 1024:.0f} MB)" if received.size > 1024 * 1024 else ""
        said.append(f"Met bijlage{size}: {listed}. Die staat in de mailbox.")
    if received.sender and received.sender != contact.email:
        said.append(f"Dit antwoord kwam van {received.sender}, en niet van {contact}.")
    if made.organisation and made.organisation != made.line.lead.owner_organisation:
        said.append(
            f"De mail waarop dit een antwoord is, vertrok toen {made.organisation} dit dossier"
            " opvolgde."
        )
    subject = f"{received.subject[:200]}\n\n" if received.subject else ""
    if said:
        text = f"{text[:LONGEST].rstrip()}\n\n{' '.join(said)}"
    return re.sub(r"\n{3,}", "\n\n", f"{subject}{text}")
