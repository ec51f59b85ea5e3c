"""What a visitor asked of the tour, read from the address and written back into one."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from brand import places
from brand.campaigns.attribution import PARAMETER as VIA
from brand.dates import words
from brand.models import Province

MONTH = re.compile(r"^20\d{2}-(0[1-9]|1[0-2])\Z")
POSITION = re.compile(r"^(\d{1,2}(?:\.\d{1,6})?),(\d{1,2}(?:\.\d{1,6})?)\Z")


@dataclass(frozen=True)
class Search:
    """What a visitor asked. What makes no sense is left out; an address never fails."""

    place: str = ""
    province: str = ""
    month: str = ""
    only_free: bool = False
    position: tuple[float, float] | None = None
    via: str = ""
    page: str = ""

    @classmethod
    def read(cls, query) -> "Search":
        place = " ".join(query.get("plaats", "").split())[:80]
        province, month = query.get("provincie", ""), query.get("maand", "")
        if named := places.province_of(place):  # "Limburg" is no town
            province, place = named, ""
        return cls(
            place=place,
            province=province if province in Province.values else "",
            month=month if MONTH.match(month) else "",
            only_free=query.get("vrij") == "1",
            position=_position(query.get("bij", "")),
            via=query.get(VIA, "")[:12],
            page=query.get("pagina", ""),
        )

    def query(self, *, with_page=False, with_via=True) -> str:
        """The query string of this search, empty when nothing was asked."""
        values = {
            "plaats": self.place,
            "provincie": self.province,
            "maand": self.month,
            "vrij": "1" if self.only_free else "",
            "bij": self.position_text,
            VIA: self.via if with_via else "",
            "pagina": self.page if with_page else "",
        }
        return urlencode({name: value for name, value in values.items() if value})

    def without(self, *names: str) -> "Search":
        empty = Search()
        return replace(self, **{name: getattr(empty, name) for name in names})

    def at(self, place: str) -> "Search":
        """The same question from another place."""
        return replace(self, place=place, position=None, page="")

    @property
    def position_text(self) -> str:
        """50.97,5.5"""
        return ",".join(str(part) for part in self.position) if self.position else ""

    @property
    def month_text(self) -> str:
        """maart 2027"""
        if not self.month:
            return ""
        return words.month(datetime.fromisoformat(f"{self.month}-15T12:00:00+00:00"))

    @property
    def filters(self) -> bool:
        return bool(self.province or self.month or self.only_free)

    @property
    def asks_anything(self) -> bool:
        return bool(self.filters or self.place or self.position)


def _position(text: str) -> tuple[float, float] | None:
    """A visitor's own position, kept to 0.01 degree: about a kilometre."""
    if not (found := POSITION.match(text)):
        return None
    return round(float(found[1]), 2), round(float(found[2]), 2)
