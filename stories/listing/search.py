"""Which stories a visitor asked for; the page and the feed read the same question."""

from collections import Counter
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator

from brand.models import Province
from brand.text import folded, meant
from stories.listing import catalogue, vocabulary
from stories.listing.catalogue import Shape, Told
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


class Choices(NamedTuple):
    """What there is to pick from; each is counted within the answers to the other questions."""

    total: int  # whatever was asked
    fitting: int  # what answers to every question
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


class Found(NamedTuple):
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


def asked(question: Question) -> catalogue.Stories:
    """The stories this question is about, newest first."""
    return catalogue.Stories(_answering(question, _fitting(question)))


def _fitting(question: Question) -> list[Told]:
    """Those with the words that were asked, in that language, whatever else was asked."""
    told = catalogue.shown.current().told_in(question.language)
    return list(filter(vocabulary.having(question.words), told)) if question.words else told


def _answering(question: Question, fitting: list[Told]) -> list[Told]:
    if not (question.kind or question.narrows):
        return fitting
    shapes = {told.shape for told in fitting}
    answering = {shape for shape in shapes if not _lacking(shape, question)}
    return [told for told in fitting if told.shape in answering]


def find(query) -> Found:
    question = Question.read(query)
    fitting = _fitting(question)
    answering = _answering(question, fitting)
    other = "" if answering else corrected(question)
    if other:
        question_meant = replace(question, words=other)
        fitting = _fitting(question_meant)
        page = _page(_answering(question_meant, fitting), None)
        return Found(question, page, _choices(question_meant, fitting), other)
    return Found(question, _page(answering, query.get("page")), _choices(question, fitting))


def _page(told: list[Told], number) -> ListPage:
    page = Paginator(catalogue.Stories(told, catalogue.cards), PER_PAGE).get_page(number)
    page.object_list = list(page.object_list)
    return page


def corrected(question: Question) -> str:
    """The words that were probably meant, when they give stories under the same other questions."""
    words = meant(question.words, vocabulary.shown(question.language)) if question.words else ""
    return words if words and asked(replace(question, words=words)) else ""


def choices(question: Question = Question()) -> Choices:
    return _choices(question, _fitting(question))


def _choices(question: Question, fitting: list[Told]) -> Choices:
    """fitting: the stories in that language with the words that were asked."""
    shown = catalogue.shown.current()
    fits = Counter(told.shape for told in fitting) if question.words else shown.counts
    tongues, kinds, provinces, sectors, partners = (Counter() for _ in range(5))
    names, offered, total, count = {}, set(), 0, 0
    for shape, number in shown.counts.items():
        tongues[shape.language] += number
        if shape.language != question.language:
            continue
        total += number
        offered.add(shape.sector)
        if shape.partner:
            names[shape.partner] = shape.partner_name
        lacking = _lacking(shape, question)
        for name, counter in (
            ("kind", kinds),
            ("province", provinces),
            ("sector", sectors),
            ("partner", partners),
        ):
            if lacking <= {name}:
                counter[getattr(shape, name)] += fits[shape]
        if not lacking:
            count += fits[shape]
    return Choices(
        total=total,
        fitting=count,
        kinds=_fixed(StoryPage.Kind.choices, kinds),
        provinces=_fixed(Province.choices, provinces),
        sectors=[Choice(name, name, sectors[name]) for name in sorted(offered - {""}, key=folded)],
        partners=_fixed(sorted(names.items(), key=lambda item: folded(item[1])), partners),
        languages=_fixed(list(languages.OWN_NAMES.items()), tongues),
    )


def _lacking(shape: Shape, question: Question) -> set[str]:
    """The questions but for the words that stories of this shape do not answer."""
    lacking = {name for name in ("kind", "province", "partner") if _differs(shape, question, name)}
    if question.sector and shape.sector.casefold() != question.sector.casefold():
        lacking.add("sector")
    return lacking


def _differs(shape: Shape, question: Question, name: str) -> bool:
    asked_for = getattr(question, name)
    return bool(asked_for) and getattr(shape, name) != asked_for


def _fixed(known: list[tuple[str, str]], counts: Counter) -> list[Choice]:
    return [Choice(value, label, counts[value]) for value, label in known]


def related(story: StoryPage, limit: int = 3) -> list[StoryPage]:
    """Others, the likest first: those that share most of kind, province and partner.

    limit: at most three.
    """
    shown = catalogue.shown.current().first_of_shapes
    others = [
        (-_likeness(shape, story), place, told)
        for shape, first in shown.items()
        if shape.language == story.language
        for place, told in first
        if told.pk != story.pk
    ]
    return catalogue.cards([told for *_, told in nsmallest(limit, others)])


def _likeness(shape: Shape, story: StoryPage) -> int:
    return (
        (shape.kind == story.kind)
        + (shape.partner_pk == story.section_organisation_id)
        + bool(story.province and shape.province == story.province)
    )


def latest(language: str, limit: int) -> list[StoryPage]:
    """What was told last in this language."""
    return catalogue.cards(catalogue.shown.current().told_in(language)[:limit])


def of_partner(partner_pk: int) -> catalogue.Stories:
    """What this partner tells in Dutch."""
    told = catalogue.shown.current().told_in(languages.DUTCH)
    told = [one for one in told if one.shape.partner_pk == partner_pk]
    return catalogue.Stories(told, catalogue.cards)
