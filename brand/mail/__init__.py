"""Mail: what it looks like, and how to ask for one.

    from brand import mail
    mail.post("roadshow.emails.confirmed", registration.pk)

writes a row in the caller's transaction. The worker calls `roadshow.emails.confirmed(pk)` when
the mail goes out; that function returns a Message, usually through `compose()`, or None when
the mail is no longer needed. It reads and returns; it changes nothing, for it may be called
more than once.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string

from brand import outbox
from brand.forms.addresses import ascii_domain, plain_address
from brand.forms.phones import in_one_piece
from brand.models import BrandKit, OutgoingMail
from brand.rooms import first_party
from brand.text import row_number

READY_MADE = "ready_made"  # written by Django or Wagtail within a request: backend.py
DEMO_DOMAINS = re.compile(r"(^|[.@])(example\.(org|com|net|edu)|example|invalid|test)$")


@dataclass(frozen=True)
class Message:
    """One mail to one person.

    attachments: (file name, bytes, mime type); inline: (content id, bytes, mime type), shown in
    the html as <img src="cid:...">.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    attachments: Sequence[tuple[str, bytes, str]] = ()
    inline: Sequence[tuple[str, bytes, str]] = ()
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    is_demo: bool = False
    sender: str = ""  # the name it comes from; that of the kit when empty

    @property
    def goes_nowhere(self) -> bool:
        """Examples are never mailed: their addresses do not exist."""
        return self.is_demo or is_demo_address(self.to)


def is_demo_address(address: str) -> bool:
    return bool(DEMO_DOMAINS.search(plain_address(address)))


def post(
    kind: str,
    pk,
    *,
    dedupe: str = "",
    once: str = "",
    due_at: datetime | None = None,
    opens_account: bool = False,
    is_first: bool = False,
) -> OutgoingMail:
    """Ask for a mail, in the caller's transaction.

    kind: dotted path of the mail function, in a module `emails` of one of our own apps.
    pk: what that function is called with.
    dedupe: a mail of the same kind, pk and dedupe that has not left yet is not asked twice.
    once: with a name ("d7"), this mail is sent at most once ever, however often it is asked.
    opens_account: the text is for the receiver only, and hidden in the outbox; unless there is
    no mail server, when an administrator has to pass it on.
    is_first: what the mail is about is new in this transaction, so that nothing of it can wait.
    """
    mail_function(kind)
    key = f"{kind}:{pk}:{once or dedupe}"
    fields = {"kind": kind, "ref": str(pk)}
    fields["keeps_text"] = not (opens_account and settings.EMAIL_URL)
    if due_at:
        fields["due_at"] = due_at
    row = OutgoingMail.objects.write(key, once=key if once else None, is_first=is_first, **fields)
    outbox.poke_after_commit()
    return row


def mail_function(kind: str) -> Callable[[object], Message | None]:
    """The function behind a kind. Only our own modules named `emails` may be reached."""
    module, _, name = kind.rpartition(".")
    if module not in {f"{room}.emails" for room in first_party()} or name.startswith("_"):
        raise ValueError(f"Geen mail van ons: {kind}")
    return import_string(kind)


def name_of(kind: str) -> str:
    """What such a mail is called on a screen: `NAMES` in the module it stands in."""
    module, _, name = kind.rpartition(".")
    if module not in {f"{room}.emails" for room in first_party()}:
        return "Bericht van deze site"
    return getattr(import_module(module), "NAMES", {}).get(name, "Mail")


def anybody_may_cause(function: Callable) -> Callable:
    """A mail to an address typed by a visitor: limited per address.

    Further ones wait, and are made with the values of the time they leave.
    """
    function.is_limited = True
    return function


def is_limited(kind: str) -> bool:
    return kind != READY_MADE and getattr(mail_function(kind), "is_limited", False)


def make(row: OutgoingMail) -> Message | None:
    """The mail as it stands now."""
    if row.kind == READY_MADE:
        return Message(to=row.to, subject=row.subject, text=row.text, html=row.html)
    number = row_number(row.ref)
    return mail_function(row.kind)(row.ref if number is None else number)


UNTORN = 'style="white-space:nowrap"'  # mails have no style sheet


def compose(template: str, *, to: str, context: Mapping | None = None, **fields) -> Message:
    """A Message from `<template>_subject.txt`, `<template>.txt` and `<template>.html`.

    The templates see the brand kit as `kit` (`kit.name`, `kit.contact_phone`,
    `kit.email_colours.brand`), the dark colours as `night`, `site_url` and the context. Further
    fields are those of Message.
    """
    kit = BrandKit.current()
    night = {name.replace("-", "_"): value for name, value in kit.tokens()["dark"].items()}
    values = {"kit": kit, "night": night, "site_url": settings.SITE_URL, **(context or {})}
    return Message(
        to=to.strip(),
        subject=header_line(_plain(f"{template}_subject.txt", values)),
        text=tidy(_plain(f"{template}.txt", values)),
        html=in_one_piece(render_to_string(f"{template}.html", values), UNTORN),
        **{"sender": kit.name} | fields,
    )


def _plain(template: str, values: Mapping) -> str:
    """Text is no HTML: "Peeters & Zoon" stays as it is written."""
    return get_template(template).template.render(Context(values, autoescape=False))


def header_line(text: str) -> str:
    """For a header: no line breaks, no control characters, at most 200 characters."""
    return _unbroken(text)[:200].rstrip()


CONTROLS = dict.fromkeys([*range(32), 127], " ")


def _unbroken(text: str) -> str:
    return _sound(" ".join(text.translate(CONTROLS).split()))


SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:/+", re.IGNORECASE)
DOMAIN_DOT = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_]{2})")
TELEPHONE = re.compile(r"\+?(?:\d[\s./()-]*){7,}")
LONGEST_NAME = 80


def as_name(typed: str) -> str:
    """A name typed by a stranger, for a mail to another person: short, and nothing to click.

    Mail programs make a link of every domain and telephone number they see. "Coolblue.be" stays
    readable as "Coolblue·be".
    """
    text = header_line(SCHEME.sub("", typed))
    text = TELEPHONE.sub("… ", DOMAIN_DOT.sub("·", text).replace("@", " at ")).strip()
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def tidy(text: str) -> str:
    """Plain text without the gaps that template tags leave."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.splitlines())).strip()


def _sound(text: str) -> str:
    """Text that can be written as UTF-8: halves of a character pair become a question mark."""
    return text.encode("utf-8", "replace").decode()


# Headers stand in the message as they go out: written again, they would lose spaces.
WIRE = SMTP.clone(refold_source="none")
ONE_WORD = 75  # letters of one encoded word at most (RFC 2047, 2)
LONGEST_HEADER = 900  # of 998 on one line (RFC 5322, 2.1.1)


def mime(message: Message, *, message_id: str) -> EmailMessage:
    """The message on the wire."""
    wire = EmailMessage(policy=WIRE)
    sender = header_line(message.sender or BrandKit.current().name)
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    headers = {
        "From": _written_sender(sender, address),
        "To": ascii_address(message.to),
        "Subject": _written("Subject", header_line(message.subject)),
        "Date": format_datetime(timezone.localtime()),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
    }
    if message.reply_to:
        headers["Reply-To"] = ascii_address(message.reply_to)
    for name, value in message.headers.items():
        headers[name] = _written(name, _unbroken(value)[:LONGEST_HEADER])
    for name, value in headers.items():
        wire.set_raw(name, value)
    wire.set_content(_sound(message.text) + "\n", cte="quoted-printable")
    if message.html:
        _add_html(wire, message)
    for name, content, kind in message.attachments:
        if kind.startswith("text/") and ";" not in kind:
            kind += "; charset=utf-8"
        maintype, _, subtype = kind.partition("/")
        wire.add_attachment(content, maintype=maintype, subtype=subtype, filename=header_line(name))
    for part in wire.walk():
        if part.is_multipart():  # else the whole mail is written once more to look for a free one
            part.set_param("boundary", f"=_{secrets.token_hex(16)}")
    return wire


def _written(name: str, text: str) -> str:
    """A header in ASCII: as it is, on one line, or in encoded words (RFC 2047) with every space.

    Plain text is not folded: mail programs find one click only in a plain List-Unsubscribe.
    """
    return text if _is_plain(text) else Header(text, "utf-8", ONE_WORD, name).encode()


def _written_sender(name: str, address: str) -> str:
    """A name in one encoded word where it fits: programs differ in how they join two of them."""
    if _is_plain(name):
        return formataddr((name, address))
    return f"{Header(name, 'utf-8', ONE_WORD).encode()}\n <{address}>"


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _add_html(wire: EmailMessage, message: Message) -> None:
    wire.add_alternative(_sound(message.html), subtype="html", cte="quoted-printable")
    page = wire.get_payload()[-1]
    for content_id, content, kind in message.inline:
        maintype, _, subtype = kind.partition("/")
        page.add_related(content, maintype=maintype, subtype=subtype, cid=f"<{content_id}>")


def ascii_address(address: str) -> str:
    """The address with its domain as mail servers know it (café.be becomes xn--caf-dma.be).

    Raises ValueError for what is no address.
    """
    local, _, domain = header_line(address).rpartition("@")
    written = f"{local}@{ascii_domain(domain)}"
    try:
        validate_email(written)
    except ValidationError as error:
        raise ValueError("geen e-mailadres") from error
    return written
