from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from leads.follow_up import actions
from leads.follow_up.record import KEPT, LeadActionRefused, LeadChanged
from leads.models import Interaction, Lead
from leads.stages import NextAction, NoMatchReason, Stage
from tests.factories.brand import cast, member
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Brussels"))
Kind, Outcome = Interaction.Kind, Interaction.Outcome


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def lead(people):
    return LeadFactory(owner_organisation=people.partner, employer__name="Bakkerij Peeters")


def again(lead):
    return Lead.objects.get(pk=lead.pk)


@pytest.mark.parametrize(
    ("outcome", "stage", "answered", "next_on"),
    [
        (Outcome.REACHED, Stage.CONTACTED, MONDAY, date(2026, 11, 30)),
        (Outcome.NOT_REACHED, Stage.NEW, None, date(2026, 11, 24)),
        (Outcome.VOICEMAIL, Stage.NEW, None, date(2026, 11, 25)),
    ],
)
def test_a_call(lead, people, outcome, stage, answered, next_on):
    line = actions.log_call(lead, people.owner, outcome, "  Belt terug. ")
    now = again(lead)
    assert (now.stage, now.first_responded_at, now.next_action_on) == (stage, answered, next_on)
    assert (now.next_action, now.owner, now.version) == (NextAction.CALL, people.owner, 2)
    assert (line.kind, line.outcome, line.note, line.by) == (
        Kind.CALL,
        outcome,
        "Belt terug.",
        people.owner,
    )


def test_a_call_with_the_next_day_chosen(lead, people):
    actions.log_call(
        lead,
        people.owner,
        Outcome.REACHED,
        next_on=date(2026, 12, 4),
        next_action=NextAction.QUOTE,
    )
    assert (again(lead).next_action, again(lead).next_action_on) == (
        NextAction.QUOTE,
        date(2026, 12, 4),
    )


def test_who_calls_does_not_take_over_from_a_colleague(lead, people):
    Lead.objects.filter(pk=lead.pk).update(owner=people.team_mate)
    actions.log_call(lead, people.owner, Outcome.REACHED)
    assert again(lead).owner == people.team_mate


def test_the_first_answer_is_the_first(lead, people, monday):
    actions.record_outcome(lead, Outcome.MAIL_SENT, people.owner)
    monday.shift(timedelta(days=1))
    actions.log_call(lead, people.owner, Outcome.REACHED)
    assert again(lead).first_responded_at == MONDAY


@pytest.mark.parametrize(
    ("kind", "stage", "answered", "action", "next_on"),
    [
        (Kind.MEETING, Stage.CONTACTED, MONDAY, NextAction.VISIT, date(2026, 11, 30)),
        (Kind.NOTE, Stage.NEW, None, NextAction.CALL, date(2026, 11, 23)),
    ],
)
def test_a_line_by_hand(lead, people, kind, stage, answered, action, next_on):
    line = actions.log(lead, kind, people.owner, "Iets.")
    now = again(lead)
    assert (line.kind, line.note) == (kind, "Iets.")
    assert (now.stage, now.first_responded_at) == (stage, answered)
    assert (now.next_action, now.next_action_on) == (action, next_on)


def test_a_note_alone_is_no_change_of_the_dossier(lead, people):
    actions.log(lead, Kind.NOTE, people.owner, "Iets.")
    assert again(lead).version == 1


def test_an_empty_note_is_refused(lead, people):
    with pytest.raises(LeadActionRefused, match=r"^Schrijf eerst een notitie\.$"):
        actions.log(lead, Kind.NOTE, people.owner, "  ")


@pytest.mark.parametrize("kind", [Kind.CALL, Kind.MAIL, Kind.STAGE, Kind.REGISTRATION])
def test_only_what_people_do_is_logged_by_hand(lead, people, kind):
    with pytest.raises(ValueError, match="not logged by hand"):
        actions.log(lead, kind, people.owner, "Iets.")


def test_a_move(lead, people):
    line = actions.move(lead, Stage.TALK, people.owner)
    now = again(lead)
    assert (now.stage, now.stage_since, now.next_action_on) == (
        Stage.TALK,
        MONDAY,
        date(2026, 11, 23),
    )
    assert (line.kind, line.note) == (Kind.STAGE, "Van Nieuw naar Gesprek.")


def test_a_move_to_where_it_stands_is_nothing(lead, people):
    assert actions.move(lead, Stage.NEW, people.owner) is None
    assert (again(lead).version, lead.interactions.count()) == (1, 0)


def test_no_match_asks_why_and_closes(lead, people):
    with pytest.raises(LeadActionRefused, match=r"^Kies waarom het geen match is\.$"):
        actions.move(lead, Stage.NO_MATCH, people.owner)
    line = actions.move(lead, Stage.NO_MATCH, people.owner, reason=NoMatchReason.TIMING)
    now = again(lead)
    assert (now.next_action, now.next_action_on, now.no_match_reason) == ("", None, "timing")
    assert line.note == "Van Nieuw naar Geen match. Niet het juiste moment."


@pytest.mark.parametrize(
    ("stage", "action", "on"),
    [
        (Stage.PARKED, NextAction.CALL, date(2027, 2, 22)),
        (Stage.COOPERATION, NextAction.EVALUATION, date(2026, 12, 21)),
    ],
)
def test_who_is_parked_or_started_is_not_forgotten(lead, people, stage, action, on):
    actions.move(lead, stage, people.owner)
    assert (again(lead).next_action, again(lead).next_action_on) == (action, on)


@pytest.mark.parametrize("stage", [Stage.NEW, Stage.CONTACTED, Stage.TALK, Stage.PROPOSAL])
def test_back_from_no_match_there_is_a_next_step(lead, people, stage):
    actions.move(lead, Stage.NO_MATCH, people.owner, reason=NoMatchReason.TIMING)
    actions.move(lead, stage, people.owner)
    now = again(lead)
    assert (now.no_match_reason, now.next_action) == ("", NextAction.CALL)
    assert now.next_action_on == date(2026, 11, 24)


def test_the_next_step(lead, people):
    line = actions.set_next_action(
        lead, people.owner, NextAction.VISIT, date(2026, 12, 1), "Met de jobcoach"
    )
    now = again(lead)
    assert (now.next_action, now.next_action_on, now.next_action_note) == (
        NextAction.VISIT,
        date(2026, 12, 1),
        "Met de jobcoach",
    )
    assert line.note == "Plaatsbezoek op 01/12/2026: Met de jobcoach"


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (None, "Kies een dag voor de volgende stap."),
        (date(2026, 11, 22), "Kies een dag die nog moet komen."),
        (date(2029, 1, 1), "Kies een dag binnen twee jaar."),
    ],
)
def test_a_day_that_cannot_be(lead, people, on, sentence):
    with pytest.raises(LeadActionRefused) as refused:
        actions.set_next_action(lead, people.owner, NextAction.CALL, on)
    assert str(refused.value) == sentence


def test_later(lead, people):
    actions.snooze(lead, people.owner, days=1)
    assert again(lead).next_action_on == date(2026, 11, 24)
    actions.snooze(lead, people.owner, days=5)  # a Saturday: the Monday after
    assert again(lead).next_action_on == date(2026, 11, 30)
    actions.snooze(lead, people.owner, to=date(2026, 12, 25))
    assert again(lead).next_action_on == date(2026, 12, 25)


def test_a_closed_dossier_has_no_step_to_put_off(lead, people):
    actions.move(lead, Stage.NO_MATCH, people.owner, reason=NoMatchReason.TIMING)
    with pytest.raises(
        LeadActionRefused, match=r"^Dit dossier heeft geen volgende stap om te verzetten\.$"
    ):
        actions.snooze(lead, people.owner, days=1)
    with pytest.raises(LeadActionRefused, match=r"^Dit dossier is afgesloten\."):
        actions.set_next_action(lead, people.owner, NextAction.CALL, date(2026, 12, 1))


def test_assigning(lead, people):
    assert actions.assign(lead, people.owner, people.team_mate).note == ("Nu bij Tom Teamgenoot.")
    assert again(lead).owner == people.team_mate
    assert actions.assign(lead, people.owner, None).note == "Nu bij niemand."
    assert again(lead).owner is None


def test_a_dossier_goes_to_nobody_outside_the_desk(lead, people):
    for stranger in (people.outsider, member(people.partner, "marketeer")):
        with pytest.raises(
            LeadActionRefused, match="werkt niet mee aan de opvolging bij VOORBEELD"
        ):
            actions.assign(lead, people.owner, stranger)


STEPS = {
    "call": lambda lead, by: actions.log_call(lead, by, Outcome.REACHED),
    "mail": lambda lead, by: actions.record_outcome(lead, Outcome.MAIL_SENT, by),
    "note": lambda lead, by: actions.log(lead, Kind.NOTE, by, "Iets."),
    "move": lambda lead, by: actions.move(lead, Stage.TALK, by),
    "close": lambda lead, by: actions.move(lead, Stage.NO_MATCH, by, reason=NoMatchReason.TIMING),
    "plan": lambda lead, by: actions.set_next_action(
        lead, by, NextAction.VISIT, date(2026, 12, 1), "Iets"
    ),
    "snooze": lambda lead, by: actions.snooze(lead, by, days=7),
    "assign": lambda lead, by: actions.assign(lead, by, by),
}


@pytest.mark.parametrize("name", STEPS)
def test_every_step_can_be_undone(lead, people, name):
    before = {field: getattr(again(lead), field) for field in KEPT}
    line = STEPS[name](lead, people.owner)
    actions.undo(line, people.team_mate)
    line.refresh_from_db()
    assert {field: getattr(again(lead), field) for field in KEPT} == before
    assert (line.undone_at, line.undone_by) == (MONDAY, people.team_mate)
    with pytest.raises(LeadActionRefused, match=r"^Dit kan niet ongedaan gemaakt worden\.$"):
        actions.undo(line, people.owner)


@pytest.mark.database("leads.follow_up.actions.undo")
def test_no_undoing_what_somebody_went_on_from(lead, people, monday):
    line = actions.log_call(lead, people.owner, Outcome.REACHED)
    actions.move(lead, Stage.TALK, people.team_mate)
    monday.shift(timedelta(minutes=2))
    with pytest.raises(LeadChanged) as refused:
        actions.undo(line, people.owner)
    assert str(refused.value) == (
        "Tom wijzigde de fase 2 minuten geleden. Ongedaan maken kan niet meer."
    )
    assert again(lead).stage == Stage.TALK


def test_a_note_can_be_undone_after_other_steps(lead, people):
    line = actions.log(lead, Kind.NOTE, people.owner, "Iets.")
    actions.move(lead, Stage.TALK, people.team_mate)
    assert actions.undo(line, people.owner).undone_at == MONDAY
    assert again(lead).stage == Stage.TALK


@pytest.mark.database("leads.follow_up.record.hold", "leads.models.timeline.Interaction")
def test_two_people_at_once(lead, people, monday):
    actions.move(lead, Stage.TALK, people.owner, version=1)
    for minutes, when in [(0, "zonet"), (2, "2 minuten geleden"), (60, "1 uur geleden")]:
        monday.shift(timedelta(minutes=minutes))
        with pytest.raises(LeadChanged) as refused:
            actions.snooze(lead, people.team_mate, days=1, version=1)
        assert str(refused.value) == (
            f"An wijzigde de fase {when}. Kijk het na en probeer opnieuw."
        )
    actions.snooze(lead, people.team_mate, days=1, version=2)
    assert again(lead).version == 3


def test_a_stale_version_after_undoing_names_nobody(lead, people):
    line = actions.move(lead, Stage.TALK, people.owner)
    actions.undo(line, people.owner)
    with pytest.raises(LeadChanged, match=r"^Dit dossier werd intussen gewijzigd\."):
        actions.move(lead, Stage.TALK, people.team_mate, version=2)


def test_a_long_note_keeps_its_first_four_thousand_signs(lead, people):
    line = actions.log(lead, Kind.NOTE, people.owner, "é😀" * 5000)
    assert line.note == ("é😀" * 2000)


def test_steps_are_written_at_their_moment(lead, people):
    assert actions.log(lead, Kind.NOTE, people.owner, "Iets.").at == timezone.now() == MONDAY


class TestSentTwice:
    def test_a_note(self, lead, people, monday):
        first = actions.log(lead, Kind.NOTE, people.owner, "Belt terug.")
        assert actions.log(lead, Kind.NOTE, people.owner, " Belt terug. ") == first
        others = [
            actions.log(lead, Kind.NOTE, people.team_mate, "Belt terug."),
            actions.log(lead, Kind.NOTE, people.owner, "Belt niet terug."),
        ]
        monday.shift(actions.SAME_NOTE + timedelta(minutes=1))
        others.append(actions.log(lead, Kind.NOTE, people.owner, "Belt terug."))
        assert set(lead.interactions.all()) == {first, *others}
        assert len(others) == 3

    def test_a_note_that_was_undone_in_between(self, lead, people):
        actions.undo(actions.log(lead, Kind.NOTE, people.owner, "Belt terug."), people.owner)
        actions.log(lead, Kind.NOTE, people.owner, "Belt terug.")
        assert lead.interactions.filter(undone_at=None).count() == 1

    def test_a_step(self, lead, people):
        def call():
            return actions.log_call(lead, people.owner, Outcome.VOICEMAIL, "", version=1)

        def mail():
            return actions.record_outcome(
                lead, Outcome.MAIL_SENT, people.owner, "Brochure.", version=2
            )

        assert (call() == call(), mail() == mail(), again(lead).version) == (True, True, 3)
        assert lead.interactions.count() == 2
        with pytest.raises(LeadChanged):
            actions.log_call(lead, people.team_mate, Outcome.VOICEMAIL, "", version=1)


class TestAppointment:
    DAY, HOUR = date(2026, 12, 9), time(14, 30)

    @pytest.fixture
    def line(self, lead, people):
        return actions.log(
            lead, Kind.MEETING, people.owner, "Loskade.", next_on=self.DAY, next_at=self.HOUR
        )

    def now(self):
        return Lead.objects.values_list("next_action", "next_action_on", "next_action_at").get()

    def test_it_has_an_hour(self, line):
        assert self.now() == (NextAction.VISIT, self.DAY, self.HOUR)
        assert Lead.objects.get().agreed_hour == "om 14.30 uur"

    def test_a_call_in_between_leaves_it(self, line, lead, people):
        actions.log_call(lead, people.owner, Outcome.VOICEMAIL)
        actions.record_outcome(lead, Outcome.MAIL_SENT, people.owner, "Brochure.")
        assert self.now() == (NextAction.VISIT, self.DAY, self.HOUR)

    def test_another_day_that_was_chosen_counts(self, line, lead, people):
        actions.log_call(lead, people.owner, Outcome.REACHED, next_on=date(2026, 12, 10))
        assert self.now()[1:] == (date(2026, 12, 10), None)

    def test_over_it_makes_place(self, line, lead, people, monday):
        monday.shift(timedelta(days=20))
        actions.log_call(lead, people.owner, Outcome.VOICEMAIL)
        assert self.now()[1:] == (date(2026, 12, 15), None)

    def test_later_it_keeps_its_hour(self, line, lead, people):
        line = actions.snooze(lead, people.owner, to=date(2026, 12, 11))
        assert self.now()[1:] == (date(2026, 12, 11), self.HOUR)
        assert line.note == "Plaatsbezoek op 11/12/2026 om 14.30 uur."

    def test_undone_it_is_as_before(self, line, lead, people):
        actions.undo(actions.snooze(lead, people.owner, to=date(2026, 12, 11)), people.owner)
        assert self.now() == (NextAction.VISIT, self.DAY, self.HOUR)

    def test_closed_nothing_is_left(self, line, lead, people):
        actions.move(lead, Stage.NO_MATCH, people.owner, reason=NoMatchReason.NO_WORK)
        assert self.now() == ("", None, None)
