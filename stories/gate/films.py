"""Whose a film is: all people who were ever asked for its file or address, as with a photograph.

A refusal or an open question counts like a yes here. A film is shown in another story, or on any
other page, while an answer of each of them that was about this film allows it; a copy under
another title is the same film. So are its captions: what they say may name somebody.
"""

from collections.abc import Iterable

from brand.gating import Obstacle
from stories.gate import pictures
from stories.gate.refusals import Refusals
from stories.models.consent import AskedFile, Consent
from stories.models.objections import StoryReading
from stories.models.people import PortrayedPerson
from stories.models.receipts import ConsentReceipt
from stories.text import attachments
from stories.text.attachments import Kind

SENTENCE = "Toestemming voor {channel} ontbreekt voor {who} ({what} “{title}”)."
REMEDY = "Vraag het, of kies een andere film."
WEBSITE = Consent.Channel.WEBSITE


def against(films: Iterable, on=None) -> dict[int, set[int]]:
    """Of each of these documents: who was asked for that film and does not allow it now."""
    found = [attachments.Attachment(Kind.FILM, film.title, film) for film in films]
    refusing = _refusing(found, on)
    return {one.document.pk: people for one in found if (people := refusing.get(one.mark))}


def against_addresses(urls: Iterable[str], on=None) -> dict[str, set[int]]:
    """The same of films elsewhere, by their address."""
    found = [attachments.Attachment(Kind.ADDRESS, "", url=url) for url in urls]
    refusing = _refusing(found, on)
    return {one.url: people for one in found if (people := refusing.get(one.mark))}


def _refusing(films: Iterable[attachments.Attachment], on=None) -> dict[str, set[int]]:
    """By its mark, of each of these films: who was asked for it and does not allow it."""
    keys = {one.mark: one.key for one in films}
    asked: dict[str, set[int]] = {}
    rows = AskedFile.objects.filter(file_hash__in=set(keys.values()) - {""})
    for key, person in rows.values_list("file_hash", "request__person"):
        asked.setdefault(key, set()).add(person)
    if not asked:
        return {}
    told = allowed({person for people in asked.values() for person in people}, on)
    agreed = {(person, attachments.file_of(kept)) for person, kept in told}
    refusing = {
        mark: {one for one in asked.get(key, ()) if (one, attachments.file_of(mark)) not in agreed}
        for mark, key in keys.items()
    }
    return {mark: people for mark, people in refusing.items() if people}


def allowed(people: set[int], on=None) -> set[tuple[int, str]]:
    """Which of these people allow which films, as their answers keep them.

    What was agreed to in a story counts while that person allows images in that story, and said
    no to nothing of it since.
    """
    given = Consent.objects.showing(WEBSITE, on).filter(person__in=people)
    holding = {
        (row.person_id, row.story_key)
        for row in given.select_related("receipt")
        if row.receipt.taking or row.file_hash
    }
    answers = ConsentReceipt.objects.yes().filter(person__in=people)
    readings = StoryReading.objects.filter(person__in=people)
    agreed = [
        *answers.values_list("person", "story_key", "at", "attachments"),
        *readings.values_list("person", "story__translation_key", "agreed_at", "attachments"),
    ]
    refusals = Refusals(people)
    return {
        (person, kept)
        for person, key, at, seen in agreed
        if (person, key) in holding
        for kept in seen
        if not refusals.came_after(at, person, key, attachments.key_of(kept))
    }


def obstacles(found: Iterable[attachments.Attachment], named=(), partner=None, on=None):
    """Why these films may not be shown; of `named` people the story itself asks for more."""
    films = {one.mark: one for one in found if one.is_asked}
    refusing = _refusing(films.values(), on)
    people = PortrayedPerson.objects.in_bulk({pk for some in refusing.values() for pk in some})
    reasons = [
        _reason(people[pk], films[film], partner)
        for film, some in refusing.items()
        for pk in sorted(some - set(named))
    ]
    return list(dict.fromkeys(reasons))


def _reason(person: PortrayedPerson, film: attachments.Attachment, partner) -> Obstacle:
    ours = partner is None or person.organisation_id == partner.pk
    who = person if ours else pictures.ELSEWHERE
    what = "de film" if film.is_film else "de ondertitels"
    channel = WEBSITE.label.lower()
    url = pictures.ask_url(person) if ours else ""
    return Obstacle(
        SENTENCE.format(channel=channel, who=who, what=what, title=film.title), url, REMEDY
    )
