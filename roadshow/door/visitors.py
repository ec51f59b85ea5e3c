"""Who came in at the door, by stop, and which of those numbers may stand beside the others.

Every table of visitors is made from the same groups in the same order. So the same numbers are
withheld everywhere: two tables that each withhold another one would tell both.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, F, QuerySet, Sum

from brand.models import Province
from brand.privacy import suppression
from roadshow.models import Registration

UNKNOWN = "onbekend"
TABLES = ("partner", "province", "municipality", "stop")
PLACE = "stop__venue__municipality__"


class AtStop(NamedTuple):
    """Those present at one stop: `value` people, in `rows` registrations."""

    number: int
    value: int
    rows: int
    partner: str
    province: str
    municipality: str
    stop: str


def at_stops(registrations: QuerySet[Registration]) -> list[AtStop]:
    """Of these registrations, those that came in; two stops of one name are two."""
    present = registrations.filter(state=Registration.State.PRESENT).order_by()
    table = present.values(
        partner=F("stop__organisation__name"),
        province=F(f"{PLACE}province"),
        municipality=F(f"{PLACE}name"),
        title=F("stop__title"),
        number=F("stop"),
    ).annotate(people=Sum("arrived_seats"), counted=Count("pk"))
    titles: dict[str, int] = {}
    found = []
    for row in table.order_by("partner", "province", "municipality", "title", "number"):
        if not row["people"]:
            continue
        title = row["title"]
        titles[title] = titles.get(title, 0) + 1
        found.append(
            AtStop(
                row["number"],
                row["people"],
                row["counted"],
                row["partner"] or UNKNOWN,
                str(Province(row["province"]).label) if row["province"] else UNKNOWN,
                row["municipality"] or UNKNOWN,
                title if titles[title] == 1 else f"{title} ({titles[title]})",
            )
        )
    return found


def withheld(groups: Iterable[AtStop]) -> set[int]:
    """The numbers of the stops that do not tell how many, beside the others and their total."""
    groups = list(groups)
    cells = suppression.cells_of(groups, TABLES)
    hidden = suppression.withheld(cells, sum(group.value for group in groups))
    labels = {cell.label for cell in hidden if cell.table == "stop"}
    return {group.number for group in groups if group.stop in labels}
