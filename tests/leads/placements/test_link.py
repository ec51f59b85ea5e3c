"""The page behind the link, for who has no account."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from leads.models import PlacementLink
from leads.models.placements import Answer
from leads.placements import checks, recording

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(placement, lead, people):
    return recording.ask_contact(placement, lead.contact, people.owner)


@pytest.fixture
def url(link):
    return reverse("placement_link", args=[link.token])


def test_the_mail_brings_there(link, url):
    message = mail.make(OutgoingMail.objects.get(kind="leads.emails.confirm_placement"))
    assert message.to == "bo@peeters.example"
    assert message.subject.strip() == "Klopt dit? Enclave met VOORBEELD De Proefhal"
    assert url in message.text
    assert url in message.html


def test_looking_changes_nothing(client, url, placement):
    response = client.get(url)
    page = response.content.decode()
    assert "4 mensen" in page
    assert "Bakkerij Peeters" in page
    assert "Bo Peeters" not in page
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    client.head(url)
    placement.refresh_from_db()
    assert placement.employer_answer == ""


def test_yes(client, url, placement):
    response = client.post(url, {"version": placement.version, "answer": "ja"})
    assert (response.status_code, response.url) == (302, f"{url}#antwoord")
    placement.refresh_from_db()
    assert placement.is_confirmed
    assert "U zei: dit klopt." in client.get(url).content.decode()


def test_no_asks_why_and_keeps_what_was_typed(client, url, placement):
    response = client.post(url, {"version": 1, "answer": "nee", "reason": ""})
    assert response.status_code == 422
    assert "Schrijf kort wat er niet klopt." in response.content.decode()
    number = client.post(url, {"version": 1, "answer": "nee", "reason": "Jan, 85.07.30-033 28"})
    assert number.status_code == 422
    assert "85.07.30-033 28" in number.content.decode()
    client.post(url, {"version": 1, "answer": "nee", "reason": "Het zijn er drie"})
    placement.refresh_from_db()
    assert placement.employer_answer == Answer.NO
    assert "dit klopt niet" in client.get(url).content.decode()


def test_one_may_think_again(client, url, placement):
    client.post(url, {"version": 1, "answer": "nee", "reason": "Het zijn er drie"})
    client.post(url, {"version": 1, "answer": "ja"})
    placement.refresh_from_db()
    assert placement.is_confirmed


def test_facts_that_changed_under_the_page(client, url, placement, people):
    recording.change(placement, people.owner, people=9)
    response = client.post(url, {"version": 1, "answer": "ja"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "intussen gewijzigd" in page
    assert "9 mensen" in page
    placement.refresh_from_db()
    assert placement.employer_answer == ""


@pytest.mark.parametrize("what", ["unknown", "expired", "contact gone"])
def test_links_that_open_nothing_look_alike(client, url, link, what):
    if what == "unknown":
        url = reverse("placement_link", args=["x" * 32])
    if what == "expired":
        PlacementLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    if what == "contact gone":
        link.contact.delete()
    response = client.get(url)
    assert response.status_code == 404
    assert "Deze link" in response.content.decode()
    assert client.post(url, {"version": 1, "answer": "ja"}).status_code == 404


def test_a_colleague_of_the_partner_answers_by_link(client, lead, people, forms):
    recorded = recording.record(
        lead, people.federation, form=forms["imw"], people=1, start=timezone.localdate()
    )
    url = reverse("placement_link", args=[recorded.links.get().token])
    client.post(url, {"version": 1, "answer": "ja"})
    recorded.refresh_from_db()
    assert (recorded.partner_answer, recorded.employer_answer) == (Answer.YES, "")
    people.owner.memberships.all().delete()
    assert client.get(url).status_code == 404


class TestStillRunning:
    @pytest.fixture
    def due(self, placement, lead):
        recording.answer(placement, "werkgever", Answer.YES, contact=lead.contact)
        placement.refresh_from_db()
        placement.start = timezone.localdate() - timedelta(days=30)
        placement.save()
        checks.plan(placement)
        return checks.due(placement)

    def test_answered(self, client, url, due, placement):
        assert "Loopt dit nog?" in client.get(url).content.decode()
        said = {"check": due.pk, "answer": "deels", "people": "3"}
        assert client.post(url, said).status_code == 302
        due.refresh_from_db()
        assert (due.answer, due.people, due.side) == ("deels", 3, "werkgever")
        assert "loopt nog voor een deel" in client.get(url).content.decode()

    def test_what_cannot_be(self, client, url, due):
        response = client.post(url, {"check": due.pk, "answer": "deels", "people": "40"})
        assert response.status_code == 409
        page = response.content.decode()
        assert "Hoeveel van de 4 mensen" in page
        assert 'value="40"' in page
        assert client.post(url, {"check": due.pk}).status_code == 422

    def test_answered_before(self, client, url, due, people):
        checks.answer(due, "loopt", "partner", by=people.owner)
        response = client.post(url, {"check": due.pk, "answer": "gestopt"})
        assert response.status_code == 409
        assert "Dit antwoord hadden we al" in response.content.decode()


def test_a_flood(client, url, monkeypatch):
    monkeypatch.setattr("leads.placements.views.MOST_POSTS", 2)
    answers = [client.post(url, {"answer": "?"}).status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_a_link_in_a_mailbox_of_before_opens_nothing(client, url, link, placement, people):
    """A colleague corrects the address, or the contact got another one; the new one is asked."""
    contact = link.contact
    contact.email = "BO@peeters.example"  # the same mailbox
    contact.save()
    assert client.get(url).status_code == 200
    contact.email = "an@peeters.example"
    contact.save()
    assert client.get(url).status_code == 404
    assert client.post(url, {"version": 1, "answer": "ja"}).status_code == 404
    placement.refresh_from_db()
    assert placement.employer_answer == ""
    fresh = recording.ask_contact(placement, contact, people.owner)
    assert fresh.pk != link.pk
    assert client.get(reverse("placement_link", args=[fresh.token])).status_code == 200


def test_links_of_before_keep_their_address(link):
    PlacementLink.objects.update(mailed_to="")
    assert not PlacementLink.objects.get().holds
    migration = import_module("leads.migrations.0009_address_of_a_placement_link")
    migration.note_addresses(apps, None)
    assert PlacementLink.objects.get().holds
