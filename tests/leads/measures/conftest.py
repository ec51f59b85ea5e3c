from datetime import date
from decimal import Decimal

import pytest

from leads.models import MeasureParameter, MeasureValue, SupportMeasure
from leads.models.measures import Group, Region

READ_ON = date(2026, 11, 23)


class Desk:
    """Writes a measure with its parameters and values, each with a source."""

    def __init__(self):
        self.measure = SupportMeasure.objects.create(
            code="premie",
            name="VOORBEELD-premie",
            group=Group.EMPLOYMENT,
            region=Region.FLANDERS,
            explanation="Een premie.",
            source="VOORBEELD-krant",
            read_on=READ_ON,
        )

    def parameter(self, name, role="tonen", unit="euro"):
        return MeasureParameter.objects.get_or_create(
            measure=self.measure, name=name, defaults={"role": role, "unit": unit}
        )[0]

    def value(self, parameter, low=None, high=None, **more):
        told = {"source": "VOORBEELD-krant", "read_on": READ_ON, "region": Region.BELGIUM, **more}
        high = low if high is None else high
        return MeasureValue.objects.create(
            parameter=parameter,
            low=None if low is None else Decimal(low),
            high=None if high is None else Decimal(high),
            **told,
        )


@pytest.fixture
def written(db):
    return Desk()
