"""The first screen of who follows up employers."""

import re

import pytest
from django.urls import reverse

from brand.models import Role
from leads.hand_over import offers
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db

HOME = "/beheer/"


def test_the_search_looks_among_the_dossiers(client, people, as_role, lead):
    """Wagtail's own searches pages, and would say "geen toegang" to who keeps none."""
    client.force_login(as_role(people.partner, Role.COORDINATOR))
    page = client.get(HOME).text
    forms = re.findall(r'<form[^>]*role="search"[^>]*>', page, re.S)
    assert [re.search(r'action="([^"]*)"', form)[1] for form in forms] == [reverse("lead:index")]
    assert 'name="q"' in page
    assert "Bakkerij Peeters" in client.get(reverse("lead:index"), {"q": "bakkerij"}).text


def test_who_keeps_pages_searches_pages(client, people):
    client.force_login(people.federation)
    assert client.get(HOME).context["root_page"]
    assert "zoek-dossier" not in client.get(HOME).text


def test_what_others_offer_is_counted(client, people, as_role):
    lead = LeadFactory(owner_organisation=people.other)
    offers.offer(lead, people.partner, people.outsider)
    client.force_login(as_role(people.partner, Role.COORDINATOR))
    new = re.search(r"desk-list--nieuw.*?</section>", client.get(HOME).text, re.S)[0]
    assert re.search(r'desk-count">(\d+)<', new)[1] == "1"
    assert new.count('class="desk-row"') == 1
    assert "Iedereen die inschreef" not in new


def test_a_number_to_dial_is_readable(desk, lead):
    lead.contact.phone = "+32470123456"
    lead.contact.save()
    number = '<span class="whole">0470 12 34 56</span>'
    assert f">{number}</a>" in desk.get(lead.get_absolute_url()).text
