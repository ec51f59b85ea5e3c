"""The door to the mailbox in which answers and bounces arrive: the only module that speaks IMAP.

What was dealt with is moved to a folder of its own, so that nothing is lost and whatever still
stands in the inbox is new, whoever looked at it in between.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

PORTS = {"imap": 143, "imap+tls": 143, "imap+ssl": 993, "imaps": 993}
MOST_READ = 512 * 1024  # bytes of a mail: its words come first, its attachments after
DEALT_WITH, NOT_KNOWN = "Verwerkt", "Niet herkend"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Down(Exception):
    """The mailbox cannot be reached, or wants nothing of us."""

    def __init__(self, reason: str, remedy: str = "Kijk de mailbox en MAILBOX_URL na."):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


class Account(NamedTuple):
    """imap+ssl://name:password@host:993/folder?address=answers@site"""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str
    address: str

    def address_for(self, token: str) -> str:
        """Where an answer comes to this mailbox with a token in its address (RFC 5233)."""
        local, _, domain = self.address.partition("@")
        return f"{local}+{token}@{domain}"

    def tokens_in(self, text: str) -> list[str]:
        """The tokens in addresses of this mailbox; servers may have changed capitals."""
        local, _, domain = map(re.escape, self.address.partition("@"))
        found = re.findall(rf"{local}\+([a-z0-9]{{8,64}})@{domain}", text, re.IGNORECASE)
        return list(dict.fromkeys(token.lower() for token in found))


def account() -> Account | None:
    """The mailbox of the settings. Raises Down where MAILBOX_URL is none."""
    if not settings.MAILBOX_URL:
        return None
    try:
        url = urlsplit(settings.MAILBOX_URL)
        user = unquote(url.username or "")
        address = parse_qs(url.query).get("address", [user])[0]
        if url.scheme not in PORTS or not url.hostname or "@" not in address:
            raise ValueError
        return Account(
            scheme=url.scheme,
            host=url.hostname,
            port=url.port or PORTS[url.scheme],
            user=user,
            password=unquote(url.password or ""),
            folder=unquote(url.path.strip("/")) or "INBOX",
            address=address.strip().lower(),
        )
    except ValueError as error:
        raise Down("MAILBOX_URL is geen adres van een mailbox.") from error


class Found(NamedTuple):
    uid: str
    size: int  # of the whole mail
    raw: bytes  # at most MOST_READ of it


class Box:
    """One conversation with the mailbox. What goes wrong in it is raised as Down."""

    def __init__(self, account: Account):
        self.account = account

    def __enter__(self) -> "Box":
        try:
            self._imap = self._open()
            # Servers tell what they can to who has signed in; imaplib asks before.
            _, told = self._imap.capability()
            self._moves = b"MOVE" in b" ".join(told).upper().split()
        except (OSError, imaplib.IMAP4.error) as error:
            raise self._down(error) from error
        return self

    def __exit__(self, *_) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self._imap.logout()

    def _open(self) -> imaplib.IMAP4:
        account, secure = self.account, ssl.create_default_context()
        where = {"host": account.host, "port": account.port, "timeout": settings.EMAIL_TIMEOUT}
        if account.scheme in {"imaps", "imap+ssl"}:
            imap = imaplib.IMAP4_SSL(ssl_context=secure, **where)
        else:
            imap = imaplib.IMAP4(**where)
        if account.scheme == "imap+tls":
            imap.starttls(secure)
        try:
            if "AUTH=PLAIN" in imap.capabilities:
                said = f"\0{account.user}\0{account.password}".encode()
                imap.authenticate("PLAIN", lambda _: said)
            else:
                imap.login(_quoted(account.user), account.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Down(
                "De mailbox aanvaardt onze naam en ons wachtwoord niet.",
                "Kijk naam en wachtwoord in MAILBOX_URL na.",
            ) from error
        return imap

    def waiting(self, most: int) -> Iterator[Found]:
        """What is in the inbox, oldest first."""
        self._must(self._do("select", _quoted(self.account.folder)), "openen")
        for uid in self._search("UNDELETED")[:most]:
            if (found := self._read(uid)) is not None:
                yield found

    def _read(self, uid: str) -> Found | None:
        parts = f"(RFC822.SIZE BODY.PEEK[]<0.{MOST_READ}>)"
        _, answer = self._do("uid", "FETCH", uid, parts)
        for part in answer:
            if isinstance(part, tuple):
                size = re.search(rb"RFC822\.SIZE (\d+)", part[0])
                return Found(uid, int(size[1]) if size else len(part[1]), part[1])
        return None

    def move(self, uid: str, folder: str) -> None:
        """Out of the inbox; the folder is made where there is none."""
        self._do("create", _quoted(folder))  # answers NO where it stands already
        if self._moves:
            self._must(self._do("uid", "MOVE", uid, _quoted(folder)), "verplaatsen")
            return
        self._must(self._do("uid", "COPY", uid, _quoted(folder)), "verplaatsen")
        self._must(self._do("uid", "STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"), "verplaatsen")
        self._do("expunge")

    def forget(self, folder: str, before: date) -> int:
        """Delete what came into this folder before that day. How many."""
        status, _ = self._do("select", _quoted(folder))
        if status != "OK":
            return 0
        day = f"{before.day:02}-{MONTHS[before.month - 1]}-{before.year}"
        old = self._search(f"BEFORE {day}")
        for uid in old:
            self._do("uid", "STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if old:
            self._do("expunge")
        return len(old)

    def _search(self, what: str) -> list[str]:
        _, answer = self._do("uid", "SEARCH", what)
        return answer[0].decode().split() if answer and answer[0] else []

    def _do(self, name: str, *arguments: str) -> tuple[str, list]:
        try:
            return getattr(self._imap, name)(*arguments)
        except (OSError, imaplib.IMAP4.error) as error:
            raise self._down(error) from error

    def _must(self, answer: tuple[str, list], what: str) -> None:
        if answer[0] != "OK":
            raise Down(f"De mailbox laat ons geen mails {what}.")

    def _down(self, error: Exception) -> Down:
        if isinstance(error, ssl.SSLError):
            return Down(
                f"De beveiligde verbinding met de mailbox op {self.account.host} lukt niet."
            )
        if isinstance(error, TimeoutError) or "timed out" in str(error):
            return Down(f"De mailbox op {self.account.host} antwoordt niet.")
        return Down(f"De mailbox op {self.account.host} is niet te bereiken.")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
