"""What is counted, from the rows of the other rooms, by plain queries.

The only module of stories that knows leads and the roadshow. Each counter answers with groups of
rows: how much they come to, how many rows that is, and of which partner and which place.

Examples count only as long as there is nothing else: then every figure says VOORBEELD.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from brand import scoping
from brand.models import Organisation, Province, TrackedLink, User
from leads.models import CooperationForm, Lead, Placement, PlacementCheck
from leads.models.placements import MOMENTS, Moment
from leads.stages import NoMatchReason
from roadshow.door import visitors as at_door
from roadshow.models import Registration, StopPage
from stories.models import PartnerFigure

UNKNOWN = "onbekend"


class Group(NamedTuple):
    """Rows that go together: what they come to, and where they belong."""

    value: int
    rows: int
    partner: str = ""
    province: str = ""
    municipality: str = ""
    stop: str = ""


class Counted(NamedTuple):
    groups: list[Group]
    is_example: bool
    # At each moment that is asked about, how it stands; empty where nothing is asked.
    moments: tuple["AtMoment", ...] = ()

    @property
    def value(self) -> int:
        return sum(group.value for group in self.groups)

    @property
    def rows(self) -> int:
        return sum(group.rows for group in self.groups)


class AtMoment(NamedTuple):
    """Of the people whose moment has come: how many still work there, stopped, or nobody knows."""

    moment: str
    people: int
    still: int
    stopped: int
    unknown: int


class Year(NamedTuple):
    """A calendar year as the clock in Belgium shows it, up to now."""

    year: int

    @property
    def first(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        return min(date(self.year, 12, 31), _today())

    def within(self, field: str) -> Q:
        """Moments in this year that have come."""
        zone = timezone.get_default_timezone()
        begin, end = (datetime(year, 1, 1, tzinfo=zone) for year in (self.year, self.year + 1))
        now = Q(**{f"{field}__lte": timezone.now()})
        return now & Q(**{f"{field}__gte": begin, f"{field}__lt": end})

    def days(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


# Examples, or what is real ----------------------------------------------------------------------


def only_examples() -> bool:
    """Whether everything that could be counted is made up."""
    real = (
        StopPage.objects.live().exclude(_EXAMPLE_STOP),
        Registration.objects.filter(is_demo=False),
        Lead.objects.filter(is_demo=False),
        PartnerFigure.objects.filter(is_demo=False),
    )
    return not any(rows.exists() for rows in real)


_EXAMPLE_STOP = Q(organisation__is_demo=True) | Q(venue__is_demo=True)


def partners(*, examples: bool) -> QuerySet[Organisation]:
    """Those asked for figures: who works under the brand today."""
    return Organisation.objects.partners().filter(is_demo=examples)


# The counters -----------------------------------------------------------------------------------


def stops(year: int, *, examples: bool) -> Counted:
    rows = StopPage.objects.past().public().filter(Year(year).within("starts_at"))
    rows = rows.filter(_EXAMPLE_STOP) if examples else rows.exclude(_EXAMPLE_STOP)
    return Counted(_groups(rows, Count("pk"), _AT_STOP), examples)


def visitors(year: int, *, examples: bool) -> Counted:
    found = (one._asdict() for one in at_door.at_stops(_visitors(year, examples)))
    groups = [Group(**{name: one[name] for name in Group._fields}) for one in found]
    return Counted(groups, examples)


def leads(year: int, *, examples: bool) -> Counted:
    where = _of_employer("source_organisation", "employer__municipality")
    return Counted(_groups(_leads(year, examples), Count("pk"), where), examples)


def cooperations(year: int, *, examples: bool) -> Counted:
    return Counted(_groups(_placements(year, examples), Count("pk"), _OF_PLACEMENT), examples)


def people_placed(year: int, *, examples: bool) -> Counted:
    return Counted(_groups(_placements(year, examples), Sum("people"), _OF_PLACEMENT), examples)


def still_there(year: int, *, examples: bool) -> Counted:
    """People of this year's placements who were still there after three months."""
    known = _checks(year, examples).filter(moment=Moment.MONTHS_3).exclude(answer="")
    where = {name: f"placement__{path}" for name, path in _OF_PLACEMENT.items()}
    groups = _groups(known, Sum("people"), where)
    return Counted(groups, examples, tuple(_at_moments(year, examples)))


def _at_moments(year: int, examples: bool) -> list[AtMoment]:
    found = []
    for moment in MOMENTS:
        checks = _checks(year, examples).filter(moment=moment)
        said = ~Q(answer="")
        people = Sum("placement__people")
        told = checks.aggregate(
            all=people,
            known=Sum("placement__people", filter=said),
            still=Sum("people", filter=said),
        )
        everybody, known, still = (told[name] or 0 for name in ("all", "known", "still"))
        label = str(Moment(moment).label)
        found.append(AtMoment(label, everybody, still, known - still, everybody - known))
    return [row for row in found if row.people]


COUNTERS: dict[str, Callable[..., Counted]] = {
    "haltes": stops,
    "bezoekers": visitors,
    "opvolgdossiers": leads,
    "samenwerkingen": cooperations,
    "mensen-aan-de-slag": people_placed,
    "nog-aan-de-slag": still_there,
}


# Where the rows can be looked at ------------------------------------------------------------------


def rows_behind(counter: str, year: int) -> str:
    """The list of the back office that holds what is counted, narrowed as far as it can be."""
    span = Year(year)
    if counter == "haltes":
        return _list("haltes:index", [("when", "voorbij")])
    if counter == "bezoekers":
        return _list("inschrijvingen:index", [("state", Registration.State.PRESENT)])
    if counter == "opvolgdossiers":
        return _list("lead:index", [("created_at_from", span.first), ("created_at_to", span.last)])
    forms = CooperationForm.objects.exclude(group=CooperationForm.Group.VISIT)
    asked = [("state", "bevestigd"), ("start_from", span.first), ("start_to", span.last)]
    return _list(
        "placement:index", [*asked, *(("form", pk) for pk in forms.values_list("pk", flat=True))]
    )


def _list(name: str, asked: list[tuple[str, object]]) -> str:
    return f"{reverse(name)}?{urlencode(asked)}"


# Where rows belong ------------------------------------------------------------------------------


def _visitors(year: int, examples: bool) -> QuerySet[Registration]:
    return Registration.objects.filter(
        Year(year).within("stop__starts_at"), state=Registration.State.PRESENT, is_demo=examples
    )


def _leads(year: int, examples: bool) -> QuerySet[Lead]:
    rows = Lead.objects.filter(Year(year).within("created_at"), is_demo=examples)
    return rows.exclude(no_match_reason=NoMatchReason.DUPLICATE)


def _placements(year: int, examples: bool) -> QuerySet[Placement]:
    """Confirmed by both sides, begun, and more than a visit."""
    rows = Placement.objects.confirmed().filter(Year(year).days("start"))
    rows = rows.exclude(form__group=CooperationForm.Group.VISIT)
    return rows.filter(lead__is_demo=examples)


def _checks(year: int, examples: bool) -> QuerySet[PlacementCheck]:
    rows = PlacementCheck.objects.filter(placement__in=_placements(year, examples))
    return rows.filter(due_on__lte=_today())


_AT_STOP = {
    "partner": "organisation__name",
    "province": "venue__municipality__province",
    "municipality": "venue__municipality__name",
    "stop": "title",
    "number": "pk",
}


def _of_employer(partner: str, municipality: str) -> dict[str, str]:
    return {
        "partner": f"{partner}__name",
        "province": f"{municipality}__province",
        "municipality": f"{municipality}__name",
    }


_OF_PLACEMENT = _of_employer("partner", "lead__employer__municipality")


def _groups(rows: QuerySet, what, where: dict[str, str]) -> list[Group]:
    named = {f"of_{name}": F(path) for name, path in where.items()}
    table = rows.order_by().values(**named).annotate(come_to=what, counted=Count("pk"))
    return list(_told(table.order_by(*named), "of_stop" in named))


def _told(table: Iterable[dict], by_stop: bool) -> Iterator[Group]:
    titles: dict[str, int] = {}
    for row in table:
        if not row["come_to"]:
            continue
        stop = row.get("of_stop") or ""
        if by_stop:  # two stops of one name are two
            titles[stop] = titles.get(stop, 0) + 1
            stop = stop if titles[stop] == 1 else f"{stop} ({titles[stop]})"
        province = row["of_province"]
        yield Group(
            value=row["come_to"],
            rows=row["counted"],
            partner=row["of_partner"] or UNKNOWN,
            province=str(Province(province).label) if province else UNKNOWN,
            municipality=row["of_municipality"] or UNKNOWN,
            stop=stop,
        )


# By which way they came ---------------------------------------------------------------------------


class Way(NamedTuple):
    """What came over the links of one campaign, channel and partner; or over none."""

    links: list[TrackedLink]
    value: int
    url: str  # of the list of its rows


# Rows, the right that shows them, what they come to, and the link over which somebody came first.
_BY_LINK = {
    "bezoekers": (_visitors, "roadshow.view_registration", Sum("arrived_seats"), "touch"),
    "opvolgdossiers": (_leads, "leads.view_lead", Count("pk"), "first_touch"),
    "samenwerkingen": (
        _placements, "leads.view_placement", Count("pk"), "lead__first_touch",
    ),
    "mensen-aan-de-slag": (
        _placements, "leads.view_placement", Sum("people"), "lead__first_touch",
    ),
}  # fmt: skip


def ways(counter: str, year: int, user: User) -> list[Way]:
    """Of what this user may see, the most first; each opens its rows."""
    if counter not in _BY_LINK:
        return []
    find, right, what, link = _BY_LINK[counter]
    if not scoping.may_somewhere(user, right):
        return []
    rows = find(year, only_examples()).visible_to(user, right).order_by()
    found = dict(rows.values_list(link).annotate(come_to=what))
    direct = found.pop(None, 0)
    followed = TrackedLink.objects.filter(pk__in=found).select_related("campaign", "organisation")
    together: dict[tuple, list[TrackedLink]] = {}
    for one in followed.order_by("pk"):
        together.setdefault((one.campaign_id, one.channel, one.organisation_id), []).append(one)
    behind = rows_behind(counter, year)
    told = []
    for (campaign, channel, partner), its in together.items():
        asked = {"campaign": campaign, "channel": channel, "campaign_partner": partner}
        value = sum(found[one.pk] or 0 for one in its)
        told.append(Way(its, value, f"{behind}&{urlencode(asked)}"))
    told.sort(key=lambda way: -way.value)
    return [*told, Way([], direct, "")] if direct else told
