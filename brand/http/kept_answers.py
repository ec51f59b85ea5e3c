"""Whole answers, kept for visitors who are not signed in and given before Django wakes up.

What may be kept says `KeepableMiddleware`, in the chain of middleware, where the view is known. An
answer is kept under the number of changes as it was *before* it was made (`brand.changes`), and
given only while the number is still the same: what changed while it was made, or was withdrawn a
moment ago by another process, is never seen again. By the clock it ends at the next moment that
something changes by itself (`brand.changes.moments`).

Each process keeps its own; with `CACHE_URL` all of them share one another's too. Nothing secret is
in such an answer: no cookie, no token, no nonce; so it may be compressed once for everybody.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.http import parse_etags

from brand.changes import moments

MARK = "X-May-Be-Kept"  # between the two halves of this module; no visitor sees it
VIEWS = {
    *(
        "wagtail_serve",
        "sitemap",
        "stops_geojson",
        "map_stops",
        "agenda",
        "map_towns",
        "story_feed",
        "story_json_feed",
        "pledges",
    ),
    *("api", "api_openapi", "api_rows", "api_one", "impact_csv", "impact_json"),
}
# What is asked in an address and has few answers; words that are typed pass by.
QUESTIONS = {"soort", "partner", "provincie", "sector", "taal", "maand", "vrij"}
QUESTIONS |= {"vraag", "page", "pagina", "via", "tournee"}
ELSEWHERE = ("/beheer/", "/mijn/", "/static/", "/media/", "/documenten/", "/onthaal/", "/g/")
NEVER = (b"csrfmiddlewaretoken", b'name="form_key"')
MOST_BYTES, LARGEST = 64 * 1024 * 1024, 8 * 1024 * 1024  # of all together, of one
MOST_PASSING = 10_000  # addresses
PATIENCE = 10  # seconds for somebody else who makes the same answer
LONGEST_QUERY = 200
OWN_WAY = {"content-encoding", "content-length", "etag", "date", MARK.lower()}


class KeepableMiddleware:
    """Marks what is the same for everybody who is not signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        same_for_all = (
            request.method == "GET"
            and match is not None
            and match.view_name in VIEWS
            and response.status_code == 200
            and not response.streaming
            and not response.cookies
            and not getattr(request, "is_preview", False)
            and "nonce-" not in response.headers.get("Content-Security-Policy", "")
            and not {"no-store", "private"} & set(_words(response.headers.get("Cache-Control")))
        )
        if same_for_all:
            response.headers[MARK] = "1"
        return response


def _words(value: str | None) -> list[str]:
    return [word.strip().lower() for word in (value or "").split(",")]


class Answer(NamedTuple):
    headers: list[tuple[str, str]]
    plain: bytes
    packed: bytes
    etag: str
    changes: int
    until: datetime

    def stands(self, changes: int) -> bool:
        return self.changes == changes and timezone.now() < self.until


class Store:
    """Answers in the memory of this process; the longest unused go first."""

    def __init__(self):
        self._rows: OrderedDict[tuple, Answer] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making: dict[tuple, threading.Lock] = {}
        self._passing: OrderedDict[tuple, None] = OrderedDict()
        self._changes = -1
        self._shared: set[str] = set()

    def get(self, key: tuple, changes: int) -> Answer | None:
        self._forget_before(changes)
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
            return self._rows.get(key)

    def _forget_before(self, changes: int) -> None:
        """What was taken back stands here no longer, nor in the cache that all share."""
        if changes <= self._changes:
            return
        with self._lock:
            self._changes, shared, self._shared = changes, self._shared, set()
            self._rows.clear()
            self._bytes = 0
        if shared:
            cache.delete_many(shared)

    def share(self, name: str, answer: Answer) -> None:
        with self._lock:
            self._shared.add(name)
        left = (answer.until - timezone.now()).total_seconds()
        cache.set(name, answer, max(1, int(left)))

    def put(self, key: tuple, answer: Answer) -> None:
        with self._lock:
            if answer.changes < self._changes:
                return
            self._drop(key)
            self._rows[key] = answer
            self._bytes += len(answer.plain) + len(answer.packed)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._rows)))

    def _drop(self, key: tuple) -> None:
        if old := self._rows.pop(key, None):
            self._bytes -= len(old.plain) + len(old.packed)

    @contextmanager
    def turn(self, key: tuple) -> Iterator[None]:
        """One at a time makes an answer, the others wait for it; unless it is never kept."""
        with self._lock:
            lock = self._making.setdefault(key, threading.Lock())
        mine = not self.passes_by(key) and lock.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if mine:
                lock.release()
            with self._lock:
                if not lock.locked():
                    self._making.pop(key, None)

    def passes_by(self, key: tuple) -> bool:
        """Whether the last answer to this was not to be kept."""
        return key in self._passing

    def note(self, key: tuple, *, passes_by: bool) -> None:
        with self._lock:
            self._passing.pop(key, None)
            if passes_by:
                self._passing[key] = None
            while len(self._passing) > MOST_PASSING:
                self._passing.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._rows.clear()
            self._passing.clear()
            self._shared.clear()
            self._bytes, self._changes = 0, -1


store = Store()


def kept(site: Callable) -> Callable:
    """Around the whole site, as a WSGI application."""

    def inner(environ, start_response) -> Iterable[bytes]:
        key = _key(environ)
        changes = _changes() if key else None
        if changes is None:
            return site(environ, _unmarked(start_response))
        if answer := _found(key, changes):
            return _give(answer, environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            return site(environ, _unmarked(start_response))
        with store.turn(key):
            changes = _changes()  # by now
            if changes is not None and (answer := _found(key, changes)):  # somebody else made it
                return _give(answer, environ, start_response)
            if changes is not None and not store.passes_by(key):
                return _make(site, key, changes, environ, start_response)
        if changes is None:
            return site(environ, _unmarked(start_response))
        return _make(site, key, changes, environ, start_response)

    return inner


def _key(environ) -> tuple | None:
    """What the answer depends on; None when it may depend on more than that."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(ELSEWHERE):
        return None
    if any(f"HTTP_{name}" in environ for name in ("AUTHORIZATION", "RANGE", "X_REQUESTED_WITH")):
        return None
    if set(parse_cookie(environ.get("HTTP_COOKIE", ""))) - {settings.CSRF_COOKIE_NAME}:
        return None
    if query:
        asked = parse_qsl(query, keep_blank_values=True)
        if len(query) > LONGEST_QUERY or {name for name, _ in asked} - QUESTIONS or not asked:
            return None
    scheme = environ.get("wsgi.url_scheme"), environ.get("HTTP_X_FORWARDED_PROTO")
    return (*scheme, environ.get("HTTP_HOST"), environ.get("SERVER_PORT"), path, query)


def _changes() -> int | None:
    try:
        return connection.changes()
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return None


def _found(key: tuple, changes: int) -> Answer | None:
    answer = store.get(key, changes)
    if answer is None and _is_shared():
        answer = cache.get(_name(key, changes))
        if answer is not None:
            store.put(key, answer)
    return answer if answer is not None and answer.stands(changes) else None


def _is_shared() -> bool:
    return "locmem" not in settings.CACHES["default"]["BACKEND"]


def _name(key: tuple, changes: int) -> str:
    return f"answer:{changes}:{hashlib.sha256(repr(key).encode()).hexdigest()}"


def _make(site, key, changes, environ, start_response) -> Iterable[bytes]:
    said: list = []

    def hear(status, headers, exc_info=None):
        said[:] = [status, headers, exc_info]
        return _no_write

    unconditional = {
        name: value
        for name, value in environ.items()
        if name not in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
    }
    began = timezone.now()
    body = site(unconditional, hear)
    status, headers, exc_info = said
    marked = any(name == MARK for name, _ in headers)
    store.note(key, passes_by=not marked)
    if not marked:
        start_response(status, headers, *([exc_info] if exc_info else []))
        return body
    try:
        content = b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
    answer = _answer(headers, content, changes, began)
    if answer is None:
        start_response(status, [(name, value) for name, value in headers if name != MARK])
        return [content]
    store.put(key, answer)
    if _is_shared():
        store.share(_name(key, changes), answer)
    return _give(answer, environ, start_response)


def _no_write(data):
    raise NotImplementedError("Django gives its answer as a list.")


def _answer(headers, content: bytes, changes: int, began: datetime) -> Answer | None:
    """None when it is not to be kept after all."""
    packs = any(name.lower() == "content-encoding" for name, _ in headers)
    plain = gzip.decompress(content) if packs else content
    if len(plain) > LARGEST or any(mark in plain for mark in NEVER):
        return None
    packed = content if packs else gzip.compress(plain, 6, mtime=0)
    return Answer(
        headers=_vary([(n, v) for n, v in headers if n.lower() not in OWN_WAY]),
        plain=plain,
        packed=packed,
        etag=hashlib.sha256(plain).hexdigest()[:32],
        changes=changes,
        until=moments.until(began),
    )


def _vary(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    named = [word for n, v in headers if n.lower() == "vary" for word in v.split(",")]
    words = {word.strip().lower(): word.strip() for word in [*named, "Accept-Encoding"]}
    rest = [(n, v) for n, v in headers if n.lower() != "vary"]
    return [*rest, ("Vary", ", ".join(words.values()))]


def _give(answer: Answer, environ, start_response) -> Iterable[bytes]:
    packs = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    etag = f'"{answer.etag}{"-gz" if packs else ""}"'
    known = parse_etags(environ.get("HTTP_IF_NONE_MATCH", ""))
    if known == ["*"] or etag in known or f"W/{etag}" in known:
        stays = [(n, v) for n, v in answer.headers if n.lower() != "content-type"]
        start_response("304 Not Modified", [*stays, ("ETag", etag)])
        return []
    body = answer.packed if packs else answer.plain
    own = [("ETag", etag), ("Content-Length", str(len(body)))]
    if packs:
        own.append(("Content-Encoding", "gzip"))
    start_response("200 OK", [*answer.headers, *own])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _unmarked(start_response: Callable) -> Callable:
    def inner(status, headers, *rest):
        return start_response(status, [(n, v) for n, v in headers if n != MARK], *rest)

    return inner
