"""Two people change the same row: the second is told, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text

from brand import permissions
from brand.forms.conflicts import LOOK
from leads.models import Contact, Employer
from roadshow.models import StopPage, Venue
from tests.factories.brand import cast
from tests.factories.leads import ContactFactory, EmployerFactory, LeadFactory
from tests.factories.roadshow import VenueFactory, tour_page
from tests.support.known_towns import halt
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db
LOCKS = pytest.mark.database("brand.forms.conflicts.lock")


@pytest.fixture
def people(db):
    players = cast()
    tour_page()
    permissions.establish_roles()
    for user in (players.owner, players.team_mate, players.federation):
        permissions.place_in_groups(user)
    return players


def opened(client, address) -> dict:
    """The form as the browser would send it back unchanged."""
    form = client.get(address).context["form"]
    sent = {}
    for field in form:
        value = field.field.widget.format_value(field.value()) if field.name != "programme" else ""
        value = value[0] if isinstance(value, list) and value else value
        if value not in (None, [], ""):
            sent[field.html_name] = value
    if "programme" in form.fields:
        sent["programme"] = rich_text(form.initial["programme"] or "")
    return sent


def errors(response) -> dict:
    return {name: list(said) for name, said in response.context["form"].errors.items()}


def typed(response, name):
    return response.context["form"][name].value()


class World:
    def __init__(self, people, row, address: str):
        self.first, self.second = as_user(people.owner), as_user(people.team_mate)
        self.row, self.address = row, address

    def both(self, one: dict, two: dict):
        """Both open the form; the first saves, then the second."""
        forms = [opened(client, self.address) for client in (self.first, self.second)]
        saved = self.first.post(self.address, {**forms[0], **one})
        assert saved.status_code == 302
        return self.second.post(self.address, {**forms[1], **two})

    def again(self, response, **more):
        """The form that came back is sent as it stands."""
        form = response.context["form"]
        sent = {field.html_name: field.value() for field in form if field.value() is not None}
        return self.second.post(self.address, {**sent, **more})


@LOCKS
class TestVenue:
    @pytest.fixture
    def changed(self, people):
        venue = VenueFactory(name="C-mine", organisation=people.partner, parking="P1")
        return venue, reverse("locaties:edit", args=[venue.pk])

    def now(self):
        return Venue.objects.values_list("name", "parking", "bicycle").get()

    def test_another_field(self, people, changed):
        world = World(people, *changed)
        response = world.both({"parking": "P2"}, {"bicycle": "Stalling aan de deur"})
        assert errors(response) == {
            "__all__": [f"An Eigenaar wijzigde dit zonet: parking. {LOOK}"],
        }
        assert self.now() == ("C-mine", "P2", "")
        shown = (typed(response, "parking"), typed(response, "bicycle"))
        assert shown == ("P2", "Stalling aan de deur")
        assert world.again(response).status_code == 302
        assert self.now() == ("C-mine", "P2", "Stalling aan de deur")

    def test_the_same_field(self, people, changed):
        world = World(people, *changed)
        response = world.both({"parking": "P2"}, {"parking": "P3"})
        assert errors(response)["parking"] == ["Staat nu op “P2”."]
        assert typed(response, "parking") == "P3"
        assert self.now() == ("C-mine", "P2", "")
        assert world.again(response).status_code == 302
        assert self.now() == ("C-mine", "P3", "")

    def test_the_same_words(self, people, changed):
        world = World(people, *changed)
        assert world.both({"parking": "P2"}, {"parking": "P2"}).status_code == 302

    def test_a_choice(self, people, changed):
        world = World(people, *changed)
        response = world.both({"has_ramp": "true"}, {"has_ramp": "false"})
        assert errors(response)["has_ramp"] == ["Staat nu op “ja”."]

    def test_nobody_else(self, people, changed):
        world = World(people, *changed)
        form = opened(world.first, world.address)
        assert world.first.post(world.address, {**form, "parking": "P2"}).status_code == 302

    def test_marks_that_mean_nothing(self, people, changed):
        world = World(people, *changed)
        form = opened(world.first, world.address)
        for marks in ("", "[]", "{", '{"at": 1e99, "as": {}}', '{"at": 0, "as": 3}', "9" * 999):
            response = world.first.post(world.address, {**form, "seen": marks, "parking": "P2"})
            assert response.status_code == 302


@LOCKS
class TestEmployer:
    @pytest.fixture
    def changed(self, people):
        employer = EmployerFactory(name="Bakkerij Voorbeeld")
        LeadFactory(employer=employer, owner_organisation=people.partner)
        return employer, reverse("employer:edit", args=[employer.pk])

    def test_another_field(self, people, changed):
        world = World(people, *changed)
        response = world.both({"website": "https://bakkerij.example/"}, {"name": "Bakkerij Els"})
        assert errors(response) == {
            "__all__": [f"An Eigenaar wijzigde dit zonet: website. {LOOK}"],
        }
        assert typed(response, "name") == "Bakkerij Els"
        assert world.again(response).status_code == 302
        found = Employer.objects.values_list("name", "website").get()
        assert found == ("Bakkerij Els", "https://bakkerij.example/")


@LOCKS
class TestContact:
    @pytest.fixture
    def changed(self, people):
        lead = LeadFactory(owner_organisation=people.partner)
        contact = ContactFactory(
            employer=lead.employer, name="Els Voorbeeld", phone="", email="els@x.example"
        )
        contact.known_to.add(people.partner)
        return contact, reverse("lead:contact", args=[lead.pk, contact.pk])

    def test_another_field(self, people, changed):
        world = World(people, *changed)
        response = world.both({"function": "Zaakvoerder"}, {"phone": "0475 12 34 56"})
        assert errors(response) == {
            "__all__": [f"An Eigenaar wijzigde dit zonet: functie. {LOOK}"],
        }
        assert response.status_code == 422
        assert "An Eigenaar wijzigde dit zonet" in response.text
        assert typed(response, "function") == "Zaakvoerder"
        assert world.again(response).status_code == 302
        found = Contact.objects.values_list("function", "phone").get(pk=world.row.pk)
        assert found == ("Zaakvoerder", "+32475123456")


class TestStop:
    @pytest.fixture
    def changed(self, people):
        starts = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
        starts += timedelta(days=77 - starts.weekday())  # a Monday far enough ahead
        until = starts + timedelta(hours=2)
        stop = halt(organisation=people.partner, capacity=30, starts_at=starts, ends_at=until)
        return stop, reverse("haltes:edit", args=[stop.pk])

    def test_another_field(self, people, changed):
        world = World(people, *changed)
        response = world.both({"capacity": "50"}, {"contact_name": "Bo Voorbeeld"})
        assert errors(response) == {
            "__all__": [f"An Eigenaar wijzigde dit zonet: plaatsen. {LOOK}"],
        }
        assert StopPage.objects.get().capacity == 50
        assert (typed(response, "capacity"), typed(response, "contact_name")) == (
            "50",
            "Bo Voorbeeld",
        )

    def test_the_same_field(self, people, changed):
        world = World(people, *changed)
        response = world.both({"capacity": "50"}, {"capacity": "60"})
        assert errors(response)["capacity"] == ["Staat nu op “50”."]

    def test_in_the_page_editor(self, people, changed):
        world = World(people, *changed)
        world.row.save_revision(user=people.owner)
        client = as_user(people.federation)
        address = reverse("wagtailadmin_pages:edit", args=[world.row.pk])
        loaded = StopPage.objects.get().latest_revision
        shown = client.get(address)
        assert f'name="loaded_revision_id" value="{loaded.pk}"' in " ".join(shown.text.split())
        sent = {"loaded_revision_id": loaded.pk, "loaded_revision_created_at": ""}
        sent |= {f"{name}-count": "0" for name in ("timetable", "questions", "look_back")}
        world.both({"capacity": "50"}, {})
        response = client.post(address, {**sent, "title": "Genk centrum", "slug": "genk"})
        said = f"An Eigenaar bewaarde dit intussen. {LOOK}"
        assert response.context["form"].non_field_errors() == [said]
        assert response.context["form"]["title"].value() == "Genk centrum"
        latest = StopPage.objects.get().latest_revision
        sent["loaded_revision_id"] = latest.pk
        response = client.post(address, {**sent, "title": "Genk centrum", "slug": "genk"})
        assert response.status_code == 302 or not response.context["form"].non_field_errors()
