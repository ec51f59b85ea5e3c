"""Which stories a visitor asked for; the page and the feed read the same question."""

from collections import Counter
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When

from brand.models import Province
from brand.words import folded, meant
from stories import languages, vocabulary
from stories.models import StoryPage

PER_PAGE = 12

# How each question is called in the address.
NAMES = {
    "kind": "soort",
    "partner": "partner",
    "province": "provincie",
    "sector": "sector",
    "words": "zoek",
    "other_language": "taal",
}


@dataclass(frozen=True)
class Question:
    """What stands in the address; what is not known there counts as not asked."""

    kind: str = ""
    partner: str = ""
    province: str = ""
    sector: str = ""
    words: str = ""
    other_language: str = ""  # empty: Dutch

    @classmethod
    def read(cls, query) -> "Question":
        kind, province = query.get("soort", ""), query.get("provincie", "")
        language = query.get("taal", "")
        return cls(
            kind=kind if kind in StoryPage.Kind.values else "",
            partner=plain(query.get("partner", ""))[:80],
            province=province if province in Province.values else "",
            sector=plain(query.get("sector", ""))[:80],
            words=plain(query.get("zoek", ""))[:100].strip(),
            other_language=language if language in languages.OTHERS else "",
        )

    @property
    def language(self) -> str:
        return self.other_language or languages.DUTCH

    @property
    def is_open(self) -> bool:
        """Nothing was asked."""
        return not (self.words or self.kind or self.narrows)

    @property
    def narrows(self) -> bool:
        """By one of the questions that fold away."""
        return bool(self.partner or self.province or self.sector)

    def query(self, without: str = "", **other: str) -> str:
        """The query string of this question, empty when nothing was asked.

        without: the name of one question to leave out; other: questions with another answer.
        """
        asked_for = {
            name: other.get(field, getattr(self, field))
            for field, name in NAMES.items()
            if field != without
        }
        return urlencode({name: value for name, value in asked_for.items() if value})


def plain(text: str) -> str:
    """A NUL byte is no text; PostgreSQL refuses it."""
    return " ".join(text.replace("\x00", "").split())


@dataclass(frozen=True)
class Choice:
    """One answer a visitor can pick, and how many stories it gives."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Choices:
    """What there is to pick from, counted over everything that is shown."""

    total: int
    kinds: list[Choice]
    provinces: list[Choice]
    partners: list[Choice]
    sectors: list[Choice]
    languages: list[Choice]

    @property
    def spoken(self) -> list[Choice]:
        """The languages in which there is something to read; Dutch is asked by asking nothing."""
        return [
            replace(choice, value="" if choice.value == languages.DUTCH else choice.value)
            for choice in self.languages
            if choice.count or choice.value == languages.DUTCH
        ]

    def label(self, field: str, value: str) -> str:
        """The words for an answer; the answer itself where it gives no stories."""
        offered = getattr(self, f"{field}s")
        return next((choice.label for choice in offered if choice.value == value), value)


@dataclass(frozen=True)
class Found:
    question: Question
    page: ListPage
    choices: Choices
    meant: str = ""  # what the list answers to, when the words that were typed gave nothing

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def newest(self) -> StoryPage | None:
        """The story that is shown large: the newest, when nothing was asked."""
        if self.question.is_open and self.page.number == 1 and self.page.object_list:
            return self.page.object_list[0]
        return None

    @property
    def others(self) -> list[StoryPage]:
        rows = list(self.page.object_list)
        return rows[1:] if self.newest else rows

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was asked, in words, each with the query that asks it no longer."""
        return [
            (self.choices.label(field, value), self.question.query(without=field))
            for field in ("kind", "partner", "province", "sector")
            if (value := getattr(self.question, field))
        ] + (
            [(f"“{self.question.words}”", self.question.query("words"))] * bool(self.question.words)
        )


def asked(question: Question):
    """The stories this question is about, newest first."""
    stories = StoryPage.objects.shown().in_language(question.language).for_cards()
    if question.kind:
        stories = stories.filter(kind=question.kind)
    if question.partner:
        stories = stories.filter(section_organisation__slug=question.partner)
    if question.province:
        stories = stories.filter(province=question.province)
    if question.sector:
        stories = stories.filter(sector__iexact=question.sector)
    for word in folded(question.words).split():
        stories = stories.filter(search_words__contains=word)
    return stories


def find(query) -> Found:
    question = Question.read(query)
    page = Paginator(asked(question), PER_PAGE).get_page(query.get("page"))
    other = "" if page.paginator.count else corrected(question)
    if other:
        page = Paginator(asked(replace(question, words=other)), PER_PAGE).get_page(None)
    return Found(question, page, choices(question.language), other)


def corrected(question: Question) -> str:
    """The words that were probably meant, when they give stories under the same other questions."""
    words = meant(question.words, vocabulary.shown(question.language)) if question.words else ""
    return words if words and asked(replace(question, words=words)).exists() else ""


def choices(language: str = languages.DUTCH) -> Choices:
    """One query, whatever the number of stories."""
    told = list(
        StoryPage.objects.shown()
        .order_by()
        .values_list(
            "kind",
            "province",
            "sector",
            "section_organisation__slug",
            "section_organisation__name",
            "locale__language_code",
        )
    )
    tongues = Counter(languages.short(row[5]) for row in told)
    rows = [row for row in told if languages.short(row[5]) == language]
    kinds, provinces, sectors = (Counter(row[column] for row in rows) for column in range(3))
    partners = Counter(row[3:5] for row in rows if row[3])
    return Choices(
        total=len(rows),
        kinds=_fixed(StoryPage.Kind.choices, kinds),
        provinces=_fixed(Province.choices, provinces),
        sectors=[Choice(name, name, sectors[name]) for name in sorted(sectors, key=folded) if name],
        partners=sorted(
            (Choice(slug, name, number) for (slug, name), number in partners.items()),
            key=lambda choice: folded(choice.label),
        ),
        languages=_fixed(list(languages.OWN_NAMES.items()), tongues),
    )


def _fixed(known: list[tuple[str, str]], counts: Counter) -> list[Choice]:
    return [Choice(value, label, counts[value]) for value, label in known]


def related(story: StoryPage, limit: int = 3) -> list[StoryPage]:
    """Others, the likest first: those that share most of kind, province and partner."""
    likeness = _same("kind", story.kind) + _same("section_organisation", story.section_organisation)
    if story.province:
        likeness += _same("province", story.province)
    others = StoryPage.objects.shown().in_language(story.language).exclude(pk=story.pk).for_cards()
    alike = others.annotate(likeness=likeness).order_by("-likeness", "-first_published_at", "-pk")
    return list(alike[:limit])


def _same(field: str, value) -> Case:
    return Case(
        When(**{field: value}, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
