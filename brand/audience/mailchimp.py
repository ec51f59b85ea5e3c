"""The door to Mailchimp: the only module that imports its SDK (mailchimp-marketing 3.0.80).

What the SDK does, read in its source, and what this door makes of it:

- It returns a `requests.Response` instead of raising when the body is empty, also for 403, 429
  and 500, and a `str` for a 200 that is no JSON: every answer's type is checked.
- It does not parse `application/problem+json`: an error's text is a JSON string, parsed here.
- A timeout or a lost connection becomes an error with status None.
- It has no timeout of its own to speak of (120 s): 5 s to connect and 20 s to read are set.
- It replaces the word "server" anywhere in the address: its `server` is emptied and the host is
  set whole; and a path carries the hash of an address, never the address.

Nothing of a body is ever logged.
"""

import json
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import mailchimp_marketing
from django.conf import settings
from django.utils import timezone
from mailchimp_marketing.api_client import ApiClientError

from brand import mail
from brand.audience import answers, connections
from brand.audience.addresses import address_hash
from brand.audience.mailchimp_batches import Batching
from brand.audience.mailchimp_issues import IssueSending
from brand.audience.mailchimp_list import FIELDS, ListReading, moment, status_of
from brand.audience.service import AudienceError, FailureKind, Newsletter, Person, Standing, Status

logger = logging.getLogger(__name__)

CONNECT, READ = 5, 20  # seconds
KEY = re.compile(r"^[0-9A-Za-z]{8,}-(?P<dc>[a-z]{2,4}\d{1,3})$")
UNSENT = ("save", "paused", "schedule")
PAGE = 100  # newsletters asked at once
PREFIX = "mw:"  # tags without it belong to others and are left alone


class Mailchimp(ListReading, IssueSending, Batching):
    name = "Mailchimp"

    def __init__(
        self,
        key: str,
        list_id: str,
        *,
        trial_addresses: list[str] | None = None,
        base_url: str = "",
    ):
        """trial_addresses: in trial mode, the only ones anything may be told about."""
        self._list = list_id
        is_trial = trial_addresses is not None
        self._allowed = {address_hash(one) for one in trial_addresses} if is_trial else None
        self.marker = f"{'proef' if is_trial else 'echt'}:{list_id}"
        client = mailchimp_marketing.Client({"api_key": key, "timeout": (CONNECT, READ)})
        host = f"https://{data_centre(key)}.api.mailchimp.com/3.0"
        client.api_client.host = base_url or host
        client.api_client.server = ""
        self._ask_there, client.api_client.request = client.api_client.request, self._request
        self._base_url, self._host = base_url, client.api_client.host
        self._api = client
        self._lists = client.lists
        self._campaigns = client.campaigns

    # What the service does ---------------------------------------------------------------------

    def put(self, person: Person) -> Standing:
        if mail.is_demo_address(person.email):
            raise AudienceError(FailureKind.SKIPPED, "Voorbeeld: gaat nooit naar Mailchimp.")
        digest = address_hash(person.email)
        try:
            member = self._put(digest, _body(person))
            if person.is_returning and status_of(member) in {Status.UNSUBSCRIBED, Status.ARCHIVED}:
                # Asked back by the person: Mailchimp asks them once more, as it must.
                member = self._put(digest, {**_body(person), "status": "pending"})
        except AudienceError as error:
            raise self._explained(error, digest) from error
        status = status_of(member)
        if status in {Status.SUBSCRIBED, Status.PENDING}:
            self._tag(digest, person.tags, _tags(member))
            return Standing(status, tags=person.tags)
        left_at = self.left_at(digest) if status == Status.UNSUBSCRIBED else None
        return Standing(status, left_at=left_at, tags=_tags(member))

    def stop(self, digest: str) -> None:
        self._unless_absent(
            self._lists.update_list_member, digest, {"status": Status.UNSUBSCRIBED.value}
        )

    def archive(self, digest: str) -> None:
        self._unless_absent(self._lists.delete_list_member, digest)

    def erase(self, digest: str) -> None:
        self._unless_absent(self._lists.delete_list_member_permanent, digest)

    # Newsletters ---------------------------------------------------------------------------------

    def newsletters(self) -> list[Newsletter]:
        year_ago = (timezone.now() - timedelta(days=365)).isoformat(timespec="seconds")
        found = [one for status in UNSENT for one in self._listed(status=status)]
        return found + self._listed(status="sent", since_send_time=year_ago)

    def _listed(self, **which) -> list[Newsletter]:
        found, rows = [], None
        while rows is None or len(rows) == PAGE:
            answer = self._ask(
                self._campaigns.list, list_id=self._list, count=PAGE, offset=len(found), **which
            )
            rows = answer.get("campaigns", []) if isinstance(answer, dict) else []
            found += [_newsletter(row) for row in rows if row.get("type") in {"regular", None}]
        return found

    def content(self, newsletter: Newsletter) -> str:
        answer = self._ask(self._campaigns.get_content, newsletter.key)
        return answer.get("html") or "" if isinstance(answer, dict) else ""

    def replace(self, newsletter: Newsletter, html: str, **words: str) -> None:
        if newsletter.is_planned:
            self._ask(self._campaigns.unschedule, newsletter.key)
        names = {"title": "title", "subject": "subject_line", "preview": "preview_text"}
        if words:
            changed = {names[name]: text for name, text in words.items()}
            self._ask(self._campaigns.update, newsletter.key, {"settings": changed})
        if html:
            self._ask(self._campaigns.set_content, newsletter.key, {"html": html})

    # How -----------------------------------------------------------------------------------------

    def _put(self, digest: str, body: dict) -> dict:
        member = self._call(self._lists.set_list_member, digest, body, skip_merge_validation="true")
        if not isinstance(member, dict) or "status" not in member:
            raise AudienceError(FailureKind.RETRY, "Mailchimp antwoordde zonder inhoud.")
        return member

    def _tag(self, digest: str, wanted: frozenset[str], held: frozenset[str]) -> None:
        ours = {PREFIX + tag for tag in wanted}
        gone = {tag for tag in held if tag.startswith(PREFIX)} - ours
        changes = [{"name": name, "status": "active"} for name in sorted(ours - held)]
        changes += [{"name": name, "status": "inactive"} for name in sorted(gone)]
        if changes:
            body = {"tags": changes, "is_syncing": True}
            self._call(self._lists.update_list_member_tags, digest, body)

    def _explained(self, error: AudienceError, digest: str) -> AudienceError:
        """A refusal because of the contact's status, with that status and its date."""
        if error.kind is FailureKind.NOT_FOUND:
            return answers.no_such_list(error)
        if error.title != answers.IN_COMPLIANCE:
            return error
        try:
            member = self._call(self._lists.get_list_member, digest)
            status = status_of(member) if isinstance(member, dict) else Status.UNSUBSCRIBED
        except AudienceError:
            status = Status.UNSUBSCRIBED
        return answers.turned_away(status, self.left_at(digest), like=error)

    def left_at(self, digest: str) -> datetime | None:
        """When they unsubscribed, if Mailchimp still knows; its own date of change is ours."""
        try:
            answer = self._call(self._lists.get_list_member_activity, digest)
        except AudienceError:
            return None
        activity = answer.get("activity", []) if isinstance(answer, dict) else []
        stamps = [one.get("timestamp") for one in activity if one.get("action") == "unsub"]
        return max((at for at in map(moment, stamps) if at), default=None)

    def _unless_absent(self, call: Callable, digest: str, *body) -> None:
        try:
            self._call(call, digest, *body)
        except AudienceError as error:
            # 405: archived, pending or bounced already; there is nothing left to take away.
            if error.title == answers.METHOD_NOT_ALLOWED:
                return
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            self._sure_of_the_list(digest)

    def _sure_of_the_list(self, digest: str) -> None:
        """A list that is gone answers 404 as well, and an opt-out must not get lost in it."""
        try:
            self._call(lambda list_id, _: self._lists.get_list(list_id, fields=["id"]), digest)
        except AudienceError as error:
            if error.kind is FailureKind.NOT_FOUND:
                raise answers.no_such_list(error) from error
            raise

    def _call(self, call: Callable, digest: str, *body, **options):
        """One request. A dict, or a Response with 2xx and nothing in it; anything else raises."""
        if self._allowed is not None and digest not in self._allowed:
            raise AudienceError(
                FailureKind.SKIPPED, "Proef: alleen de proefadressen gaan naar Mailchimp."
            )
        return self._ask(call, self._list, digest, *body, about=digest, **options)

    def _ask(self, call: Callable, *arguments, about: str = "", **options):
        about = about or str(next(iter(arguments), ""))
        try:
            answer = call(*arguments, **options)
        except ApiClientError as error:
            if isinstance(error.text, Exception) and not isinstance(error.text, OSError):
                raise error.text from None  # not of the line: the SDK wraps whatever happens
            raise self._failed(call, about, error.status_code, error.text) from error
        status, text = getattr(answer, "status_code", 200), getattr(answer, "text", "")
        if isinstance(answer, str) or not 200 <= status < 300:
            raise self._failed(call, about, status, text)
        self._log(call, about, status)
        return answer

    def _request(self, method: str, url: str, query_params=None, headers=None, body=None):
        """What the SDK sends over the line, unless it was asked with others before."""
        if self.tape is not None:
            path = url.removeprefix(self._host)
            said = self.tape.play(method, path, dict(query_params or []), body)
            if said is not None:
                return said
        with connections.one():
            return self._ask_there(method, url, query_params, headers=headers, body=body)

    def _failed(self, call: Callable, about: str, status: int | None, text) -> AudienceError:
        problem = _problem(text)
        error = answers.explain(status, problem, text if isinstance(text, Exception) else None)
        self._log(call, about, status, error)
        return error

    def _log(self, call: Callable, about: str, status, error: AudienceError | None = None):
        """`about`: the hash of an address, or the key of a newsletter."""
        level = logging.WARNING if error else logging.INFO
        name = getattr(call, "__name__", "get_list")
        instance = error.instance if error else ""
        logger.log(level, "Mailchimp %s %s: %s %s", name, about, status, instance)


def data_centre(key: str) -> str:
    if found := KEY.match(key):
        return found["dc"]
    raise AudienceError(
        FailureKind.AUTH,
        "MAILCHIMP_API_KEY ziet er niet uit als een sleutel van Mailchimp.",
        "Kopieer de sleutel opnieuw; hij eindigt op een streepje en een code zoals us21.",
    )


def _body(person: Person) -> dict:
    """Without `status`, so that an opt-out stays. Fields empty here are left as they are there."""
    first, _, last = person.name.partition(" ")
    fields = dict(zip(FIELDS, (first, last, person.company, person.province), strict=True))
    body = {
        "email_address": person.email,
        "status_if_new": Status.SUBSCRIBED.value,
        "language": "nl",
        "merge_fields": {tag: value for tag, value in fields.items() if value},
    }
    if permissions := settings.MAILCHIMP_PERMISSIONS:
        body["marketing_permissions"] = [
            {"marketing_permission_id": one, "enabled": True} for one in permissions
        ]
    stamps = {"timestamp_signup": person.asked_at, "timestamp_opt": person.confirmed_at}
    return body | {name: at.isoformat(timespec="seconds") for name, at in stamps.items() if at}


def _problem(text) -> dict | None:
    """problem+json, parsed or still a string; None when it is something else."""
    if isinstance(text, str):
        try:
            text = json.loads(text)
        except ValueError:
            return None
    return text if isinstance(text, dict) and text else None


def _tags(member: dict) -> frozenset[str]:
    return frozenset(tag.get("name", "") for tag in member.get("tags") or [])


def _newsletter(row: dict) -> Newsletter:
    said, status = row.get("settings") or {}, row.get("status")
    return Newsletter(
        key=row["id"],
        title=said.get("title") or "",
        subject=said.get("subject_line") or "",
        preview=said.get("preview_text") or "",
        is_sent=status == "sent",
        is_planned=status == "schedule",
    )
