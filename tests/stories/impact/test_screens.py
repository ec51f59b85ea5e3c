"""The desk: what a partner sees and hands in, and what the federation decides."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.html import escape
from wagtail.documents import get_document_model

from brand.models import Role
from leads.models import Placement
from leads.models.placements import Answer
from stories.impact import counting, figures, reporting
from stories.models import Figure, Indicator, PartnerFigure
from tests.factories.brand import member
from tests.factories.impact import came, past_stop, placement, year

pytestmark = pytest.mark.django_db
DESK = "/beheer/impact/"
State = PartnerFigure.State


@pytest.fixture
def reader(people):
    """Another of the federation, who may not be the one that handed in."""
    from brand import permissions

    user = member(people.house, Role.BEHEERDER, first_name="Lea")
    permissions.place_in_groups(user)
    return user


def typed(people, **more) -> dict:
    today = timezone.localdate().isoformat()
    indicator = Indicator.objects.get(code="uren-roadshow").pk
    return {
        "indicator": indicator,
        "organisation": people.partner.pk,
        "year": year(),
        "value": "460,5",
        "source": "Tijdsregistratie",
        "source_date": today,
        **more,
    }


def test_a_partner_reports_and_the_federation_approves(people, signed_in, reader):
    answer = signed_in(people.marketer).post(f"{DESK}cijfer/nieuw/", typed(people))
    row = PartnerFigure.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{DESK}cijfer/{row.pk}/")
    assert (row.value, row.entered_by, row.state) == (460.5, people.marketer, State.SUBMITTED)
    page = signed_in(people.federation).get(DESK).text
    assert f'href="{DESK}cijfer/{row.pk}/"' in page
    signed_in(people.federation).post(f"{DESK}cijfer/{row.pk}/", {"decision": "approve"})
    row.refresh_from_db()
    assert (row.state, row.decided_by) == (State.APPROVED, people.federation)
    assert Figure.objects.published().get().value == 460.5


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"value": ""}, "Vul het getal in, of kruis aan dat jullie het niet weten."),
        ({"is_unknown": "on"}, "Kies: een getal, of niet geweten."),
        ({"source": ""}, "Schrijf waar dit cijfer vandaan komt"),
        ({"year": "2100"}, "Dat jaar is nog niet begonnen."),
        ({"value": "veel"}, "Vul een getal in, zoals 2.800 of 12,5."),
    ],
)
def test_what_was_typed_stays(people, signed_in, change, sentence):
    said = typed(people, note="Met de hand geteld.", **change)
    answer = signed_in(people.marketer).post(f"{DESK}cijfer/nieuw/", said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Met de hand geteld." in answer.text
    assert not PartnerFigure.objects.exists()


def test_not_known_is_an_answer(people, signed_in):
    said = typed(people, value="", is_unknown="on")
    signed_in(people.marketer).post(f"{DESK}cijfer/nieuw/", said)
    assert PartnerFigure.objects.get().value is None


def test_another_partners_figure_looks_missing(people, signed_in):
    signed_in(people.marketer).post(f"{DESK}cijfer/nieuw/", typed(people, source="Geheim blad"))
    row = PartnerFigure.objects.get()
    client = signed_in(people.other_marketer)
    assert client.get(f"{DESK}cijfer/{row.pk}/").status_code == 404
    assert client.post(f"{DESK}cijfer/{row.pk}/", {"decision": "approve"}).status_code == 404
    assert "Geheim blad" not in client.get(f"{DESK}cijfer/nieuw/?cijfer={row.pk}").text
    assert str(people.partner) not in client.get(DESK).text
    answer = client.post(f"{DESK}cijfer/nieuw/", typed(people))  # for a partner of others
    assert answer.status_code == 422
    assert PartnerFigure.objects.count() == 1


def test_only_own_documents_are_evidence(people, signed_in):
    made = [
        get_document_model().objects.create(
            title=title, file=ContentFile(b"x", name="b.txt"), collection=organisation.collection
        )
        for title, organisation in (("Ons blad", people.partner), ("Hun blad", people.other))
    ]
    client = signed_in(people.marketer)
    page = client.get(f"{DESK}cijfer/nieuw/").text
    assert ("Ons blad" in page, "Hun blad" in page) == (True, False)
    answer = client.post(f"{DESK}cijfer/nieuw/", typed(people, document=made[1].pk))
    assert answer.status_code == 422
    client.post(f"{DESK}cijfer/nieuw/", typed(people, document=made[0].pk))
    assert PartnerFigure.objects.get().document == made[0]


def test_a_coordinator_has_no_part_in_it(people, signed_in):
    client = signed_in(people.owner)
    for address in (DESK, f"{DESK}cijfer/nieuw/", f"{DESK}tel/", "/beheer/indicatoren/"):
        assert client.get(address).status_code in (302, 403)


def test_a_partner_publishes_and_counts_nothing(people, signed_in, known):
    placement(people.partner, people=9)
    figures.count_year(year())
    Placement.objects.update(people=7)
    figures.count_year(year())
    held = Figure.objects.filter(state=Figure.State.WAITING).first()
    client = signed_in(people.marketer)
    assert "Wacht op een reden" not in client.get(DESK).text
    assert client.post(f"{DESK}tel/").status_code == 404
    assert client.post(f"{DESK}stand/{held.pk}/", {"reason": "Zomaar."}).status_code == 404
    assert client.get("/beheer/indicatoren/").status_code in (302, 403)


def test_what_waits_is_published_with_a_reason(people, signed_in, known):
    placement(people.partner, people=9)
    client = signed_in(people.federation)
    answer = client.post(f"{DESK}tel/?jaar={year()}", follow=True)
    said = f"{year()} is opnieuw geteld: 3 cijfers zijn nieuw, 0 wachten op een reden."
    assert said in answer.text
    Placement.objects.update(people=7, employer_answer=Answer.YES)
    client.post(f"{DESK}tel/")
    held = Figure.objects.get(state=Figure.State.WAITING)
    assert "van 9 naar 7" in client.get(DESK).text
    address = f"{DESK}stand/{held.pk}/"
    assert client.get(address).status_code == 302
    held.refresh_from_db()
    assert held.state == Figure.State.WAITING
    answer = client.post(address, {"reason": ""})
    assert (answer.status_code, "Schrijf een reden" in answer.text) == (422, True)
    client.post(address, {"reason": "Twee mensen begonnen nooit."})
    page = client.get(f"{DESK}indicator/{held.indicator_id}/").text
    assert "Twee mensen begonnen nooit." in page
    assert str(people.federation) in page


def test_who_handed_in_may_not_approve(people, signed_in, known):
    row = reporting.report(
        known["uren-roadshow"], people.partner, year(), by=people.federation, value=3,
        source="Blad", source_date=timezone.localdate(),
    )  # fmt: skip
    client = signed_in(people.federation)
    assert reporting.YOURS in client.get(f"{DESK}cijfer/{row.pk}/").text
    answer = client.post(f"{DESK}cijfer/{row.pk}/", {"decision": "approve"})
    assert (answer.status_code, reporting.YOURS in answer.text) == (422, True)


def test_what_is_sent_back_keeps_what_was_typed(people, signed_in, known):
    row = reporting.report(
        known["uren-roadshow"], people.partner, year(), by=people.marketer, value=3,
        source="Blad", source_date=timezone.localdate(),
    )  # fmt: skip
    client = signed_in(people.federation)
    assert client.post(f"{DESK}cijfer/{row.pk}/", {"decision": "return"}).status_code == 422
    client.post(f"{DESK}cijfer/{row.pk}/", {"decision": "return", "answer": "Welk blad?"})
    assert "Welk blad?" in signed_in(people.marketer).get(f"{DESK}cijfer/{row.pk}/").text


def test_it_stands_in_the_menu_of_who_reports(people, signed_in):
    assert DESK in signed_in(people.marketer).get("/beheer/").text
    assert DESK not in signed_in(people.owner).get("/beheer/").text


def test_the_federation_keeps_what_partners_report(people, signed_in, known):
    client = signed_in(people.federation)
    page = client.get("/beheer/indicatoren/").text
    assert "Uren van de partners in de roadshow" in page
    counted = known["haltes"]
    answer = client.post(f"/beheer/indicatoren/edit/{counted.pk}/", {"name": "Anders"})
    assert answer.status_code == 404
    assert "Haltes van de roadshow" not in page


def test_each_counted_number_leads_to_its_rows(people, signed_in, known):
    """Down to the placement and its dossier, which says by which poster the employer came."""
    shown = placement(people.partner, people=9)
    placement(people.partner, code="bedrijfsbezoek")
    placement(people.partner, employer_answer="")
    came(past_stop("Genk", people.partner), 6)
    figures.count_year(year())
    client = signed_in(people.federation)
    page = client.get(DESK).text
    for code, row in known.items():
        if row.is_counted:
            address = counting.rows_behind(code, year())
            assert client.get(address).status_code == 200
    address = counting.rows_behind("samenwerkingen", year())
    assert f'<a href="{escape(address)}">Geteld in 1 rij</a>' in page
    listed = client.get(address).text
    assert f"/plaatsingen/{shown.pk}/" in listed
    assert listed.count('class="title"') == 1
    assert "Geteld in 1 rij</a>" not in signed_in(people.marketer).get(DESK).text
