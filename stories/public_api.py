"""What the API tells of the stories: what the site shows, as the gate lets through now."""

from django.db.models import Exists
from django.utils.html import strip_tags

from brand import gating
from brand.api.resources import ADDRESS, MOMENT, NUMBER, TEXT, TEXTS, YES_NO, Resource, maybe
from brand.pages.kinds import live_of
from brand.pages.restrictions import unrestricted
from brand.pages.schema_org import full
from brand.text import row_number
from stories.listing import search
from stories.models import Figure, ImpactPage, StoryPage
from stories.models.indicators import Layer
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


class Figures(Resource):
    name = "cijfers"
    summary = "De impactcijfers zoals ze gepubliceerd zijn, het nieuwste jaar eerst."
    key, key_kind = "key", TEXT
    filters = {"jaar": "Zoals 2026.", "laag": "inzet, activiteit, resultaat, effect of impact."}
    fields = {
        "key": TEXT,
        "year": NUMBER,
        "layer": TEXT,
        "name": TEXT,
        "unit": TEXT,
        "value": maybe({"type": "number"}),
        "withheld": YES_NO,
        "stand": MOMENT,
        "is_example": YES_NO,
        "url": ADDRESS,
    }
    more_fields = {"definition": TEXT, "formula": TEXT, "formula_version": NUMBER}

    def _shown(self):
        rows = Figure.objects.published().filter(Exists(unrestricted(live_of(ImpactPage))))
        return rows.select_related("indicator").order_by("-year", "indicator__position", "pk")

    def rows(self, query):
        rows, year, layer = self._shown(), row_number(query.get("jaar", "")), query.get("laag", "")
        if year:
            rows = rows.filter(year=year)
        return rows.filter(indicator__layer=layer) if layer in Layer.values else rows

    def one(self, key: str):
        code, _, year = key.rpartition("-")
        return self._shown().filter(indicator__code=code, year=row_number(year)).first()

    def line(self, figure) -> dict:
        value = figure.shown
        return {
            "key": f"{figure.indicator.code}-{figure.year}",
            "year": figure.year,
            "layer": figure.method["layer"],
            "name": figure.name,
            "unit": figure.unit,
            "value": None if value is None else float(value),
            "withheld": figure.is_withheld,
            "stand": figure.checked_at.isoformat(),
            "is_example": figure.is_example,
            "url": full(f"/impact/{figure.year}/#{figure.indicator.code}"),
        }

    def whole(self, figure) -> dict:
        method = {name: figure.method[name] for name in self.more_fields}
        return {**self.line(figure), **method}


RESOURCES = [Stories(), Figures()]
