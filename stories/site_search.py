"""What can be found of the stories."""

from collections.abc import Iterable

from django.db.models import Exists

from brand.pages.kinds import live_of
from brand.pages.restrictions import unrestricted
from brand.search.shelves import Hit, Shelf
from brand.templatetags.brand_tags import number
from stories.listing import catalogue, vocabulary
from stories.models import Figure, ImpactPage, SroiEdition
from stories.models.indicators import Layer
from stories.text import languages


class Stories(Shelf):
    name, heading, one, many = "verhalen", "Verhalen", "verhaal", "verhalen"

    def find(self, asked: str):
        told = catalogue.shown.current().told_in(languages.DUTCH)
        return catalogue.Stories(list(filter(vocabulary.having(asked), told)))

    def words(self) -> Iterable[str]:
        return vocabulary.shown()

    def hit(self, story) -> Hit:
        partner = story.section_organisation
        return Hit(
            title=story.title,
            url=story.url or "/verhalen/",
            text=story.lead,
            kind=story.get_kind_display(),
            note=partner.name if partner else "",
            is_demo=story.is_demo,
        )


class Figures(Shelf):
    """The published figures, the newest year first; none while the page they stand on is shut."""

    name, heading, one, many = "cijfers", "Cijfers", "cijfer", "cijfers"

    def rows(self):
        shown = Exists(unrestricted(live_of(ImpactPage)))
        rows = Figure.objects.published().filter(shown).select_related("indicator")
        return rows.order_by("-year", "indicator")

    def text(self, figure) -> str:
        return " ".join([figure.name, figure.unit, figure.method.get("definition", "")])

    def hit(self, figure) -> Hit:
        shown = "minder dan 5" if figure.is_withheld else number(figure.value)
        return Hit(
            title=f"{shown} {figure.unit}",
            url=f"/impact/{figure.year}/#{figure.indicator.code}",
            text=figure.method.get("definition", ""),
            kind=str(Layer(figure.method["layer"]).label),
            note=str(figure.year),
            is_demo=figure.is_example,
        )


class Calculations(Shelf):
    """What stands on the site in euro; none while the page it stands on is shut."""

    name, heading, one, many = "berekeningen", "In euro", "berekening", "berekeningen"

    def rows(self):
        shown = Exists(unrestricted(live_of(ImpactPage)))
        rows = SroiEdition.objects.published().filter(shown).select_related("calculation")
        return rows.order_by("-published_at", "-pk")

    def text(self, edition) -> str:
        return f"{edition.sheet['name']} {edition.sheet['subject']} sroi euro maatschappelijk"

    def hit(self, edition) -> Hit:
        return Hit(
            title=edition.sheet["name"],
            url=f"/impact/berekening/{edition.calculation.slug}/",
            text=edition.sheet["subject"],
            kind="Berekening in euro",
            note=f"versie {edition.number}",
            is_demo=edition.is_example,
        )


SHELVES = [Stories(), Figures(), Calculations()]
