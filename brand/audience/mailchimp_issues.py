"""Having Mailchimp send an issue of the newsletter; a part of the door in mailchimp.py.

Making a campaign is not safe to repeat: its title carries a mark by which it is looked up first.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from brand.audience.service import AudienceError, FailureKind

LATELY = 100  # campaigns among which the mark is looked for, the newest first
UNSENT = {"save", "paused"}
SEGMENTS = 1000  # asked at once


class Campaign(NamedTuple):
    """What an issue is called there, who it comes from and to whom it goes."""

    title: str
    subject: str
    preview: str
    sender: str
    reply_to: str
    segment: int


class IssueSending:
    """For `Mailchimp`, which has the line, the list and `_ask`."""

    _api: Any
    _list: str
    _ask: Any

    def put_segment(self, name: str, emails: Iterable[str]) -> int:
        """A segment of just these people; one of that name is filled anew."""
        lists, body = self._api.lists, {"name": name, "static_segment": list(emails)}
        found = self._dict(lists.list_segments, self._list, type="static", count=SEGMENTS)
        there = [one.get("id") for one in found.get("segments") or [] if one.get("name") == name]
        if there:
            made = self._dict(lists.update_segment, self._list, str(there[0]), body)
        else:
            made = self._dict(lists.create_segment, self._list, body)
        return int(made["id"])

    def find_campaign(self, mark: str) -> str:
        """Its key, or nothing."""
        found = self._dict(
            self._api.campaigns.list,
            list_id=self._list,
            count=LATELY,
            sort_field="create_time",
            sort_dir="DESC",
        )
        for row in found.get("campaigns") or []:
            if str((row.get("settings") or {}).get("title") or "").endswith(mark):
                return str(row["id"])
        return ""

    def put_campaign(self, key: str, campaign: Campaign) -> str:
        """Made, or brought up to date when there is one. Opens are not followed; links are ours."""
        body = {
            "recipients": {
                "list_id": self._list,
                "segment_opts": {"saved_segment_id": campaign.segment},
            },
            "settings": {
                "subject_line": campaign.subject,
                "preview_text": campaign.preview,
                "title": campaign.title,
                "from_name": campaign.sender,
                "reply_to": campaign.reply_to,
                "auto_footer": False,
                "inline_css": False,
            },
            "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
        }
        if key:
            self._dict(self._api.campaigns.update, key, body)
            return key
        return str(self._dict(self._api.campaigns.create, {"type": "regular", **body})["id"])

    def put_content(self, key: str, html: str, text: str) -> None:
        self._dict(self._api.campaigns.set_content, key, {"html": html, "plain_text": text})

    def objections(self, key: str) -> list[str]:
        """Why Mailchimp does not want to send it yet; nothing when it is ready."""
        found = self._dict(self._api.campaigns.get_send_checklist, key)
        if found.get("is_ready"):
            return []
        rows = [one for one in found.get("items") or [] if one.get("type") == "error"]
        said = [
            " ".join(str(one.get(part) or "") for part in ("heading", "details")) for one in rows
        ]
        return [one.strip() for one in said] or ["zonder reden"]

    def campaign_status(self, key: str) -> str:
        return str(self._dict(self._api.campaigns.get, key).get("status") or "")

    def remove_draft(self, key: str) -> None:
        """Delete it, unless it was sent or planned, or is gone already."""
        try:
            if self.campaign_status(key) in UNSENT:
                self._ask(self._api.campaigns.remove, key)
        except AudienceError as error:
            if error.kind is not FailureKind.NOT_FOUND:
                raise

    def send_campaign(self, key: str) -> None:
        self._ask(self._api.campaigns.send, key)

    def figures(self, key: str) -> dict[str, int]:
        """What became of it, in Mailchimp's own counts."""
        found = self._dict(self._api.reports.get_campaign_report, key)
        bounces = found.get("bounces") or {}
        return {
            "sent": int(found.get("emails_sent") or 0),
            "bounced": sum(int(bounces.get(one) or 0) for one in BOUNCES),
            "left": int(found.get("unsubscribed") or 0),
            "complained": int(found.get("abuse_reports") or 0),
        }

    def _dict(self, call, *arguments, **options) -> dict:
        answer = self._ask(call, *arguments, **options)
        if not isinstance(answer, dict):
            raise AudienceError(FailureKind.RETRY, "Mailchimp antwoordde zonder inhoud.")
        return answer


BOUNCES = ("hard_bounces", "soft_bounces", "syntax_errors")
