"""What is remembered is never older than the last change that visitors may see."""

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from brand.changes.memory import until_changed
from brand.models import Organisation, Tally
from roadshow import emails
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.factories.stories import ConsentFactory, picture

pytestmark = pytest.mark.django_db(transaction=True)


@until_changed
def names(slug) -> list[str]:
    return list(Organisation.objects.filter(slug=slug).values_list("name", flat=True))


def test_asked_once_until_something_changes(django_assert_num_queries):
    partner = OrganisationFactory(name="De Werkschuit", slug="schuit")
    with django_assert_num_queries(1):
        assert [names("schuit"), names("schuit")] == [["De Werkschuit"]] * 2
    Tally.objects.create(key="a", ends_at="2027-01-01T00:00Z")  # nobody sees this
    with django_assert_num_queries(0):
        names("schuit")
    Organisation.objects.filter(pk=partner.pk).update(name="De Schuit")
    assert names("schuit") == ["De Schuit"]


def test_within_a_transaction_its_own_changes_are_seen_and_nobody_elses_kept():
    OrganisationFactory(name="De Werkschuit", slug="schuit")
    names("schuit")
    with transaction.atomic():
        Organisation.objects.update(name="Anders")
        assert names("schuit") == ["Anders"]
        transaction.set_rollback(True)
    assert names("schuit") == ["De Werkschuit"]


def test_the_clock_ends_it_too(django_assert_num_queries):
    with time_machine.travel("2026-12-07 23:59:30+01:00", tick=False) as clock:
        names("schuit")
        clock.shift(31)  # it is tomorrow
        with django_assert_num_queries(1):
            names("schuit")


def test_a_photo_withdrawn_between_two_mails_goes_with_the_first_alone(founded):
    stop = StopFactory(contact_photo=picture(31))
    given = ConsentFactory(picture=stop.contact_photo)
    registration = RegistrationFactory(stop=stop)

    def goes_along() -> bool:
        parts = emails.confirmed(registration.pk).inline
        return emails.PORTRAIT_ID in [name for name, _, _ in parts]

    assert goes_along()
    type(given).objects.update(withdrawn_at=timezone.now())
    assert not goes_along()
