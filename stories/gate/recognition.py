"""“Er staat niemand herkenbaar”: needs a reason, a second reader, and no known person.

The tick belongs to the whole story or to one picture in its text. It counts when it has a reason,
when another user than its writer confirmed it for exactly this text and these files, and when no
data contradicts it: people ever asked for a picture, named, or called by name.
"""

import hashlib
import json
from typing import NamedTuple

from django.urls import reverse

from brand.gating import Obstacle
from stories.gate import pictures as gate_pictures
from stories.gate import sentences
from stories.models.consent import Consent
from stories.models.people import PortrayedPerson
from stories.models.recognition import NobodyConfirmation
from stories.text import attachments, facts
from stories.text.blocks import nobody_in
from stories.text.names import whole_names_in

NO_REASON = "Zeg waarom er niemand herkenbaar is {where}."
NOT_CONFIRMED = (
    "Iemand anders moet bevestigen dat er niemand herkenbaar is. Dat gebeurt bij het nalezen."
)
NAMED = "Je noemde {who}, en vinkte ook aan dat er niemand herkenbaar is. Haal het vinkje weg."
KNOWN = "Op de foto “{title}” staat {who}. Haal het vinkje “niemand herkenbaar” weg."
TOLD = "In de tekst staat “{who}”. Dan is er wel iemand herkenbaar: haal het vinkje weg."
ELSEWHERE = "iemand van een andere partner"


class Tick(NamedTuple):
    """Where it was ticked, why, and for which pictures."""

    where: str
    reason: str
    pictures: tuple


def ticks(story) -> list[Tick]:
    found = []
    if story.shows_nobody:
        told = sentences.every_picture(story)
        reason = story.shows_nobody_why.strip()
        found.append(Tick("in dit verhaal", reason, tuple(told)))
    for picture, reason in nobody_in(story.body):
        found.append(Tick(f"op de foto “{picture.title}”", reason.strip(), (picture,)))
    return found


def digest(story) -> str:
    """A hash of what was confirmed: other text, files or reasons need a new confirmation."""
    rows = [
        [tick.reason, sorted({one.get_file_hash() for one in tick.pictures})]
        for tick in ticks(story)
    ]
    words = sentences.words_hash(story) if story.shows_nobody else ""
    confirmed = hashlib.sha256(json.dumps([words, rows]).encode()).hexdigest()
    if not story.shows_nobody:
        return confirmed
    return attachments.sealed(
        sentences.with_what_stands_there(confirmed, story), facts.lines(story)
    )


def is_confirmed(story) -> bool:
    rows = NobodyConfirmation.objects.filter(story=story.pk) if story.pk else []
    return bool(rows) and rows.filter(digest=digest(story)).exists()


def confirm(story, user) -> None:
    """Whether this user may is asked where a story is approved: never who wrote it."""
    NobodyConfirmation.objects.get_or_create(
        story_id=story.pk, digest=digest(story), defaults={"confirmed_by": user}
    )


def obstacles(story) -> list[Obstacle]:
    """Why a tick does not count; nothing where nothing was ticked."""
    found = ticks(story)
    if not found:
        return []
    without = [tick for tick in found if not tick.reason]
    reasons = [Obstacle(NO_REASON.format(where=tick.where)) for tick in without]
    reasons += known(story, found)
    if not reasons and not is_confirmed(story):
        url = reverse("story_review", args=[story.pk]) if story.pk else ""
        reasons.append(Obstacle(NOT_CONFIRMED, url, "Naar het nalezen"))
    return reasons


def known(story, found: list[Tick] | None = None) -> list[Obstacle]:
    """People who are recognisable all the same, according to our data."""
    found = ticks(story) if found is None else found
    reasons = _named(story) if story.shows_nobody else []
    return list(dict.fromkeys([*reasons, *_asked_for(story, found)]))


def _named(story) -> list[Obstacle]:
    people = [row.person for row in story.portrayals.all() if row.person_id]
    if people:
        return [Obstacle(NAMED.format(who=" en ".join(map(str, people))))]
    partner = story.organisation
    if partner is None:
        return []
    text = " ".join(sentences.sentences(story))
    names = PortrayedPerson.objects.filter(organisation=partner).values_list("name", flat=True)
    return [Obstacle(TOLD.format(who=name)) for name in whole_names_in(text, names)]


def _asked_for(story, found: list[Tick]) -> list[Obstacle]:
    """A person who was asked for a picture is in it. Those who refuse are reported elsewhere."""
    pictures = {one.get_file_hash(): one for tick in found for one in tick.pictures}
    people = gate_pictures.asked_for(pictures)
    if not people:
        return []
    refusing = gate_pictures.against(pictures.values(), Consent.Channel.WEBSITE)
    named = {row.person_id for row in story.portrayals.all()}
    partner = story.organisation
    rows = PortrayedPerson.objects.in_bulk({pk for some in people.values() for pk in some})
    reasons = []
    for file_hash, asked in people.items():
        shown = pictures[file_hash]
        for pk in sorted(asked - named - refusing.get(shown.pk, set())):
            ours = partner is None or rows[pk].organisation_id == partner.pk
            who = rows[pk] if ours else ELSEWHERE
            reasons.append(Obstacle(KNOWN.format(title=shown.title, who=who)))
    return reasons
