"""Proposals where a hand-over is made, and a partner's own screen."""

import pytest
from django.urls import reverse

from brand import places
from brand.models import Activity, Municipality, Organisation, Role
from leads.models import HandOver, Lead
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def genk():
    places.load()
    return Municipality.objects.get(name="Genk")


@pytest.fixture
def green():
    return Activity.objects.create(name="Groenonderhoud")


@pytest.fixture
def near(genk, green):
    found = OrganisationFactory(name="VOORBEELD Dichtbij", base=genk, provinces=["limburg"])
    found.activities.add(green)
    return found


class TestTheOffer:
    def test_each_proposal_has_its_sentence(self, desk, lead, near, genk, green, people):
        lead.employer.municipality = genk
        lead.employer.save()
        url = reverse("lead:offer", args=[lead.pk])
        response = desk.get(url, {"activity": green.pk})
        page = response.content.decode()
        assert [one.partner.name for one in response.context["proposed"]] == ["VOORBEELD Dichtbij"]
        assert "Doet groenonderhoud, werkt in Limburg, ligt op minder dan 1 km en kreeg" in page
        assert "Andere partners (1)" in page
        assert "Gaf nog niet op welk werk het doet en gaf nog geen streek op." in page
        sent = {"to": near.pk, "activity": green.pk, "version": lead.version}
        assert desk.post(url, sent).status_code == 302
        assert HandOver.objects.get().to_organisation == near
        assert Lead.objects.get().activity == green
        assert "Werk: groenonderhoud" in desk.get(lead.get_absolute_url()).content.decode()

    def test_what_is_not_known_yet_is_said(self, desk, lead, near):
        page = desk.get(reverse("lead:offer", args=[lead.pk])).content.decode()
        assert "We weten nog niet waar deze werkgever is." in page
        assert "Zoek partners" in page

    def test_nobody_fits(self, desk, lead, genk, people):
        lead.employer.municipality = genk
        lead.employer.save()
        page = desk.get(reverse("lead:offer", args=[lead.pk])).content.decode()
        assert "Geen enkele partner past bij dit werk en deze plaats." in page
        assert '<details class="desk-open desk-open--wide" open>' in page

    @pytest.mark.parametrize("activity", ["x", "999", "-1", "9" * 40, "a\x00b"])
    def test_work_that_there_is_not(self, desk, lead, near, activity):
        url = reverse("lead:offer", args=[lead.pk])
        assert desk.get(url, {"activity": activity}).status_code == 200
        answer = desk.post(url, {"to": near.pk, "activity": activity})
        assert answer.status_code == 422
        assert HandOver.objects.count() == 0

    def test_what_was_chosen_stays_after_a_refusal(self, desk, lead, near, green):
        url = reverse("lead:offer", args=[lead.pk])
        answer = desk.post(url, {"to": "", "activity": green.pk, "note": "Hallo"})
        page = answer.content.decode()
        assert (answer.status_code, "Hallo" in page) == (422, True)
        assert f'name="activity" value="{green.pk}"' in page


class TestTheOwnScreen:
    SAID = {
        "provinces": ["limburg"],
        "municipalities": "Gent, 8000\nKortrijk",
        "base": "3600",
        "lead_capacity": "6",
    }

    def url(self, partner):
        return reverse("today:profile", args=[partner.pk])

    def test_empty_says_what_is_missing_and_what_that_does(self, client, people, as_role):
        client.force_login(as_role(people.partner, Role.BEHEERDER))
        listed = client.get(reverse("today:hand_overs")).content.decode()
        assert self.url(people.partner) in listed
        page = client.get(self.url(people.partner)).content.decode()
        assert "Zonder dat komen jullie onderaan te staan." in page
        assert "De lijst met werk is nog leeg. De federatie vult ze in." in page
        assert "De voorbije 30 dagen: 0 dossiers van andere partners" in page

    def test_who_runs_the_partner_fills_it_in(self, client, people, as_role, genk, green):
        client.force_login(as_role(people.partner, Role.BEHEERDER))
        said = self.SAID | {"activities": [green.pk]}
        page = client.post(self.url(people.partner), said, follow=True).content.decode()
        partner = Organisation.objects.get(pk=people.partner.pk)
        assert (partner.provinces, partner.base, partner.lead_capacity) == (["limburg"], genk, 6)
        assert list(partner.activities.all()) == [green]
        assert {town.name for town in partner.municipalities.all()} == {
            "Gent",
            "Brugge",
            "Kortrijk",
        }
        assert "8000 Brugge, 9000 Gent, 8500 Kortrijk" in page
        assert "Nog niet ingevuld" not in page

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"municipalities": "Gent, Parijs"}, "“Parijs”: We kennen deze postcode of gemeente"),
            ({"base": "xyzzy"}, "We kennen deze postcode of gemeente niet."),
            ({"lead_capacity": "veel"}, "Vul een getal in, zoals 6."),
            ({"lead_capacity": "-1"}, "Vul 0 in, of een getal dat hoger is."),
            ({"lead_capacity": "40000"}, "Vul een getal tot 1000 in."),
            ({"provinces": ["elders"]}, "Selecteer een geldige keuze."),
        ],
    )
    def test_what_was_typed_stays(self, client, people, as_role, genk, changed, sentence):
        client.force_login(as_role(people.partner, Role.BEHEERDER))
        answer = client.post(self.url(people.partner), self.SAID | changed)
        page = answer.content.decode()
        assert (answer.status_code, sentence in page) == (422, True)
        assert "Kortrijk" in page or "municipalities" in changed
        partner = Organisation.objects.get(pk=people.partner.pk)
        assert (partner.provinces, partner.lead_capacity) == ([], None)

    def test_a_coordinator_reads_it(self, desk, people, genk):
        people.partner.base = genk
        people.partner.save()
        page = desk.get(self.url(people.partner)).content.decode()
        assert "Een beheerder van VOORBEELD De Proefhal past het aan." in page
        assert ("Genk" in page, "Bewaar" in page) == (True, False)
        assert desk.post(self.url(people.partner), self.SAID).status_code == 404
        assert desk.get(self.url(people.other)).status_code == 404
        assert Organisation.objects.get(pk=people.partner.pk).lead_capacity is None
