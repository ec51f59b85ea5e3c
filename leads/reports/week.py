"""The week at a desk: what came in, what moved, what waits, what comes; each in one sentence.

Nothing is left out: where there is nothing, the sentence says so. Other rooms add what they know
in a module `week_report`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from brand import rooms, scoping
from brand.dates import words
from brand.models import User
from brand.queries.counting import up_to
from leads.models import HandOver, Interaction, Lead
from leads.models.lead import LeadQuerySet
from leads.stages import OPEN, Source, Stage

WAITS_DAYS = 10
MOST_NAMED = 7
RIGHT = "leads.view_lead"


class Line(NamedTuple):
    """A name, where it leads, and a word about it."""

    text: str
    url: str = ""
    more: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    sentence: str
    lines: list[Line] = field(default_factory=list)
    url: str = ""  # the whole list


@dataclass(frozen=True)
class Week:
    """Monday up to and including Sunday."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def last(cls) -> "Week":
        """The one that ended last."""
        return cls.of(timezone.localdate() - timedelta(days=7))

    @classmethod
    def read(cls, text: str) -> "Week":
        """2026-W48; the last one where this is none, or one that did not end."""
        try:
            found = cls(date.fromisoformat(f"{text[:8]}-1"))
        except ValueError:
            return cls.last()
        return found if found.monday <= cls.last().monday else cls.last()

    @property
    def key(self) -> str:
        return self.monday.strftime("%G-W%V")

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.monday, time()))

    @property
    def end(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.monday + timedelta(days=7), time()))

    @property
    def before(self) -> "Week":
        return Week(self.monday - timedelta(days=7))

    @property
    def after(self) -> "Week | None":
        """None where the next one did not end yet."""
        return Week(self.monday + timedelta(days=7)) if self != Week.last() else None

    def __str__(self) -> str:
        sunday = self.monday + timedelta(days=6)
        return f"{words.weekday(self.monday)} tot en met {words.weekday(sunday)} {sunday.year}"


def sections(user: User, week: Week) -> list[Section]:
    leads = Lead.objects.visible_to(user)
    own = [_came_in(leads, week), _moved(leads, week), _handed_over(user, week), _waits(leads)]
    others = [part for room in rooms.modules("week_report") for part in room.sections(user, week)]
    return [*own, *others]


def _came_in(leads: LeadQuerySet, week: Week) -> Section:
    rows = leads.filter(created_at__gte=week.start, created_at__lt=week.end)
    labels = dict(Source.choices)
    counted = dict(rows.order_by().values_list("source").annotate(Count("pk")))
    total = sum(counted.values())
    said = ", ".join(
        f"{number} via {labels[source].lower()}"
        for source, number in sorted(counted.items(), key=lambda pair: -pair[1])
        if source
    )
    sentence = "Geen nieuwe dossiers." if not total else f"{_dossiers(total, 'nieuw')}: {said}."
    asked = {
        "created_at_from": week.monday.isoformat(),
        "created_at_to": (week.monday + timedelta(days=6)).isoformat(),
    }
    return Section(
        "Kwam binnen",
        sentence.replace(": .", "."),
        [_line(lead, lead.wish_names.lower()) for lead in _some(rows)],
        f"{reverse('lead:index')}?{urlencode(asked)}",
    )


def _moved(leads: LeadQuerySet, week: Week) -> Section:
    """Leads whose phase changed, by the phase they are in now."""
    lines = Interaction.objects.filter(
        kind=Interaction.Kind.STAGE,
        undone_at=None,
        at__gte=week.start,
        at__lt=week.end,
    )
    rows = leads.filter(pk__in=lines.order_by().values("lead"))
    counted = dict(rows.order_by().values_list("stage").annotate(Count("pk")))
    said = ", ".join(
        f"{counted[stage]} in {stage.label.lower()}" for stage in Stage if stage in counted
    )
    total = sum(counted.values())
    did = "veranderde" if total == 1 else "veranderden"
    sentence = f"{_dossiers(total)} {did} van fase: {said}." if total else "Niets verschoof."
    return Section(
        "Verschoof",
        sentence,
        [_line(lead, f"nu {lead.get_stage_display().lower()}") for lead in _some(rows)],
    )


def _handed_over(user: User, week: Week) -> Section:
    mine = scoping.organisation_ids(user, RIGHT)
    rows = HandOver.objects.visible_to(user).filter(
        state=HandOver.State.ACCEPTED, answered_at__gte=week.start, answered_at__lt=week.end
    )
    rows = rows.select_related("lead__employer", "from_organisation", "to_organisation")
    found = list(rows.order_by("answered_at", "pk"))
    given = sum(offer.to_organisation_id not in mine for offer in found)
    taken = len(found) - given
    sentence = f"{_dossiers(taken)} overgenomen en {given} doorgegeven."
    if scoping.is_everywhere(user, RIGHT):
        did = "ging" if len(found) == 1 else "gingen"
        sentence = f"{_dossiers(len(found))} {did} van partner naar partner."
    lines = [
        Line(
            str(offer.lead),
            reverse("today:hand_over", args=[offer.pk]),
            f"van {offer.from_organisation} aan {offer.to_organisation}",
        )
        for offer in found[:MOST_NAMED]
    ]
    return Section(
        "Ging van partner naar partner",
        sentence if found else "Geen dossier ging naar een andere partner.",
        lines,
        reverse("today:hand_overs"),
    )


def _waits(leads: LeadQuerySet) -> Section:
    """As it stands now: open leads on which nothing happened for long."""
    since = timezone.now() - timedelta(days=WAITS_DAYS)
    lines = Interaction.objects.filter(lead=OuterRef("pk"), at__gte=since)
    rows = leads.filter(~Exists(lines), stage__in=OPEN, created_at__lt=since)
    waiting = up_to(rows)
    dossiers = (
        f"meer dan {waiting.words} dossiers" if waiting.is_more else _dossiers(waiting.number)
    )
    sentence = f"Al meer dan {WAITS_DAYS} dagen gebeurde er niets met {dossiers}."
    if not waiting:
        sentence = f"Geen dossier wacht langer dan {WAITS_DAYS} dagen."
    return Section(
        "Wacht",
        sentence,
        [_line(lead, f"van {words.short_day(lead.created_at)}") for lead in _some(rows)],
    )


def _some(rows: LeadQuerySet) -> LeadQuerySet:
    rows = rows.select_related("employer").prefetch_related("wishes")
    return rows.order_by("created_at", "pk")[:MOST_NAMED]


def _line(lead: Lead, more: str) -> Line:
    return Line(str(lead), lead.get_absolute_url(), more)


def _dossiers(number: int, kind: str = "") -> str:
    if number == 1:
        return f"1 {kind} dossier".replace("  ", " ")
    return f"{number} {kind}e dossiers" if kind else f"{number} dossiers"
