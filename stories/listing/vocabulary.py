"""The words of shown stories, to correct mistyped searches.

They are read again at every question: only stories that visitors may see at this moment lend
their words, so a suggestion never tells of what was taken back. Each process remembers the words
of a story until it changes or is no longer shown; nothing is written to a cache or a table.
"""

from stories.models import StoryPage
from stories.text import languages

_known: dict[str, dict[int, tuple[object, frozenset[str]]]] = {}


def forget() -> None:
    """Read the words of every story anew at the next question, in this process."""
    _known.clear()


def shown(language: str = languages.DUTCH) -> set[str]:
    """Every word of four letters or more in the stories of this language."""
    before = _known.get(language, {})
    stories = StoryPage.objects.shown().in_language(language).order_by()
    marks = dict(stories.values_list("pk", "last_published_at"))
    kept = {pk: row for pk, row in before.items() if pk in marks and row[0] == marks[pk]}
    for pk, words in _read([pk for pk in marks if pk not in kept]):
        kept[pk] = (marks[pk], words)
    _known[language] = kept
    return set().union(*(words for _, words in kept.values()))


def _read(numbers: list[int]):
    # In portions: a database takes only so many numbers in one question.
    for start in range(0, len(numbers), 500):
        rows = StoryPage.objects.filter(pk__in=numbers[start : start + 500])
        for pk, text in rows.values_list("pk", "search_words"):
            yield pk, frozenset(word for word in text.split() if len(word) > 3)
