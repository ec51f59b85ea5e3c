"""The figures of the follow-up: each counts what its list shows, for who may see it."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Campaign, TrackedLink
from leads.models import CooperationForm, Lead, Placement
from leads.models.placements import Answer
from leads.reports import figures
from leads.stages import NoMatchReason, Stage
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db
FIGURES = "today:figures"
CANARY = "Kanarie"


@pytest.fixture
def cooperation():
    return CooperationForm.objects.create(name="Stage in het bedrijf", code="stage-x")


def placement(lead, form, people=2, *, agreed=True):
    said = Answer.YES if agreed else ""
    return Placement.objects.create(
        lead=lead,
        partner=lead.owner_organisation,
        form=form,
        people=people,
        start=timezone.localdate() - timedelta(days=3),
        employer_answer=said,
        partner_answer=said,
    )


@pytest.fixture
def half_year(people, cooperation):
    """One dossier of each sort, at our partner; at the other one and from long ago, canaries."""
    now, today = timezone.now(), timezone.localdate()
    campaign = Campaign.objects.create(name="Lente", organisation=people.partner)
    link = TrackedLink.objects.create(
        campaign=campaign, organisation=people.partner, channel="linkedin", code="abc"
    )

    def made(days=5, **fields):
        fields.setdefault("owner_organisation", people.partner)
        fields.setdefault("first_response_due", today + timedelta(days=2))
        return LeadFactory(created_at=now - timedelta(days=days), **fields)

    ended = {"stage": Stage.NO_MATCH, "next_action": "", "next_action_on": None}
    made()
    made(first_response_due=today - timedelta(days=1))
    made(stage=Stage.TALK, first_responded_at=now - timedelta(days=4, hours=12), first_touch=link)
    made(
        stage=Stage.PROPOSAL,
        first_responded_at=now - timedelta(days=1),
        first_response_due=today - timedelta(days=3),
        stage_since=now - timedelta(days=40),
    )
    started = made(stage=Stage.COOPERATION, first_responded_at=now, first_touch=link, days=20)
    made(no_match_reason=NoMatchReason.TIMING, first_responded_at=now, **ended)
    made(no_match_reason=NoMatchReason.TIMING, **ended)
    made(no_match_reason="", **ended)
    placement(started, cooperation)
    placement(started, cooperation, 5, agreed=False)
    made(days=200, stage=Stage.TALK, stage_since=now - timedelta(days=180))
    secret = Campaign.objects.create(name=f"{CANARY}campagne", organisation=people.other)
    hidden = TrackedLink.objects.create(
        campaign=secret, organisation=people.other, channel="affiche", code="geheim"
    )
    theirs = made(
        owner_organisation=people.other,
        employer__name=f"{CANARY}bedrijf",
        stage=Stage.COOPERATION,
        first_touch=hidden,
    )
    placement(theirs, CooperationForm.objects.create(name=f"{CANARY}vorm", code="kanarie"))
    made(first_touch=hidden)  # ours, over a campaign of theirs
    return {figure.key: figure for figure in figures.figures(figures.Scope(people.owner))}


def told(figure) -> dict[str, tuple]:
    return {row.label: (row.number, row.share) for row in figure.rows}


def test_what_is_counted(half_year):
    assert {key: told(figure) for key, figure in half_year.items()} == {
        "trechter": {
            "Kwam binnen": (9, 100),
            "Kreeg antwoord": (4, 44),
            "In gesprek of verder": (3, 33),
            "Samenwerking": (1, 11),
        },
        "belofte": {
            "Op tijd beantwoord": (3, 43),
            "Later dan beloofd": (1, 14),
            "Nog binnen de tijd": (2, 29),
            "Nu te laat": (1, 14),
        },
        "antwoordtijd": {
            "Binnen een dag": (1, 25),
            "Binnen drie dagen": (0, 0),
            "Binnen een week": (2, 50),
            "Langer dan een week": (1, 25),
        },
        "afgelopen": {"Niet het juiste moment": (2, 67), "Niet gezegd": (1, 33)},
        "haltes": {},
        "plaatsingen": {},
        "campagnes": {"Lente": (2, 100), "Andere campagnes": (1, None)},
        "kanalen": {"LinkedIn": (2, 67), "Affiche": (1, 33)},
        "partners": {"VOORBEELD De Proefhal": (9, 100)},
        "stilstand": {
            "Tot een week": (4, 67),
            "Tot een maand": (0, 0),
            "Tot drie maanden": (1, 17),
            "Langer dan drie maanden": (1, 17),
        },
        "vormen": {"Stage in het bedrijf": (1, 100)},
    }


def test_each_figure_opens_its_list(desk, people, half_year):
    page = desk.get(reverse(FIGURES))
    opened = 0
    for figure in page.context["figures"]:
        for row in figure.rows:
            if row.url:
                listed = desk.get(row.url)
                assert len(listed.context["object_list"]) == row.number, (figure.key, row)
                opened += 1
    assert opened > 15


def test_the_answer_in_a_sentence(half_year):
    assert half_year["trechter"].answer == "Van 9 dossiers leidden er 1 tot een samenwerking."
    assert half_year["belofte"].answer == ("60 % van de beloofde eerste antwoorden kwam op tijd.")
    assert half_year["afgelopen"].answer == (
        "3 dossiers zonder match. Het vaakst: niet het juiste moment."
    )


@pytest.mark.parametrize("asked", ["", "?partner={other}", "?export=csv", "?export=csv&dagen=365"])
def test_nothing_of_another_partner(desk, people, half_year, asked):
    page = desk.get(reverse(FIGURES) + asked.format(other=people.other.pk)).content.decode()
    assert "Hoe ver komen ze?" in page
    assert CANARY not in page
    assert "De Overkant" not in page


def test_the_federation_sees_all_and_one_partner(client, people, half_year):
    client.force_login(people.federation)

    def came(**asked):
        page = client.get(reverse(FIGURES), asked)
        return page.context["figures"][0].rows[0].number, page.content.decode()

    assert came()[0] == 10
    assert came(dagen="365")[0] == 11
    number, page = came(partner=people.other.pk)
    assert (number, f"{CANARY}vorm" in page) == (1, True)
    for row in client.get(reverse(FIGURES), {"partner": people.partner.pk}).context["figures"]:
        for one in row.rows:
            if one.url:
                assert len(client.get(one.url).context["object_list"]) == one.number, one


def test_a_csv_opens_in_excel(desk, people, half_year):
    Campaign.objects.filter(name="Lente").update(name="=1+1")
    answer = desk.get(reverse(FIGURES), {"export": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="cijfers.csv"'
    text = answer.content.decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text), delimiter=";")
    assert head[:4] == ["Vraag", "Wat", "Telt", "Aantal"]
    assert ["Hoe ver komen ze?", "Kwam binnen", "Dossiers", "9", "100", ""] in lines
    assert any(line[1] == "'=1+1" for line in lines)


def test_nothing_yet(desk):
    page = desk.get(reverse(FIGURES)).content.decode()
    assert page.count("Hierover is in die tijd nog niets te tellen.") == 11


@pytest.mark.parametrize(
    "asked", ["?dagen=x", "?dagen=7", "?partner=x", "?partner=%00", "?partner=9"]
)
def test_whatever_is_asked_there_are_figures(desk, asked):
    assert desk.get(reverse(FIGURES) + asked).status_code == 200


@pytest.mark.parametrize("count", [1, 4])
def test_as_many_questions_for_four_as_for_one(desk, people, count, queries_for):
    for _ in range(count):
        LeadFactory(owner_organisation=people.partner, stage=Stage.TALK)
    assert queries_for(reverse(FIGURES)) == 18


def test_an_export_says_over_which_campaign(desk, people, half_year):
    answer = desk.get(reverse("lead:index"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text), delimiter=";")
    assert head[-2:] == ["Campagne", "Kanaal"]
    assert sorted(line[-2:] for line in lines if line[-1]) == [
        ["", "Affiche"],
        ["Lente", "LinkedIn"],
        ["Lente", "LinkedIn"],
    ]
    assert Lead.objects.count() == len(lines) + 1
