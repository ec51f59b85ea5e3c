"""What is asked of Mailchimp about its list as a whole; a part of the door in mailchimp.py."""

from typing import Any

from brand.audience import answers
from brand.audience.service import AudienceError, FailureKind, ListFacts

FIELDS = ("FNAME", "LNAME", "BEDRIJF", "PROVINCIE")  # the merge fields that we fill in


class ListReading:
    """For `Mailchimp`, which has the line, the list and `_ask`."""

    _api: Any
    _list: str
    _ask: Any

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
