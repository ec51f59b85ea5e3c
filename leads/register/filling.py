"""Blanks of an employer, filled with what the register says; what a person typed stays."""

from collections.abc import Iterable

from wagtail.log_actions import log

from brand.models import User
from leads.employers import location
from leads.models import Employer, Establishment, RegisterEntry
from leads.models.establishments import Origin

LocatedBy = Employer.LocatedBy
Places = location.Places


def fill(employers: Iterable[Employer]) -> int:
    """How many of these changed."""
    ours = {row.enterprise_number: row for row in employers if row.enterprise_number}
    entries = RegisterEntry.objects.filter(number__in=ours, left_on=None)
    known: Places = {}
    filled = sum(_fill(ours[entry.number], entry, known) for entry in entries)
    places = Establishment.objects.filter(
        employer__in=[row.pk for row in ours.values()], origin=Origin.REGISTER
    )
    for place in places.exclude(register={}):
        as_registered(place, known)
        place.save(update_fields=["name", "address", "municipality"])
    return filled


def complete(employers: Iterable[Employer]) -> None:
    """Employers that their caller saves, and may be new."""
    ours = {row.enterprise_number: row for row in employers if row.enterprise_number}
    known: Places = {}
    for entry in RegisterEntry.objects.filter(number__in=ours, left_on=None) if ours else ():
        _complete(ours[entry.number], entry, known)


def _fill(employer: Employer, entry: RegisterEntry, known: Places) -> bool:
    changed = _complete(employer, entry, known)
    if changed:
        employer.save(update_fields=changed)
    return bool(changed)


def _complete(employer: Employer, entry: RegisterEntry, known: Places) -> list[str]:
    changed = []
    is_unknown = employer.municipality_id is None or employer.is_location_assumed
    if is_unknown and entry.place:
        found = location.written(entry.place, known)
        if found is not None:
            employer.municipality, employer.located_by = found, LocatedBy.REGISTER
            changed += ["municipality", "located_by"]
    if not employer.website and entry.website:
        employer.website = entry.website
        changed.append("website")
    return changed


def as_registered(place: Establishment, known: Places) -> None:
    """All that the register says of this establishment, in place of what stands there."""
    place.name = place.register.get("name", "")
    place.address = place.register.get("address", "")
    place.municipality = location.written(place.register.get("place", ""), known)


def follow(place: Establishment, by: User) -> None:
    """From now on this establishment says what the register says."""
    as_registered(place, {})
    place.origin = Origin.REGISTER
    place.save()
    log(place, "wagtail.edit", user=by)
