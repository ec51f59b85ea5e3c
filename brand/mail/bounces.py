"""Reports that a mail did not arrive (RFC 3464), and what they mean for the mail that we sent.

Anybody can write such a report. One counts only when it names a mail that we sent, by its number,
which nobody guesses, and the very address that it went to.
"""

import re
from email.message import Message
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from brand import audience
from brand.forms.addresses import plain_address
from brand.models import NewsletterDelivery, OutboxState, OutgoingMail

CAME_BACK = "Kwam terug"
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)$")
FULL = re.compile(r"5\.2\.2$")


class Bounce(NamedTuple):
    """What a report says of one address."""

    mail: UUID
    address: str
    status: str  # of RFC 3463, such as 5.1.1

    @property
    def no_such_address(self) -> bool:
        return bool(NO_SUCH_ADDRESS.match(self.status))

    @property
    def sentence(self) -> str:
        if self.no_such_address:
            return f"{CAME_BACK}: dit adres bestaat niet."
        if FULL.match(self.status):
            return f"{CAME_BACK}: de mailbox van de ontvanger is vol."
        return f"{CAME_BACK}: de mailserver van de ontvanger weigert deze mail ({self.status})."


def in_report(message: Message) -> list[Bounce]:
    """The addresses for which this report says that it will not be tried again."""
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return []
    number = _number(message)
    if number is None:
        return []
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in part.get_payload():
                failed = str(block.get("action", "")).strip().lower() == "failed"
                status = re.match(r"5\.\d{1,3}\.\d{1,3}", str(block.get("status", "")).strip())
                address = _address(block)
                if failed and status and address:
                    found.append(Bounce(number, address, status[0]))
    return found


def _address(block: Message) -> str:
    """Of the address as we wrote it, before others sent it on."""
    said = str(block.get("original-recipient") or block.get("final-recipient") or "")
    return plain_address(said.partition(";")[2].strip(" <>"))


def _number(message: Message) -> UUID | None:
    """Of the mail that came back, whole or its headers alone."""
    for part in message.walk():
        for said in _headers(part):
            for name, host in re.findall(r"<([0-9a-fA-F-]{36})@([^<>\s]+)>", said):
                if host.lower() == str(settings.SITE_HOST).lower():
                    return UUID(name)
    return None


def _headers(part: Message) -> list[str]:
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        return [str(one.get("message-id", "")) for one in part.get_payload()]
    if kind in {"text/rfc822-headers", "message/rfc822-headers"}:
        content = part.get_payload(decode=True)
        text = content.decode("ascii", "replace") if isinstance(content, bytes) else ""
        return re.findall(r"(?im)^message-id:\s*(.+)$", text)
    return []


def note(bounce: Bounce) -> OutgoingMail | NewsletterDelivery | None:
    """Write down that this mail of ours did not arrive. The row; None where it is not ours."""
    mail = OutgoingMail.objects.filter(pk=bounce.mail, handed_over_at__isnull=False).first()
    if mail is not None:
        return _note_mail(mail, bounce)
    sent = NewsletterDelivery.objects.select_related("subscription").filter(pk=bounce.mail).first()
    if sent is None or sent.subscription is None or not sent.handed_over_at:
        return None
    if plain_address(sent.subscription.email or "") != bounce.address:
        return None
    if bounce.no_such_address:
        audience.refused(sent.subscription, way=bounce.sentence)
    NewsletterDelivery.objects.filter(pk=sent.pk, state=OutboxState.DONE).update(
        outcome=NewsletterDelivery.Outcome.REFUSED, reason=bounce.sentence
    )
    return sent


def _note_mail(mail: OutgoingMail, bounce: Bounce) -> OutgoingMail | None:
    """It stands among what did not leave: a person corrects the address and sends it again."""
    if plain_address(mail.to) != bounce.address:
        return None
    OutgoingMail.objects.filter(pk=mail.pk).exclude(state=OutboxState.BUSY).update(
        state=OutboxState.GIVEN_UP,
        reason=bounce.sentence,
        remedy="Kijk het e-mailadres na.",
        done_at=timezone.now(),
        locked_until=None,
    )
    return mail
