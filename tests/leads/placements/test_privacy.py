"""What stays of a placement when people, or an employer, are erased: the count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.privacy import retention
from leads.employers import erasure
from leads.models import Confirmation, Employer, Interaction, Lead, Placement
from leads.models.placements import Answer, Side
from leads.placements import recording
from leads.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(placement, lead, people):
    """A placement in which words were written, and which the contact confirmed by link."""
    placement.note, placement.intake = "Bo Peeters wacht aan de poort", {"Waar?": "Bij Bo Peeters"}
    placement.save()
    recording.ask_contact(placement, lead.contact, people.owner)
    recording.answer(placement, Side.EMPLOYER, Answer.NO, reason="Zegt Bo", contact=lead.contact)
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    placement.refresh_from_db()
    return placement


def words(placement):
    placement.refresh_from_db()
    reasons = set(placement.confirmations.values_list("reason", flat=True))
    return placement.note, placement.intake, reasons


def test_a_contact_goes_and_the_confirmation_stays(told, lead):
    erasure.erase_contact(lead.contact)
    assert words(told) == ("", {}, {""})
    assert told.is_confirmed
    assert not told.links.exists()
    assert set(Confirmation.objects.filter(side=Side.EMPLOYER).values_list("contact")) == {(None,)}


def test_an_employer_goes_and_the_count_stays_whatever_the_phase(told, lead):
    Lead.objects.update(stage=Stage.PARKED)
    erasure.erase_employer(lead.employer)
    assert words(told) == ("", {}, {""})
    assert Placement.objects.confirmed().get().people == 4
    assert Employer.objects.get().name != "Bakkerij Peeters"


def test_a_dossier_with_a_placement_is_kept_as_one_with_a_result(told, lead):
    long_ago = timezone.now() - timedelta(days=3 * 366)
    Interaction.objects.update(at=long_ago)
    Lead.objects.update(
        stage=Stage.PARKED,
        created_at=long_ago,
        stage_since=long_ago,
        next_action="",
        next_action_on=None,
    )
    assert retention.run()["Opvolgdossiers zonder resultaat"] == 0
    long_ago -= timedelta(days=3 * 366)
    Interaction.objects.update(at=long_ago)
    Lead.objects.update(created_at=long_ago, stage_since=long_ago)
    assert retention.run()["Samenwerkingen: de namen erin"] == 1
    assert words(told) == ("", {}, {""})
    assert retention.run()["Samenwerkingen: de namen erin"] == 0
