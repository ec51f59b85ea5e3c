"""Which stories a visitor asked for; the page and the feed read the same question."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from urllib.parse import urlencode

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from brand.media import renditions
from brand.models import Province
from brand.queries.prepared import prepared
from brand.text import folded, meant
from stories.listing import vocabulary
from stories.models import StoryPage
from stories.text import languages

PER_PAGE = 12
ENOUGH = 4  # times as many as are shown: of so many of the first, few are held back

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
    fitting: int  # what answers to every question
    kinds: list[Choice]
    provinces: list[Choice]
    partners: list[Choice]
    sectors: list[Choice]
    languages: list[Choice]
    sectors_meant: list[str]  # of what answers, as they are written

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


def asked(question: Question) -> QuerySet:
    """The stories this question is about, newest first."""
    stories = StoryPage.objects.shown().in_language(question.language).for_cards()
    stories = stories.filter(_answers(question))
    if question.sector:
        stories = stories.filter(sector__iexact=question.sector)
    return stories


def _answers(question: Question) -> Q:
    """To all that was asked but the language and the sector."""
    answers = _with_words(question)
    if question.kind:
        answers &= Q(kind=question.kind)
    if question.partner:
        answers &= Q(section_organisation__slug=question.partner)
    if question.province:
        answers &= Q(province=question.province)
    return answers


def _with_words(question: Question) -> Q:
    named = (Q(search_words__contains=word) for word in folded(question.words).split())
    return reduce(and_, named, Q(pk__isnull=False))


class Asked(Paginator):
    """The stories that a question is about, page by page; their number is known already."""

    def __init__(self, question: Question, choices: Choices):
        super().__init__([], PER_PAGE)
        self.question, self.choices = question, choices
        self.count = choices.fitting

    def page(self, number):
        number = self.validate_number(number)
        question, start = self.question, (number - 1) * self.per_page
        if start or question.words or question.sector:
            stories = asked(replace(question, sector=""))
            if question.sector:  # in whatever capitals
                stories = stories.filter(sector__in=self.choices.sectors_meant)
            rows = list(stories[start : start + self.per_page])
        else:
            shape = (question.language, question.kind, question.province, bool(question.partner))
            rows = _at_most(
                min(self.count, self.per_page),
                lambda among_first: _first_page(*shape, among_first, partner=question.partner),
            )
        return self._get_page(rows, number, self)


@prepared(partner=CharField())
def _first_page(language, kind, province, of_partner, among_first, *, partner):
    question = Question(kind=kind, province=province, partner=partner if of_partner else "")

    def answering(stories):
        told = stories.in_language(language).filter(_answers(question))
        return told.order_by("-first_published_at", "-pk")

    return _first(answering, PER_PAGE, among_first)


def _first(ask: Callable[[QuerySet], QuerySet], limit: int, among_first: bool) -> QuerySet:
    """The first stories that visitors may see, each with the size that a card shows.

    ask: filters stories and puts them in order. To know whether a story may be seen costs more than
    all else, and a database asks it of every row before it sorts them: of thousands, to show three.
    So it is asked of the first ones only (`among_first`), and each row says whether there were
    `more`: then, and where too few are left, all have to be asked.
    """
    told = ask(StoryPage.objects.shown().for_cards().prefetch_related(None))
    candidates, first = ask(StoryPage.objects.live()), limit * ENOUGH
    if among_first:
        told = told.filter(pk__in=candidates.values("pk")[:first])
    more = Exists(candidates.order_by().values("pk")[first : first + 1])
    return told.annotate(more=more)[:limit]


def _at_most(limit: int, first: Callable[[bool], list[StoryPage]]) -> list[StoryPage]:
    """What `first(True)` found, and `first(False)` where that may have missed some."""
    found = first(True)
    if len(found) < limit and (not found or found[0].more):
        found = first(False)
    return renditions.read_along(found)


def find(query) -> Found:
    question = Question.read(query)
    offered = choices(question)
    other = "" if offered.fitting else corrected(question)
    if other:
        question_meant = replace(question, words=other)
        offered = choices(question_meant)
        return Found(question, Asked(question_meant, offered).get_page(None), offered, other)
    return Found(question, Asked(question, offered).get_page(query.get("page")), offered)


def corrected(question: Question) -> str:
    """The words that were probably meant, when they give stories under the same other questions."""
    words = meant(question.words, vocabulary.shown(question.language)) if question.words else ""
    return words if words and asked(replace(question, words=words)).exists() else ""


def choices(question: Question = Question()) -> Choices:
    """One query, which counts: as many rows come back as there are different answers."""
    rows = _counted(question) if question.words else _counted_whatever_the_words()
    tongues, kinds, provinces, sectors, partners = (Counter() for _ in range(5))
    names, offered, total, fitting, meant_by = {}, set(), 0, 0, set()
    for row in rows:
        language = languages.short(row["language"])
        tongues[language] += row["number"]
        if language != question.language:
            continue
        total += row["number"]
        offered.add(row["sector"])
        if row["partner"]:
            names[row["partner"]] = row["partner_name"]
        lacking = _lacking(row, question)
        for name, counter in (
            ("kind", kinds),
            ("province", provinces),
            ("sector", sectors),
            ("partner", partners),
        ):
            if lacking <= {name}:
                counter[row[name]] += row["number"]
        if not lacking:
            fitting += row["number"]
            meant_by.add(row["sector"])
    return Choices(
        total=total,
        fitting=fitting,
        kinds=_fixed(StoryPage.Kind.choices, kinds),
        provinces=_fixed(Province.choices, provinces),
        sectors=[Choice(name, name, sectors[name]) for name in sorted(offered - {""}, key=folded)],
        partners=_fixed(sorted(names.items(), key=lambda item: folded(item[1])), partners),
        languages=_fixed(list(languages.OWN_NAMES.items()), tongues),
        sectors_meant=sorted(meant_by),
    )


def _counted(question: Question = Question()):
    fits = Case(When(_with_words(question), then=Value(1)), default=Value(0))
    told = StoryPage.objects.shown().order_by().annotate(fits=fits)
    return told.values(
        "fits",
        "kind",
        "province",
        "sector",
        partner=F("section_organisation__slug"),
        partner_name=F("section_organisation__name"),
        language=F("locale__language_code"),
    ).annotate(number=Count("pk"))


_counted_whatever_the_words = prepared()(_counted)


def _lacking(row: dict, question: Question) -> set[str]:
    """The questions that a story like this does not answer; "words" where it lacks these."""
    lacking = {name for name in ("kind", "province", "partner") if _differs(row, question, name)}
    if question.sector and (row["sector"] or "").casefold() != question.sector.casefold():
        lacking.add("sector")
    return lacking if row["fits"] else {*lacking, "words"}


def _differs(row: dict, question: Question, name: str) -> bool:
    asked_for = getattr(question, name)
    return bool(asked_for) and row[name] != asked_for


def _fixed(known: list[tuple[str, str]], counts: Counter) -> list[Choice]:
    return [Choice(value, label, counts[value]) for value, label in known]


def related(story: StoryPage, limit: int = 3) -> list[StoryPage]:
    """Others, the likest first: those that share most of kind, province and partner."""
    shape = (story.language, limit, bool(story.province))
    values = {"pk": story.pk, "kind": story.kind, "province": story.province}
    values["partner"] = story.section_organisation_id or 0
    return _at_most(limit, lambda among_first: _related(*shape, among_first, **values))


@prepared(pk=IntegerField(), kind=CharField(), partner=IntegerField(), province=CharField())
def _related(language, limit, stands_somewhere, among_first, *, pk, kind, partner, province):
    likeness = _same("kind", kind) + _same("section_organisation", partner)
    if stands_somewhere:
        likeness += _same("province", province)

    def likest(stories):
        others = stories.in_language(language).exclude(pk=pk).annotate(likeness=likeness)
        return others.order_by("-likeness", "-first_published_at", "-pk")

    return _first(likest, limit, among_first)


def latest(language: str, limit: int) -> list[StoryPage]:
    """What was told last in this language."""
    return _at_most(limit, lambda among_first: _latest(language, limit, among_first))


@prepared()
def _latest(language, limit, among_first):
    def newest(stories):
        return stories.in_language(language).order_by("-first_published_at", "-pk")

    return _first(newest, limit, among_first)


def _same(field: str, value) -> Case:
    return Case(
        When(**{field: value}, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
