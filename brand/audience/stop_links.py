"""The link in each mail by which its receiver stops, also by the mail program's own button."""

from django.conf import settings
from django.urls import reverse

from brand.models import Subscription


def stop_url(person: Subscription) -> str:
    return settings.SITE_URL + reverse("newsletter_stop", args=[person.token])


def stop_headers(url: str) -> dict[str, str]:
    """One click, without a page in between (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
