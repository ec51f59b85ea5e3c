"""Keeps tokens of personal links out of the log: they open a person's page."""

import logging
import re

from django.apps import apps

# As `brand.tokens` makes them: 32 signs of base64, which no name in our code looks like.
TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*[a-z])(?=[A-Za-z0-9_-]*[A-Z])"
    r"[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])"
)
_formatter = logging.Formatter()


class WithoutTokens(logging.Filter):
    """Django logs the address of every request that it refuses, and the traceback of a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not apps.ready:
            return True
        if "/" in (message := record.getMessage()):
            record.msg, record.args = _hidden(message), ()
        if record.exc_info and record.exc_info[0]:
            # Formatters take this text where it is there.
            record.exc_text = record.exc_text or _formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _hidden(record.exc_text)
        if record.stack_info:
            record.stack_info = _hidden(record.stack_info)
        return True


def _hidden(text: str) -> str:
    from brand.privacy import links  # needs the models, which come after the log

    return TOKEN.sub(links.HIDDEN, links.hide_in_addresses(text))
