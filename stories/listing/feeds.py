"""Stories as a feed, in Atom and JSON, under the same filters as the page."""

import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from brand.api.responses import fingerprinted
from brand.models import BrandKit
from brand.pages.kinds import live_of
from brand.pages.schema_org import full
from stories.listing import search
from stories.models import StoryIndexPage, StoryPage
from stories.text import languages

LIMIT = 50
# XML has no place for these, not even escaped.
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """On one line, without the characters that would make the feed invalid."""
    return " ".join(NO_XML.sub("", text).split())


def address(name: str, question: search.Question) -> str:
    query = question.query()
    return f"/verhalen/feed.{name}?{query}" if query else f"/verhalen/feed.{name}"


def page_address(question: search.Question) -> str:
    """The list of which this is the feed."""
    index = live_of(StoryIndexPage).first()
    return f"{index.url}?{question.query()}".rstrip("?") if index else "/"


def guid(story: StoryPage) -> str:
    """Stays the same when a story gets another address."""
    return f"tag:{settings.SITE_HOST},2026:verhaal-{story.pk}"


class InOwnLanguage(Atom1Feed):
    def __init__(self, *args, language=None, story_language="nl-BE", **kwargs):
        super().__init__(*args, language=story_language, **kwargs)


class StoryFeed(Feed):
    feed_type = InOwnLanguage

    def get_object(self, request):
        return search.Question.read(request.GET)

    def title(self):
        return plain(f"{BrandKit.current().name}: verhalen")

    def link(self, question):
        return page_address(question)

    def feed_url(self, question):
        return address("atom", question)

    def feed_extra_kwargs(self, question):
        return {"story_language": languages.tag(languages.CODES[question.language])}

    def items(self, question):
        return search.asked(question)[:LIMIT]

    def item_title(self, story: StoryPage):
        return plain(story.title)

    def item_description(self, story: StoryPage):
        """Readers take a summary for HTML: these are plain words."""
        return escape(plain(story.lead))

    def item_link(self, story: StoryPage):
        return story.full_url or "/"

    def item_guid(self, story: StoryPage):
        return guid(story)

    def item_author_name(self, story: StoryPage):
        return plain(str(story.section_organisation))

    def item_pubdate(self, story: StoryPage):
        return story.first_published_at

    def item_updateddate(self, story: StoryPage):
        return story.last_published_at

    def item_categories(self, story: StoryPage):
        return [story.get_kind_display()]


@require_safe
def json_feed(request):
    """The same stories as JSON Feed 1.1."""
    question = search.Question.read(request.GET)
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(f"{BrandKit.for_request(request).name}: verhalen"),
        "home_page_url": full(page_address(question)),
        "feed_url": full(address("json", question)),
        "language": languages.tag(languages.CODES[question.language]),
        "items": [_item(story) for story in search.asked(question)[:LIMIT]],
    }
    return fingerprinted(request, body, "application/feed+json")


def _item(story: StoryPage) -> dict:
    item = {
        "id": guid(story),
        "url": story.full_url or full("/"),
        "title": plain(story.title),
        "content_text": plain(story.lead),
        "authors": [{"name": plain(str(story.section_organisation))}],
        "tags": [story.get_kind_display()],
    }
    if story.first_published_at:
        item["date_published"] = story.first_published_at.isoformat()
    if story.last_published_at:
        item["date_modified"] = story.last_published_at.isoformat()
    return item
