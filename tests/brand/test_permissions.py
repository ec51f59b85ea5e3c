"""Groups follow memberships, and can be made again at any time."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, GroupPagePermission, Page, Workflow
from wagtail.permissions import policy_registry

from brand import founding, permissions
from brand.models import Membership, Picture, Role
from brand.people import membership as people_membership
from leads import permissions as desk
from stories import permissions as told
from tests.factories.brand import OrganisationFactory, UserFactory
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db


def groups_of(user) -> set[str]:
    return set(user.groups.values_list("name", flat=True))


def test_founding_twice_changes_nothing(founded):
    def state():
        return (
            sorted(Page.objects.values_list("url_path", flat=True)),
            sorted(Group.objects.values_list("name", "permissions__codename")),
            GroupPagePermission.objects.count(),
        )

    before = state()
    founding.found()
    assert state() == before


@pytest.mark.parametrize("used", [False, True], ids=["by nobody", "by somebody"])
def test_wagtails_own_groups_leave_before_anybody_is_in_them(used):
    """They and a workflow of theirs come with Wagtail's migrations, on a new database."""
    group = Group.objects.create(name="Moderators")
    GroupApprovalTask.objects.create(name="Moderators approval").groups.add(group)
    Workflow.objects.create(name="Moderators approval")
    if used:
        group.user_set.add(UserFactory())
    founding.found()
    assert Group.objects.filter(name="Moderators").exists() == used
    assert GroupApprovalTask.objects.filter(name="Moderators approval").exists() == used
    assert Workflow.objects.filter(name="Moderators approval").exists() == used


def test_every_granted_permission_exists(founded):
    names = {group.name for group in Group.objects.all()}
    assert {f"Rol: {role.label}" for role in Role} <= names


def test_an_unknown_permission_is_an_error(founded):
    with pytest.raises(LookupError, match=r"brand\.fly_rocket"):
        permissions.permissions_named(["brand.view_organisation", "brand.fly_rocket"])


def test_a_steward_at_the_door_has_no_back_office(founded):
    partner = OrganisationFactory()
    steward = people_membership.join(
        partner, email="deur@example.org", name="Mo Claes", role=Role.ONTHAAL
    ).user
    assert groups_of(steward) == {"Rol: Onthaal"}
    assert not steward.has_perm("wagtailadmin.access_admin")


def test_a_marketer_writes_in_the_partners_own_section_only(founded):
    partner, other = OrganisationFactory(), OrganisationFactory()
    founding.welcome(partner)
    founding.welcome(other)
    marketer = people_membership.join(
        partner, email="m@example.org", name="Lies Achten", role=Role.MARKETEER
    ).user
    assert groups_of(marketer) == {"Rol: Marketeer", f"Partner: {partner.name}"}
    section, foreign = partner.section, other.section
    assert section.permissions_for_user(marketer).can_add_subpage()
    assert not section.permissions_for_user(marketer).can_publish()
    assert not foreign.permissions_for_user(marketer).can_add_subpage()


def test_the_federation_publishes_everywhere(founded):
    house = OrganisationFactory(is_federation=True)
    editor = people_membership.join(
        house, email="f@example.org", name="Fien", role=Role.MARKETEER
    ).user
    assert founded.permissions_for_user(editor).can_publish()


def test_leaving_takes_the_groups_away_and_leaves_other_groups(founded):
    partner = OrganisationFactory()
    membership = people_membership.join(
        partner, email="c@example.org", name="Sam", role=Role.COORDINATOR
    )
    user = membership.user
    user.groups.add(Group.objects.create(name="Koor"))
    people_membership.leave(membership)
    assert groups_of(user) == {"Koor"}
    assert Membership.objects.count() == 0


@pytest.mark.database("brand.models.organisations.Membership")
def test_joining_twice_is_joining_once(founded):
    partner = OrganisationFactory()
    known = UserFactory(email="a@example.org")
    for address in ("a@example.org", " A@Example.org "):
        people_membership.join(partner, email=address, name="Iemand Anders", role=Role.COORDINATOR)
    membership = Membership.objects.get()
    assert membership.user == known
    known.refresh_from_db()
    assert known.first_name == "An"


def test_whoever_is_new_has_a_name_and_no_password(founded):
    user = people_membership.join(
        OrganisationFactory(), email="N@example.org", name="Noor Van de Weerd", role=Role.MARKETEER
    ).user
    assert (user.email, user.first_name, user.last_name) == (
        "n@example.org",
        "Noor",
        "Van de Weerd",
    )
    assert not user.has_usable_password()


def test_a_marketer_chooses_and_adds_pictures_of_the_own_folder(founded, client):
    partner, other = OrganisationFactory(), OrganisationFactory()
    for organisation in (partner, other):
        founding.welcome(organisation)
    user = people_membership.join(
        partner, email="mia@example.org", name="", role=Role.MARKETEER
    ).user
    own, _ = (
        picture(shade, title=organisation.name, collection=organisation.collection)
        for shade, organisation in enumerate((partner, other))
    )
    policy = policy_registry.get_by_type(Picture)
    for action in ("choose", "change"):
        assert set(policy.instances_user_has_any_permission_for(user, [action])) == {own}
    assert list(policy.collections_user_has_permission_for(user, "add")) == [partner.collection]
    client.force_login(user)
    html = client.get("/beheer/images/chooser/results/").content.decode()
    assert own.title in html
    assert other.name not in html


WRITES = {
    "wagtailadmin.access_admin",
    *(f"stories.{verb}_portrayedperson" for verb in ("view", "add", "change")),
    *(f"stories.{verb}_consent" for verb in ("view", "add", "change")),
    "stories.view_withdrawal",
    *(f"stories.{verb}_recall" for verb in ("view", "change")),
    *(f"stories.{verb}_use" for verb in ("view", "add", "change", "delete")),
    *(f"stories.{verb}_partnerfigure" for verb in ("view", "add", "change")),
    "roadshow.view_stoppage",
    "roadshow.view_venue",
    *(f"brand.{verb}_campaign" for verb in ("view", "add", "change")),
}
WORKS_AT_THE_DESK = {
    "wagtailadmin.access_admin",
    *(f"leads.{verb}_lead" for verb in ("view", "add", "change")),
    *(f"leads.{verb}_employer" for verb in ("view", "change")),
    *(f"leads.{verb}_placement" for verb in ("view", "change")),
    *(f"leads.{verb}_trainingoffer" for verb in ("view", "add", "change")),
    *(f"leads.{verb}_standingprice" for verb in ("view", "add", "change", "delete")),
    *(f"roadshow.{verb}_stoppage" for verb in ("view", "add", "change")),
    *(f"roadshow.{verb}_venue" for verb in ("view", "add", "change", "delete")),
    *(f"roadshow.{verb}_registration" for verb in ("view", "change")),
    "brand.view_campaign",
}
EVERYTHING = {
    *WRITES,
    *WORKS_AT_THE_DESK,
    "leads.delete_lead",
    "leads.delete_trainingoffer",
    "stories.delete_portrayedperson",
    "brand.delete_campaign",
    *(f"brand.{verb}_organisation" for verb in ("view", "change")),
    *(f"brand.{verb}_membership" for verb in ("view", "add", "delete")),
}
# Wagtail's own, on pictures and documents in the folder of the partner.
FILES = {f"wagtailimages.{verb}_image" for verb in ("add", "change", "choose")}
FILES |= {f"wagtaildocs.{verb}_document" for verb in ("add", "change", "choose")}


@pytest.mark.parametrize("is_federation", [False, True])
@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.MARKETEER, WRITES),
        (Role.COORDINATOR, WORKS_AT_THE_DESK),
        (Role.ONTHAAL, set()),
        (Role.BEHEERDER, EVERYTHING),
    ],
)
def test_a_role_holds_exactly_this(founded, role, may, is_federation):
    """Who reads and publishes stories, also for the federation, has nothing to do with leads."""
    house = OrganisationFactory(is_federation=is_federation)
    user = people_membership.join(house, email="m@example.org", name="Lies Achten", role=role).user
    held = user.get_all_permissions() - FILES
    is_house = is_federation and role == Role.BEHEERDER
    grants = [room.FEDERATION_GRANTS for room in (permissions, desk, told)]
    more = set().union(*grants) if is_house else set()
    assert held == may | more
