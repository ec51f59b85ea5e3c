"""A story as schema.org data, for search engines."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext, override

from brand.models import BrandKit
from brand.pages import schema_org
from stories.models import StoryPage


def article(story: StoryPage, request=None) -> dict:
    partner = story.section_organisation
    kit = BrandKit.for_request(request) if request else BrandKit.current()
    url = story.get_full_url(request)
    with override(story.language_code):
        section = gettext(story.get_kind_display())
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": story.title[:110],
        "description": story.lead,
        "inLanguage": story.language_tag,
        "url": url,
        "mainEntityOfPage": url,
        "articleSection": section,
        "publisher": schema_org.organisation(kit),
    }
    if partner:
        data["author"] = {"@type": "Organization", "name": partner.name}
        if partner.website:
            data["author"]["url"] = partner.website
    if story.first_published_at:
        data["datePublished"] = story.first_published_at.isoformat()
    if story.last_published_at:
        data["dateModified"] = story.last_published_at.isoformat()
    picture = story.shared_picture
    rendition = picture.rendition_or_none("fill-1200x630|format-jpeg") if picture else None
    if rendition:
        data["image"] = schema_org.full(rendition.url)
    return data


def script(story: StoryPage, request=None) -> SafeString:
    return schema_org.script(article(story, request))
