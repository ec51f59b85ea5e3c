"""Who can help: partners by what an employer needs, and by region."""

from collections.abc import Iterable
from typing import NamedTuple

from brand.models.organisations import Organisation, Province
from brand.text import row_number


class Question(NamedTuple):
    """What the address asks; anything that is none of the choices asks nothing."""

    need: int | None = None
    province: str = ""

    @classmethod
    def read(cls, query) -> "Question":
        province = query.get("provincie", "")
        return cls(row_number(query.get("vraag", "")), province if province in Province else "")

    @property
    def asks(self) -> bool:
        return bool(self.need or self.province)


def needs_of(partners: Iterable[Organisation]) -> list[tuple[int, str]]:
    """What any of them does, by name; `activities` were fetched with them."""
    found = {one.pk: one.name for partner in partners for one in partner.activities.all()}
    return sorted(found.items(), key=lambda pair: pair[1].lower())


def matching(partners: Iterable[Organisation], question: Question) -> list[Organisation]:
    return [partner for partner in partners if _fits(partner, question)]


def _fits(partner: Organisation, question: Question) -> bool:
    if question.need and question.need not in {one.pk for one in partner.activities.all()}:
        return False
    return not question.province or question.province in partner.provinces
