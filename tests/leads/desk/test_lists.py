"""The lists of leads and employers: found, narrowed, exported, changed together."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brand.models import Campaign, TrackedLink
from leads.desk import bulk, search
from leads.models import Contact, Lead, LeadWish
from leads.stages import Stage
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

INDEX = "lead:index"


def found(client, **asked) -> set[str]:
    response = client.get(reverse(INDEX), asked)
    assert response.status_code == 200
    return {str(lead) for lead in response.context["object_list"]}


@pytest.fixture
def three(people):
    day = timezone.localdate()
    made = {
        "peers": LeadFactory(
            owner_organisation=people.partner,
            employer__name="Drukkerij Pèers & Zonen",
            contact__name="Zoë D’Hondt",
            contact__email="zoe.dhondt@peers.example",
            contact__phone="0470/12.34.56",
            next_action_on=day - timedelta(days=1),
            owner=people.owner,
        ),
        "hotel": LeadFactory(
            owner_organisation=people.partner,
            employer__name="Hotel 😀 Rozenhof",
            employer__enterprise_number="0566988259",
            contact__name="Bart Cools",
            contact__email="info@rozenhof.example",
            contact__phone="+32 11 22 33 44",
            stage=Stage.TALK,
            first_response_due=day - timedelta(days=1),
            created_at=timezone.now() - timedelta(days=40),
        ),
        "secret": LeadFactory(
            owner_organisation=people.other,
            employer__name="Geheim bedrijf",
            contact__name="Zoë Geheim",
            contact__phone="0499 99 99 99",
        ),
    }
    LeadWish.objects.create(lead=made["peers"], wish="stage")
    LeadWish.objects.create(lead=made["peers"], wish="vacature")
    return made


PEERS, HOTEL, SECRET = "Drukkerij Pèers & Zonen", "Hotel 😀 Rozenhof", "Geheim bedrijf"


SEARCHES = [
    ("peers", {PEERS}),
    ("PÈERS", {PEERS}),
    ("druk", {PEERS}),
    ("zonen drukk", {PEERS}),
    ("rukkerij", set()),
    ("zoe", {PEERS}),
    ("d'hondt", {PEERS}),
    ("zoë drukkerij", {PEERS}),
    ("zoe rozenhof", set()),
    ("zoe.dhondt@peers.example", {PEERS}),
    ("ZOE.DH", {PEERS}),
    ("peers.example", {PEERS}),
    ("0470 12 34 56", {PEERS}),
    ("+32470123456", {PEERS}),
    ("0032 (0)470 12", {PEERS}),
    ("0470/123", {PEERS}),
    ("011 22 33 44", {HOTEL}),
    ("0566.988.259", {HOTEL}),
    ("😀", {HOTEL}),
    ("geheim", set()),
    ("0499", set()),
    ("%", set()),
    ("_", set()),
]


@pytest.mark.database("leads.desk.search._written")
def test_search(people, three):
    visible = Lead.objects.visible_to(people.owner)
    answers = {
        text: {str(lead) for lead in search.find(visible, search.lead_matches, text, people.owner)}
        for text, _ in SEARCHES
    }
    assert answers == dict(SEARCHES)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("zoë drukkerij", {PEERS}),
        ("x" * 10_000, set()),
        ("peers\x00", {PEERS}),
        ("\u202epeers", {PEERS}),
        ("peers\ndrukkerij", {PEERS}),
    ],
)
def test_search_on_the_page(desk, three, text, names):
    assert found(desk, q=text) == names


def test_everybody_visible_without_a_word(desk, three, client, people):
    assert found(desk) == {PEERS, HOTEL}
    client.force_login(people.federation)
    assert found(client) == {PEERS, HOTEL, SECRET}
    assert found(client, q="geheim") == {SECRET}


def test_a_person_another_partner_met_is_no_way_to_find(desk, three):
    """Both partners know the company; only one of them knows this person."""
    ContactFactory(employer=three["peers"].employer, name="Verborgen", email="v@x.example")
    assert found(desk, q="verborgen") == set()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"stage": ["gesprek"]}, {HOTEL}),
        ({"stage": ["gesprek", "nieuw"]}, {PEERS, HOTEL}),
        ({"owner": "niemand"}, {HOTEL}),
        ({"wish": ["stage", "vacature"]}, {PEERS}),
        ({"late": "stap"}, {PEERS}),
        ({"late": "antwoord"}, {HOTEL}),
        ({"channel": "linkedin"}, {HOTEL}),
        ({"q": "peers", "stage": ["gesprek"]}, set()),
    ],
)
def test_filters(desk, three, people, asked, names):
    campaign = Campaign.objects.create(name="VOORBEELD", organisation=people.partner)
    link = TrackedLink.objects.create(
        campaign=campaign, organisation=people.partner, channel="linkedin", code="abc"
    )
    Lead.objects.filter(pk=three["hotel"].pk).update(first_touch=link)
    assert found(desk, **asked) == names


def test_filters_by_person_partner_and_period(desk, three, people):
    assert found(desk, owner=people.owner.pk) == {PEERS}
    assert found(desk, owner_organisation=people.partner.pk) == {PEERS, HOTEL}
    since = (timezone.localdate() - timedelta(days=3)).isoformat()
    assert found(desk, created_at_from=since) == {PEERS}
    assert found(desk, created_at_to=since) == {HOTEL}


def test_another_partner_is_no_choice_in_a_filter(desk, three, people):
    page = desk.get(reverse(INDEX)).content.decode()
    assert "VOORBEELD De Overkant" not in page
    assert "Ute Buiten" not in page


def test_who_is_promised_nothing_comes_last(desk, people):
    closed = LeadFactory(owner_organisation=people.partner)
    Lead.objects.update(stage=Stage.NO_MATCH, next_action="", next_action_on=None)
    open_one = LeadFactory(owner_organisation=people.partner)
    response = desk.get(reverse(INDEX))
    assert list(response.context["object_list"]) == [open_one, closed]


def test_export(desk, three):
    Contact.objects.filter(pk=three["peers"].contact_id).update(name="=1+1")
    response = desk.get(reverse(INDEX), {"export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert head[:7] == [
        "Werkgever",
        "Ondernemingsnummer",
        "Contactpersoon",
        "E-mailadres",
        "Telefoon",
        "Fase",
        "Wensen",
    ]
    assert [line[0] for line in lines] == [PEERS, HOTEL]
    assert lines[0][2] == "'=1+1"
    assert "Geheim" not in text


def test_export_to_a_spreadsheet_follows_the_search(desk, three):
    response = desk.get(reverse(INDEX), {"export": "xlsx", "q": "rozenhof"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Werkgever", HOTEL]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("export", ["", "csv"])
def test_the_list_costs_the_same_for_every_length(desk, people, count, export, queries_for):
    for _ in range(count):
        lead = LeadFactory(owner_organisation=people.partner, owner=people.owner)
        LeadWish.objects.create(lead=lead, wish="stage")
    asked = {"export": export} if export else {}
    # Two of the ten ask for the filters that were kept and for the stops to choose from; an export
    # has no need of them: who asks, the rows and their wishes.
    assert queries_for(reverse(INDEX), asked) == {"": 10, "csv": 3}[export]


# Together --------------------------------------------------------------------------------------


def together(action, **query):
    asked = "&".join(f"{key}={value}" for key, values in query.items() for value in values)
    return reverse("wagtail_bulk_action", args=["leads", "lead", action]) + f"?{asked}"


def test_assigning_together(desk, three, people):
    url = together("assign", id=[lead.pk for lead in three.values()], next=["/beheer/"])
    page = desk.get(url).content.decode()
    assert ("Hotel 😀 Rozenhof" in page, "Geheim" in page) == (True, False)
    assert desk.post(url, {"to": people.team_mate.pk}).status_code == 302
    owners = {str(lead): lead.owner for lead in Lead.objects.all()}
    assert owners == {PEERS: people.team_mate, HOTEL: people.team_mate, SECRET: None}


def test_what_is_no_number_is_no_dossier(desk, three):
    answer = desk.get(together("assign", id=["²", "1" * 30, "x"], next=["/beheer/"]))
    assert (answer.status_code, PEERS in answer.content.decode()) == (200, False)


def test_putting_off_all_means_all_that_the_list_shows(desk, three):
    listed = reverse(INDEX) + "%3Fstage%3Dgesprek"
    url = together("snooze", id=["all"], next=[listed])
    page = desk.get(url).content.decode()
    assert ("Rozenhof" in page, "Drukkerij" in page, "Geheim" in page) == (True, False, False)
    before = dict(Lead.objects.values_list("pk", "next_action_on"))
    desk.post(url, {"days": "7", "number": "1"})
    after = dict(Lead.objects.values_list("pk", "next_action_on"))
    assert {pk for pk in before if before[pk] != after[pk]} == {three["hotel"].pk}


def test_all_without_a_filter_is_all_visible(desk, three):
    desk.post(together("snooze", id=["all"], next=[reverse(INDEX)]), {"days": "7", "number": "2"})
    assert set(Lead.objects.filter(version=2)) == {three["peers"], three["hotel"]}


def test_the_search_narrows_all(desk, three):
    url = together("snooze", id=["all"], next=[reverse(INDEX) + "%3Fq%3Dpeers"])
    desk.post(url, {"days": "7", "number": "1"})
    assert set(Lead.objects.filter(version=2)) == {three["peers"]}


def test_a_stranger_is_no_choice(desk, three, people):
    url = together("assign", id=[three["peers"].pk], next=["/beheer/"])
    assert desk.post(url, {"to": people.outsider.pk}).status_code == 200
    assert Lead.objects.get(pk=three["peers"].pk).owner == people.owner


# Employers -------------------------------------------------------------------------------------


def test_employers(desk, three):
    response = desk.get(reverse("employer:index"))
    assert [str(one) for one in response.context["object_list"]] == [PEERS, HOTEL]
    response = desk.get(reverse("employer:index"), {"q": "0470 12 34"})
    assert [str(one) for one in response.context["object_list"]] == [PEERS]


def test_an_employer_is_corrected(desk, three):
    employer = three["peers"].employer
    url = reverse("employer:edit", args=[employer.pk])
    sent = {"name": "Drukkerij Peers", "enterprise_number": "BE 0403.019.261", "website": ""}
    assert desk.post(url, sent).status_code == 302
    employer.refresh_from_db()
    assert (employer.name, employer.enterprise_number) == ("Drukkerij Peers", "0403019261")
    assert found(desk, q="0403.019") == {"Drukkerij Peers"}


def test_a_wrong_number_is_refused(desk, three):
    url = reverse("employer:edit", args=[three["peers"].employer_id])
    page = desk.post(url, {"name": "Peers", "enterprise_number": "1"}).content.decode()
    assert "Dit is geen Belgisch ondernemingsnummer. Kijk het na." in page


def test_a_number_of_another_is_refused(desk, three):
    url = reverse("employer:edit", args=[three["peers"].employer_id])
    sent = {"name": "Peers", "enterprise_number": "0566.988.259"}
    assert "Een andere werkgever heeft dit nummer al." in desk.post(url, sent).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_employers_cost_the_same_for_every_length(desk, people, count, queries_for):
    for _ in range(count):
        LeadFactory(owner_organisation=people.partner)
    assert queries_for(reverse("employer:index")) == 3


def test_a_dossier_without_a_contact_goes_along(desk, people):
    lead = LeadFactory(owner_organisation=people.partner, employer__name="Alleen een firma")
    Lead.objects.filter(pk=lead.pk).update(contact=None)
    for kind in ("csv", "xlsx"):
        answer = desk.get(reverse(INDEX), {"export": kind})
        assert len(b"".join(answer.streaming_content)) > 100


def everything(**said):
    return together("snooze", id=["all"], next=[reverse(INDEX)]), {"days": "7", **said}


def moved(before: dict) -> int:
    return sum(before[pk] != day for pk, day in Lead.objects.values_list("pk", "next_action_on"))


def test_all_is_done_to_as_many_as_the_page_said(desk, three, people):
    url, said = everything(number="1")
    before = dict(Lead.objects.values_list("pk", "next_action_on"))
    page = desk.post(url, said)
    assert "Intussen gaat het over 2 dossiers" in page.text
    assert 'name="number" value="2"' in page.text
    assert moved(before) == 0
    desk.post(url, said | {"number": "2"})
    assert moved(before) == 2


def test_all_goes_in_parts(desk, three, monkeypatch):
    monkeypatch.setattr(bulk, "AT_A_TIME", 1)
    url, said = everything(number="2")
    before = dict(Lead.objects.values_list("pk", "next_action_on"))
    with CaptureQueriesContext(connection) as asked:
        page = desk.post(url, said, follow=True)
    assert (moved(before), "2 dossiers gewijzigd" in page.text) == (2, True)
    table = '"leads_lead"."version"'
    read = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]
    assert not [sql for sql in read if table in sql.partition(" FROM ")[0] and " WHERE " not in sql]


def test_more_than_many_are_not_done_at_once(desk, three, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 1)
    url, said = everything(number="1")
    before = dict(Lead.objects.values_list("pk", "next_action_on"))
    for page in (desk.get(url), desk.post(url, said)):
        assert ("meer dan 1" in page.text, 'name="days"' in page.text) == (True, False)
    assert moved(before) == 0


def test_of_very_many_the_page_names_some(desk, three, monkeypatch):
    monkeypatch.setattr(bulk, "SHOWN", 1)
    page = desk.get(everything()[0])
    assert ("2 dossiers:" in page.text, len(page.context["items"])) == (True, 1)
