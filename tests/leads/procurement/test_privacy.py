"""What stays of a buyer's plans when people, or the buyer, are erased, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.privacy import retention
from leads.employers import erasure
from leads.models import Employer, Interaction, Lead, ProcurementIntention
from leads.personal_data import KEPT
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


def test_a_plan_that_is_still_to_come_keeps_the_dossier(plan):
    long_ago = timezone.now() - timedelta(days=3 * 366)
    Interaction.objects.update(at=long_ago)
    Lead.objects.update(
        stage=Stage.PARKED,
        created_at=long_ago,
        stage_since=long_ago,
        next_action="",
        next_action_on=None,
    )
    ProcurementIntention.objects.update(expected_on=timezone.localdate())
    assert retention.run()["Opvolgdossiers zonder resultaat"] == 0
    ProcurementIntention.objects.update(status="gestopt")
    assert retention.run()["Opvolgdossiers zonder resultaat"] == 1
    assert not ProcurementIntention.objects.exists()
