"""What a public buyer means to buy, on its dossier and in the list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from leads.duplicates import merging
from leads.follow_up.record import LeadActionRefused
from leads.hand_over import offers
from leads.models import Employer, Interaction, Lead, ProcurementIntention
from leads.procurement import intentions
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def filled_in(**more):
    return {"description": "Maaien van bermen", "status": "gepland"} | more


def test_noting_a_plan(desk, buyer, green):
    url = reverse("lead:intention", args=[buyer.pk])
    assert "Nieuw aankoopplan: Gemeente Voorbeek" in desk.get(url).text
    sent = filled_in(
        activity=green.pk, amount="25.000", form="perceel", expected_on="2027-03-01", size="12 ha"
    )
    answer = desk.post(url, sent)
    assert (answer.status_code, answer.url) == (302, buyer.get_absolute_url())
    plan = ProcurementIntention.objects.get()
    assert (plan.amount, plan.expected_on) == (25000, date(2027, 3, 1))
    page = desk.get(buyer.get_absolute_url()).text
    assert "Maaien van bermen" in page
    line = buyer.interactions.get(kind=Interaction.Kind.PROCUREMENT)
    assert line.note == (
        "Aankoopplan: Maaien van bermen, groenonderhoud, 12 ha, voorbehouden perceel, "
        "€\xa025.000, van plan, vanaf 1 maart 2027."
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("description", "", "Kies welk werk of welke interesse het is"),
        ("amount", "veel", "Vul een bedrag in, zoals 2.800"),
        ("expected_on", "morgen", "Vul een datum in, zoals 31/03/2027."),
        ("status", "kasteel", "Selecteer een geldige keuze"),
        ("activity", "99999", "Selecteer een geldige keuze"),
        ("note", "Jan, 85.07.30-033 28", "Hier staat een rijksregisternummer."),
        ("note", "x" * 1001, "Hou het bij 1000."),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(desk, buyer, field, value, said):
    sent = filled_in(size="Twee bermen") | {field: value}
    answer = desk.post(reverse("lead:intention", args=[buyer.pk]), sent)
    assert (answer.status_code, ProcurementIntention.objects.count()) == (422, 0)
    assert said in answer.text
    assert "Twee bermen" in answer.text


def test_of_another_employer_it_is_asked_first_what_buyer_it_is(desk, lead):
    url = reverse("lead:intention", args=[lead.pk])
    assert "Wat voor openbare aankoper is dit?" in desk.get(url).text
    answer = desk.post(url, filled_in())
    assert answer.status_code == 409
    assert not ProcurementIntention.objects.exists()


def test_changing_one(desk, plan):
    url = reverse("procurement:intention", args=[plan.pk])
    page = desk.get(url).text
    assert "12 hectare per jaar" in page
    sent = filled_in(version=1, status="gegund", description="", wish="uitbesteding")
    assert desk.post(url, sent).status_code == 302
    plan.refresh_from_db()
    assert (str(plan), plan.status, plan.version) == ("Werk uitbesteden", "gegund", 2)
    late = desk.post(url, sent | {"note": "Mijn tekst"})
    assert late.status_code == 409
    assert "Dit aankoopplan werd intussen gewijzigd." in late.text
    assert "Mijn tekst" in late.text


def test_removing_a_mistake(desk, plan):
    url = reverse("procurement:remove_intention", args=[plan.pk])
    assert desk.get(url).status_code == 302
    assert desk.post(url).url == plan.lead.get_absolute_url()
    assert not ProcurementIntention.objects.exists()
    assert plan.lead.interactions.filter(note__startswith="Aankoopplan verwijderd").exists()
    with pytest.raises(LeadActionRefused, match="intussen verwijderd"):
        intentions.remove(plan, None)


def test_the_list_the_soonest_first(desk, plan, buyer, people):
    for words, days, status in [("Later", 60, "gepland"), ("Eerst", 3, "uitgeschreven"),
                                ("Klaar", 1, "gegund")]:  # fmt: skip
        day = timezone.localdate() + timedelta(days=days)
        intentions.add(buyer, people.owner, description=words, status=status, expected_on=day)
    index = reverse("procurement:index")
    page = desk.get(index).text
    assert page.index("Eerst") < page.index("Later") < page.index("Groenonderhoud")
    assert "Klaar" not in page
    assert "Klaar" in desk.get(index, {"toon": "alles"}).text


def test_a_download_in_which_no_formula_runs(desk, buyer, people):
    intentions.add(buyer, people.owner, description='=HYPERLINK("x")', amount=Decimal("1250.50"))
    told = desk.get(reverse("procurement:index"), {"export": "csv"}).content.decode("utf-8-sig")
    head, row = told.splitlines()
    assert head.split(";")[:3] == ["Aankoper", "Soort", "Wat"]
    assert "'=HYPERLINK" in row
    assert ";1250,50;" in row


def test_nothing_yet(desk):
    page = desk.get(reverse("procurement:index")).text
    assert "Geen aankoopplannen op komst. Is een werkgever een gemeente" in page


def test_the_list_costs_the_same_for_more_rows(client, queries_for, plan, people):
    client.force_login(people.owner)
    index = reverse("procurement:index")
    one = queries_for(index)
    for number in range(5):
        lead = LeadFactory(owner_organisation=people.partner, employer__buyer_kind="ocmw")
        intentions.add(lead, people.owner, description=f"Plan {number}")
    assert queries_for(index) == one


def test_another_partner_finds_nothing(client, plan, people):
    client.force_login(people.outsider)
    for name in ("intention", "remove_intention"):
        url = reverse(f"procurement:{name}", args=[plan.pk])
        assert client.get(url).status_code == client.post(url).status_code == 404
    assert "Groenonderhoud" not in client.get(reverse("procurement:index")).text


def test_it_goes_along_with_the_dossier(client, plan, people):
    offer = offers.offer(plan.lead, people.other, people.owner)
    offers.accept(offer, people.outsider)
    url = reverse("procurement:intention", args=[plan.pk])
    client.force_login(people.owner)
    assert client.get(url).status_code == 404
    client.force_login(people.outsider)
    assert "12 hectare per jaar" in client.get(url).text


def test_merging_employers_keeps_plan_and_kind_and_undoing_gives_them_back(plan, people):
    other = LeadFactory(owner_organisation=people.partner, employer__name="Gem. Voorbeek")
    merged = merging.merge(other.employer, plan.lead.employer, people.owner)
    other.employer.refresh_from_db()
    assert other.employer.buyer_kind == "gemeente"
    assert ProcurementIntention.objects.get().lead.employer == other.employer
    merging.undo(merged)
    other.employer.refresh_from_db()
    assert (other.employer.buyer_kind, Employer.objects.count()) == ("", 2)
    assert ProcurementIntention.objects.get().lead.employer.name == "Gemeente Voorbeek"


def test_two_dossiers_of_one_tour_that_become_one_keep_the_plan(plan, people):
    tour = Page.objects.get(slug="tournee")
    Lead.objects.filter(pk=plan.lead_id).update(tour=tour)
    other = LeadFactory(
        owner_organisation=people.partner, employer__name="Gem. Voorbeek", tour=tour
    )
    merged = merging.merge(other.employer, plan.lead.employer, people.owner)
    assert ProcurementIntention.objects.get().lead == other
    merging.undo(merged)
    assert ProcurementIntention.objects.get().lead_id == plan.lead_id
