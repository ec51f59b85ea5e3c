"""Who is erased is not called any more: what was promised changes with it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.log_actions import log, registry

from brand.models import Erasure
from brand.privacy import access
from leads import capture
from leads.employers import erasure
from leads.hand_over import offers
from leads.models import Employer, EmployerActivity, Establishment, HandOver, Interaction
from leads.stages import NextAction, Stage
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db


def late(people, **fields):
    day = timezone.localdate() - timedelta(days=6)
    return LeadFactory(
        owner_organisation=people.partner, next_action=NextAction.CALL, next_action_on=day, **fields
    )


def asks(lead) -> tuple:
    lead.refresh_from_db()
    return lead.next_action, lead.next_action_note, lead.next_action_on


def test_a_dossier_without_its_person_asks_for_another_today(people):
    lead = late(people)
    version = lead.version
    erasure.erase_contact(lead.contact)
    assert asks(lead) == (NextAction.OTHER, erasure.NOBODY_LEFT, timezone.localdate())
    assert lead.version > version  # a page that is open says so
    line = lead.interactions.get(note=erasure.NOBODY_LEFT)
    assert (line.by, line.before) == (None, None)  # not to be undone


def test_one_without_a_promise_stays_silent(people):
    lead = LeadFactory(
        owner_organisation=people.partner,
        stage=Stage.NO_MATCH,
        no_match_reason="timing",
        next_action="",
        next_action_on=None,
    )
    erasure.erase_contact(lead.contact)
    assert (asks(lead), lead.interactions.count()) == (("", "", None), 0)


@pytest.mark.parametrize(
    ("colleagues", "state"), [(0, HandOver.State.WITHDRAWN), (1, HandOver.State.OFFERED)]
)
def test_no_partner_is_offered_a_dossier_with_nobody_in_it(people, colleagues, state):
    lead = late(people)
    for number in range(colleagues):
        ContactFactory(employer=lead.employer, email=f"{number}@bakkerij.example")
    offer = offers.offer(lead, people.other, people.owner)
    erasure.erase_contact(lead.contact)
    offer.refresh_from_db()
    assert offer.state == state


def test_an_outcome_of_nobody_promises_nothing(people):
    lead = late(people, stage=Stage.COOPERATION)
    offer = offers.offer(lead, people.other, people.owner)
    employer = lead.employer
    access.erase(access.around(access.kinds()["werkgever"], employer), Erasure.Why.ASKED)
    offer.refresh_from_db()
    assert asks(lead) == ("", "", None)
    assert (lead.employer.name, offer.state) == ("Gewist", HandOver.State.WITHDRAWN)


def test_where_it_worked_and_what_it_did_goes_too(people):
    for stage in (Stage.COOPERATION, Stage.NEW):  # an outcome stays, of nobody; a question goes
        employer = late(people, stage=stage).employer
        employer.size, employer.joint_committee = Employer.Size.SMALL, "118"
        employer.save()
        place = employer.establishments.create(name="Bakkerij Proef, Dorp")
        employer.activities.create(establishment=place, code="10711")
        log(place, "wagtail.create")
        assert access.as_data(access.around(access.kinds()["werkgever"], employer))
        access.erase(access.around(access.kinds()["werkgever"], employer), Erasure.Why.ASKED)
        assert not Establishment.objects.exists()
        assert not EmployerActivity.objects.exists()
        assert {line.label for line in registry.get_logs_for_instance(place)} == {"Gewist"}
    kept = Employer.objects.get()
    assert (kept.size, kept.joint_committee) == ("", "")


class TestAnothersDossier:
    """A partner may call a contact anything; what another partner wrote is not its to change."""

    NOTE = "Bel Greet na het proefdraaien over de inpakker."

    @pytest.fixture
    def theirs(self, people):
        lead = self.met(people.other, "Greet", "greet@proef.be")
        lead.add_to_timeline(
            Interaction.Kind.NOTE, self.NOTE, before={"next_action_note": "inpakker"}
        )
        lead.add_to_timeline(Interaction.Kind.NOTE, "Inpakker Proefdraaien belde terug.")
        return lead

    @pytest.fixture
    def mine(self, people):
        return self.met(people.partner, "Inpakker Proefdraaien", "zomaar@proef.be")

    def met(self, partner, name, email):
        return capture.capture(
            name=name, company="Bakkerij Proef", email=email, tour=None, host=partner, happened=""
        )

    def said(self, lead) -> list:
        lines = lead.interactions.filter(kind=Interaction.Kind.NOTE).order_by("pk")
        return list(lines.values_list("note", "before"))

    def test_it_stays_when_a_partner_erases_its_own_contact(self, people, mine, theirs):
        assert mine.employer == theirs.employer
        before = self.said(theirs)
        erasure.erase_contact(mine.contact)
        assert self.said(theirs) == before

    def test_a_partner_who_knows_the_contact_keeps_no_name(self, people, mine, theirs):
        mine.contact.known_to.add(people.other)
        erasure.erase_contact(mine.contact)
        assert self.said(theirs) == [
            ("Bel Greet na het [gewist] over de [gewist].", None),
            ("[gewist] belde terug.", None),
        ]

    def test_the_person_is_erased_there_too_by_whole_name(self, people, mine, theirs):
        access.erase_own(access.of_address("zomaar@proef.be"))
        assert self.said(theirs) == [
            (self.NOTE, {"next_action_note": "inpakker"}),
            ("[gewist] belde terug.", None),
        ]
