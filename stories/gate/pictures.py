"""Whose a picture is: all people who were ever asked for its file, whatever they answered.

A refusal or an open request counts like a yes here: only a valid consent shows a picture. A file
is identified by its hash, so the same photo under another title is the same picture.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from brand.gating import Obstacle
from brand.queries.prepared import in_parts, prepared
from stories.models.consent import AskedFile, Consent
from stories.models.people import PortrayedPerson
from stories.models.releases import FileRelease

SENTENCE = "Toestemming voor {channel} ontbreekt voor {who} (de foto “{title}”)."
REMEDY = "Vraag het, of kies een andere foto."
ELSEWHERE = "iemand van een andere partner"
FILES = [f"file_{number}" for number in range(12)]


def asked_for(hashes: Iterable[str]) -> dict[str, set[int]]:
    """For each of these files: the people who were asked for it, and are in it."""
    wanted = set(hashes) - {""}
    in_it = _in_it(Consent.objects.order_by(), AskedFile.objects.all())
    return _by_file(_rows(*in_it, wanted)) if wanted else {}


def _rows(given: QuerySet, asked: QuerySet, wanted: Iterable) -> QuerySet:
    """Each of these files with a person of these consents and questions."""
    mine = given.filter(file_hash__in=wanted).values_list("file_hash", "person")
    theirs = asked.filter(file_hash__in=wanted).values_list("file_hash", "request__person")
    return mine.union(theirs)


def _by_file(rows: Iterable[tuple[str, int]]) -> dict[str, set[int]]:
    people: dict[str, set[int]] = {}
    for file_hash, person in rows:
        people.setdefault(file_hash, set()).add(person)
    return people


def against(pictures: Iterable, channel: str, on: date | None = None) -> dict[int, set[int]]:
    """Of each of these pictures: who was asked for it and does not allow it there."""
    hashes = {picture.pk: picture.get_file_hash() for picture in pictures}
    wanted = sorted(set(hashes.values()) - {""})
    if on and wanted:
        people = _by_file(_rows(*_refused(channel, on), wanted))
    else:
        people = _by_file(_refusals_today(channel, wanted))
    return {pk: set(people[one]) for pk, one in hashes.items() if one in people}


def _refusals_today(channel: str, wanted: list[str]) -> Iterator[tuple[str, int]]:
    """One query for every twelve files; pages ask for fewer."""
    for files in in_parts(wanted, FILES, wanted[0] if wanted else ""):
        yield from _refusals(channel, **files)


@prepared(**{name: CharField() for name in FILES})
def _refusals(channel, **files):
    return _rows(*_refused(channel), files.values())


def _refused(channel: str, on: date | None = None) -> tuple[QuerySet, QuerySet]:
    """What was once allowed and is not now, and what was asked and never allowed."""
    given = Consent.objects.showing(channel, on).filter(file_hash=OuterRef("file_hash"))
    lapsed = Consent.objects.filter(~Exists(given.filter(person=OuterRef("person"))))
    asked = AskedFile.objects.filter(~Exists(given.filter(person=OuterRef("request__person"))))
    return _in_it(lapsed.exclude(file_hash="").order_by(), asked)


def _in_it(given: QuerySet, asked: QuerySet) -> tuple[QuerySet, QuerySet]:
    """Without what the federation released: that person is not in it."""
    released, file = FileRelease.objects, OuterRef("file_hash")
    given = given.exclude(released.of(OuterRef("person"), file))
    return given, asked.exclude(released.of(OuterRef("request__person"), file))


def is_withheld(file_hash: str, channel: str) -> Q:
    """The same as a query condition: `file_hash` is that of a withheld picture."""
    lapsed, asked = _refused(channel)
    same = {"file_hash": OuterRef(file_hash)}
    return Q(Exists(lapsed.filter(**same))) | Q(Exists(asked.filter(**same)))


def reasons(picture, people: Iterable[int], channel: str, partner=None) -> list[Obstacle]:
    """People who do not allow this picture, in words; another partner's people stay unnamed."""
    name = Consent.Channel(channel).label.lower()
    found = []
    for person in PortrayedPerson.objects.filter(pk__in=people):
        ours = partner is None or person.organisation_id == partner.pk
        who, url = (person, _ask(person, picture)) if ours else (ELSEWHERE, "")
        sentence = SENTENCE.format(channel=name, who=who, title=picture.title)
        found.append(Obstacle(sentence, url, REMEDY))
    return list(dict.fromkeys(found))


def _ask(person: PortrayedPerson, picture) -> str:
    return f"{ask_url(person)}?foto={picture.pk}"


def ask_url(person: PortrayedPerson) -> str:
    return reverse("consent_ask", args=[person.pk])
