"""Leads pass on when somebody, or a whole partner, leaves."""

import pytest

from brand.models import Role
from leads import leaving
from leads.hand_over import offers
from leads.models import HandOver, Lead
from leads.stages import Stage
from tests.factories.brand import cast, member
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def dossier(people, **fields):
    return LeadFactory(owner_organisation=people.partner, owner=people.owner, **fields)


def done(people):
    return dossier(people, stage=Stage.NO_MATCH, next_action="", next_action_on=None)


def words(shares) -> list[str]:
    return [str(share) for share in shares]


def test_in_numbers(people):
    offers.offer(dossier(people), people.other, people.owner)
    dossier(people)
    done(people)
    assert words(leaving.count(people.owner, people.partner)) == [
        "2 open opvolgdossiers",
        "2 volgende stappen voor vandaag",
        "1 overdracht die wacht",
    ]
    assert words(leaving.count_all(people.partner)) == [
        "2 open opvolgdossiers die naar de federatie gaan",
        "1 overdracht die stopt",
        "0 vragen om prijzen die stoppen",
        "0 prijsaanvragen die naar de federatie gaan",
        "0 sleutels van koppelingen die stoppen",
        "0 adressen die geen berichten meer krijgen",
        "0 vormingen die offline gaan",
    ]


def test_to_a_colleague(people):
    lead, old = dossier(people), done(people)
    offer = offers.offer(lead, people.other, people.owner)
    leaving.pass_on(people.owner, people.partner, people.team_mate, people.federation)
    assert Lead.objects.get(pk=lead.pk).owner == people.team_mate
    assert Lead.objects.get(pk=old.pk).owner == people.owner
    assert HandOver.objects.get(pk=offer.pk).offered_by == people.team_mate
    assert lead.interactions.order_by("pk").last().note == f"Nu bij {people.team_mate}."


@pytest.mark.parametrize("heir", [None, "marketeer"])
def test_to_nobody_who_could_not_see_them(people, heir):
    lead = dossier(people)
    to = member(people.partner, Role.MARKETEER) if heir else None
    leaving.pass_on(people.owner, people.partner, to, people.federation)
    assert Lead.objects.get(pk=lead.pk).owner is None


def test_back_to_the_federation(people):
    lead, old = dossier(people), done(people)
    offers.offer(lead, people.other, people.owner)
    received = offers.offer(
        LeadFactory(owner_organisation=people.other), people.partner, people.outsider
    )
    leaving.hand_back(people.partner, people.house, people.federation, False)
    lead.refresh_from_db()
    assert (lead.owner_organisation, lead.owner) == (people.house, None)
    assert set(lead.contact.known_to.all()) == {people.partner, people.house}
    assert lead.interactions.order_by("pk").last().note == (
        "VOORBEELD De Proefhal doet niet meer mee: nu bij VOORBEELD Federatie."
    )
    assert Lead.objects.get(pk=old.pk).owner_organisation == people.partner
    received.refresh_from_db()
    assert (received.state, received.reason) == (
        HandOver.State.DECLINED,
        "VOORBEELD De Proefhal doet niet meer mee.",
    )
    assert not HandOver.objects.waiting().exists()
