"""What the database holds of a value: a source, an order, and that it never changes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from leads.models import MeasureParameter, MeasureValue, SupportMeasure
from leads.models.measures import NEVER_CHANGED, NO_SOURCE, Status

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


@pytest.mark.database("leads.models.measures.MeasureValue")
def test_there_is_no_figure_without_a_source(written):
    parameter = written.parameter("Bedrag")
    assert refused(lambda: written.value(parameter, 100, source=""))
    assert refused(lambda: written.value(parameter, 100, read_on=None))
    assert refused(lambda: written.value(parameter, words="de helft", source=""))
    unknown = written.value(parameter, source="", read_on=None)
    assert not unknown.is_known
    assert str(unknown) == "VOORBEELD-premie: Bedrag: niet bekend"


@pytest.mark.database("leads.models.measures.MeasureValue")
def test_a_range_goes_from_low_to_high(written):
    parameter = written.parameter("Bedrag")
    assert refused(lambda: written.value(parameter, 100, 50))
    assert refused(lambda: written.value(parameter, -1))
    assert refused(
        lambda: MeasureValue.objects.create(
            parameter=parameter, low=Decimal(1), source="Krant", read_on=date(2026, 11, 23)
        )
    )
    begun, ended = date(2027, 1, 1), date(2026, 1, 1)
    assert refused(lambda: written.value(parameter, 1, valid_from=begun, valid_to=ended))


@pytest.mark.database("leads.models.measures.SupportMeasure")
def test_nothing_is_verified_without_the_day(written):
    parameter = written.parameter("Bedrag")
    assert refused(lambda: written.value(parameter, 1, status=Status.VERIFIED))
    looked = written.value(parameter, 1, status=Status.VERIFIED, checked_on=date(2026, 11, 24))
    assert looked.is_verified
    assert refused(lambda: SupportMeasure.objects.update(status=Status.VERIFIED))
    SupportMeasure.objects.update(status=Status.VERIFIED, checked_on=date(2026, 11, 24))


@pytest.mark.database("leads.models.measures.MeasureParameter")
def test_a_parameter_stands_once_in_its_place(written):
    written.parameter("Bedrag", role="bedrag")
    again = {"measure": written.measure, "name": "Nog een bedrag", "role": "bedrag"}
    assert refused(lambda: MeasureParameter.objects.create(**again))
    assert refused(lambda: MeasureParameter.objects.create(**again | {"name": "Bedrag"}))
    MeasureParameter.objects.create(**again | {"role": "tonen"})


def test_a_value_is_replaced_once(written):
    parameter = written.parameter("Bedrag")
    first = written.value(parameter, 100)
    written.value(parameter, 110, replaces=first)
    assert refused(lambda: written.value(parameter, 120, replaces=first))


def test_a_value_never_changes(written):
    value = written.value(written.parameter("Bedrag"), 100)
    value.low = value.high = Decimal(110)
    with pytest.raises(ValueError, match=NEVER_CHANGED):
        value.save()
    value.refresh_from_db()
    value.check_by = date(2027, 6, 1)
    value.save()
    assert MeasureValue.objects.get().low == 100


def test_a_form_says_what_is_missing(written):
    value = MeasureValue(parameter=written.parameter("Bedrag"), low=Decimal(1), high=Decimal(1))
    with pytest.raises(ValidationError) as found:
        value.full_clean()
    assert found.value.message_dict["source"] == [NO_SOURCE]
