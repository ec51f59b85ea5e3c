"""Campaigns in the back office: who sees and changes what, and that no link is made twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from brand.models import (
    BudgetLine,
    Campaign,
    CampaignPage,
    LinkVisits,
    TrackedLink,
)
from brand.models.campaigns import Channel

pytestmark = pytest.mark.django_db

INDEX, ADD = "campagnes:index", "campagnes:add"


def opened(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def overview(campaign) -> str:
    return reverse("campagnes:overview", args=[campaign.pk])


def edit(campaign) -> str:
    return reverse("campagnes:edit", args=[campaign.pk])


def typed(organisation, *, pages=(), partners=(), costs=(), audiences=(), **fields) -> dict:
    """The form, filled in."""
    rows = {
        "pages": inline_formset([{"page": page.pk} for page in pages]),
        "participations": inline_formset(
            [{"organisation": partner.pk, "cost_share": share} for partner, share in partners]
        ),
        "budget_lines": inline_formset(list(costs)),
    }
    plain = {"name": "Nieuwe campagne", "organisation": organisation.pk, "goal_number": ""}
    form = nested_form_data({**plain, "goal_counts": "", **rows, **fields})
    return {**form, "audiences": list(audiences)}


def problems(response) -> str:
    """Every error of the form, also of its rows."""
    form = response.context["form"]
    found = [str(form.errors.as_text())]
    for rows in form.formsets.values():
        found += [str(rows.non_form_errors()), *(str(row.errors.as_text()) for row in rows)]
    return " ".join(found)


class TestList:
    @pytest.mark.parametrize(
        ("who", "seen"),
        [
            ("federation", {"Kom kijken", "Van drie"}),
            ("marketer", {"Kom kijken"}),
            ("coordinator", {"Kom kijken"}),
            ("other", {"Kom kijken"}),
            ("outsider", {"Van drie"}),
        ],
    )
    def test_everybody_sees_what_their_partner_runs_or_takes_part_in(self, shared, who, seen):
        Campaign.objects.create(
            name="Van drie", organisation=shared.outsider.memberships.get().organisation
        )
        page = opened(getattr(shared, who)).get(reverse(INDEX))
        assert {str(campaign) for campaign in page.context["object_list"]} == seen

    def test_it_says_how_each_stands(self, shared, time_machine):
        time_machine.move_to("2027-03-11 12:00 +01:00")
        page = opened(shared.federation).get(reverse(INDEX)).text
        assert "10 achter" in page
        assert "100 inschrijvingen" in page

    @pytest.mark.parametrize(("when", "seen"), [("loopt", 1), ("komt", 0), ("voorbij", 0), ("", 1)])
    def test_it_is_narrowed_by_the_period(self, shared, time_machine, when, seen):
        time_machine.move_to("2027-03-11 12:00 +01:00")
        page = opened(shared.federation).get(reverse(INDEX), {"when": when})
        assert len(page.context["object_list"]) == seen

    def test_it_is_narrowed_by_a_partner_that_takes_part(self, shared):
        page = opened(shared.federation).get(reverse(INDEX), {"partner": shared.two.pk})
        assert [str(campaign) for campaign in page.context["object_list"]] == ["Kom kijken"]

    def test_nothing_yet_says_what_a_campaign_is_for(self, shared):
        shared.campaign.delete()
        assert "Nog geen campagnes." in opened(shared.federation).get(reverse(INDEX)).text


class TestPlan:
    @pytest.mark.database(
        "brand.models.campaigns.Campaign",
        "brand.models.campaigns.Participation",
        "brand.models.campaigns.CampaignPage",
    )
    def test_the_federation_plans_a_campaign_of_several_partners(self, shared, founded):
        cost = {"description": "Affiches", "channel": "affiche", "paid_by": "", "planned": "1200"}
        answer = opened(shared.federation).post(
            reverse(ADD),
            typed(
                shared.house,
                goal_number=120,
                goal_counts="plaatsingen",
                audiences=["kmo", "overheid"],
                starts_on="2027-03-01",
                ends_on="2027-05-31",
                landing_page=founded.pk,
                pages=[founded],
                partners=[(shared.one, "60"), (shared.two, "40")],
                costs=[{**cost, "committed": "0", "spent": "0"}],
            ),
        )
        made = Campaign.objects.get(name="Nieuwe campagne")
        assert (answer.status_code, answer["Location"]) == (302, overview(made))
        assert (made.goal_words, made.audience_words) == (
            "120 bevestigde plaatsingen",
            "Kmo’s, Lokale besturen",
        )
        assert (made.starts_on, made.ends_on) == (date(2027, 3, 1), date(2027, 5, 31))
        assert [row.page_id for row in made.pages.all()] == [founded.pk]
        assert {row.organisation.name: row.cost_share for row in made.participations.all()} == {
            "Een": Decimal(60),
            "Twee": Decimal(40),
        }
        assert [(row.description, row.planned) for row in made.budget_lines.all()] == [
            ("Affiches", Decimal(1200))
        ]

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"starts_on": "2027-03-02", "ends_on": "2027-03-01"}, "eindigt niet vóór ze begint"),
            ({"goal_number": 5}, "Kies wat er geteld wordt."),
            ({"goal_counts": "dossiers"}, "Vul in hoeveel het er moeten worden."),
        ],
    )
    def test_what_does_not_fit_is_said(self, shared, fields, sentence):
        page = opened(shared.federation).post(reverse(ADD), typed(shared.house, **fields))
        assert sentence in page.text
        assert Campaign.objects.count() == 1

    @pytest.mark.parametrize(
        ("shares", "sentence"),
        [(["60", "30"], "zijn samen 90 %"), (["60.5", "40"], "zijn samen 100,5 %")],
    )
    def test_shares_that_do_not_add_up_are_refused(self, shared, shares, sentence):
        partners = list(zip([shared.one, shared.two], shares, strict=True))
        page = opened(shared.federation).post(reverse(ADD), typed(shared.house, partners=partners))
        assert sentence in problems(page)
        assert Campaign.objects.count() == 1

    def test_a_partner_that_is_chosen_twice_is_refused(self, shared):
        page = opened(shared.federation).post(
            reverse(ADD), typed(shared.house, partners=[(shared.one, ""), (shared.one, "")])
        )
        assert "Een partner doet maar één keer mee." in problems(page)

    def test_a_partner_plans_a_campaign_of_its_own_and_takes_no_other_along(self, shared):
        client = opened(shared.marketer)
        refused = client.post(reverse(ADD), typed(shared.one, partners=[(shared.two, "")]))
        assert "Selecteer een geldige keuze" in problems(refused)
        elsewhere = client.post(reverse(ADD), typed(shared.two))
        assert "Selecteer een geldige keuze" in problems(elsewhere)
        payer = {"description": "x", "planned": 1, "committed": 0, "spent": 0}
        charged = client.post(
            reverse(ADD), typed(shared.one, costs=[{**payer, "paid_by": shared.two.pk}])
        )
        assert "Selecteer een geldige keuze" in problems(charged)
        assert client.post(reverse(ADD), typed(shared.one)).status_code == 302
        assert Campaign.objects.get(name="Nieuwe campagne").organisation == shared.one

    def test_another_partners_draft_cannot_be_chosen(self, shared, founded):
        draft = founded.add_child(instance=Page(title="Geheim", slug="geheim", live=False))
        client = opened(shared.marketer)
        for fields in ({"landing_page": draft.pk}, {"pages": [draft]}):
            page = client.post(reverse(ADD), typed(shared.one, **fields))
            assert "Kies een pagina die online staat" in problems(page)
            assert "Geheim" not in problems(page)
        assert CampaignPage.objects.count() == 0

    def test_who_takes_part_does_not_change_it(self, shared):
        for user in (shared.marketer, shared.coordinator, shared.outsider):
            client = opened(user)
            assert client.get(edit(shared.campaign)).status_code in (302, 404)
            client.post(edit(shared.campaign), typed(shared.house, name="Gekaapt"))
            client.post(reverse("campagnes:delete", args=[shared.campaign.pk]))
        shared.campaign.refresh_from_db()
        assert shared.campaign.name == "Kom kijken"

    def test_the_second_who_changes_it_reads_that_it_was_changed(self, shared):
        client = opened(shared.federation)
        seen = client.get(edit(shared.campaign)).context["form"].initial["seen"]
        Campaign.objects.filter(pk=shared.campaign.pk).update(name="Van een collega")
        page = client.post(edit(shared.campaign), typed(shared.house, name="Van mij", seen=seen))
        assert "Staat nu op “Van een collega”." in page.text

    def test_a_campaign_whose_links_were_used_stays(self, shared, founded):
        link = TrackedLink.objects.create(
            campaign=shared.campaign, organisation=shared.one, channel="mail", code="aa2"
        )
        client, gone = (
            opened(shared.federation),
            reverse("campagnes:delete", args=[link.campaign_id]),
        )
        LinkVisits.objects.create(link=link, day=timezone.localdate(), count=1)
        assert client.post(gone).status_code == 302
        assert Campaign.objects.count() == 1
        LinkVisits.objects.all().delete()
        client.post(gone)
        assert Campaign.objects.count() == 0


class TestOverview:
    def test_a_campaign_of_others_is_a_missing_page(self, shared):
        assert opened(shared.outsider).get(overview(shared.campaign)).status_code == 404

    def test_it_says_where_it_stands_and_at_what_hour(self, shared, time_machine):
        time_machine.move_to("2027-03-11 09:40 +01:00")
        page = opened(shared.federation).get(overview(shared.campaign)).text
        assert "Loopt 10 achter: 0 van 100 inschrijvingen; op dit moment verwacht: 10." in page
        assert "Stand 09.40&nbsp;uur" in page

    def test_who_takes_part_reads_the_totals_and_its_own_part_of_the_budget(self, shared):
        row = {"campaign": shared.campaign, "planned": 1000}
        BudgetLine.objects.create(description="Geheime post", paid_by=shared.house, **row)
        BudgetLine.objects.create(description="Samen", **row)
        page = opened(shared.marketer).get(overview(shared.campaign)).text
        assert "€\u00a02.000" in page
        assert "Deel van Een" in page
        assert "€\u00a0300" in page
        assert "Geheime post" not in page
        assert "Deel van Twee" not in page
        whole = opened(shared.federation).get(overview(shared.campaign)).text
        assert "Geheime post" in whole
        assert "Deel van Twee" in whole

    def test_the_title_of_anothers_draft_is_not_told(self, shared, founded):
        draft = founded.add_child(instance=Page(title="Geheim", slug="geheim", live=False))
        CampaignPage.objects.create(campaign=shared.campaign, page=draft)
        TrackedLink.objects.create(
            campaign=shared.campaign,
            organisation=shared.one,
            channel="mail",
            code="aa2",
            page=draft,
        )
        client = opened(shared.marketer)
        for address in (overview(shared.campaign), f"{overview(shared.campaign)}links/aa2/"):
            assert "Geheim" not in client.get(address).text
        assert "Geheim" in opened(shared.federation).get(overview(shared.campaign)).text


class TestLinks:
    def post(self, client, campaign, **fields):
        page = campaign.landing_page_id
        return client.post(
            reverse("campagnes:links", args=[campaign.pk]),
            {"page": page, "channels": Channel.values, **fields},
        )

    def test_one_click_makes_them_all_and_a_second_none(self, shared):
        client = opened(shared.federation)
        answer = self.post(client, shared.campaign)
        assert answer["Location"] == f"{overview(shared.campaign)}#links"
        assert TrackedLink.objects.count() == 3 * len(Channel)
        self.post(client, shared.campaign)
        assert TrackedLink.objects.count() == 3 * len(Channel)
        assert "Al deze links waren er al." in client.get(overview(shared.campaign)).text

    def test_a_partner_makes_its_own_only(self, shared):
        self.post(opened(shared.marketer), shared.campaign, channels=["mail"])
        assert list(TrackedLink.objects.values_list("organisation__name", "channel")) == [
            ("Een", "mail")
        ]

    @pytest.mark.parametrize("who", ["coordinator", "outsider"])
    def test_who_does_not_write_for_a_partner_makes_none(self, shared, who):
        assert self.post(opened(getattr(shared, who)), shared.campaign).status_code == 404
        assert TrackedLink.objects.count() == 0

    def test_a_page_that_is_not_of_the_campaign_is_refused(self, shared, founded):
        draft = founded.add_child(instance=Page(title="Geheim", slug="geheim"))
        answer = self.post(opened(shared.federation), shared.campaign, page=draft.pk)
        assert answer.status_code == 422
        assert "Kies een pagina van de campagne." in answer.text
        assert TrackedLink.objects.count() == 0

    def test_no_channel_is_said_and_what_was_chosen_stays(self, shared):
        answer = self.post(opened(shared.federation), shared.campaign, channels=[])
        assert answer.status_code == 422
        assert "Kies minstens één kanaal." in answer.text

    def test_a_get_makes_nothing(self, shared):
        address = reverse("campagnes:links", args=[shared.campaign.pk])
        assert opened(shared.federation).get(address).status_code == 302
        assert TrackedLink.objects.count() == 0


class TestLink:
    @pytest.fixture
    def link(self, shared, founded):
        return TrackedLink.objects.create(
            campaign=shared.campaign,
            organisation=shared.one,
            channel="affiche",
            code="7k2abc",
            page=founded.page_ptr,
        )

    def address(self, link, name="link", *more):
        return reverse(f"campagnes:{name}", args=[link.campaign_id, link.code, *more])

    def test_it_shows_the_days(self, shared, link, time_machine):
        time_machine.move_to("2027-03-11 09:40 +01:00")
        for day, count in [(9, 4), (11, 8)]:
            LinkVisits.objects.create(link=link, day=date(2027, 3, day), count=count)
        page = opened(shared.marketer).get(self.address(link))
        assert page.context["days"][:4] == [
            (date(2027, 3, 11), 8, 100),
            (date(2027, 3, 10), 0, 0),
            (date(2027, 3, 9), 4, 50),
            (date(2027, 3, 8), 0, 0),
        ]
        assert '<rect width="50%" height="14" rx="2"></rect>' in page.text
        assert "12 keer in totaal" in page.text

    def test_nothing_yet_says_what_will_stand_here(self, shared, link):
        assert (
            "Nog niemand volgde deze link." in opened(shared.marketer).get(self.address(link)).text
        )

    @pytest.mark.parametrize(
        ("kind", "mime", "begins"),
        [("svg", "image/svg+xml", b"<?xml"), ("png", "image/png", b"\x89PNG")],
    )
    def test_its_code_is_a_file_to_print(self, shared, link, kind, mime, begins):
        answer = opened(shared.marketer).get(self.address(link, "qr", kind))
        assert (answer["Content-Type"], answer.content[:5].startswith(begins)) == (mime, True)
        assert answer["Content-Disposition"] == f'attachment; filename="qr-affiche-7k2abc.{kind}"'
        assert opened(shared.marketer).get(self.address(link, "qr", "pdf")).status_code == 404

    @pytest.mark.parametrize(
        ("who", "status"),
        [("federation", 200), ("coordinator", 200), ("other", 404), ("outsider", 404)],
    )
    def test_who_sees_it(self, shared, link, who, status):
        client = opened(getattr(shared, who))
        assert client.get(self.address(link)).status_code == status
        assert client.get(self.address(link, "qr", "svg")).status_code == status

    def test_a_link_of_another_campaign_is_a_missing_page(self, shared, link):
        other = Campaign.objects.create(name="Andere", organisation=shared.house)
        address = reverse("campagnes:link", args=[other.pk, link.code])
        assert opened(shared.federation).get(address).status_code == 404
