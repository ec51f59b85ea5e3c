"""Taking the demo away: what it made goes, what people made stays, nothing is taken to count."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import Page

from brand import demo
from brand.demo import door, removing
from brand.models import Membership, Organisation, Picture, Role, User
from brand.people import membership
from leads.models import Employer, HandOver, Interaction, Lead
from roadshow.models import Registration, StopPage, Venue
from stories.models import PartnerSectionPage, PortrayedPerson, StoryPage
from tests.factories.brand import OrganisationFactory, UserFactory
from tests.factories.leads import HandOverFactory, LeadFactory
from tests.support import snapshot

pytestmark = pytest.mark.django_db
PAGE = "/beheer/voorbeelden/"
HERE = {door.LISTENS_ON: "127.0.0.1", "HTTP_HOST": "localhost"}


@pytest.fixture
def loaded(db):
    snapshot.with_demo()


@pytest.fixture
def boss(loaded, admin_user):
    return admin_user


def genk() -> StopPage:
    return StopPage.objects.get(slug="voorbeeld-genk")


def of_demo(model) -> set:
    return set(model.objects.filter(is_demo=True).values_list("pk", flat=True))


def partners() -> set[str]:
    return set(Organisation.objects.filter(is_demo=True).values_list("slug", flat=True))


def test_only_the_federation_finds_the_page(loaded):
    for name, status in (("federatie", 200), ("marketeer", 404), ("coordinator", 404)):
        client = Client(**HERE)
        client.force_login(User.objects.get(email=f"{name}@voorbeeld.example"))
        assert client.get(PAGE).status_code == status
        assert client.post(PAGE, {}).status_code == (302 if status == 200 else 404)


def test_it_asks_first_and_counts_without_taking(boss, client):
    client.force_login(boss)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(PAGE).text
    for counted in ("11 verhalen", "62 werkgevers", "9 gebruikers", "5 partners", "12 haltes"):
        assert f"<li>{counted}</li>" in page
    assert [one["sql"] for one in asked if one["sql"].startswith(("DELETE", "SAVEPOINT"))] == []
    assert 'name="remove"' not in page
    assert "blijft ook dit voorbeeld" not in page
    sure = client.get(f"{PAGE}?verwijderen").text
    assert "Verwijder je dit allemaal?" in sure
    assert "<li>1 campagne</li>" in sure
    assert "afgemeld" not in sure
    client.post(PAGE, {"remove": "1"})
    assert partners() == set()
    assert "Er staan geen voorbeelden" in client.get(PAGE).text


def test_the_command_asks_too(loaded, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda: "no")
    with pytest.raises(CommandError):
        call_command("demo", "--remove")
    assert len(of_demo(User)) == 9
    monkeypatch.setattr("builtins.input", lambda: "yes")
    call_command("demo", "--remove")
    assert of_demo(User) == set()


def test_a_real_dossier_offered_to_an_example_partner(boss, client):
    """It answered 500: one protected row kept the accounts alive."""
    lead = LeadFactory()
    HandOverFactory(lead=lead, to_organisation=demo.organisation("handgreep-noord"))
    client.force_login(boss)
    partner = demo.organisation("handgreep-noord")
    link = f'<a href="/beheer/partners/edit/{partner.pk}/">{partner}</a>'
    stays = f"<li>Partner: {link} (met overdrachten van jullie)</li>"
    assert stays in client.get(PAGE).text
    panel = "Er staan nog voorbeelden"
    assert panel not in client.get("/beheer/").text
    assert client.post(PAGE, {"remove": "1"}).url == PAGE
    assert stays in client.get(PAGE).text
    assert panel in client.get("/beheer/").text
    assert of_demo(User) == set()
    assert partners() == {"handgreep-noord-voorbeeld"}
    assert set(Lead.objects.all()) == {lead}
    assert HandOver.objects.get().to_organisation.slug == "handgreep-noord-voorbeeld"


def test_a_real_dossier_that_an_example_partner_took_over(boss):
    lead = LeadFactory(owner_organisation=demo.organisation("de-werkschuit"))
    removing.remove()
    assert set(Lead.objects.all()) == {lead}
    assert partners() == {"de-werkschuit-voorbeeld"}


def test_a_registration_at_an_example_stop(boss):
    stop = genk()
    guest = Registration.objects.create(stop=stop, name="An", company="Hal", email="an@hal.be")
    removing.remove()
    assert set(Registration.objects.all()) == {guest}
    assert set(StopPage.objects.all()) == {stop}
    assert set(Venue.objects.filter(is_demo=True)) == {stop.venue}
    assert partners() == {"de-werkschuit-voorbeeld"}


def test_a_story_in_an_example_section(boss):
    section = PartnerSectionPage.objects.get(organisation=demo.organisation("de-werkschuit"))
    person = PortrayedPerson.objects.create(organisation=section.organisation, name="Karim")
    borrowed = Picture.objects.filter(is_demo=True).first()
    story = StoryPage(title="Echt", lead="Wat er was.", picture=borrowed, live=False)
    section.add_child(instance=story)
    removing.remove()
    assert set(StoryPage.objects.all()) == {StoryPage.objects.get(pk=story.pk)}
    assert StoryPage.objects.get().picture == borrowed
    assert set(Picture.objects.all()) == {borrowed}
    assert set(PortrayedPerson.objects.all()) == {person}
    assert partners() == {"de-werkschuit-voorbeeld"}


def test_a_line_that_a_colleague_wrote_in_an_example_dossier(boss):
    lead = Lead.objects.filter(is_demo=True).first()
    line = Interaction.objects.create(
        lead=lead, kind=Interaction.Kind.NOTE, note="Belde echt.", by=UserFactory()
    )
    removing.remove()
    assert set(Lead.objects.all()) == {lead}
    assert set(Employer.objects.all()) == {lead.employer}
    assert line in Interaction.objects.all()


def test_a_colleague_invited_to_the_example_federation(loaded):
    """The last real account keeps what it may: the examples' federation stays with it."""
    house = demo.organisation(demo.FEDERATION)
    real = membership.join(house, email="an@federatie.be", name="An", role=Role.BEHEERDER).user
    removing.remove()
    assert set(Membership.objects.values_list("user", "organisation")) == {(real.pk, house.pk)}
    assert User.objects.get(pk=real.pk).is_federation


def test_files_in_an_example_folder(boss):
    folder = demo.organisation("atelier-zuidpunt").collection
    paper = get_document_model().objects.create(title="Folder", collection=folder)
    removing.remove()
    assert set(get_document_model().objects.all()) == {paper}
    assert partners() == {"atelier-zuidpunt-voorbeeld"}


def test_the_home_page_that_somebody_changed_keeps_its_picture(boss, founded):
    home = type(founded).objects.get()
    home.hero_text = "Welkom bij ons."
    home.save_revision().publish()
    removing.remove()
    home.refresh_from_db()
    assert (home.hero_text, home.hero_picture.title) == ("Welkom bij ons.", "Samen in het magazijn")


def test_who_would_lock_everybody_out_is_stopped(loaded):
    client = Client(**HERE)
    client.force_login(User.objects.get(email="federatie@voorbeeld.example"))
    warning = "manage.py createsuperuser"
    assert warning in client.get(f"{PAGE}?verwijderen").text
    assert client.post(PAGE, {"remove": "1"}).status_code == 409
    assert len(of_demo(User)) == 9
    User.objects.create_superuser("echt@federatie.be", "lang-geheim-woord")
    assert warning not in client.get(PAGE).text
    assert "je wordt meteen afgemeld" in client.get(f"{PAGE}?verwijderen").text
    assert client.post(PAGE, {"remove": "1"}).url == "/beheer/login/"
    assert of_demo(User) == set()


def test_what_was_never_of_the_demo_stays_and_the_tree_of_pages_is_whole(loaded):
    """Also an account whose address looks like those of the demo."""
    own = OrganisationFactory()
    real = User.objects.create_superuser("directie@voorbeeld.example", "lang-geheim-woord")
    removing.remove()
    assert set(Organisation.objects.all()) == {own}
    assert set(User.objects.all()) == {real}
    assert all(problem == [] for problem in Page.find_problems())
