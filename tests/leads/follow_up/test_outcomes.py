""" "Wat gaf het?": what each kind of step can come to, and what follows from it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from leads.desk.today import lists_for
from leads.employers import erasure
from leads.follow_up import actions, outcomes
from leads.hand_over import offers
from leads.models import Interaction, Lead
from leads.stages import NextAction, Stage
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Brussels"))
TODAY, NEXT_MONDAY = MONDAY.date(), date(2026, 11, 30)
Kind, Outcome = Interaction.Kind, Interaction.Outcome
# What a program answers is no result of a step of ours.
RESULTS = set(Outcome.values) - {Outcome.AUTOMATIC}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def test_every_outcome_belongs_to_one_kind_and_every_action_has_outcomes():
    assert set(outcomes.BY_OUTCOME) == RESULTS
    assert len(outcomes.RESULTS) == len(RESULTS)
    kinds = {group.kind for group in outcomes.GROUPS}
    assert {outcomes.KIND_OF_ACTION[action] for action in NextAction.values} == kinds


@pytest.mark.parametrize("planned", NextAction.values)
def test_the_buttons_of_the_planned_step_come_first(planned):
    found = outcomes.groups_for(planned)
    assert found[0].kind == outcomes.KIND_OF_ACTION[planned]
    assert len(found) == len(outcomes.GROUPS)


@pytest.mark.parametrize(
    ("planned", "outcome", "stage", "answered", "then", "on"),
    [
        ("mailen", Outcome.MAIL_SENT, Stage.CONTACTED, True, "bellen", date(2026, 11, 26)),
        ("offerte", Outcome.MAIL_SENT, Stage.CONTACTED, True, "offerte", date(2026, 11, 26)),
        ("plaatsbezoek", Outcome.VISITED, Stage.TALK, True, "bellen", date(2026, 11, 30)),
        ("plaatsbezoek", Outcome.NOT_VISITED, Stage.NEW, False, "bellen", date(2026, 11, 24)),
        ("jobanalyse", Outcome.ANALYSED, Stage.TALK, True, "offerte", date(2026, 11, 30)),
        ("offerte", Outcome.QUOTE_SENT, Stage.PROPOSAL, True, "bellen", date(2026, 11, 30)),
        (
            "bellen",
            Outcome.QUOTE_ACCEPTED,
            Stage.PROPOSAL,
            True,
            "overeenkomst",
            date(2026, 11, 26),
        ),
        ("overeenkomst", Outcome.SIGNED, Stage.COOPERATION, True, "evaluatie", date(2026, 12, 21)),
        ("andere", Outcome.DONE, Stage.NEW, False, "bellen", date(2026, 11, 30)),
        ("andere", Outcome.NOT_DONE, Stage.NEW, False, "andere", date(2026, 11, 24)),
    ],
)
def test_what_follows(lead, people, planned, outcome, stage, answered, then, on):
    Lead.objects.filter(pk=lead.pk).update(next_action=planned)
    line = actions.record_outcome(lead, outcome, people.owner, "Iets.")
    lead.refresh_from_db()
    assert (lead.stage, lead.first_responded_at is not None) == (stage, answered)
    assert (lead.next_action, lead.next_action_on) == (then, on)
    assert (line.kind, line.outcome, line.note) == (
        outcomes.BY_OUTCOME[outcome].kind,
        outcome,
        "Iets.",
    )


def test_an_accepted_quote_asks_for_the_agreement_and_a_signed_one_for_the_evaluation(lead, people):
    actions.record_outcome(lead, Outcome.QUOTE_ACCEPTED, people.owner)
    lead.refresh_from_db()
    assert (lead.stage, lead.next_action) == (Stage.PROPOSAL, NextAction.AGREEMENT)
    actions.record_outcome(lead, Outcome.SIGNED, people.owner)
    lead.refresh_from_db()
    assert (lead.stage, lead.next_action) == (Stage.COOPERATION, NextAction.EVALUATION)
    assert lead.next_action_on == date(2026, 12, 21)


def test_no_step_moves_a_dossier_back(lead, people):
    actions.move(lead, Stage.PROPOSAL, people.owner)
    actions.record_outcome(lead, Outcome.VISITED, people.owner)
    actions.record_outcome(lead, Outcome.REACHED, people.owner)
    lead.refresh_from_db()
    assert lead.stage == Stage.PROPOSAL


def test_what_happened_yesterday_counts_from_yesterday(lead, people):
    line = actions.record_outcome(
        lead, Outcome.VISITED, people.owner, done_on=TODAY - timedelta(days=3)
    )
    lead.refresh_from_db()
    assert (line.at.date(), line.is_day_only) == (date(2026, 11, 20), True)
    assert lead.first_responded_at.date() == date(2026, 11, 20)
    assert lead.next_action_on == date(2026, 11, 30)


def test_an_appointment_with_the_employer_stays_until_it_was_kept(lead, people, monday):
    on = TODAY + timedelta(days=3)
    actions.log(lead, Kind.MEETING, people.owner, next_on=on, next_at=time(14, 30))
    actions.record_outcome(lead, Outcome.REACHED, people.owner)
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on) == (NextAction.VISIT, on)
    monday.move_to(MONDAY + timedelta(days=3))
    actions.record_outcome(lead, Outcome.VISITED, people.owner)
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_at) == (NextAction.CALL, None)


def test_what_is_next_can_be_said(lead, people):
    actions.record_outcome(
        lead,
        Outcome.REACHED,
        people.owner,
        next_action=NextAction.VISIT,
        next_on=date(2026, 12, 1),
        next_at=time(9, 0),
    )
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on, lead.next_action_at) == (
        NextAction.VISIT,
        date(2026, 12, 1),
        time(9, 0),
    )


def test_a_step_is_undone(lead, people):
    line = actions.record_outcome(lead, Outcome.SIGNED, people.owner)
    actions.undo(line, people.owner)
    lead.refresh_from_db()
    assert (lead.stage, lead.first_responded_at) == (Stage.NEW, None)


@pytest.mark.database("leads.follow_up.record.hold")
def test_the_same_button_twice_is_one_line(lead, people):
    first = actions.record_outcome(lead, Outcome.QUOTE_SENT, people.owner, version=1)
    assert actions.record_outcome(lead, Outcome.QUOTE_SENT, people.owner, version=1) == first


class TestOnTheScreens:
    def post(self, desk, lead, **sent):
        return desk.post(reverse("lead:outcome", args=[lead.pk]), sent)

    def test_who_was_spoken_to_and_when(self, desk, lead, people):
        other = ContactFactory(employer=lead.employer, name="Ria Peeters", email="")
        other.known_to.add(people.partner)
        self.post(desk, lead, result="bezocht", contact=other.pk, done_on="2026-11-20")
        page = desk.get(lead.get_absolute_url()).content.decode()
        assert "Plaatsbezoek, ging door" in page
        assert "met Ria Peeters" in page
        assert '<time datetime="2026-11-20">20 november 2026</time>' in page

    def test_a_refused_form_keeps_with_whom(self, desk, lead, people):
        other = ContactFactory(employer=lead.employer, name="Ria Peeters", email="")
        other.known_to.add(people.partner)
        sent = {"result": "bezocht", "done_on": "gisteren", "next_action": "offerte"}
        page = self.post(desk, lead, contact=other.pk, **sent).content.decode()
        assert "selected>Ria Peeters<" in page
        assert "selected>Bo Peeters<" not in page
        assert '<option value="offerte" selected>' in page
        assert 'value="gisteren"' in page

    def test_nobody_was_spoken_to_when_nobody_answered(self, desk, lead):
        self.post(desk, lead, result="niet-bereikt", contact=lead.contact_id)
        assert Interaction.objects.get().contact is None

    def test_a_contact_of_another_partner_is_no_choice(self, desk, lead, people):
        hidden = ContactFactory(employer=lead.employer, name="Geheim", email="")
        hidden.known_to.add(people.other)
        response = self.post(desk, lead, result="bezocht", contact=hidden.pk, note="Blijft staan")
        assert response.status_code == 422
        assert "Blijft staan" in response.content.decode()
        for address in (lead.get_absolute_url(), reverse("today:index"), reverse("board:index")):
            assert "Geheim" not in desk.get(address).content.decode()

    @pytest.mark.parametrize("screen", ["today:index", "board:index"])
    def test_each_kind_of_step_on_vandaag_and_the_board(self, desk, lead, screen):
        page = desk.get(reverse(screen)).content.decode()
        for outcome in RESULTS:
            assert f'name="result" value="{outcome}"' in page

    def test_a_signed_agreement_asks_what_was_agreed(self, desk, lead):
        response = self.post(desk, lead, result="getekend", version=1)
        assert response.url == reverse("lead:placement", args=[lead.pk])

    def test_an_address_of_before_still_says_mailed(self, desk, lead):
        desk.post(reverse("lead:mailed", args=[lead.pk]), {"note": "Folder"})
        assert str(Interaction.objects.get()) == "Gemaild, verstuurd"

    def test_erasing_who_was_spoken_to_leaves_no_name(self, desk, lead):
        self.post(desk, lead, result="bezocht", contact=lead.contact_id)
        erasure.erase_contact(lead.contact, everywhere=True)
        assert Interaction.objects.filter(kind=Kind.VISIT, contact=None).exists()


class TestABrokenPromiseStaysInSight:
    @pytest.fixture
    def late(self, lead):
        Lead.objects.filter(pk=lead.pk).update(first_response_due=TODAY - timedelta(days=1))
        return Lead.objects.get(pk=lead.pk)

    def rows(self, people):
        return {one.key: one.rows for one in lists_for(people.owner)}

    def test_putting_off_does_not_hide_it(self, late, people):
        actions.snooze(late, people.owner, days=7)
        assert self.rows(people)["laat"] == [late]

    def test_an_attempt_does_not_hide_it(self, late, people):
        actions.record_outcome(late, Outcome.NOT_REACHED, people.owner)
        assert self.rows(people)["laat"] == [late]

    def test_an_answer_does(self, late, people):
        actions.record_outcome(late, Outcome.REACHED, people.owner)
        assert self.rows(people)["laat"] == []

    def test_it_stands_in_one_list(self, late, people):
        found = self.rows(people)
        assert (found["laat"], found["vandaag"], found["nieuw"]) == ([late], [], [])

    def test_waiting_for_a_partner_does_not_hide_it(self, desk, late, people):
        offers.offer(late, people.other, people.owner)
        page = desk.get(reverse("today:index")).content.decode()
        assert "eerste antwoord 1 dag te laat" in page

    def test_the_list_behind_it(self, desk, late, people):
        LeadFactory(owner_organisation=people.partner, employer__name="Smederij Vroeg")
        actions.snooze(late, people.owner, days=7)
        page = desk.get(reverse("lead:index"), {"late": "laat"}).content.decode()
        assert ("Bakkerij Peeters" in page, "Smederij Vroeg" in page) == (True, False)
