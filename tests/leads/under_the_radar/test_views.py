"""`/onder-de-radar/` as neighbours and helpers see it."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from brand import places
from brand.forms import stamp
from brand.models import Tally
from leads.models import Obstacle, ObstacleSignal
from leads.models.obstacles import this_month
from leads.under_the_radar import forms, views
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page, town
from tests.support import known_towns

pytestmark = pytest.mark.django_db

PAGE, FORM, THANKS = (
    "/onder-de-radar/",
    "/onder-de-radar/signaal/",
    "/onder-de-radar/signaal/bedankt/",
)
CHOSEN = {"place": "Genk", "obstacle": "vervoer"}


@pytest.fixture(autouse=True)
def site():
    cache.clear()
    home_page()
    known_towns.known("Genk", "Hasselt", "Gent")
    yield
    places.forget()


def send(client, **fields):
    return client.post(FORM, {**CHOSEN, "gezien": stamp(10, "obstacle signal"), **fields})


def partner(name: str, base: str = "", provinces=(), towns=(), **fields):
    made = OrganisationFactory(
        name=name, base=town(base) if base else None, provinces=list(provinces), **fields
    )
    made.municipalities.set([town(one) for one in towns])
    return made


class TestWhoCanHelp:
    def names(self, client, asked: str):
        page = client.get(PAGE, {"plaats": asked}).context
        return [[one.partner.name for one in page[key]] for key in ("here", "others")]

    def test_who_works_there_nearest_first_and_who_is_not_far(self, client):
        partner("Elders", "Hasselt", ["oost-vlaanderen"])
        partner("Ver weg", "Gent", ["oost-vlaanderen"])
        partner("Ver maar hier", "Gent", towns=["Genk"])
        partner("Van Limburg", "Hasselt", ["limburg"])
        partner("Zegt niets")
        partner("Weg", "Genk", ["limburg"], is_active=False)
        here, others = ["Van Limburg", "Ver maar hier"], ["Elders"]
        assert self.names(client, "3600") == [here, others]
        assert self.names(client, "genk") == [here, others]

    def test_it_shows_what_the_partner_said_and_nothing_else(self, client):
        partner("Van Limburg", "Hasselt", ["limburg"], phone="089 12 34 56", email="")
        page = client.get(PAGE, {"plaats": "Genk"}).text
        assert "Hasselt, op 12 km van Genk" in page
        assert 'href="tel:089123456"' in page
        assert "mailto:" not in page
        assert 'href="/partners/' in page

    def test_where_nobody_works_it_says_so(self, client):
        partner("Elders", "Gent", ["oost-vlaanderen"])
        page = client.get(PAGE, {"plaats": "Genk"})
        assert "Geen partner zei al dat hij in Genk werkt." in page.text
        assert [one.partner.name for one in page.context["others"]] == ["Elders"]

    @pytest.mark.parametrize("asked", ["Nergenshuizen", "<script>", "a\x00b", "x" * 500, "0000"])
    def test_an_unknown_place_is_said(self, client, asked):
        page = client.get(PAGE, {"plaats": asked})
        assert page.status_code == 200
        assert "niet in Vlaanderen of Brussel" in page.text
        assert "<script>alert" not in page.text

    def test_a_slip_gives_what_may_be_meant(self, client):
        page = client.get(PAGE, {"plaats": "Hasslt"})
        assert "Bedoelt u …?" in page.text
        assert "3500 Hasselt" in page.text

    def test_without_a_question_it_asks_for_a_place(self, client):
        page = client.get(PAGE)
        assert (page.context["here"], page.context["others"]) == ([], [])
        assert "Nog te weinig signalen" in page.text

    @pytest.mark.parametrize("number", [1, 6])
    def test_more_partners_cost_no_more_questions(self, client, number):
        for one in range(number):
            partner(f"Partner {one}", "Genk", ["limburg"])
        client.get(PAGE, {"plaats": "Genk"})
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE, {"plaats": "Genk"})
        assert len(asked) <= 12


class TestSignal:
    def test_a_signal_holds_a_place_an_obstacle_and_a_month(self, client):
        answer = send(client, place="3600 Genk", naam="Jan", note="Jan Peeters zit vast")
        assert (answer.status_code, answer.url) == (302, THANKS)
        assert not answer.cookies
        signal = ObstacleSignal.objects.values().get()
        assert signal == {
            "id": signal["id"],
            "municipality_id": town("Genk").pk,
            "obstacle": "vervoer",
            "month": this_month(),
            "is_demo": False,
        }
        assert "Uw signaal telt mee" in client.get(THANKS).text

    def test_what_counts_against_misuse_does_not_hang_on_the_signal(self, client):
        send(client, REMOTE_ADDR="198.51.100.7")
        kept = str([*Tally.objects.values_list("key", "count"), *ObstacleSignal.objects.values()])
        assert "198.51.100" not in kept

    def test_sent_twice_it_counts_once_and_another_is_asked_once_more(self, client):
        seen = stamp(10, "obstacle signal")
        for _ in range(2):
            assert send(client, gezien=seen).status_code == 302
        assert ObstacleSignal.objects.count() == 1
        again = send(client, gezien=seen, obstacle="taal")
        assert (again.status_code, views.USED in again.text) == (409, True)
        fresh = again.context["form"]["gezien"].value()
        assert send(client, gezien=fresh, obstacle="taal").status_code == 302
        assert ObstacleSignal.objects.count() == 2

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"place": ""}, "Vul een postcode of gemeente in."),
            ({"place": "Nergens"}, "We kennen deze postcode of gemeente niet."),
            ({"obstacle": ""}, forms.CHOOSE),
            ({"obstacle": "alles"}, "Kies uit de lijst."),
            ({"bijnaam": "robot"}, "Er was een veld ingevuld dat mensen niet zien."),
            ({"gezien": "x"}, "Dit formulier stond te lang open."),
        ],
    )
    def test_a_fault_is_said_and_what_was_chosen_stays(self, client, fields, sentence):
        answer = send(client, **fields)
        assert answer.status_code == 422
        assert sentence in answer.text
        shown = answer.context["form"]
        for name in CHOSEN.keys() - fields.keys():
            assert shown[name].value() == CHOSEN[name]
        assert not ObstacleSignal.objects.exists()

    def test_who_is_too_fast_is_asked_again(self, client):
        answer = send(client, gezien=stamp(0, "obstacle signal"))
        assert (answer.status_code, "U was zo snel klaar" in answer.text) == (422, True)
        assert not ObstacleSignal.objects.exists()

    def test_a_network_that_signals_very_often_waits(self, client):
        for _ in range(views.MOST_OF_NETWORK):
            assert send(client).status_code == 302
        answer = send(client)
        assert answer.status_code == 429
        assert "Er komen nu heel veel signalen van uw netwerk." in answer.text
        assert answer.context["form"]["place"].value() == "Genk"
        assert ObstacleSignal.objects.count() == views.MOST_OF_NETWORK

    def test_looking_at_it_makes_nothing(self, client):
        page = client.get(FORM, {"plaats": "Genk"})
        assert page.context["form"]["place"].value() == "Genk"
        client.head(FORM)
        assert (client.put(FORM).status_code, ObstacleSignal.objects.count()) == (405, 0)


class TestNumbers:
    def told(self, client, number: int, asked: str = "Genk"):
        month = this_month()
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
        ObstacleSignal.objects.bulk_create(
            ObstacleSignal(municipality=town("Genk"), obstacle=Obstacle.LANGUAGE, month=month)
            for _ in range(number)
        )
        return client.get(PAGE, {"plaats": asked}).text

    def test_from_five_on_they_are_shown(self, client):
        page = self.told(client, 5)
        assert "In Genk: 5 signalen." in page
        assert '<th scope="row">De taal</th>' in page

    def test_four_look_like_none(self, client):
        assert "Nog te weinig signalen" in self.told(client, 4)

    def test_elsewhere_few_look_like_none(self, client):
        assert "Voor Gent tonen we geen getal." in self.told(client, 7, "Gent")


def test_the_site_leads_there(client, founded):
    home = client.get("/").text
    assert f'href="{PAGE}"' in home
    assert f'href="{PAGE}"' in client.get("/partners/").text
    assert f"<loc>{founded.full_url}onder-de-radar/</loc>" in client.get(reverse("sitemap")).text
