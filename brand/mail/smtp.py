"""The door to the mail server: the only module that speaks SMTP.

Sending ends in one of three ways. The mail was accepted; it was certainly not (`LineDown`,
`MailRefused`); or it is unknown (`Uncertain`), which can only be after the full stop that ends a
message went out. So the full stop is sent by itself, last, after the caller wrote down that it is
about to go.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr

from django.conf import settings

# A server may look at a message for viruses before it answers (RFC 5321 4.5.3.2.6: 10 minutes).
PATIENCE_AT_THE_END = 180
SERVICE_CLOSING = 421
NO_SUCH_ADDRESS = re.compile(rb"5\.1\.(1|2|3|6|10)(?!\d)")
ADDRESS = re.compile(r"""<?[^\s<>"'(:;,]+(@|%40)[^\s<>"'):;,]+>?""")


class LineDown(Exception):
    """The mail server cannot be reached or wants nothing of us. The mail did not leave."""

    def __init__(self, reason: str, remedy: str = "Kijk de mailserver en EMAIL_URL na."):
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


class MailRefused(Exception):
    """The server does not take this mail. It did not leave.

    Final, when the server says (5xx) that trying again is of no use (RFC 5321, 4.2.1).
    `no_such_address`: it says that nobody receives mail there (RFC 3463); another 5xx may well be
    about the sender or the words.
    """

    def __init__(self, reason: str, *, is_final: bool = False, no_such_address: bool = False):
        super().__init__(reason)
        self.reason, self.is_final, self.no_such_address = reason, is_final, no_such_address


class Uncertain(Exception):
    """The message was complete and no answer came: it may have left."""


class Line:
    """One connection, opened at the first mail and used for the next ones."""

    def __init__(self):
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._smtp:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def send(self, message: EmailMessage, *, to: str, before_end: Callable[[], None]) -> None:
        """Send one mail. `before_end` runs just before the mail can be accepted; what it raises
        ends the attempt, and the mail did not leave."""
        smtp = self._greet()
        body = _dotted(message.as_bytes())
        try:
            _expect(smtp.rcpt(to), 250, 251)
            _expect(smtp.docmd("DATA"), 354)
            smtp.send(body)
            before_end()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise MailRefused(f"De mailserver brak het gesprek af ({_kind(error)}).") from error
        except MailRefused:
            self._rewind()
            raise
        except BaseException:
            self._drop()
            raise
        self._end(smtp)

    def _greet(self) -> smtplib.SMTP:
        """A connection on which the server took our name as sender."""
        known = self._smtp is not None
        try:
            smtp = self._smtp or self._open()
            code, answer = smtp.mail(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if known:  # a line that stood open too long: servers close those without harm
                return self._greet()
            raise _line_down(error) from error
        if code != 250:
            self._drop()
            if known and code == SERVICE_CLOSING:
                return self._greet()
            raise LineDown(f"De mailserver aanvaardt onze afzender niet ({_said(code, answer)}).")
        return smtp

    def _open(self) -> smtplib.SMTP:
        host, secure = settings.EMAIL_HOST, ssl.create_default_context()
        if settings.EMAIL_USE_SSL:
            smtp = smtplib.SMTP_SSL(
                host, settings.EMAIL_PORT or 465, timeout=settings.EMAIL_TIMEOUT, context=secure
            )
        else:
            port = settings.EMAIL_PORT or (587 if settings.EMAIL_USE_TLS else 25)
            smtp = smtplib.SMTP(host, port, timeout=settings.EMAIL_TIMEOUT)
        self._smtp = smtp
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=secure)
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD or "")
        else:
            smtp.ehlo_or_helo_if_needed()
        return smtp

    def _end(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.sock.settimeout(PATIENCE_AT_THE_END)
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
            smtp.sock.settimeout(settings.EMAIL_TIMEOUT)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Uncertain(_kind(error)) from error
        _expect((code, answer), 250)

    def _rewind(self) -> None:
        """Make the line ready for the next mail."""
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None


def _dotted(message: bytes) -> bytes:
    """The body as SMTP wants it, without the full stop that ends it."""
    body = re.sub(rb"(?m)^\.", b"..", message)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    code, answer = reply
    if code in codes:
        return
    if code == SERVICE_CLOSING:
        raise LineDown(f"De mailserver sluit de verbinding ({_said(code, answer)}).")
    is_final = 500 <= code < 600
    raise MailRefused(
        f"De mailserver weigert deze mail ({_said(code, answer)}).",
        is_final=is_final,
        no_such_address=is_final and bool(NO_SUCH_ADDRESS.match(answer)),
    )


def _line_down(error: Exception) -> LineDown:
    host = settings.EMAIL_HOST
    if isinstance(error, smtplib.SMTPAuthenticationError):
        said = _said(error.smtp_code, error.smtp_error)
        return LineDown(
            f"De mailserver aanvaardt onze naam en ons wachtwoord niet ({said}).",
            "Kijk naam en wachtwoord in EMAIL_URL na.",
        )
    if isinstance(error, smtplib.SMTPResponseException):
        said = _said(error.smtp_code, error.smtp_error)
        return LineDown(f"De mailserver {host} neemt nu niets aan ({said}).")
    if isinstance(error, ssl.SSLError):
        return LineDown(f"De beveiligde verbinding met de mailserver {host} lukt niet.")
    if _timed_out(error):
        return LineDown(f"De mailserver {host} antwoordt niet.")
    return LineDown(f"De mailserver {host} is niet te bereiken ({_kind(error)}).")


def _said(code: int, answer: bytes | str) -> str:
    """The server's own words, without the address of the receiver."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
    return f"{code} {' '.join(ADDRESS.sub('(adres)', text).split())}"[:200]


def _timed_out(error: Exception) -> bool:
    """smtplib tells a timeout while reading as a disconnection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _kind(error: Exception) -> str:
    if _timed_out(error):
        return "geen antwoord"
    names = {
        ConnectionRefusedError: "verbinding geweigerd",
        smtplib.SMTPServerDisconnected: "verbinding verbroken",
        ConnectionResetError: "verbinding verbroken",
        BrokenPipeError: "verbinding verbroken",
    }
    return names.get(type(error), type(error).__name__)
