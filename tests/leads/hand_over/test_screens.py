"""Offering and answering, on screen."""

import pytest
from django.urls import reverse

from leads.hand_over import offers
from leads.models import HandOver, Lead
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(lead, people):
    lead.wish_note = "Alleen in de zomer"
    lead.save()
    return offers.offer(lead, people.other, people.owner, "Iets voor jullie?")


def address(name, offer):
    return reverse(f"today:{name}", args=[offer.pk])


def test_three_clicks(desk, lead, people):
    """Draag over (a link), the partner, Bied aan."""
    url = reverse("lead:offer", args=[lead.pk])
    assert url in desk.get(lead.get_absolute_url()).content.decode()
    page = desk.get(url).content.decode()
    assert f'name="to" value="{people.other.pk}"' in page
    assert desk.post(url, {"to": people.other.pk, "version": 1}).status_code == 302
    assert HandOver.objects.get().to_organisation == people.other


def test_the_sender_may_choose_that_it_goes_on(client, desk, lead, people):
    url = reverse("lead:offer", args=[lead.pk])
    assert "bied het dan aan de volgende partner aan" in desk.get(url).content.decode()
    sent = {"to": people.other.pk, "passes_on": "on", "version": 1}
    assert desk.post(url, sent).status_code == 302
    offer = HandOver.objects.get()
    assert offer.passes_on
    goes_on = "gaat het naar de volgende partner die past."
    assert goes_on in client.get(address("hand_over", offer)).content.decode()


@pytest.mark.parametrize("to", ["", "999", "own", "x"])
def test_a_partner_must_be_chosen(desk, lead, people, to):
    url = reverse("lead:offer", args=[lead.pk])
    to = people.partner.pk if to == "own" else to
    assert desk.post(url, {"to": to, "note": "Hallo"}).status_code == 422
    assert HandOver.objects.count() == 0


def test_the_receiver_sees_what_it_is_about_and_not_who(client, offered, people):
    client.force_login(people.outsider)
    page = client.get(address("hand_over", offered)).content.decode()
    assert "Bakkerij Peeters" in page
    assert "Alleen in de zomer" in page
    assert ("Bo Peeters" in page, "bo@peeters.example" in page) == (False, False)
    assert "Aangeboden door VOORBEELD De Proefhal" in (
        client.get(reverse("today:index")).content.decode()
    )


def test_taking_it_over(client, offered, lead, people):
    client.force_login(people.outsider)
    response = client.post(address("accept", offered))
    assert (response.status_code, response.url) == (302, lead.get_absolute_url())
    assert client.get(lead.get_absolute_url()).status_code == 200
    client.force_login(people.owner)
    assert client.get(lead.get_absolute_url()).status_code == 404
    page = client.get(address("hand_over", offered)).content.decode()
    assert "VOORBEELD De Overkant volgt Bakkerij Peeters op. Nu: nieuw." in page
    assert "Alleen in de zomer" not in page


def test_not_for_us(client, offered, people):
    client.force_login(people.outsider)
    response = client.post(address("decline", offered), {"reason": ""})
    assert response.status_code == 422
    assert "Schrijf kort waarom het niets voor jullie is." in response.content.decode()
    assert client.post(address("decline", offered), {"reason": "Te ver"}).status_code == 302
    assert HandOver.objects.get().reason == "Te ver"
    page = client.get(address("hand_over", offered)).content.decode()
    assert ("Te ver" in page, "Alleen in de zomer" in page) == (True, False)


def test_each_side_gives_its_own_answer(client, offered, people):
    client.force_login(people.owner)
    assert client.post(address("accept", offered)).status_code == 404
    assert client.post(address("decline", offered), {"reason": "x"}).status_code == 404
    client.force_login(people.outsider)
    assert client.post(address("withdraw", offered)).status_code == 404
    client.force_login(people.owner)
    assert client.post(address("withdraw", offered)).status_code == 302
    assert HandOver.objects.get().state == HandOver.State.WITHDRAWN


def test_who_comes_too_late_hears_it(client, offered, people):
    offers.withdraw(offered, people.owner)
    client.force_login(people.outsider)
    page = client.post(address("accept", offered), follow=True).content.decode()
    assert "Dit aanbod is al ingetrokken." in page
    assert Lead.objects.get().owner_organisation == people.partner


def test_offers_of_others_are_not_found(client, people, as_role):
    other = LeadFactory(owner_organisation=people.house)
    offer = offers.offer(other, people.other, people.federation)
    client.force_login(people.owner)
    assert client.get(address("hand_over", offer)).status_code == 404
    for name in ("accept", "decline", "withdraw"):
        assert client.post(address(name, offer), {"reason": "x"}).status_code == 404
    assert offer.lead.employer.name not in (
        client.get(reverse("today:hand_overs")).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_every_length(desk, people, count, queries_for):
    for _ in range(count):
        offers.offer(LeadFactory(owner_organisation=people.partner), people.other, people.owner)
        offers.offer(LeadFactory(owner_organisation=people.other), people.partner, people.outsider)
    assert queries_for(reverse("today:hand_overs")) == 6
