"""The door: who may stand there, and what a tap does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import Role
from leads.models import Interaction, Lead
from roadshow.door import check_in
from roadshow.models import Registration, SeatCount
from roadshow.models.registrations import State
from roadshow.registration import changes, register
from roadshow.registration.refusals import RegistrationRefused
from tests.factories.brand import OrganisationFactory, UserFactory, cast, member
from tests.factories.roadshow import CompanionFactory, RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db

AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}
DOOR = "/onthaal/genk/"


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def genk(people):
    return stop_in("Genk", slug="genk", capacity=3, organisation=people.partner)


@pytest.fixture
def an(genk):
    return register.register(genk, **AN, companions=["Jo Claes"])


@pytest.fixture
def steward(client, people, genk):
    """A browser of a steward of the host."""
    client.force_login(member(people.partner, role=Role.ONTHAAL))
    return client


def code_path(registration) -> str:
    return f"{DOOR}{registration.door_code}/"


class TestWhoMayStandThere:
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ONTHAAL, Role.BEHEERDER])
    def test_the_hosts_desk_and_stewards(self, client, people, an, role):
        client.force_login(member(people.partner, role=role))
        assert client.get(DOOR).status_code == 200
        assert client.get(code_path(an)).status_code == 200

    def test_the_federation(self, client, people, an):
        client.force_login(people.federation)
        assert client.get(DOOR).status_code == 200

    @pytest.mark.parametrize("who", ["outsider", "marketeer", "nobody"])
    def test_all_others_see_the_public_page(self, client, people, an, genk, who):
        user = {
            "outsider": people.outsider,
            "marketeer": member(people.partner, role=Role.MARKETEER),
            "nobody": UserFactory(),
        }[who]
        client.force_login(user)
        for path in (DOOR, code_path(an), f"{DOOR}geen-code/", f"{DOOR}zonder-inschrijving/"):
            response = client.get(path)
            assert (response.status_code, response["Location"]) == (302, genk.url)
        assert client.post(f"{DOOR}tik/", {"registration": an.pk, "in": 1}).status_code == 302
        an.refresh_from_db()
        assert an.state == State.CONFIRMED

    def test_a_visitors_own_phone_sees_the_public_page(self, client, an, genk):
        for path in (code_path(an), f"{DOOR}geen-code/"):
            response = client.get(path)
            assert (response.status_code, response["Location"]) == (302, genk.url)

    def test_a_steward_who_must_sign_in_comes_back_here(self, client, genk):
        response = client.get(DOOR)
        assert response["Location"] == "/beheer/login/?next=/onthaal/genk/"

    def test_an_unknown_door(self, steward, genk):
        assert steward.get("/onthaal/nergens/").status_code == 404


class TestTheList:
    def test_it_counts_people(self, steward, an, genk):
        check_in.arrive(RegistrationFactory(stop=genk))
        assert "1 van 3 binnen" in steward.get(DOOR).text

    def test_it_names_those_who_are_expected(self, steward, genk, an):
        for state in (State.WAITING, State.OFFERED, State.CANCELLED):
            RegistrationFactory(stop=genk, state=state)
        RegistrationFactory(stop=stop_in("Lommel"))
        rows = steward.get(DOOR).context["rows"]
        assert [row["registration"] for row in rows] == [an]
        assert rows[0]["companions"] == "Jo Claes"

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("pee", ["An Peeters", "Zoé Martens"]),
            ("PEETERS bak", ["An Peeters"]),
            ("zoe", ["Zoé Martens"]),
            ("jo claes", ["An Peeters"]),
            ("niemand", []),
            ("\x00", ["An Peeters", "Zoé Martens"]),
            ("'; --", []),
        ],
    )
    def test_a_search_by_any_part_of_a_name(self, steward, genk, an, text, found):
        RegistrationFactory(stop=genk, name="Zoé Martens", company="Pèerenhof")
        rows = steward.get(DOOR, {"q": text}).context["rows"]
        assert [row["registration"].name for row in rows] == found

    def test_the_same_queries_for_one_row_as_for_three(
        self, steward, genk, django_assert_num_queries
    ):
        CompanionFactory(registration=RegistrationFactory(stop=genk))
        steward.get(DOOR)
        with django_assert_num_queries(10):
            steward.get(DOOR)
        for _ in range(2):
            CompanionFactory(registration=RegistrationFactory(stop=genk))
        with django_assert_num_queries(10):
            steward.get(DOOR)


class TestATap:
    def tap(self, client, registration, **what):
        return client.post(f"{DOOR}tik/", {"registration": registration.pk, "q": "pee", **what})

    def test_in_and_undone(self, steward, an):
        response = self.tap(steward, an, **{"in": "2"})
        assert response["Location"] == f"{DOOR}?q=pee"
        an.refresh_from_db()
        assert (an.state, an.arrived_seats) == (State.PRESENT, 2)
        assert "An Peeters is binnen, met 2." in steward.get(response["Location"]).text
        self.tap(steward, an, undo="1")
        an.refresh_from_db()
        assert (an.state, an.arrived_seats, an.arrived_at) == (State.CONFIRMED, 0, None)

    def test_twice_is_once(self, steward, an):
        for _ in range(2):
            self.tap(steward, an, **{"in": "1"})
        an.refresh_from_db()
        assert an.arrived_seats == 1
        assert Interaction.objects.filter(kind=Interaction.Kind.MEETING).count() == 1

    @pytest.mark.parametrize(
        ("said", "inside"), [("1", 1), ("2", 2), ("9", 2), ("0", 2), ("", 2), ("x", 2), ("²", 2)]
    )
    def test_never_more_than_came_along(self, steward, an, said, inside):
        self.tap(steward, an, **{"in": said})
        an.refresh_from_db()
        assert an.arrived_seats == inside

    def test_a_get_is_no_tap(self, steward, an):
        assert steward.get(f"{DOOR}tik/", {"registration": an.pk, "in": 1}).status_code == 405

    @pytest.mark.parametrize("pk", ["", "x", "0", "99999999999999999999"])
    def test_nobody(self, steward, genk, pk):
        assert steward.post(f"{DOOR}tik/", {"registration": pk, "in": "1"}).status_code == 404

    def test_somebody_at_another_door(self, steward, genk):
        other = RegistrationFactory(stop=stop_in("Lommel"))
        assert self.tap(steward, other, **{"in": "1"}).status_code == 404

    def test_the_dossier_knows_who_was_there(self, an):
        check_in.arrive(an)
        note = Interaction.objects.get(kind=Interaction.Kind.MEETING).note
        assert note == "Was er in Genk, met 2 mensen."

    def test_who_waits_is_not_let_in_by_accident(self, genk):
        registration = RegistrationFactory(stop=genk, state=State.WAITING)
        with pytest.raises(RegistrationRefused):
            check_in.arrive(registration)


class TestTheCode:
    def test_it_opens_this_registration_alone(self, steward, genk, an):
        RegistrationFactory(stop=genk)
        response = steward.get(code_path(an))
        assert [row["registration"] for row in response.context["rows"]] == [an]
        for label in ("Binnen met 2", "Binnen (1)"):
            assert label in response.text

    def test_a_second_form_of_the_same_person_opens_the_first(self, steward, genk, an):
        repeat = register.register(genk, **AN)
        response = steward.get(code_path(repeat))
        assert [row["registration"] for row in response.context["rows"]] == [an]

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (
                lambda registration: changes.cancel(registration),
                "An Peeters (Bakkerij Peeters): geannuleerd.",
            ),
            (
                lambda registration: changes.move(registration, stop_in("Lommel")),
                "Deze code is voor een andere halte. Zoek op naam.",
            ),
        ],
    )
    def test_an_old_code_says_why(self, steward, an, change, sentence):
        path = code_path(an)
        change(an)
        response = steward.get(path, follow=True)
        assert response.redirect_chain == [(DOOR, 302)]
        assert sentence in response.text

    def test_the_federation_hears_where_somebody_is_expected(self, client, people, an):
        client.force_login(people.federation)
        path = code_path(an)
        lommel = stop_in("Lommel", starts_at=timezone.now() + timedelta(days=9))
        changes.move(an, lommel)
        assert "An Peeters is ingeschreven voor Lommel, " in client.get(path, follow=True).text

    def test_no_code_of_ours(self, steward, genk):
        response = steward.get(f"{DOOR}geen-code/", follow=True)
        assert "Deze code kennen we niet. Zoek op naam." in response.text


class TestWithoutRegistration:
    FIELDS = {"name": "Bo Smet", "company": "Smet nv", "email": "bo@smet.be"}

    def test_let_in_and_remembered(self, steward, genk):
        response = steward.post(f"{DOOR}zonder-inschrijving/", self.FIELDS)
        assert response["Location"] == DOOR
        registration = Registration.objects.get()
        assert (registration.state, registration.arrived_seats) == (State.PRESENT, 1)
        assert SeatCount.objects.get().taken == 1
        assert Lead.objects.get().owner_organisation == genk.organisation
        assert Interaction.objects.get().note.startswith("Kwam zonder inschrijving naar Genk")

    def test_above_the_seats_only_when_the_steward_says_so(self, steward, genk):
        SeatCount.objects.create(stop=genk, taken=3)
        RegistrationFactory(stop=genk, seats=3)
        path = f"{DOOR}zonder-inschrijving/"
        response = steward.post(path, self.FIELDS)
        assert response.status_code == 422
        assert "Alle plaatsen zijn ingenomen. Laat u deze bezoeker toch binnen?" in response.text
        assert ">Toch binnenlaten</button>" in response.text
        assert response.context["form"]["name"].value() == "Bo Smet"
        assert steward.post(path, {**self.FIELDS, "force": "1"}).status_code == 302
        assert SeatCount.objects.get().taken == 4

    def test_who_was_registered_after_all(self, steward, genk, an):
        steward.post(f"{DOOR}zonder-inschrijving/", {**self.FIELDS, "email": "AN@peeters.be"})
        an.refresh_from_db()
        assert (an.state, an.name, an.arrived_seats) == (State.PRESENT, "An Peeters", 2)
        assert Registration.objects.count() == 1

    def test_who_waits_comes_in_where_there_is_room(self, steward, genk):
        registration = RegistrationFactory(stop=genk, state=State.WAITING, email="bo@smet.be")
        steward.post(f"{DOOR}zonder-inschrijving/", self.FIELDS)
        registration.refresh_from_db()
        assert (registration.state, SeatCount.objects.get().taken) == (State.PRESENT, 1)

    def test_a_mistake_keeps_the_words(self, steward, genk):
        response = steward.post(f"{DOOR}zonder-inschrijving/", {**self.FIELDS, "email": "x"})
        assert response.status_code == 422
        assert response.context["form"]["name"].value() == "Bo Smet"


def test_another_partners_door_shows_no_name(client, people, an):
    """Also when the other partner is host of a stop on the same tour."""
    other = OrganisationFactory()
    stop_in("Lommel", slug="lommel", organisation=other)
    client.force_login(member(other, role=Role.ONTHAAL))
    assert "An Peeters" not in client.get("/onthaal/lommel/").text
    response = client.get(f"/onthaal/lommel/{an.door_code}/", follow=True)
    assert "An Peeters" not in response.text


class TestWhichDoor:
    def test_a_steward_sees_the_doors_of_the_own_partner(self, steward, people, genk):
        stop_in("Hasselt", slug="hasselt", organisation=people.other)
        page = steward.get("/onthaal/")
        assert [stop.slug for stop in page.context["stops"]] == ["genk"]
        assert f'href="{DOOR}"' in page.text

    def test_what_is_over_or_cancelled_has_no_door(self, steward, people, genk):
        now = timezone.now()
        over = {"starts_at": now - timedelta(days=2, hours=2), "ends_at": now - timedelta(days=2)}
        stop_in("Hasselt", slug="hasselt", organisation=people.partner, **over)
        genk.cancelled_at = now
        genk.save(update_fields=["cancelled_at"])
        page = steward.get("/onthaal/")
        assert list(page.context["stops"]) == []
        assert "Er komt geen halte aan waar je aan de deur staat." in page.text

    def test_the_queries_do_not_grow(self, steward, people, genk, django_assert_num_queries):
        with django_assert_num_queries(8):
            steward.get("/onthaal/")
        for town in ("Hasselt", "Brugge"):
            stop_in(town, slug=town.lower(), organisation=people.partner)
        with django_assert_num_queries(8):
            steward.get("/onthaal/")

    def test_a_stranger_signs_in_first(self, client):
        assert client.get("/onthaal/")["Location"] == "/beheer/login/?next=/onthaal/"
