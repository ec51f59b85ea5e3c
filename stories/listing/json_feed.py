"""The same feed as JSON Feed 1.1."""

from django.views.decorators.http import require_safe

from brand.api.responses import fingerprinted
from brand.models import BrandKit
from brand.pages.schema_org import full
from stories.listing import feeds, search
from stories.models import StoryPage
from stories.text import languages


@require_safe
def json_feed(request):
    question = search.Question.read(request.GET)
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feeds.plain(f"{BrandKit.for_request(request).name}: verhalen"),
        "home_page_url": full(feeds.page_address(question)),
        "feed_url": full(feeds.address("json", question)),
        "language": languages.tag(languages.CODES[question.language]),
        "items": [_item(story) for story in search.asked(question)[: feeds.LIMIT]],
    }
    return fingerprinted(request, body, "application/feed+json")


def _item(story: StoryPage) -> dict:
    item = {
        "id": feeds.guid(story),
        "url": story.full_url or full("/"),
        "title": feeds.plain(story.title),
        "content_text": feeds.plain(story.lead),
        "authors": [{"name": feeds.plain(str(story.section_organisation))}],
        "tags": [story.get_kind_display()],
    }
    if story.first_published_at:
        item["date_published"] = story.first_published_at.isoformat()
    if story.last_published_at:
        item["date_modified"] = story.last_published_at.isoformat()
    return item
