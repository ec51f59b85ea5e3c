"""Somebody is asked by mail, opens the link, and comes in; once, and within a week."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from brand import emails, founding, mail
from brand.models import Invitation, Membership, OutgoingMail, Role, User
from brand.people import invitation as people_invitation
from tests.factories.brand import OrganisationFactory, member

pytestmark = pytest.mark.django_db
PASSWORD = "zeven blauwe emmers"


@pytest.fixture
def partner(founded):
    made = OrganisationFactory(name="VOORBEELD De Proefhal")
    founding.welcome(made)
    return made


@pytest.fixture
def boss(partner):
    return member(partner, Role.BEHEERDER, first_name="Jef", last_name="Daniels")


def invite(partner, boss, role=Role.COORDINATOR, email="kim@hal.be") -> Invitation:
    people_invitation.invite(partner, email=email, name="Kim Kijk", role=role, by=boss)
    return Invitation.objects.get(membership__user__email=email)


def path(invitation) -> str:
    return f"/uitnodiging/{invitation.token}/"


def answer(client, invitation, **changes):
    return client.post(path(invitation), {"name": "Kim Kijk", "password": PASSWORD} | changes)


def test_the_mail_says_who_asks_for_what_and_carries_the_link(partner, boss):
    invitation = invite(partner, boss)
    row = OutgoingMail.objects.get()
    assert (row.kind, row.ref) == ("brand.emails.invitation", str(invitation.pk))
    message = mail.make(row)
    assert message.to == "kim@hal.be"
    assert message.subject == "Je bent uitgenodigd bij VOORBEELD De Proefhal"
    assert "Jef Daniels vraagt je als coördinator bij VOORBEELD De Proefhal." in message.text
    assert path(invitation) in message.text
    assert path(invitation) in message.html


def test_the_database_does_not_hold_the_token(partner, boss):
    invitation = invite(partner, boss)
    assert invitation.token not in (invitation.token_nonce, invitation.token_hash)


def test_the_words_are_kept_only_where_somebody_must_pass_them_on(partner, boss, settings):
    invite(partner, boss)
    settings.EMAIL_URL = "smtp://mail.hal.be"
    invite(partner, boss, email="lou@hal.be")
    rows = OutgoingMail.objects.order_by("created_at")
    assert [row.keeps_text for row in rows] == [True, False]


@pytest.fixture
def known(founded):
    user = member(OrganisationFactory(), Role.MARKETEER, email="tom@hal.be")
    founding.permissions.place_in_groups(user)
    return user


def roles(user, partner) -> set[str]:
    return User.objects.get(pk=user.pk).roles.get(partner.pk, set())


def test_who_has_an_account_gets_no_role_before_the_link_is_used(partner, boss, known, client):
    invitation = invite(partner, boss, email=known.email)
    text = mail.make(OutgoingMail.objects.get()).text
    assert "vraagt je als coördinator bij VOORBEELD De Proefhal." in text
    assert path(invitation) in text
    client.force_login(known)
    assert roles(known, partner) == set()
    assert not known.has_perm("leads.view_lead")
    page = client.get(path(invitation))
    assert (page.status_code, roles(known, partner)) == (200, set())
    assert "Neem deze rol op" in page.text
    taken = client.post(path(invitation))
    assert taken.url == "/beheer/"
    thanks = [str(one) for one in get_messages(taken.wsgi_request)]
    assert thanks == ["Dank je. Je bent nu coördinator bij VOORBEELD De Proefhal."]
    assert roles(known, partner) == {Role.COORDINATOR}
    assert User.objects.get(pk=known.pk).has_perm("leads.view_lead")
    assert client.post(path(invitation)).status_code == 404  # once


def test_somebody_else_takes_no_role_with_it(partner, boss, known, client):
    """Neither a stranger with the link, nor another account."""
    invitation = invite(partner, boss, email=known.email)
    for who, what_to_do in ((None, "Meld je daarmee aan"), (boss, "Meld je eerst af")):
        if who:
            client.force_login(who)
        page = client.get(path(invitation))
        assert "Neem deze rol op" not in page.text
        assert what_to_do in page.text
        assert client.post(path(invitation), {"password": PASSWORD}).status_code == 403
    assert roles(known, partner) == set()
    assert Invitation.objects.open().count() == 1


def test_who_is_somebody_else_signs_out_and_comes_back(partner, boss, known, client):
    """The sign-in page sends who is signed in straight on: without signing out that is a loop."""
    invitation = invite(partner, boss, email=known.email)
    client.force_login(boss)
    page = client.get(path(invitation))
    assert "Je bent nu aangemeld als <strong>Jef Daniels</strong>." in page.text
    left = client.post(path(invitation), {"afmelden": "ja"})
    assert left.url == f"/beheer/login/?{urlencode({'next': path(invitation)})}"
    assert "Meld je daarmee aan" in client.get(path(invitation)).text


def test_who_takes_a_role_at_the_door_is_told_so(partner, boss, founded, client):
    steward = member(OrganisationFactory(), Role.ONTHAAL, email="tom@hal.be")
    invitation = invite(partner, boss, role=Role.ONTHAAL, email=steward.email)
    client.force_login(steward)
    page = client.post(path(invitation))
    assert "Dank je. Je bent nu onthaal bij VOORBEELD De Proefhal." in page.text


def test_each_role_waits_for_its_own_link(partner, boss, client):
    """Two partners ask the same newcomer: coming in by one link gives that one role."""
    other = OrganisationFactory()
    first = invite(partner, boss)
    people_invitation.invite(other, email="kim@hal.be", name="Kim", role=Role.BEHEERDER, by=boss)
    answer(client, first)
    user = User.objects.get(email="kim@hal.be")
    assert user.roles == {partner.pk: {Role.COORDINATOR}}
    second = Invitation.objects.open().get()
    assert client.post(path(second)).status_code == 302
    assert roles(user, other) == {Role.BEHEERDER}


def test_looking_changes_nothing(partner, boss, client):
    invitation = invite(partner, boss)
    page = client.get(path(invitation))
    assert page.status_code == 200
    assert "<strong>coördinator</strong>" in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == (
        "no-store, private",
        "noindex, nofollow",
    )
    invitation.refresh_from_db()
    assert invitation.used_at is None
    assert not invitation.membership.user.has_usable_password()


def test_coming_in(partner, boss, client):
    invitation = invite(partner, boss)
    came = answer(client, invitation, name="Kim De Kijker")
    assert (came.status_code, came.url) == (302, "/beheer/")
    user = User.objects.get(email="kim@hal.be")
    assert (user.first_name, user.last_name) == ("Kim", "De Kijker")
    assert user.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_steward_comes_in_at_the_door(partner, boss, client):
    page = answer(client, invite(partner, boss, Role.ONTHAAL))
    assert page.status_code == 200
    assert "Welkom, Kim" in page.content.decode()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Kies een wachtwoord."),
        ("kort", "Dit wachtwoord is te kort: het moet minstens 12 tekens lang zijn."),
        ("password1234", "Dit wachtwoord wordt te vaak gebruikt. Kies er een dat van jou is."),
        ("kim@hal.be.kim", "Dit wachtwoord lijkt te veel op je naam of je e-mailadres."),
    ],
)
def test_a_weak_password_is_refused_and_nothing_typed_is_lost(
    partner, boss, client, password, sentence
):
    invitation = invite(partner, boss)
    page = answer(client, invitation, name="Kim Andersom", password=password)
    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text
    assert 'value="Kim Andersom"' in text
    assert f'value="{password}"' in text or not password


def used(invitation):
    Invitation.objects.update(used_at=timezone.now())


def old(invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def left(invitation):
    User.objects.filter(memberships=invitation.membership).update(is_active=False)


def has_come_in(invitation):
    assert people_invitation.accept(invitation, name="Kim", password=PASSWORD)


def sent_again(invitation):
    people_invitation.send(invitation.membership, None)


@pytest.mark.parametrize("how", [used, old, left, has_come_in, sent_again])
def test_what_does_not_work_looks_like_what_never_was(partner, boss, client, how):
    invitation = invite(partner, boss)
    how(invitation)
    unknown = client.get("/uitnodiging/bestaat-niet/")
    assert unknown.status_code == 404
    assert "vraag wie je uitnodigde om ze opnieuw te sturen" in unknown.content.decode()
    for response in (client.get(path(invitation)), answer(client, invitation)):
        assert response.status_code == 404
        assert without_address(response) == without_address(unknown)


def without_address(response) -> str:
    path = response.wsgi_request.path
    return response.content.decode().replace(path, "")


@pytest.mark.database("brand.people.invitation.accept")
def test_the_link_works_once(partner, boss, client):
    invitation = invite(partner, boss)
    assert people_invitation.accept(invitation, name="Kim", password=PASSWORD)
    assert people_invitation.accept(invitation, name="Eva", password="acht gele emmers") is None
    assert User.objects.get(email="kim@hal.be").check_password(PASSWORD)


def test_a_mail_that_is_late_is_not_sent(partner, boss):
    invitation = invite(partner, boss)
    old(invitation)
    assert emails.invitation(invitation.pk) is None


def test_who_comes_back_begins_again(partner, boss):
    User.objects.create_user("kim@hal.be", PASSWORD, is_active=False, is_superuser=True)
    invite(partner, boss)
    user = User.objects.get(email="kim@hal.be")
    assert (user.is_active, user.is_superuser, user.has_usable_password()) == (True, False, False)


def test_an_example_is_never_mailed(partner, boss):
    invite(partner, boss, email="kim@voorbeeld.example")
    assert mail.make(OutgoingMail.objects.get()).goes_nowhere


def test_the_list_says_who_has_not_come_in(partner, boss, client):
    founding.permissions.place_in_groups(boss)
    invitation = invite(partner, boss)
    client.force_login(boss)
    page = client.get("/beheer/mensen/").content.decode()
    assert page.count("uitgenodigd, nog niet binnen") == 1
    assert page.count("Stuur opnieuw") == 1
    old(invitation)
    assert "nog niet binnen (link verlopen)" in client.get("/beheer/mensen/").content.decode()


def test_sending_again_from_the_list(partner, boss, client):
    founding.permissions.place_in_groups(boss)
    first = invite(partner, boss)
    client.force_login(boss)
    client.post(f"/beheer/mensen/uitnodigen/{first.membership.pk}/")
    assert client.get(path(first)).status_code == 404
    second = Invitation.objects.open().get()
    assert client.get(path(second)).status_code == 200
    assert Membership.objects.filter(user__email="kim@hal.be").count() == 1
