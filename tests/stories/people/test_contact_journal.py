"""A link in an earlier mailbox stays closed when a backup of before the change is put back."""

import json

import pytest
from django.core.files.storage import storages

from brand import rooms
from stories import due
from stories.consent import requests
from stories.models import ContactChange, PortrayedPerson
from stories.people import journal
from tests.factories.stories import PersonFactory, story
from tests.support.backups import after_backup

pytestmark = pytest.mark.django_db
OLD, NEW = "karim@voorbeeld.be", "nadia@elders.be"
NUMBER = "0470 11 22 33"


@pytest.fixture
def person(people):
    return PersonFactory(organisation=people.partner, name="Karim Proef", email=OLD, phone=NUMBER)


@pytest.fixture
def link(people, person):
    return requests.ask(person, story=story(person), by=people.marketer)


@pytest.fixture
def change(people, person, signed_in):
    """A colleague types another address or number over it."""

    def typed(**more):
        said = {"name": person.name, "organisation": people.partner.pk}
        said |= {"email": OLD, "phone": NUMBER, "trusted_person": "", "trusted_contact": ""}
        answer = signed_in(people.marketer).post(
            f"/beheer/portrayedperson/edit/{person.pk}/", {**said, **more}
        )
        assert answer.status_code == 302

    return typed


def opens(client, link) -> bool:
    client.logout()
    return client.get(f"/toestemming/{link.token}/").status_code == 200


def told() -> list[str]:
    asked = [getattr(room, "what_to_tell", None) for room in rooms.modules("restoring")]
    return [line for ask in asked if ask for line in ask() if "telephone number" in line]


@pytest.mark.database("stories.people.journal._do_again")
@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ({"email": NEW}, ("", NUMBER)),
        ({"phone": "0470 99 88 77"}, (OLD, "")),
        ({"email": NEW, "phone": "0470 99 88 77"}, ("", "")),
    ],
    ids=["adres", "nummer", "allebei"],
)
def test_it_opens_nothing_after_a_backup(link, person, change, client, typed, left):
    assert opens(client, link)
    after_backup(lambda: change(**typed))
    assert not opens(client, link)
    person.refresh_from_db()
    assert (person.email, person.phone) == left
    assert told()[0].startswith("1 people got another mail address")
    assert journal.replay() == 0
    change(email=NEW, phone="0470 99 88 77")
    assert told() == []


def test_who_was_not_asked_had_no_link(person, change):
    change(email=NEW)
    assert not ContactChange.objects.exists()


def test_the_journal_names_nobody(link, change, person):
    change(email=NEW)
    (name,) = storages["journal"].listdir("contacts")[1]
    kept = storages["journal"].open(f"contacts/{name}").read().decode()
    assert not any(word in kept for word in (OLD, NEW, "Karim", NUMBER))
    assert json.loads(kept)["person"] == str(person.key)


def test_what_the_journal_lost_is_written_again(link, change):
    change(email=NEW)
    (name,) = storages["journal"].listdir("contacts")[1]
    storages["journal"].delete(f"contacts/{name}")
    assert journal.reconcile() == 1
    assert journal.reconcile in [act for _, seconds, act in due.JOBS if seconds == 60]


def test_of_somebody_this_database_does_not_know_nothing_is_made(people, link, change, person):
    change(email=NEW)
    person.contact_changes.all().delete()
    person.requests.all().delete()
    PortrayedPerson.objects.filter(pk=person.pk).update(key="5f0f8e0e-1b1b-4c4c-8d8d-000000000001")
    assert journal.replay() == 0
    assert not PortrayedPerson.objects.filter(is_from_journal=True).exists()
