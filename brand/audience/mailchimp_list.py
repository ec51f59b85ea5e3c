"""What is asked of Mailchimp about its list as a whole; a part of the door in mailchimp.py."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from brand.audience import answers
from brand.audience.service import AudienceError, FailureKind, ListFacts, Member, Status

PAGE = 500  # members asked at once: of more it sometimes answers too late
ABOUT = ("id", "email_address", "status", "last_changed", "merge_fields")
FIELDS = ("FNAME", "LNAME", "BEDRIJF", "PROVINCIE")  # the merge fields that we fill in


class ListReading:
    """For `Mailchimp`, which has the line, the list and `_ask`."""

    _api: Any
    _list: str
    _ask: Any
    _call: Any
    _allowed: set[str] | None

    def ping(self) -> None:
        """Whether the key opens anything."""
        self._ask(self._api.ping.get)

    def facts(self) -> ListFacts:
        try:
            found = self._read(self._api.lists.get_list)
        except AudienceError as error:
            if error.kind is FailureKind.NOT_FOUND:
                raise answers.no_such_list(error) from error
            raise
        sender = found.get("campaign_defaults") or {}
        return ListFacts(
            name=str(found.get("name") or ""),
            members=int((found.get("stats") or {}).get("member_count") or 0),
            uses_permissions=bool(found.get("marketing_permissions")),
            asks_twice=bool(found.get("double_optin")),
            sender=str(sender.get("from_email") or ""),
        )

    def fields(self) -> set[str]:
        """Its merge fields, by tag."""
        found = self._read(self._api.lists.get_list_merge_fields, count=100)
        return {str(one.get("tag")) for one in found.get("merge_fields") or []}

    def permissions(self) -> dict[str, str]:
        """The words of each tick, by its code: these stand only on a member."""
        found = self._read(
            self._api.lists.get_list_members_info,
            count=1,
            fields=["members.marketing_permissions"],
        )
        rows = [
            one
            for member in found.get("members") or []
            for one in member.get("marketing_permissions") or []
        ]
        return {str(one.get("marketing_permission_id")): str(one.get("text") or "") for one in rows}

    def members(self, since: datetime | None = None) -> Iterator[Member]:
        """Everybody, or who changed since then; whoever changes meanwhile may come twice."""
        which = {"since_last_changed": since.isoformat(timespec="seconds")} if since else {}
        yield from self._pages(**which)
        yield from self._pages(status=Status.ARCHIVED.value, **which)  # else left out

    def _pages(self, **which) -> Iterator[Member]:
        """The last changed first: who changes while we read moves to where we were already."""
        offset, total = 0, None
        while total is None or offset < total:
            answer = self._read(
                self._api.lists.get_list_members_info,
                count=PAGE,
                offset=offset,
                sort_field="last_changed",
                sort_dir="DESC",
                fields=["total_items", *(f"members.{name}" for name in ABOUT)],
                **which,
            )
            rows, left = answer.get("members") or [], int(answer.get("total_items") or 0)
            if total is not None and left < total:  # who was erased made the rest move up
                offset, total = max(0, offset - (total - left)), left
                continue
            if not rows:
                return
            total = left
            offset += len(rows)
            found = (member_of(row) for row in rows)
            yield from (one for one in found if self.may_be_told(one.digest))

    def may_be_told(self, digest: str) -> bool:
        """On trial only the trial addresses count."""
        return self._allowed is None or digest in self._allowed

    def member(self, digest: str) -> Member | None:
        """One person, as held now; None for who is not there. The list must be."""
        try:
            found = self._call(self._api.lists.get_list_member, digest)
        except AudienceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise
            self.facts()
            return None
        if not isinstance(found, dict) or "status" not in found:
            raise AudienceError(FailureKind.RETRY, "Mailchimp antwoordde zonder inhoud.")
        return member_of(found)

    def hooks(self) -> dict[str, str]:
        """Addresses that Mailchimp tells of changes, by the key of each."""
        found = self._read(self._api.lists.get_list_webhooks)
        return {str(one.get("id")): str(one.get("url")) for one in found.get("webhooks") or []}

    def make_hook(self, url: str) -> None:
        """Changes that we made ourselves are not told back."""
        events = ("subscribe", "unsubscribe", "profile", "cleaned", "upemail")
        body = {
            "url": url,
            "events": {**dict.fromkeys(events, True), "campaign": False},
            "sources": {"user": True, "admin": True, "api": False},
        }
        self._ask(self._api.lists.create_list_webhook, self._list, body)

    def remove_hook(self, key: str) -> None:
        try:
            self._ask(self._api.lists.delete_list_webhook, self._list, key)
        except AudienceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise

    def domains(self) -> dict[str, bool]:
        """Domains from which this account may send, and whether each was verified."""
        found = self._ask(self._api.verifiedDomains.get_verified_domains_all)
        rows = found.get("domains") or [] if isinstance(found, dict) else []
        return {str(one.get("domain")).lower(): bool(one.get("verified")) for one in rows}

    def _read(self, call, **options) -> dict:
        answer = self._ask(call, self._list, **options)
        if not isinstance(answer, dict):
            raise AudienceError(FailureKind.RETRY, "Mailchimp antwoordde zonder inhoud.")
        return answer


def member_of(row: dict) -> Member:
    said = row.get("merge_fields") or {}
    first, last, company, province = (str(said.get(name) or "").strip() for name in FIELDS)
    return Member(
        digest=str(row.get("id") or ""),
        email=str(row.get("email_address") or ""),
        status=status_of(row),
        changed_at=moment(row.get("last_changed")),
        name=f"{first} {last}".strip(),
        company=company,
        province=province,
    )


def status_of(row: dict) -> Status:
    try:
        return Status(row.get("status"))
    except ValueError:
        return Status.TRANSACTIONAL  # a stand we do not know is no subscription


def moment(stamp) -> datetime | None:
    try:
        at = datetime.fromisoformat(stamp)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
