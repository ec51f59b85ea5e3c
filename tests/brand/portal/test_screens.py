"""The brand portal in the back office: looked at, taken along, and by whom."""

import zipfile
from io import BytesIO

import pytest
from django.test import Client

from brand.models import Role, ToneRule
from brand.portal import files
from tests.factories.brand import member

pytestmark = pytest.mark.django_db
AT = "/beheer/merkportaal/"
FILE = f"{AT}bestand/"
TONE = f"{AT}toon/"


def rules(*rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    sent = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(initial)}
    for at, row in enumerate(rows):
        sent |= {f"form-{at}-{name}": value for name, value in row.items()}
    return sent


def test_everything_stands_on_one_screen(people, signed_in):
    page = signed_in(people.marketer).get(AT).text
    for section in ("logos", "kleuren", "lettertypes", "toon"):
        assert f'href="#{section}"' in page
        assert f'id="{section}"' in page
    assert "#0A5C52" in page
    assert "SIL Open Font License 1.1" in page
    assert "heeft nog geen logo" in page
    assert "Er staan nog geen regels. De federatie" in page
    assert "Wijzig de toon" not in page


@pytest.mark.parametrize("name", files.FILES)
def test_each_file_is_taken_along(people, signed_in, name):
    answer = signed_in(people.marketer).post(FILE, {"bestand": name})
    assert answer.status_code == 200
    assert answer["Content-Type"] == files.FILES[name].kind
    assert answer["Content-Disposition"].startswith('attachment; filename="meewerkers-')
    assert answer.content


def test_the_typefaces_come_with_their_licences(people, signed_in):
    answer = signed_in(people.marketer).post(FILE, {"bestand": "letters.zip"})
    names = zipfile.ZipFile(BytesIO(answer.content)).namelist()
    assert "bricolage-grotesque/LICENSE.txt" in names
    assert "atkinson-hyperlegible-next/LICENSE.txt" in names
    assert sum(name.endswith(".woff2") for name in names) == 4


def test_a_drawing_to_look_at_can_do_nothing(people, signed_in):
    answer = signed_in(people.marketer).get(f"{AT}beeld/samen-donker.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["", "bestaat-niet", "logo.exe", "../logo.svg"])
def test_a_file_that_is_none(people, signed_in, name):
    assert signed_in(people.marketer).post(FILE, {"bestand": name}).status_code == 404


def test_looking_takes_nothing_along(people, signed_in):
    assert signed_in(people.marketer).get(FILE).status_code == 302


@pytest.mark.parametrize("what", ["pagina", "beeld", "bestand"])
@pytest.mark.parametrize("whom", ["other", "none", "word"])
def test_another_partner_is_not_there(people, signed_in, what, whom):
    asked = {"other": people.other.pk, "none": 999_999, "word": "abc"}[whom]
    client = signed_in(people.marketer)
    if what == "bestand":
        answer = client.post(FILE, {"bestand": "samen.svg", "partner": asked})
    else:
        way = AT if what == "pagina" else f"{AT}beeld/samen.svg"
        answer = client.get(way, {"partner": asked})
    assert answer.status_code == 404


def test_the_federation_chooses_any_partner(people, signed_in):
    client = signed_in(people.federation)
    assert f'<option value="{people.other.pk}"' in client.get(AT).text
    answer = client.post(FILE, {"bestand": "samen.svg", "partner": people.other.pk})
    assert "De Overkant" in answer.content.decode()


def test_who_stands_at_the_door_and_who_is_not_signed_in(people):
    guest = Client()
    assert guest.get(AT).status_code == 302
    guest.force_login(member(people.partner, Role.ONTHAAL))
    assert guest.get(AT).status_code == 302


def test_the_tone_is_kept_by_the_federation(people, signed_in):
    client = signed_in(people.federation)
    assert "Wijzig de toon" in client.get(AT).text
    new = {
        "position": "1",
        "topic": "Kort",
        "writes": "Kom langs.",
        "instead_of": "Gelieve u aan te melden.",
    }
    assert client.post(TONE, rules(new, {})).status_code == 302
    assert ToneRule.objects.get().writes == "Kom langs."
    page = client.get(AT).text
    assert "Kom langs." in page
    assert "Gelieve u aan te melden." in page


def test_a_rule_goes(people, signed_in):
    rule = ToneRule.objects.create(topic="Kort", writes="Kom langs.")
    row = {"id": str(rule.pk), "topic": "Kort", "writes": "Kom langs.", "DELETE": "on"}
    assert signed_in(people.federation).post(TONE, rules(row, initial=1)).status_code == 302
    assert not ToneRule.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"topic": "", "writes": "Blijft staan."}, "Vul in waarover deze regel gaat."),
        ({"topic": "Blijft staan.", "writes": ""}, "Vul in hoe het wel moet."),
        ({"topic": "Blijft staan.", "writes": "x", "position": "²"}, "Vul een heel getal in"),
        ({"topic": "Blijft staan.", "writes": "x" * 301}, "300"),
    ],
)
def test_a_wrong_rule_gets_a_sentence_and_loses_nothing(people, signed_in, row, sentence):
    answer = signed_in(people.federation).post(TONE, rules(row))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Blijft staan." in answer.text
    assert not ToneRule.objects.exists()


def test_a_form_without_its_counts_is_asked_again(people, signed_in):
    assert signed_in(people.federation).post(TONE, {}).status_code == 422


def test_the_tone_is_not_for_partners(people, signed_in):
    client = signed_in(people.marketer)
    assert client.get(TONE).status_code == 404
    assert client.post(TONE, rules()).status_code == 404
