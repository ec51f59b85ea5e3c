from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from leads import due, emails
from leads.follow_up import actions
from leads.follow_up.record import LeadActionRefused
from leads.hand_over import offers
from leads.models import Contact, Employer, HandOver, Interaction, Lead
from leads.stages import NextAction, NoMatchReason, Stage
from tests.factories.brand import OrganisationFactory, cast
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def lead(people):
    return LeadFactory(owner_organisation=people.partner, owner=people.owner)


@pytest.fixture
def offered(lead, people):
    return offers.offer(lead, people.other, people.owner, " Iets voor jullie? ")


def notes(lead):
    kind = Interaction.Kind.HAND_OVER
    return [line.note for line in lead.interactions.filter(kind=kind).order_by("pk")]


def test_an_offer(offered, lead, people):
    assert (offered.from_organisation, offered.to_organisation) == (people.partner, people.other)
    assert (offered.note, offered.answer_by) == ("Iets voor jullie?", date(2026, 11, 26))
    assert notes(lead) == ["Aangeboden aan VOORBEELD De Overkant."]
    assert Lead.objects.get().owner_organisation == people.partner


@pytest.mark.database("leads.models.hand_overs.HandOver")
def test_an_offer_that_cannot_be(lead, people, offered):
    gone = OrganisationFactory(name="VOORBEELD Gestopt", is_active=False)
    for to, sentence in [
        (people.partner, "VOORBEELD De Proefhal volgt dit dossier al op."),
        (gone, "VOORBEELD Gestopt doet niet meer mee."),
        (people.other, "Dit dossier werd al aangeboden en wacht op antwoord."),
    ]:
        with pytest.raises(LeadActionRefused) as refused:
            offers.offer(lead, to, people.owner)
        assert str(refused.value) == sentence


def test_who_accepts_owns_it_and_the_sender_sees_the_outcome_only(offered, lead, people):
    colleague = ContactFactory(employer=lead.employer, email="al@x.example")
    colleague.known_to.add(people.partner)
    stranger = ContactFactory(employer=lead.employer, email="zo@x.example")
    offers.accept(offered, people.outsider)
    now = Lead.objects.get()
    assert (now.owner_organisation, now.owner) == (people.other, people.outsider)
    assert (now.next_action, now.next_action_on) == (NextAction.CALL, date(2026, 11, 23))
    assert now.first_response_due == date(2026, 11, 26)
    assert HandOver.objects.get().state == HandOver.State.ACCEPTED
    assert notes(lead)[-1] == "Overgenomen door VOORBEELD De Overkant."
    assert set(Contact.objects.visible_to(people.outsider)) == {lead.contact, colleague}
    assert stranger not in Contact.objects.visible_to(people.outsider)
    for model in (Lead, Employer, Interaction):
        assert model.objects.visible_to(people.owner).count() == 0
        assert model.objects.visible_to(people.outsider).exists()
    assert list(HandOver.objects.visible_to(people.owner)) == [offered]
    assert not Contact.objects.visible_to(people.owner).exists()


def test_who_follows_up_there_too_still_knows_the_people(offered, lead, people):
    LeadFactory(employer=lead.employer, owner_organisation=people.partner, contact=lead.contact)
    offers.accept(offered, people.outsider)
    assert lead.contact in Contact.objects.visible_to(people.owner)


def test_a_closed_dossier_that_is_taken_over_is_new(offered, lead, people):
    Lead.objects.update(
        stage=Stage.NO_MATCH,
        no_match_reason=NoMatchReason.NO_PARTNER,
        next_action="",
        next_action_on=None,
    )
    offers.accept(offered, people.outsider)
    assert (Lead.objects.get().stage, Lead.objects.get().no_match_reason) == (Stage.NEW, "")


def test_declined_it_comes_back_with_the_reason(offered, lead, people, monday):
    with pytest.raises(LeadActionRefused, match=r"^Schrijf kort waarom"):
        offers.decline(offered, people.outsider, " ")
    monday.shift(timedelta(days=1))
    offers.decline(offered, people.outsider, "Te ver.")
    now = Lead.objects.get()
    assert (now.owner_organisation, now.owner) == (people.partner, people.owner)
    assert now.next_action_on == date(2026, 11, 23)  # as agreed
    assert HandOver.objects.get().reason == "Te ver."
    assert notes(lead)[-1] == "Niet voor VOORBEELD De Overkant: Te ver."


def test_withdrawn(offered, lead, people):
    offers.withdraw(offered, people.owner)
    assert HandOver.objects.get().state == HandOver.State.WITHDRAWN
    assert offers.offer(lead, people.other, people.owner).state == "aangeboden"


@pytest.mark.database("leads.hand_over.offers._hold_offer")
@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
def test_an_answer_is_given_once(offered, people, answer):
    offers.accept(offered, people.outsider)
    arguments = [people.outsider, "Toch niet."] if answer == "decline" else [people.outsider]
    with pytest.raises(LeadActionRefused, match=r"^Dit aanbod is al aanvaard\.$"):
        getattr(offers, answer)(offered, *arguments)


def test_after_three_working_days_it_comes_back(offered, lead, people, monday):
    assert ("overdrachten", 3600, offers.expire) in due.JOBS
    monday.shift(timedelta(days=3))
    assert offers.expire() == 0
    monday.shift(timedelta(days=1))
    assert [offers.expire(), offers.expire()] == [1, 0]
    assert HandOver.objects.get().state == HandOver.State.EXPIRED
    assert notes(lead)[-1] == "Geen antwoord van VOORBEELD De Overkant."
    assert Lead.objects.get().next_action_on == date(2026, 11, 23)  # as agreed


class TestPassedOn:
    """Declined or silent, it goes to the next partner that fits when the sender chose that."""

    def offer(self, lead, to, people):
        return offers.offer(lead, to, people.owner, "Iets voor jullie?", passes_on=True)

    def asked(self):
        rows = HandOver.objects.order_by("pk")
        return [(row.to_organisation.name.split()[-1], row.state) for row in rows]

    def test_after_a_no(self, lead, people, monday):
        third, second = (OrganisationFactory(name=f"VOORBEELD {name}") for name in ("B", "A"))
        first = self.offer(lead, people.other, people)
        monday.shift(timedelta(days=1))
        offers.decline(first, people.outsider, "Te ver.")
        assert self.asked() == [("Overkant", "geweigerd"), ("A", "aangeboden")]
        now = HandOver.objects.get(to_organisation=second)
        assert (now.note, now.offered_by, now.passes_on) == (
            "Iets voor jullie?",
            people.owner,
            True,
        )
        assert now.answer_by == date(2026, 11, 27)
        assert notes(lead)[-2:] == [
            "Niet voor VOORBEELD De Overkant: Te ver.",
            f"Aangeboden aan VOORBEELD A. {offers.GOES_ON}",
        ]
        assert Lead.objects.get().owner_organisation == people.partner
        assert third.hand_overs_received.count() == 0

    def test_after_silence_and_until_nobody_is_left(self, lead, people, monday):
        OrganisationFactory(name="VOORBEELD A")
        OrganisationFactory(name="VOORBEELD Vol", lead_capacity=0)
        self.offer(lead, people.other, people)
        for _ in range(3):
            monday.shift(timedelta(days=7))
            offers.expire()
        assert self.asked() == [("Overkant", "verlopen"), ("A", "verlopen")]
        assert notes(lead)[-1] == (
            "Geen andere partner die past: het dossier blijft bij VOORBEELD De Proefhal."
        )
        assert offers.expire() == 0

    def test_not_after_withdrawing_nor_when_not_chosen(self, lead, people):
        OrganisationFactory(name="VOORBEELD A")
        offers.withdraw(self.offer(lead, people.other, people), people.owner)
        assert self.asked() == [("Overkant", "ingetrokken")]
        plain = offers.offer(lead, people.other, people.owner)
        offers.decline(plain, people.outsider, "Nee.")
        assert self.asked()[1:] == [("Overkant", "geweigerd")]

    def test_not_when_it_was_closed_meanwhile(self, lead, people):
        OrganisationFactory(name="VOORBEELD A")
        first = self.offer(lead, people.other, people)
        actions.move(lead, Stage.NO_MATCH, people.owner, reason=NoMatchReason.NO_INTEREST)
        offers.decline(first, people.outsider, "Nee.")
        assert self.asked() == [("Overkant", "geweigerd")]

    def test_who_offered_it_is_told_where_it_went(self, lead, people):
        OrganisationFactory(name="VOORBEELD A")
        first = self.offer(lead, people.other, people)
        offers.decline(first, people.outsider, "Te ver.")
        told = emails.answered(f"{first.pk}-{people.owner.pk}")
        assert "Het werd nu aangeboden aan VOORBEELD A, zoals gevraagd." in told.text
        assert "blijft bij jullie" not in told.text


class TestWhatWasAgreed:
    """With the employer: the step, the day and the hour hold whoever follows it up."""

    AGREED = (NextAction.VISIT, date(2026, 12, 9), time(14, 30), "Bij de loskade.")

    @pytest.fixture
    def agreed(self, lead, people):
        """A visit on a day, at an hour."""
        step, day, hour, note = self.AGREED
        actions.set_next_action(lead, people.owner, step, day, note, at=hour)
        return offers.offer(lead, people.other, people.owner)

    def now(self):
        return Lead.objects.values_list(
            "next_action", "next_action_on", "next_action_at", "next_action_note"
        ).get()

    @pytest.mark.parametrize("answer", ["accept", "decline", "withdraw", "expire"])
    def test_it_stays(self, agreed, people, monday, answer):
        if answer == "expire":
            monday.shift(timedelta(days=5))
            assert offers.expire() == 1
        elif answer == "decline":
            offers.decline(agreed, people.outsider, "Te ver.")
        else:
            getattr(offers, answer)(agreed, people.outsider)
        assert self.now() == self.AGREED

    def test_what_is_over_is_called_about(self, agreed, people, monday):
        monday.shift(timedelta(days=20))
        offers.accept(agreed, people.outsider)
        assert self.now()[1:3] == (date(2026, 12, 16), None)

    def test_a_parked_one_that_is_taken_over_is_called(self, agreed, people):
        Lead.objects.update(stage=Stage.PARKED)
        offers.accept(agreed, people.outsider)
        assert self.now()[1:3] == (date(2026, 11, 26), None)
