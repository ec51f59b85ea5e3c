"""A role that was offered and not taken up yet: no mail, no work, no name on anybody's list."""

import pytest

from brand import founding
from brand.demo import screens
from brand.models import Membership, Organisation, Role, User
from brand.partners import licence
from brand.people import departure, invitation, membership
from brand.people.screens import MembershipDelete
from leads.desk.filters import colleagues
from leads.follow_up.forms import team_of
from stories.consent import information
from stories.gate import four_eyes
from stories.review import reminders
from stories.withdrawal import recipients
from tests.factories.brand import OrganisationFactory
from tests.factories.leads import LeadFactory
from tests.factories.stories import PersonFactory, covered_story

pytestmark = pytest.mark.django_db


def welcomed(name: str, **fields) -> Organisation:
    made = OrganisationFactory(name=name, **fields)
    founding.welcome(made)
    return made


@pytest.fixture
def partner(founded):
    return welcomed("Ons", slug="ons", licence_until="2027-03-31")


@pytest.fixture
def house(founded):
    return welcomed("Huis", slug="huis", is_federation=True)


@pytest.fixture
def boss(partner):
    return somebody(partner, "jef@ons.be", Role.BEHEERDER)


@pytest.fixture
def asked(partner, house, boss):
    """Steward at both, who was asked for every other role and did not answer."""
    for organisation in (partner, house):
        user = somebody(organisation, "kim@hal.be", Role.ONTHAAL)
        user.set_password("een lang geheim woord")
        user.save()
        for role in (Role.MARKETEER, Role.COORDINATOR, Role.BEHEERDER):
            invitation.invite(organisation, email=user.email, name="Kim", role=role, by=boss)
    return User.objects.get(pk=user.pk)


def somebody(organisation, email, role) -> User:
    return membership.join(organisation, email=email, name="Een Naam", role=role).user


def test_what_is_handed_in_is_not_theirs_to_read(asked, partner, boss):
    author = somebody(partner, "lies@ons.be", Role.MARKETEER)
    handed_in = covered_story(1, organisation=partner, live=False, owner=author)
    superuser = User.objects.create_superuser("baas@example.org", "een lang geheim woord")
    assert set(four_eyes.administrators(handed_in)) == {boss}
    assert set(four_eyes.federation(handed_in)) == {superuser}
    assert set(four_eyes.reviewers(handed_in)) == {boss}


def test_nobody_asks_them_to_look_after_a_story_or_a_person(asked, partner):
    online = covered_story(1, organisation=partner, live=True, owner=None)
    assert reminders.keepers(online) == []
    person = PersonFactory(organisation=partner)
    assert recipients.responsible_for(person) == []


def test_no_dossier_is_passed_to_them(asked, partner, boss):
    lead = LeadFactory(owner_organisation=partner)
    assert set(team_of(lead, boss)) == {boss}
    assert set(colleagues(boss)) == {boss}
    assert departure.colleagues(boss, partner) == []


def test_the_end_of_a_licence_is_not_told_to_them(asked, partner, boss):
    assert licence._who_can_act(partner) == [boss.pk]


def test_they_keep_no_site_open(asked, house):
    User.objects.filter(is_superuser=True).delete()
    assert screens.leaves_nobody()
    asked.memberships.filter(organisation=house).update(is_accepted=True)
    assert not screens.leaves_nobody()


def test_who_asks_for_a_consent_works_where_they_said_yes(asked, partner, house):
    asked.memberships.filter(organisation=partner, role=Role.ONTHAAL).delete()
    assert information._works_for(asked, partner) == "Huis"


def test_the_last_role_that_was_taken_up_is_a_departure(asked, partner):
    screen = MembershipDelete()
    for role, is_last in [(Role.ONTHAAL, True), (Role.BEHEERDER, False)]:
        screen.object = Membership.objects.get(user=asked, organisation=partner, role=role)
        assert screen.is_last is is_last
    asked.memberships.filter(role=Role.BEHEERDER).update(is_accepted=True)
    assert screen.is_last is False


def test_whoever_has_access_is_counted(asked, partner, boss):
    invitation.invite(partner, email="nieuw@hal.be", name="N", role=Role.COORDINATOR, by=boss)
    assert str(departure.shares_of(partner)[0]) == "2 mensen zonder toegang voortaan"
