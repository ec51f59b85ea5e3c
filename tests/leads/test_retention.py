"""Leads: without a result two years after the last contact, a result five years, unnamed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import OutboxState, OutgoingMail
from brand.privacy import retention
from leads.models import Contact, Employer, Interaction, Lead
from leads.stages import NextAction, Stage
from tests.factories.leads import (
    ContactFactory,
    EmployerFactory,
    HandOverFactory,
    InteractionFactory,
    LeadFactory,
    make_tour,
)
from tests.factories.outbox import OutgoingMailFactory

pytestmark = pytest.mark.django_db
WITHOUT, WITH = "Opvolgdossiers zonder resultaat", "Samenwerkingen: de namen erin"
LONE = "Werkgevers zonder dossier"
TODAY = timezone.localdate


def ago(years):
    return timezone.now() - timedelta(days=round(years * 365.25) + 10)


def lead(years, **fields):
    """A lead in which nothing happened or was promised since so many years."""
    fields = {"stage": Stage.NO_MATCH, "next_action": "", "next_action_on": None, **fields}
    made = LeadFactory(created_at=ago(years), stage_since=ago(years), **fields)
    InteractionFactory(lead=made, note="Sprak met Bo Voorbeeld", at=ago(years))
    Employer.objects.filter(pk=made.employer_id).update(created_at=ago(years))
    return made


@pytest.mark.parametrize("years", [0, 1.9])
def test_within_two_years_a_dossier_stays(years):
    lead(years)
    assert retention.run()[WITHOUT] == 0
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("stage", [Stage.NO_MATCH, Stage.PARKED])
def test_without_a_result_it_goes_with_the_employer_and_the_people(stage):
    lead(2, stage=stage)
    kept = OutgoingMailFactory(
        kind="roadshow.emails.confirmed", state=OutboxState.DONE, to="BO@bakkerij.be", text="Dag Bo"
    )
    Contact.objects.update(email="bo@bakkerij.be")
    assert retention.run()[WITHOUT] == 1
    assert [m.objects.count() for m in (Lead, Employer, Contact, Interaction)] == [0, 0, 0, 0]
    assert OutgoingMail.objects.get(pk=kept.pk).text == ""


@pytest.mark.parametrize("purpose", [WITHOUT, WITH, LONE])
def test_a_mail_of_today_to_the_same_address_leaves(purpose):
    """The term is over for this partner; at another one somebody registered an hour ago."""
    if purpose == LONE:
        old = ContactFactory()
        Employer.objects.filter(pk=old.employer_id).update(created_at=ago(6))
    else:
        lead(6, stage=Stage.COOPERATION if purpose == WITH else Stage.NO_MATCH)
    Contact.objects.update(email="bo@bakkerij.be")
    about = {"to": "Bo@bakkerij.be", "text": "Dag Bo"}
    waits = OutgoingMailFactory(kind="roadshow.emails.confirmed", ref="1", **about)
    sent = OutgoingMailFactory(
        kind="roadshow.emails.confirmed", ref="2", state=OutboxState.DONE, **about
    )
    assert retention.run()[purpose] == 1
    assert not Contact.objects.filter(email="bo@bakkerij.be").exists()
    texts = OutgoingMail.objects.values_list("pk", "text")
    assert dict(texts) == {waits.pk: "Dag Bo", sent.pk: ""}


def test_an_employer_with_a_younger_dossier_stays():
    old = lead(3, tour=make_tour())
    young = LeadFactory(employer=old.employer, contact=old.contact)
    retention.run()
    assert list(Lead.objects.all()) == [young]
    assert Contact.objects.get() == old.contact


def test_what_a_promise_needs_stays():
    """A step that must come, a talk of last year, an offer that waits for an answer."""
    promised = {"stage": Stage.NEW, "next_action": NextAction.CALL}
    lead(3, **promised, next_action_on=TODAY() + timedelta(days=3))
    lead(3, **promised, next_action_on=TODAY() - timedelta(days=300))
    lead(3, stage=Stage.PARKED, next_action_on=TODAY() + timedelta(days=90))
    InteractionFactory(lead=lead(3), at=ago(1))
    HandOverFactory(lead=lead(3))
    assert retention.run()[WITHOUT] == 0
    assert Lead.objects.count() == 5


def test_a_promise_that_nobody_kept_for_two_years_is_none():
    day = ago(2.5).date()
    lead(3, stage=Stage.NEW, next_action=NextAction.CALL, next_action_on=day)
    assert retention.run()[WITHOUT] == 1


def test_a_result_stays_for_five_years_as_it_is():
    lead(4.9, stage=Stage.COOPERATION)
    assert retention.run()[WITH] == 0
    assert Interaction.objects.get().note == "Sprak met Bo Voorbeeld"


def test_afterwards_a_result_stays_and_nobody_tells_of_whom():
    made = lead(5, stage=Stage.COOPERATION, wish_note="Bel Bo")
    assert retention.run()[WITH] == 1
    assert retention.run()[WITH] == 0
    made.refresh_from_db()
    assert (made.stage, made.wish_note, made.contact) == (Stage.COOPERATION, "", None)
    employer = made.employer
    assert (employer.name, employer.mail_domain, employer.enterprise_number) == ("Gewist", "", None)
    assert "bakkerij" not in employer.search_words
    assert [(line.kind, line.note) for line in made.interactions.all()] == [("notitie", "")]
    assert Contact.objects.count() == 0


def test_the_employer_of_a_result_keeps_its_name_while_another_dossier_needs_it():
    made = lead(5, stage=Stage.COOPERATION, tour=make_tour())
    LeadFactory(employer=made.employer, contact=None)
    assert retention.run()[WITH] == 1
    assert retention.run()[WITH] == 0
    made.refresh_from_db()
    assert made.contact is None
    assert made.employer.name.startswith("Bakkerij")
    assert made.interactions.get().note == ""
    made.employer.leads.exclude(pk=made.pk).delete()
    assert retention.run()[WITH] == 1
    made.refresh_from_db()
    assert made.employer.name == "Gewist"


def test_employers_without_any_dossier_go_after_two_years():
    old, young = EmployerFactory(), EmployerFactory()
    ContactFactory(employer=old)
    Employer.objects.filter(pk=old.pk).update(created_at=ago(2))
    assert retention.run()[LONE] == 1
    assert list(Employer.objects.all()) == [young]
    assert Contact.objects.count() == 0
