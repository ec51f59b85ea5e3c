"""Which stories a visitor asked for; the page and the feed read the same question."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Case, CharField, F, IntegerField, Q, Value, When

from brand.models import Province
from brand.queries.prepared import prepared
from brand.text import folded, meant
from stories.listing import vocabulary
from stories.models import StoryPage
from stories.text import languages

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
    """What there is to pick from; each is counted within the answers to the other questions."""

    total: int  # whatever was asked
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
    stories = stories.filter(_with_words(question))
    if question.kind:
        stories = stories.filter(kind=question.kind)
    if question.partner:
        stories = stories.filter(section_organisation__slug=question.partner)
    if question.province:
        stories = stories.filter(province=question.province)
    if question.sector:
        stories = stories.filter(sector__iexact=question.sector)
    return stories


def _with_words(question: Question) -> Q:
    named = (Q(search_words__contains=word) for word in folded(question.words).split())
    return reduce(and_, named, Q(pk__isnull=False))


def find(query) -> Found:
    question = Question.read(query)
    page = Paginator(asked(question), PER_PAGE).get_page(query.get("page"))
    other = "" if page.paginator.count else corrected(question)
    if other:
        page = Paginator(asked(replace(question, words=other)), PER_PAGE).get_page(None)
    return Found(question, page, choices(replace(question, words=other or question.words)), other)


def corrected(question: Question) -> str:
    """The words that were probably meant, when they give stories under the same other questions."""
    words = meant(question.words, vocabulary.shown(question.language)) if question.words else ""
    return words if words and asked(replace(question, words=words)).exists() else ""


def choices(question: Question = Question()) -> Choices:
    """One query, whatever the number of stories."""
    fits = Case(When(_with_words(question), then=Value(1)), default=Value(0))
    told = StoryPage.objects.shown().order_by().annotate(fits=fits)
    rows = told.values(
        "fits",
        "kind",
        "province",
        "sector",
        partner=F("section_organisation__slug"),
        partner_name=F("section_organisation__name"),
        language=F("locale__language_code"),
    )
    tongues = Counter(languages.short(row["language"]) for row in rows)
    own = [row for row in rows if languages.short(row["language"]) == question.language]
    kinds, provinces, sectors, partners = (
        Counter(row[name] for row in own if _fits(row, question, besides=name))
        for name in ("kind", "province", "sector", "partner")
    )
    names = {row["partner"]: row["partner_name"] for row in own if row["partner"]}
    offered = {row["sector"] for row in own} - {""}
    return Choices(
        total=len(own),
        kinds=_fixed(StoryPage.Kind.choices, kinds),
        provinces=_fixed(Province.choices, provinces),
        sectors=[Choice(name, name, sectors[name]) for name in sorted(offered, key=folded)],
        partners=_fixed(sorted(names.items(), key=lambda item: folded(item[1])), partners),
        languages=_fixed(list(languages.OWN_NAMES.items()), tongues),
    )


def _fits(row: dict, question: Question, besides: str) -> bool:
    """Whether a story answers every question but one."""
    same = {
        "kind": row["kind"] == question.kind,
        "province": row["province"] == question.province,
        "sector": (row["sector"] or "").casefold() == question.sector.casefold(),
        "partner": row["partner"] == question.partner,
    }
    asked = (name for name in same if name != besides and getattr(question, name))
    return bool(row["fits"]) and all(same[name] for name in asked)


def _fixed(known: list[tuple[str, str]], counts: Counter) -> list[Choice]:
    return [Choice(value, label, counts[value]) for value, label in known]


def related(story: StoryPage, limit: int = 3) -> list[StoryPage]:
    """Others, the likest first: those that share most of kind, province and partner."""
    return _related(
        story.language,
        limit,
        bool(story.province),
        pk=story.pk,
        kind=story.kind,
        partner=story.section_organisation_id or 0,
        province=story.province,
    )


@prepared(pk=IntegerField(), kind=CharField(), partner=IntegerField(), province=CharField())
def _related(language, limit, stands_somewhere, *, pk, kind, partner, province):
    likeness = _same("kind", kind) + _same("section_organisation", partner)
    if stands_somewhere:
        likeness += _same("province", province)
    others = StoryPage.objects.shown().in_language(language).exclude(pk=pk).for_cards()
    alike = others.annotate(likeness=likeness).order_by("-likeness", "-first_published_at", "-pk")
    return alike[:limit]


def latest(language: str, limit: int) -> list[StoryPage]:
    """What was told last in this language."""
    return _latest(language, limit)


@prepared()
def _latest(language, limit):
    return StoryPage.objects.shown().in_language(language).for_cards()[:limit]


def _same(field: str, value) -> Case:
    return Case(
        When(**{field: value}, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
