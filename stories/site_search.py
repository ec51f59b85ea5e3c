"""What can be found of the stories."""

from collections.abc import Iterable

from brand.search.shelves import Hit, Shelf
from stories.listing import catalogue, vocabulary
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


SHELVES = [Stories()]
