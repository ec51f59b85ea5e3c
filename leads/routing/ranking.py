"""Which partner could take a question of an employer: who can, who has room, whose turn it is.

A partner fits when it does the work and works where the employer is; a province holds all its
municipalities. Of those who fit, partners with room come first, then whoever got least for what it
can take, then whoever is nearest. Nothing here reads the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from brand.dates.words import kilometres
from brand.places.distance import distance_km

Point = tuple[float, float]  # latitude and longitude in degrees

LATELY_DAYS = 30
USUAL_CAPACITY = 10  # of who did not say: only to take turns, never a limit
FAR = 1e9  # km, where nobody knows how far


class Place(NamedTuple):
    """A municipality, as far as it matters here."""

    pk: int
    name: str
    province: str
    province_name: str
    point: Point


class Need(NamedTuple):
    """What an employer asks, and where; what is not known yet rules nobody out."""

    activity: int | None = None
    activity_name: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Candidate:
    """A partner: what it does, where, and what it has in hand."""

    pk: int
    name: str
    activities: frozenset[int] = frozenset()
    provinces: frozenset[str] = frozenset()
    municipalities: frozenset[int] = frozenset()
    base: Point | None = None
    capacity: int | None = None  # new dossiers in a month; None: did not say
    received: int = 0  # from other partners, lately
    taken: int = 0  # new dossiers in all, lately
    answered_no: str = ""  # what came of offering this very dossier before

    @property
    def has_room(self) -> bool:
        return self.capacity is None or self.taken < self.capacity

    @property
    def share(self) -> float:
        """How far one more dossier fills its turn: small is next."""
        weight = USUAL_CAPACITY if self.capacity is None else self.capacity
        return (self.received + 1) / weight if weight else float("inf")

    def km_from(self, place: Place | None) -> float | None:
        return distance_km(self.base, place.point) if self.base and place else None


class Proposal(NamedTuple):
    """A partner and, in one sentence, why it is proposed or not."""

    partner: Candidate
    fits: bool
    sentence: str

    @property
    def is_next(self) -> bool:
        """Whether a dossier may go there by itself."""
        return self.fits and self.partner.has_room


def rank(need: Need, candidates: Iterable[Candidate]) -> list[Proposal]:
    """All of them, the likeliest first."""
    found = [_proposal(need, one) for one in candidates]
    return sorted(found, key=lambda proposal: _order(need, proposal))


def _order(need: Need, proposal: Proposal) -> tuple[bool, bool, float, float, str, int]:
    partner = proposal.partner
    km = partner.km_from(need.place)
    return (
        not proposal.fits,
        not partner.has_room,
        partner.share,
        FAR if km is None else km,
        partner.name,
        partner.pk,
    )


def _proposal(need: Need, partner: Candidate) -> Proposal:
    against = _against(need, partner)
    said = " en ".join(against) if against else _in_favour(need, partner)
    return Proposal(partner, not against, f"{said[0].upper()}{said[1:]}.")


def _against(need: Need, partner: Candidate) -> list[str]:
    if partner.answered_no:
        return [partner.answered_no]
    found = []
    if need.activity is not None and need.activity not in partner.activities:
        doing = f"doet geen {need.activity_name.lower()}"
        found.append(doing if partner.activities else "gaf nog niet op welk werk het doet")
    if need.place and not _works_in(need.place, partner):
        known = partner.provinces or partner.municipalities
        found.append(f"werkt niet in {need.place.name}" if known else "gaf nog geen streek op")
    return found


def _works_in(place: Place, partner: Candidate) -> bool:
    return place.pk in partner.municipalities or place.province in partner.provinces


def _in_favour(need: Need, partner: Candidate) -> str:
    said = []
    if need.activity is not None:
        said.append(f"doet {need.activity_name.lower()}")
    if place := need.place:
        is_named = place.pk in partner.municipalities
        said.append(f"werkt in {place.name if is_named else place.province_name}")
        if (km := partner.km_from(place)) is not None:
            said.append(f"ligt op {kilometres(km)}")
    said.append(f"kreeg de voorbije {LATELY_DAYS} dagen {_dossiers(partner.received)}")
    *first, last = said
    sentence = f"{', '.join(first)} en {last}" if first else last
    return sentence if partner.has_room else f"{sentence}, maar heeft nu geen plaats meer"


def _dossiers(number: int) -> str:
    if number == 0:
        return "nog geen dossier van een andere partner"
    return f"{number} dossier{'' if number == 1 else 's'} van andere partners"
