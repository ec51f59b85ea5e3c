"""What a stop's page tells besides its facts: headline, hours with who speaks, the look back.

Who stands in a story is named and pictured only while that story may be shown.
"""

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from brand import gating, rooms
from brand.dates import words
from brand.privacy.suppression import FEWEST
from brand.text import unmarked
from leads.stages import Wish
from roadshow.models import Registration, StopPage, StopState, TourPage


class Moment(NamedTuple):
    at: str
    what: str
    text: str
    who: str
    story: gating.Told | None


class Figure(NamedTuple):
    number: int
    what: str


def headline(stop: StopPage, state: StopState | None = None) -> str:
    """What one comes to see: "Kom kijken bij De Werkschuit in Genk"."""
    state = state or stop.state()
    place = f"{unmarked(stop.organisation.name)} in {stop.venue.municipality}"
    if state == StopState.PAST:
        return f"Terugblik: {place}"
    if state == StopState.CANCELLED:
        return place
    return stop.headline or f"Kom kijken bij {place}"


def stories_on(stop: StopPage) -> dict[int, gating.Told]:
    """Of the stories that are chosen anywhere on this page, those that may be shown."""
    chosen = (
        value["story"].pk
        for blocks in (stop.timetable, stop.look_back)
        for value in (block.value for block in blocks)
        if hasattr(value, "get") and value.get("story")
    )
    return gating.told(chosen)


def moments(stop: StopPage, told: dict[int, gating.Told]) -> list[Moment]:
    return [_moment(stop, block.value, told) for block in stop.timetable]


def _moment(stop: StopPage, value, told) -> Moment:
    at = datetime.combine(timezone.localdate(stop.starts_at), value["at"])
    story = told.get(value["story"].pk) if value["story"] else None
    clock = words.clock(timezone.make_aware(at))
    return Moment(clock, value["what"], value["text"], value["who"], story)


class Part(NamedTuple):
    """A part of the look back: its block, and for a quote the story of who says it."""

    block: object
    story: gating.Told | None

    @property
    def name(self) -> str:
        return ", ".join(self.story.names) if self.story else self.block.value["name"]

    @property
    def picture(self):
        return self.block.value["image"] or (self.story.picture if self.story else None)


def look_back(stop: StopPage, told: dict[int, gating.Told]) -> list[Part]:
    """Without the words of who is not shown any more."""
    parts = []
    for block in stop.look_back:
        chosen = block.value.get("story") if block.block_type == "quote" else None
        story = told.get(chosen.pk) if chosen else None
        if block.block_type == "quote" and not ((story and story.names) or block.value["name"]):
            continue
        if chosen and not story:
            continue
        parts.append(Part(block, story))
    return parts


def published(stop: StopPage) -> dict | None:
    """What a room publishes of who came here: number or None, and where that is explained; see
    `page_figures.py` of the room. None as long as nothing of that year is published."""
    year = timezone.localdate(stop.starts_at, timezone.get_default_timezone()).year
    found = (room.visitors_of(stop.title, year) for room in rooms.modules("page_figures"))
    return next(filter(None, found), None)


def figures(stop: StopPage, told: dict | None = None) -> list[Figure]:
    """What was counted at the door. Erasing a person leaves these counts.

    Where the visitors of that year are published, this stop tells its own only when it stands
    there too: else a small stop would follow from the total and the pages of the others.
    """
    came = stop.registrations.filter(state=Registration.State.PRESENT)
    rows = list(came.values_list("arrived_seats", "wishes"))
    people = sum(seats for seats, _ in rows)
    asked = sum(1 for _, wishes in rows if set(wishes) - {Wish.LOOKING})
    counted = [
        (people if told is None or people in told["numbers"] else 0, "mensen kwamen kijken"),
        (len(rows), "bedrijven en organisaties"),
        # Who did not ask is what is left: not told either when those are few.
        (0 if 0 < len(rows) - asked < FEWEST else asked, "vroegen meteen verder te praten"),
    ]
    return [Figure(number, what) for number, what in counted if number >= FEWEST]


def tour_of(stop: StopPage) -> TourPage | None:
    if not stop.path:
        return None
    return TourPage.objects.filter(path=stop.path[: -stop.steplen]).first()


def take_home(stop: StopPage, tour: TourPage | None) -> list[str]:
    """A line each; the stop's own, else those of the tour."""
    lines = stop.take_home or (tour.take_home if tour else "")
    return [line.strip() for line in lines.splitlines() if line.strip()]


def questions(stop: StopPage, tour: TourPage | None) -> list:
    """The stop's own first."""
    return [block.value for page in (stop, tour) if page for block in page.questions]
