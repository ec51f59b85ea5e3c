"""`/bel-mij/` as visitors see it, and the links to it."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import escape

from brand.forms import stamp
from brand.models import Campaign, Organisation, PartnersPage, TrackedLink
from leads.callback import forms, views
from leads.models import Contact, Interaction, Lead
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page, tour_page
from tests.factories.stories import story

pytestmark = pytest.mark.django_db

FORM = "/bel-mij/"
THANKS = "/bel-mij/bedankt/"
TYPED = {"name": "Els Maes", "company": "Bakkerij Maes", "phone": "0475 12 34 56"}
LABEL = "Ik kan niet komen: bel mij"


@pytest.fixture(autouse=True)
def federation():
    cache.clear()
    home_page()
    return OrganisationFactory(name="Federatie", is_federation=True)


def send(client, address=FORM, **fields):
    return client.post(address, {**TYPED, "gezien": stamp(10, "callback"), **fields})


def test_the_page_says_who_calls_when_and_for_what(client):
    partner = OrganisationFactory(name="De Werkschuit")
    page = client.get(f"{FORM}?partner={partner.slug}").text
    assert "Iemand van De Werkschuit belt u ten laatste" in page
    assert "Om u te bellen over uw vraag, en om die op te volgen. Niet voor iets anders." in page
    assert "Wat doen we met uw gegevens?" in page


def test_one_post_is_one_lead_of_the_page_and_the_link(client):
    partner, page = OrganisationFactory(), home_page()
    campaign = Campaign.objects.create(name="Lente", organisation=partner)
    link = TrackedLink.objects.create(campaign=campaign, organisation=partner, code="x7k2")
    asked = {"partner": partner.slug, "pagina": page.pk, "via": link.code}
    answer = send(
        client, reverse("call_me", query=asked), note="Graag voormiddag", wishes=["stage"]
    )
    assert (answer.status_code, answer.url) == (302, THANKS)
    lead = Lead.objects.get()
    assert (lead.owner_organisation, lead.first_touch) == (partner, link)
    line = lead.interactions.get(kind=Interaction.Kind.CALLBACK)
    assert (line.page.pk, line.by) == (page.pk, None)
    assert client.get(THANKS).text.count("U hoort ons binnen één werkdag.") == 1


def test_the_same_form_twice_is_one_and_another_request_is_asked_once_more(client):
    seen = stamp(10, "callback")
    for _ in range(2):
        assert send(client, gezien=seen).status_code == 302
    assert Interaction.objects.filter(kind=Interaction.Kind.CALLBACK).count() == 1
    again = send(client, gezien=seen, name="Jan Maes")
    assert again.status_code == 409
    assert views.USED in again.text
    assert again.context["form"]["name"].value() == "Jan Maes"
    fresh = again.context["form"]["gezien"].value()
    assert send(client, gezien=fresh, name="Jan Maes").status_code == 302
    assert set(Contact.objects.values_list("name", flat=True)) == {"Els Maes", "Jan Maes"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, forms.NAME),
        ({"company": "\u200b"}, forms.COMPANY),
        ({"phone": ""}, forms.PHONE),
        ({"phone": "bel maar"}, forms.WRONG),
        ({"name": "www.kwaad.example"}, "Vul hier alleen een naam in, zonder web- of mailadres."),
        ({"bijnaam": "robot"}, "Er was een veld ingevuld dat mensen niet zien."),
        ({"gezien": "x"}, "Dit formulier stond te lang open."),
        ({"wishes": ["alles"]}, "Kies uit de lijst."),
        ({"note": "x" * 501}, "Dit is te lang: 501 tekens. Er mogen er 500 staan."),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(client, fields, sentence):
    answer = send(client, note=fields.pop("note", "Na de middag"), **fields)
    assert answer.status_code == 422
    assert escape(sentence) in answer.text
    shown = answer.context["form"]
    for name in {"company", "phone", "name"} - set(fields):
        assert shown[name].value() == TYPED[name]
    assert Lead.objects.count() == 0


def test_looking_at_it_makes_nothing(client):
    client.get(FORM, TYPED)
    client.head(FORM)
    assert (client.put(FORM).status_code, Lead.objects.count()) == (405, 0)


def test_a_network_that_asks_very_often_waits(client):
    for number in range(views.MOST_OF_NETWORK):
        assert send(client, phone=f"0475 12 34 {number:02}").status_code == 302
    answer = send(client, phone="0475 12 35 00")
    assert answer.status_code == 429
    assert "Er komen nu heel veel aanvragen van uw netwerk." in answer.text
    assert answer.context["form"]["phone"].value() == "0475 12 35 00"
    assert Lead.objects.count() == views.MOST_OF_NETWORK


def test_a_page_that_not_everybody_reads_is_not_noted(client):
    page = home_page()
    page.live = False
    page.save()
    assert send(client, f"{FORM}?pagina={page.pk}").status_code == 302
    assert Interaction.objects.get(kind=Interaction.Kind.CALLBACK).page is None


def test_without_anybody_to_call_there_is_no_form_and_no_link(client):
    Organisation.objects.all().delete()
    assert client.get(FORM).status_code == 404
    assert LABEL not in client.get("/").text


class TestLinks:
    """Each page that asks one to come leads who cannot to the form, with its partner."""

    def link(self, client, url):
        page = client.get(f"{url}?via=x7").text
        [found] = [part for part in page.split('href="') if part.startswith(FORM)]
        assert f"{LABEL}</a>" in found
        return found.partition('"')[0].replace("&amp;", "&")

    def test_home_and_tour(self, client):
        for page in (home_page(), tour_page()):
            assert self.link(client, page.url) == f"{FORM}?pagina={page.pk}&via=x7"

    def test_a_partner_page(self, client):
        partners = home_page().add_child(instance=PartnersPage(title="P", slug="partners"))
        partner = OrganisationFactory()
        assert self.link(client, f"/partners/{partner.slug}/") == (
            f"{FORM}?partner={partner.slug}&pagina={partners.pk}&via=x7"
        )

    def test_a_story(self, client):
        partner = OrganisationFactory()
        told = story(organisation=partner, live=True)
        assert self.link(client, told.url) == (
            f"{FORM}?partner={partner.slug}&pagina={told.pk}&via=x7"
        )
