"""Keeps people out of the log: links that open their page, their addresses, and what they typed.

A log is read by who runs the machine, kept for long and copied about. So of an error stays where
it happened and of which kind it is; what it says may be a name.
"""

import logging
import re
import traceback
from collections.abc import Iterator

from django.apps import apps

from brand import rooms

# As `brand.tokens` makes them: 32 signs of base64, which no name in our code looks like.
TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*[a-z])(?=[A-Za-z0-9_-]*[A-Z])"
    r"[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])"
)
ADDRESS = re.compile(r"[^\s<>\"'“”(),:;=/]+(?:@|%40)[^\s<>\"'“”(),:;=/]+\.\w+", re.IGNORECASE)
# PostgreSQL tells the whole row that it refuses.
OF_THE_DATABASE = re.compile(r"\s*^(?:DETAIL|CONTEXT|HINT|QUERY):.*", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’")
OF_OUR_CODE = (AttributeError, ImportError, NameError, TypeError)  # which name nobody
SIGNS = ("/", "@", "%40", "DETAIL:")
LED_TO = "\nThis led to:\n\n"


class WithoutPeople(logging.Filter):
    """Django logs the address of every request that it refuses, and the traceback of a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not apps.ready:
            return True
        message = record.getMessage()
        if any(sign in message for sign in SIGNS):
            record.msg, record.args = _hidden(OF_THE_DATABASE.sub("", message)), ()
        if record.exc_info and record.exc_info[1]:
            # Formatters take this text where it is there.
            record.exc_text = record.exc_text or "".join(_told(record.exc_info[1])).rstrip()
        if record.exc_text:
            record.exc_text = _hidden(record.exc_text)
        if record.stack_info:
            record.stack_info = _hidden(record.stack_info)
        return True


def _told(error: BaseException, *seen: int) -> Iterator[str]:
    """Its traceback, after that of what led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, *seen, id(error))
        yield LED_TO
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    kind = type(error)
    name = kind.__qualname__
    name = name if kind.__module__ == "builtins" else f"{kind.__module__}.{name}"
    said = _what_it_says(error)
    yield f"{name}: {said}\n" if said else f"{name}\n"


def _what_it_says(error: BaseException) -> str:
    """For the log: of our own refusals nothing, for those are sentences about people."""
    from brand.privacy import links  # needs the models, which come after the log

    if type(error).__module__.partition(".")[0] in rooms.first_party():
        return ""
    said = OF_THE_DATABASE.sub("", str(error))
    if isinstance(error, OF_OUR_CODE):
        return said
    return QUOTED.sub(f"'{links.HIDDEN}'", _hidden(said))


def _hidden(text: str) -> str:
    from brand.privacy import links

    return ADDRESS.sub(links.HIDDEN, TOKEN.sub(links.HIDDEN, links.hide_in_addresses(text)))
