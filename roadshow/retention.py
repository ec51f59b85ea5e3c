"""How long registrations are kept; see brand/forgetting.py. A stop that must come is a promise."""

from datetime import datetime

from brand.forgetting import Purpose, each
from roadshow import erasing
from roadshow.models import Registration


def over(before: datetime):
    return Registration.objects.filter(erased_at=None, stop__ends_at__lt=before)


PURPOSES = [
    Purpose(
        "Inschrijvingen, met wie meekwam",
        "registrations",
        "na de halte",
        over,
        each(erasing.erase),
    ),
]
