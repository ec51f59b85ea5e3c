"""The words of French and English pages: complete, and compiled as they are written."""

import gettext
import re
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as gettext_of_django

FOLDER = settings.LOCALE_PATHS[0]
ENTRY = re.compile(r'^msgid "(.+)"\nmsgstr "(.*)"$', re.MULTILINE)


def written(language: str) -> dict[str, str]:
    return dict(ENTRY.findall((FOLDER / language / "LC_MESSAGES" / "django.po").read_text()))


@pytest.mark.parametrize("language", ["fr", "en", "nl"])
def test_what_is_compiled_is_what_is_written(language):
    with (FOLDER / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    entries = written(language)
    assert {words: compiled.gettext(words) for words in entries} == entries
    assert all(entries.values())


def test_both_languages_say_the_same():
    assert sorted(written("fr")) == sorted(written("en"))


def asked_in(template: str) -> list[str]:
    blocks = re.findall(r"{% blocktranslate %}(.+?){% endblocktranslate %}", template)
    return re.findall(r'{% translate "([^"]+)"', template) + [
        re.sub(r"{{ (\w+) }}", r"%(\1)s", words) for words in blocks
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_that_templates_ask_is_there(language):
    asked = {
        words
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for words in asked_in(path.read_text())
        if "{% load i18n" in path.read_text() and "/admin/" not in str(path)
    }
    assert asked - set(written(language)) == set()


@pytest.mark.parametrize("language", ["nl-be", "nl"])
def test_words_of_wagtail_said_otherwise(language):
    """An upgrade that words the English another way would bring its own Dutch back."""
    home = Path(wagtail.__file__).parent
    theirs = [path.read_text() for path in home.rglob("locale/en/LC_MESSAGES/django.po")]
    with translation.override(language):
        for words, said in written("nl").items():
            assert gettext_of_django(words) == said
            assert any(f'msgid "{words}"' in catalog for catalog in theirs), words
