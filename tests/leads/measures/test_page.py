"""`/wat-kost-het/`: what an employer reads, asks and finds."""

import re
from datetime import date

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone

from brand.forms.fields import AMOUNT
from brand.http import kept_answers
from brand.search import shelves
from leads.models import MeasureParameter, MeasureValue, SupportMeasure, SupportPage
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.support.wsgi import Asked

pytestmark = pytest.mark.django_db
PAGE = "/wat-kost-het/"


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def names(response, level="fitting") -> list[str]:
    return [card.measure.code for card in getattr(response.context["support"], level)]


def test_it_shows_every_card_with_its_source(client, founded):
    page = client.get(PAGE)
    told = text(page)
    assert "Wat kost het, welke steun bestaat er?" in told
    assert "Indicatief: VDAB, WSE en RSZ beslissen." in told
    assert "Stand van 23 november 2026." in told
    assert (
        "20 tot 75 % van het referteloon, tot een grens Bron: VDAB; herwin.be, veelgestelde vragen,"
        " gelezen op 23 november 2026." in told
    )
    assert "Bronnen spreken elkaar tegen." in told
    assert "We ronden af op de euro" in told
    assert len(names(page)) + len(names(page, "over")) == SupportMeasure.objects.count()


def test_the_answers_narrow_it_down_and_stay_in_the_form(client, founded):
    page = client.get(PAGE, {"waar": "vlaanderen", "wat": "stage", "wie": "privaat"})
    assert names(page) == ["bis", "ibo", "k-ibo"]
    assert "Individueel maatwerk (IMW) : Gaat over aanwerving." in text(page)
    assert '<option value="stage" selected>' in page.content.decode()


def test_what_lives_in_brussels_counts_for_an_employer_in_flanders(client, founded):
    page = client.get(PAGE, {"waar": "vlaanderen", "wat": "tewerkstelling"})
    assert "activa-brussels" in names(page)


def test_a_wage_that_is_none_gets_a_sentence_and_loses_nothing(client, founded):
    page = client.get(PAGE, {"wat": "stage", "loon": "veel & <b>meer</b>"})
    assert AMOUNT in text(page)
    assert "veel &amp; &lt;b&gt;meer&lt;/b&gt;" in page.content.decode()
    assert names(page) == ["bis", "ibo", "k-ibo"]
    assert "Kies uit de lijst." in text(client.get(PAGE, {"wat": "onzin"}))


def test_an_amount_appears_as_soon_as_the_limit_is_known(client, founded):
    cap = MeasureParameter.objects.get(measure__code="imw", role="grens")
    before = text(client.get(PAGE, {"loon": "€ 3.000,00"}))
    assert "Geen bedrag: “Hoogste loon dat meetelt” is niet bekend." in before
    MeasureValue.objects.create(
        parameter=cap,
        low=2000,
        high=2000,
        source="VOORBEELD",
        read_on=date(2026, 11, 28),
        replaces=cap.values.get(),
    )
    told = text(client.get(PAGE, {"loon": "€ 3.000,00"}))
    assert "€ 400 tot € 1.500 per persoon en per maand, met waarden die niemand nakeek" in told
    assert "Brutoloon dat u invulde: 3 000 euro per maand" in told.replace("\u202f", " ")


def test_it_costs_few_queries(client, founded, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(9):
        client.get(PAGE)


def test_it_stands_in_menu_and_sitemap(client, founded):
    assert f'<a class="nav__link" href="{PAGE}"' in client.get("/").text
    assert re.findall(
        r"<loc>[^<]*(/wat-kost-het/[^<]*)</loc>", client.get("/sitemap.xml").text
    ) == [PAGE]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("subsidie", PAGE),
        ("premie", PAGE),
        ("VOP", f"{PAGE}#imw"),
        ("maatwerk", f"{PAGE}#imw"),
        ("maatwerkbedrijf", f"{PAGE}#cmw"),
        ("aanwervingspremie", f"{PAGE}#aanwervingsincentive"),
    ],
)
def test_the_search_finds_it(founded, asked, found):
    hits = [hit for group in shelves.search({"zoek": asked}).groups for hit in group.hits]
    assert found in [hit.url for hit in hits]


def test_a_stop_and_its_confirmation_lead_there(client, founded):
    stop = StopFactory(title="Genk")
    registration = RegistrationFactory(stop=stop)
    link = "Wat kost het, welke steun bestaat er?</a>"
    pages = (f"{stop.url}?via=abc", f"/mijn/{registration.token}/")
    texts = [client.get(page).content.decode() for page in pages]
    assert [link in page for page in texts] == [True, True]
    assert f'href="{PAGE}?via=abc"' in texts[0]
    SupportPage.objects.get().unpublish()
    assert [link in client.get(page).content.decode() for page in pages] == [False, False]


def test_a_page_that_is_off_is_not_found(client, founded):
    SupportPage.objects.get().unpublish()
    assert client.get(PAGE).status_code == 404
    assert shelves.search({"zoek": "VOP"}).count == 0


def test_nothing_of_an_answer_is_kept(client, founded):
    answer = client.get(PAGE, {"waar": "vlaanderen", "loon": "2800"})
    assert not answer.cookies
    assert "sessionid" not in client.cookies


def test_the_page_is_left_as_the_federation_made_it(founded):
    from leads import founding

    SupportMeasure.objects.filter(code="imw").update(explanation="Anders.")
    founding.found(founded)
    assert SupportPage.objects.count() == 1
    assert SupportMeasure.objects.get(code="imw").explanation == "Anders."


@pytest.mark.django_db(transaction=True)
def test_what_was_kept_goes_when_a_value_is_written(transactional_db, founded):
    site = kept_answers.kept(WSGIHandler())
    before = Asked(site, PAGE).body
    assert Asked(site, PAGE).body == before
    MeasureValue.objects.create(
        parameter=MeasureParameter.objects.get(measure__code="bis", name="GGMMI"),
        low=1,
        high=1,
        source="VOORBEELD",
        read_on=timezone.localdate(),
    )
    assert Asked(site, PAGE).body != before
