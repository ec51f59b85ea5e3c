"""Merging two employers keeps both histories; undoing leaves every row as it was."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction
from django.utils import timezone

from leads import capture
from leads.duplicates import merging, queue
from leads.employers import erasure
from leads.follow_up import actions
from leads.hand_over import offers
from leads.models import (
    Contact,
    CooperationForm,
    Employer,
    EmployerMerge,
    Interaction,
    LikelyDuplicate,
)
from leads.placements import code_list, recording
from leads.stages import NextAction, Stage, Wish
from tests.factories.leads import ContactFactory, EmployerFactory, LeadFactory, make_tour

pytestmark = pytest.mark.django_db


def rows() -> dict[str, list]:
    """Every row of this room and of whatever points at it, but the merges themselves."""
    models = [*apps.get_app_config("leads").get_models(include_auto_created=True)]
    models += [apps.get_model("roadshow.Registration")]
    return {
        model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in models
        if not model._meta.model_name.startswith("employermerge")
    }


@pytest.fixture
def twice(people):
    """One employer, met by the partner in one tour under two names, with the same person."""
    tour = make_tour("Tournee Dubbel")
    kept = EmployerFactory(name="De Linde", mail_domain="linde.example")
    gone = EmployerFactory(
        name="Linde BV", mail_domain="", enterprise_number="0123456749", website="https://l.example"
    )
    leads = []
    for employer, wishes in ((kept, [Wish.INTERNSHIP]), (gone, list(Wish))):
        person = ContactFactory(
            employer=employer, email="bo@linde.example", met_by=people.partner, phone=""
        )
        person.known_to.add(people.partner)
        lead = LeadFactory(
            employer=employer,
            contact=person,
            tour=tour,
            owner_organisation=people.partner,
            next_action_on=timezone.localdate() + timedelta(days=4),
            wish_note=f"Zegt {employer}",
        )
        for wish in wishes:
            lead.wishes.create(wish=wish)
        actions.log(lead, Interaction.Kind.NOTE, people.owner, f"Notitie bij {employer}")
        leads.append(lead)
    Contact.objects.filter(employer=gone).update(phone="0470 12 34 56")
    code_list.lay()
    recording.record(
        leads[1],
        people.owner,
        form=CooperationForm.objects.get(code="enclave"),
        people=2,
        start=timezone.localdate(),
    )
    other = LeadFactory(employer=gone, owner_organisation=people.partner)
    other.contact.known_to.add(people.other)
    for employer in (kept, gone):
        place = employer.establishments.create(
            number="2000000339", name="" if employer == kept else "Loods"
        )
        employer.activities.create(code="47110")
        employer.activities.create(establishment=place, code="10711")
    gone.activities.create(establishment=place, code="56101")
    yard = gone.establishments.create(name="Werf")
    gone.activities.create(establishment=yard, code="10711")
    queue.refresh()
    return kept, gone


def test_places_and_activities_come_along_once(people, twice):
    kept, gone = twice
    gone.size, gone.joint_committee = Employer.Size.SMALL, "118"
    gone.save()
    merging.merge(kept, gone, people.owner)
    kept.refresh_from_db()
    assert (kept.size, kept.joint_committee) == ("10-49", "118")
    assert [(one.number, one.name) for one in kept.establishments.all()] == [
        ("2000000339", "Loods"),
        ("", "Werf"),
    ]
    done = kept.activities.values_list("establishment__name", "code").order_by("pk")
    assert set(done) == {(None, "47110"), ("Loods", "10711"), ("Loods", "56101"), ("Werf", "10711")}
    assert len(done) == 4


def test_both_histories_stay(people, twice):
    kept, gone = twice
    merging.merge(kept, gone, people.owner)
    kept.refresh_from_db()
    assert (kept.name, kept.enterprise_number, kept.website) == (
        "De Linde",
        "0123456749",
        "https://l.example",
    )
    assert "0123456749" in kept.search_words
    assert not Employer.objects.filter(pk=gone.pk).exists()
    lead = kept.leads.get(tour__isnull=False)
    notes = set(lead.interactions.values_list("note", flat=True))
    assert {"Notitie bij De Linde", "Notitie bij Linde BV"} < notes
    assert any("Zegt Linde BV" in note for note in notes)
    assert {str(wish.wish) for wish in lead.wishes.all()} == {str(wish) for wish in Wish}
    assert lead.placements.count() == 1
    assert kept.leads.filter(tour=None).count() == 1
    person = kept.contacts.get(email="bo@linde.example")
    assert person.phone == "0470 12 34 56"  # the same partner knew both rows
    assert lead.contact == person


@pytest.mark.database(
    "leads.duplicates.merging._locked",
    "leads.duplicates.merging._undo",
    "leads.models.duplicates.EmployerMerge",
)
def test_undone_every_row_is_as_it_was(people, twice):
    kept, gone = twice
    before = rows()
    merged = merging.merge(kept, gone, people.owner)
    assert rows() != before
    assert merging.undo(merged) == gone
    after = rows()
    for model, was in before.items():
        assert after[model] == was, model


def test_what_happened_since_stays(people, twice):
    kept, gone = twice
    merged = merging.merge(kept, gone, people.owner)
    lead = kept.leads.get(tour__isnull=False)
    actions.log(lead, Interaction.Kind.NOTE, people.owner, "Na het samenvoegen")
    Employer.objects.filter(pk=kept.pk).update(website="https://nieuw.example")
    merging.undo(merged)
    kept.refresh_from_db()
    assert kept.website == "https://nieuw.example"
    assert lead.interactions.filter(note="Na het samenvoegen").exists()


def test_no_promise_is_lost(people, twice):
    kept, gone = twice
    sooner = timezone.localdate() + timedelta(days=1)
    gone.leads.filter(tour__isnull=False).update(
        next_action=NextAction.VISIT, next_action_on=sooner, next_action_place="Bij hen, Genk"
    )
    merging.merge(kept, gone, people.owner)
    lead = kept.leads.get(tour__isnull=False)
    assert (lead.next_action, lead.next_action_on) == (NextAction.VISIT, sooner)
    assert lead.next_action_place == "Bij hen, Genk"


@pytest.mark.parametrize("stage", [Stage.NEW, Stage.COOPERATION])
def test_what_still_runs_opens_a_closed_one(people, twice, stage):
    kept, gone = twice
    kept.leads.update(
        stage=Stage.NO_MATCH, no_match_reason="timing", next_action="", next_action_on=None
    )
    gone.leads.filter(tour__isnull=False).update(stage=stage)
    merging.merge(kept, gone, people.owner)
    lead = kept.leads.get(tour__isnull=False)
    assert (lead.stage, lead.no_match_reason) == (stage, "")
    assert lead.next_action_on is not None


def test_working_together_outweighs_a_new_dossier(people, twice):
    kept, gone = twice
    kept.leads.update(stage=Stage.COOPERATION)
    gone.leads.update(stage=Stage.NEW)
    merging.merge(kept, gone, people.owner)
    assert kept.leads.get(tour__isnull=False).stage == Stage.COOPERATION


def test_who_comes_back_under_the_other_name_is_known(people, twice):
    kept, _ = twice
    again = EmployerFactory(name="Lindehof")
    gone = EmployerFactory(name="Lindenhof BV", identity="lindenhof.example|lindenhof")
    merged = merging.merge(again, gone, people.owner)
    assert capture.known_employer("Lindenhof", "an@lindenhof.example") == again
    merging.undo(merged)
    assert capture.known_employer("Lindenhof", "an@lindenhof.example") == gone
    assert kept != again


def test_two_numbers_are_refused(people, twice):
    kept, gone = twice
    Employer.objects.filter(pk=kept.pk).update(enterprise_number="0417497106")
    with pytest.raises(merging.MergeRefused, match="ondernemingsnummer"):
        merging.merge(kept, gone, people.owner)


def test_two_partners_in_one_tour_are_refused(people, twice):
    kept, gone = twice
    before = rows()
    kept.leads.update(owner_organisation=people.other)
    with pytest.raises(merging.MergeRefused, match="twee partners"):
        merging.merge(kept, gone, people.owner)
    kept.leads.update(owner_organisation=people.partner)
    assert rows() == before


def test_two_offers_are_refused(people, twice):
    for employer in twice:
        lead = employer.leads.get(tour__isnull=False)
        offers.offer(lead, people.house, people.owner, "Iets voor jullie?")
    with pytest.raises(merging.MergeRefused, match="aangeboden"):
        merging.merge(*twice, people.owner)


def test_nobody_gets_to_know_more_of_a_person(people, twice):
    """Each partner keeps what it knew: a number that one partner had is not shown to another."""
    kept, gone = twice
    Contact.objects.get(employer=gone, email="bo@linde.example").known_to.add(people.other)
    merging.merge(kept, gone, people.owner)
    person = kept.contacts.get(email="bo@linde.example")
    assert person.phone == ""
    assert set(person.known_to.all()) == {people.partner, people.other}


def test_the_last_merge_is_undone_first(people, twice):
    kept, gone = twice
    first = merging.merge(kept, gone, people.owner)
    third = EmployerFactory(name="Linde Groen")
    second = merging.merge(third, kept, people.owner)
    with pytest.raises(merging.MergeRefused, match="latere"):
        merging.undo(EmployerMerge.objects.get(pk=first.pk))
    merging.undo(second)
    merging.undo(EmployerMerge.objects.get(pk=first.pk))
    assert Employer.objects.filter(pk__in=[kept.pk, gone.pk, third.pk]).count() == 3


def test_after_thirty_days_it_is_for_good(people, twice):
    merged = merging.merge(*twice, people.owner)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        with pytest.raises(merging.MergeRefused, match="te lang geleden"):
            merging.undo(merged)
        assert merging.forget_old() == 1
    merged.refresh_from_db()
    assert merged.changes == []


def test_erasing_somebody_erases_the_copy_too(people, twice):
    kept, gone = twice
    merged = merging.merge(kept, gone, people.owner)
    erasure.erase_contact(kept.contacts.get(email="bo@linde.example"))
    merged.refresh_from_db()
    assert merged.changes == []
    with pytest.raises(merging.MergeRefused, match="gewist"):
        merging.undo(merged)


def test_an_erased_address_is_no_key_to_its_employer(people):
    """Met at a free-mail address, an employer is known again by it: until the person is erased."""
    lead = capture.capture(
        name="Bo Voorbeeld",
        company="Bakkerij Linde",
        email="bo@gmail.com",
        tour=None,
        host=people.partner,
        happened="Schreef in.",
    )
    assert "bo@gmail.com" in lead.employer.identity
    erasure.erase_contact(lead.contact)
    employer = Employer.objects.get(pk=lead.employer_id)
    assert "bo@gmail.com" not in employer.identity


@pytest.mark.database("leads.duplicates.queue.refresh")
def test_pairs_are_found_once_and_a_decision_stays(people, twice):
    pair = LikelyDuplicate.objects.get()
    assert (pair.first, pair.second) == twice
    queue.dismiss(pair, people.owner)
    assert queue.refresh() == 0
    assert LikelyDuplicate.objects.get() == pair
    queue.take_back(pair)
    assert queue.refresh() == 1
    Employer.objects.filter(pk=twice[1].pk).update(name="Heel Anders")
    assert queue.refresh() == 0
    assert not LikelyDuplicate.objects.exists()


@pytest.mark.database("leads.models.duplicates.LikelyDuplicate")
def test_two_rows_of_one_pair_are_refused(twice):
    pair = LikelyDuplicate.objects.get()
    for first, second in ((pair.first, pair.second), (pair.second, pair.first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            LikelyDuplicate.objects.create(first=first, second=second, score=5)
