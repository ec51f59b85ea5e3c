"""Asking partners for prices: written, looked at, sent; each sees its own question alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from leads.follow_up.record import LeadActionRefused
from leads.hand_over import offers
from leads.models import Interaction, PriceInvitation, PriceRequest
from leads.notifications import choices
from leads.notifications.choices import Kind, When
from leads.procurement import requests

pytestmark = pytest.mark.django_db


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def filled_in(*lines, **more):
    """The form of a request, with these lines: words, quantity, unit."""
    sent = {"title": "Onderhoud van bermen", "closes_on": in_days(14).isoformat()}
    sent |= {"regel-TOTAL_FORMS": str(len(lines) + 1), "regel-INITIAL_FORMS": "0"}
    for number, line in enumerate([*lines, ("", "", "")]):
        for name, value in zip(("description", "quantity", "unit"), line, strict=True):
            sent[f"regel-{number}-{name}"] = value
    return sent | more


def test_from_a_plan_to_a_draft(desk, plan):
    url = reverse("lead:price_request", args=[plan.lead_id], query={"plan": plan.pk})
    assert 'value="Groenonderhoud"' in desk.get(url).text
    answer = desk.post(url, filled_in(("Maaien", "4.500", "m2"), ("Snoeien", "2,5", "dag")))
    request = PriceRequest.objects.get()
    assert (answer.status_code, answer.url) == (
        302,
        reverse("procurement:request", args=[request.pk]),
    )
    lines = request.lines.values_list("description", "quantity", "unit")
    assert list(lines) == [("Maaien", 4500, "m2"), ("Snoeien", 2.5, "dag")]
    assert (request.intention, request.is_draft) == (plan, True)
    page = desk.get(answer.url).text
    assert "Dit zien de partners" in page
    assert "4.500 m²" in page
    assert "VOORBEELD De Overkant" in page
    assert "Bo Peeters" not in page


def test_further_lines_without_a_script(desk, buyer):
    url = reverse("lead:price_request", args=[buyer.pk])
    page = desk.post(url, filled_in(("Maaien", "", ""), meer="1"))
    assert page.status_code == 200
    assert "Regel 5" in page.text
    assert 'value="Maaien"' in page.text
    assert not PriceRequest.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": ""}, "Schrijf kort waarover het gaat."),
        ({"closes_on": ""}, "Kies tot wanneer de partners kunnen antwoorden."),
        ({"closes_on": "2020-01-01"}, "Kies vandaag of een latere dag."),
        ({"closes_on": "2099-01-01"}, "Kies een dag binnen het jaar."),
        ({"regel-0-quantity": ""}, "Vul een hoeveelheid in, zoals 4.500 of 2,5."),
        ({"regel-0-quantity": "veel"}, "Vul een hoeveelheid in, zoals 4.500 of 2,5."),
        ({"regel-0-unit": ""}, "Kies een eenheid."),
        ({"regel-0-description": ""}, "Schrijf wat je vraagt, of maak de regel leeg."),
        ({"shows_contact": "on"}, "Kies wie akkoord is, of vink het akkoord uit."),
        ({"regel-TOTAL_FORMS": "x"}, "Onderhoud van bermen"),
        ({"regel-TOTAL_FORMS": "0"}, "Schrijf minstens één regel"),
        ({"note": "Jan, 85.07.30-033 28"}, "Hier staat een rijksregisternummer."),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(desk, buyer, more, said):
    url = reverse("lead:price_request", args=[buyer.pk])
    answer = desk.post(url, filled_in(("Maaien", "3", "uur")) | more)
    assert (answer.status_code, PriceRequest.objects.count()) == (422, 0)
    assert said in answer.text


def test_a_draft_is_changed_and_thrown_away(desk, draft):
    url = reverse("procurement:change_request", args=[draft.pk])
    assert 'value="4500"' in desk.get(url).text
    assert desk.post(url, filled_in(("Zaaien", "3", "uur"))).status_code == 302
    assert [line.description for line in draft.lines.all()] == ["Zaaien"]
    assert desk.post(url, filled_in(("Zaaien", "", "uur"))).status_code == 422
    desk.post(reverse("procurement:throw_away", args=[draft.pk]))
    assert not PriceRequest.objects.exists()


def test_sending_tells_each_partner_once_by_mail(desk, draft, people, lead):
    url = reverse("procurement:send", args=[draft.pk])
    assert "Kies minstens één partner." in desk.post(url, {}).text
    answer = desk.post(url, {"to": [people.other.pk, people.partner.pk, "x"]})
    assert answer.status_code == 302
    invitation = PriceInvitation.objects.get(partner=people.other)
    assert invitation.reason
    assert PriceInvitation.objects.get(partner=people.partner).is_own
    message = mail.make(OutgoingMail.objects.get(kind="leads.emails.prices_asked"))
    assert message.to == people.outsider.email
    assert message.subject == "VOORBEELD De Proefhal vraagt jullie prijzen: Bermen"
    assert reverse("procurement:invitation", args=[invitation.pk]) in message.text
    assert "Bo Peeters" not in message.text
    line = lead.interactions.filter(kind=Interaction.Kind.PROCUREMENT).first()
    assert line.note == "Prijzen gevraagd: Bermen. Aan één partner."
    with pytest.raises(LeadActionRefused, match="minstens één"):
        requests.send(draft, [people.other], people.owner)


def test_what_was_sent_lies_still(desk, sent):
    url = reverse("procurement:change_request", args=[sent.pk])
    assert desk.get(url).status_code == 302
    answer = desk.post(url, filled_in(("Zaaien", "3", "uur")))
    assert "al verstuurd" in answer.text
    assert [line.description for line in sent.lines.all()] == ["Maaien", "Snoeien"]
    desk.post(reverse("procurement:throw_away", args=[sent.pk]))
    assert PriceRequest.objects.exists()


@pytest.mark.database("leads.models.price_requests.PriceInvitation")
def test_nobody_is_asked_twice(sent, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceInvitation.objects.create(request=sent, partner=people.other)


def test_a_partner_that_left_is_not_asked(draft, people):
    people.other.is_active = False
    people.other.save()
    with pytest.raises(LeadActionRefused, match="doet niet meer mee"):
        requests.send(draft, [people.other], people.owner)


def test_another_last_day(desk, sent):
    url = reverse("procurement:extend", args=[sent.pk])
    assert desk.post(url, {"closes_on": "2020-01-01"}).status_code == 422
    PriceRequest.objects.update(closes_on=in_days(-1))
    assert (
        "Laat opnieuw antwoorden" in desk.get(reverse("procurement:request", args=[sent.pk])).text
    )
    assert desk.post(url, {"closes_on": in_days(3).isoformat()}).status_code == 302
    sent.refresh_from_db()
    assert sent.is_open


def test_withdrawing_tells_who_was_asked(desk, client, sent, people):
    url = reverse("procurement:withdraw", args=[sent.pk])
    assert desk.post(url).status_code == 302
    message = mail.make(OutgoingMail.objects.get(kind="leads.emails.prices_withdrawn"))
    assert (message.to, message.subject) == (people.outsider.email, "Ingetrokken: Bermen")
    assert desk.post(url).status_code == 409
    asked = OutgoingMail.objects.get(kind="leads.emails.prices_asked")
    assert mail.make(asked) is None
    client.force_login(people.outsider)
    page = client.get(reverse("procurement:invitation", args=[sent.invitations.get().pk])).text
    assert "trok deze prijsaanvraag in" in page
    assert "Bezorg onze prijzen" not in page


def test_who_wants_no_mail_gets_none(draft, people):
    choices.choose(people.outsider, Kind.PRICES, When.NEVER)
    requests.send(draft, [people.other], people.owner)
    assert not OutgoingMail.objects.filter(kind="leads.emails.prices_asked").exists()


def test_what_waits_stands_in_the_list_and_on_vandaag(client, sent, people):
    client.force_login(people.outsider)
    page = client.get(reverse("procurement:index")).text
    assert "Aan ons gevraagd" in page
    assert "Bermen" in page
    assert "1 prijsaanvraag wacht op jullie antwoord" in client.get(reverse("today:index")).text
    client.force_login(people.owner)
    assert "wacht op jullie antwoord" not in client.get(reverse("today:index")).text
    assert "Door ons gevraagd" in client.get(reverse("procurement:index")).text


def test_the_contact_is_shown_only_when_that_person_agreed(client, draft, people):
    draft.contact = draft.lead.contact
    draft.save()
    requests.send(draft, [people.other], people.owner)
    url = reverse("procurement:invitation", args=[draft.invitations.get().pk])
    client.force_login(people.outsider)
    assert "bo@peeters.example" not in client.get(url).text
    PriceRequest.objects.update(shows_contact=True)
    assert "bo@peeters.example" in client.get(url).text


def test_who_asked_keeps_its_prices_when_the_dossier_goes_to_a_partner_that_answered(
    client, sent, people
):
    offers.accept(offers.offer(sent.lead, people.other, people.owner), people.outsider)
    url = reverse("procurement:request", args=[sent.pk])
    client.force_login(people.outsider)
    assert client.get(url).status_code == 404
    dossier = client.get(sent.lead.get_absolute_url()).text
    assert "Prijzen gevraagd: Bermen. Aan één partner." in dossier
    client.force_login(people.owner)
    assert client.get(url).status_code == 200
