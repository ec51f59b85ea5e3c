"""Vandaag: the leads that need attention today, in four short lists.

The date of a next action is a promise, in any stage; so is the day of the first answer, which no
later plan hides. The lists hold the user's own leads and those without an owner; with
`whole_team`, also those of colleagues. A lead that was offered to a partner stands in its own list
only.

First each list is read from an index, as numbers; then what the rows show, of all lists together.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from brand import scoping
from brand.models import User
from brand.queries.counting import NONE, Counted, plus, up_to
from leads.models import Contact, HandOver, Interaction, Lead
from leads.models.hand_overs import HandOverQuerySet
from leads.models.lead import LeadQuerySet
from leads.stages import Stage, Wish

MOST_ROWS = 7
SAID = [Interaction.Kind.REGISTRATION, Interaction.Kind.CALLBACK]  # by the employer, in a form


@dataclass
class TodayList:
    key: str
    title: str
    empty: str
    rows: list = field(default_factory=list)
    counted: Counted = NONE
    offers: list = field(default_factory=list)  # the first that other partners ask us to take
    offered: Counted = NONE
    url: str = ""  # where the rest can be seen; the page knows

    @property
    def total(self) -> int:
        return self.counted.number

    @property
    def count(self) -> Counted:
        return plus(self.counted, self.offered)

    @property
    def more(self) -> int:
        return self.total - len(self.rows)

    @property
    def more_offers(self) -> int:
        return self.offered.number - len(self.offers)


def lists_for(user: User, *, whole_team: bool = False) -> list[TodayList]:
    today = timezone.localdate()
    mine = for_desk(user)
    if not whole_team:
        mine = mine.filter(Q(owner=user) | Q(owner=None))
    lists = [
        _filled(
            "laat",
            "Te laat",
            "Niets te laat.",
            # Two questions, for an index answers either of them and not both at once.
            mine.filter(next_action_on__lt=today),
            mine.filter(Lead.first_answer_late(today), next_action_on__gte=today),
        ),
        _filled(
            "vandaag",
            "Vandaag",
            "Niets voor vandaag.",
            mine.filter(next_action_on=today).exclude(Lead.first_answer_late(today)),
        ),
        _filled(
            "nieuw",
            "Nieuw, nog niemand",
            "Iedereen die inschreef, heeft iemand.",
            *_new(mine, today),
        ),
    ]
    lists[-1].offers, lists[-1].offered = _first(offers_to(user))
    numbers = [number for one in lists for number in one.rows]
    leads = with_contacts(with_row_details(Lead.objects.filter(pk__in=numbers)), user)
    by_number = {lead.pk: lead for lead in leads}
    for one in lists:  # one that was erased since is left out
        one.rows = [by_number[number] for number in one.rows if number in by_number]
    return [*lists, _waiting(user)]


def _new(mine: LeadQuerySet, today: date) -> list[LeadQuerySet]:
    """Those that nobody took up and that are not late: still to be answered, and answered."""
    fresh = mine.filter(stage=Stage.NEW, owner=None, next_action_on__gt=today)
    fresh = fresh.order_by("first_response_due", "-created_at", "-pk")
    return [
        fresh.filter(first_response_due__gte=today),
        fresh.filter(first_response_due=None),
        fresh.filter(first_response_due__lt=today, first_responded_at__isnull=False),
    ]


def for_desk(user: User) -> LeadQuerySet:
    """Visible leads in the order of their next step, those at a partner aside."""
    offered = HandOver.objects.waiting().filter(lead=OuterRef("pk"))
    leads = Lead.objects.visible_to(user).promised().filter(~Exists(offered))
    return leads.order_by("next_action_on", F("next_action_at").asc(nulls_last=True), "pk")


def with_contacts(leads: LeadQuerySet, user: User) -> LeadQuerySet:
    """Leads whose employers have `known_contacts`: the people there that this user sees."""
    contacts = Contact.objects.visible_to(user)
    return leads.prefetch_related(
        Prefetch("employer__contacts", contacts, to_attr="known_contacts")
    )


def with_row_details(leads: LeadQuerySet) -> LeadQuerySet:
    said = Interaction.objects.filter(lead=OuterRef("pk"), kind__in=SAID, undone_at=None).order_by(
        "-at", "-pk"
    )
    return (
        leads.select_related("employer", "contact", "owner", "owner_organisation")
        .prefetch_related("wishes")
        .annotate(said=Subquery(said.values("note")[:1]))
    )


def offers_to(user: User) -> HandOverQuerySet:
    """Leads that other partners offer to this person's."""
    mine = scoping.organisation_ids(user, "leads.change_lead")
    return (
        HandOver.objects.waiting()
        .filter(to_organisation__in=mine)
        .select_related("lead__employer__municipality", "from_organisation", "offered_by")
        .prefetch_related("lead__wishes")
        .order_by("answer_by", "pk")
    )


def why(lead: Lead) -> str:
    """Why this lead asks for attention: what they said, or what we promised, and their wish."""
    said: str | None = getattr(lead, "said", None)  # see with_row_details
    if lead.stage == Stage.NEW and said:
        reason = said.strip().rstrip(".")
    elif lead.next_action_note:
        reason = f"{lead.get_next_action_display()}: {lead.next_action_note}"
    else:
        reason = lead.get_next_action_display()
    wishes = [wish.word for wish in lead.wishes.all() if wish.wish != Wish.LOOKING]
    if wishes:
        return f"{reason}, wil {' en '.join(wishes)}"
    if lead.wishes.all():
        return f"{reason}, wil eens kijken"
    return reason


def _first(*parts: QuerySet) -> tuple[list, Counted]:
    """The first rows of these sets after one another, and how many there are in all."""
    found: list = []
    for part in parts:
        if len(found) <= MOST_ROWS:
            found += part[: MOST_ROWS + 1 - len(found)]
    if len(found) <= MOST_ROWS:
        return found, Counted(len(found))
    return found[:MOST_ROWS], plus(*map(up_to, parts))


def _filled(key: str, title: str, empty: str, *parts: LeadQuerySet) -> TodayList:
    """With the numbers of its first leads for rows."""
    return TodayList(
        key, title, empty, *_first(*(part.values_list("pk", flat=True) for part in parts))
    )


def _waiting(user: User) -> TodayList:
    """What we offered to another partner, who has not answered."""
    offered = HandOver.objects.waiting().order_by("answer_by", "pk")
    offered = scoping.within(offered, user, "leads.view_lead", "from_organisation")
    offered = offered.select_related("lead__employer", "to_organisation")
    empty = "Geen dossier wacht op een partner."
    return TodayList("partner", "Wacht op partner", empty, *_first(offered))
