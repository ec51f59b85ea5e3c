"""What one browser may do with a question: show the link to who made it, answer on a handed device.

Both stand in its session and nowhere else: another browser, or another account, has neither.
"""

from datetime import timedelta

from django.contrib.auth import logout
from django.utils import timezone

from stories.models import Consent, ConsentRequest

MADE, HANDED_OVER = "consent-links-made", "consent-handed-over"
SLIP = "consent-slip"
SHOWN = timedelta(minutes=10)
MOST = 20  # links kept in mind; older ones are past their time


def note_made(http_request, asked: ConsentRequest) -> None:
    """This browser asked: for a while it shows the link, to be passed on by hand."""
    made = http_request.session.get(MADE, [])
    http_request.session[MADE] = [*made[1 - MOST :], asked.pk]


def may_show_link(http_request, asked: ConsentRequest) -> bool:
    """Only to who made it, just after; else whoever reads along could answer for the person."""
    if not asked.is_sent_by_hand or asked.asked_by_id != http_request.user.pk:
        return False
    is_fresh = timezone.now() - asked.asked_at < SHOWN
    return is_fresh and asked.pk in http_request.session.get(MADE, [])


def hand_over(http_request, asked: ConsentRequest) -> None:
    """Signed out, and from now on this browser is for this one question."""
    logout(http_request)
    http_request.session[HANDED_OVER] = asked.pk


def give_back(http_request) -> None:
    http_request.session.pop(HANDED_OVER, None)


def note_slip(http_request, own: ConsentRequest) -> None:
    """Who answered here gets the way to the own page to take along: on the next page, once."""
    http_request.session[SLIP] = own.pk


def take_slip(http_request, asked: ConsentRequest) -> ConsentRequest | None:
    """Gone once it was shown: the device goes back to a colleague."""
    number = http_request.session.pop(SLIP, None)
    return ConsentRequest.objects.filter(
        pk=number, person=asked.person_id, way=Consent.Way.LINK, closed_at=None
    ).first()


def is_for(http_request, asked: ConsentRequest) -> bool:
    """Whether this question may be answered here.

    What is signed on a colleague's device is signed on that device; and who holds it for one
    question answers no other on it.
    """
    handed = http_request.session.get(HANDED_OVER)
    if asked.way == Consent.Way.HERE:
        return handed == asked.pk
    return handed is None
