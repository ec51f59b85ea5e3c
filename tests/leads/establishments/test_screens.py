"""An employer's places and activities in the back office: added, changed, taken away."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from brand import places
from brand.models import Role
from leads.establishments import forms
from leads.models import Employer, EmployerActivity, Establishment
from leads.models.establishments import Origin
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import town

pytestmark = pytest.mark.django_db

NUMBER = "2000000339"


@pytest.fixture
def employer(lead):
    return lead.employer


def url(name, employer, *numbers):
    return reverse(f"employer:{name}", args=[employer.pk, *numbers])


def seen(desk, address) -> str:
    """What the hidden field says of the row as it is now."""
    return desk.get(address).context["form"]["seen"].value()


def test_an_employer_without_places_says_what_they_are_for(desk, employer):
    page = desk.get(url("edit", employer)).content.decode()
    assert "Nog geen vestigingen." in page
    assert "Nog geen activiteiten gekend." in page


def test_a_place_is_added_and_stands_on_the_employer(desk, employer):
    places.load()
    genk = town("Genk")
    typed = {"number": "2.000.000.339", "name": "Loods", "address": "Kaai 1", "place": "3600"}
    answer = desk.post(url("establishment_add", employer), typed, follow=True)
    place = employer.establishments.get()
    assert (place.number, place.name, place.municipality) == (NUMBER, "Loods", genk)
    page = answer.content.decode()
    for words in ("Loods is bewaard.", "Kaai 1, Genk", "2.000.000.339"):
        assert words in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, forms.NOTHING),
        ({"number": "2.000.000.338"}, "Dit is geen vestigingsnummer."),
        ({"number": "0403.170.701"}, "Dit is het nummer van een onderneming."),
        ({"number": "2.000.000.339"}, forms.TAKEN),
        ({"name": "Loods", "place": "Nergenshuizen"}, "We kennen deze postcode of gemeente niet."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(desk, employer, typed, said):
    employer.establishments.create(number=NUMBER)
    answer = desk.post(url("establishment_add", employer), typed)
    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    for value in typed.values():
        assert f'value="{value}"' in page
    assert employer.establishments.count() == 1


def test_a_place_is_changed(desk, employer):
    places.load()
    place = employer.establishments.create(name="Loods", municipality=town("Genk"))
    address = url("establishment", employer, place.pk)
    assert 'value="Genk"' in desk.get(address).content.decode()
    desk.post(address, {"name": "Magazijn", "place": "Genk", "seen": seen(desk, address)})
    place.refresh_from_db()
    assert (str(place), place.where) == ("Magazijn", "Genk")


def test_the_second_of_two_is_told(desk, employer):
    place = employer.establishments.create(name="Loods")
    address = url("establishment", employer, place.pk)
    opened = seen(desk, address)
    Establishment.objects.update(name="Depot")
    answer = desk.post(address, {"name": "Magazijn", "seen": opened})
    assert "Staat nu op “Depot”." in answer.content.decode()
    assert employer.establishments.get().name == "Depot"


def test_a_place_goes_after_a_question(desk, employer):
    place = employer.establishments.create(name="Loods")
    address = url("establishment_remove", employer, place.pk)
    assert "voor alle partners die deze werkgever kennen" in desk.get(address).content.decode()
    assert Establishment.objects.exists()
    assert "Loods is verwijderd." in desk.post(address, follow=True).content.decode()
    assert not Establishment.objects.exists()


def test_what_the_register_says_stays(desk, employer):
    place = employer.establishments.create(number=NUMBER, origin=Origin.REGISTER)
    answer = desk.post(url("establishment_remove", employer, place.pk))
    assert (answer.status_code, "Dit komt uit KBO" in answer.content.decode()) == (409, True)
    assert Establishment.objects.exists()
    activity = employer.activities.create(code="47110", origin=Origin.REGISTER)
    assert desk.post(url("activity_remove", employer, activity.pk)).status_code == 409


def test_what_a_person_changed_is_that_persons_word(desk, employer):
    place = employer.establishments.create(number=NUMBER, origin=Origin.REGISTER)
    desk.post(url("establishment", employer, place.pk), {"number": NUMBER, "name": "Loods"})
    place.refresh_from_db()
    assert (place.name, place.origin) == ("Loods", Origin.TYPED)


@pytest.mark.parametrize("code", ["47.110", "47110", "47 110", " 47110"])
def test_an_activity_is_added_with_its_version(desk, employer, code):
    typed = {"code": code, "version": "2025", "is_main": "on"}
    page = desk.post(url("activity_add", employer), typed, follow=True).content.decode()
    assert (EmployerActivity.objects.get().code, "47.110" in page) == ("47110", True)
    answer = desk.post(url("activity_add", employer), typed)
    assert forms.SAME_CODE in answer.content.decode()
    assert desk.post(url("activity_add", employer), typed | {"version": "2008"}).status_code == 302


@pytest.mark.parametrize("code", ["", "bakkerij", "4", "471101", "00"])
def test_what_is_no_code_is_said(desk, employer, code):
    answer = desk.post(url("activity_add", employer), {"code": code, "version": "2025"})
    assert (answer.status_code, forms.NO_CODE in answer.content.decode()) == (422, True)


def test_an_activity_of_a_place_and_of_no_other_employers(desk, employer, people):
    place = employer.establishments.create(name="Loods")
    others = LeadFactory(owner_organisation=people.partner).employer
    foreign = others.establishments.create(name="Elders")
    typed = {"code": "47110", "version": "2025", "establishment": foreign.pk}
    assert desk.post(url("activity_add", employer), typed).status_code == 422
    desk.post(url("activity_add", employer), typed | {"establishment": place.pk})
    activity = place.activities.get()
    address = url("activity_remove", others, activity.pk)
    assert desk.post(address).status_code == 404
    desk.post(url("activity_remove", employer, activity.pk))
    assert not EmployerActivity.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"), [("200", "200"), ("PC 327,01", "327.01"), ("p.c. 118", "118"), ("", "")]
)
def test_size_and_committee_stand_on_the_employer(desk, employer, typed, kept):
    said = {"name": employer.name, "size": "10-49", "joint_committee": typed}
    assert desk.post(url("edit", employer), said).status_code == 302
    employer.refresh_from_db()
    assert (employer.size, employer.joint_committee) == (Employer.Size.SMALL, kept)


def test_both_stand_on_the_dossier(desk, lead):
    Employer.objects.update(size="10-49", joint_committee="118")
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "<dd>10 tot 49 mensen</dd>" in page
    assert "<dd>118</dd>" in page


def test_what_is_no_committee_is_said(desk, employer):
    answer = desk.post(url("edit", employer), {"name": "x", "joint_committee": "bouw"})
    assert "Schrijf het nummer van het paritair comité" in answer.content.decode()


def test_the_list_of_employers_says_both_in_its_export(desk, employer):
    Employer.objects.update(size="10-49", joint_committee="118")
    told = b"".join(desk.get(reverse("employer:index") + "?export=csv")).decode()
    assert "10 tot 49 mensen;118" in told


def test_who_works_at_no_desk_sees_nothing(client, people, as_role, employer):
    client.force_login(as_role(people.partner, Role.MARKETEER))
    assert client.post(url("establishment_add", employer), {"name": "x"}).status_code == 404
    assert not Establishment.objects.exists()


@pytest.mark.database(
    "leads.models.establishments.Establishment", "leads.models.establishments.EmployerActivity"
)
def test_one_number_and_one_code_once_for_each_employer(employer):
    place = employer.establishments.create(number=NUMBER)
    employer.establishments.create(number="")
    employer.establishments.create(number="")
    employer.activities.create(code="47110")
    employer.activities.create(code="47110", establishment=place)
    for wrong in (
        lambda: employer.establishments.create(number=NUMBER),
        lambda: employer.activities.create(code="47110"),
        lambda: employer.activities.create(code="47110", establishment=place),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
