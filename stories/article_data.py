"""A story as schema.org data, for search engines."""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from brand.models import BrandKit
from roadshow.event_data import ESCAPES
from stories.models import StoryPage


def article(story: StoryPage, request=None) -> dict:
    partner = story.section_organisation
    kit = BrandKit.for_request(request) if request else BrandKit.current()
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": story.title[:110],
        "description": story.lead,
        "inLanguage": "nl-BE",
        "url": story.get_full_url(request),
        "publisher": {"@type": "Organization", "name": kit.name},
    }
    if partner:
        data["author"] = {"@type": "Organization", "name": partner.name}
        if partner.website:
            data["author"]["url"] = partner.website
    if story.first_published_at:
        data["datePublished"] = story.first_published_at.isoformat()
    if story.last_published_at:
        data["dateModified"] = story.last_published_at.isoformat()
    if picture := story.shared_picture:
        data["image"] = picture.get_rendition("fill-1200x630|format-jpeg").full_url
    return data


def script(story: StoryPage, request=None) -> SafeString:
    """A data block; no word of anybody can end it."""
    text = json.dumps(article(story, request), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
