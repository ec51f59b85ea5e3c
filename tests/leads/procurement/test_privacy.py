"""What stays of a buyer's plans when people, or the buyer, are erased, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.privacy import retention
from leads import emails, leaving
from leads.employers import erasure
from leads.models import (
    Employer,
    Interaction,
    Lead,
    Pledge,
    PriceAnswer,
    PriceRequest,
    ProcurementIntention,
)
from leads.notifications import choices, digest
from leads.notifications.choices import Kind, When
from leads.personal_data import KEPT
from leads.procurement import answers
from leads.stages import Stage

pytestmark = pytest.mark.django_db


def test_who_is_known_here_is_told_of_the_plan(plan):
    (of_contacts,) = [kept for kept in KEPT if kept.key == "contact"]
    told = dict(of_contacts.told(plan.lead.contact))
    assert told["Aankoopplan"] == (
        "Groenonderhoud, 12 hectare per jaar, van plan. Bo Peeters beslist mee."
    )


def test_a_contact_goes_with_the_words_and_the_plan_stays(plan):
    erasure.erase_contact(plan.lead.contact)
    plan.refresh_from_db()
    assert (plan.note, plan.contact, str(plan)) == ("", None, "Groenonderhoud")


def test_of_somebody_else_there_the_name_is_taken_out(plan, people):
    other = plan.lead.employer.contacts.create(name="Cis Colla", email="cis@elders.example")
    other.known_to.add(people.partner)
    ProcurementIntention.objects.update(note="Cis Colla weet meer.")
    erasure.erase_contact(other)
    plan.refresh_from_db()
    assert plan.note == "[gewist] weet meer."


def test_a_buyer_of_whom_the_outcome_stays_keeps_no_words_of_it(plan):
    Lead.objects.update(
        stage=Stage.COOPERATION, next_action="", next_action_on=None, first_response_due=None
    )
    ProcurementIntention.objects.update(description="Bij Bo Peeters", expected_on=None)
    assert Lead.objects.filter(pk__in=erasure.bare()).count() == 0
    erasure.erase_employer(plan.lead.employer)
    plan.refresh_from_db()
    assert (plan.note, plan.description, plan.size) == ("", "", "")
    assert Employer.objects.get().buyer_kind == ""
    Lead.objects.update(contact=None)
    assert Lead.objects.filter(pk__in=erasure.bare()).count() == 1


def test_of_prices_the_person_hears_who_may_see_the_name(sent):
    PriceRequest.objects.update(
        contact=sent.lead.contact, shows_contact=True, note="Bel Bo Peeters"
    )
    (of_contacts,) = [kept for kept in KEPT if kept.key == "contact"]
    told = dict(of_contacts.told(sent.lead.contact))
    assert told["Prijsaanvraag"] == "Bermen. Bel Bo Peeters"
    assert told["Zien de contactpersoon erbij"] == "VOORBEELD De Overkant"


def test_another_partner_that_follows_the_person_up_hears_nothing_of_prices(sent, people):
    (of_contacts,) = [kept for kept in KEPT if kept.key == "contact"]
    told = dict(of_contacts.told(sent.lead.contact, people.outsider))
    assert "Prijsaanvraag" not in told


def test_names_are_taken_out_of_what_was_asked_and_answered(sent, people):
    PriceRequest.objects.update(title="Voor Bo Peeters", note="Bo weet meer", shows_contact=True)
    line = sent.lines.first()
    sent.lines.update(description="Tuin van Bo Peeters", place="Bij Bo")
    offer = {"price": 3, "unit": "m2", "vat": 6, "remark": "Zei Bo"}
    answers.give(sent.invitations.get(), people.outsider, {line.pk: offer}, "Dag Bo")
    erasure.redact(sent.lead, ["Bo Peeters", "Bo"])
    sent.refresh_from_db()
    line.refresh_from_db()
    said = PriceAnswer.objects.get()
    kept = [sent.title, sent.note, line.description, line.place, said.remark]
    kept.append(said.offers.get().remark)
    assert kept == [
        *("Voor [gewist]", "[gewist] weet meer", "Tuin van [gewist]", "Bij [gewist]"),
        *("Dag [gewist]", "Zei [gewist]"),
    ]
    erasure.erase_contact(sent.lead.contact)
    sent.refresh_from_db()
    assert (sent.title, sent.note, sent.contact) == ("[gewist]", "", None)


def test_of_an_outcome_no_prices_are_kept(sent):
    Lead.objects.update(
        stage=Stage.COOPERATION, next_action="", next_action_on=None, first_response_due=None
    )
    erasure.anonymise(sent.lead)
    assert not PriceRequest.objects.exists()


def test_a_partner_that_leaves_answers_no_and_what_it_asked_goes_on(sent, people, draft_of):
    shares = {share.one: share.number for share in leaving.count_all(people.other)}
    assert shares["vraag om prijzen die stopt"] == 1
    leaving.hand_back(people.other, people.house, people.federation, take_down=False)
    said = PriceAnswer.objects.get()
    assert (said.is_no, said.reason) == (True, "VOORBEELD De Overkant doet niet meer mee.")
    shares = {share.one: share.number for share in leaving.count_all(people.partner)}
    assert shares["prijsaanvraag die naar de federatie gaat"] == 1
    leaving.hand_back(people.partner, people.house, people.federation, take_down=False)
    sent.refresh_from_db()
    assert sent.organisation == people.house


def test_what_waits_stands_in_the_overview_of_who_wants_it_there(sent, people):
    assert digest.overview(people.outsider).prices == []
    choices.choose(people.outsider, Kind.PRICES, When.DAILY)
    found = digest.overview(people.outsider)
    assert [str(one.request) for one in found.prices] == ["Bermen"]
    message = emails.digest(people.outsider.pk)
    assert "Bermen, gevraagd door VOORBEELD De Proefhal" in message.text


def forgotten(lead):
    """Nobody spoke of this dossier for three years."""
    long_ago = timezone.now() - timedelta(days=3 * 366)
    Interaction.objects.update(at=long_ago)
    Lead.objects.filter(pk=lead.pk).update(
        stage=Stage.PARKED,
        created_at=long_ago,
        stage_since=long_ago,
        next_action="",
        next_action_on=None,
    )


def erased():
    return retention.run()["Opvolgdossiers zonder resultaat"]


def test_a_plan_that_is_still_to_come_keeps_the_dossier(plan):
    forgotten(plan.lead)
    ProcurementIntention.objects.update(expected_on=timezone.localdate())
    assert erased() == 0
    ProcurementIntention.objects.update(status="gestopt")
    assert erased() == 1
    assert not ProcurementIntention.objects.exists()


def test_prices_that_are_asked_keep_the_dossier(sent):
    forgotten(sent.lead)
    assert erased() == 0
    PriceRequest.objects.update(withdrawn_at=timezone.now())
    assert erased() == 1
    assert not PriceRequest.objects.exists()


def test_a_pledge_for_this_year_keeps_the_dossier(buyer):
    year = timezone.localdate().year
    made = Pledge.objects.create(lead=buyer, year=year, made_on=timezone.localdate())
    forgotten(buyer)
    assert erased() == 0
    Pledge.objects.filter(pk=made.pk).update(year=year - 4)
    assert erased() == 1
