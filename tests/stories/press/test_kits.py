"""Press kits hold what everybody in a story allows, and go when somebody takes that back."""

import io
import zipfile

import pytest
from django.utils import translation

from brand.forms import stamp
from stories.models import Consent, Use
from stories.press import kits
from stories.templatetags import stories_tags
from stories.withdrawal import withdraw
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    agree,
    covered_story,
    picture,
    story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(people):
    body = [("text", "<p>Hij kent <b>elke</b> doos.</p>")]
    made = covered_story(
        1, organisation=people.partner, title="Karim kent elke doos", slug="karim", body=body
    )
    made.picture.credit = "Fien Foto"
    made.picture.save()
    allow(made)
    return made


def allow(page):
    person = page.portrayals.get().person
    return ConsentFactory(person=person, picture=page.picture, channel=Channel.PRESS)


def address(page) -> str:
    return f"/pers/{page.pk}/"


def filled(**fields) -> dict:
    said = {"name": "Jo Pers", "medium": "De Gazet", "email": "jo@gazet.example"}
    return {**said, "purpose": "een reportage", "gezien": stamp(10), **fields}


def names(answer) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return sorted(archive.namelist())


def test_the_page_lists_what_is_allowed_only(told, people, client):
    covered_story(2, organisation=people.partner, title="Alleen op de website")
    nobody = story(organisation=people.partner, live=True, title="Zonder iemand")
    assert set(kits.kits()) == {told, nobody}
    page = client.get("/pers/").content.decode()
    assert f'href="{address(told)}"' in page
    assert "Alleen op de website" not in page
    assert '<a class="nav__link" href="/pers/" aria-current="page">Pers</a>' in page


def test_a_kit_is_taken_along_and_written_down(told, people, client):
    answer = client.post(address(told), filled())
    assert answer["Content-Disposition"] == 'attachment; filename="persmap-karim.zip"'
    assert names(answer) == ["foto-1.png", "verhaal.html", "verhaal.txt"]
    use = Use.objects.get()
    assert (use.kind, use.channel, use.where, use.who, use.organisation, use.story) == (
        "download",
        "pers-en-drukwerk",
        "Persmap: een reportage",
        "Jo Pers, De Gazet, jo@gazet.example",
        people.partner,
        told,
    )
    assert [one.pk for one in use.people.all()] == [told.portrayals.get().person_id]


def test_what_stands_in_it(told):
    with zipfile.ZipFile(io.BytesIO(kits.bundle(told))) as archive:
        text = archive.read("verhaal.txt").decode()
        photo = archive.read("foto-1.png")
    with told.picture.open_file() as file:
        assert photo == file.read()
    parts = text.split("\n\n")
    assert parts[:3] == ["Karim kent elke doos", "Wat er gebeurde.", "Hij kent elke doos."]
    assert "foto-1.png: Iemand lacht. Foto: Fien Foto" in parts
    assert "- Niet voor reclame, en niet om een ander verhaal te tonen." in parts


def test_a_picture_stands_in_it_once(told):
    shown = picture(2)
    told.body = [("picture", {"image": row, "alt": "Een krat", "caption": ""})
                 for row in (shown, shown, told.picture)]  # fmt: skip
    assert kits.pictures(told) == [(told.picture, "Iemand lacht"), (shown, "Een krat")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Vul uw naam in"),
        ({"email": "jo"}, "Vul een volledig e-mailadres in, zoals naam@krant.be"),
        ({"purpose": ""}, "Vertel in enkele woorden waarvoor u het gebruikt"),
        ({"bijnaam": "bot"}, "Er was een veld ingevuld dat mensen niet zien."),
    ],
)
def test_nothing_without_an_answer(told, client, fields, sentence):
    answer = client.post(address(told), filled(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Use.objects.count() == 0


@pytest.mark.parametrize(
    ("width", "height", "size"), [(1200, 900, "10,2 × 7,6 cm"), (1181, 1772, "10 × 15 cm")]
)
def test_a_picture_says_how_large_it_prints(told, width, height, size):
    told.picture.width, told.picture.height = width, height
    with translation.override("nl-be"):
        assert stories_tags.print_size(told.picture) == size


def test_too_many_from_one_network(told, client):
    statuses = [client.post(address(told), filled()).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert Use.objects.count() == 10


class TestTheGate:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_withdrawn_kit_is_gone(self, told, client, method):
        withdraw.withdraw(told.portrayals.get().person)
        answer = getattr(client, method)(address(told), filled())
        assert answer.status_code == 410
        assert "Karim" not in answer.content.decode()
        assert Use.objects.count() == 0

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_story_for_the_website_only_has_none(self, told, client, method):
        Consent.objects.filter(channel=Channel.PRESS).delete()
        answer = getattr(client, method)(address(told), filled())
        assert answer.status_code == 410
        assert "Geen persmap van dit verhaal" in answer.text
        assert f'href="{told.url}"' in answer.text
        assert f'href="{address(told)}"' not in client.get("/pers/").content.decode()

    def test_a_draft_is_unknown(self, people, client):
        draft = story(organisation=people.partner)
        assert client.get(address(draft)).status_code == 404
        assert client.get("/pers/999999/").status_code == 404

    def test_a_picture_in_the_text_counts(self, told):
        told.body = [("picture", {"image": picture(2), "alt": "Een krat", "caption": ""})]
        person = told.portrayals.get().person
        given = {"person": person, "picture": told.body[0].value["image"], "story": told}
        ConsentFactory(**given)
        told.save_revision()
        agree(told)
        told.save()
        assert told not in kits.kits()
        ConsentFactory(**given, channel=Channel.PRESS)
        assert told in kits.kits()


def test_the_brand_itself(people, client):
    answer = client.get("/pers/merk.zip")
    assert names(answer) == ["kleuren.txt", "teken.png", "teken.svg"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        lines = archive.read("kleuren.txt").decode().splitlines()
    assert lines[:4] == ["Meewerkers: kleuren", "", "Merkkleur: #0A5C52", "Accentkleur: #B8381A"]


@pytest.mark.parametrize("rows", [1, 3])
def test_more_kits_ask_nothing_more(people, client, rows, django_assert_num_queries):
    for _ in range(rows):
        story(organisation=people.partner, live=True)
    client.get("/pers/")
    with django_assert_num_queries(9):
        client.get("/pers/")
