"""Which partners can help near a place: those who work there, and else who is nearest."""

from collections.abc import Iterable
from typing import NamedTuple

from brand.models import Municipality, Organisation
from brand.places import distance_km

ELSEWHERE = 3  # of those who work elsewhere, the nearest
NOT_FAR = 50.0  # km; further away only where nobody works here
FAR = 1e9  # km, where nobody knows how far


class Nearby(NamedTuple):
    """A partner, and how it stands to the place; what it did not say stays unsaid."""

    partner: Organisation
    works_here: bool
    km: float | None


def nearby(place: Municipality) -> tuple[list[Nearby], list[Nearby]]:
    """Who works there, and some of those near who work elsewhere; each the nearest first."""
    rows = Organisation.objects.partners().select_related("base")
    rows = rows.prefetch_related("activities", "municipalities")
    found = sorted((_stands(row, place) for row in rows), key=_order)
    here = [one for one in found if one.works_here]
    most = NOT_FAR if here else FAR
    others = [one for one in found if not one.works_here and one.km is not None and one.km <= most]
    return here, others[:ELSEWHERE]


def _stands(partner: Organisation, place: Municipality) -> Nearby:
    towns: Iterable[Municipality] = partner.municipalities.all()
    here = place.province in partner.provinces or place.pk in {town.pk for town in towns}
    km = distance_km(partner.base.centre, place.centre) if partner.base else None
    return Nearby(partner, here, km)


def _order(one: Nearby) -> tuple[float, str, int]:
    return FAR if one.km is None else one.km, one.partner.name, one.partner.pk
