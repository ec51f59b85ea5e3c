"""How the follow-up goes, in figures: each counts one list of dossiers, and opens it.

Most are of the dossiers that came in in a period, as they stand now; those of placements are of
who started in it. A figure is a question with its answer in one sentence, and a table of bars
behind it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format

from brand.models import Campaign, Organisation, User
from brand.models.campaigns import Channel
from brand.queries.counting import MOST, Counted, up_to
from leads.desk import standing, stops
from leads.models import CooperationForm, Lead, Placement
from leads.models.lead import LeadQuerySet
from leads.stages import OPEN, NoMatchReason, Stage

FAR = [Stage.TALK, Stage.PROPOSAL, Stage.COOPERATION]
PERIODS = {30: "de voorbije maand", 91: "de voorbije drie maanden", 365: "het voorbije jaar"}
DEFAULT = 91
Asked = dict[str, Any]


class Row(NamedTuple):
    label: str
    counted: Counted
    share: int | None = None  # percents of the whole
    url: str = ""  # the list that was counted
    more: str = ""

    @property
    def number(self) -> int:
        return self.counted.number


@dataclass(frozen=True)
class Figure:
    key: str
    question: str
    answer: str
    rows: list[Row]
    counts: str = "Dossiers"  # what the numbers are of


@dataclass(frozen=True)
class Scope:
    """Whose dossiers, and since when."""

    user: User
    partner: Organisation | None = None
    days: int = DEFAULT

    @property
    def since(self) -> date:
        return timezone.localdate() - timedelta(days=self.days)

    @property
    def of_partner(self) -> Asked:
        return {"owner_organisation": self.partner.pk} if self.partner else {}

    def every(self) -> LeadQuerySet:
        leads = Lead.objects.visible_to(self.user).order_by()
        return leads.filter(owner_organisation=self.partner) if self.partner else leads

    def leads(self) -> LeadQuerySet:
        return self.every().filter(created_at__date__gte=self.since)

    def url(self, **asked: Any) -> str:
        said = {**self.of_partner, "created_at_from": self.since.isoformat(), **asked}
        return f"{reverse('lead:index')}?{urlencode(said, doseq=True)}"


def figures(scope: Scope) -> list[Figure]:
    return [
        _funnel(scope),
        _promises(scope),
        _response(scope),
        _lost(scope),
        _stops(scope),
        _placed_by_stop(scope),
        _campaigns(scope),
        _channels(scope),
        _partners(scope),
        _ageing(scope),
        _forms(scope),
    ]


def _funnel(scope: Scope) -> Figure:
    steps: list[tuple[str, Q, Asked]] = [
        ("Kwam binnen", Q(), {}),
        ("Kreeg antwoord", Q(first_responded_at__isnull=False), {"answer": "gekregen"}),
        ("In gesprek of verder", Q(stage__in=FAR), {"stage": [one.value for one in FAR]}),
        ("Samenwerking", Q(stage=Stage.COOPERATION), {"stage": Stage.COOPERATION.value}),
    ]
    rows = _counted(scope, steps)
    total, started = rows[0].number, rows[-1].number
    answer = f"Van {_dossiers(total)} leidden er {started} tot een samenwerking."
    return Figure("trechter", "Hoe ver komen ze?", answer if total else "", rows)


def _promises(scope: Scope) -> Figure:
    rows = _counted(scope, standing.answers(), "answer")
    kept, late = rows[0].number, rows[1].number + rows[3].number
    answer = f"{_share(kept, kept + late)} van de beloofde eerste antwoorden kwam op tijd."
    return Figure("belofte", "Houden we woord?", answer if kept + late else "", rows)


def _response(scope: Scope) -> Figure:
    rows = _counted(scope, standing.response_times(), "response")
    total = sum(row.number for row in rows)
    answer = f"{_share(rows[0].number, total)} kreeg binnen een dag antwoord."
    return Figure("antwoordtijd", "Hoe snel antwoorden we?", answer if total else "", rows)


def _lost(scope: Scope) -> Figure:
    found = _grouped(scope.leads().filter(stage=Stage.NO_MATCH), "no_match_reason")
    total = sum(found.values())
    rows = [
        _row(
            reason.label,
            found[reason.value],
            total,
            scope.url(stage=Stage.NO_MATCH.value, reason=reason.value),
        )
        for reason in sorted(NoMatchReason, key=lambda one: -found.get(one.value, 0))
        if found.get(reason.value)
    ]
    if unsaid := found.get(""):
        rows.append(_row("Niet gezegd", unsaid, total))
    answer = f"{_dossiers(total)} zonder match." if total else ""
    if rows and found.get("") != total:
        answer = f"{answer} Het vaakst: {rows[0].label.lower()}."
    return Figure("afgelopen", "Waarom lukt het niet?", answer, rows)


def _stops(scope: Scope) -> Figure:
    """A lead counts for the stop that brought it, whatever stops the employer came to since."""
    found = _grouped(scope.leads(), "stop", far=True)
    found.pop(None, None)
    rows = _by(scope, found, stops.names(set(found)), "stop")
    number = sum(row.number for row in rows)
    answer = f"{_dossiers(number)} via een halte. Het meest: {rows[0].label}." if rows else ""
    return Figure("haltes", "Wat brengen haltes op?", answer, rows)


def _campaigns(scope: Scope) -> Figure:
    """By campaigns that this person may see; the rest has no name here."""
    found = _grouped(scope.leads(), "first_touch__campaign", far=True)
    seen = dict(Campaign.objects.visible_to(scope.user).values_list("pk", "name"))
    rows = _by(scope, {pk: each for pk, each in found.items() if pk in seen}, seen, "campaign")
    others = sum(each[0] for pk, each in found.items() if pk and pk not in seen)
    if others:
        rows.append(Row("Andere campagnes", Counted(others)))
    number = sum(row.number for row in rows)
    answer = f"{_dossiers(number)} via een campagne." if number else ""
    return Figure("campagnes", "Wat brengen campagnes op?", answer, rows)


def _channels(scope: Scope) -> Figure:
    found = _grouped(scope.leads(), "first_touch__channel", far=True)
    names = {channel.value: str(channel.label) for channel in Channel}
    rows = _by(scope, {key: each for key, each in found.items() if key}, names, "channel")
    answer = f"Het meest: {rows[0].label}." if rows else ""
    return Figure("kanalen", "Langs welk kanaal?", answer, rows)


def _partners(scope: Scope) -> Figure:
    found = _grouped(scope.leads(), "owner_organisation", far=True)
    names = dict(Organisation.objects.filter(pk__in=found).values_list("pk", "name"))
    rows = _by(scope, found, names, "owner_organisation")
    answer = f"{len(rows)} partners volgen ze op." if len(rows) > 1 else ""
    return Figure("partners", "Wie volgt ze op?", answer or "Eén partner volgt ze op.", rows)


def _ageing(scope: Scope) -> Figure:
    """Of every open dossier, however long ago it came; counted no further than a list goes."""
    rows = []
    for value, label, condition in standing.ages():
        counted = up_to(scope.every().filter(condition, stage__in=OPEN), MOST)
        asked = urlencode({**scope.of_partner, "age": value})
        rows.append(Row(label, counted, url=f"{reverse('lead:index')}?{asked}"))
    total = sum(row.number for row in rows)
    rows = [row._replace(share=_percent(row.number, total)) for row in rows]
    answer = f"{rows[-1].counted} van de open dossiers staan al langer dan drie maanden stil."
    question = "Hoe lang staan open dossiers in hun fase?"
    return Figure("stilstand", question, answer if total else "", rows)


def _forms(scope: Scope) -> Figure:
    found = _placed(scope, "form")
    names = dict(CooperationForm.objects.filter(pk__in=found).values_list("pk", "name"))
    total, heads = (sum(each) for each in zip((0, 0), *found.values(), strict=True))
    answer = f"{total} bevestigde plaatsingen van samen {heads} mensen." if total > 1 else ""
    answer = answer or ("1 bevestigde plaatsing." if total else "")
    rows = _placement_rows(scope, found, names, "form")
    return Figure("vormen", "Welke samenwerking werd het?", answer, rows, "Plaatsingen")


def _placed_by_stop(scope: Scope) -> Figure:
    """A placement counts for the stop that brought its dossier."""
    found = _placed(scope, "lead__stop")
    elsewhere, _ = found.pop(None, (0, 0))
    rows = _placement_rows(scope, found, stops.names(set(found)), "stop")
    number = sum(row.number for row in rows)
    answer = ""
    if rows:
        answer = f"{_placements(number)} via een halte. Het meest: {rows[0].label}."
        answer += f" Zonder halte: {elsewhere}." if elsewhere else ""
    return Figure("plaatsingen", "Welke haltes gaven plaatsingen?", answer, rows, "Plaatsingen")


# Counting ---------------------------------------------------------------------------------------


def _counted(scope: Scope, steps: list[tuple[str, Q, Any]] | Any, asked: str = "") -> list[Row]:
    """Several conditions on the dossiers of the period, in one question to the database."""
    if asked:
        steps = [(label, condition, {asked: value}) for value, label, condition in steps]
    names = {
        f"n{place}": Count("pk", filter=condition) if condition else Count("pk")
        for place, (_, condition, _) in enumerate(steps)
    }
    found = scope.leads().aggregate(**names)
    whole = found["n0"] if not asked else sum(found.values())
    return [
        _row(label, found[f"n{place}"], whole, scope.url(**query))
        for place, (label, _, query) in enumerate(steps)
    ]


def _grouped(leads: QuerySet, column: str, *, far: bool = False) -> dict[Any, Any]:
    """By value of this column: how many, and with `far` also how many got to a talk or further."""
    counts = {"number": Count("pk")} | (
        {"far": Count("pk", filter=Q(stage__in=FAR))} if far else {}
    )
    rows = leads.values(column).annotate(**counts)
    return {one[column]: (one["number"], one["far"]) if far else one["number"] for one in rows}


def _by(scope: Scope, found: dict[Any, Any], names: dict[Any, str], asked: str) -> list[Row]:
    total = sum(number for number, _ in found.values())
    ordered = sorted(found.items(), key=lambda one: (-one[1][0], names.get(one[0], "")))
    return [
        _row(
            names.get(key, str(key)),
            number,
            total,
            scope.url(**{asked: key}),
            f"{_share(far, number)} in gesprek of verder",
        )
        for key, (number, far) in ordered
    ]


def _placed(scope: Scope, column: str) -> dict[Any, tuple[int, int]]:
    """Placements that both sides confirmed and that started in the period, and of how many people;
    by value of this column."""
    rows = Placement.objects.visible_to(scope.user).confirmed().filter(start__gte=scope.since)
    rows = rows.filter(partner=scope.partner) if scope.partner else rows
    found = rows.order_by().values(column).annotate(number=Count("pk"), heads=Sum("people"))
    return {one[column]: (one["number"], one["heads"]) for one in found}


def _placement_rows(
    scope: Scope, found: dict[Any, tuple[int, int]], names: dict[Any, str], asked: str
) -> list[Row]:
    """The most first; each opens its placements."""
    total = sum(number for number, _ in found.values())
    narrowed = {"state": "bevestigd", "start_from": scope.since.isoformat()}
    narrowed |= {"partner": str(scope.partner.pk)} if scope.partner else {}
    return [
        Row(
            names[key],
            Counted(number),
            _percent(number, total),
            f"{reverse('placement:index')}?{urlencode({**narrowed, asked: key})}",
            "1 mens" if heads == 1 else f"{heads} mensen",
        )
        for key, (number, heads) in sorted(
            found.items(), key=lambda one: (-one[1][0], names[one[0]])
        )
    ]


def _row(label: str, number: int, whole: int, url: str = "", more: str = "") -> Row:
    return Row(str(label), Counted(number), _percent(number, whole), url if number else "", more)


def _percent(number: int, whole: int) -> int | None:
    return round(100 * number / whole) if whole else None


def _share(number: int, whole: int) -> str:
    return f"{_percent(number, whole) or 0} %"


def _dossiers(number: int) -> str:
    if number == 1:
        return "1 dossier"
    return f"{number_format(number, force_grouping=True)} dossiers"


def _placements(number: int) -> str:
    return "1 bevestigde plaatsing" if number == 1 else f"{number} bevestigde plaatsingen"
