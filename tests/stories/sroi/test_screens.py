"""The federation's desk, and what visitors read of an edition."""

import re

import pytest

from stories.impact import figures, indicators
from stories.models import SroiCalculation, SroiEdition, SroiFactor, SroiLine
from stories.sroi import editions, sheet
from tests.factories.impact import placement, year
from tests.factories.sroi import WORKED, worked_example

pytestmark = pytest.mark.django_db
DESK = "/beheer/impact/berekening/"
ORIGIN = {"source": "Jaarverslag", "source_date": "2026-03-01", "author": "Studiedienst"}


def typed(kind: str, *values: str, **origin: str) -> dict[str, str]:
    three = values if len(values) == 3 else values * 3
    numbers = dict(zip(("cautious", "middle", "generous"), three, strict=True))
    return {f"{kind}_{name}": value for name, value in {**numbers, **ORIGIN, **origin}.items()}


@pytest.fixture
def desk(people, signed_in):
    return signed_in(people.federation)


def begun(desk) -> SroiCalculation:
    said = {
        "kind": "sroi", "name": "Een ronde", "subject": "Zes haltes", "perspective": "Vlaanderen",
        "start": "2026-01-01", "end": "2026-12-31",
    }  # fmt: skip
    answer = desk.post(f"{DESK}nieuw/", said)
    made = SroiCalculation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{DESK}{made.pk}/")
    return made


def test_from_nothing_to_the_site(desk, client):
    made = begun(desk)
    at = f"{DESK}{made.pk}/"
    assert "Nog geen uitkomst" in desk.get(at).text
    desk.post(
        f"{at}regel/nieuw/inzet/",
        {"name": "Uren", "party": "partners", **typed("bedrag", "40.000")},
    )
    outcome = {"name": "Werk", "party": "vlaanderen", "years": "3"}
    for kind, values in WORKED.items():
        outcome |= typed(kind.value, *values)
    desk.post(f"{at}regel/nieuw/effect/", outcome)
    page = desk.get(at).text
    assert re.findall(r"<li>(.*?)</li>", page.split("Nog geen uitkomst")[1].split("</ul>")[0]) == [
        "Discontovoet, in % per jaar: nog niets ingevuld."
    ]
    desk.post(f"{at}geheel/", typed("discontovoet", "3,5"))
    page = desk.get(at).text
    assert '<span class="impact__value">1,75</span>' in page
    assert "Van 0,60 tot 3,32" in page
    answer = desk.post(f"{at}publiceer/", {"decision": "publish"})
    assert answer["Location"] == at
    client.logout()
    page = client.get("/impact/berekening/een-ronde/").text
    assert '<span class="impact__value">1,75</span>' in page
    assert "Dit is geen causaal bewijs." in page
    assert "€\u00a070.124" in page
    assert page.count("Jaarverslag, 1 maart 2026. Ingevuld door Studiedienst.") == 8
    assert 'href="/impact/berekening/een-ronde/"' in client.get("/impact/").text
    lines = client.get("/impact/berekening/een-ronde/1/getallen.csv").text.splitlines()
    assert lines[2].startswith("Effect;Werk;Vlaanderen;3;Hoeveel;10;10;10;Jaarverslag;2026-03-01;")
    assert "Midden;40000,00;70123,55;30123,55;1,7531" in lines


def test_a_new_edition_leaves_the_first_where_it_was(desk, client):
    made = worked_example()
    editions.publish(made, "", None)
    SroiFactor.objects.filter(kind="waarde").update(cautious=1, middle=1, generous=1)
    page = desk.get(f"{DESK}{made.pk}/").text
    assert "bezoekers zien dat pas bij een nieuwe versie" in page
    answer = desk.post(f"{DESK}{made.pk}/publiceer/", {"decision": "publish", "reason": " "})
    assert (answer.status_code, editions.NO_REASON in answer.text) == (422, True)
    said = {"decision": "publish", "reason": "De waarde was te hoog"}
    desk.post(f"{DESK}{made.pk}/publiceer/", said)
    client.logout()
    assert "De waarde was te hoog" in client.get("/impact/berekening/proef/").text
    old = client.get("/impact/berekening/proef/1/").text
    assert '<span class="impact__value">1,75</span>' in old
    assert "Dit is een vroegere versie." in old
    assert 'content="noindex"' in old
    assert client.get("/impact/berekening/proef/3/").status_code == 404


def test_off_the_site_it_is_gone_everywhere(desk, client):
    made = worked_example()
    editions.publish(made, "", None)
    addresses = [
        "/impact/berekening/proef/",
        "/impact/berekening/proef/1/",
        "/impact/berekening/proef/1/getallen.csv",
    ]
    assert [client.get(one).status_code for one in addresses] == [200] * 3
    said = {"decision": "take off", "reason": "Een bron klopte niet."}
    desk.post(f"{DESK}{made.pk}/publiceer/", said)
    client.logout()
    assert [client.get(one).status_code for one in addresses] == [404] * 3
    assert "/impact/berekening/" not in client.get("/impact/").text
    assert "/impact/berekening/" not in client.get("/sitemap.xml").text
    assert "/impact/berekening/" not in client.get("/zoeken/?zoek=sroi").text


def test_it_is_found_and_stands_in_the_sitemap(desk, client):
    editions.publish(worked_example(), "", None)
    client.logout()
    assert "/impact/berekening/proef/" in client.get("/sitemap.xml").text
    assert 'href="/impact/berekening/proef/"' in client.get("/zoeken/?zoek=sroi").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Geef de regel een naam"),
        ({"party": ""}, "Kies wie"),
        ({"years": "31"}, "Kies een getal van 1 tot en met 30"),
        ({"zonder-ons_middle": "130"}, "Een percentage ligt tussen 0 en 100."),
        ({"waarde_middle": "veel"}, "Vul een getal in, zoals 12 of 3,5"),
        (
            {"waarde_cautious": "9000"},
            "Voorzichtig is hier het laagste getal, en ruim het hoogste.",
        ),
        ({"waarde_source_date": "2999-01-01"}, "Die datum moet nog komen."),
    ],
)
def test_what_was_typed_stays(desk, change, sentence):
    made = begun(desk)
    said = {"name": "Werk", "party": "vlaanderen", "years": "3"}
    for kind, values in WORKED.items():
        said |= typed(kind.value, *values, source="Een blad dat blijft")
    answer = desk.post(f"{DESK}{made.pk}/regel/nieuw/effect/", said | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert answer.text.count("Een blad dat blijft") == len(WORKED)
    assert not SroiLine.objects.exists()


def test_half_a_line_may_be_kept(desk):
    made = begun(desk)
    said = {"name": "Werk", "party": "vlaanderen", "years": "3", "waarde_source": "Later"}
    desk.post(f"{DESK}{made.pk}/regel/nieuw/effect/", said)
    (line,) = made.lines.all()
    assert [(row.kind, row.middle, row.source) for row in line.factors.all()] == [
        ("waarde", None, "Later")
    ]
    # Emptied again, nothing is left of it.
    desk.post(f"{DESK}{made.pk}/regel/{line.pk}/", said | {"waarde_source": ""})
    assert not line.factors.exists()


def test_two_people_at_one_line(desk):
    made = worked_example()
    line = made.lines.last()
    at = f"{DESK}{made.pk}/regel/{line.pk}/"
    page = desk.get(at)
    form = page.context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    said = {name: form.fields[name].prepare_value(value) for name, value in said.items()}
    SroiFactor.objects.filter(line=line, kind="waarde").update(source="Een andere bron")
    answer = desk.post(at, said | {"waarde_source": "Mijn bron"})
    assert answer.status_code == 422
    assert "Mijn bron" in answer.text
    assert "Staat nu op “Een andere bron”." in answer.text


def test_a_removed_line_comes_back(desk):
    made = worked_example()
    line = made.lines.first()
    before = sheet.of(made)
    desk.post(f"{DESK}{made.pk}/regel/{line.pk}/weg/")
    page = desk.get(f"{DESK}{made.pk}/").text
    assert editions.NO_INPUT in page
    assert desk.get(f"{DESK}{made.pk}/regel/{line.pk}/").status_code == 404
    desk.post(f"{DESK}{made.pk}/regel/{line.pk}/weg/", {"decision": "put back"})
    assert sheet.of(made) == before


def test_a_quantity_that_was_counted_brings_its_source(desk, people):
    indicators.lay()
    placement(people.partner, people=7)
    figures.count_year(year())
    made = begun(desk)
    form = desk.get(f"{DESK}{made.pk}/regel/nieuw/effect/").context["form"]
    figure = form.fields["aantal_figure"].queryset.get(value=7)
    said = {"name": "Werk", "party": "vlaanderen", "years": "1", "aantal_figure": figure.pk}
    desk.post(f"{DESK}{made.pk}/regel/nieuw/effect/", said)
    (row,) = SroiFactor.objects.all()
    assert (row.cautious, row.middle, row.generous, row.figure) == (7, 7, 7, figure)
    assert row.source == f"Impactcijfer “{figure.name}”, {year()}"


def test_only_what_was_never_published_can_be_deleted(desk):
    made, kept = worked_example(), worked_example("tweede")
    editions.publish(kept, "", None)
    for one in (made, kept):
        desk.post(f"{DESK}{one.pk}/verwijder/")
    assert list(SroiCalculation.objects.all()) == [kept]
    assert SroiEdition.objects.count() == 1


def test_it_is_the_federations(people, signed_in):
    made = worked_example()
    line = made.lines.first()
    addresses = [
        DESK,
        f"{DESK}nieuw/",
        *(f"{DESK}{made.pk}/{end}" for end in ("", "wijzig/", "geheel/", "publiceer/")),
        f"{DESK}{made.pk}/regel/{line.pk}/",
        f"{DESK}{made.pk}/regel/nieuw/inzet/",
    ]
    client = signed_in(people.marketer)
    assert {client.get(one).status_code for one in addresses} == {404}
    assert {client.post(one).status_code for one in addresses} == {404}
    client = signed_in(people.owner)  # a coordinator
    assert {client.get(one).status_code for one in addresses} <= {302, 403}


def test_a_line_of_the_other_kind_does_not_exist(desk):
    made = begun(desk)
    assert desk.get(f"{DESK}{made.pk}/regel/nieuw/kost/").status_code == 404


def test_days_that_run_backwards(desk):
    said = {
        "kind": "sroi", "name": "Een ronde", "subject": "Zes haltes", "perspective": "Vlaanderen",
        "start": "2026-12-31", "end": "2026-01-01",
    }  # fmt: skip
    answer = desk.post(f"{DESK}nieuw/", said)
    assert (answer.status_code, "Dit ligt voor de eerste dag." in answer.text) == (422, True)


def test_the_same_name_twice_has_two_addresses(desk):
    begun(desk)
    said = {
        "kind": "overheid", "name": "Een ronde", "subject": "Zes haltes",
        "perspective": "Vlaanderen", "start": "2026-01-01", "end": "2026-12-31",
    }  # fmt: skip
    desk.post(f"{DESK}nieuw/", said)
    slugs = SroiCalculation.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["een-ronde", "een-ronde-2"]
