"""Answers beside each other: what can be added up, and what cannot, is said."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.models import PriceRequest
from leads.procurement import answers, comparison, requests
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db


def offer(price, unit="m2", **more):
    return {"price": Decimal(price), "unit": unit, "vat": Decimal(21)} | more


@pytest.fixture
def asked(sent, people):
    """Four partners: whole, in part and in another unit, not for them, silent."""
    names = ["B in stukken", "C zegt nee", "D zwijgt"]
    made = [OrganisationFactory(name=f"KANARIE {name}") for name in names]
    requests.send(sent, made, people.owner)
    mow, prune = sent.lines.all()
    by = {one.partner.name: one for one in sent.invitations.all()}
    past = timezone.localdate() - timedelta(days=1)
    answers.give(
        by["VOORBEELD De Overkant"],
        people.outsider,
        {mow.pk: offer("0.5", valid_until=past), prune.pk: offer(400, "dag")},
    )
    answers.give(by[made[0].name], None, {mow.pk: offer(30, "uur", remark="=1+1")}, "Wij duiken in")
    answers.decline(by[made[1].name], None, "Zit vol.")
    return sent


def test_totals_and_what_does_not_count(asked):
    found = comparison.compare(asked)
    in_parts, whole = found.priced
    assert (whole.total, whole.is_whole) == (Decimal("0.5") * 4500 + 400 * Decimal("2.5"), True)
    assert whole.cells[0].is_expired
    assert (in_parts.total, in_parts.is_whole) == (None, False)
    assert in_parts.cells[0].is_other_unit
    assert in_parts.cells[1].offer is None
    assert [one.invitation.partner.name for one in found.silent] == ["KANARIE D zwijgt"]
    assert [one.answer.reason for one in found.declined] == ["Zit vol."]


def test_the_screen_says_all_of_it(desk, asked):
    page = desk.get(reverse("procurement:request", args=[asked.pk])).text
    for words in [
        "KANARIE D zwijgt</strong>: nog geen antwoord",
        "“Zit vol.”",
        "€\xa00,50 per m²",
        "€\xa02.250 samen",
        "Vervallen sinds",
        "Andere eenheid: telt niet mee",
        "geen prijs",
        "€\xa03.250",
        "niet op te tellen",
        "0 van 2 regels",
        "Prijzen zijn zonder btw",
    ]:
        assert words in page, words
    PriceRequest.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    page = desk.get(reverse("procurement:request", args=[asked.pk])).text
    assert "KANARIE D zwijgt</strong>: gaf geen antwoord" in page


def test_before_anybody_answers(desk, sent):
    page = desk.get(reverse("procurement:request", args=[sent.pk])).text
    assert "Nog niemand gaf een prijs." in page


def test_the_download_holds_every_line_of_every_partner_and_no_formula(desk, asked):
    url = reverse("procurement:request", args=[asked.pk])
    told = desk.get(url, {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(told) == 1 + 2 * 4
    assert told[0].startswith("Regel;Hoeveelheid;Eenheid")
    assert "'=1+1" in "".join(told)
    (whole,) = [one for one in told if one.startswith("Maaien") and "Overkant" in one]
    assert ";0,50;m²;21;2250,00;" in whole
    assert ";ja;" in whole


def test_the_screen_costs_the_same_for_more_partners(client, queries_for, sent, people):
    client.force_login(people.owner)
    url = reverse("procurement:request", args=[sent.pk])
    line = sent.lines.first()
    answers.give(sent.invitations.get(), people.outsider, {line.pk: offer(3)})
    one = queries_for(url)
    for number in range(4):
        partner = OrganisationFactory(name=f"Partner {number}")
        requests.send(sent, [partner], people.owner)
        invitation = sent.invitations.get(partner=partner)
        answers.give(invitation, None, {line.pk: offer(number + 1)})
    assert queries_for(url) == one
