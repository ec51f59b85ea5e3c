from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from roadshow.models import StopPage, StopState
from roadshow.models.pages import NO_SUCH_YEAR
from tests.factories.brand import cast
from tests.factories.roadshow import TourPageFactory, VenueFactory
from tests.support.known_towns import halt

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NOON = datetime(2027, 3, 3, 11, tzinfo=UTC)  # 12.00 uur in Brussels


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"taken": 0}, StopState.OPEN),
        ({"taken": 31}, StopState.OPEN),
        ({"taken": 32}, StopState.FEW),
        ({"taken": 40}, StopState.FULL),
        ({"starts_at": NOW - timedelta(hours=1)}, StopState.STARTED),
        ({"starts_at": NOW - timedelta(days=1)}, StopState.PAST),
        ({"cancelled_at": NOW}, StopState.CANCELLED),
    ],
)
def test_a_stop_says_how_it_stands(fields, state):
    assert halt(**fields).state() == state


def test_a_stop_without_a_count_has_all_its_seats():
    assert halt(capacity=12).seats_free == 12


def test_days_and_hours_are_dutch_and_of_brussels_whatever_the_language():
    with translation.override("en"):
        assert halt(starts_at=NOON).when == "woensdag 3 maart 2027, 12\u00a0tot\u00a014\u00a0uur"


def test_over_midnight_the_day_of_the_end_is_named():
    stop = halt(starts_at=NOON, ends_at=NOON + timedelta(hours=14))
    assert stop.hours == "12.00\u00a0uur tot donderdag 4 maart 2027, 02.00\u00a0uur"


@pytest.mark.parametrize("title", ["Genk\nHasselt", "Genk\r", "Genk\u2028", "\tGenk"])
def test_a_title_is_one_line(title):
    stop = halt()
    stop.title = title
    with pytest.raises(ValidationError) as refused:
        stop.full_clean()
    assert refused.value.message_dict["title"] == ["Zet de titel op één regel."]


def test_the_end_comes_after_the_beginning():
    with pytest.raises(ValidationError, match="Het einde moet na het begin liggen"):
        halt(starts_at=NOON, ends_at=NOON)


def test_a_year_that_calendars_do_not_have_is_refused():
    far = datetime(9999, 12, 31, 12, tzinfo=UTC)
    with pytest.raises(ValidationError) as refused:
        halt(starts_at=far, ends_at=far + timedelta(hours=2))
    assert refused.value.message_dict == {"starts_at": [NO_SUCH_YEAR], "ends_at": [NO_SUCH_YEAR]}


def test_seats_that_people_have_are_not_taken_away():
    stop = halt(taken=12)
    stop.capacity = 11
    with pytest.raises(ValidationError, match="Er zijn al 12 plaatsen ingenomen"):
        stop.full_clean()


def test_a_slug_is_unique_over_all_tours():
    first = halt(slug="genk")
    other_tour = TourPageFactory(slug="tweede")
    with pytest.raises(ValidationError):
        halt(slug="genk", parent=other_tour)
    assert halt(slug="", parent=other_tour, venue=first.venue).slug == "genk-2"


@pytest.mark.parametrize(
    ("title", "slug"), [("Café Zoé", "cafe-zoe"), ("🚌", "halte"), ("مرحبا", "halte")]
)
def test_a_slug_is_plain_letters(title, slug):
    assert halt(title=title, slug="").slug == slug


def test_an_older_draft_does_not_bring_a_cancelled_stop_back():
    stop = halt()
    draft = stop.save_revision()
    StopPage.objects.filter(pk=stop.pk).update(cancelled_at=NOW, cancel_reason="Storm", sequence=3)
    draft.publish()
    stop = StopPage.objects.get(pk=stop.pk)
    assert (stop.cancelled_at, stop.cancel_reason, stop.sequence) == (NOW, "Storm", 3)


def test_a_copied_page_takes_no_seats_and_opens_no_cancelled_stop():
    stop = halt(slug="genk", taken=7, cancelled_at=NOW, cancel_reason="Storm", sequence=3)
    copied = stop.copy(update_attrs={"slug": "genk-anders"})
    copied = StopPage.objects.get(pk=copied.pk)
    assert (copied.seats_taken, copied.cancelled_at, copied.cancel_reason, copied.sequence) == (
        0,
        NOW,
        "Storm",
        0,
    )


def test_upcoming_shows_cancelled_stops_and_open_does_not():
    later, soon = halt(starts_at=NOW + timedelta(days=9)), halt(starts_at=NOW + timedelta(days=2))
    off = halt(starts_at=NOW + timedelta(days=5), cancelled_at=NOW)
    now_on = halt(starts_at=NOW - timedelta(hours=1))
    over = halt(starts_at=NOW - timedelta(days=3))
    halt(starts_at=NOW + timedelta(days=1), live=False)
    assert list(StopPage.objects.upcoming()) == [now_on, soon, off, later]
    assert list(StopPage.objects.open()) == [soon, later]
    assert list(StopPage.objects.past()) == [over]


def test_free_seats():
    empty, some = halt(capacity=3), halt(capacity=3, taken=2)
    halt(capacity=3, taken=3)
    assert set(StopPage.objects.with_free_seats()) == {empty, some}


def test_a_partner_sees_its_own_stops_and_the_federation_all():
    people = cast()
    ours, theirs = halt(organisation=people.partner), halt(organisation=people.other)
    assert set(StopPage.objects.visible_to(people.owner)) == {ours}
    assert set(StopPage.objects.visible_to(people.outsider)) == {theirs}
    assert set(StopPage.objects.visible_to(people.federation)) == {ours, theirs}
    assert set(StopPage.objects.planned_by(people.owner)) == {ours}


class TestVenue:
    def test_its_point_is_the_pin_else_the_centre_of_the_town(self):
        assert VenueFactory().point == (50.97, 5.5)
        assert VenueFactory(latitude="50.96512", longitude="5.50011").point == (50.96512, 5.50011)

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"name": "Zaal\nTwee"}, "Zet dit op één regel."),
            ({"postal_code": "12a"}, "Een postcode heeft vier cijfers."),
            ({"latitude": "50.9"}, "Vul breedtegraad en lengtegraad allebei in."),
            (
                {"latitude": "48.85", "longitude": "2.35"},
                "Dit punt ligt niet in Vlaanderen of Brussel.",
            ),
        ],
    )
    def test_it_refuses(self, fields, sentence):
        venue = VenueFactory.build(municipality=VenueFactory().municipality, **fields)
        with pytest.raises(ValidationError) as refused:
            venue.full_clean()
        assert refused.value.messages == [sentence]

    def test_a_partner_sees_its_own_and_the_shared_ones_and_keeps_only_its_own(self):
        people = cast()
        shared = VenueFactory()
        ours, theirs = (
            VenueFactory(organisation=people.partner),
            VenueFactory(organisation=people.other),
        )
        venues = type(shared).objects
        assert set(venues.visible_to(people.owner)) == {shared, ours}
        change = "roadshow.change_venue"
        assert set(venues.visible_to(people.owner, change)) == {ours}
        assert set(venues.visible_to(people.federation, change)) == {shared, ours, theirs}
