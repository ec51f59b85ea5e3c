"""The stop that brought a dossier: in the list, its filter, its exports and the figures."""

import csv
import io
from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import vobject
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from brand.models import Campaign, TrackedLink
from leads.models import CooperationForm, Lead, Placement
from leads.models.placements import Answer
from leads.reports import figures
from leads.stages import Source, Stage
from roadshow.registration import changes, register
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db
INDEX = "lead:index"
GENK, LOMMEL = "Genk, 3 maart 2027", "Lommel, 9 maart 2027"
AN = {"name": "An Peeters", "company": "Bakkerij Peeters", "email": "an@peeters.be"}
BO = {"name": "Bo Maes", "company": "Drukkerij Maes", "email": "bo@maes.be"}


def day(number: int) -> dict[str, datetime]:
    hours = {"starts_at": 12, "ends_at": 14}
    zone = ZoneInfo("Europe/Brussels")
    return {name: datetime(2027, 3, number, hour, tzinfo=zone) for name, hour in hours.items()}


@pytest.fixture
def genk(people):
    return stop_in("Genk", organisation=people.partner, **day(3))


@pytest.fixture
def lommel(people):
    return stop_in("Lommel", organisation=people.partner, **day(9))


@pytest.fixture
def met(people, genk, lommel):
    """Two who came by a stop, one of them by a second one too, and one who was added by hand."""
    campaign = Campaign.objects.create(name="Lente", organisation=people.partner)
    link = TrackedLink.objects.create(
        campaign=campaign, organisation=people.partner, channel="linkedin", code="abc"
    )
    an = register.register(genk, touch=link, **AN).lead
    bo = register.register(lommel, **BO).lead
    register.register(lommel, **AN)
    Lead.objects.filter(pk=bo.pk).update(stage=Stage.TALK)
    LeadFactory(owner_organisation=people.partner, employer__name="Met de hand", source="hand")
    return an, bo


def named(response) -> list[str]:
    return sorted(str(lead) for lead in response.context["object_list"])


def test_the_first_stop_brought_it(met, genk, lommel):
    assert [Lead.objects.get(pk=lead.pk).stop_id for lead in met] == [genk.pk, lommel.pk]
    assert Lead.objects.get(employer__name="Met de hand").stop_id is None


def test_who_chose_another_stop_was_brought_by_that_one(genk, lommel):
    an = register.register(genk, **AN)
    changes.move(an, lommel)
    assert Lead.objects.get().stop_id == lommel.pk


def test_a_dossier_that_was_there_was_brought_by_no_stop(people, genk, lommel):
    an = register.register(genk, **AN)
    Lead.objects.update(stop=None, source=Source.BY_HAND)
    changes.move(an, lommel)
    assert Lead.objects.get().stop_id is None


def test_the_list_says_stop_campaign_and_channel(desk, met):
    page = desk.get(reverse(INDEX)).text
    assert f'<span class="desk-way">{GENK} · Lente · LinkedIn</span>' in page
    assert f'<span class="desk-way">{LOMMEL}</span>' in page
    assert page.count("desk-way") == 2


def test_the_filter_offers_what_brought_any(desk, met, people, genk):
    stop_in("Hasselt", organisation=people.partner, **day(12))
    theirs = stop_in("Gent", organisation=people.other, **day(14))
    LeadFactory(owner_organisation=people.other, stop_id=theirs.pk)
    page = desk.get(reverse(INDEX), {"stop": genk.pk})
    choices = [str(label) for _, label in page.context["filters"].form.fields["stop"].choices]
    assert choices == ["Alle", LOMMEL, GENK]
    assert named(page) == ["Bakkerij Peeters"]
    assert "Gent, 14" not in page.text


def test_the_exports_say_it(desk, met):
    answer = desk.get(reverse(INDEX), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["Werkgever"]: row["Halte"] for row in rows} == {
        "Bakkerij Peeters": GENK,
        "Drukkerij Maes": LOMMEL,
        "Met de hand": "",
    }
    answer = desk.get(reverse(INDEX), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    head, *lines = sheet.iter_rows(values_only=True)
    assert {line[head.index("Halte")] for line in lines} == {GENK, LOMMEL, None}
    cards = vobject.readComponents(
        b"".join(desk.get(reverse(INDEX), {"export": "vcf"}).streaming_content).decode()
    )
    notes = {card.fn.value: card.note.value for card in cards if hasattr(card, "note")}
    assert notes == {
        "An Peeters": f"Kwam via de halte in {GENK}.",
        "Bo Maes": f"Kwam via de halte in {LOMMEL}.",
    }


def test_the_dossier_says_it(desk, met):
    assert f"<dt>Halte</dt><dd>{GENK}</dd>" in desk.get(met[0].get_absolute_url()).text


def test_the_figures_count_by_stop_and_open_the_list(desk, people, met, genk):
    found = {one.key: one for one in figures.figures(figures.Scope(people.owner))}["haltes"]
    assert [(row.label, row.number, row.share, row.more) for row in found.rows] == [
        (GENK, 1, 50, "0 % in gesprek of verder"),
        (LOMMEL, 1, 50, "100 % in gesprek of verder"),
    ]
    assert found.answer == f"2 dossiers via een halte. Het meest: {GENK}."
    assert [named(desk.get(row.url)) for row in found.rows] == [
        ["Bakkerij Peeters"],
        ["Drukkerij Maes"],
    ]


def test_nothing_of_another_partner(client, people, met):
    client.force_login(people.outsider)
    for address in (reverse(INDEX), reverse("today:figures")):
        assert GENK not in client.get(address).text
        assert LOMMEL not in client.get(address).text


def test_a_stop_that_is_taken_away_leaves_the_dossier(met, genk):
    genk.registrations.update(lead=None)
    genk.registrations.all().delete()
    genk.delete()
    assert Lead.objects.get(pk=met[0].pk).stop_id is None


def test_what_came_before_this_was_kept_is_told_from_its_registrations(people, genk, lommel):
    lead = LeadFactory(owner_organisation=people.partner, source=Source.STOP)
    by_hand = LeadFactory(owner_organisation=people.partner, source=Source.BY_HAND)
    for stop, number in ((lommel, 9), (genk, 1)):
        for brought in (lead, by_hand):
            RegistrationFactory(stop=stop, lead=brought, created_at=day(number)["starts_at"])
    import_module("roadshow.migrations.0016_stops_that_brought_leads").tell_from_the_registrations(
        apps, None
    )
    assert Lead.objects.get(pk=lead.pk).stop_id == genk.pk
    assert Lead.objects.get(pk=by_hand.pk).stop_id is None


def placed(lead, people, *, agreed=True, number=2, **fields):
    said = Answer.YES if agreed else ""
    made = {"partner": lead.owner_organisation, "start": timezone.localdate(), **fields}
    answers = {"employer_answer": said, "partner_answer": said}
    form, _ = CooperationForm.objects.get_or_create(name="Stage", code="stage-x")
    return Placement.objects.create(lead=lead, form=form, people=number, **made, **answers)


class TestPlacementsOfAStop:
    """In the figures and in the list of placements: what both sides confirmed, of those who see."""

    @pytest.fixture
    def figure(self, client, people, met):
        """Asked of the page, by one of the partner."""
        client.force_login(people.owner)

        def ask():
            found = client.get(reverse("today:figures")).context["figures"]
            return next(one for one in found if one.key == "plaatsingen")

        return ask

    def test_only_what_both_sides_confirmed_counts(self, figure, people, met):
        an, bo = met
        placed(an, people, agreed=False)
        assert figure().rows == []
        placed(bo, people)
        placed(bo, people, number=1)
        placed(an, people, number=1)
        placed(Lead.objects.get(source="hand"), people)
        placed(an, people, start=timezone.localdate() - timedelta(days=200))
        assert [(row.label, row.number, row.share, row.more) for row in figure().rows] == [
            (LOMMEL, 2, 67, "3 mensen"),
            (GENK, 1, 33, "1 mens"),
        ]
        assert figure().answer == (
            f"3 bevestigde plaatsingen via een halte. Het meest: {LOMMEL}. Zonder halte: 1."
        )

    def test_each_number_opens_its_placements(self, client, figure, people, met):
        an, bo = met
        of_an, of_bo = placed(an, people), placed(bo, people)
        placed(bo, people, agreed=False)
        opened = [list(client.get(row.url).context["object_list"]) for row in figure().rows]
        assert sorted(opened, key=str) == sorted([[of_an], [of_bo]], key=str)

    def test_nothing_of_another_partner(self, client, figure, people, met, genk):
        an, _ = met
        Lead.objects.filter(pk=an.pk).update(owner_organisation=people.other)
        placed(an, people, partner=people.other)
        assert figure().rows == []
        page = client.get(reverse("placement:index"), {"stop": genk.pk})
        assert list(page.context["object_list"]) == []
        assert GENK not in page.text
