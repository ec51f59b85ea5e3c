"""A person leaves, a partner leaves: first in numbers, then everything in one step."""

import pytest
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from brand import founding, permissions
from brand.models import Membership, OutgoingMail, Role, User
from brand.people import departure, membership
from leads.models import Lead
from tests.factories.brand import OrganisationFactory, member
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(founded):
    return house_of("VOORBEELD De Proefhal")


@pytest.fixture
def federation(founded):
    return house_of("VOORBEELD Federatie", is_federation=True)


def house_of(name, **fields):
    made = OrganisationFactory(name=name, **fields)
    founding.welcome(made)
    return made


def somebody(organisation, role, name, **fields) -> User:
    user = member(organisation, role, first_name=name, last_name="Voorbeeld", **fields)
    permissions.place_in_groups(user)
    return user


@pytest.fixture
def sam(partner):
    return somebody(partner, Role.COORDINATOR, "Sam")


@pytest.fixture
def boss(partner):
    return somebody(partner, Role.BEHEERDER, "Jef")


@pytest.fixture
def keeper(federation):
    return somebody(federation, Role.BEHEERDER, "Noor")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def row_of(user, organisation) -> Membership:
    return Membership.objects.filter(user=user, organisation=organisation).first()


class TestInvitationToAnAccountElsewhere:
    """Who types an address reads nothing of its owner, and ends nothing of theirs."""

    @pytest.fixture
    def elsewhere(self, founded):
        other = house_of("VOORBEELD De Overkant")
        return somebody(other, Role.COORDINATOR, "Geheim", email="geheim@overkant.be")

    def asks(self, client, partner, email="geheim@overkant.be", role="onthaal"):
        said = {"organisation": partner.pk, "email": email, "name": "Wie", "role": role}
        return client.post("/beheer/mensen/new/", said, follow=True)

    def test_no_name_and_no_other_partner_is_told(self, partner, boss, elsewhere):
        client = signed_in(boss)
        told = self.asks(client, partner).text
        assert "geheim@overkant.be krijgt een uitnodiging" in told or (
            "De uitnodiging voor geheim@overkant.be staat klaar" in told
        )
        row = row_of(elsewhere, partner)
        pages = ["", "?q=overkant.be", f"inspect/{row.pk}/", f"vertrekt/{row.pk}/"]
        told += "".join(client.get(f"/beheer/mensen/{page}").text for page in pages)
        assert "geheim@overkant.be" in told
        assert [word in told for word in ("Geheim Voorbeeld", "De Overkant")] == [False, False]
        Membership.objects.filter(pk=row.pk).update(is_accepted=True)
        assert "Geheim Voorbeeld" in client.get("/beheer/mensen/").text

    def test_taking_it_back_ends_no_session(self, partner, boss, elsewhere):
        theirs, client = signed_in(elsewhere), signed_in(boss)
        self.asks(client, partner)
        row = row_of(elsewhere, partner)
        answer = client.post(f"/beheer/mensen/vertrekt/{row.pk}/", {"to": ""}, follow=True)
        gone = "geheim@overkant.be heeft geen toegang meer tot VOORBEELD De Proefhal."
        assert (gone in answer.text, "Geheim Voorbeeld" in answer.text) == (True, False)
        entry = ModelLogEntry.objects.for_instance(partner).get(action=departure.LEFT)
        assert entry.data == {"who": "geheim@overkant.be", "to": ""}
        assert row_of(elsewhere, partner) is None
        assert theirs.get("/beheer/").status_code == 200

    def test_the_mailbox_is_not_filled(self, partner, boss):
        client = signed_in(boss)
        for _ in range(7):
            page = self.asks(client, partner, "vreemd@elders.be")
            row = Membership.objects.filter(user__email="vreemd@elders.be").first()
            if row:
                client.post(f"/beheer/mensen/vertrekt/{row.pk}/", {"to": ""})
        assert "Naar dit adres vertrokken vandaag al genoeg uitnodigingen." in page.text
        assert OutgoingMail.objects.filter(kind="brand.emails.invitation").count() == 5


def test_who_can_take_over_those_of_the_same_role_first(partner, sam, boss):
    tom = somebody(partner, Role.COORDINATOR, "Tom")
    somebody(partner, Role.MARKETEER, "Lies")
    membership.join(partner, email="nog@hal.be", name="Nog Niet", role=Role.COORDINATOR)
    somebody(partner, Role.COORDINATOR, "Weg", is_active=False)
    assert departure.colleagues(sam, partner) == [tom, boss]


def test_the_page_says_in_numbers_what_will_happen(partner, sam, boss):
    tom = somebody(partner, Role.COORDINATOR, "Tom")
    for _ in range(2):
        LeadFactory(owner_organisation=partner, owner=sam)
    page = signed_in(boss).get(f"/beheer/mensen/vertrekt/{row_of(sam, partner).pk}/")
    text = page.content.decode()
    assert "<li>2 open opvolgdossiers</li>" in text
    assert "<li>2 volgende stappen voor vandaag</li>" in text
    assert f'<option value="{tom.pk}" selected>' in text
    assert "Het account gaat dicht" in text


def test_a_person_leaves(partner, sam, boss):
    tom = somebody(partner, Role.COORDINATOR, "Tom")
    lead = LeadFactory(owner_organisation=partner, owner=sam)
    TOTPDevice.objects.create(user=sam)
    there = signed_in(sam)
    assert there.get("/beheer/").status_code == 200
    sent = {"to": tom.pk}
    answer = signed_in(boss).post(f"/beheer/mensen/vertrekt/{row_of(sam, partner).pk}/", sent)
    assert answer.url == "/beheer/mensen/"
    sam = User.objects.get(pk=sam.pk)
    assert (sam.is_active, sam.memberships.count(), sam.groups.count()) == (False, 0, 0)
    assert Lead.objects.get(pk=lead.pk).owner == tom
    assert not TOTPDevice.objects.filter(user=sam).exists()
    assert there.get("/beheer/").url.startswith("/beheer/login/")
    entry = ModelLogEntry.objects.for_instance(partner).get(action=departure.LEFT)
    assert (entry.user, entry.data) == (boss, {"who": "Sam Voorbeeld", "to": "Tom Voorbeeld"})
    assert entry.formatter.format_message(entry) == (
        "Sam Voorbeeld vertrok. Het werk ging naar Tom Voorbeeld."
    )


def test_who_works_elsewhere_too_keeps_the_account(partner, sam, boss):
    other = house_of("VOORBEELD De Overkant")
    membership.join(other, email=sam.email, name="", role=Role.MARKETEER)
    TOTPDevice.objects.create(user=sam)
    there = signed_in(sam)
    page = signed_in(boss).get(f"/beheer/mensen/vertrekt/{row_of(sam, partner).pk}/")
    assert "marketeer bij VOORBEELD De Overkant" in page.content.decode()
    departure.depart(sam, partner, None, boss)
    sam = User.objects.get(pk=sam.pk)
    assert (sam.is_active, sam.organisation_ids()) == (True, {other.pk})
    assert TOTPDevice.objects.filter(user=sam).exists()
    assert there.get("/beheer/").url.startswith("/beheer/login/")


def test_what_cannot_be(partner, sam, boss, keeper):
    lies = somebody(partner, Role.MARKETEER, "Lies")
    for user, to, by in [(boss, None, boss), (sam, lies, boss), (sam, keeper, boss)]:
        with pytest.raises(departure.DepartureRefused):
            departure.depart(user, partner, to, by)
    assert Membership.objects.filter(organisation=partner).count() == 3


def test_if_one_thing_fails_nothing_happened(partner, sam, boss, monkeypatch):
    lead = LeadFactory(owner_organisation=partner, owner=sam)
    monkeypatch.setattr(departure, "_end", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        departure.depart(sam, partner, boss, boss)
    assert Lead.objects.get(pk=lead.pk).owner == sam


def test_only_who_runs_the_partner_has_the_button(partner, sam, boss):
    other = somebody(house_of("VOORBEELD De Overkant"), Role.BEHEERDER, "Ute")
    membership.join(partner, email=other.email, name="", role=Role.ONTHAAL)
    path = f"/beheer/mensen/vertrekt/{row_of(sam, partner).pk}/"
    for user in (other, somebody(partner, Role.COORDINATOR, "Tom")):
        for method in ("get", "post"):
            assert getattr(signed_in(user), method)(path).status_code == 404
    assert row_of(sam, partner)


def test_the_last_role_goes_with_the_person(partner, sam, boss):
    client = signed_in(boss)
    row = row_of(sam, partner)
    assert (
        client.get(f"/beheer/mensen/delete/{row.pk}/").url == f"/beheer/mensen/vertrekt/{row.pk}/"
    )
    membership.join(partner, email=sam.email, name="", role=Role.ONTHAAL)
    client.post(f"/beheer/mensen/delete/{row.pk}/")
    sam = User.objects.get(pk=sam.pk)
    assert (sam.is_active, sam.roles) == (True, {partner.pk: {Role.ONTHAAL}})


# A partner ----------------------------------------------------------------------------------------


def test_only_the_federation_ends_a_partner(partner, boss, keeper, federation):
    path = f"/beheer/partners/vertrekt/{partner.pk}/"
    assert signed_in(boss).get(path).status_code == 404
    assert signed_in(boss).post(path).status_code == 404
    assert signed_in(keeper).get(path).status_code == 200
    own = f"/beheer/partners/vertrekt/{federation.pk}/"
    assert signed_in(keeper).post(own).status_code == 404


@pytest.mark.database("brand.models.organisations.Organisation", "brand.people.departure.close")
def test_a_partner_leaves_and_comes_back(partner, sam, boss, keeper, federation):
    lead = LeadFactory(owner_organisation=partner, owner=sam)
    there = signed_in(sam)
    client = signed_in(keeper)
    path = f"/beheer/partners/vertrekt/{partner.pk}/"
    text = client.get(path).content.decode()
    assert "<li>2 mensen zonder toegang voortaan</li>" in text
    assert "<li>1 open opvolgdossier dat naar de federatie gaat</li>" in text
    client.post(path)
    partner.refresh_from_db()
    assert (partner.is_active, partner.memberships.count()) == (False, 0)
    assert Lead.objects.get(pk=lead.pk).owner_organisation == federation
    assert not User.objects.filter(pk__in=[sam.pk, boss.pk], is_active=True).exists()
    assert there.get("/beheer/").url.startswith("/beheer/login/")
    assert "Weer actief maken" in client.get(path).content.decode()
    client.post(f"/beheer/partners/weer-actief/{partner.pk}/")
    partner.refresh_from_db()
    assert (partner.is_active, partner.memberships.count()) == (True, 0)
    actions = ModelLogEntry.objects.for_instance(partner).order_by("pk")
    assert list(actions.values_list("action", flat=True))[-2:] == [
        departure.CLOSED,
        departure.REOPENED,
    ]


def test_without_a_federation_nobody_could_take_over(partner, boss):
    with pytest.raises(departure.DepartureRefused, match="Er is nog geen federatie"):
        departure.close(partner, boss, take_down=False)


def test_the_form_alone_does_not_end_a_partner(partner, keeper):
    sent = {"name": partner.name, "slug": partner.slug, "kind": partner.kind}
    signed_in(keeper).post(f"/beheer/partners/edit/{partner.pk}/", sent)
    partner.refresh_from_db()
    assert partner.is_active


def test_nobody_is_invited_to_a_partner_that_left(partner, keeper):
    partner.is_active = False
    partner.save()
    sent = {"organisation": partner.pk, "email": "kim@hal.be", "role": "coordinator"}
    assert signed_in(keeper).post("/beheer/mensen/new/", sent).status_code == 200
    assert not User.objects.filter(email="kim@hal.be").exists()
