"""Partners and their people in the back office: each sees and mends its own."""

import re

import pytest

from brand import founding
from brand.models import Invitation, Membership, Organisation, Role, User
from brand.people import invitation, membership
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db
CELL = re.compile(r"(?s)<td[^>]*>(.*?)</td>")


@pytest.fixture
def people(founded):
    """Two partners and the federation, each with somebody who runs it."""
    houses = {
        "own": OrganisationFactory(name="VOORBEELD De Proefhal"),
        "other": OrganisationFactory(name="VOORBEELD De Overkant"),
        "federation": OrganisationFactory(name="VOORBEELD Federatie", is_federation=True),
    }
    made = {}
    for name, house in houses.items():
        founding.welcome(house)
        made[name] = membership.join(
            house, email=f"{name}@example.org", name="An Peeters", role=Role.BEHEERDER
        )
    return made


@pytest.fixture
def own(client, people):
    client.force_login(people["own"].user)
    return client


@pytest.fixture
def federation(client, people):
    client.force_login(people["federation"].user)
    return client


def test_a_partner_lists_itself_only(own):
    page = own.get("/beheer/partners/").content.decode()
    assert "De Proefhal" in page
    assert "De Overkant" not in page


def test_the_list_speaks_dutch(own):
    page = own.get("/beheer/partners/").content.decode()
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in CELL.findall(page)]
    assert cells[-2:] == ["Maatwerkbedrijf", "zonder einddatum"]


def test_signing_in_asks_for_a_wachtwoord(client):
    page = client.get("/beheer/login/").content.decode()
    assert re.search(r'<label[^>]*for="id_password"[^>]*>\s*Wachtwoord', page)


def test_another_partner_looks_missing(own, people):
    other = people["other"].organisation.pk
    for view in ("edit", "delete", "history", "usage"):
        assert own.get(f"/beheer/partners/{view}/{other}/").status_code in {302, 404}
    assert own.get(f"/beheer/partners/edit/{other}/").status_code == 404
    assert own.post(f"/beheer/partners/edit/{other}/", {"name": "x"}).status_code == 404


def test_a_partner_mends_its_card_but_not_its_licence(own, people):
    partner = people["own"].organisation
    own.post(
        f"/beheer/partners/edit/{partner.pk}/",
        {
            "name": "Andere naam",
            "slug": "andere",
            "kind": "kringwinkel",
            "description": "Wij herstellen.",
            "licence_until": "2050-01-01",
            "is_federation": "on",
        },
    )
    partner.refresh_from_db()
    assert (partner.description, partner.kind) == ("Wij herstellen.", "kringwinkel")
    assert (partner.name, partner.licence_until, partner.is_federation) == (
        "VOORBEELD De Proefhal",
        None,
        False,
    )


def test_the_federation_adds_a_partner_who_can_begin_at_once(federation):
    federation.post(
        "/beheer/partners/new/",
        {
            "name": "Nieuwe Partner",
            "slug": "nieuwe-partner",
            "kind": "maatwerkbedrijf",
            "is_active": "on",
            "provinces": ["limburg"],
        },
    )
    partner = Organisation.objects.get(slug="nieuwe-partner")
    assert partner.provinces == ["limburg"]
    assert partner.collection.name == "Nieuwe Partner"
    assert partner.section.live


def test_somebody_new_joins_with_a_mail_address(own, people):
    partner = people["own"].organisation
    own.post(
        "/beheer/mensen/new/",
        {
            "organisation": partner.pk,
            "email": "Sam@Example.org",
            "name": "Sam Reynders",
            "role": "coordinator",
        },
    )
    user = User.objects.get(email="sam@example.org")
    assert user.organisation_ids() == set()  # until the link of the invitation is used
    assert not user.groups.exists()
    invitation.accept(Invitation.objects.get(), name="Sam Reynders", password="zeven blauwe emmers")
    user = User.objects.get(pk=user.pk)
    assert user.organisation_ids(Role.COORDINATOR) == {partner.pk}
    assert user.groups.filter(name="Rol: Coördinator").exists()


def test_nobody_is_put_into_another_partner(own, people):
    before = Membership.objects.count()
    answer = own.post(
        "/beheer/mensen/new/",
        {
            "organisation": people["other"].organisation.pk,
            "email": "sam@example.org",
            "role": "beheerder",
        },
    )
    assert answer.status_code == 200
    assert Membership.objects.count() == before


def test_the_same_role_twice_is_said_and_what_was_typed_stays(own, people):
    answer = own.post(
        "/beheer/mensen/new/",
        {
            "organisation": people["own"].organisation.pk,
            "email": "own@example.org",
            "name": "An Peeters",
            "role": "beheerder",
        },
    )
    page = answer.content.decode()
    assert "Deze persoon heeft deze rol hier al." in page
    assert 'value="own@example.org"' in page


def test_taking_a_role_away_takes_the_rights(own, people):
    partner = people["own"].organisation
    other = membership.join(partner, email="t@example.org", name="Tom", role=Role.COORDINATOR)
    own.post(f"/beheer/mensen/delete/{other.pk}/")
    assert set(other.user.groups.values_list("name", flat=True)) == set()


@pytest.mark.parametrize("act", ["uitnodigen", "tweede-factor", "blokkering", "vertrekt"])
def test_nothing_is_done_to_another_partner_s_people(own, people, act):
    other = membership.join(
        people["other"].organisation, email="o@example.org", name="O", role=Role.MARKETEER
    )
    assert own.post(f"/beheer/mensen/{act}/{other.pk}/").status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_who_only_helps_at_a_partner_does_not_run_it(own, people):
    other = people["other"].organisation
    membership.join(other, email="own@example.org", name="", role=Role.ONTHAAL)
    row = people["other"]
    assert own.get(f"/beheer/mensen/inspect/{row.pk}/").status_code == 404
    assert own.get(f"/beheer/partners/edit/{other.pk}/").status_code == 404
    sent = {"organisation": other.pk, "email": "sam@example.org", "role": "beheerder"}
    assert own.post("/beheer/mensen/new/", sent).status_code == 200
    assert not User.objects.filter(email="sam@example.org").exists()


def test_a_role_is_not_changed_but_given_and_taken(federation, people):
    row = people["own"].pk
    assert federation.get(f"/beheer/mensen/edit/{row}/").status_code == 302
    federation.post(f"/beheer/mensen/edit/{row}/", {"role": "onthaal"})
    assert Membership.objects.get(pk=row).role == Role.BEHEERDER


def test_accounts_begin_with_an_invitation_only(federation, admin_client):
    """Nobody of the federation makes an account by hand; who may, sets no password."""
    assert federation.get("/beheer/users/new/").status_code == 302
    page = admin_client.get("/beheer/users/new/").content.decode()
    assert 'name="email"' in page
    assert 'name="password1"' not in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_people_ask_as_many_questions_for_three_as_for_one(
    federation, people, count, django_assert_num_queries
):
    for number in range(count):
        invitation.invite(
            people["own"].organisation,
            email=f"m{number}@example.org",
            name="Mo",
            role=Role.ONTHAAL,
            by=people["own"].user,
        )
    federation.get("/beheer/mensen/?role=onthaal")
    with django_assert_num_queries(16):
        federation.get("/beheer/mensen/?role=onthaal")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    federation, count, django_assert_num_queries
):
    Organisation.objects.filter(is_federation=False).exclude(name__contains="Proefhal").update(
        is_active=False
    )
    for _ in range(count - 1):
        OrganisationFactory()
    federation.get("/beheer/partners/?is_active=true")
    with django_assert_num_queries(14):
        federation.get("/beheer/partners/?is_active=true")


@pytest.fixture
def elsewhere(people):
    """Another partner at which the same person only writes."""
    house = people["other"].organisation
    membership.join(house, email="own@example.org", name="An Peeters", role=Role.MARKETEER)
    return house


def test_who_runs_one_partner_gives_nobody_a_role_at_another(own, people, elsewhere):
    said = {"organisation": elsewhere.pk, "role": "beheerder"}
    page = own.post("/beheer/mensen/new/", {**said, "email": "own@example.org"})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["organisation"]
    assert Membership.objects.filter(organisation=elsewhere, role=Role.BEHEERDER).count() == 1


def test_who_runs_one_partner_sends_nobody_away_at_another(own, people, elsewhere):
    theirs = people["other"]
    assert own.post(f"/beheer/mensen/delete/{theirs.pk}/").status_code == 404
    assert Membership.objects.filter(pk=theirs.pk).exists()


def test_who_runs_one_partner_does_not_rewrite_another(own, people, elsewhere):
    own.post(f"/beheer/partners/edit/{elsewhere.pk}/", {"kind": "lde", "description": "Gekaapt."})
    elsewhere.refresh_from_db()
    assert elsewhere.description == ""
