"""Every download of the desk as LibreOffice opens it: no formula runs, and nothing is lost."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Activity
from leads.models import CooperationForm, Employer, Lead, StandingPrice
from leads.placements import code_list
from leads.placements import recording as placements
from leads.procurement import answers, intentions, requests
from tests.factories.leads import LeadFactory
from tests.factories.roadshow import town
from tests.leads.under_the_radar.test_screens import give
from tests.support import lead_lists, office

pytestmark = [pytest.mark.django_db, office.needs_office]

NAME = "=1+1 Zoë’s Ünal & Zn"
NUMBER, PHONE, DAY = "0417497106", "+32470123456", date(2027, 3, 4)
# Where each stands that writes a download, and how many it writes.
WRITERS = {
    "leads/procurement/request_screens.py": 1,
    "leads/procurement/screens.py": 1,
    "leads/reports/screens.py": 1,
    "leads/standing_prices/screens.py": 1,
    "leads/transfer/screens.py": 1,
    "leads/under_the_radar/screens.py": 1,
    "leads/viewsets.py": 3,
}


def downloads(people) -> dict[str, str]:
    """The address of each, by a name for its file."""
    found = {"cijfers.csv": reverse("today:figures", query={"export": "csv"})}
    found["signalen.csv"] = reverse("today:radar", query={"export": "csv"})
    found["plannen.csv"] = reverse("procurement:index", query={"toon": "alles", "export": "csv"})
    found["prijzen.csv"] = f"{_comparison(people)}?export=csv"
    found["fouten.csv"] = _faults(people)
    for name in ("lead", "employer", "placement", "standing_price"):
        for kind in ("csv", "xlsx"):
            found[f"{name}.{kind}"] = reverse(f"{name}:index", query={"export": kind})
    return found


def _lead(people) -> Lead:
    employer = {"name": NAME, "enterprise_number": NUMBER, "municipality": town("Genk")}
    employer |= {"buyer_kind": Employer.BuyerKind.MUNICIPALITY, "website": "https://zoë.example"}
    contact = {"name": "@SUM(1;2) Zoë", "email": "zoe@peeters.example", "phone": PHONE}
    return LeadFactory(
        owner_organisation=people.partner,
        owner=people.owner,
        next_action_note="-2+3;=1+1",
        **{f"employer__{name}": value for name, value in employer.items()},
        **{f"contact__{name}": value for name, value in contact.items()},
    )


def _comparison(people) -> str:
    lead = _lead(people)
    _placement(people, lead)
    intentions.add(lead, people.owner, description="=3+3 Zoë", expected_on=DAY, amount=Decimal(9))
    line = {"description": "+1+2 Zoë", "quantity": 2, "unit": "uur", "needed_by": DAY}
    closes_on = timezone.localdate() + timedelta(days=9)
    asked = requests.draft(lead, people.owner, [line], title="=5+5", closes_on=closes_on)
    requests.send(asked, [people.other], people.owner)
    given = {"price": Decimal("0.5"), "unit": "uur", "vat": Decimal(21), "remark": "=6+6"}
    answers.give(asked.invitations.get(), None, {asked.lines.get().pk: given})
    return reverse("procurement:request", args=[asked.pk])


def _placement(people, lead: Lead) -> None:
    code_list.lay()
    form = CooperationForm.objects.get(code="enclave")
    placements.record(lead, people.owner, form=form, people=4, start=timezone.localdate())
    Lead.objects.filter(pk=lead.pk).update(next_action_on=DAY)  # a placement plans its own step
    activity = Activity.objects.create(name="=7+7 Zoë")
    StandingPrice.objects.create(
        organisation=people.partner,
        activity=activity,
        work="=8+8 Zoë",
        unit="m2",
        price=Decimal("0.35"),
        valid_from=DAY,
    )


def _faults(people) -> str:
    headers = ["Bedrijf", "Contactpersoon", "E-mail", "Telefoon", "Ondernemingsnummer"]
    row = ["=9+9 Zoë", "An", "=geen()", "0470123456", "0417497107"]
    content = lead_lists.csv(row, headers=headers)
    batch = lead_lists.checked(people.owner, people.partner, content)
    return reverse("transfer:faults", args=[batch.pk])


@pytest.fixture
def opened(desk, people, tmp_path):
    give("Genk", "vervoer", 3)
    for name, url in downloads(people).items():
        answer = desk.get(url)
        assert answer.status_code == 200, name
        (tmp_path / name).write_bytes(b"".join(answer))
    return office.opened(tmp_path)


def test_each_as_libreoffice_opens_it(opened):
    for name, rows in opened.items():
        assert len(rows) > 1, name
        assert [cell for row in rows for cell in row if cell.formula] == [], name
        said = {cell.text for row in rows for cell in row}
        assert not any("Ã" in text or "\ufffd" in text for text in said), name
        if name not in ("cijfers.csv", "signalen.csv"):
            assert any("Zoë" in text for text in said), name
    for name in ("lead", "employer"):
        for kind in ("csv", "xlsx"):
            said = [cell.text for cell in opened[f"{name}.{kind}"][1]]
            assert "BE 0417.497.106" in said, (name, kind)
    for name, day in (("lead", DAY), ("placement", timezone.localdate()), ("standing_price", DAY)):
        for kind in ("csv", "xlsx"):
            days = [cell.date for cell in opened[f"{name}.{kind}"][1]]
            assert day.isoformat() in days, (name, kind)
    for name in ("lead.csv", "lead.xlsx", "fouten.csv"):
        assert "0470 12 34 56" in [cell.text for cell in opened[name][1]], name
    assert "BE 0417.497.107" in [cell.text for cell in opened["fouten.csv"][1]]
    for name in ("plannen.csv", "prijzen.csv"):
        assert DAY.isoformat() in [cell.date for cell in opened[name][1]], name
    print(f"\n{len(opened)} downloads opened with LibreOffice: no formula, nothing lost")


def test_none_is_missing_here():
    found = {}
    for file in sorted(Path("leads").rglob("*.py")):
        text = file.read_text()
        if number := text.count("csv.writer(") + text.count("list_export = ["):
            found[str(file)] = number
    assert found == WRITERS
