"""A mail as its receiver saw it, for the back office.

Words are kept on the row; pictures and files are not. They are made again from today's state,
which for a QR code or a calendar file is the same or newer. What was hidden in the words is
hidden in the files too.
"""

import base64
import logging

from brand import mail
from brand.models import OutgoingMail
from brand.privacy import links

logger = logging.getLogger(__name__)


class Preview:
    def __init__(self, row: OutgoingMail):
        self.row = row
        self._made = _made_again(row) if row.is_readable else None

    @property
    def html(self) -> str:
        """The kept html with its own pictures in it, so that nothing is fetched."""
        html = self.row.html
        for content_id, content, kind in self._made.inline if self._made else ():
            picture = f"data:{kind};base64,{base64.b64encode(content).decode()}"
            html = html.replace(f"cid:{content_id}", picture)
        return html

    @property
    def hides_links(self) -> bool:
        return not links.may_be_read()

    @property
    def attachments(self) -> list[tuple[str, bytes, str]]:
        made = self._made.attachments if self._made else ()
        return [(name, _readable(content, kind), kind) for name, content, kind in made]


def _readable(content: bytes, kind: str) -> bytes:
    if links.may_be_read() or not kind.startswith("text/"):
        return content
    text = content.decode()
    if kind.startswith("text/calendar"):
        text = text.replace("\r\n ", "")  # a long link runs on over the next line
    return links.hide(text).encode()


def _made_again(row: OutgoingMail) -> mail.Message | None:
    try:
        return mail.make(row)
    except Exception as error:  # a mail that can no longer be made is still shown
        logger.info("Mail %s kan niet opnieuw worden gemaakt: %s", row.pk, type(error).__name__)
        return None
