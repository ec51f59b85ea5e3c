"""The screen of the evidence pack: looked at first, then taken along."""

import pytest
from django.utils import timezone

from tests.factories.impact import came, past_stop

pytestmark = pytest.mark.django_db
AT = "/beheer/bewijsmap/"


def asked(**more) -> dict[str, str]:
    today = timezone.localdate()
    return {"van": f"{today.year}-01-01", "tot": today.isoformat(), "taal": "nl-be", **more}


def test_it_is_looked_at_and_taken_along(people, signed_in):
    came(past_stop("Genk", people.partner), 2)
    client = signed_in(people.federation)
    assert "Toon" in client.get(AT).text
    page = client.get(AT, asked()).text
    assert "Genk" in page
    assert "Geen causaal bewijs" in page
    file = client.get(AT, asked(als="pdf"))
    assert (file["Content-Type"], file.content[:5]) == ("application/pdf", b"%PDF-")
    file = client.get(AT, asked(als="xlsx", taal="fr", partner=people.partner.pk))
    assert file.content[:2] == b"PK"
    assert "dossier-justificatif" in file["Content-Disposition"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"van": ""}, "Vul in vanaf welke dag"),
        ({"tot": "2001-01-01"}, "Dit ligt voor de eerste dag."),
        ({"van": "1990-01-01"}, "Kies ten hoogste 10 jaar."),
        ({"van": "morgen"}, "Voer een geldige datum in."),
        ({"partner": "999999"}, "Selecteer een geldige keuze."),
    ],
)
def test_a_wrong_question_gets_a_sentence(people, signed_in, change, sentence):
    answer = signed_in(people.federation).get(AT, asked(als="pdf") | change)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_partner_chooses_its_own(people, signed_in):
    came(past_stop("Gent", people.other), 2)
    client = signed_in(people.owner)
    page = client.get(AT).text
    assert str(people.partner) in page
    assert str(people.other) not in page
    assert "Alle partners samen" not in page
    assert client.get(AT, asked(partner=people.other.pk)).status_code == 422
    assert client.get(AT, asked()).status_code == 422
    assert "Gent" not in client.get(AT, asked(partner=people.partner.pk)).text
