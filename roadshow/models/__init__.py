from roadshow.models.addresses import FormerSlug
from roadshow.models.announcements import Announcement
from roadshow.models.pages import StopPage, StopState, TourPage
from roadshow.models.registrations import Companion, Registration, Repeat, SeatCount
from roadshow.models.stop_mails import StopMail
from roadshow.models.venues import Venue

__all__ = [
    "Announcement",
    "Companion",
    "FormerSlug",
    "Registration",
    "Repeat",
    "SeatCount",
    "StopMail",
    "StopPage",
    "StopState",
    "TourPage",
    "Venue",
]
