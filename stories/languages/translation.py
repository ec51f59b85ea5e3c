"""Making another language's version of a story, and seeing which are out of date."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import TextChoices
from wagtail.coreutils import find_available_slug

from stories.models import StoryPage
from stories.text import languages


class TranslationRefused(Exception):
    """No version can be made; its text is a Dutch sentence."""


@transaction.atomic
def translate(story: StoryPage, language: str, user=None) -> StoryPage:
    """A draft with the same picture, people and blocks, to be rewritten in that language."""
    dutch = languages.original_of(StoryPage.objects.select_for_update().get(pk=story.pk))
    if language not in languages.missing_in(dutch):
        name = languages.NAMES.get(language, language)
        raise TranslationRefused(f"Dit verhaal bestaat al in het {name}.")
    source = dutch if dutch.live else dutch.get_latest_revision_as_object()
    slug = find_available_slug(dutch.get_parent(), f"{dutch.slug}-{language}"[:240])
    return source.copy(
        update_attrs={"locale": languages.locale(language), "slug": slug},
        exclude_fields=["in_newsletter", "review_on", "taken_back_at"],
        copy_revisions=False,
        keep_live=False,
        reset_translation_key=False,
        user=user,
    )


class State(TextChoices):
    """How a story stands in one language."""

    PUBLISHED = "gepubliceerd", "Gepubliceerd"
    OUTDATED = "verouderd", "Verouderd"
    DRAFT = "concept", "Concept"
    MISSING = "ontbreekt", "Ontbreekt"


@dataclass
class Cell:
    language: str
    state: State
    pk: int | None = None

    @property
    def language_name(self) -> str:
        return languages.NAMES[self.language]


@dataclass
class Row:
    """One story on the board."""

    pk: int
    title: str
    partner: str
    cells: list[Cell] = field(default_factory=list)

    def stands(self, state: str) -> bool:
        return any(cell.state == state for cell in self.cells)


COLUMNS = [
    "translation_key",
    "pk",
    "draft_title",
    "locale__language_code",
    "live",
    "last_published_at",
    "live_revision__created_at",
    "section_organisation__name",
]


def board(user, partner: str = "", state: str = "") -> list[Row]:
    """Every story this user may see, with how it stands in each language; one query."""
    stories = StoryPage.objects.visible_to(user).filter(taken_back_at=None)
    if partner:
        stories = stories.filter(section_organisation__slug=partner)
    told: dict = defaultdict(dict)
    for key, *rest in stories.order_by("-latest_revision_created_at", "-pk").values_list(*COLUMNS):
        told[key].setdefault(languages.short(rest[2]), _Version(*rest))
    rows = [_row(versions) for versions in told.values()]
    return [row for row in rows if not state or row.stands(state)]


class _Version(NamedTuple):
    pk: int
    title: str
    code: str
    live: bool
    published_at: object
    changed_at: object
    partner: str


def _row(versions: dict[str, _Version]) -> Row:
    first = versions.get(languages.DUTCH) or next(iter(versions.values()))
    cells = [_cell(language, versions) for language in languages.CODES]
    return Row(first.pk, first.title, first.partner or "", cells)


def _cell(language: str, versions: dict[str, _Version]) -> Cell:
    version, dutch = versions.get(language), versions.get(languages.DUTCH)
    if version is None:
        return Cell(language, State.MISSING)
    if not version.live:
        return Cell(language, State.DRAFT, version.pk)
    outdated = dutch is not None and dutch is not version and _is_newer(dutch, version)
    return Cell(language, State.OUTDATED if outdated else State.PUBLISHED, version.pk)


def _is_newer(dutch: _Version, version: _Version) -> bool:
    """What the Dutch story says now was written after the translation was last published."""
    if not dutch.live or dutch.changed_at is None or version.published_at is None:
        return False
    return dutch.changed_at > version.published_at
