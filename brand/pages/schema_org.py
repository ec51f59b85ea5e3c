"""What search engines read beside a page: schema.org data in a block that nothing can run."""

import json

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from brand.models import BrandKit

# No content can close the script element it stands in.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def script(data: dict) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def organisation(kit: BrandKit) -> dict:
    """The organisation behind this site."""
    data = {
        "@type": "Organization",
        "@id": f"{settings.SITE_URL}/#organisatie",
        "name": kit.name,
        "url": f"{settings.SITE_URL}/",
    }
    if kit.logo:
        data["logo"] = full(kit.logo.url)
    if kit.contact_email or kit.contact_phone:
        contact = {"@type": "ContactPoint", "contactType": "customer service"}
        contact |= {"email": kit.contact_email} if kit.contact_email else {}
        contact |= {"telephone": kit.contact_phone} if kit.contact_phone else {}
        data["contactPoint"] = contact
    return data


def site(kit: BrandKit) -> dict:
    """The site itself, and where it can be searched."""
    target = f"{settings.SITE_URL}/zoeken/?zoek={{search_term_string}}"
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": target},
        "query-input": "required name=search_term_string",
    }
    about = {
        "@type": "WebSite",
        "name": kit.name,
        "url": f"{settings.SITE_URL}/",
        "inLanguage": "nl-BE",
        "potentialAction": action,
        "publisher": {"@id": f"{settings.SITE_URL}/#organisatie"},
    }
    return {"@context": "https://schema.org", "@graph": [organisation(kit), about]}


def breadcrumbs(steps: list[tuple[str, str]]) -> dict:
    """The way down to a page: names and addresses, the home page first."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": full(url)}
        for place, (name, url) in enumerate(steps, start=1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": items,
    }


def full(url: str) -> str:
    return url if url.startswith("http") else f"{settings.SITE_URL}{url}"
