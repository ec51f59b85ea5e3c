"""Addresses that were mailed or printed find their stop after its slug changed."""

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse

from brand.models import Role
from roadshow import visit
from roadshow.models import FormerSlug, Registration, Repeat, StopPage
from tests.factories.brand import member
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.support.known_towns import halt

pytestmark = pytest.mark.django_db


def rename(stop: StopPage, slug: str) -> StopPage:
    stop = StopPage.objects.get(pk=stop.pk)
    stop.slug = slug
    stop.save_revision().publish()
    return StopPage.objects.get(pk=stop.pk)


@pytest.fixture
def stop(db):
    """Renamed twice since the mails left."""
    with TestCase.captureOnCommitCallbacks(execute=True):  # Wagtail writes its redirects then
        return rename(rename(halt(slug="genk"), "genk-lente"), "genk-zomer")


@pytest.fixture
def steward(client, stop):
    client.force_login(member(stop.organisation, Role.ONTHAAL))
    return client


FORMER = ["genk", "genk-lente"]


@pytest.mark.parametrize("slug", FORMER)
class TestFound:
    def test_the_page(self, client, stop, slug):
        response = client.get(f"/roadshow/{slug}/")
        assert response.headers["Location"].endswith("/roadshow/genk-zomer/")

    def test_the_form_with_the_campaign_it_came_by(self, client, stop, slug):
        response = client.get(reverse("register", args=[slug]), {"via": "vb-li"})
        assert response.status_code == 302
        assert response.headers["Location"] == "/roadshow/genk-zomer/inschrijven/?via=vb-li"

    def test_a_form_that_was_open_meanwhile(self, client, stop, slug):
        typed = {"name": "Els Voorbeeld", "company": "Bakkerij", "email": "els@"}
        response = client.post(reverse("register", args=[slug]), typed)
        assert response.status_code == 422
        assert 'value="Els Voorbeeld"' in response.text

    def test_the_calendar_file(self, client, stop, slug):
        response = client.get(reverse("stop_calendar", args=[slug]))
        assert response.headers["Location"] == "/roadshow/genk-zomer/halte.ics"

    def test_the_door(self, steward, stop, slug):
        response = steward.get(reverse("door", args=[slug]), {"q": "els"})
        assert response.headers["Location"] == "/onthaal/genk-zomer/?q=els"
        walk_in = steward.get(reverse("door_walk_in", args=[slug]))
        assert walk_in.headers["Location"] == "/onthaal/genk-zomer/zonder-inschrijving/"

    def test_a_ticket(self, steward, stop, slug):
        registration = RegistrationFactory(stop=stop)
        response = steward.get(reverse("door_person", args=[slug, registration.door_code]))
        assert response.headers["Location"] == f"/onthaal/genk-zomer/{registration.door_code}/"

    def test_a_tap_of_a_page_that_was_open_meanwhile(self, steward, stop, slug):
        registration = RegistrationFactory(stop=stop)
        steward.post(reverse("door_tap", args=[slug]), {"registration": registration.pk})
        registration.refresh_from_db()
        assert registration.is_present

    def test_by_a_visitor(self, client, stop, slug):
        registration = RegistrationFactory(stop=stop)
        address = reverse("door_person", args=[slug, registration.door_code])
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0] == "/roadshow/genk-zomer/"


class TestTicketOfAnUnknownAddress:
    """Renamed before former slugs were kept: the code of the ticket itself finds the stop."""

    @pytest.fixture(params=[Registration, Repeat])
    def code(self, request, stop):
        registration = RegistrationFactory(stop=stop)
        FormerSlug.objects.all().delete()
        if request.param is Registration:
            return registration.door_code
        return Repeat.objects.create(
            registration=registration,
            name="Els",
            company="X",
            email="e@x.example",
            state="bevestigd",
        ).door_code

    def test_a_steward(self, steward, stop, code):
        response = steward.get(reverse("door_person", args=["genk", code]))
        assert response.headers["Location"] == f"/onthaal/genk-zomer/{code}/"
        assert steward.get(response.headers["Location"]).context["only"].stop == stop

    def test_an_unknown_code(self, steward, stop):
        FormerSlug.objects.all().delete()
        assert steward.get(reverse("door_person", args=["genk", "x"])).status_code == 404


def test_no_other_stop_takes_a_former_slug(stop):
    new = StopFactory.build(
        title="Genk", slug="genk", organisation=stop.organisation, venue=stop.venue
    )
    with pytest.raises(ValidationError):
        stop.get_parent().add_child(instance=new)
    new.slug = ""
    stop.get_parent().add_child(instance=new)
    assert new.slug == "genk-2"


def test_the_stop_itself_takes_it_back(client, stop):
    rename(stop, "genk")
    assert client.get(reverse("register", args=["genk"])).status_code == 200
    assert client.get(reverse("register", args=["genk-zomer"])).status_code == 302
    assert client.get("/roadshow/genk/").status_code == 200


def test_the_present_address_asks_no_more_than_before(client, stop, django_assert_num_queries):
    client.get(reverse("stop_calendar", args=["genk-zomer"]))
    with django_assert_num_queries(3):
        assert client.get(reverse("stop_calendar", args=["genk-zomer"])).status_code == 200


def test_mails_name_the_present_address(stop):
    registration = RegistrationFactory(stop=stop)
    assert visit.door_url(registration).endswith(f"/onthaal/genk-zomer/{registration.door_code}/")
