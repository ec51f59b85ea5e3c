"""What can be found of the stories; the words are compared where they are kept."""

from brand.search.shelves import Hit, Shelf
from stories.listing import vocabulary
from stories.models import StoryPage


class Stories(Shelf):
    name, heading, one, many = "verhalen", "Verhalen", "verhaal", "verhalen"

    def find(self, words: list[str]):
        stories = StoryPage.objects.shown().in_language("nl").for_cards()
        for word in words:
            stories = stories.filter(search_words__contains=word)
        return stories

    def words(self) -> set[str]:
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
