"""People who were shown or asked: as long as something rests on it, and as long as proof may be."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from brand.privacy import retention
from stories.models import (
    Consent,
    ConsentProof,
    ConsentRequest,
    ContributionLink,
    PortrayedPerson,
    Recall,
    Use,
    Withdrawal,
)
from tests.factories.brand import OrganisationFactory, UserFactory
from tests.factories.stories import ConsentFactory, PersonFactory, story

pytestmark = pytest.mark.django_db
NEVER, LONG = "Mensen die nooit toestemming gaven", "Mensen wier toestemming lang voorbij is"
TOLD, TOOK = "Wie een verhaal mocht vertellen", "Wie iets meenam voor de pers"


def ago(years):
    return timezone.now() - timedelta(days=round(years * 365.25) + 10)


def somebody(years, **fields):
    person = PersonFactory(
        name="Karim Benali", email="karim@bedrijf.be", trusted_person="Lies", **fields
    )
    PortrayedPerson.objects.filter(pk=person.pk).update(created_at=ago(years))
    return person


def ended(person, years):
    row = ConsentFactory(person=person)
    Consent.objects.filter(pk=row.pk).update(
        given_on=ago(years + 2).date(), until=ago(years).date(), withdrawn_at=ago(years)
    )
    return row


@pytest.mark.database("stories.models.consent.AskedFile")
def test_who_never_allowed_anything_is_forgotten_a_year_after_the_last_question():
    old, young = somebody(1), somebody(0)
    asked = ConsentRequest.objects.create(person=somebody(2))
    ConsentRequest.objects.create(person=old, asked_at=ago(1))
    assert retention.run()[NEVER] == 1
    assert set(PortrayedPerson.objects.all()) == {young, asked.person}


def test_who_stands_in_a_draft_is_not():
    person = somebody(2)
    story(person)
    assert retention.run()[NEVER] == 0
    assert PortrayedPerson.objects.get().name == "Karim Benali"


@pytest.mark.parametrize("years", [0, 4.9])
def test_proof_is_kept_for_five_years(years):
    ended(somebody(9), years)
    assert retention.run()[LONG] == 0


def test_consent_that_holds_is_kept_however_old():
    row = ended(somebody(9), 8)
    Consent.objects.filter(pk=row.pk).update(until=None, withdrawn_at=None)
    assert retention.run()[LONG] == 0


def test_what_is_being_taken_back_keeps_its_names():
    person = somebody(9)
    ended(person, 6)
    withdrawal = Withdrawal.objects.create(
        person=person, organisation=person.organisation, way="link", at=ago(6)
    )
    assert retention.run()[LONG] == 0
    Withdrawal.objects.update(swept_at=ago(6))
    task = Recall.objects.create(
        withdrawal=withdrawal, organisation=person.organisation, task="Bel", due_on=ago(6).date()
    )
    assert retention.run()[LONG] == 0
    Recall.objects.filter(pk=task.pk).update(done_at=ago(5))
    assert retention.run()[LONG] == 1


@pytest.mark.database(
    "brand.privacy.erasure.history_naming",
    "stories.withdrawal.erasure._mails_naming",
    "stories.withdrawal.erasure.forget",
)
def test_afterwards_it_stays_that_somebody_allowed_it_and_stopped():
    person = somebody(9)
    row = ended(person, 6)
    proof = ConsentProof.objects.create(person=person, content=b"een foto")
    request = ConsentRequest.objects.create(person=person, asked_at=ago(8))
    link = request.token
    log(instance=person, action="wagtail.edit", user=UserFactory())
    assert retention.run()[LONG] == 1
    assert retention.run()[LONG] == 0
    person.refresh_from_db()
    assert (person.name, person.email, person.trusted_person) == ("Gewist", "", "")
    assert person.erased_at is not None
    left = Consent.objects.get(pk=row.pk)
    assert (left.channel, left.withdrawn_at is not None) == ("website", True)
    proof.refresh_from_db()
    assert bytes(proof.content) == b""
    assert ConsentRequest.find(link) is None
    assert not PortrayedPerson.objects.visible_to(UserFactory(is_superuser=True)).exists()
    assert set(ModelLogEntry.objects.for_instance(person).values_list("label", flat=True)) == {
        "Gewist"
    }


def test_who_was_asked_for_a_story_is_forgotten_a_year_later():
    house = OrganisationFactory()
    fields = {"organisation": house, "name": "Lies Maes", "email": "lies@bedrijf.be"}
    old = ContributionLink.objects.create(**fields, until=ago(1).date(), who="Bo")
    ContributionLink.objects.create(**fields, until=timezone.localdate())
    waits = ContributionLink.objects.create(**fields, until=ago(1).date(), who="Bo", story=story())
    assert retention.run()[TOLD] == 1
    assert retention.run()[TOLD] == 0
    old.refresh_from_db()
    waits.refresh_from_db()
    assert (old.name, old.email, old.who) == ("Gewist", "", "")
    assert waits.name == "Lies Maes"


def test_who_took_something_along_is_kept_while_it_may_be_called_back():
    shown = story(live=True)
    fields = {"kind": "download", "channel": "pers-en-drukwerk", "where": "Persmap"}
    fields |= {"organisation": OrganisationFactory(), "who": "Jo <jo@krant.be>", "at": ago(6)}
    Use.objects.create(**fields)
    Use.objects.create(**fields, story=shown)
    assert retention.run()[TOOK] == 1
    assert sorted(Use.objects.values_list("who", flat=True)) == ["", "Jo <jo@krant.be>"]
