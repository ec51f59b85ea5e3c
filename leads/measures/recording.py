"""What the federation writes of support: another value, and a second look at what stands there.

Whatever cannot be done raises MeasureRefused with a Dutch sentence.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from brand.models import User
from leads.models.measures import (
    MeasureParameter,
    MeasureValue,
    Sourced,
    Status,
    SupportMeasure,
)

LOOK_AGAIN_DAYS = 182  # what a form proposes

OWN = "Jij schreef dit zelf. Iemand anders moet het nakijken."
NOTHING = "Hier staat nog niets om na te kijken. Vul eerst een waarde in."
NO_SOURCE = "Hier staat geen bron bij. Vul die eerst in, dan kan iemand ze nakijken."
REPLACED = "Iemand verving deze waarde intussen. Kijk het na."
ELSEWHERE = "Die waarde hoort bij iets anders."
PAST = "Kies een dag die nog moet komen."


class MeasureRefused(Exception):
    """Says why in a Dutch sentence."""


@transaction.atomic
def write_value(value: MeasureValue, by: User) -> MeasureValue:
    """Beside what stands there, or instead of `value.replaces`, which stays as it was."""
    MeasureParameter.objects.select_for_update().get(pk=value.parameter_id)
    former = value.replaces
    if former is not None and former.parameter_id != value.parameter_id:
        raise MeasureRefused(ELSEWHERE)
    if former is not None and MeasureValue.objects.filter(replaces=former).exists():
        raise MeasureRefused(REPLACED)
    value.entered_by, value.entered_at = by, timezone.now()
    value.save()
    log(value, "wagtail.create", user=by)
    return value


@transaction.atomic
def look_over(row: SupportMeasure | MeasureValue, by: User, check_by: date) -> None:
    """Somebody else read the source too: it stands, until the day to look again."""
    held = type(row).objects.select_for_update().get(pk=row.pk)
    if check_by <= timezone.localdate():
        raise MeasureRefused(PAST)
    if isinstance(held, MeasureValue) and not held.is_known:
        raise MeasureRefused(NOTHING)
    if not held.source:
        raise MeasureRefused(NO_SOURCE)
    if by.pk == _writer(held):
        raise MeasureRefused(OWN)
    held.status = held.status if held.is_historic else Status.VERIFIED
    held.checked_by, held.checked_on, held.check_by = by, timezone.localdate(), check_by
    held.save(update_fields=["status", "checked_by", "checked_on", "check_by"])
    log(held, "wagtail.edit", user=by, data={"nagekeken": held.checked_on.isoformat()})


def _writer(row: SupportMeasure | MeasureValue) -> int | None:
    if isinstance(row, MeasureValue):
        return row.entered_by_id
    written = ModelLogEntry.objects.for_instance(row).exclude(data__has_key="nagekeken")
    last = written.filter(action__in=["wagtail.create", "wagtail.edit"]).order_by("-timestamp")
    return last.values_list("user", flat=True).first()


def proposed_day() -> date:
    return timezone.localdate() + timedelta(days=LOOK_AGAIN_DAYS)


# What waits for somebody to look over ---------------------------------------------------------


def past_check(day: date) -> tuple[QuerySet[SupportMeasure], QuerySet[MeasureValue]]:
    """Cards and values of which the day to look again has come."""
    come = Q(check_by__lte=day)
    return _in_force(SupportMeasure, day).filter(come), _values(day).filter(come)


def never_looked_over(day: date) -> int:
    """How many cards and values nobody looked over since they were written."""
    rows = (_in_force(SupportMeasure, day), _values(day).exclude(low=None, words=""))
    return sum(found.filter(checked_on=None).count() for found in rows)


def _values(day: date) -> QuerySet[MeasureValue]:
    later = MeasureValue.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day))
    gone = later.exclude(replaces=None).values("replaces")
    rows = _in_force(MeasureValue, day).exclude(pk__in=gone)
    return rows.select_related("parameter__measure")


def _in_force(model: type[Sourced], day: date) -> QuerySet:
    rows = model._default_manager.exclude(status=Status.HISTORIC)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=day))
