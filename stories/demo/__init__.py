"""The demo's stories: ten invented ones, each with the consent it needs."""

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from brand import demo as brand_demo
from brand.demo.cast import FEDERATION
from brand.models import Role, User
from stories.consent import recording, requests
from stories.demo import calculation
from stories.impact import counting, figures, indicators, reporting
from stories.models import (
    Consent,
    ConsentRequest,
    Figure,
    Indicator,
    Objection,
    PartnerFigure,
    PartnerSectionPage,
    PortrayedPerson,
    SroiCalculation,
    SroiEdition,
    StoryPage,
    StoryPortrayal,
)

MARK = brand_demo.MARK


def entries() -> list[dict]:
    """The invented stories, as read from stories.toml."""
    return tomllib.loads((Path(__file__).parent / "stories.toml").read_text())["stories"]


def _person(entry: dict, organisation) -> PortrayedPerson:
    person, _ = PortrayedPerson.objects.get_or_create(
        organisation=organisation, name=f"{entry['person']} {MARK}", is_demo=True
    )
    return person


def _ask(entry: dict, person: PortrayedPerson, story: StoryPage, now: datetime) -> None:
    """Ask and answer, through the usual functions."""
    today = timezone.localdate(now)
    channels = list(Consent.Channel) if entry.get("everywhere") else [Consent.Channel.WEBSITE]
    asked = requests.ask(person, way=Consent.Way.HERE, story=story)
    said = recording.Answer(
        taking=True,
        channels=tuple(channels),
        given_on=today - timedelta(days=30),
        until=today + timedelta(days=700),
    )
    recording.answer(asked, said)


def _body(entry: dict) -> list[tuple[str, object]]:
    body: list[tuple[str, object]] = [
        ("text", "".join(f"<p>{paragraph}</p>" for paragraph in entry["text"]))
    ]
    if quote := entry.get("quote"):
        text, name, role = quote
        body.append(("quote", {"text": text, "name": name, "role": role, "image": None}))
    if sides := entry.get("before_after"):
        before, after = (f"<p>{side}</p>" for side in sides)
        body.append(
            (
                "before_after",
                {"before_title": "Voor", "before": before, "after_title": "Na", "after": after},
            )
        )
    if number := entry.get("number"):
        body.append(("impact_number", _number(*number)))
    return body


def _number(value: int, unit: str) -> dict:
    return {
        "value": value,
        "prefix": "",
        "suffix": "",
        "unit": unit,
        "period": "voorbeeldjaar",
        "source": "Verzonnen voor de voorbeeldsite",
        "collected_by": "een voorbeeldpartner",
        "checked_by": "niemand: dit is een voorbeeld",
        "checked_on": date(2026, 11, 1),
        "explanation": "Dit cijfer toont hoe een geteld cijfer eruitziet.",
        "is_example": True,
    }


def _tell(entry: dict, number: int, now: datetime) -> None:
    organisation = brand_demo.organisation(entry["partner"])
    section = PartnerSectionPage.objects.get(organisation=organisation)
    picture = brand_demo.picture(
        f"{entry['title']} {MARK}"[:255],
        entry["scene"],
        entry["alt"],
        collection=organisation.collection,
    )
    story = StoryPage(
        title=entry["title"],
        slug=f"voorbeeld-{entry['slug']}",
        kind=entry["kind"],
        lead=entry["lead"],
        picture=picture,
        body=_body(entry),
        sector=entry["sector"],
        province=entry["province"],
        live=False,
        source_on=date(2026, 11, 1) if entry["kind"] == StoryPage.Kind.PREJUDICE else None,
        **entry.get("more", {}),
    )
    person = _person(entry, organisation)
    story.portrayals = [StoryPortrayal(person=person)]
    section.add_child(instance=story)
    revision = story.save_revision()
    _ask(entry, person, story, now)
    revision.publish()
    told = now - timedelta(days=4 * number, hours=3)
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=told)


WAITS = {
    "slug": "voorbeeld-milan-leert-lassen",
    "title": "Milan leert lassen",
    "lead": "Milan begon als stagiair. Nu leert hij lassen.",
    "refused": "Op maandag kwam hij altijd te laat.",
    "text": "<p>De eerste weken keek hij alleen toe. Op maandag kwam hij altijd te laat.</p>"
    "<p>Nu staat hij er als eerste. Lassen doet hij het liefst.</p>",
}


def _being_asked(now: datetime) -> None:
    """A draft that waits: Milan was asked, and does not want one sentence."""
    organisation = brand_demo.organisation(entries()[0]["partner"])
    person, _ = PortrayedPerson.objects.get_or_create(
        organisation=organisation, name=f"Milan {MARK}", is_demo=True
    )
    story = StoryPage(
        title=WAITS["title"],
        slug=WAITS["slug"],
        lead=WAITS["lead"],
        body=[("text", WAITS["text"])],
        live=False,
    )
    story.portrayals = [StoryPortrayal(person=person)]
    PartnerSectionPage.objects.get(organisation=organisation).add_child(instance=story)
    story.save_revision()
    ConsentRequest.objects.create(person=person, story=story, asked_at=now - timedelta(days=2))
    Objection.objects.create(
        person=person, story=story, sentence=WAITS["refused"], note=f"Dat was niet zo. {MARK}"
    )


# Of the hours: partner, and how many; None says that it does not know, and one is silent.
HOURS = [("de-werkschuit", 460), ("handgreep-noord", 385), ("tuinwijk-groenwerk", None)]


def _reported(year: int, now: datetime, reads: User) -> None:
    """What three of the four partners reported, approved by somebody of the federation."""
    indicator = Indicator.objects.get(code="uren-roadshow")
    for slug, hours in HOURS:
        partner = brand_demo.organisation(slug)
        if PartnerFigure.objects.filter(indicator=indicator, organisation=partner).exists():
            continue
        writes = partner.memberships.first()
        row = reporting.report(
            indicator,
            partner,
            year,
            by=writes.user if writes else None,
            value=None if hours is None else Decimal(hours),
            source=f"Tijdsregistratie {MARK}",
            source_date=timezone.localdate(now),
            is_demo=True,
        )
        reporting.approve(row, reads)


def _count(now: datetime) -> None:
    """What the demo's rows come to; on a site with rows of its own, those count and no example."""
    indicators.lay()
    if counting.only_examples():
        reads = brand_demo.organisation(FEDERATION).memberships.filter(role=Role.BEHEERDER).first()
        _reported(timezone.localdate(now).year, now, reads.user)
        calculation.load(timezone.localdate(now).year, reads.user)
    figures.count_open_years()


@transaction.atomic
def load(now: datetime) -> dict[str, int]:
    for number, entry in enumerate(entries(), start=1):
        if not StoryPage.objects.filter(slug=f"voorbeeld-{entry['slug']}").exists():
            _tell(entry, number, now)
    if not StoryPage.objects.filter(slug=WAITS["slug"]).exists():
        _being_asked(now)
    _count(now)
    return {"stories": StoryPage.objects.filter(section_organisation__is_demo=True).count()}


def rows() -> list[QuerySet]:
    """What this room's demo made; see brand/demo/removing.py."""
    told = [WAITS["slug"], *(f"voorbeeld-{entry['slug']}" for entry in entries())]
    return [
        PartnerFigure.objects.filter(is_demo=True),
        Figure.objects.filter(is_example=True),
        SroiEdition.objects.filter(is_example=True),
        SroiCalculation.objects.filter(is_example=True),
        StoryPage.objects.filter(section_organisation__is_demo=True, slug__in=told),
        PartnerSectionPage.objects.filter(organisation__is_demo=True),
        PortrayedPerson.objects.filter(is_demo=True),
    ]
