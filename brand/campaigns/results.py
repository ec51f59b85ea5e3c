"""What a campaign brought, step by step: each room reports the steps that it knows.

A room has a module `campaign_results` with a list of `STEPS`; a step counts rows by the link over
which somebody came. So one count serves every table: by campaign, by channel, by partner.

Who runs a campaign sees every number. A partner that takes part sees what came over its own links,
and of the others together no number below `FEWEST`, also not by subtraction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import number_format

from brand import rooms, scoping
from brand.campaigns.budget import Budget, euro
from brand.models import Campaign, Organisation, Province, TrackedLink, User
from brand.models.campaigns import VIEW, Channel, Goal

FEWEST = 5  # a smaller number of somebody else's is not told
NOWHERE = {"province": "onbekend", "stop": "zonder halte"}
ENOUGH = 10  # below it a cost per piece says nothing
Links = list[TrackedLink]


@dataclass(frozen=True)
class Step:
    """One kind of rows that a campaign brings, and the list in which they can be seen."""

    key: str
    label: str
    place: int  # among the steps of all rooms
    count: Callable[[QuerySet[TrackedLink]], dict[int, int]]  # by number of the link
    hint: str = ""
    part_of: str = ""  # the step of which this one is a part, as those present of those registered
    # The list: its name, what it is narrowed by besides the campaign, and the right that it asks.
    opens: str = ""
    narrowed: dict[str, list[str]] = field(default_factory=dict)
    right: str = ""
    # The same rows by the province or the stop where they were; a click was nowhere.
    at: Callable[[QuerySet[TrackedLink], str], dict[Any, int]] | None = None

    def url(self, user: User, **asked: object) -> str:
        """Of the list, for who may open it."""
        if not self.opens or not scoping.may_somewhere(user, self.right):
            return ""
        return f"{reverse(self.opens)}?{urlencode({**asked, **self.narrowed}, doseq=True)}"


@cache
def steps() -> tuple[Step, ...]:
    found = [step for room in rooms.modules("campaign_results") for step in room.STEPS]
    return tuple(sorted(found, key=lambda step: step.place))


PROVINCE, STOP = "province", "stop"  # as the lists call them that are narrowed by it


@cache
def placed() -> tuple[Step, ...]:
    """The steps of which it is known where."""
    return tuple(step for step in steps() if step.at)


class Cell(NamedTuple):
    words: str
    number: int | None = None  # None where it is not told
    url: str = ""


class Row(NamedTuple):
    label: str
    cells: list[Cell]
    cost: str = ""  # of a registration, in words


class StepRow(NamedTuple):
    step: Step
    cell: Cell
    share: int | None  # percents of the most
    part: int | None  # percents of the step that it is a part of
    whole: str  # and that step, in words
    cost: Decimal | None  # a piece, in euro


class Results:
    """The numbers of some campaigns, as this user may read them; one query for each step."""

    def __init__(self, campaigns: Iterable[Campaign], user: User, keys: Iterable[str] = ()):
        campaigns = list(campaigns)
        self.user = user
        rows = TrackedLink.objects.filter(campaign__in=campaigns)
        self.links: dict[int, Links] = {campaign.pk: [] for campaign in campaigns}
        for link in rows.select_related("organisation").order_by("organisation__name", "pk"):
            self.links[link.campaign_id].append(link)
        wanted = [step for step in steps() if not keys or step.key in keys]
        self.counts = {step.key: step.count(rows) for step in wanted}
        self.all = scoping.is_everywhere(user, VIEW)
        self.own = scoping.organisation_ids(user, VIEW)

    def runs(self, campaign: Campaign) -> bool:
        return self.all or campaign.organisation_id in self.own

    def number(self, key: str, links: Links) -> int:
        return sum(self.counts[key].get(link.pk, 0) for link in links)

    def total(self, campaign: Campaign, key: str) -> int | None:
        """None where it would tell a small number of the others."""
        links = self.links[campaign.pk]
        told = self.runs(campaign) or not 0 < self.number(key, self._others(links)) < FEWEST
        return self.number(key, links) if told else None

    def _mine(self, links: Links) -> Links:
        return [link for link in links if link.organisation_id in self.own]

    def _others(self, links: Links) -> Links:
        return [link for link in links if link.organisation_id not in self.own]

    def steps(self, campaign: Campaign, budget: Budget) -> list[StepRow]:
        """From the first step to the last, with what each costs."""
        numbers = {step.key: self.total(campaign, step.key) for step in steps()}
        labels = {step.key: step.label.lower() for step in steps()}
        most = max(number or 0 for number in numbers.values())
        found = []
        for step in steps():
            number, whole = numbers[step.key], numbers.get(step.part_of)
            found.append(
                StepRow(
                    step,
                    self._cell(step, number, campaign),
                    round(100 * number / most) if number and most else None,
                    round(100 * number / whole) if number is not None and whole else None,
                    labels.get(step.part_of, ""),
                    (budget.cost / number) if number and budget.cost else None,
                )
            )
        return found

    def by_channel(self, campaign: Campaign, budget: Budget) -> list[Row]:
        """For who runs it with what a registration cost over that channel."""
        links = self.links[campaign.pk]
        if not self.runs(campaign):
            links = self._mine(links)
        found = []
        for channel in Channel:
            of_channel = [link for link in links if link.channel == channel]
            if of_channel:
                cells = self._row(of_channel, campaign, channel=channel.value)
                cost = budget.cost_of(channel) if self.runs(campaign) else None
                number = self.number(Goal.REGISTRATIONS, of_channel)
                found.append(Row(channel.label, cells, _a_piece(cost, number)))
        return found

    def by_partner(self, campaign: Campaign) -> list[Row]:
        links = self.links[campaign.pk]
        told = links if self.runs(campaign) else self._mine(links)
        found = [
            Row(str(partner), self._row(its, campaign, campaign_partner=partner.pk))
            for partner, its in _by_partner(told)
        ]
        if not self.runs(campaign) and (others := self._others(links)):
            found.append(
                Row("De andere partners samen", [self._coarse(s, others) for s in steps()])
            )
        return found

    def by_place(self, campaign: Campaign, by: str) -> list[Row]:
        """By province or stop, the most registrations first; of one's own links, as by channel."""
        links = self.links[campaign.pk]
        told = links if self.runs(campaign) else self._mine(links)
        rows = TrackedLink.objects.filter(pk__in=[link.pk for link in told])
        counts = [(step, step.at(rows, by)) for step in placed() if step.at]
        places = {place for _, count in counts for place in count}
        names = _names_of(by, places - {None, ""})
        found = []
        for place in sorted(places, key=lambda one: _most_first(one, counts, names)):
            asked = {by: place} if place in names else None
            cells = [
                self._cell(step, count.get(place, 0), campaign, **asked)
                if asked
                else Cell(_plain(count.get(place, 0)), count.get(place, 0))
                for step, count in counts
            ]
            found.append(Row(names.get(place, NOWHERE[by]), cells))
        return found

    def _row(self, links: Links, campaign: Campaign, **asked: object) -> list[Cell]:
        return [
            self._cell(step, self.number(step.key, links), campaign, **asked) for step in steps()
        ]

    def _cell(self, step: Step, number: int | None, campaign: Campaign, **asked: object) -> Cell:
        if number is None:
            return Cell("niet getoond")
        url = step.url(self.user, campaign=campaign.pk, **asked) if number else ""
        return Cell(_plain(number), number, url)

    def _coarse(self, step: Step, links: Links) -> Cell:
        number = self.number(step.key, links)
        if 0 < number < FEWEST:
            return Cell(f"minder dan {FEWEST}")
        return Cell(_plain(number), number)


def _names_of(by: str, places: set[Any]) -> dict[Any, str]:
    if by == PROVINCE:
        return {place: str(Province(place).label) for place in places}
    names: dict[Any, str] = {}
    for room in rooms.modules("campaign_results"):
        names |= getattr(room, "stop_names", lambda _: {})(places)
    return names


def _most_first(place: Any, counts: list[tuple[Step, dict[Any, int]]], names: dict[Any, str]):
    numbers = [-count.get(place, 0) for _, count in counts]
    return (place not in names, numbers, names.get(place, ""))


def _a_piece(cost: Decimal | None, number: int) -> str:
    if not cost:
        return ""
    return euro(cost / number) if number >= ENOUGH else "te weinig gegevens"


def _plain(number: int) -> str:
    return number_format(number, force_grouping=True)


def _by_partner(links: Links) -> list[tuple[Organisation, Links]]:
    found: dict[Organisation, Links] = {}
    for link in links:
        found.setdefault(link.organisation, []).append(link)
    return list(found.items())
