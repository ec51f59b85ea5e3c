"""Mail of Django's and Wagtail's own (workflow, new password): through the same outbox.

Such a mail is made within the request, so its words stand on the row while it waits. They may
open an account: they are never shown in the admin, and are gone once the mail has left.
"""

from django.core.mail.backends.base import BaseEmailBackend

from brand import mail, outbox
from brand.models import OutgoingMail


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages):
        for message in email_messages:
            for address in message.recipients():
                _write(message, address)
        outbox.poke_after_commit()
        return len(email_messages)


def _write(message, address: str) -> None:
    html = next(
        (part for part, kind in getattr(message, "alternatives", []) if kind == "text/html"), ""
    )
    row = OutgoingMail(
        kind=mail.READY_MADE,
        keeps_text=False,
        to=address,
        subject=mail.header_line(str(message.subject)),
        text=str(message.body),
        html=str(html),
    )
    row.dedupe_key = f"{mail.READY_MADE}:{row.pk}"
    row.save(force_insert=True)
