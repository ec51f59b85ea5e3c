"""Whose a film is: all people who were ever asked for its file or address, as with a photograph.

A refusal or an open question counts like a yes here. A film is shown in another story, or on any
other page, while an answer of each of them that was about this film allows it; a copy under
another title is the same film. So are its captions: what they say may name somebody.
"""

from collections.abc import Iterable

from django.db.models import OuterRef
from wagtail.documents import get_document_model

from brand.gating import Obstacle
from brand.media import access
from stories.gate import pictures
from stories.gate.refusals import Refusals
from stories.models.consent import AskedFile, Consent
from stories.models.objections import StoryReading
from stories.models.people import PortrayedPerson
from stories.models.receipts import ConsentReceipt
from stories.models.releases import FileRelease
from stories.text import attachments
from stories.text.attachments import Attachment, Kind

SENTENCE = "Toestemming voor {channel} ontbreekt voor {who} ({what} “{title}”)."
REMEDY = "Vraag het, of kies een andere film."
WITHOUT_LINK = "Haal de link weg."
WEBSITE = Consent.Channel.WEBSITE


def against(films: Iterable, on=None) -> dict[int, set[int]]:
    """Of each of these documents: who was asked for that film and does not allow it now."""
    found = [Attachment(Kind.FILM, film.title, film) for film in films]
    return {one.document.pk: people for one, people in _refusing(found, on).items()}


def against_addresses(urls: Iterable[str], on=None) -> dict[str, set[int]]:
    """The same of films elsewhere, by their address."""
    found = [Attachment(Kind.ADDRESS, "", url=url) for url in urls]
    return {one.url: people for one, people in _refusing(found, on).items()}


def withheld_on(pages_with_addresses: dict[int, set[str]]) -> set[int]:
    """The pages that show a film, of ours or at one of these addresses, that somebody withholds."""
    films = get_document_model().objects.filter(file_hash__in=AskedFile.objects.values("file_hash"))
    gone = against(films)
    found = {pk for film in films if film.pk in gone for pk in access.pages_with(film)}
    refused = against_addresses({url for urls in pages_with_addresses.values() for url in urls})
    return found | {pk for pk, urls in pages_with_addresses.items() if urls & refused.keys()}


def _refusing(films: Iterable[Attachment], on=None) -> dict[Attachment, set[int]]:
    """Of each of these films: who was asked for it and does not allow it.

    A yes is for the address that was read; who allows the film at one may be led there by another.
    """
    films = list(films)
    asked: dict[str, set[int]] = {}
    rows = AskedFile.objects.filter(file_hash__in={one.key for one in films} - {""})
    rows = rows.exclude(FileRelease.objects.of(OuterRef("request__person"), OuterRef("file_hash")))
    for key, person in rows.values_list("file_hash", "request__person"):
        asked.setdefault(key, set()).add(person)
    if not asked:
        return {}
    told = allowed({person for people in asked.values() for person in people}, on)
    stands = {(person, attachments.file_of(kept)) for person, kept in told}
    leads = {(person, attachments.key_of(kept)) for person, kept in told}
    refusing = {}
    for film in films:
        file = film.key if film.is_linked else attachments.file_of(film.mark)
        agreed = leads if film.is_linked else stands
        refusing[film] = {one for one in asked.get(film.key, ()) if (one, file) not in agreed}
    return {film: people for film, people in refusing.items() if people}


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


def obstacles(found: Iterable[Attachment], named=(), partner=None, on=None) -> list[Obstacle]:
    """Why these films may not be shown, nor led to.

    Of `named` people the story itself asks for more; where a link leads, it does not.
    """
    films = {(one.mark, one.is_linked): one for one in found if one.is_asked}
    refusing = _refusing(films.values(), on)
    people = PortrayedPerson.objects.in_bulk({pk for some in refusing.values() for pk in some})
    reasons = [
        _reason(people[pk], film, partner)
        for film, some in refusing.items()
        for pk in sorted(some if film.is_linked else some - set(named))
    ]
    return list(dict.fromkeys(reasons))


def _reason(person: PortrayedPerson, film: Attachment, partner) -> Obstacle:
    ours = partner is None or person.organisation_id == partner.pk
    who = person if ours else pictures.ELSEWHERE
    what = "de film" if film.is_film else "de ondertitels"
    what = "de link naar een film" if film.is_linked else what
    channel = WEBSITE.label.lower()
    url = pictures.ask_url(person) if ours else ""
    sentence = SENTENCE.format(channel=channel, who=who, what=what, title=film.title)
    return Obstacle(sentence, url, WITHOUT_LINK if film.is_linked else REMEDY)
