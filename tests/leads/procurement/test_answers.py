"""A partner's prices: its own question, its own answers, and nothing of anybody else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from leads.follow_up.record import LeadActionRefused
from leads.models import PriceAnswer, PriceRequest
from leads.procurement import answers, requests
from tests.factories.brand import OrganisationFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(sent):
    return sent.invitations.get()


@pytest.fixture
def guest(client, people):
    """The coordinator of the partner that is asked, at her desk."""
    client.force_login(people.outsider)
    return client


def url_of(invitation, name="invitation"):
    return reverse(f"procurement:{name}", args=[invitation.pk])


def prices(invitation, *said, **more):
    """What is sent: price, VAT and the rest for each line, in their order."""
    sent = {}
    for line, values in zip(invitation.request.lines.all(), said, strict=False):
        sent |= {f"{line.pk}-{name}": value for name, value in values.items()}
    return sent | more


def test_answering_line_by_line(guest, invitation, people):
    page = guest.get(url_of(invitation)).text
    assert "Maaien" in page
    assert "Gemeente Voorbeek" in page
    day = (timezone.localdate() + timedelta(days=60)).isoformat()
    whole = {"price": "0,035", "vat": "21", "unit": "m2", "minimum": "500 m²"}
    sent = prices(
        invitation,
        whole | {"lead_time": "twee weken", "valid_until": day, "remark": "Enkel droog weer"},
        remark="Samen met de buren kan goedkoper.",
    )
    assert guest.post(url_of(invitation), sent).status_code == 302
    offer = PriceAnswer.objects.get().offers.get()
    assert (offer.price, offer.vat, offer.minimum) == (Decimal("0.0350"), 21, "500 m²")
    page = guest.get(url_of(invitation)).text
    assert "Jullie antwoordden op" in page
    assert "€\xa00,035 per m²" in page
    message = mail.make(OutgoingMail.objects.get(kind="leads.emails.prices_answered"))
    assert (message.to, message.subject) == (
        people.owner.email,
        "Bermen: prijzen van VOORBEELD De Overkant",
    )
    assert "0,035" not in message.text


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "Vul minstens één prijs in, of zeg dat het niets voor jullie is."),
        ({"price": "veel", "vat": "21"}, "Vul een prijs in, zoals 12 of 0,35."),
        ({"price": "-3", "vat": "21"}, "Vul een prijs in, zoals 12 of 0,35."),
        ({"price": "12"}, "Vul het btw-percentage in; 0 kan ook."),
        ({"price": "12", "vat": "x"}, "Vul een percentage in, zoals 21."),
        ({"price": "12", "vat": "150"}, "Vul hoogstens 100 in."),
        ({"minimum": "5"}, "Vul een prijs in, zoals 12 of 0,35."),
        ({"price": "12", "vat": "21", "valid_until": "ooit"}, "Vul een datum in"),
        ({"price": "12", "vat": "21", "unit": "kasteel"}, "Selecteer een geldige keuze"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(guest, invitation, said, message):
    answer = guest.post(url_of(invitation), prices(invitation, said, remark="Mijn tekst"))
    assert (answer.status_code, PriceAnswer.objects.count()) == (422, 0)
    assert message in answer.text
    assert "Mijn tekst" in answer.text


@pytest.mark.parametrize(
    ("typed", "price"), [("0.350", "0.35"), ("1.250", "1250"), ("€ 12,50", "12.5"), ("7.5", "7.5")]
)
def test_a_price_as_people_write_it(guest, invitation, typed, price):
    guest.post(url_of(invitation), prices(invitation, {"price": typed, "vat": "6"}))
    assert PriceAnswer.objects.get().offers.get().price == Decimal(price)


def test_not_for_us_and_why(guest, invitation):
    url = url_of(invitation, "decline_prices")
    assert guest.get(url).status_code == 302
    assert "Schrijf kort waarom" in guest.post(url, {}).text
    guest.post(url, {"reason": "Onze ploeg zit vol."})
    assert PriceAnswer.objects.get().is_no
    assert "Onze ploeg zit vol." in guest.get(url_of(invitation)).text


def test_another_answer_replaces_and_both_are_kept(guest, invitation):
    guest.post(url_of(invitation), prices(invitation, {"price": "3", "vat": "21"}))
    assert 'value="3"' in guest.get(url_of(invitation)).text
    guest.post(url_of(invitation), prices(invitation, {"price": "2,5", "vat": "21"}))
    page = guest.get(url_of(invitation)).text
    assert (page.count("per m²"), "vervangen" in page) == (2, True)
    assert invitation.newest.offers.get().price == Decimal("2.5")


def test_after_the_last_day_nothing_changes(guest, invitation):
    PriceRequest.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    sent = prices(invitation, {"price": "3", "vat": "21"})
    answer = guest.post(url_of(invitation), sent)
    assert (answer.status_code, PriceAnswer.objects.count()) == (409, 0)
    assert "Jullie gaven geen antwoord." in guest.get(url_of(invitation)).text
    assert guest.post(url_of(invitation, "decline_prices"), {"reason": "Vol"}).status_code == 409


def test_what_was_withdrawn_takes_no_answer(invitation, people):
    requests.withdraw(invitation.request, people.owner)
    with pytest.raises(LeadActionRefused, match="ingetrokken"):
        answers.decline(invitation, people.outsider, "Vol")


def test_an_earlier_price_for_the_same_work_is_proposed(guest, invitation, people, draft_of):
    guest.post(url_of(invitation), prices(invitation, {"price": "3", "vat": "21"}))
    later = draft_of(("MAAIEN", 100, "m2"), ("Maaien", 3, "uur"))
    requests.send(later, [people.other], people.owner)
    page = guest.get(url_of(later.invitations.get())).text
    assert page.count("Overgenomen van jullie antwoord van") == 1
    assert 'value="3"' in page
    assert PriceAnswer.objects.count() == 1


def test_nothing_of_another_partner_shows(guest, client, sent, people, as_role):
    """Who else was asked, what it said, whose dossier it is: nothing of that."""
    third = OrganisationFactory(name="KANARIE De Derde")
    requests.send(sent, [third], people.owner)
    theirs = sent.invitations.get(partner=third)
    worker = as_role(third)
    line = sent.lines.first()
    answers.give(
        theirs,
        worker,
        {line.pk: {"price": Decimal(777), "unit": "m2", "vat": Decimal(21)}},
        "KANARIE opmerking",
    )
    own = sent.invitations.get(partner=people.other)
    pages = [url_of(own), reverse("procurement:index"), reverse("today:index")]
    for page in pages:
        told = guest.get(page).text
        assert ("KANARIE" in told, "777" in told) == (False, False), page
    for name in ("invitation", "decline_prices"):
        assert guest.get(url_of(theirs, name)).status_code == 404
        assert guest.post(url_of(theirs, name), {"reason": "x"}).status_code == 404
    asked = reverse("procurement:request", args=[sent.pk])
    for query in ("", "?export=csv"):
        assert guest.get(asked + query).status_code == 404
    for name in ("change_request", "send", "extend", "withdraw", "throw_away"):
        assert guest.post(reverse(f"procurement:{name}", args=[sent.pk])).status_code == 404
    for row in OutgoingMail.objects.filter(ref__endswith=f"-{people.outsider.pk}"):
        message = mail.make(row)
        assert message is None or "KANARIE" not in message.text
    client.force_login(member(people.other, "marketeer"))
    assert client.get(url_of(own)).status_code in (302, 404)
