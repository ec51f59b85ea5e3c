"""The words of shown stories: to find stories by, and to correct mistyped searches.

Only stories that visitors may see at this moment lend their words, and of those none that stand
with a film somebody withholds: so neither a suggestion nor an answer tells of what was taken back.
Each process remembers the words of a story until it changes or is no longer shown; nothing is
written to a cache or a table.
"""

from collections.abc import Callable, Hashable, Iterator
from functools import cached_property

from django.db import connection

from brand import gating
from brand.changes.catalogue import Catalogue
from brand.search import typed
from brand.text import Vocabulary
from stories.gate import elsewhere as gate_elsewhere
from stories.gate import films
from stories.listing import catalogue
from stories.models import StoryPage
from stories.text import languages

PORTION = 500  # a database takes only so many numbers in one question


class Words:
    """texts: of each shown story, by its number, all that it is found by.

    elsewhere: the films of other sites in each; lacking: those that are shown without a film. Both
    as `state` was, by which is known whether anything was written in a story since.
    """

    def __init__(
        self,
        texts: dict[int, str],
        languages_of: dict[int, str],
        elsewhere: dict[int, set[str]],
        lacking: set[int],
        state: Hashable,
    ):
        self.texts, self.languages_of, self.state = texts, languages_of, state
        self.elsewhere, self.lacking = elsewhere, lacking

    @cached_property
    def lines(self) -> typed.Lines:
        return typed.Lines(self.texts)

    @cached_property
    def known(self) -> dict[str, Vocabulary]:
        """By language, every word of four letters or more."""
        found: dict[str, set[str]] = {}
        for pk, language in self.languages_of.items():
            words = found.setdefault(language, set())
            words.update(word for word in self.texts[pk].split() if len(word) > 3)
        return {language: Vocabulary(words) for language, words in found.items()}


def _read(before: Words | None) -> Words:
    state = connection.changes_of("words of stories")
    languages_of = {told.pk: told.shape.language for told in catalogue.shown.current().rows}
    same = before if before and before.state == state else None
    elsewhere = (same and same.elsewhere) or gate_elsewhere.addresses_in_stories()
    lacking = films.withheld_on(elsewhere) & languages_of.keys()
    texts: dict[int, str] = {}
    if same:
        stay = languages_of.keys() - lacking - same.lacking
        texts = {pk: text for pk, text in same.texts.items() if pk in stay}
    texts |= _texts([pk for pk in languages_of if pk not in texts and pk not in lacking])
    texts |= _texts_without_films(lacking)
    return Words(texts, languages_of, elsewhere, lacking, state)


def _texts_without_films(numbers: set[int]) -> Iterator[tuple[int, str]]:
    """As their pages show them."""
    for story in StoryPage.objects.filter(pk__in=numbers) if numbers else ():
        gating.leave_out_words(story)
        yield story.pk, story.words_to_find_by()


def _texts(numbers: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(numbers), PORTION):
        rows = StoryPage.objects.filter(pk__in=numbers[start : start + PORTION]).order_by()
        yield from rows.values_list("pk", "search_words")


words = Catalogue("search of stories", _read)


def shown(language: str = languages.DUTCH) -> Vocabulary:
    """Every word of four letters or more in the stories of this language."""
    return words.current().known.get(language) or Vocabulary()


def having(asked: str) -> Callable[[catalogue.Told], bool]:
    """Whether a story answers to what was typed."""
    parts = typed.asked_in_words(asked)
    if not parts:
        return lambda told: True
    answering = words.current().lines.answering(parts)
    return lambda told: told.pk in answering
