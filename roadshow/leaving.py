"""Coming stops when a person or a whole partner leaves; see brand/people/departure.py."""

from brand.people.departure import Share
from roadshow.models import StopPage


def count(user, organisation):
    return [Share(_coming(organisation).filter(owner=user).count(), "halte", "haltes")]


def pass_on(user, organisation, to, by):
    StopPage.objects.filter(organisation=organisation, owner=user).update(owner=to)


def count_all(organisation):
    return [
        Share(
            _coming(organisation).count(),
            "komende halte: zoek een andere gastheer of annuleer ze",
            "komende haltes: zoek een andere gastheer of annuleer ze",
        )
    ]


def hand_back(organisation, federation, by, take_down):
    """Registrations stay at the stop: only people can decide whether it goes on."""


def _coming(organisation):
    return StopPage.objects.upcoming().filter(organisation=organisation, cancelled_at=None)
