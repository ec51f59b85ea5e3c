"""Colleagues are told what happened to a lead: the right ones, once, and never who did it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from brand import mail
from brand.models import OutgoingMail, Role
from leads.capture import capture
from leads.follow_up import actions
from leads.follow_up.actions import Outcome
from leads.hand_over import offers
from leads.models import Lead, NotificationChoice
from leads.notifications import choices, digest
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Brussels"))
Kind, When = NotificationChoice.Kind, NotificationChoice.When


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def asked(name):
    return OutgoingMail.objects.filter(kind=f"leads.emails.{name}").order_by("created_at")


def to_whom(name):
    return sorted(message.to for row in asked(name) if (message := mail.make(row)))


class TestAnOffer:
    def test_the_desk_that_is_asked_is_told(self, lead, people):
        offers.offer(lead, people.other, people.owner, "Iets voor jullie?")
        [row] = asked("offered")
        message = mail.make(row)
        assert message.to == people.outsider.email
        assert "Bakkerij Peeters" in message.subject
        assert "“Iets voor jullie?”" in message.text
        assert reverse("today:hand_over", args=[lead.hand_overs.get().pk]) in message.text
        assert "bo@peeters.example" not in message.text + message.html

    def test_what_was_answered_meanwhile_is_not_mailed(self, lead, people):
        offers.withdraw(offers.offer(lead, people.other, people.owner), people.owner)
        assert to_whom("offered") == []

    def test_who_left_the_desk_is_not_mailed(self, lead, people):
        offers.offer(lead, people.other, people.owner)
        people.outsider.memberships.all().delete()
        assert to_whom("offered") == []

    @pytest.mark.parametrize(
        ("act", "words"),
        [
            (lambda offer, by: offers.accept(offer, by), "neemt Bakkerij Peeters over"),
            (lambda offer, by: offers.decline(offer, by, "Te ver."), "“Te ver.”"),
        ],
    )
    def test_who_offered_it_hears_the_answer(self, lead, people, act, words):
        act(offers.offer(lead, people.other, people.owner), people.outsider)
        [row] = asked("answered")
        message = mail.make(row)
        assert message.to == people.owner.email
        assert words in message.subject + message.text

    def test_no_answer_is_told_too(self, lead, people, monday):
        offers.offer(lead, people.other, people.owner)
        monday.shift(timedelta(days=7))
        offers.expire()
        [row] = asked("answered")
        assert "geen antwoord van" in mail.make(row).subject

    def test_a_withdrawn_offer_has_no_answer(self, lead, people):
        offers.withdraw(offers.offer(lead, people.other, people.owner), people.owner)
        assert not asked("answered").exists()


class TestOnMyName:
    def test_who_gets_a_lead_is_told(self, lead, people):
        actions.assign(lead, people.owner, people.team_mate)
        assert to_whom("assigned") == [people.team_mate.email]

    def test_who_takes_it_is_not(self, lead, people):
        Lead.objects.filter(pk=lead.pk).update(owner=None)
        actions.assign(lead, people.owner, people.owner)
        assert not asked("assigned").exists()

    def test_an_undone_one_is_not_mailed(self, lead, people):
        actions.undo(actions.assign(lead, people.owner, people.team_mate), people.owner)
        assert to_whom("assigned") == []

    def test_who_left_the_desk_meanwhile_is_not_mailed(self, lead, people):
        actions.assign(lead, people.owner, people.team_mate)
        people.team_mate.memberships.all().delete()
        assert to_whom("assigned") == []

    def test_the_owner_hears_that_the_employer_came_back(self, lead, people):
        capture(
            name="Bo Peeters",
            company=lead.employer.name,
            email=lead.contact.email,
            employer=lead.employer,
            tour=None,
            host=people.partner,
            happened="Schreef in voor Genk.",
        )
        assert to_whom("assigned") == [people.owner.email]
        assert "Schreef in voor Genk" in mail.make(asked("assigned").get()).text

    def test_examples_tell_nobody(self, people):
        lead = LeadFactory(owner_organisation=people.partner, owner=people.owner, is_demo=True)
        actions.assign(lead, people.owner, people.team_mate)
        assert not asked("assigned").exists()


class TestLateAnswers:
    @pytest.fixture
    def run(self, lead, people, as_role):
        self.boss = as_role(people.partner, Role.BEHEERDER)

        def on(day):
            Lead.objects.filter(pk=lead.pk).update(first_response_due=MONDAY.date())
            with time_machine.travel(datetime.combine(day, MONDAY.timetz()), tick=False):
                digest.warn_of_late_answers()
                digest.warn_of_late_answers()
                return to_whom("late_answers")

        return on

    def test_not_on_the_day_itself(self, run):
        assert run(date(2026, 11, 23)) == []

    def test_the_partner_first(self, run):
        assert run(date(2026, 11, 24)) == [self.boss.email]

    def test_then_the_federation(self, run, people):
        assert run(date(2026, 11, 26)) == [people.federation.email]

    def test_once_answered_nobody(self, run, lead, people):
        actions.record_outcome(lead, Outcome.REACHED, people.owner)
        assert run(date(2026, 11, 24)) == []

    def test_another_partners_lead_stands_in_no_such_mail(self, run, people, lead):
        other = LeadFactory(owner_organisation=people.other, employer__name="Peeters Geheim")
        Lead.objects.filter(pk=other.pk).update(first_response_due=MONDAY.date())
        run(date(2026, 11, 24))
        with time_machine.travel(MONDAY + timedelta(days=1)):
            texts = [mail.make(row).text for row in asked("late_answers")]
        assert len(texts) == 1
        assert "Geheim" not in texts[0]


class TestTheOverview:
    def test_at_half_past_seven_on_working_days(self, lead, people, monday):
        monday.move_to(MONDAY.replace(hour=7, minute=20))
        assert digest.send_digests() == 0
        monday.move_to(MONDAY.replace(hour=7, minute=30))
        assert digest.send_digests() > 0
        assert digest.send_digests() == 0
        monday.move_to(MONDAY - timedelta(days=1))
        assert digest.send_digests() == 0

    def test_it_says_what_waits(self, lead, people):
        digest.send_digests()
        [row] = asked("digest").filter(ref=str(people.owner.pk))
        message = mail.make(row)
        assert message.subject == "Vandaag: 1."
        assert "Bakkerij Peeters" in message.text
        assert lead.get_absolute_url() in message.html

    def test_nothing_waits_no_mail(self, lead, people):
        digest.send_digests()
        assert people.outsider.email not in to_whom("digest")

    def test_other_partners_leads_are_not_in_it(self, lead, people):
        LeadFactory(owner_organisation=people.other, employer__name="Geheim bedrijf")
        digest.send_digests()
        [row] = asked("digest").filter(ref=str(people.owner.pk))
        assert "Geheim" not in mail.make(row).text

    def test_answers_stand_there_for_who_chose_so(self, lead, people, monday):
        choices.choose(people.owner, Kind.ANSWER, When.DAILY)
        offer = offers.offer(lead, people.other, people.owner)
        offers.decline(offer, people.outsider, "Te ver.")
        assert not asked("answered").exists()
        monday.move_to((MONDAY + timedelta(days=1)).replace(hour=7, minute=45))
        digest.send_digests()
        [row] = asked("digest").filter(ref=str(people.owner.pk))
        assert f"- Bakkerij Peeters: geweigerd door {people.other}" in mail.make(row).text


class TestChoices:
    def test_never_is_never(self, lead, people):
        choices.choose(people.outsider, Kind.OFFER, When.NEVER)
        choices.choose(people.owner, Kind.DIGEST, When.NEVER)
        offers.offer(lead, people.other, people.owner)
        digest.send_digests()
        assert not asked("offered").exists()
        assert not asked("digest").filter(ref=str(people.owner.pk)).exists()

    def test_on_the_account_page(self, desk, people):
        address = reverse("wagtailadmin_account")
        page = desk.get(address).content.decode()
        assert "Berichten over dossiers" in page
        sent = {
            "name_email-first_name": "An",
            "name_email-last_name": "Eigenaar",
            "name_email-email": people.owner.email,
            "locale-preferred_language": "nl",
            "locale-current_time_zone": "Europe/Brussels",
            "theme-theme": "system",
            "theme-density": "default",
            "theme-contrast": "system",
            "berichten-aanbod": "dagelijks",
        }
        assert desk.post(address, sent).status_code == 302
        assert choices.choices_of(people.owner) == choices.DEFAULTS | {"aanbod": "dagelijks"}

    def test_examples_get_no_overview(self, lead, people):
        people.owner.is_demo = True
        people.owner.save()
        digest.send_digests()
        assert not asked("digest").filter(ref=str(people.owner.pk)).exists()

    @pytest.mark.database("leads.models.notifications.NotificationChoice")
    def test_one_choice_for_each_kind(self, people):
        for when in (When.NEVER, When.DAILY):
            choices.choose(people.owner, Kind.OFFER, when)
        assert people.owner.notification_choices.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            NotificationChoice.objects.create(user=people.owner, kind=Kind.OFFER, when=When.NEVER)

    def test_not_for_who_has_no_leads(self, client, people, as_role):
        client.force_login(as_role(people.partner, Role.MARKETEER))
        page = client.get(reverse("wagtailadmin_account")).content.decode()
        assert "Berichten over dossiers" not in page
