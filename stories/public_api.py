"""What the API tells of the stories: what the site shows, as the gate lets through now."""

from django.utils.html import strip_tags

from brand import gating
from brand.api.resources import ADDRESS, MOMENT, NUMBER, TEXT, TEXTS, Resource, maybe
from brand.pages.schema_org import full
from brand.text import row_number
from stories.listing import search
from stories.models import StoryPage
from stories.text import languages


class Stories(Resource):
    name = "verhalen"
    summary = "De verhalen, het nieuwste eerst; Nederlandse, tenzij een andere taal gevraagd is."
    filters = {
        "soort": "getuigenis, impactverhaal, les of vooroordeel.",
        "partner": "De slug van een partner.",
        "provincie": "Zoals limburg of west-vlaanderen.",
        "sector": "Zoals hij op de site staat.",
        "zoek": "Woorden; accenten tellen niet.",
        "taal": "fr of en.",
    }
    fields = {
        "id": NUMBER,
        "title": TEXT,
        "lead": TEXT,
        "kind": TEXT,
        "language": TEXT,
        "sector": TEXT,
        "province": TEXT,
        "partner": maybe(TEXT),
        "published_at": maybe(MOMENT),
        "updated_at": maybe(MOMENT),
        "url": ADDRESS,
    }
    more_fields = {"text": TEXT, "people": TEXTS, "translations": {"type": "object"}}

    def rows(self, query):
        return search.asked(search.Question.read(query))

    def one(self, key: str):
        return StoryPage.objects.shown().filter(pk=row_number(key)).first()

    def existed(self, key: str) -> bool:
        known = StoryPage.objects.filter(pk=row_number(key))
        story = known.exclude(first_published_at=None).first()
        return story is not None and bool(story.taken_back_at or not story.is_covered)

    def line(self, story) -> dict:
        partner = story.section_organisation
        return {
            "id": story.pk,
            "title": story.title,
            "lead": story.lead,
            "kind": story.kind,
            "language": story.language_tag,
            "sector": story.sector,
            "province": story.province,
            "partner": partner.slug if partner else None,
            "published_at": _moment(story.first_published_at),
            "updated_at": _moment(story.last_published_at),
            "url": story.full_url or full("/verhalen/"),
        }

    def whole(self, story) -> dict:
        gating.leave_out_words(story)
        body = story.body.stream_block.get_searchable_content(story.body)
        return {
            **self.line(story),
            "text": "\n\n".join(strip_tags(str(part)).strip() for part in body),
            "people": story.people_shown,
            "translations": {
                languages.tag(version.language_code): version.full_url
                for version in story.versions_shown
                if version.pk != story.pk
            },
        }


def _moment(moment) -> str | None:
    return moment.isoformat() if moment else None


RESOURCES = [Stories()]
