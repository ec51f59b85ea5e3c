"""The screen of somebody we show: who it is. What that person allows is never filled in here."""

import pytest
from django.urls import reverse

from brand import mail
from brand.models import OutgoingMail
from stories import personal_data
from stories.consent import requests
from stories.models import Consent, ConsentReceipt, PortrayedPerson
from stories.withdrawal import erasure
from tests.factories.stories import ConsentFactory, PersonFactory

pytestmark = pytest.mark.django_db
FIELDS = {"name", "organisation", "phone", "email", "trusted_person", "trusted_contact"}


@pytest.fixture
def person(people):
    return PersonFactory(
        organisation=people.partner, trusted_person="Lien", trusted_contact="0470 11 22 33"
    )


def screen(person):
    return reverse("portrayedperson:edit", args=[person.pk])


def test_it_asks_who_somebody_is_and_nothing_else(person, people, signed_in):
    page = signed_in(people.marketer).get(screen(person))
    assert set(page.context["form"].fields) == FIELDS
    assert reverse("consent_ask", args=[person.pk]) in page.content.decode()


def test_ticks_that_are_sent_along_allow_nothing(person, people, signed_in):
    """What the form of before made a consent of."""
    said = {
        "name": "Karim Nieuw",
        "organisation": person.organisation_id,
        "taking": "on",
        "channels": ["website", "sociale-media"],
        "name_level": "voornaam",
        "way": "link",
        "given_on": "2026-01-01",
    }
    client = signed_in(people.marketer)
    for address in (screen(person), reverse("portrayedperson:add")):
        assert client.post(address, said).status_code == 302
    assert PortrayedPerson.objects.filter(name="Karim Nieuw").count() == 2
    assert Consent.objects.count() == ConsentReceipt.objects.count() == 0


def test_what_is_allowed_stands_there_with_its_proof(person, people, signed_in):
    ConsentFactory(person=person, present="Lien")
    page = " ".join(signed_in(people.marketer).get(screen(person)).content.decode().split())
    assert "op een toestel dat een medewerker doorgaf, in het bijzijn van Lien" in page
    assert "tekst 2026-11 (nl)" in page


def test_the_trusted_person_can_be_reached(person, people, signed_in):
    page = signed_in(people.marketer).get(screen(person))
    assert 'value="0470 11 22 33"' in page.content.decode()


OLD, NEW = "karim@voorbeeld.be", "iemand@elders.be"


def saved(client, person, email):
    said = {"name": person.name, "organisation": person.organisation_id, "email": email}
    said |= dict.fromkeys(["phone", "trusted_person", "trusted_contact"], "")
    assert client.post(screen(person), said).status_code == 302


def told_of_it() -> list[str]:
    rows = OutgoingMail.objects.filter(kind="stories.emails.address_replaced").order_by("pk")
    return [mail.make(row).to for row in rows]


@pytest.mark.parametrize("email", [NEW, ""])
def test_the_old_address_is_told_that_it_was_replaced(person, people, signed_in, email):
    PortrayedPerson.objects.filter(pk=person.pk).update(email=OLD)
    link = requests.ask(person)
    client = signed_in(people.marketer)
    person.name = "Karim Proef"
    saved(client, person, email)
    saved(client, person, email)
    assert told_of_it() == [OLD]
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.address_replaced"))
    assert f"gaf een medewerker van {people.partner} daar een ander mailadres voor in." in sent.text
    for one in (sent.text, sent.html, sent.subject):  # it may be a stranger's address
        assert not any(word in one for word in ("Karim", NEW, link.token))


def test_nobody_is_told_of_another_writing_or_before_anything_was_asked(person, people, signed_in):
    client = signed_in(people.marketer)
    for email in (OLD, NEW, OLD):
        saved(client, person, email)
    requests.ask(person)
    saved(client, person, OLD.upper())
    assert told_of_it() == []


def test_an_earlier_address_goes_with_the_person(person, people, signed_in):
    PortrayedPerson.objects.filter(pk=person.pk).update(email=OLD)
    requests.ask(person)
    saved(signed_in(people.marketer), person, NEW)
    assert ("Vorig e-mailadres", OLD) in [
        (name, str(said).partition(",")[0]) for name, said in personal_data.person(person)
    ]
    erasure.forget(person)
    assert person.contact_changes.get().old_email == ""
    assert not OutgoingMail.objects.filter(kind__contains="address").exists()


@pytest.mark.parametrize(
    ("before", "after", "opens"),
    [
        ({"email": OLD}, {"email": NEW}, False),
        ({"email": OLD}, {"email": ""}, False),
        ({"email": OLD}, {"email": OLD.upper()}, True),
        ({"email": ""}, {"email": NEW}, True),
        ({"phone": "0470 11 22 33"}, {"phone": "0470 99 88 77"}, False),
        ({"phone": "0470 11 22 33"}, {"phone": "+32 470 11 22 33"}, True),
    ],
)
def test_links_in_a_mailbox_of_before_close(
    person, people, signed_in, client, before, after, opens
):
    PortrayedPerson.objects.filter(pk=person.pk).update(**before)
    link = requests.ask(person)
    told = {"email": "", "phone": "", **before, **after}
    said = {"name": person.name, "organisation": person.organisation_id, **told}
    said |= dict.fromkeys(["trusted_person", "trusted_contact"], "")
    page = signed_in(people.marketer).post(screen(person), said, follow=True)
    assert ("openen niet meer. Stuur een nieuwe link." in page.content.decode()) is not opens
    client.logout()
    assert (client.get(f"/toestemming/{link.token}/").status_code == 200) is opens
    person.refresh_from_db()
    fresh = requests.own_link(person)
    assert (fresh.pk, fresh.token == link.token) == (link.pk, opens)
    assert client.get(f"/toestemming/{fresh.token}/").status_code == 200
