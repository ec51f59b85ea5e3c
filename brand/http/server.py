"""Waitress, with limits for one visitor: connections, unfinished requests, bodies.

Behind a proxy every connection comes from the proxy, which has such limits of its own (README);
what holds for all together holds there too.
"""

import time
from functools import partial

import waitress
from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from brand.http import limits

MOST_CONNECTIONS = 200  # of one address; an office behind one has many people
HEADERS_WITHIN = 20  # seconds
BODY_WITHIN = 60  # seconds, and more for a large one that keeps coming:
SLOWEST = 16 * 1024  # bytes a second
MOST_OF_ONE = 96 * 1024 * 1024  # bytes of bodies held here, of one address
MOST_OF_ALL = 256 * 1024 * 1024
READ_PAST = 2 * limits.LARGEST  # what is read without keeping it, so that the answer is heard


def create(application, **adjustments):
    """Waitress has no setting for its channels; it takes the class from each listening socket."""
    made = waitress.create_server(
        application,
        connection_limit=1000,
        channel_timeout=60,
        cleanup_interval=5,
        max_request_body_size=limits.LARGEST,
        **adjustments,
    )
    listening = getattr(made, "map", None) or {0: made}
    for one in listening.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = Channel
            one.maintenance = partial(_clean_up, one, one.maintenance)
    return made


def _clean_up(server, usual, now: float) -> None:
    """Every five seconds: silent connections, and requests that never come to an end."""
    usual(now)
    for channel in server.active_channels.values():
        if channel.request is not None and channel.request.takes_too_long(now):
            channel.will_close = True


class Busy(Error):
    """Too much is held here already."""

    def to_response(self, ident=None):
        words = "Er wordt nu te veel tegelijk verstuurd. Wacht een minuut en probeer opnieuw.\n"
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "60")]
        return "503 Service Unavailable", headers, words.encode()


class RequestTooLarge(RequestEntityTooLarge):
    """Made with the query of the request, which may ask for a language."""

    def to_response(self, ident=None):
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")]
        return "413 Content Too Large", headers, limits.too_large_page(self.body).encode()


class WithLimit:
    """The settings of waitress, with another limit for one request."""

    def __init__(self, adj, limit: int):
        self._adj, self.max_request_body_size = adj, limit

    def __getattr__(self, name):
        return getattr(self._adj, name)


class Request(HTTPRequestParser):
    left_to_read_past = 0

    def __init__(self, adj, channel):
        super().__init__(adj)
        self.channel, self.began, self.bytes = channel, time.time(), 0

    def received(self, data) -> int:
        self.bytes += len(data)
        if self.left_to_read_past:
            return self._read_past(data)
        had_headers = self.headers_finished
        consumed = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._refuse(RequestTooLarge(self.query), may_read_past=not had_headers)
        elif self.headers_finished and not had_headers and not self.channel.has_room_for(self):
            self._refuse(Busy(""))
        return consumed

    def parse_header(self, header_plus):
        super().parse_header(header_plus)
        signed_in = f"{settings.SESSION_COOKIE_NAME}=" in self.headers.get("COOKIE", "")
        # A chunked body does not say beforehand how much will come; no browser sends one.
        largest = limits.largest(self.path, may_send_files=signed_in)
        limit = limits.SMALL if self.chunked else largest
        self.adj = WithLimit(self.adj, limit + 1)  # waitress refuses from its limit on

    def _refuse(self, error: Error, *, may_read_past: bool = False) -> None:
        """A client cut off while sending sees no response; so a little is read past first."""
        self.error, self.completed = error, True
        if may_read_past and not self.expect_continue and self.content_length <= READ_PAST:
            self.left_to_read_past, self.completed = self.content_length, False
        self.expect_continue = False

    def _read_past(self, data) -> int:
        taken = min(len(data), self.left_to_read_past)
        self.left_to_read_past -= taken
        self.completed = not self.left_to_read_past
        return taken

    @property
    def holds(self) -> int:
        """Bytes it takes here once it is complete."""
        return 0 if self.error else max(self.content_length, self.body_bytes_received)

    def takes_too_long(self, now: float) -> bool:
        within = BODY_WITHIN + self.bytes / SLOWEST if self.headers_finished else HEADERS_WITHIN
        return now - self.began > within


class Task(WSGITask):
    def finish(self):
        """Waitress ends an answer of unknown length with a mark, also where there is no body."""
        if not self.wrote_header:
            self.write(b"")
        self.chunked_response = self.chunked_response and self.request.command != "HEAD"
        super().finish()


class Channel(HTTPChannel):
    task_class = Task

    def __init__(self, server, sock, addr, adj, map=None):
        self.parser_class = partial(Request, channel=self)
        super().__init__(server, sock, addr, adj, map=map)
        self._make_room()

    @property
    def comes_by_the_proxy(self) -> bool:
        return self.adj.trusted_proxy in ("*", self.addr[0])

    def _others(self) -> list["Channel"]:
        channels = self.server.active_channels.values()
        return [one for one in channels if one.addr[0] == self.addr[0] and one is not self]

    def _make_room(self) -> None:
        """The newest visitor of an address comes in; who has been slow longest goes."""
        others = [one for one in self._others() if not one.will_close]
        if self.comes_by_the_proxy or len(others) < MOST_CONNECTIONS:
            return
        if waiting := [one for one in others if not one.requests]:
            min(waiting, key=Channel.waits_since).will_close = True
        else:
            self.will_close = True

    def waits_since(self) -> float:
        return self.request.began if self.request is not None else self.last_activity

    def has_room_for(self, request: Request) -> bool:
        if request.content_length <= limits.SMALL:
            return True
        wanted = request.content_length
        if not self.comes_by_the_proxy and wanted + _held(self._others()) > MOST_OF_ONE:
            return False
        everybody = [one for one in self.server.active_channels.values() if one is not self]
        return wanted + _held(everybody) <= MOST_OF_ALL


def _held(channels: list[Channel]) -> int:
    return sum(
        request.holds
        for channel in channels
        for request in [*channel.requests, channel.request]
        if request is not None
    )
