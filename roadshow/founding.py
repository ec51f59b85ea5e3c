"""The roadshow's first page, and the road back to it."""

from brand.models import HomePage
from roadshow.models import TourPage

INTRO = (
    "We komen naar u toe. Proef hoe samenwerken met de sociale economie in uw bedrijf kan werken."
)


def found(home: HomePage) -> None:
    """The tour at `/roadshow/`, when there is none. Safe to run at every start."""
    if TourPage.objects.child_of(home).exists():
        return
    tour = TourPage(title="Roadshow", slug="roadshow", intro=INTRO, show_in_menus=True)
    home.add_child(instance=tour)
    tour.save_revision().publish()
