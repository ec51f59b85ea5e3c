"""The evidence pack: its numbers equal those of the rows, in three languages, and in both files."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from brand.evidence import collecting, pack, pdf, workbook
from brand.evidence.pack import Asked, Few, Language, Untold
from brand.models import BudgetLine, Campaign, LinkVisits, TrackedLink
from leads.models import Lead, Placement
from leads.stages import Stage
from stories.impact import counting
from stories.impact.tables import parts_of
from tests.factories.brand import OrganisationFactory
from tests.factories.impact import came, past_stop, placement
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(people):
    today = timezone.localdate()
    start = today.replace(month=1, day=1)
    return lambda **more: Asked(**{"user": people.federation, "start": start, "end": today} | more)


@pytest.fixture
def done(people):
    """Two stops, three placements, a campaign with a link and costs."""
    came(past_stop("Genk", people.partner), 2, 3)
    came(past_stop("Gent", people.other), 1)
    placement(people.partner, people=6)
    placement(people.partner, people=2, code="bvs")
    placement(people.other, people=7)
    placement(people.other, people=9, employer_answer="")
    campaign = Campaign.objects.create(name="Voorjaar", organisation=people.house)
    BudgetLine.objects.create(
        campaign=campaign, description="Druk", paid_by=people.partner, planned=100, spent="80.50"
    )
    BudgetLine.objects.create(
        campaign=campaign, description="Zaal", paid_by=people.other, planned=200
    )
    for partner, channel, count in (
        (people.partner, "affiche", 12),
        (people.partner, "mail", 3),
        (people.other, "mail", 40),
    ):
        link = TrackedLink.objects.create(
            campaign=campaign, organisation=partner, channel=channel, code=f"c{count}"
        )
        LinkVisits.objects.create(link=link, day=timezone.localdate(), count=count)


def tables(asked: Asked) -> dict[str, pack.Table]:
    return {table.key: table for table in collecting.make(asked).tables}


def test_each_number_is_that_of_the_rows(done, asked, people):
    found = tables(asked())
    assert [row[0] for row in found["stops"].rows] == ["Genk", "Gent"]
    assert found["stops"].total[4:] == [3, Few(), 6]
    assert dict(found["leads"].rows) == {
        Stage(stage).label: Lead.objects.filter(stage=stage).count()
        for stage in set(Lead.objects.values_list("stage", flat=True))
    }
    assert found["leads"].total[1] == Lead.objects.count()
    confirmed = Placement.objects.confirmed()
    assert found["placements"].total[1] == confirmed.count() == 3
    assert "niet meegeteld: 1." in found["placements"].note
    assert found["reach"].rows == [["E-mail", 43], ["Affiche", 12]]
    assert found["reach"].total == ["Samen", 55]
    costs = {row[0]: row[1:] for row in found["costs"].rows}
    assert costs[people.partner.name] == [Decimal(100), Decimal(0), Decimal("80.50")]
    assert found["costs"].total[1:] == [Decimal(300), Decimal(0), Decimal("80.50")]


def test_few_people_are_not_told_nor_to_be_worked_out(done, asked):
    found = tables(asked())
    for key in ("placements", "placements-by-province"):
        assert [row[2] for row in found[key].rows] == [15]
        assert found[key].total[1:] == [3, 15]
    assert " + " in found["placements"].rows[0][0]  # of six, two and seven people: two forms


def test_a_stop_of_few_people_is_not_told_nor_to_be_worked_out(people, asked):
    """Three people in Lommel: with every other stop told, they would follow from the total."""
    stops = {"Genk": 23, "Gent": 17, "Lommel": 3, "Hasselt": 9}
    for place, number in stops.items():
        came(past_stop(place, people.partner), *([1] * number))
    stops = tables(asked())["stops"]
    assert {row[0]: row[5:] for row in stops.rows} == {
        "Genk": [23, 23],
        "Gent": [17, 17],
        "Lommel": [Untold(), Untold()],
        "Hasselt": [Untold(), Untold()],
    }
    assert stops.total[5:] == [52, 52]
    for language, words in zip(Language, pack.UNTOLD_WORDS, strict=True):
        made = collecting.make(asked(language=language))
        sheet = load_workbook(BytesIO(workbook.write(made))).worksheets
        cells = [cell.value for one in sheet for row in one.iter_rows() for cell in row]
        assert cells.count(words) == 4
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.write(made))).pages)
        assert " ".join(text.split()).count(words) >= 4  # the note may say it too


def test_it_withholds_the_stops_that_the_impact_page_withholds(people, asked):
    """Of two equal numbers one is withheld: were it another here, both would be known."""
    for place, number in {"Genk": 9, "Gent": 9, "Lommel": 3, "Hasselt": 9, "Brugge": 14}.items():
        came(past_stop(place, people.partner), number)
    counted = counting.visitors(timezone.localdate().year, examples=False)
    by_stop = next(part for part in parts_of(counted, protects=True) if part["key"] == "stop")
    said = {row[0]: row[6] for row in tables(asked())["stops"].rows}
    assert said == {label: number or Untold() for label, number, _ in by_stop["rows"]}


@pytest.mark.parametrize(
    ("groups", "rows"),
    [
        ([], []),
        ([("a", 1, 5), ("b", 2, 9)], [["a", 1, 5], ["b", 2, 9]]),
        ([("a", 1, 4), ("b", 2, 9), ("c", 1, 1)], [["b", 2, 9], ["a + c", 2, 5]]),
        ([("a", 1, 2), ("b", 2, 9), ("c", 1, 12)], [["c", 1, 12], ["a + b", 3, 11]]),
        ([("a", 1, 2), ("b", 1, 2)], [["a + b", 2, Few()]]),
        ([("a", 1, 3)], [["a", 1, Few()]]),
    ],
)
def test_groups_of_few_stand_together(groups, rows):
    assert pack.together(groups) == rows


def test_every_number_of_people_is_five_or_more_in_any_groups():
    chance = random.Random(7)
    for _ in range(500):
        numbers = [chance.randint(1, 12) for _ in range(chance.randint(1, 6))]
        rows = pack.together([(str(at), 1, number) for at, number in enumerate(numbers)])
        told = [row[2] for row in rows]
        if sum(numbers) < pack.FEWEST:
            assert told == [Few()]
        else:
            assert min(told) >= pack.FEWEST
            assert pack.added(told) == sum(numbers)


def test_a_partner_has_its_own_and_nothing_of_another(done, asked, people):
    found = tables(asked(user=people.owner, organisation=people.partner))
    assert [row[0] for row in found["stops"].rows] == ["Genk"]
    assert found["placements"].total[1] == 2
    assert found["reach"].total[1] == 15
    assert people.other.name not in str([table.rows for table in found.values()])
    # Also where the other one is asked for by hand.
    foreign = tables(asked(user=people.owner, organisation=people.other))
    assert foreign["stops"].rows == []
    assert foreign["placements"].total[1] == 0
    assert foreign["leads"].total[1] == 0


def test_who_may_not_look_gets_no_nought(done, asked, people):
    """A table of noughts would say that nothing came."""
    assert {"leads", "placements", "stops"}.isdisjoint(tables(asked(user=people.marketer)))


def test_days_at_the_edges_count(asked, people):
    last = asked().end
    lead = LeadFactory(owner_organisation=people.partner)
    at = timezone.make_aware(datetime.combine(last, datetime.max.time()))
    Lead.objects.filter(pk=lead.pk).update(created_at=at)
    assert tables(asked())["leads"].total[1] == 1
    Lead.objects.filter(pk=lead.pk).update(created_at=at + timedelta(seconds=1))
    assert tables(asked())["leads"].total[1] == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.NL, ["Bewijsmap", "Haltes", "Samen", "Geen causaal bewijs"]),
        (Language.FR, ["Dossier justificatif", "Employeurs présents"]),
        (Language.EN, ["Evidence pack", "Employers present", "January"]),
    ],
)
def test_a_pdf_in_each_language_with_its_letters(done, asked, language, words):
    made = PdfReader(BytesIO(pdf.write(collecting.make(asked(language=language)))))
    text = " ".join(" ".join(page.extract_text() for page in made.pages).split())
    assert [word for word in words if word not in text] == []
    fonts = [
        font.get_object()
        for page in made.pages
        for font in page["/Resources"]["/Font"].get_object().values()
    ]
    assert fonts
    assert all("/DescendantFonts" in font for font in fonts)  # embedded, no font of the reader


def test_a_workbook_computes_nothing_and_keeps_numbers(done, asked, people):
    people.partner.name = "=1+1 BV"
    people.partner.save()
    book = load_workbook(BytesIO(workbook.write(collecting.make(asked()))))
    costs = book["Kosten per partner"]
    found = {row[0].value: row for row in costs.iter_rows(min_row=2, max_col=4)}
    assert found["=1+1 BV"][0].data_type == "s"
    assert found["=1+1 BV"][3].value == 80.5
    stops = book["Haltes"]
    assert stops["B2"].is_date
    assert [cell.value for cell in stops[1]][:3] == ["Waar", "Wanneer", "Partner"]


def test_a_site_without_anything_says_so_in_noughts(asked):
    found = collecting.make(asked())
    assert all(table.rows == [] for table in found.tables)
    assert pdf.write(found).startswith(b"%PDF")
    assert load_workbook(BytesIO(workbook.write(found))).sheetnames[0].startswith("Bewijsmap")


def test_an_example_says_that_it_is_one(asked):
    OrganisationFactory(is_demo=True)
    assert collecting.make(asked()).method[0].startswith("VOORBEELD")
