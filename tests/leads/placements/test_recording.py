"""Recording a placement, and what each side says about it."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from brand.models import OutgoingMail
from leads.follow_up.record import LeadActionRefused, LeadChanged
from leads.models import (
    Contact,
    CooperationForm,
    Interaction,
    Lead,
    Placement,
    PlacementLink,
)
from leads.models.placements import Answer, Side
from leads.placements import recording
from leads.stages import NextAction, Stage
from tests.factories.leads import ContactFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def lines(lead):
    kind = Interaction.Kind.PLACEMENT
    return list(lead.interactions.filter(kind=kind).order_by("pk").values_list("note", flat=True))


def test_the_lead_moves_to_cooperation_and_is_evaluated(lead, placement):
    lead.refresh_from_db()
    assert (lead.stage, lead.next_action) == (Stage.COOPERATION, NextAction.EVALUATION)
    assert lead.next_action_on >= placement.start + timedelta(days=28)
    assert lead.next_action_note == "Loopt dit nog? Enclave, 4 mensen"
    assert lines(lead)[0].startswith("Enclave, 4 mensen, vanaf ")


def test_recording_confirms_for_the_own_partner_only(lead, people, forms, placement):
    placement.refresh_from_db()
    assert (placement.partner_answer, placement.employer_answer) == (Answer.YES, "")
    recorded = recording.record(lead, people.federation, form=forms["imw"], people=1, start=TODAY())
    assert (recorded.partner_answer, recorded.employer_answer) == ("", "")
    link = recorded.links.get()
    assert (link.side, link.user) == (Side.PARTNER, people.owner)


def test_only_what_both_confirm_counts(placement, lead, people):
    assert not Placement.objects.confirmed().exists()
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    assert list(Placement.objects.confirmed()) == [placement]
    recording.answer(placement, Side.PARTNER, Answer.NO, reason="Nooit begonnen", by=people.owner)
    assert not Placement.objects.confirmed().exists()
    assert list(Placement.objects.disputed()) == [placement]


def test_confirmed_by_one_after_the_other_denied_it(placement, lead, people):
    """Disagreement stays visible: a yes of one side does not hide the no of the other."""
    recording.answer(placement, Side.EMPLOYER, Answer.NO, reason="Het zijn er drie")
    recording.answer(placement, Side.PARTNER, Answer.YES, by=people.owner)
    placement.refresh_from_db()
    assert placement.state_words == "De werkgever zegt dat het niet klopt"
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on) == (NextAction.OTHER, TODAY())
    assert lines(lead)[-1].endswith("niet klopt: Enclave, 4 mensen. Het zijn er drie")


def test_an_appointment_to_come_stays(placement, lead):
    agreed = TODAY() + timedelta(days=2), time(14, 30)
    Lead.objects.update(
        next_action="plaatsbezoek", next_action_on=agreed[0], next_action_at=agreed[1]
    )
    recording.answer(placement, Side.EMPLOYER, Answer.NO, reason="Het zijn er drie")
    lead.refresh_from_db()
    assert (lead.next_action_on, lead.next_action_at) == agreed


def test_a_no_needs_a_reason(placement):
    with pytest.raises(LeadActionRefused, match="Schrijf kort wat er niet klopt"):
        recording.answer(placement, Side.EMPLOYER, Answer.NO, reason="  ")


def test_the_same_answer_twice_is_one(placement, lead):
    for _ in range(2):
        recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    assert placement.confirmations.filter(side=Side.EMPLOYER).count() == 1
    assert len([line for line in lines(lead) if "De werkgever bevestigt" in line]) == 1


@pytest.mark.database("leads.placements.recording._held")
def test_a_change_asks_both_again(placement, lead, people, forms):
    recording.ask_contact(placement, lead.contact, people.owner)
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    changed = recording.change(
        placement, people.owner, form=forms["enclave"], people=5, start=placement.start, end=None
    )
    assert (changed.employer_answer, changed.partner_answer) == ("", Answer.YES)
    assert not Placement.objects.confirmed().exists()
    kinds = OutgoingMail.objects.filter(kind="leads.emails.confirm_placement")
    assert kinds.count() == 2
    assert changed.links.filter(side=Side.EMPLOYER).count() == 1


def test_a_note_asks_nobody_again(placement, lead, people):
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    changed = recording.change(placement, people.owner, note="Ingang langs de poort")
    assert changed.is_confirmed


def test_an_answer_about_earlier_facts_is_refused(placement, people, forms):
    seen = placement.version
    recording.change(placement, people.owner, people=9)
    with pytest.raises(LeadChanged, match="intussen gewijzigd"):
        recording.answer(placement, Side.EMPLOYER, Answer.YES, version=seen)
    with pytest.raises(LeadChanged):
        recording.change(placement, people.owner, people=2, version=seen)


def test_what_the_employer_confirmed_is_not_removed(placement, people, lead):
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    with pytest.raises(LeadActionRefused, match="Zet een einddatum"):
        recording.remove(placement, people.owner)
    assert Placement.objects.filter(pk=placement.pk).exists()


def test_a_mistake_is_removed_and_told(placement, people, lead):
    recording.remove(placement, people.owner)
    assert not Placement.objects.exists()
    assert lines(lead)[-1].startswith("Verwijderd: Enclave, 4 mensen")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"start": timedelta(days=-731)}, "binnen de twee jaar"),
        ({"start": timedelta(days=731)}, "binnen de twee jaar"),
        ({"start": timedelta(0), "end": timedelta(days=-1)}, "ligt voor de start"),
    ],
)
def test_dates_that_cannot_be(lead, people, forms, facts, said):
    days = {name: TODAY() + ahead for name, ahead in facts.items()}
    with pytest.raises(LeadActionRefused, match=said):
        recording.record(lead, people.owner, form=forms["imw"], people=1, **days)
    assert not Placement.objects.exists()


def test_a_visit_ends_where_it_starts(lead, people, forms):
    facts = {"people": 8, "start": TODAY()}
    visit = recording.record(lead, people.owner, form=forms["bedrijfsbezoek"], **facts)
    assert (visit.end, visit.checks.count()) == (TODAY(), 0)
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on) == ("", None)


def test_a_form_of_another_time(lead, people, forms):
    old = forms["ibo"]
    old.valid_to = TODAY() - timedelta(days=1)
    old.save()
    with pytest.raises(LeadActionRefused, match="bestaat niet op"):
        recording.record(lead, people.owner, form=old, people=1, start=TODAY())
    recording.record(lead, people.owner, form=old, people=1, start=TODAY() - timedelta(days=1))


def test_the_longest_time_of_a_checked_rule(lead, people, forms):
    """A rule nobody checked is shown, and refuses nothing."""
    form, start = forms["bvs"], TODAY()
    facts = {"form": form, "people": 1, "start": start}
    recording.record(lead, people.owner, **facts, end=start + timedelta(days=30))
    form.status = CooperationForm.Status.VERIFIED
    form.save()
    for end in (None, start + timedelta(days=30)):
        with pytest.raises(LeadActionRefused, match="hoogstens 30 dagen"):
            recording.record(lead, people.owner, **facts, end=end)
    recording.record(lead, people.owner, **facts, end=start + timedelta(days=29))


def test_a_contact_of_another_employer_is_not_asked(placement, people):
    stranger = ContactFactory()
    with pytest.raises(LeadActionRefused):
        recording.ask_contact(placement, stranger, people.owner)
    without = Contact.objects.create(employer=placement.lead.employer, name="Zonder adres")
    with pytest.raises(LeadActionRefused, match="met een e-mailadres"):
        recording.ask_contact(placement, without, people.owner)


@pytest.mark.database("leads.models.placements.Placement")
@pytest.mark.parametrize("impossible", [{"people": 0}, {"people": 501}, {"end": date(2000, 1, 1)}])
def test_the_database_holds_to_whole_people_and_the_order_of_days(placement, impossible):
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.filter(pk=placement.pk).update(**impossible)


@pytest.mark.database("leads.models.placements.Placement")
def test_answers_at_the_start_are_kept_as_they_were_asked(placement, people):
    asked = {"Waar?": "Genk, hal 2 “zuid”"}
    recording.change(placement, people.owner, intake=asked)
    assert Placement.objects.get().intake == asked


@pytest.mark.database("leads.models.placements.PlacementLink")
@pytest.mark.parametrize("side", Side)
def test_a_link_is_of_one_person_on_one_side(placement, side):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacementLink.objects.create(placement=placement, side=side)


@pytest.mark.database("leads.models.placements.PlacementCheck")
def test_each_moment_is_asked_once(placement):
    first = placement.checks.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        placement.checks.create(moment=first.moment, due_on=first.due_on)
