"""What a stop's page tells, and of whom."""

from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from brand.models import BrandKit
from roadshow.models import Registration, StopPage
from roadshow.planning import plan
from roadshow.tour import calendars, small_map, telling
from stories.withdrawal import withdraw
from tests.factories.brand import OrganisationFactory, cast
from tests.factories.roadshow import RegistrationFactory, tour_page
from tests.factories.stories import covered_story, picture
from tests.roadshow.tour.test_views import words
from tests.support.known_towns import halt

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=30)


@pytest.fixture
def host():
    return OrganisationFactory(name="De Werkschuit (VOORBEELD)")


def moment(story=None, **said):
    value = {"at": time(12, 45), "what": "Aan de werkpost", "text": "", "who": "medewerker"}
    return "moment", {**value, "story": story, **said}


def quote(story=None, name=""):
    said = {"text": "Kom eens kijken", "name": name, "role": "", "image": None}
    return "quote", {**said, "story": story}


def past(**fields) -> StopPage:
    return halt(starts_at=timezone.now() - LONG_AGO, **fields)


class TestHeadline:
    def test_it_says_what_one_comes_to_see(self, client, host):
        stop = halt(organisation=host)
        page = client.get(stop.url)
        assert "<h1>Kom kijken bij De Werkschuit in Genk</h1>" in page.text
        assert f"<title>Kom kijken bij De Werkschuit in Genk, {stop.day} – " in page.text

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"headline": "Zie hoe een doos vertrekt"}, "Zie hoe een doos vertrekt"),
            ({"cancelled_at": timezone.now()}, "De Werkschuit in Genk"),
            ({"starts_at": timezone.now() - LONG_AGO}, "Terugblik: De Werkschuit in Genk"),
        ],
    )
    def test_or_what_was_written_or_what_became_of_it(self, host, fields, said):
        assert telling.headline(halt(organisation=host, **fields)) == said


class TestWhoSpeaks:
    def test_somebody_in_a_story_is_named_and_pictured_by_it(self, client):
        story = covered_story(31, title="Karim kent elke doos")
        stop = halt(timetable=[moment(story)])
        page = client.get(stop.url)
        [name] = story.people_shown
        assert f"12.45 uur Aan de werkpost {name} medewerker Karim kent elke doos" in words(page)
        assert f'href="{story.url}"' in page.text
        assert page.text.count('class="portrait"') == 1

    def test_after_a_withdrawal_only_the_moment_is_left(self, client):
        story = covered_story(31, title="Karim kent elke doos")
        stop = halt(timetable=[moment(story)])
        [name] = story.people_shown
        withdraw.withdraw(story.portrayals.get().person)
        page = client.get(stop.url)
        assert "12.45 uur Aan de werkpost medewerker" in words(page)
        assert (name in words(page), "Karim" in page.text, 'class="portrait"' in page.text) == (
            False,
            False,
            False,
        )

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_questions_for_three_as_for_one(self, client, count, django_assert_num_queries):
        told = [covered_story(31 + number, title=f"Verhaal {number}") for number in range(count)]
        stop = halt(taken=2, timetable=[moment(story) for story in told])
        client.get(stop.url)
        with django_assert_num_queries(10):
            client.get(stop.url)


class TestPicture:
    def test_the_place_is_shown(self, client):
        stop = halt(venue__picture=picture(31))
        assert client.get(stop.url).text.count("<picture>") == 1

    def test_but_not_while_somebody_in_it_says_no(self, client):
        story = covered_story(31)
        stop = halt(venue__picture=story.picture, contact_photo=story.picture)
        assert client.get(stop.url).text.count("<picture>") == 2
        withdraw.withdraw(story.portrayals.get().person)
        assert client.get(stop.url).text.count("<picture>") == 0


def test_a_small_map_says_where_without_asking_anybody(client):
    page = client.get(halt().url).text
    assert page.count('<svg viewBox="0 0 230 96" role="img" aria-label="Genk">') == 1
    drawn = small_map.drawing([(50.97, 5.5)])
    assert len(drawn.provinces) == 6
    assert sum(map(len, drawn.provinces)) < 9_000
    [(x, y)] = drawn.places
    assert (0 < x < drawn.width, 0 < y < drawn.height) == (True, True)


class TestAsideAndAlong:
    def test_what_one_takes_home_is_the_stops_own_else_the_tours(self):
        tour = tour_page()
        tour.take_home = "Een beeld\n\n Een naam "
        assert telling.take_home(halt(), tour) == ["Een beeld", "Een naam"]
        assert telling.take_home(halt(take_home="Een plant"), tour) == ["Een plant"]
        assert telling.take_home(halt(), None) == []

    def test_questions_of_the_stop_come_before_those_of_the_tour(self, client):
        tour = tour_page()
        tour.questions = [("question", {"question": "Mag ik parkeren?", "answer": "<p>Ja.</p>"})]
        tour.save()
        own = [("question", {"question": "Is er eten?", "answer": "<p>Soep.</p>"})]
        page = words(client.get(halt(questions=own).url))
        assert "Vragen en antwoorden Is er eten? Soep. Mag ik parkeren? Ja." in page

    def test_a_full_stop_offers_its_waiting_list_before_other_stops(self, client):
        stop = halt("Genk", slug="genk", taken=40)
        halt("Hasselt", slug="hasselt")
        page = client.get(stop.url).text
        article = page[page.index("<article") : page.index("</article>")]
        assert article.index("/roadshow/genk/inschrijven/") < article.index("nog plaatsen vrij")
        aside = page[page.index("<aside") :]
        assert aside.index("Op de wachtlijst</a>") < aside.index("Zet in uw agenda")

    def test_calendars_on_the_web_get_the_hours_in_universal_time(self):
        zone = ZoneInfo("Europe/Brussels")
        stop = halt(
            starts_at=datetime(2027, 7, 2, 12, tzinfo=zone),
            ends_at=datetime(2027, 7, 2, 14, tzinfo=zone),
        )
        links = dict(calendars.links(stop, BrandKit.current()))
        google, outlook = (parse_qs(urlsplit(address).query) for address in links.values())
        assert list(links) == ["Google Agenda", "Outlook"]
        assert google["dates"] == ["20270702T100000Z/20270702T120000Z"]
        assert outlook["startdt"] == ["2027-07-02T10:00:00Z"]
        assert google["text"] == outlook["subject"]

    def test_a_page_passes_on_without_any_script(self, client):
        page = client.get(halt(slug="genk").url).text
        assert 'href="mailto:?subject=Kom%20kijken' in page
        assert "linkedin.com/sharing/share-offsite/?url=http%3A%2F%2Flocalhost" in page


class TestLookBack:
    def test_figures_are_those_of_the_door(self):
        stop = past()
        for number in range(10):
            RegistrationFactory(
                stop=stop,
                state=Registration.State.PRESENT,
                arrived_seats=2,
                wishes=["stage"] if number < 5 else ["kijken"],
            )
        RegistrationFactory(stop=stop, state=Registration.State.ABSENT)
        assert [(one.number, one.what) for one in telling.figures(stop)] == [
            (20, "mensen kwamen kijken"),
            (10, "bedrijven en organisaties"),
            (5, "vroegen meteen verder te praten"),
        ]

    def test_of_a_few_people_no_figure_is_given(self):
        stop = past()
        RegistrationFactory(stop=stop, state=Registration.State.PRESENT, arrived_seats=4)
        assert telling.figures(stop) == []

    def test_who_did_not_ask_is_not_found_by_subtracting(self):
        stop = past()
        for number in range(8):
            RegistrationFactory(
                stop=stop,
                state=Registration.State.PRESENT,
                arrived_seats=1,
                wishes=["stage"] if number < 6 else [],
            )
        assert [(one.number, one.what) for one in telling.figures(stop)] == [
            (8, "mensen kwamen kijken"),
            (8, "bedrijven en organisaties"),
        ]

    def test_they_say_where_they_come_from(self, client):
        stop = past()
        RegistrationFactory(stop=stop, state=Registration.State.PRESENT, arrived_seats=9)
        page = words(client.get(stop.url))
        assert page.index("9 mensen kwamen kijken") < page.index("Waar komen deze cijfers vandaan?")
        assert f"Periode: {stop.day}." in page

    def test_a_quote_goes_with_the_story_it_is_from(self, client):
        story = covered_story(31)
        stop = past(look_back=[quote(story), quote(name="Jef Smet")])
        page = words(client.get(stop.url))
        assert page.count("“Kom eens kijken”") == 2
        assert f"“Kom eens kijken” {story.people_shown[0]}" in page
        withdraw.withdraw(story.portrayals.get().person)
        page = words(client.get(stop.url))
        assert page.count("“Kom eens kijken”") == 1
        assert "“Kom eens kijken” Jef Smet" in page

    def test_before_it_took_place_there_is_none(self, client):
        assert "Zo was het" not in client.get(halt(look_back=[quote(name="Jef Smet")]).url).text


def test_a_copy_has_its_hours_as_much_later_as_it_begins():
    people = cast()
    stop = halt(timetable=[moment(at=time(12)), moment(at=time(13, 30))])
    day = stop.starts_at + timedelta(days=7, hours=2, minutes=30)
    hours = {"starts_at": day, "ends_at": day + timedelta(hours=2)}
    made = plan.copy(stop, by=people.federation, venue=stop.venue, **hours)
    begins = timezone.localtime(stop.starts_at)
    assert begins.date() != timezone.localtime(day).date()
    hours = [block.value["at"] for block in StopPage.objects.get(pk=made.pk).timetable]
    assert hours == [time(14, 30), time(16)]
