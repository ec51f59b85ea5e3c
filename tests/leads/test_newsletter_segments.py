"""What the newsletter may know of an address: an employer, and the sector of that employer."""

import pytest

from leads import newsletter_segments
from leads.models import EmployerActivity
from tests.factories.leads import ContactFactory, EmployerFactory

pytestmark = pytest.mark.django_db


def firm(*codes: str, **fields):
    employer = EmployerFactory()
    for number, code in enumerate(codes):
        EmployerActivity.objects.create(
            employer=employer, code=code, **{"is_main": number == 0, **fields}
        )
    return employer


def sector(email: str) -> str:
    return newsletter_segments.sectors([email]).get(email, "")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("10711", "Industrie"),
        ("41", "Bouw"),
        ("88999", "Zorg en welzijn"),
        ("99000", "Andere diensten"),
        ("34", ""),
        ("00", ""),
        ("", ""),
        ("x1", ""),
    ],
)
def test_a_code_is_of_a_sector(code, name):
    assert newsletter_segments.sector_of(code) == name


def test_somebody_at_a_firm_has_its_sector():
    person = ContactFactory(employer=firm("41000", "10711"))
    asked = [person.email, "iemand@elders.be"]
    assert newsletter_segments.employers(asked) == {person.email}
    assert newsletter_segments.sectors(asked) == {person.email: "Bouw"}


def test_the_main_activity_counts_whatever_its_code():
    person = ContactFactory(employer=firm("56100", "01110"))
    assert sector(person.email) == "Horeca"


def test_a_firm_of_which_nothing_is_known_is_of_no_sector():
    person = ContactFactory()
    assert newsletter_segments.employers([person.email]) == {person.email}
    assert sector(person.email) == ""
    old = ContactFactory(employer=firm("45000", version="2003"))  # numbered otherwise
    assert sector(old.email) == ""


def test_who_is_known_at_firms_of_two_sectors_is_of_neither():
    email = "bo@kantoor.be"
    ContactFactory(employer=firm("41000"), email=email)
    ContactFactory(employer=firm("43210"), email=email)
    assert sector(email) == "Bouw"
    ContactFactory(employer=firm("85200"), email=email)
    assert sector(email) == ""


def test_who_is_erased_is_in_no_group():
    person = ContactFactory(employer=firm("41000"))
    person.delete()
    assert newsletter_segments.employers([person.email]) == set()


def test_many_are_asked_in_parts(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(newsletter_segments, "AT_ONCE", 2)
    emails = [ContactFactory(employer=firm("41000")).email for _ in range(5)]
    with django_assert_num_queries(6):
        assert set(newsletter_segments.sectors(emails)) == set(emails)


def test_nobody_is_asked_for_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert newsletter_segments.sectors([]) == {}
