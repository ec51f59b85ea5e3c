"""Partners for a dossier, as the database knows them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import Activity, Organisation
from leads.hand_over import offers
from leads.models import HandOver, Lead
from leads.routing import proposals
from tests.factories.brand import OrganisationFactory
from tests.factories.leads import HandOverFactory, LeadFactory
from tests.factories.roadshow import town

pytestmark = pytest.mark.django_db

State = HandOver.State


@pytest.fixture
def green():
    return Activity.objects.create(name="Groenonderhoud")


@pytest.fixture
def partner(green):
    def made(name, *, towns=(), does=True, **fields):
        found = OrganisationFactory(name=f"VOORBEELD {name}", **fields)
        found.municipalities.set([town(name) for name in towns])
        found.activities.set([green] if does else [])
        return found

    return made


@pytest.fixture
def lead(people, green):
    return LeadFactory(
        owner_organisation=people.partner,
        employer__municipality=town("Genk"),
        activity=green,
    )


def said(lead, *args):
    return [
        (one.partner.name.removeprefix("VOORBEELD "), one.sentence)
        for one in proposals.proposals(lead, *args)
        if one.fits
    ]


def test_by_work_place_and_distance(lead, partner):
    partner("Dichtbij", towns=["Genk"], base=town("Hasselt"))
    partner("Provincie", provinces=["limburg"], base=town("Lommel"))
    partner("Elders", provinces=["antwerpen"])
    partner("Doet iets anders", provinces=["limburg"], does=False)
    partner("Gestopt", provinces=["limburg"], is_active=False)
    lately = "kreeg de voorbije 30 dagen nog geen dossier van een andere partner."
    assert said(lead) == [
        ("Dichtbij", f"Doet groenonderhoud, werkt in Genk, ligt op 12 km en {lately}"),
        ("Provincie", f"Doet groenonderhoud, werkt in Limburg, ligt op 32 km en {lately}"),
    ]


def test_what_came_lately_counts(lead, partner, people):
    busy = partner("Bezig", provinces=["limburg"], lead_capacity=4)
    partner("Vrij", provinces=["limburg"], lead_capacity=4)
    old = timezone.now() - timedelta(days=31)
    for state, at in [
        (State.OFFERED, timezone.now()),
        (State.DECLINED, timezone.now()),
        (State.WITHDRAWN, timezone.now()),
        (State.ACCEPTED, old),
    ]:
        HandOverFactory(to_organisation=busy, state=state, offered_at=at)
    LeadFactory(owner_organisation=busy)
    LeadFactory(owner_organisation=busy, created_at=old)
    taken = LeadFactory(owner_organisation=people.partner)
    offers.accept(offers.offer(taken, busy, None), people.outsider)
    (found,) = proposals.candidates([busy])
    assert (found.received, found.taken) == (2, 3)
    assert [name for name, _ in said(lead)] == ["Vrij", "Bezig"]


def test_other_work_is_looked_for(lead, partner):
    paint = Activity.objects.create(name="Schilderwerk")
    partner("Groen", provinces=["limburg"])
    other = partner("Schilders", provinces=["limburg"], does=False)
    other.activities.add(paint)
    assert [name for name, _ in said(lead)] == ["Groen"]
    assert [name for name, _ in said(lead, paint)] == ["Schilders"]


def test_who_said_no_is_not_asked_again(lead, partner, people):
    first = partner("Eerst", provinces=["limburg"])
    second = partner("Daarna", provinces=["limburg"], base=town("Lommel"))
    full = partner("Vol", provinces=["limburg"], lead_capacity=0)
    assert proposals.next_partner(lead) == second
    offers.decline(offers.offer(lead, second, people.owner), people.outsider, "Te ver.")
    sentences = {one.partner.pk: one.sentence for one in proposals.proposals(lead)}
    assert sentences[second.pk] == "Zei al nee voor dit dossier."
    assert proposals.next_partner(lead) == first
    offers.withdraw(offers.offer(lead, first, people.owner), people.owner)
    assert proposals.next_partner(lead) is None
    assert sentences[full.pk].endswith("maar heeft nu geen plaats meer.")


@pytest.mark.parametrize("number", [1, 6])
def test_as_many_questions_for_six_as_for_one(lead, partner, number, django_assert_num_queries):
    for one in range(number):
        partner(f"Partner {one}", towns=["Genk"], base=town("Genk"))
    lead = Lead.objects.select_related("employer__municipality", "activity").get(pk=lead.pk)
    with django_assert_num_queries(7):
        assert len(said(lead)) == number


def test_forty_dossiers_offered_one_after_another(people, partner, green):
    """As the desk does it: each to the first proposal."""
    ours = [partner(f"P{one}", provinces=["limburg"], lead_capacity=30) for one in range(4)]
    Organisation.objects.exclude(pk__in=[one.pk for one in ours]).update(provinces=[])
    for _ in range(40):
        lead = LeadFactory(
            owner_organisation=people.partner,
            employer__municipality=town("Genk"),
            activity=green,
        )
        best = proposals.proposals(lead)[0]
        HandOver.objects.create(
            lead=lead,
            from_organisation=people.partner,
            to_organisation_id=best.partner.pk,
            answer_by=timezone.localdate(),
        )
    got = [one.hand_overs_received.count() for one in ours]
    assert got == [10, 10, 10, 10]
