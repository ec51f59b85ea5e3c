"""Reading a mail that came in, whatever its sender's program made of it.

Nothing here raises for what a mail holds: headers that are none, charsets that do not exist, a
mail that was cut off in the middle.
"""

import codecs
import hashlib
import re
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser
from typing import NamedTuple

from brand.forms.addresses import plain_address
from brand.mail import bounces
from brand.text import visible

TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
IN_THREAD = ("in-reply-to", "references")
AUTOMATIC = ("x-autoreply", "x-autorespond", "x-autoresponder")
BULK = {"auto_reply", "auto-reply", "bulk", "junk", "list"}
AWAY = re.compile(
    r"^\s*(automatisch antwoord|automatic reply|auto(matic)?[- ]?reply|out of office"
    r"|afwezigheidsbericht|réponse automatique)\b",
    re.IGNORECASE,
)
# The first line of an earlier mail below an answer, as mail programs write it.
EARLIER = re.compile(
    r"^\s*(?:-{2,}\s*(?:oorspronkelijk|original|doorgestuurd|message d'origine).*"
    r"|(?:op|on|le)\b.{4,200}\b(?:schreef|wrote|a écrit)\b.{0,120}:"
    r"|_{10,}"
    r"|(?:van|from|de)\s*:\s.+\n\s*(?:verzonden|sent|envoyé|datum|date|aan|to)\s*:.*)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
QUOTED = re.compile(r"^>.*$", re.MULTILINE)


class Received(NamedTuple):
    key: str  # the same for the same mail that comes twice
    sender: str
    to: str  # all that says to whom it came
    thread: list[str]  # the numbers of the mails that it answers, in <>
    subject: str
    text: str
    attachments: list[str]
    is_automatic: bool
    is_report: bool  # that a mail arrived, or did not
    bounces: list[bounces.Bounce]
    is_cut: bool  # more of it stands in the mailbox
    size: int


def read(raw: bytes, size: int) -> Received:
    message = message_from_bytes(raw)
    sender = plain_address(parseaddr(header(message, "from"))[1])
    to = " ".join(header(message, name) for name in TO)
    number = header(message, "message-id") or hashlib.sha256(raw).hexdigest()
    return Received(
        key=hashlib.sha256(f"{number}|{sender}".encode()).hexdigest(),
        sender=sender,
        to=to,
        thread=[
            one for name in IN_THREAD for one in re.findall(r"<[^<>]+>", header(message, name))
        ],
        subject=header(message, "subject"),
        text=words(message),
        attachments=attachments(message),
        is_automatic=is_automatic(message),
        is_report=message.get_content_type() == "multipart/report",
        bounces=bounces.in_report(message),
        is_cut=size > len(raw),
        size=size,
    )


def header(message: Message, name: str) -> str:
    """All values of a header on one line, decoded as far as they can be."""
    return " ".join(_decoded(str(value)) for value in message.get_all(name, []))


def _decoded(value: str) -> str:
    try:
        parts = decode_header(value)
    except Exception:  # the standard library stumbles over some encoded words
        parts = [(value, None)]
    text = "".join(
        part if isinstance(part, str) else _text(part, charset) for part, charset in parts
    )
    return _clean(" ".join(text.split()))


def _text(content: bytes, charset: str | None) -> str:
    """Decoded as it says; else as UTF-8; else as Western Windows, which reads anything."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(codecs.lookup(name or "utf-8").name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _clean(text: str) -> str:
    """Without control characters, which no column and no screen has a use for."""
    kept = (
        sign for sign in visible(text) if sign in "\n\t" or (ord(sign) >= 32 and ord(sign) != 127)
    )
    return "".join(kept).encode("utf-8", "replace").decode()


def words(message: Message) -> str:
    """What the sender wrote, without the mail that it answers; all of it where that leaves none."""
    whole = _body(message)
    own = whole[: found.start()] if (found := EARLIER.search(whole)) else whole
    own = _tidy(QUOTED.sub("", own))
    return own or _tidy(whole)


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _body(message: Message) -> str:
    found: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"} and kind not in found and not _is_file(part):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                text = _text(content, _charset(part))
                found[kind] = text if kind == "text/plain" else _of_html(text)
    plain = _clean(found.get("text/plain", "").replace("\r\n", "\n"))
    return plain if plain.strip() else _clean(found.get("text/html", ""))


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except Exception:  # a parameter that the standard library cannot read
        return None


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_file_name(part))


def _file_name(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "")[:120]
    except Exception:
        return "bijlage"


def attachments(message: Message) -> list[str]:
    return [
        _file_name(part) or "bijlage"
        for part in message.walk()
        if not part.is_multipart() and _is_file(part)
    ]


def is_automatic(message: Message) -> bool:
    """A program answered, not a person (RFC 3834, and what programs of before it write)."""
    said = header(message, "auto-submitted").lower()
    return (
        (bool(said) and not said.startswith("no"))
        or any(header(message, name) for name in AUTOMATIC)
        or header(message, "precedence").lower() in BULK
        or header(message, "return-path").strip() == "<>"
        or message.get_content_type() == "multipart/report"
        or bool(AWAY.match(header(message, "subject")))
    )


def addresses(text: str) -> set[str]:
    return {plain_address(one) for _, one in getaddresses([text]) if "@" in one}


class _Words(HTMLParser):
    """The words of a page, as lines; what an answer quotes is left out."""

    BLOCKS = frozenset(
        ["p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"]
    )
    UNREAD = frozenset(["style", "script", "head", "title", "blockquote"])
    EMPTY = frozenset(["br", "hr", "img", "input", "meta", "link"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in self.UNREAD and tag not in self.EMPTY:
            self._skipped += 1
        if tag in self.BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNREAD and self._skipped:
            self._skipped -= 1
        if tag in self.BLOCKS and tag not in self.EMPTY:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.said.append(re.sub(r"\s+", " ", data))


def _of_html(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    reader.close()
    lines = [line.strip() for line in "".join(reader.said).splitlines()]
    return "\n".join(lines)
