"""A portrayed person reads what is known, and has it erased; what is left proves the end."""

import json
import re

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision

from brand import permissions
from brand.models import Erasure, OutboxState, OutgoingMail, Picture, Role
from stories import emails, restoring
from stories.models import (
    Consent,
    ConsentRequest,
    ContributionLink,
    PortrayedPerson,
    StoryPage,
    Withdrawal,
)
from stories.withdrawal import erasure
from tests.factories.brand import MembershipFactory, OrganisationFactory, member
from tests.factories.outbox import OutgoingMailFactory
from tests.factories.stories import PersonFactory, covered_story

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Karim Benali"


@pytest.fixture
def shown():
    return covered_story(title="Karim bakt brood")


@pytest.fixture
def karim(shown):
    person = shown.portrayals.get().person
    PortrayedPerson.objects.filter(pk=person.pk).update(
        name=NAME,
        email="karim@bedrijf.be",
        phone="0470 12 34 56",
        trusted_person="Lies Maes",
        trusted_contact="lies@maes.be",
    )
    person.refresh_from_db()
    return person


@pytest.fixture
def asked(karim):
    return ConsentRequest.objects.create(person=karim)


def url(name, asked):
    return reverse(name, args=[asked.token])


def test_it_tells_what_is_known(client, karim, asked):
    answer = client.get(url("consent_data", asked))
    page = answer.content.decode()
    for words in (NAME, "karim@bedrijf.be", "Lies Maes", "Karim bakt brood"):
        assert words in page
    said = json.loads(client.get(url("consent_data", asked) + "?vorm=json").content)
    assert [entry["soort"] for entry in said] == ["Geportretteerde"]
    assert answer["Cache-Control"] == "no-store, private"


def test_it_is_read_in_another_language_and_names_the_own(client, karim, asked):
    karim.language = "fr"
    karim.save()
    page = client.get(url("consent_data", asked)).content.decode()
    links = re.findall(r'href="\?taal=(\w+)"', page)
    assert links == ["fr", "en"]
    assert "<dt>Taal</dt><dd><bdi>Français</bdi></dd>" in " ".join(page.split())
    french = client.get(url("consent_data", asked) + "?taal=fr").content.decode()
    assert '<html lang="fr"' in french
    labels = set(re.findall(r"<dt>(.+?)</dt>", french))
    assert labels >= {"Nom", "Langue", "Accord", "Preuve d’une réponse", "Histoire"}
    assert not labels & {"Naam", "Taal", "Toestemming", "Genoteerd op", "Verhaal", "Vraag"}
    for dutch in ("gegeven op", "beantwoord", "voornaam", "toestel"):
        assert dutch not in french


def test_a_sheet_to_give_at_the_desk_and_the_way_there(client, karim, asked):
    permissions.establish_roles()
    marketeer = member(karim.organisation, Role.MARKETEER)
    permissions.place_in_groups(marketeer)
    client.force_login(marketeer)
    edit = client.get(reverse("portrayedperson:edit", args=[karim.pk])).content.decode()
    desk = reverse("personal_data_geportretteerde", args=[karim.pk])
    assert f'href="{desk}"' in edit
    assert 'href="?vorm=blad"' in client.get(desk).content.decode()
    sheet = client.get(f"{desk}?vorm=blad")
    page = sheet.content.decode()
    assert sheet["Cache-Control"].startswith("no-store, private")
    assert f'<h1 class="as-h2">Persoonsgegevens van {NAME}</h1>' in page
    for words in ("karim@bedrijf.be", "Lies Maes", "Karim bakt brood"):
        assert words in page
    client.logout()
    assert NAME not in client.get(f"{desk}?vorm=blad", follow=True).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Wilt u alles laten wissen?"),
        ("fr", "Voulez-vous tout effacer ?"),
        ("en", "Do you want everything erased?"),
    ],
)
def test_in_the_language_of_the_person(client, asked, language, words):
    page = client.get(url("consent_erase", asked) + f"?taal={language}").content.decode()
    assert words in page


def test_a_colleague_who_is_signed_in_erases_nothing(client, karim, asked):
    client.force_login(member(karim.organisation, Role.BEHEERDER))
    answer = client.post(url("consent_erase", asked), {"zeker": "ja"})
    assert answer.status_code == 403
    assert "U bent aangemeld als medewerker" in answer.content.decode()
    karim.refresh_from_db()
    assert (karim.name, Withdrawal.objects.count()) == (NAME, 0)


def test_looking_erases_nothing(client, karim, asked):
    client.get(url("consent_erase", asked))
    client.post(url("consent_erase", asked))
    karim.refresh_from_db()
    assert (karim.name, Withdrawal.objects.count()) == (NAME, 0)


def test_two_presses_take_everything_away(client, shown, karim, asked):
    OutgoingMailFactory(
        kind="stories.emails.ends_soon",
        state=OutboxState.DONE,
        to=member(karim.organisation, Role.MARKETEER).email,
        subject=f"Vraag het {NAME} opnieuw",
        text="Tot dan",
    )
    telling = ContributionLink.objects.create(
        organisation=karim.organisation, person=karim, name=NAME, until="2026-01-01"
    )
    address = shown.url
    assert client.get(address).status_code == 200
    answer = client.post(url("consent_erase", asked), {"zeker": "ja"})
    assert "Alles is gewist" in answer.content.decode()
    assert "Wij weten niet meer wie u bent." in answer.content.decode()
    assert client.get(address).status_code == 410
    karim.refresh_from_db()
    assert (karim.name, karim.email, karim.phone, karim.trusted_person, karim.trusted_contact) == (
        "Gewist",
        "",
        "",
        "",
        "",
    )
    assert client.get(url("consent", asked)).status_code == 404
    assert not Picture.objects.exists()
    assert StoryPage.objects.get(pk=shown.pk).title == "Teruggehaald verhaal"
    everything = [
        *Revision.objects.values_list("content", flat=True),
        *ModelLogEntry.objects.values_list("label", "data"),
        *OutgoingMail.objects.values_list("to", "subject", "text", "html"),
    ]
    assert "Benali" not in str(everything)
    telling.refresh_from_db()
    assert telling.name == "Gewist"


def test_mail_goes_by_what_it_is_about_and_not_by_an_address(karim, asked):
    """Who types an address, or a name, takes nothing away from its owner or from a partner."""
    other = PersonFactory(name=NAME, email=karim.email)  # the same person, at another partner
    said = {"name": NAME, "email": karim.email, "until": "2099-01-01"}
    telling = ContributionLink.objects.create(organisation=other.organisation, **said)
    said |= {"organisation": karim.organisation, "person": karim}
    own_telling = ContributionLink.objects.create(**said)
    desk = member(other.organisation, Role.MARKETEER)
    theirs = [
        ("stories.emails.asked", other.requests.create().pk),
        ("stories.emails.went_live", f"1-{other.pk}"),
        ("stories.emails.contribution_asked", telling.pk),
        ("roadshow.emails.confirmed", 1),
        ("leads.emails.anything", 1),
        ("brand.emails.address_changed", 1),
    ]
    own = [
        ("stories.emails.asked", asked.pk),
        ("stories.emails.went_live", f"1-{karim.pk}"),
        ("stories.emails.ends_for_person", f"{asked.pk}-0"),
        ("stories.emails.contribution_asked", own_telling.pk),
    ]
    for kind, ref in (*theirs, *own):
        OutgoingMailFactory(kind=kind, ref=str(ref), to=karim.email)
    read = OutgoingMailFactory(
        kind="stories.emails.handed_in", to=desk.email, text=NAME, state=OutboxState.DONE
    )
    erasure.forget(karim)
    left = OutgoingMail.objects.filter(to=karim.email).values_list("kind", "ref")
    assert set(left) == {(kind, str(ref)) for kind, ref in theirs}
    read.refresh_from_db()
    assert (read.to, read.text) == (desk.email, NAME)


@pytest.mark.parametrize("since", ["left", "no account", "elsewhere", "always elsewhere"])
def test_mail_to_a_colleague_who_left(karim, asked, since):
    """By name, also where the one who read it works there no more."""
    other = PersonFactory(organisation=OrganisationFactory())
    house = other if since == "always elsewhere" else karim
    user = member(house.organisation, Role.MARKETEER)
    said = {"to": user.email, "text": f"Over {NAME}.", "state": OutboxState.DONE}
    theirs = OutgoingMailFactory(**said, kind="stories.emails.handed_in", ref="9-1")
    about = StoryPage.objects.get(portrayals__person=karim).pk
    objected = OutgoingMailFactory(**said, kind="stories.emails.objected", ref=f"{about}-1")
    user.memberships.all().delete()
    if since == "no account":
        user.delete()
    elif since != "left":
        MembershipFactory(user=user, organisation=other.organisation, role=Role.MARKETEER)
    erasure.forget(karim)
    theirs.refresh_from_db()
    objected.refresh_from_db()
    assert objected.text == ""
    assert theirs.text == ("" if since in ("left", "no account") else f"Over {NAME}.")


def test_mail_to_somebody_of_that_name_at_another_partner_stays(karim):
    """Their address was typed, and is that of a colleague here."""
    to = member(karim.organisation, Role.MARKETEER).email
    said = {"to": to, "text": f"Dag {NAME}.", "state": OutboxState.LATER}
    theirs = [OutgoingMailFactory(**said, kind=kind, ref="999") for kind in erasure.TO_ONESELF]
    erasure.forget(karim)
    left = OutgoingMail.objects.filter(to=to, text=f"Dag {NAME}.")
    assert set(left.values_list("pk", flat=True)) == {one.pk for one in theirs}


def test_every_mail_is_to_oneself_or_among_colleagues():
    told = {kind.rpartition(".")[2] for kind in erasure.TO_ONESELF}
    among = {kind.rpartition(".")[2] for kind in erasure.AMONG_COLLEAGUES}
    about = {"asked_elsewhere", "contribution_in", "ends_soon", "withdrawn_at_desk"}
    about |= {"withheld_elsewhere", "withheld_here"}
    assert told | among | about == set(emails.NAMES)


def test_a_short_name_takes_no_other_words(karim):
    PortrayedPerson.objects.filter(pk=karim.pk).update(name="An")
    to = member(karim.organisation, Role.MARKETEER).email
    said = {"kind": "stories.emails.handed_in", "to": to, "state": OutboxState.DONE}
    other = OutgoingMailFactory(**said, text="Het verhaal van Annelies wacht.")
    own = OutgoingMailFactory(**said, text="Het verhaal van An wacht.")
    erasure.forget(karim)
    other.refresh_from_db()
    own.refresh_from_db()
    assert (other.text, own.text) == ("Het verhaal van Annelies wacht.", "")


def test_what_is_left_proves_the_end_without_a_name(client, karim, asked):
    client.post(url("consent_erase", asked), {"zeker": "ja"})
    [withdrawal] = Withdrawal.objects.all()
    assert (withdrawal.way, withdrawal.where) == ("gewist", "alles")
    assert str(withdrawal) == "Intrekking van Gewist"
    assert Consent.objects.filter(person=karim, withdrawn_at=None).count() == 0
    assert Consent.objects.filter(person=karim).count() == 1
    assert list(Erasure.objects.values_list("what", "count", "why")) == [
        ("Geportretteerde", 1, "zelf")
    ]


def test_a_backup_does_not_bring_the_person_back(client, karim, asked):
    client.post(url("consent_erase", asked), {"zeker": "ja"})
    assert len(storages["journal"].listdir("")[1]) >= 1
    # The database of before.
    Withdrawal.objects.all().delete()
    PortrayedPerson.objects.filter(pk=karim.pk).update(name=NAME, erased_at=None)
    restoring.before_serving()
    karim.refresh_from_db()
    assert karim.name == "Gewist"


def test_at_the_desk_the_manager_and_the_federation(client, karim, asked):
    permissions.establish_roles()
    manager, marketeer = (
        member(karim.organisation, role) for role in (Role.BEHEERDER, Role.MARKETEER)
    )
    stranger = MembershipFactory(role=Role.BEHEERDER).user
    for user in (manager, marketeer, stranger):
        permissions.place_in_groups(user)
    desk = reverse("personal_data_geportretteerde", args=[karim.pk])
    coordinator = member(karim.organisation, Role.COORDINATOR)
    permissions.place_in_groups(coordinator)
    for user in (coordinator, stranger):
        client.force_login(user)
        assert client.get(desk).status_code == 404
        assert client.post(desk, {"zeker": "ja"}).status_code == 404
    client.force_login(marketeer)  # works with this person, and tells; does not erase
    assert "Wis deze gegevens" not in client.get(desk).content.decode()
    client.post(desk, {"zeker": "ja"})
    karim.refresh_from_db()
    assert karim.name == NAME
    client.force_login(manager)
    assert "Geportretteerde: 1" in client.get(desk).content.decode()
    assert client.post(desk, {"zeker": "ja"}).status_code == 302
    karim.refresh_from_db()
    assert karim.name == "Gewist"
