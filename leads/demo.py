"""The demo's employers: invented companies, and what came of meeting each of them."""

import random
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify

from brand import demo as brand_demo
from brand.demo.cast import PARTNERS
from brand.forms.phones import phone_words
from brand.models import Activity, Municipality, Organisation
from brand.privacy.retention import months_before
from leads import callback, capture
from leads.duplicates import queue
from leads.models import (
    Confirmation,
    Contact,
    CooperationForm,
    Employer,
    EmployerActivity,
    HandOver,
    Interaction,
    Lead,
    Obstacle,
    ObstacleSignal,
    Placement,
    PlacementCheck,
    StandingPrice,
    TrainingOffer,
)
from leads.models.obstacles import first_of_month
from leads.models.placements import Answer, Side
from leads.models.price_requests import Unit
from leads.placements import checks, following
from leads.procurement import examples
from leads.stages import OPEN, NextAction, NoMatchReason, Source, Stage, Wish

MARK = brand_demo.MARK
KINDS = ["Bakkerij", "Drukkerij", "Garage", "Tuincentrum", "Metaalwerken", "Hotel"]
KINDS += ["Logistiek", "Kantoor", "Brouwerij", "Zorghuis"]
NAMES = ["Korenaar", "De Linde", "Vlierbeek", "Zilvermeer", "Rozenhof", "Duinpoort"]
FIRST = ["An", "Bart", "Chris", "Dina", "Erik", "Fien", "Gert", "Hanne", "Ilias", "Jana"]
LAST = ["Aerts", "Bollen", "Cools", "Dillen", "Evers", "Fransen"]

CALLS = {
    Stage.CONTACTED: "Wil eerst intern overleggen. We bellen volgende week terug.",
    Stage.TALK: "Zoekt twee mensen voor de inpak. Plaatsbezoek afgesproken.",
    Stage.PROPOSAL: "Voorstel gemaakt voor een ploeg van vier, twee dagen per week.",
    Stage.COOPERATION: "Start met een proefopdracht van vier weken.",
    Stage.PARKED: "Verhuist eerst. Vraagt om in het voorjaar terug te bellen.",
    Stage.NO_MATCH: "Zoekt nu niemand.",
}
NEXT = {
    Stage.NEW: NextAction.CALL,
    Stage.CONTACTED: NextAction.CALL,
    Stage.TALK: NextAction.VISIT,
    Stage.PROPOSAL: NextAction.QUOTE,
}
# Sixty employers at every stage of the way; one of them stands there twice.
PLAN = (
    [Stage.NEW] * 16
    + [Stage.CONTACTED] * 12
    + [Stage.TALK] * 10
    + [Stage.PROPOSAL] * 8
    + [Stage.COOPERATION] * 7
    + [Stage.PARKED] * 4
    + [Stage.NO_MATCH] * 3
)
# How many hours after they came each was called, or how many days after the day promised.
FIRST_CALLS = [(3, 0), (26, 0), (50, 0), (0, 2), (75, 0), (5, 0), (0, 6), (26, 0), (49, 0)]
NEVER_REACHED = len(PLAN) - 2
SIGNALS = {
    "Genk": {Obstacle.TRANSPORT: 9, Obstacle.LANGUAGE: 4, Obstacle.NO_WAY: 3},
    "Kortrijk": {Obstacle.TRANSPORT: 5, Obstacle.CHILD_CARE: 6, Obstacle.DEBTS: 2},
    "Mechelen": {Obstacle.DIGITAL: 7, Obstacle.PAPERS: 3},
    "Herenthout": {Obstacle.TRANSPORT: 2},
}
PRICES = [
    ("Verpakking", "Dozen vullen en sluiten", Unit.PIECE, "0.45", True),
    ("Assemblage", "Stekkers monteren", Unit.HOUR, "31.50", True),
    ("Logistiek", "Voorraad beheren", Unit.MONTH, "850", False),
]
TRAININGS: list[tuple[str, str, dict[str, Any]]] = [
    (
        "de-werkschuit",
        "Begeleiden op de werkvloer",
        {
            "audience": "Ploegbazen die voor het eerst een collega met begeleiding krijgen",
            "description": "Duidelijk uitleggen, feedback geven, en weten wanneer je hulp vraagt.",
            "duration": "Twee halve dagen",
            "price": "Verzonnen prijs: 400 euro voor een groep",
            "state": TrainingOffer.State.ONLINE,
        },
    ),
    (
        "atelier-zuidpunt",
        "Klare taal in instructies",
        {
            "audience": "Wie werkinstructies schrijft",
            "description": "Van een bladzijde tekst naar vier stappen met een foto.",
            "duration": "Een halve dag",
            "form": TrainingOffer.Form.ONLINE,
            "price": "Verzonnen prijs: gratis",
            "state": TrainingOffer.State.ONLINE,
        },
    ),
    (
        "de-werkschuit",
        "Een onthaal dat werkt",
        {
            "audience": "Leidinggevenden en HR",
            "description": "De eerste week van een nieuwe collega, uur voor uur.",
            "duration": "Drie uur",
            "price": "Verzonnen prijs: af te spreken",
        },
    ),
]
MET_ELSEWHERE = 12
ASKED_A_CALL = 5  # of those


class Firm(NamedTuple):
    name: str
    person: str
    email: str
    phone: str
    wishes: tuple[Wish, ...]


def firm(number: int) -> Firm:
    """One of sixty invented companies. Its addresses and telephone numbers do not exist."""
    dice = random.Random(number)
    name = f"{KINDS[number % len(KINDS)]} {NAMES[number // len(KINDS)]}"
    person = f"{FIRST[(number * 3) % 10]} {LAST[(number * 5) % 6]}"
    domain = f"{slugify(name)}.example"
    return Firm(
        name=f"{name} {MARK}",
        person=person,
        email=f"{slugify(person).replace('-', '.')}@{domain}",
        phone=f"0400{number:06d}",
        wishes=tuple(dice.sample(list(Wish), dice.choice([0, 1, 1, 2]))),
    )


def _line(lead: Lead, kind: str, at: datetime, note: str = "", outcome: str = "") -> None:
    lead.add_to_timeline(kind, note, at=at, outcome=outcome, by=lead.owner)


def tell(lead: Lead, number: int, now: datetime) -> None:
    """Bring a lead to where the plan wants it, with a timeline that says how it got there."""
    dice = random.Random(number * 7)
    stage = PLAN[number]
    coordinator = lead.owner_organisation.memberships.filter(role="coordinator").first()
    is_unassigned = stage == Stage.NEW and number % 2
    lead.owner = coordinator.user if coordinator and not is_unassigned else None
    if stage != Stage.NEW:
        called = _first_call(lead, number, now)
        is_reached = number != NEVER_REACHED
        lead.first_responded_at = called if is_reached else None
        said = CALLS[stage] if is_reached else "Drie keer gebeld, niemand nam op."
        outcome = Interaction.Outcome.REACHED if is_reached else Interaction.Outcome.NOT_REACHED
        _line(lead, Interaction.Kind.CALL, called, said, outcome=outcome)
        _line(
            lead,
            Interaction.Kind.STAGE,
            called + timedelta(minutes=2),
            f"Van {Stage.NEW.label} naar {stage.label}.",
        )
        lead.stage, lead.stage_since = stage, called + timedelta(minutes=2)
        does = list(lead.owner_organisation.activities.all())
        # What it is about is known of most, once they were spoken to.
        lead.activity = does[number % len(does)] if does and number % 4 else None
    _promise(lead, stage, dice, now)
    lead.save()
    if stage == Stage.COOPERATION:
        _placement(lead, number, now)


def _first_call(lead: Lead, number: int, now: datetime) -> datetime:
    """Most are called in time, at an hour of the day; as everywhere some are forgotten a while."""
    hours, days_late = FIRST_CALLS[number % len(FIRST_CALLS)]
    at = lead.created_at + timedelta(hours=hours)
    if days_late and lead.first_response_due:
        day = lead.first_response_due + timedelta(days=days_late)
        at = timezone.make_aware(datetime.combine(day, time(10)))
    return min(at, now - timedelta(hours=5))


# Of the cooperations: code of the form, people, days ago it started, what the employer said.
PLACEMENTS = [
    ("enclave", 6, 120, Answer.YES),
    ("bis", 1, 40, Answer.YES),
    ("uitbesteding", 9, 200, Answer.YES),
    ("imw", 2, 35, ""),
    ("enclave", 3, 15, Answer.NO),
    ("bedrijfsbezoek", 8, 12, Answer.YES),
    ("doorstroom", 1, 95, Answer.YES),
]


def _placement(lead: Lead, number: int, now: datetime) -> None:
    """What came of it: most are confirmed by both sides, one waits, one is not agreed on."""
    code, people, days, said = PLACEMENTS[number % len(PLACEMENTS)]
    lead.employer.establishments.get_or_create(
        name=f"Magazijn {MARK}", defaults={"municipality": lead.employer.municipality}
    )
    form = CooperationForm.objects.filter(code=code).first()
    if form is None:  # the federation took it off its list
        return
    start = timezone.localdate(now) - timedelta(days=days)
    longest = 1 if form.group == CooperationForm.Group.VISIT else form.longest_days
    placement = Placement.objects.create(
        lead=lead,
        partner=lead.owner_organisation,
        form=form,
        people=people,
        start=start,
        end=start + timedelta(days=longest - 1) if longest else None,
        employer_answer=said,
        partner_answer=Answer.YES,
        created_by=lead.owner,
        created_at=now - timedelta(days=days),
    )
    answers = {Side.PARTNER: Answer.YES} | ({Side.EMPLOYER: said} if said else {})
    for side, answer in answers.items():
        Confirmation.objects.create(
            placement=placement,
            side=side,
            answer=answer,
            version=1,
            reason="Het zijn er twee, geen drie." if answer == Answer.NO else "",
            at=now - timedelta(days=days - 2),
            by=lead.owner if side == Side.PARTNER else None,
            contact=lead.contact if side == Side.EMPLOYER else None,
        )
    checks.plan(placement)
    # As if it was asked by mail already: the example waits for its newest answer.
    due = placement.checks.filter(due_on__lte=timezone.localdate(now)).order_by("-due_on")
    due.update(asked_at=now)
    if said == Answer.YES:
        for check in due[1:]:
            check.answer, check.side = PlacementCheck.Answer.RUNS, Side.PARTNER
            check.people, check.answered_at = people, now
            check.save()
    following.plan(lead, placement)
    lead.save()


def _promise(lead: Lead, stage: Stage, dice: random.Random, now: datetime) -> None:
    """The next step: some are late, some are for today, most are to come."""
    lead.no_match_reason = NoMatchReason.TIMING if stage == Stage.NO_MATCH else ""
    if stage not in OPEN:
        lead.next_action, lead.next_action_on = "", None
        if stage == Stage.PARKED:
            lead.next_action = NextAction.CALL
            lead.next_action_on = (now + timedelta(days=90)).date()
        return
    lead.next_action = NEXT[stage]
    if stage != Stage.NEW or lead.owner:
        days = dice.choice([-4, -1, 0, 0, 1, 3, 6, 12])
        lead.next_action_on = timezone.localdate(now) + timedelta(days=days)


def offer(lead: Lead, slug: str, now: datetime) -> None:
    """Offer this lead to another demo partner, who has not answered yet."""
    HandOver.objects.get_or_create(
        lead=lead,
        defaults={
            "from_organisation": lead.owner_organisation,
            "to_organisation": brand_demo.organisation(slug),
            "note": "Ligt in jullie streek. Zoekt een ploeg voor de inpak.",
            "offered_at": now - timedelta(days=1),
            "offered_by": lead.owner,
            "answer_by": timezone.localdate(now) + timedelta(days=2),
            "passes_on": True,
        },
    )


def _met(number: int, one: Firm, now: datetime) -> dict[str, Any]:
    if number != ASKED_A_CALL:
        at = now - timedelta(days=3 + number % 20)
        met = "Sprak ons aan op een netwerkavond."
        return {"happened": met, "source": Source.BY_HAND, "at": at}
    return {
        "happened": callback.ASKED.format(name=one.person, phone=phone_words(one.phone)),
        "kind": Interaction.Kind.CALLBACK,
        "source": Source.CALLBACK,
        "answer_days": callback.ANSWER_DAYS,
        "at": now - timedelta(hours=3),
    }


def _add_buyer(partner: Organisation, now: datetime) -> None:
    """An invented municipality that wants to buy from the social economy."""
    if Employer.objects.filter(name=examples.BUYER).exists():
        return
    lead = capture.capture(
        name="Lut Bollen",
        company=examples.BUYER,
        email="lut.bollen@gemeente-voorbeek.example",
        phone="0400000098",
        tour=None,
        host=partner,
        municipality=partner.base,
        happened="Vroeg op een netwerkavond wie het groen kan onderhouden.",
        source=Source.BY_HAND,
        is_demo=True,
        at=now - timedelta(days=9),
    )
    tell(lead, PLAN.index(Stage.TALK), now)
    examples.add(lead, now)


@transaction.atomic
def load(now: datetime) -> dict[str, int]:
    """The employers met elsewhere than on the roadshow; it brings the others along itself."""
    partners = [brand_demo.organisation(partner.slug) for partner in PARTNERS]
    for number in range(0, len(PLAN), len(PLAN) // MET_ELSEWHERE):
        one = firm(number)
        if Employer.objects.filter(name=one.name).exists():
            continue
        lead = capture.capture(
            name=one.person,
            company=one.name,
            email=one.email,
            phone=one.phone,
            tour=None,
            host=partners[number % len(partners)],
            municipality=partners[number % len(partners)].base,
            wishes=one.wishes,
            is_demo=True,
            **_met(number, one, now),
        )
        tell(lead, number, now)
    _add_twin(partners[0], now)
    _add_buyer(partners[0], now)
    queue.refresh()
    _add_signals(now)
    _add_trainings(now)
    _add_prices(now)
    return {}


def _add_twin(partner: Organisation, now: datetime) -> None:
    """The first employer once more, as a colleague typed it: for "Lijkt hierop"."""
    one = firm(0)
    name = one.name.replace("Bakkerij", "Bakk.")
    if Employer.objects.filter(name=name).exists():
        return
    lead = capture.capture(
        name="Lies Evers",
        company=name,
        email="lies.evers@bakkerij-korenaar.example",
        phone=one.phone,
        tour=None,
        host=partner,
        happened="Belde ons zelf op.",
        is_demo=True,
        at=now - timedelta(days=2),
    )
    tell(lead, PLAN.index(Stage.CONTACTED), now)
    # So that the newsletter, which a person of this firm reads, knows of a sector.
    EmployerActivity.objects.create(employer=lead.employer, code="10711", is_main=True)


def _add_prices(now: datetime) -> None:
    """Three invented prices of one partner, of which it shows two."""
    if StandingPrice.objects.filter(is_demo=True).exists():
        return
    partner = brand_demo.organisation("de-werkschuit")
    for name, work, unit, price, is_public in PRICES:
        StandingPrice.objects.create(
            organisation=partner,
            activity=Activity.objects.get_or_create(name=name)[0],
            work=f"{work} {MARK}",
            unit=unit,
            price=price,
            is_public=is_public,
            valid_from=timezone.localdate(now) - timedelta(days=30),
            remark="Verzonnen prijs",
            is_demo=True,
        )


def _add_trainings(now: datetime) -> None:
    """Two that can be asked for, and one that waits to be read."""
    if TrainingOffer.objects.filter(is_demo=True).exists():
        return
    for slug, title, told in TRAININGS:
        TrainingOffer.objects.create(
            organisation=brand_demo.organisation(slug),
            title=f"{title} {MARK}",
            valid_until=timezone.localdate(now) + timedelta(days=180),
            is_demo=True,
            **told,
        )


def _add_signals(now: datetime) -> None:
    """Signals of the months before: in three towns enough to be told, elsewhere too few."""
    if ObstacleSignal.objects.filter(is_demo=True).exists():
        return
    found = Municipality.objects.current().filter(name__in=SIGNALS)
    towns = {town.name: town for town in found}
    ObstacleSignal.objects.bulk_create(
        ObstacleSignal(
            municipality=towns[name],
            obstacle=obstacle,
            month=first_of_month(months_before(now, 1 + number % 6).date()),
            is_demo=True,
        )
        for name, told in SIGNALS.items()
        if name in towns
        for obstacle, times in told.items()
        for number in range(times)
    )


def rows() -> list[QuerySet]:
    """What this room's demo made; see brand/demo/removing.py."""
    return [
        ObstacleSignal.objects.filter(is_demo=True),
        TrainingOffer.objects.filter(is_demo=True),
        StandingPrice.objects.filter(is_demo=True),
        Lead.objects.filter(is_demo=True),
        Contact.objects.filter(employer__is_demo=True, email__endswith=".example"),
        Employer.objects.filter(is_demo=True),
    ]
