"""Answers beside each other: what can be added up, and what cannot, is said."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import OutgoingMail
from leads import leaving
from leads.models import PriceInvitation, PriceRequest
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


class TestOwnPrices:
    """Who asks sets its own prices beside the others'."""

    @pytest.fixture
    def own(self, desk, sent, people):
        url = reverse("procurement:send", args=[sent.pk])
        OutgoingMail.objects.all().delete()
        answer = desk.post(url, {"to": people.partner.pk}, follow=True)
        assert "Vul nu jullie eigen prijzen in." in answer.text
        return sent.invitations.get(partner=people.partner)

    def test_from_the_comparison_to_a_column_of_its_own(self, desk, sent, own, people):
        url = reverse("procurement:request", args=[sent.pk])
        page = desk.get(url).text
        theirs = reverse("procurement:invitation", args=[own.pk])
        assert theirs in page
        assert f"Ook {people.partner} zelf" not in page
        assert "Niet voor ons" not in desk.get(theirs).text
        line = sent.lines.first()
        typed = {f"{line.pk}-price": "0,45", f"{line.pk}-unit": "m2", f"{line.pk}-vat": "21"}
        assert desk.post(theirs, typed).status_code == 302
        page = desk.get(url).text
        assert "€\xa00,45 per m²" in page
        assert "Kijk naar de dag" in page
        assert not OutgoingMail.objects.exists()

    def test_nobody_waits_for_it(self, desk, sent, own):
        assert not PriceInvitation.objects.waiting().filter(pk=own.pk).exists()
        assert sent.answered_words == "0 van 1 antwoordden"
        page = desk.get(reverse("procurement:index")).text
        assert "Aan ons gevraagd" not in page
        requests.withdraw(sent, None)
        told = OutgoingMail.objects.filter(kind="leads.emails.prices_withdrawn")
        assert told.exists()
        assert not told.filter(ref__startswith=f"{own.pk}-").exists()

    def test_it_is_offered_with_a_draft_and_alone_it_stands_on_no_timeline(
        self, desk, draft, people
    ):
        page = desk.get(reverse("procurement:request", args=[draft.pk])).text
        assert f"Ook {people.partner} zelf" in page
        lines = draft.lead.interactions.count()
        requests.send(draft, [people.partner], people.owner)
        assert draft.lead.interactions.count() == lines
        assert draft.answered_words == "0 van 0 antwoordden"

    def test_another_partner_does_not_see_it(self, client, sent, own, people):
        client.force_login(people.outsider)
        assert client.get(reverse("procurement:invitation", args=[own.pk])).status_code == 404

    def test_a_partner_that_leaves_owes_itself_nothing(self, sent, own, people):
        leaving.hand_back(people.partner, people.house, people.federation, take_down=True)
        sent.refresh_from_db()
        assert sent.organisation == people.house
        assert not sent.invitations.filter(partner=people.partner).exists()
