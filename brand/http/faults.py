"""A database that is locked, a disk that is full: reading goes on, writing says when to come back.

Whatever was to be written was not, so nothing is told that does not hold. The answer is 503 with
Retry-After, in a page that gives back what was typed and sends it again at one press. It comes
back by itself: nothing is remembered about the fault.
"""

import errno
import logging
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.shortcuts import render

from brand.http import languages
from brand.http.crowding import Crowded
from brand.sqlite import base as sqlite

logger = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds
PATIENCE = 3.0  # seconds that a request waits for the lock; the answer comes within five
SENTENCE = "Er liep iets mis bij ons. Dit is niet bewaard. Probeer over enkele seconden opnieuw."
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
OF_DJANGO = re.compile(r"csrfmiddlewaretoken$")
SECRET = re.compile(r"password|wachtwoord|otp_token", re.IGNORECASE)
NOT_TYPED = re.compile(r"(^|-)(TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|form_key)$")


def for_the_web() -> None:
    """Before the first connection of a process that answers visitors: waiting has an end."""
    sqlite.take_turns(PATIENCE)
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        database["OPTIONS"]["options"] = f"-c lock_timeout={int(PATIENCE * 1000)}"


def is_fault(error: BaseException | None) -> bool:
    """The machine cannot do it now; nothing is wrong with what was asked."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return True
        if isinstance(error, InterfaceError) or _cannot_be_done_now(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _cannot_be_done_now(error: BaseException) -> bool:
    if not isinstance(error, OperationalError):
        return False
    # SQLite calls a table that is missing "operational" too; psycopg only what passes.
    return connection.vendor == "postgresql" or sqlite.cannot_write(error.__cause__)


def left_out(write: Callable[..., object], *about: object) -> None:
    """Write something in passing: when it fails, also before it began, the request goes on."""
    try:
        with transaction.atomic():
            write(*about)
    except DatabaseError as error:
        if not is_fault(error):
            raise
        logger.warning("Not noted: %s", error)


class FaultsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with sqlite.reading() if request.method in SAFE else sqlite.answering():
            response = self.get_response(request)
        if response.status_code == 503:
            response.headers.setdefault("Retry-After", str(RETRY_AFTER))
        return response

    def process_exception(self, request, exception):
        if isinstance(exception, Crowded):
            return unavailable(request)
        if is_fault(exception):
            logger.error("%s %s: %s", request.method, request.path, exception)
            return unavailable(request)
        return None


def unavailable(request) -> HttpResponse:
    """No page of the site: this one asks nothing of the database."""
    if request.headers.get("X-Requested-With") or "json" in request.headers.get("Accept", ""):
        response = HttpResponse(SENTENCE, content_type="text/plain; charset=utf-8", status=503)
    else:
        with languages.of(request.META.get("QUERY_STRING", "")) as spoken:
            response = render(request, "503.html", _typed(request) | spoken, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    return response


def _typed(request) -> dict:
    """Everything that was sent, to be sent again; and what was typed, to be read and copied."""
    if request.method in SAFE:
        return {}
    try:
        sent, files = request.POST, request.FILES
    except (SuspiciousOperation, BadRequest, UnreadablePostError, RawPostDataException):
        return {}
    pairs = [(name, value) for name, values in sent.lists() for value in values]
    kept = [(n, v) for n, v in pairs if not OF_DJANGO.search(n) and not SECRET.search(n)]
    return {
        "sends": True,
        "has_token": "csrfmiddlewaretoken" in sent,
        "kept": kept,
        "secrets": [name for name in sent if SECRET.search(name)],
        "files": list(files),
        "typed": [value for name, value in kept if _is_typed(name, value)],
    }


def _is_typed(name: str, value: str) -> bool:
    words = re.search(r"[^\W\d_]{2}", value)
    return bool(words) and not NOT_TYPED.search(name) and not value.startswith(("{", "["))
