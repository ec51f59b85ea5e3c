"""How long registrations are kept; see brand/privacy/retention.py.

A registration for a coming stop is kept.
"""

from datetime import datetime

from brand.privacy.retention import Purpose, each
from roadshow.models import Registration
from roadshow.registration import erasure


def over(before: datetime):
    return Registration.objects.filter(erased_at=None, stop__ends_at__lt=before)


PURPOSES = [
    Purpose(
        "Inschrijvingen, met wie meekwam",
        "registrations",
        "na de halte",
        over,
        each(erasure.erase),
    ),
]
