"""A link to a placement in an earlier mailbox stays closed after an older backup."""

import pytest
from django.urls import reverse

from brand.models import GoneRow
from brand.privacy import replay
from leads.models import Contact, PlacementLink
from leads.placements import recording
from tests.support.backups import after_backup

pytestmark = pytest.mark.django_db
OLD, NEW = "bo@peeters.example", "bo@elders.example"


@pytest.fixture
def link(placement, lead, people):
    return recording.ask_contact(placement, lead.contact, people.owner)


def opens(client, link) -> bool:
    return client.get(reverse("placement_link", args=[link.token])).status_code == 200


def change(address: str) -> None:
    contact = Contact.objects.get()
    contact.email = address
    contact.save()


@pytest.mark.parametrize("address", [NEW, ""], ids=["ander", "leeg"])
def test_an_address_that_was_replaced(client, link, placement, people, address):
    assert opens(client, link)
    after_backup(lambda: change(address))
    assert not opens(client, link)
    contact = Contact.objects.get()
    assert (contact.email, OLD in contact.search_words) == ("", False)
    assert replay.replay() == 0
    change(OLD)  # which turns out to be right after all: it is asked anew
    assert not opens(client, link)
    recording.ask_contact(placement, Contact.objects.get(), people.owner)
    assert opens(client, PlacementLink.objects.order_by("-pk")[0])


def test_nobody_was_asked(lead):
    change(NEW)
    assert not GoneRow.objects.exists()


def test_another_name_replaces_no_address(link):
    Contact.objects.get().save(update_fields=["name"])
    assert not GoneRow.objects.exists()
