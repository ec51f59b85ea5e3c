"""The worker's part: send what waits, try again later, and stop where nobody answers for days."""

import http.client
import json
import logging
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from brand import mail, outbox
from brand.forms import plain
from brand.worker import jobs
from leads.connections import public_addresses, signatures
from leads.connections.events import JOB
from leads.connections.public_addresses import Place
from leads.models import Webhook, WebhookDelivery
from leads.notifications import choices

logger = logging.getLogger(__name__)

LEASE_SECONDS = 120
ROUND_SECONDS = 20.0
STEP_SECONDS, LONGEST_SECONDS = 5.0, 15.0  # for one answer of the network, and for all of it
EXCERPT = 300
GONE = 410
STOP_AFTER = timedelta(days=5)
WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (0.5, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)
REMEDY = "Kijk na of het programma daar luistert."


class Answer(NamedTuple):
    status: int
    excerpt: str


class Failed(Exception):
    """No answer at all; its text is a Dutch sentence."""


def deliver() -> None:
    """Until nothing is due, or the round is over. Who does not answer waits for the next."""
    until, silent = time.monotonic() + ROUND_SECONDS, set[int]()
    outbox.release(WebhookDelivery.objects.all())
    while row := outbox.claim_next(WebhookDelivery.objects.going().exclude(webhook__in=silent)):
        if not _deliver(row):
            silent.add(row.webhook_id)
        if time.monotonic() >= until:
            jobs.ask(JOB)
            return
        jobs.hold(JOB, LEASE_SECONDS)


def _deliver(row: WebhookDelivery) -> bool:
    hook, began = row.webhook, time.monotonic()
    body = json.dumps(row.body, ensure_ascii=False).encode()
    sent = signatures.headers(hook, str(row.number), body, timezone.now())
    try:
        answer = post(hook.url, body, sent)
    except (Failed, ValidationError) as trouble:
        answer, reason = Answer(0, ""), " ".join(getattr(trouble, "messages", [str(trouble)]))
    else:
        reason = "" if 200 <= answer.status < 300 else _reason(answer.status)
    took = round((time.monotonic() - began) * 1000)
    kept: dict[str, Any] = {
        "status_code": answer.status or None,
        "excerpt": answer.excerpt,
        "took": took,
    }
    if not reason:
        outbox.finish(row, sent_at=timezone.now(), **kept)
        Webhook.objects.filter(pk=hook.pk).update(failing_since=None, answered_at=timezone.now())
        return True
    _failed(hook, answer.status)
    outbox.retry(row, reason, REMEDY, waits=WAITS, sent_at=timezone.now(), **kept)
    return False


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return f"Het adres verwees door ({status}). Die weg volgen we niet."
    return f"Het adres antwoordde {status}."


def _failed(hook: Webhook, status: int) -> None:
    """Since when; after days without an answer, or when asked to, nothing more is sent."""
    now = timezone.now()
    Webhook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=now)
    long_ago = Webhook.objects.filter(pk=hook.pk, failing_since__lte=now - STOP_AFTER)
    if status == GONE or long_ago.exists():
        stop(hook)


def stop(hook: Webhook) -> None:
    """Once; who runs the partner is told."""
    if not Webhook.objects.filter(pk=hook.pk, stopped_at=None).update(
        stopped_at=timezone.now(), stopped_by_itself=True
    ):
        return
    logger.warning("Berichten naar %s zijn gestopt", hook.pk)
    for user in choices.administrators(hook.organisation):
        mail.post("leads.emails.webhook_stopped", f"{hook.pk}-{user.pk}")


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """One request to one address. Raises Failed, ValidationError."""
    place = public_addresses.place(url)
    connection = _Connection(place, public_addresses.resolved(place))
    clock = threading.Timer(LONGEST_SECONDS, connection.cut)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", place.path, body, _HEADERS | headers)
        response = connection.getresponse()
        said = response.read(EXCERPT * 4).decode("utf-8", errors="replace")
    except TimeoutError:
        raise Failed("Het adres antwoordde niet op tijd.") from None
    except ssl.SSLError:
        raise Failed("Het certificaat van dit adres klopt niet.") from None
    except (OSError, http.client.HTTPException):
        late = connection.is_cut
        raise Failed(
            "Het adres antwoordde niet op tijd." if late else "Het adres is niet bereikbaar."
        ) from None
    finally:
        clock.cancel()
        connection.close()
    return Answer(response.status, plain(said.replace("\x00", "")).strip()[:EXCERPT])


_HEADERS = {"Content-Type": "application/json", "User-Agent": "Merkbaar/1 (webhooks)"}


class _Connection(http.client.HTTPConnection):
    """To this very machine, under its name; asks no proxy and follows nothing."""

    def __init__(self, place: Place, address: str) -> None:
        super().__init__(place.host, place.port, timeout=STEP_SECONDS)
        self.is_https, self.address, self.is_cut = place.is_https, address, False
        # So that the name goes along as it is, without a port that everybody knows.
        self.default_port = public_addresses.PORT

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), STEP_SECONDS)
        if self.is_https:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Somebody who answers one sign a minute holds up nobody."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
