"""Blocks: what they refuse, that each shows itself, and that none writes style inline."""

import datetime
import re
from decimal import Decimal

import pytest
from django.template import engines
from django.urls import reverse
from wagtail.blocks.struct_block import StructBlockValidationError

from brand import blocks
from brand.models import Organisation
from tests.factories.brand import OrganisationFactory
from tests.support.house_style_page import NOON

EVERY = dict(blocks.content_blocks())


def shown(name: str, value: dict) -> str:
    block = EVERY[name]
    return re.sub(r"[ \n]+", " ", block.render(block.to_python(value)))


def refused(block, value: dict) -> dict[str, list[str]]:
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python(value))
    return {
        name: list(getattr(error, "messages", []))
        for name, error in caught.value.block_errors.items()
    }


FIGURE = {
    "value": "1204.5",
    "unit": "mensen",
    "period": "2026",
    "source": "Opvolgdossiers",
    "collected_by": "38 partners",
    "checked_by": "het secretariaat",
    "checked_on": "2027-01-14",
}


def test_every_block_declares_itself():
    for name, block in EVERY.items():
        assert block.meta.icon != "placeholder", name
        assert block.meta.template, name
        assert block.meta.description.endswith("."), name
        assert block.meta.preview_template == "brand/blocks/preview.html", name


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_block_shows_its_preview_without_inline_style(name):
    block = EVERY[name]
    value = block.get_preview_value()
    page = block.render(value)
    assert "style=" not in page
    assert "<script" not in page
    if name not in ("story_cards", "stop_cards"):  # these show chosen pages only
        assert "<section" in page or "<figure" in page


def test_a_figure_says_where_it_comes_from():
    page = shown("impact_number", {**FIGURE, "answered": 38, "asked": 40, "is_example": True})
    assert '<span class="impact__value">1\u202f204,5</span>' in page
    assert "38 van 40 antwoordden" in page
    assert 'width="95%"' in page
    assert "<dd>door het secretariaat op 14 januari 2027</dd>" in page
    assert "Waar komt dit cijfer vandaan?" in page
    assert '<span class="demo">Voorbeeld</span>' in page


@pytest.mark.parametrize(
    ("numbers", "field"),
    [({"answered": 41, "asked": 40}, "answered"), ({"answered": 3}, "asked")],
)
def test_coverage_must_be_possible(numbers, field):
    assert list(refused(EVERY["impact_number"], {**FIGURE, **numbers})) == [field]


def test_a_figure_without_a_source_is_refused():
    assert list(refused(EVERY["impact_number"], {**FIGURE, "source": ""})) == ["source"]


def test_a_button_leads_somewhere_and_to_one_place():
    sentence = ["Kies een pagina of geef een adres: een van de twee."]
    assert refused(blocks.LinkBlock(), {"label": "Kom langs"}) == {"page": sentence}


def test_a_hero_may_go_without_a_button_but_not_with_half_a_button():
    hero = EVERY["hero"]
    assert hero.clean(hero.to_python({"title": "Kom"}))["link"]["label"] in (None, "")
    link = blocks.OptionalLinkBlock()
    assert refused(link, {"url": "https://example.org/"}) == {
        "label": ["Zet een tekst op de knop."]
    }


def test_a_video_is_ours_or_a_link():
    sentence = ["Kies een bestand of geef een adres: een van de twee."]
    video = {"title": "Dag", "transcript": "<p>Tekst</p>"}
    assert refused(EVERY["video"], video) == {"file": sentence}


@pytest.mark.django_db
def test_a_video_elsewhere_is_a_link_and_asks_nothing_of_a_stranger():
    page = shown(
        "video",
        {"title": "Dag", "url": "https://example.org/film", "transcript": "<p>Wat men zegt</p>"},
    )
    assert "<iframe" not in page
    assert 'href="https://example.org/film"' in page
    assert "Wat men zegt" in page


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_partners_stand_alphabetically_in_one_query(count, django_assert_num_queries):
    for name in ["VOORBEELD C", "VOORBEELD A", "VOORBEELD B"][:count]:
        OrganisationFactory(name=name)
    OrganisationFactory(name="VOORBEELD Gestopt", is_active=False)
    block = EVERY["partners"]
    value = block.to_python({"title": "Partners"})
    with django_assert_num_queries(1):
        page = block.render(value)
    names = [one.name for one in Organisation.objects.partners()]
    assert re.findall(r">\s*(VOORBEELD \w+)</a>", page) == sorted(names)


def test_text_of_people_is_never_html():
    page = shown("quote", {"text": "<img src=x onerror=y>", "name": "<b>An</b>"})
    assert "<img" not in page
    assert "<b>" not in page


def test_steps_say_their_state_to_who_cannot_see_it():
    steps = [
        {"title": "U komt langs", "state": "done"},
        {"title": "We bellen", "state": "here"},
        {"title": "U proeft", "state": "next"},
    ]
    page = shown("steps", {"title": "Zo loopt het", "steps": steps})
    assert page.count("(voorbij)") == 1
    assert page.count("(hier zijn we)") == 1
    assert '<li class="here">' in page


# What the parts of templates say ----------------------------------------------------------------


def rendered(source: str, **context) -> str:
    return engines["django"].from_string("{% load brand_tags %}" + source).render(context)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1204, "1\u202f204"),
        (Decimal("12.50"), "12,5"),
        (Decimal("3.00"), "3"),
        (0, "0"),
        (None, ""),
        (-1500, "-1\u202f500"),
    ],
)
def test_numbers_are_written_as_belgians_do(value, words):
    assert rendered("{{ value|number }}", value=value) == words


@pytest.mark.parametrize(
    ("address", "markup"),
    [
        ("an@bedrijf.be", "an<wbr>@bedrijf.be"),
        ("<b>@bedrijf.be", "&lt;b&gt;<wbr>@bedrijf.be"),
    ],
)
def test_a_mail_address_breaks_before_its_sign(address, markup):
    assert rendered("{{ address|breaks_at_the_sign }}", address=address) == markup


@pytest.mark.parametrize(
    ("taken", "total", "share"), [(31, 50, "62"), (0, 0, "0"), (60, 50, "100"), (None, 10, "0")]
)
def test_shares_are_whole_percents(taken, total, share):
    assert rendered("{{ taken|percent_of:total }}", taken=taken, total=total) == share


def test_emphasis_marks_one_word_and_keeps_html_out():
    source = "{{ text|emphasis }}"
    assert rendered(source, text="Vind *mensen*.") == "Vind <em>mensen</em>."
    assert rendered(source, text="*<b>*") == "<em>&lt;b&gt;</em>"


def test_a_bar_is_told_in_words_too():
    page = rendered('{% include "brand/components/capacity.html" %}', taken=31, total=50)
    assert 'aria-label="31 van 50 plaatsen ingenomen"' in page
    assert 'width="62%"' in page
    assert "style" not in page


def test_a_stop_says_date_hours_place_distance_and_seats():
    page = rendered(
        '{% include "brand/components/event_row.html" %}',
        title="Genk",
        url="/genk/",
        starts_at=NOON,
        ends_at=NOON + datetime.timedelta(hours=2.5),
        place="De Loods",
        distance_km=14.2,
        state="few",
        free=1,
        taken=49,
        total=50,
        button="Schrijf in",
    )
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "woensdag 3 maart 2027, 12 tot 14.30 uur" in words
    assert "14 km" in words
    assert "Nog 1 plaats " in words
    assert "Schrijf in , Genk, 3 maart" in words


@pytest.mark.django_db
def test_a_preview_wears_the_house_style(admin_client):
    block = EVERY["quote"]
    answer = admin_client.get(
        reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nu leidt hij onze nachtploeg." in page
    assert 'href="/merk.css?v=' in page
