"""One story in several languages: versions side by side in their partner's section.

Each version is a page of its own, known as the same story by Wagtail's translation key and told
apart by its locale. Wagtail's own language trees stay off: they would ask for a second home, index
and section of every partner, each with rights of its own, and a Dutch address would depend on
where the others stand. Beside each other the addresses stay, a partner's rights hold for every
language, and the gate asks every version the same consents of the same people.
"""

from django.conf import settings
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import get_supported_language_variant
from wagtail.models import Locale

# How a language is called in addresses, and by Django: {"nl": "nl-be", "fr": "fr", "en": "en"}.
CODES = {code[:2]: code for code, _ in settings.LANGUAGES}
# What a language is called in itself: {"nl": "Nederlands", "fr": "Français", "en": "English"}.
OWN_NAMES = {code[:2]: str(name) for code, name in settings.LANGUAGES}
# What it is called in the back office.
NAMES = {"nl": "Nederlands", "fr": "Frans", "en": "Engels"}
# How it says so of a version: "de Franse versie".
VERSION = {"nl": "Nederlandse", "fr": "Franse", "en": "Engelse"}
DUTCH = "nl"
OTHERS = [short for short in CODES if short != DUTCH]


def short(code: str) -> str:
    """nl-be is nl; what we do not know counts as Dutch."""
    return code[:2] if code[:2] in CODES else DUTCH


def tag(code: str) -> str:
    """As HTML and search engines write it: nl-BE."""
    language, _, region = code.partition("-")
    return f"{language}-{region.upper()}" if region else language


def locale(language: str) -> Locale:
    return Locale.objects.get_or_create(
        language_code=get_supported_language_variant(CODES[language])
    )[0]


def versions_of(story) -> QuerySet:
    """This story in every language, itself included, Dutch first; live or not."""
    return dutch_first(story.get_translations(inclusive=True))


def dutch_first(stories: QuerySet) -> QuerySet:
    first = Case(When(locale__language_code=CODES[DUTCH], then=Value(0)), default=Value(1))
    return stories.select_related("locale").order_by(first, "locale__language_code")


def original_of(story):
    """The Dutch version; the story itself where there is none, or where it is the one."""
    if story.language == DUTCH:
        return story
    dutch = versions_of(story).filter(locale__language_code=CODES[DUTCH])
    return dutch.first() or story


def missing_in(story) -> list[str]:
    """The languages in which this story is not told yet."""
    told = {version.language for version in versions_of(story)}
    return [language for language in OTHERS if language not in told]
