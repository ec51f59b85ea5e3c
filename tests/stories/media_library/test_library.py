"""The media library tells of each picture what may be done with it, to whom may know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import Picture
from stories.media_library import rights
from stories.media_library.screens import ENDS, NO_CREDIT, NOBODY, REFUSED, UNUSED, pictures
from stories.models import AskedFile, Consent, ConsentRequest
from tests.factories.stories import ConsentFactory, PersonFactory, picture

pytestmark = pytest.mark.django_db
AT = "/beheer/beeldbank/"


@pytest.fixture
def shelf(people):
    """Pictures of nobody, allowed, and asked about; and one of another partner."""
    mine, theirs = people.partner.collection, people.other.collection
    karim = PersonFactory(organisation=people.partner, name="Karim El Idrissi")
    made = {
        "nobody": picture(10, title="Gebouw", collection=mine, credit="An", licence="Eigen foto"),
        "allowed": picture(20, title="Karim lacht", collection=mine),
        "asked": picture(30, title="Karim denkt na", collection=mine),
        "foreign": picture(40, title="Van de buren", collection=theirs),
    }
    for one in made.values():
        one.get_file_hash()
    ConsentFactory(person=karim, picture=made["allowed"], story=None)
    asked = ConsentRequest.objects.create(person=karim, asked_at=timezone.now())
    AskedFile.objects.create(request=asked, file_hash=made["asked"].file_hash)
    return made


def names(rows) -> set[str]:
    return {one.title for one in rows}


def test_a_partner_sees_its_own_folder(people, signed_in, shelf):
    page = signed_in(people.marketer).get(AT).text
    assert [title in page for title in ("Gebouw", "Karim lacht", "Karim denkt na")] == [True] * 3
    assert "Van de buren" not in page
    assert page.count("Niemand gevraagd</strong>") == 1
    assert "Website: ja" in page
    assert "Nieuwsbrief: nee" in page


def test_what_each_channel_may_show(people, shelf):
    found = {one.picture.title: one for one in rights.of(shelf.values(), people.marketer)}
    allowed = dict(found["Karim lacht"].channels)
    assert allowed.pop("Website") is True
    assert set(allowed.values()) == {False}
    assert {said for _, said in found["Karim denkt na"].channels} == {False}
    assert found["Karim denkt na"].people == ["Karim El Idrissi"]
    assert found["Gebouw"].nobody_asked
    # To another partner he has no name.
    (there,) = rights.of([shelf["allowed"]], people.other_marketer)
    assert there.people == ["iemand van een andere partner"]


def test_each_filter_finds_its_own(people, shelf):
    def found(**asked):
        return names(pictures(people.marketer, **asked))

    assert found(tonen=NOBODY) == {"Gebouw"}
    assert found(tonen=REFUSED) == {"Karim lacht", "Karim denkt na"}
    assert found(tonen=NO_CREDIT) == {"Karim lacht", "Karim denkt na"}
    assert found(tonen=UNUSED) == {"Gebouw", "Karim lacht", "Karim denkt na"}
    assert found(kanaal="website") == {"Karim lacht"}
    assert found(kanaal="pers") == set()
    assert found(zoek="karim") == {"Karim lacht", "Karim denkt na"}
    assert found(zoek="gebouv") == {"Gebouw"}
    assert found(tonen=ENDS) == set()
    soon = timezone.localdate() + timedelta(days=30)
    Consent.objects.filter(picture=shelf["allowed"]).update(until=soon)
    assert found(tonen=ENDS) == {"Karim lacht"}
    (told,) = rights.of([shelf["allowed"]], people.marketer)
    assert told.until == soon


def test_used_is_what_shows_it(people, shelf):
    people.partner.logo = shelf["nobody"]
    people.partner.save()
    (told,) = rights.of([shelf["nobody"]], people.marketer)
    assert told.uses == 1
    assert "Gebouw" not in names(pictures(people.marketer, tonen=UNUSED))


def test_as_many_queries_for_more_pictures(people, shelf, django_assert_max_num_queries):
    few = list(Picture.objects.all())
    for shade in range(50, 62):
        few.append(picture(shade, collection=people.partner.collection))
    for one in few:
        one.get_file_hash()
    with django_assert_max_num_queries(25):
        assert len(rights.of(few, people.marketer)) == 16


def test_empty_and_nothing_found_are_said(people, signed_in, shelf):
    client = signed_in(people.marketer)
    assert "Geen foto’s gevonden." in client.get(AT, {"zoek": "zzzz"}).text
    Picture.objects.all().delete()
    assert "Er staan nog geen foto’s in." in client.get(AT).text


@pytest.mark.parametrize(
    "asked",
    [{"tonen": "x"}, {"kanaal": "x"}, {"partner": "²"}, {"p": "-1"}, {"zoek": "a\x00b"}],
)
def test_a_strange_address_is_no_fault(people, signed_in, shelf, asked):
    assert signed_in(people.marketer).get(AT, asked).status_code == 200


def test_who_works_with_no_pictures_has_no_library(people, signed_in, shelf):
    assert signed_in(people.owner).get(AT).status_code == 302  # a coordinator, sent home
