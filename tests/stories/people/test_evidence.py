"""What somebody answered outlives the row of the person: no delete takes it along."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from brand import gating, permissions
from brand.models import Picture, Role
from brand.privacy import retention
from stories.consent import requests
from stories.models import Consent, ConsentRequest, Objection, PortrayedPerson
from stories.withdrawal import withdraw
from tests.factories.brand import member
from tests.factories.stories import ConsentFactory, PersonFactory, image_file, picture, story

pytestmark = [pytest.mark.django_db]

EVIDENCE = {
    "a question": lambda person: ConsentRequest.objects.create(person=person),
    "an answer": lambda person: ConsentFactory(person=person),
    "a paper form": lambda person: person.proofs.create(content=b"foto"),
    "a withdrawal": withdraw.withdraw,
    "an objection": lambda person: Objection.objects.create(
        person=person, story=story(organisation=person.organisation), sentence="Dit niet."
    ),
}


@pytest.mark.parametrize("evidence", EVIDENCE.values(), ids=EVIDENCE)
def test_who_has_it_is_not_deleted_by_any_road(evidence):
    person = PersonFactory()
    evidence(person)
    for delete in (person.delete, PortrayedPerson.objects.all().delete):
        with pytest.raises(ProtectedError, match="moet bewezen blijven"):
            delete()
    with pytest.raises(ProtectedError):
        person.organisation.delete()
    assert PortrayedPerson.objects.get() == person


def test_who_has_none_is_deleted():
    PersonFactory().delete()
    PersonFactory()
    assert PortrayedPerson.objects.all().delete()[0] == 1


def ago(years):
    return timezone.now() - timedelta(days=366 * years)


@pytest.mark.parametrize("said", [None, {"liever-niet": "ja"}], ids=["silence", "no"])
def test_a_photograph_that_was_asked_about_is_held_back_after_the_name_is_forgotten(said, client):
    person = PersonFactory(name="Karim Benali")
    asked = requests.ask(person, picture=picture(1))
    if said:
        client.post(f"/toestemming/{asked.token}/", said)
    ConsentRequest.objects.update(asked_at=ago(2))
    PortrayedPerson.objects.update(created_at=ago(2))
    retention.run()
    assert PortrayedPerson.objects.get().name == "Gewist"
    again = Picture.objects.create(title="Opnieuw", alt="Iemand lacht", file=image_file(1))
    assert gating.shown(again) is None


def test_who_was_asked_stays_with_the_partner_that_asked(people, signed_in):
    person = PersonFactory(organisation=people.partner, name="Karim Benali")
    both = member(people.partner, Role.MARKETEER)
    people.other.memberships.create(user=both, role=Role.MARKETEER)
    permissions.place_in_groups(both)
    address = reverse("portrayedperson:edit", args=[person.pk])
    said = {"name": "Karim Benali", "organisation": people.other.pk}
    said |= dict.fromkeys(["email", "phone", "trusted_person", "trusted_contact"], "")
    requests.ask(person)
    page = signed_in(both).get(address).content.decode()
    assert "Wie al gevraagd werd, blijft bij deze partner." in page
    signed_in(both).post(address, said)
    person.refresh_from_db()
    assert person.organisation == people.partner
    person.organisation = people.other
    with pytest.raises(Exception, match="blijft bij die partner"):
        person.full_clean()
    assert not Consent.objects.exists()
    person.requests.all().delete()
    signed_in(both).post(address, said)
    person.refresh_from_db()
    assert person.organisation == people.other
