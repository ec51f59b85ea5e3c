"""The demo's stories: ten invented ones, each with the consent it needs."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from brand import demo as brand_demo
from stories.consent import recording, requests
from stories.models import (
    Consent,
    ConsentRequest,
    Objection,
    PartnerSectionPage,
    PortrayedPerson,
    StoryPage,
    StoryPortrayal,
)

MARK = brand_demo.MARK


def tales() -> list[dict]:
    """What is told, as data: see tales.toml."""
    return tomllib.loads((Path(__file__).parent / "tales.toml").read_text())["tales"]


def _person(tale: dict, organisation) -> PortrayedPerson:
    person, _ = PortrayedPerson.objects.get_or_create(
        organisation=organisation, name=f"{tale['person']} {MARK}", is_demo=True
    )
    return person


def _ask(tale: dict, person: PortrayedPerson, story: StoryPage, now: datetime) -> None:
    """Asked and answered, as everybody is."""
    today = timezone.localdate(now)
    channels = list(Consent.Channel) if tale.get("everywhere") else [Consent.Channel.WEBSITE]
    asked = requests.ask(person, way=Consent.Way.HERE, story=story)
    said = recording.Answer(
        taking=True,
        channels=tuple(channels),
        given_on=today - timedelta(days=30),
        until=today + timedelta(days=700),
    )
    recording.answer(asked, said)


def _body(tale: dict) -> list[tuple[str, object]]:
    body: list[tuple[str, object]] = [
        ("text", "".join(f"<p>{paragraph}</p>" for paragraph in tale["text"]))
    ]
    if quote := tale.get("quote"):
        text, name, role = quote
        body.append(("quote", {"text": text, "name": name, "role": role, "image": None}))
    if sides := tale.get("before_after"):
        before, after = (f"<p>{side}</p>" for side in sides)
        body.append(
            (
                "before_after",
                {"before_title": "Voor", "before": before, "after_title": "Na", "after": after},
            )
        )
    if number := tale.get("number"):
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


def _tell(tale: dict, number: int, now: datetime) -> None:
    organisation = brand_demo.organisation(tale["partner"])
    section = PartnerSectionPage.objects.get(organisation=organisation)
    kind, seed = tale["scene"]
    picture = brand_demo.picture(
        f"{tale['title']} {MARK}"[:255],
        kind,
        seed,
        tale["alt"],
        collection=organisation.collection,
        people=tale["people"],
    )
    story = StoryPage(
        title=tale["title"],
        slug=f"voorbeeld-{tale['slug']}",
        kind=tale["kind"],
        lead=tale["lead"],
        picture=picture,
        body=_body(tale),
        sector=tale["sector"],
        province=tale["province"],
        live=False,
        source_on=date(2026, 11, 1) if tale["kind"] == StoryPage.Kind.PREJUDICE else None,
        **tale.get("more", {}),
    )
    person = _person(tale, organisation)
    story.portrayals = [StoryPortrayal(person=person)]
    section.add_child(instance=story)
    revision = story.save_revision()
    _ask(tale, person, story, now)
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
    organisation = brand_demo.organisation(tales()[0]["partner"])
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


@transaction.atomic
def load(now: datetime) -> dict[str, int]:
    for number, tale in enumerate(tales(), start=1):
        if not StoryPage.objects.filter(slug=f"voorbeeld-{tale['slug']}").exists():
            _tell(tale, number, now)
    if not StoryPage.objects.filter(slug=WAITS["slug"]).exists():
        _being_asked(now)
    return {"stories": StoryPage.objects.filter(section_organisation__is_demo=True).count()}


def rows() -> list[QuerySet]:
    """What this room's demo made; see brand/demo/removing.py."""
    told = [WAITS["slug"], *(f"voorbeeld-{tale['slug']}" for tale in tales())]
    return [
        StoryPage.objects.filter(section_organisation__is_demo=True, slug__in=told),
        PartnerSectionPage.objects.filter(organisation__is_demo=True),
        PortrayedPerson.objects.filter(is_demo=True),
    ]
