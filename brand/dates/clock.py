"""The hours of a wall clock in Brussels, also in the two nights when it jumps."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def moments(day: date, at: time) -> list[datetime]:
    """The moments at which the clock says this, in UTC: one; none in the hour that is skipped
    in March; two, summer time first, in the hour that comes twice in October."""
    said = datetime.combine(day, at)
    both = [said.replace(tzinfo=BRUSSELS, fold=fold).astimezone(UTC) for fold in (0, 1)]
    real = [moment for moment in both if _says(moment) == said]
    return sorted(set(real))


def _says(moment: datetime) -> datetime:
    return moment.astimezone(BRUSSELS).replace(tzinfo=None, fold=0)
