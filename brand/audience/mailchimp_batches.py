"""Asking Mailchimp many things in one request; a part of the door in mailchimp.py.

What it does with each of them comes later, as a packed file of answers that it names. So an order
is carried out as it is alone, with a `Tape` where the line is: it keeps the one request that must
still be asked, and later gives the answer to it. The rules for an answer are those for one alone.

That file comes from outside: it is read in memory, to a limit, and never unpacked to disk.
"""

import hashlib
import io
import json
import tarfile
import time
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests

from brand.audience.mailchimp_list import moment
from brand.audience.service import AudienceError, FailureKind, Together

PATIENCE = 60  # seconds: a request with hundreds in it takes long
PACKED, UNPACKED = 10 * 1024 * 1024, 50 * 1024 * 1024  # bytes; 500 answers are some 2 MB
PAGE = 100  # batches asked at once; it keeps those of a week
CLOCKS = timedelta(minutes=2)  # that its clock may be behind ours
FINISHED = "finished"
ALONE = "Ze worden nu één voor één doorgegeven."


class Answer(NamedTuple):
    status: int
    text: str


class Tape:
    """In the place of the line, for one order: what is known already, what must be asked."""

    def __init__(self, heard: dict, asked: str = "", answer: Answer | None = None):
        self._heard, self._asked, self._answer = heard, asked, answer
        self._is_past_it = False

    def play(self, method: str, path: str, params: dict, body) -> requests.Response | None:
        """The answer; None when this is to be asked at once. Raises Together."""
        operation = {"method": method, "path": path, "params": params}
        if body is not None:
            operation["body"] = json.dumps(body)
        mark = fingerprint(operation)
        if self._heard.get("of") == mark:
            return _response(Answer(200, json.dumps(self._heard["said"])))
        if self._answer and mark == self._asked and not self._is_past_it:
            self._is_past_it = True
            if method == "PUT":
                self._heard = _needed(mark, self._answer)
            return _response(self._answer)
        if method == "GET" or (self._is_past_it and not path.endswith("/tags")):
            return None
        raise Together(operation, self._heard)


def fingerprint(operation: dict) -> str:
    return hashlib.sha256(json.dumps(operation, sort_keys=True).encode()).hexdigest()


def _needed(mark: str, answer: Answer) -> dict:
    """Of an answer about somebody, what tagging them needs; nothing that says who they are."""
    try:
        said = json.loads(answer.text)
        held = [{"name": str(tag["name"])} for tag in said.get("tags") or []]
        return {"of": mark, "said": {"status": said["status"], "tags": held}}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _response(answer: Answer) -> requests.Response:
    """As the SDK gets it from the line."""
    made = requests.Response()
    made.status_code, made._content = answer.status, answer.text.encode()
    made.headers["Content-Type"] = "application/json"
    return made


class Batching:
    """For `Mailchimp`, which has the line and `_ask`."""

    _api: Any
    _ask: Any
    _base_url: str
    tape: Tape | None = None

    def start_batch(self, operations: list[dict]) -> str:
        """Its key. Not safe to repeat: asked twice, all of it is done twice."""
        client = self._api.api_client
        connect, usual = client.timeout
        client.timeout = (connect, max(usual, PATIENCE))
        try:
            return str(self._about_one(self._api.batches.start, {"operations": operations})["id"])
        finally:
            client.timeout = (connect, usual)

    def find_batch(self, since: datetime, size: int, known: Iterable[str]) -> str:
        """The key of one that was asked then and whose answer never came; or nothing.

        It does not say what is in it: whether it was ours is seen by its answers.
        """
        rows: list[dict] = []
        page: list[dict] | None = None
        while page is None or len(page) == PAGE:
            found = self._ask(self._api.batches.list, count=PAGE, offset=len(rows), about="batches")
            page = found.get("batches") or [] if isinstance(found, dict) else []
            rows += page
        known, from_then = set(known), since - CLOCKS
        ours = [
            str(row.get("id"))
            for row in sorted(rows, key=lambda row: str(row.get("submitted_at")))
            if (at := moment(row.get("submitted_at"))) and at >= from_then
            # Before it began, it counts none of them.
            if row.get("total_operations") in {0, size} and str(row.get("id")) not in known
        ]
        return next(iter(ours), "")

    def batch(self, key: str) -> tuple[bool, str]:
        """Whether it is finished, and where its answers then are."""
        found = self._about_one(self._api.batches.status, key)
        return found.get("status") == FINISHED, str(found.get("response_body_url") or "")

    def cancel_batch(self, key: str) -> None:
        try:
            self._ask(self._api.batches.delete_request, key)
        except AudienceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise

    def batch_answers(self, url: str) -> dict[str, Answer]:
        """By the name that we gave to each. The key of the account is not told there."""
        if not url:  # nothing of it was carried out
            return {}
        self._sure_of_the_place(url)
        return dict(read_answers(_fetched(url)))

    def _sure_of_the_place(self, url: str) -> None:
        """Read over a safe line only; a server for tests keeps its answers itself."""
        try:
            place = urlsplit(url)
            port = place.port
        except ValueError:
            raise _not_trusted("staan op een adres dat er geen is") from None
        if self._base_url:
            if place.netloc == urlsplit(self._base_url).netloc:
                return
        elif place.scheme == "https" and port in {None, 443} and _is_name(place.hostname or ""):
            return
        raise _not_trusted("staan op een adres dat we niet vertrouwen")

    def _about_one(self, call, *arguments) -> dict:
        found = self._ask(call, *arguments, about="batch")
        if not isinstance(found, dict) or "id" not in found:
            raise AudienceError(FailureKind.RETRY, "Mailchimp antwoordde zonder inhoud.")
        return found


def _is_name(host: str) -> bool:
    """A name as others have one on the internet, and no number of a machine."""
    last = host.rpartition(".")[2]
    return "." in host and last.isascii() and last.isalpha() and last not in {"local", "internal"}


def _fetched(url: str) -> bytes:
    try:
        with requests.get(url, timeout=(5, 20), stream=True, allow_redirects=False) as answer:
            if answer.status_code != 200:
                raise _later(f"niet te lezen ({answer.status_code})")
            packed, until = b"", time.monotonic() + PATIENCE
            for part in answer.iter_content(64 * 1024):
                packed += part
                if time.monotonic() > until:
                    raise _later("niet op tijd aangekomen")
                if len(packed) > PACKED:
                    raise _not_trusted("zijn veel groter dan ze kunnen zijn")
            return packed
    except requests.RequestException:
        raise _later("niet te bereiken") from None


def read_answers(packed: bytes) -> Iterator[tuple[str, Answer]]:
    """From the packed file; an answer that cannot be read is left out."""
    try:
        reader = zlib.decompressobj(wbits=31)
        tar = reader.decompress(packed, UNPACKED + 1)
        if len(tar) > UNPACKED:
            raise _not_trusted("zijn veel groter dan ze kunnen zijn")
        if not reader.eof:
            raise _later("maar half aangekomen")
        with tarfile.open(fileobj=io.BytesIO(tar), mode="r:") as archive:
            for part in archive:
                if part.isdir():
                    continue
                if not part.isreg() or part.name.startswith("/") or ".." in part.name.split("/"):
                    raise _not_trusted("zitten in een bestand dat er geen van antwoorden is")
                if (content := archive.extractfile(part)) is not None:
                    yield from _in_one_file(content.read())
    except (zlib.error, tarfile.TarError, EOFError):
        raise _not_trusted("zijn niet uit te pakken") from None


def _in_one_file(content: bytes) -> Iterator[tuple[str, Answer]]:
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError):
        return
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, dict):
            continue
        name, status, text = (row.get(one) for one in ("operation_id", "status_code", "response"))
        if isinstance(name, str) and isinstance(status, int) and isinstance(text or "", str):
            yield name, Answer(status, text or "")


def _later(how: str) -> AudienceError:
    return AudienceError(FailureKind.RETRY, f"De antwoorden van Mailchimp zijn {how}.")


def _not_trusted(how: str) -> AudienceError:
    return AudienceError(FailureKind.TERMINAL, f"De antwoorden van Mailchimp {how}.", ALONE)
