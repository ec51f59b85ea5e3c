"""The federation's screen of the register, and what stands beside what people typed."""

import pytest
from django.urls import reverse

from brand.models import Role
from leads.models import RegisterExtract
from leads.register import extracts, rounds
from tests.support import register_extracts as made

pytestmark = pytest.mark.django_db

INDEX = "/beheer/kbo/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.KBO_FOLDER = str(tmp_path)
    return tmp_path


@pytest.fixture
def federation(client, people):
    client.force_login(people.federation)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_without_a_file_it_says_where_one_goes(federation, folder, settings):
    page = text(federation.get(INDEX))
    assert f"in de map <code>{folder}</code>" in page
    assert "Nog geen stand. De site werkt ook zonder." in page
    assert "FOD Economie, onder de licentie" in page
    settings.KBO_FOLDER = str(folder / "bestaat-niet")
    assert federation.get(INDEX).status_code == 200


def test_a_file_is_chosen_read_and_told_of(federation, folder, employer):
    path = made.full(folder, made.rows_of(1))
    (folder / "brief.zip").write_bytes(b"geen zip")
    page = text(federation.get(INDEX))
    assert "volledige stand 140, van 1 november 2026" in page
    assert "brief.zip: Dit is geen bestand van KBO Open Data." in page
    sent = {"file": path.name, "keeps_list": "on"}
    page = text(federation.post(INDEX, sent, follow=True))
    assert "Stand van 1 november 2026 wordt ingelezen" in page
    extract = RegisterExtract.objects.get()
    state = reverse("register:progress", args=[extract.pk])
    assert federation.get(state).json() == {
        "state": "lezen",
        "done": 0,
        "total": 100,
        "said": "0 %",
    }
    rounds.work()
    assert federation.get(state).json()["said"] == "100 %"
    page = text(federation.get(INDEX))
    assert "1 onderneming bewaard, ook om op te zoeken." in page
    assert "1 werkgever herkend" in page


@pytest.mark.parametrize("name", ["", "brief.zip", "../geheim.zip", "/etc/passwd"])
def test_what_is_no_file_of_the_folder_is_no_choice(federation, folder, name):
    made.full(folder)
    (folder / "brief.zip").write_bytes(b"geen zip")
    answer = federation.post(INDEX, {"file": name})
    assert (answer.status_code, "Kies een bestand." in text(answer)) == (422, True)
    assert not RegisterExtract.objects.exists()


def test_what_cannot_be_now_is_said(federation, folder):
    changes = made.update(folder, {}, {})
    answer = federation.post(INDEX, {"file": changes.name})
    assert "Lees eerst een volledige stand in." in text(answer)


def test_it_stops_and_goes_on(federation, folder, employer):
    federation.post(INDEX, {"file": made.full(folder, made.rows_of(1)).name})
    extract = RegisterExtract.objects.get()
    page = text(federation.post(reverse("register:stop", args=[extract.pk]), follow=True))
    assert "Gestopt. Wat al gelezen was, blijft" in page
    assert "Ga verder" in page
    federation.post(reverse("register:go_on", args=[extract.pk]))
    rounds.work()
    extract.refresh_from_db()
    assert extract.state == "klaar"


def test_a_failure_is_told_with_what_to_do(federation, folder, employer):
    made.read(made.full(folder, made.rows_of(1), address=None))
    page = text(federation.get(INDEX))
    assert "In dit bestand ontbreekt address.csv. Haal het opnieuw op." in page
    assert "Ga verder" in page


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BEHEERDER, Role.MARKETEER])
def test_it_is_the_federations_alone(client, people, as_role, folder, role):
    path = made.full(folder)
    extract = extracts.begin(path, None, keeps_list=False)
    client.force_login(as_role(people.partner, role))
    names = ("stop", "go_on", "progress")
    for address in (INDEX, *(reverse(f"register:{name}", args=[extract.pk]) for name in names)):
        for send in (client.get, client.post):
            assert send(address, {"file": path.name}).url == "/beheer/"
    assert INDEX not in text(client.get("/beheer/"))
    extract.refresh_from_db()
    assert extract.state == "lezen"


def test_a_difference_stands_on_the_employer_with_its_day_and_a_button(desk, employer, tmp_path):
    employer.name = "Bakkerij Bo"
    employer.save()
    number = made.plain(made.establishment(1))
    place = employer.establishments.create(number=number, name="Depot")
    made.read(made.full(tmp_path, made.rows_of(1)))
    address = reverse("employer:edit", args=[employer.pk])
    page = text(desk.get(address))
    assert "KBO, stand 1 november 2026" in page
    assert "Verzonnen 1 NV" in page
    assert "Verschilt van wat hier staat." in page
    assert "KBO, stand 1 november 2026: Winkel Verzonnen 1, Dorpsstraat 12, 3600 Genk" in page
    assert 'form="kbo-name"' in page
    take_over = reverse("employer:take_over", args=[employer.pk])
    assert "Overgenomen uit KBO." in text(desk.post(take_over, {"field": "name"}, follow=True))
    employer.refresh_from_db()
    assert employer.name == "Verzonnen 1 NV"
    again = text(desk.post(take_over, {"field": "name"}, follow=True))
    assert "Daarin verschilt KBO niet meer." in again
    assert "niet meer" in text(desk.post(take_over, {"field": "identity"}, follow=True))
    whole = reverse("employer:establishment_take_over", args=[employer.pk, place.pk])
    page = text(desk.post(whole, follow=True))
    assert "Winkel Verzonnen 1: overgenomen uit KBO." in page
    assert "form=" not in page.split("<main")[1].split("Vestigingen")[1].split("Activiteiten")[0]


def test_what_left_the_register_is_said(desk, employer, tmp_path):
    made.read(made.full(tmp_path, made.rows_of(1)))
    made.read(made.full(tmp_path, number=170, day="01-12-2026"))
    page = text(desk.get(reverse("employer:edit", args=[employer.pk])))
    assert "Deze onderneming staat sinds de stand van 1 december 2026 niet meer in KBO." in page
    assert page.count("niet meer in KBO") == 2
