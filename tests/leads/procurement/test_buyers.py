"""Who is a public buyer: people say so, the name only suggests it."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from leads.models import Employer
from leads.procurement import buyers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Gemeente Voorbeek", "gemeente"),
        ("STAD Voorbeek", "gemeente"),
        ("Lokaal bestuur Voorbeek", "gemeente"),
        ("Stad en OCMW Voorbeek", "gemeente"),
        ("OCMW Voorbeek", "ocmw"),
        ("O.C.M.W. Voorbeek", "ocmw"),
        ("Provincie Voorbeeld", "provincie"),
        ("Agentschap Voorbeeldzaken", "vlaanderen"),
        ("Vlaams Agentschap voor Voorbeelden", "vlaanderen"),
        ("vzw Basisschool De Vlieger", "school"),
        ("Politiezone Voorbeek", "samen"),
        ("Stad en Land BV", ""),
        ("Stadscafé Voorbeek", ""),
        ("Rijschool De Wegwijzer", ""),
        ("Bakkerij Gemeente", ""),
        ("", ""),
    ],
)
def test_a_name_suggests_what_it_may_be(name, kind):
    assert buyers.suggestion(Employer(name=name)) == kind


def test_nothing_is_suggested_once_somebody_said_it():
    assert buyers.suggestion(Employer(name="Gemeente Voorbeek", buyer_kind="andere")) == ""


def test_saying_so_on_the_dossier_and_taking_it_back(desk, lead, people):
    Employer.objects.filter(pk=lead.employer_id).update(name="Gemeente Voorbeek")
    here, url = lead.get_absolute_url(), reverse("employer:buyer", args=[lead.employer_id])
    page = desk.get(here).text
    assert "Naar de naam te oordelen is dit een openbare aankoper: gemeente of stad." in page
    assert "Aankoopplannen" not in page
    said = desk.post(url, {"kind": "gemeente", "next": here})
    assert (said.status_code, said.url) == (302, here)
    page = desk.get(here).text
    assert "Aankoopplannen" in page
    assert "Naar de naam te oordelen" not in page
    assert ModelLogEntry.objects.filter(object_id=str(lead.employer_id), user=people.owner).exists()
    desk.post(url, {"kind": ""})
    lead.employer.refresh_from_db()
    assert lead.employer.buyer_kind == ""


def test_a_kind_that_is_none_is_refused_and_nobody_is_sent_elsewhere(desk, lead):
    url = reverse("employer:buyer", args=[lead.employer_id])
    answer = desk.post(url, {"kind": "kasteel", "next": "https://elders.example/"})
    assert answer.url == reverse("employer:edit", args=[lead.employer_id])
    lead.employer.refresh_from_db()
    assert lead.employer.buyer_kind == ""


def test_the_employers_own_page_tells_its_plans(desk, plan):
    page = desk.get(reverse("employer:edit", args=[plan.lead.employer_id])).text
    assert "Groenonderhoud" in page
    assert 'name="buyer_kind"' in page
    Employer.objects.update(buyer_kind="")
    assert (
        "Naar de naam te oordelen"
        in desk.get(reverse("employer:edit", args=[plan.lead.employer_id])).text
    )
