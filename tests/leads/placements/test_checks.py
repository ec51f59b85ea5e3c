"""Does it still run? Asked after 4 weeks, 3, 6 and 12 months."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from leads import due
from leads.follow_up.record import LeadActionRefused
from leads.models import PlacementCheck
from leads.models.placements import Answer, Side
from leads.placements import checks, recording
from leads.stages import NextAction

pytestmark = pytest.mark.django_db
Said = PlacementCheck.Answer


def begun(placement, days):
    """The placement as if it started so many days ago."""
    placement.start = timezone.localdate() - timedelta(days=days)
    placement.save()
    checks.plan(placement)
    return placement


def moments(placement):
    return list(placement.checks.values_list("moment", flat=True))


def test_moments_fall_within_the_placement(placement):
    assert moments(placement) == ["4-weken", "3-maanden", "6-maanden", "12-maanden"]
    placement.end = placement.start + timedelta(days=100)
    checks.plan(placement)
    assert moments(placement) == ["4-weken", "3-maanden"]


def test_the_newest_moment_that_came_is_asked(placement):
    assert checks.due(placement) is None
    assert checks.due(begun(placement, 28)).moment == "4-weken"
    assert checks.due(begun(placement, 200)).moment == "6-maanden"


def test_still_running(placement, lead, people):
    check = checks.answer(
        checks.due(begun(placement, 30)), Said.RUNS, Side.PARTNER, by=people.owner
    )
    assert (check.people, check.side) == (4, Side.PARTNER)
    assert checks.due(placement) is None
    lead.refresh_from_db()
    assert lead.next_action == NextAction.EVALUATION
    assert lead.next_action_on >= placement.start + timedelta(days=91)


@pytest.mark.parametrize("left", [None, 0, 4, 9])
def test_fewer_needs_a_number_below_what_it_was(placement, left):
    due = checks.due(begun(placement, 30))
    with pytest.raises(LeadActionRefused, match="Hoeveel van de 4 mensen"):
        checks.answer(due, Said.FEWER, Side.EMPLOYER, people=left)
    assert checks.due(placement).answer == ""


@pytest.mark.database("leads.placements.checks.answer")
def test_stopped_ends_the_placement_and_keeps_the_confirmations(placement, lead):
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    placement.refresh_from_db()
    last = timezone.localdate() - timedelta(days=3)
    due = checks.due(begun(placement, 100))
    checks.answer(due, Said.ENDED, Side.EMPLOYER, ended_on=last)
    placement.refresh_from_db()
    assert (placement.end, placement.is_confirmed) == (last, True)
    assert moments(placement) == ["4-weken", "3-maanden"]
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on) == ("", None)


@pytest.mark.parametrize("days", [-101, 1])
def test_a_last_day_outside_the_placement(placement, days):
    due = checks.due(begun(placement, 100))
    last = timezone.localdate() + timedelta(days=days)
    with pytest.raises(LeadActionRefused, match="tussen de start en vandaag"):
        checks.answer(due, Said.ENDED, Side.EMPLOYER, ended_on=last)


def test_a_moment_to_come_is_not_answered(placement):
    with pytest.raises(LeadActionRefused, match="nog niet aan de beurt"):
        checks.answer(placement.checks.first(), Said.RUNS, Side.PARTNER)


class TestAsking:
    @pytest.fixture
    def confirmed(self, placement, lead):
        recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
        placement.refresh_from_db()
        return begun(placement, 95)

    def mails(self):
        return OutgoingMail.objects.filter(kind="leads.emails.still_running")

    def test_once_for_each_moment(self, confirmed):
        assert ("navragen", 3600, checks.ask_due) in due.JOBS
        assert (checks.ask_due(), checks.ask_due()) == (1, 0)
        message = mail.make(self.mails().get())
        assert message.to == "bo@peeters.example"
        assert message.subject.strip() == "Loopt dit nog? Enclave met VOORBEELD De Proefhal"
        assert "Na 3 maanden vragen we het even na" in message.text
        link = confirmed.links.get()
        assert f"/plaatsing/{link.token}/" in message.text

    def test_not_what_the_employer_never_confirmed(self, placement):
        begun(placement, 95)
        assert checks.ask_due() == 0

    def test_not_what_ended_or_was_answered(self, confirmed):
        checks.answer(checks.due(confirmed), Said.RUNS, Side.PARTNER)
        assert checks.ask_due() == 0

    def test_nobody_without_an_address(self, confirmed, lead):
        lead.contact.email = ""
        lead.contact.save()
        assert (checks.ask_due(), self.mails().count()) == (0, 0)

    def test_the_mail_lost_its_reason(self, confirmed):
        checks.ask_due()
        checks.answer(checks.due(confirmed), Said.RUNS, Side.PARTNER)
        assert mail.make(self.mails().get()) is None
