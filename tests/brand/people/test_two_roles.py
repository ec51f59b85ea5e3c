"""Right and row together: a role at one partner opens nothing at another, nor at the federation."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page

from brand import founding, permissions, scoping
from brand.models import Membership, Organisation, Role, User
from brand.people import membership
from roadshow.models import Registration
from stories.models import Consent, ConsentRequest, PortrayedPerson, Withdrawal
from tests.factories.brand import OrganisationFactory
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(founded):
    return welcomed("Ons", "ons")


@pytest.fixture
def theirs(founded):
    return welcomed("Hun", "hun")


@pytest.fixture
def house(founded):
    return welcomed("Huis", "huis", is_federation=True)


def welcomed(name: str, slug: str, **fields) -> Organisation:
    made = OrganisationFactory(name=name, slug=slug, **fields)
    founding.welcome(made)
    return made


def somebody(*held: tuple[Organisation, str]) -> User:
    for organisation, role in held:
        user = membership.join(organisation, email="an@example.org", name="An", role=role).user
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("other", [Role.ONTHAAL, Role.COORDINATOR])
def test_a_marketer_here_reads_and_stops_nobody_there(ours, theirs, other):
    user = somebody((ours, Role.MARKETEER), (theirs, other))
    mine, foreign = PersonFactory(organisation=ours), PersonFactory(organisation=theirs)
    asked = ConsentRequest.objects.create(person=foreign)
    client = signed_in(user)
    assert set(PortrayedPerson.objects.visible_to(user)) == {mine}
    assert foreign.name not in client.get("/beheer/portrayedperson/").text
    for path in (
        f"/beheer/portrayedperson/edit/{foreign.pk}/",
        f"/beheer/portrayedperson/withdraw/{foreign.pk}/",
        f"/beheer/toestemming/vragen/{foreign.pk}/",
        f"/beheer/toestemming/gevraagd/{asked.pk}/",
    ):
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert not Withdrawal.objects.exists()
    assert not Consent.objects.exists()
    assert client.get(f"/beheer/portrayedperson/edit/{mine.pk}/").status_code == 200


def test_a_person_is_put_where_one_writes_only(ours, theirs):
    client = signed_in(somebody((ours, Role.MARKETEER), (theirs, Role.ONTHAAL)))
    client.post("/beheer/portrayedperson/new/", {"name": "Bo", "organisation": theirs.pk})
    assert not PortrayedPerson.objects.filter(organisation=theirs).exists()


def test_a_steward_there_exports_no_visitor_of_theirs(ours, theirs):
    user = somebody((ours, Role.COORDINATOR), (theirs, Role.ONTHAAL))
    mine = RegistrationFactory(stop=StopFactory(organisation=ours))
    foreign = RegistrationFactory(stop=StopFactory(organisation=theirs))
    sheet = b"".join(signed_in(user).get("/beheer/inschrijvingen/?export=csv").streaming_content)
    assert mine.email in sheet.decode()
    assert foreign.email not in sheet.decode()
    assert set(Registration.objects.visible_to(user)) == {mine}
    assert scoping.may(user, "roadshow.check_in", theirs.pk)  # at the door, as before


def test_an_administrator_here_helps_there(ours, theirs):
    """The rights over people and partners are those of the administrator, here only."""
    user = somebody((ours, Role.BEHEERDER), (theirs, Role.COORDINATOR))
    sam = membership.join(theirs, email="sam@hun.be", name="Sam", role=Role.MARKETEER)
    client = signed_in(user)
    asked = {"email": "bo@x.be", "name": "Bo", "role": Role.MARKETEER, "organisation": theirs.pk}
    client.post("/beheer/mensen/new/", asked)
    assert set(theirs.memberships.values_list("user__email", flat=True)) == {
        "an@example.org",
        "sam@hun.be",
    }
    for path in (f"mensen/vertrekt/{sam.pk}", f"partners/edit/{theirs.pk}"):
        assert client.get(f"/beheer/{path}/").status_code == 404
    assert client.get(f"/beheer/partners/edit/{ours.pk}/").status_code == 200


def test_a_steward_of_the_federation_is_no_administrator(house, theirs):
    user = somebody((house, Role.ONTHAAL))
    LeadFactory(owner_organisation=theirs)
    assert not user.is_federation
    assert user.get_all_permissions() == set()
    client = signed_in(user)
    for path in ("opvolging/dossiers", "mensen", "partners", "reports/site-history", "voorbeelden"):
        assert client.get(f"/beheer/{path}/").status_code in (302, 404)
    asked = {"email": user.email, "name": "", "role": Role.BEHEERDER, "organisation": house.pk}
    client.post("/beheer/mensen/new/", asked)
    assert set(house.memberships.values_list("role", flat=True)) == {Role.ONTHAAL}


def test_a_steward_of_the_federation_who_follows_up_for_a_partner(house, ours, theirs):
    user = somebody((house, Role.ONTHAAL), (ours, Role.COORDINATOR))
    mine, foreign = (LeadFactory(owner_organisation=one) for one in (ours, theirs))
    client = signed_in(user)
    assert client.get(f"/beheer/opvolging/dossiers/{foreign.pk}/").status_code == 404
    assert client.get(f"/beheer/opvolging/dossiers/{mine.pk}/").status_code == 200
    for path in ("mensen", "partners/new", "voorbeelden", "uitgaande-post"):
        assert client.get(f"/beheer/{path}/").status_code in (302, 404)


def test_a_reader_of_the_federation_reads_stories_everywhere_and_no_more(house, theirs):
    user = somebody((house, Role.MARKETEER))
    told, lead = story(organisation=theirs), LeadFactory(owner_organisation=theirs)
    client = signed_in(user)
    assert not user.is_federation
    assert told.permissions_for_user(user).can_edit()
    assert client.get(f"/beheer/pages/{told.pk}/edit/").status_code == 200
    assert client.get(f"/beheer/opvolging/dossiers/{lead.pk}/").status_code in (302, 404)
    assert client.get("/beheer/voorbeelden/").status_code == 404


def test_who_was_of_the_federation_before_gets_the_groups_of_the_role(house):
    """The groups of 0.1.0: everybody of the federation held all permissions."""
    user = somebody((house, Role.ONTHAAL))
    user.groups.add(Group.objects.get(name=permissions.FEDERATION_GROUP))
    permissions.establish_roles()
    assert set(user.groups.values_list("name", flat=True)) == {"Rol: Onthaal"}


# What Wagtail tells by number, and by tag ---------------------------------------------------------


@pytest.fixture
def marketer(ours):
    return somebody((ours, Role.MARKETEER))


@pytest.fixture
def secret(theirs):
    found = picture(7, title="kanarie-beeld", alt="kanarie", collection=theirs.collection)
    found.tags.add("kanarie-etiket")
    return found


def test_a_number_of_a_foreign_draft_is_no_page(marketer, theirs):
    draft = story(organisation=theirs, title="kanarie-verhaal")
    client = signed_in(marketer)
    path = "/beheer/choose-page/chosen-multiple/"
    assert client.get(f"{path}?id={draft.pk}").status_code == 404
    assert client.get(f"{path}?id=x").status_code == 404
    assert client.get(f"{path}?id={Page.objects.get(slug='meewerkers').pk}").status_code == 200


def test_tags_are_those_of_ones_own_files(marketer, ours, secret):
    picture(8, title="eigen", collection=ours.collection).tags.add("kan-eigen")
    client = signed_in(marketer)
    assert client.get("/beheer/tag-autocomplete/?term=kan").json() == ["kan-eigen"]
    assert client.get("/beheer/tag-autocomplete/taggit/tag/?term=kan").json() == ["kan-eigen"]
    for path in ("images/", "images/chooser/", "documents/"):
        assert "kanarie" not in client.get(f"/beheer/{path}").text
    assert "kan-eigen" in client.get("/beheer/images/").text
    assert Client().get("/beheer/tag-autocomplete/?term=kan").status_code == 302


def test_a_foreign_picture_in_an_address_is_not_drawn(marketer, secret):
    client = signed_in(marketer)
    assert "kanarie" not in client.get(f"/beheer/portrayedperson/new/?foto={secret.pk}").text


def test_a_foreign_picture_in_a_form_that_comes_back_is_not_drawn(marketer, ours, secret):
    client = signed_in(marketer)
    sent = {"name": "", "organisation": ours.pk, "picture": secret.pk, "channels": ["website"]}
    assert "kanarie" not in client.post("/beheer/portrayedperson/new/", sent).text
    told = story(organisation=ours)
    body = {"body-count": "1", "body-0-type": "picture", "body-0-order": "0", "body-0-deleted": ""}
    body |= {"body-0-id": "", "body-0-value-image": secret.pk, "picture": secret.pk, "title": ""}
    page = client.post(f"/beheer/pages/{told.pk}/edit/", body)
    assert page.status_code == 200
    assert "kanarie" not in page.text


def test_a_foreign_logo_is_not_drawn_either(ours, secret):
    client = signed_in(somebody((ours, Role.BEHEERDER)))
    sent = {"logo": secret.pk, "description": "x" * 700}
    page = client.post(f"/beheer/partners/edit/{ours.pk}/", sent)
    assert page.status_code == 200
    assert "kanarie" not in page.text


def test_everybody_with_a_role_anywhere_is_counted_once(ours, theirs):
    assert scoping.roles_with("stories.write") == {Role.MARKETEER, Role.BEHEERDER}
    assert scoping.roles_with("roadshow.check_in") == {
        Role.COORDINATOR,
        Role.ONTHAAL,
        Role.BEHEERDER,
    }
    assert Membership.objects.count() == 0
