"""A list by its screens: chosen, looked at, taken in, undone; faulty rows come back."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from brand.privacy import access
from leads.models import Lead, LeadImport
from leads.transfer import reading, rounds
from tests.support import lead_lists
from tests.support.lead_lists import FROM, row_of

pytestmark = pytest.mark.django_db

INDEX = "/beheer/opvolging/inlezen/"


def sent(desk, people, content: bytes, **changed):
    file = SimpleUploadedFile("klanten.csv", content)
    return desk.post(INDEX, {"organisation": people.partner.pk, "file": file} | FROM | changed)


def page(client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_whole_way(desk, people):
    rows = [row_of(1), row_of(2, email="=geen()"), row_of(3)]
    answer = sent(desk, people, lead_lists.csv(*rows))
    batch = LeadImport.objects.get()
    here = reverse("transfer:list", args=[batch.pk])
    assert (answer.status_code, answer.url) == (302, here)
    choosing = page(desk, here)
    rounds.work()
    assert page(desk, here).count("Bijvoorbeeld: ") == choosing.count("Bijvoorbeeld: ") == 4
    assert "Bijvoorbeeld: Firma 1 NV · Firma 2 NV · Firma 3 NV" in choosing
    fields = {f"column-{at}": field for at, field in enumerate(batch.mapping)}
    desk.post(reverse("transfer:columns", args=[batch.pk]), fields)
    assert "<progress" in page(desk, here)
    rounds.work()
    looked = page(desk, here)
    assert "<strong>2</strong> nieuwe dossiers" in looked
    assert "In “E-mailadres” staat een formule zonder uitkomst (=geen())." in looked
    assert not Lead.objects.exists()
    day = timezone.localdate().isoformat()
    desk.post(reverse("transfer:take_in", args=[batch.pk]), {"first_step_on": day})
    asked = desk.get(reverse("transfer:progress", args=[batch.pk])).json()
    assert asked == {"state": "inlezen", "done": 0, "total": 3}
    rounds.work()
    assert "Ingelezen op" in page(desk, here)
    assert [lead.owner for lead in Lead.objects.all()] == [None, None]
    desk.post(reverse("transfer:undo", args=[batch.pk]))
    rounds.work()
    assert "Van deze lijst staat hier niets meer." in page(desk, here)
    assert not Lead.objects.exists()


def test_faulty_rows_come_back_as_they_came_with_the_reason_and_can_be_read_again(desk, people):
    rows = [row_of(1, email="é-geen"), row_of(2), row_of(3, company="")]
    batch = lead_lists.checked(people.owner, people.partner, lead_lists.csv(*rows))
    answer = desk.get(reverse("transfer:faults", args=[batch.pk]))
    body = b"".join(answer).decode()
    back = list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))
    assert back == [
        [*lead_lists.HEADERS, "Wat is er mis?"],
        [*rows[0], "“é-geen” is geen volledig e-mailadres."],
        [*rows[2], "De naam van het bedrijf of de organisatie ontbreekt."],
    ]
    again = lead_lists.chosen(people.owner, people.partner, body.encode())
    assert again.mapping == ["company", "name", "email", "phone", ""]


def test_a_formula_in_a_row_that_comes_back_runs_nowhere(desk, people):
    rows = [row_of(1, name='=HYPERLINK("http://x.example")')]
    batch = lead_lists.checked(people.owner, people.partner, lead_lists.csv(*rows))
    body = b"".join(desk.get(reverse("transfer:faults", args=[batch.pk]))).decode()
    assert "'=HYPERLINK" in body
    assert ";=" not in body


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"obtained": ""}, "Kies waar je deze mensen vandaan hebt."),
        ({"obtained_note": ""}, "Schrijf waar je deze mensen precies vandaan hebt."),
        ({"basis": ""}, "Kies op welke grond je hun gegevens mag gebruiken."),
        ({"file": ""}, "Kies een bestand."),
        ({"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0")}, reading.OLD_EXCEL),
        ({"file": SimpleUploadedFile("a.csv", b"")}, reading.EMPTY),
    ],
)
def test_what_is_missing_is_asked(desk, people, changed, sentence):
    answer = sent(desk, people, lead_lists.csv(row_of(1)), **changed)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not LeadImport.objects.exists()


def test_no_list_for_another_partner(desk, people):
    answer = sent(desk, people, lead_lists.csv(row_of(1)), organisation=people.other.pk)
    assert (answer.status_code, LeadImport.objects.exists()) == (422, False)


def test_columns_that_do_not_do_are_shown_again_with_what_is_missing(desk, people):
    batch = lead_lists.chosen(people.owner, people.partner, lead_lists.csv(row_of(1)))
    url = reverse("transfer:columns", args=[batch.pk])
    answer = desk.post(url, {"column-0": "company", "column-1": "company", "column-2": "onzin"})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Twee kolommen zijn Bedrijf of organisatie" in told
    assert '<option value="company" selected>' in told


def test_a_list_that_was_not_taken_in_can_be_thrown_away(desk, people):
    batch = lead_lists.checked(people.owner, people.partner, lead_lists.csv(row_of(1)))
    assert desk.post(reverse("transfer:remove", args=[batch.pk])).url == INDEX
    assert not LeadImport.objects.exists()
    done = lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(row_of(1)))
    desk.post(reverse("transfer:remove", args=[done.pk]))
    assert LeadImport.objects.get() == done


def test_a_second_press_takes_nothing_in_twice(desk, people):
    batch = lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(row_of(1)))
    url = reverse("transfer:take_in", args=[batch.pk])
    desk.post(url, {"first_step_on": timezone.localdate().isoformat()})
    rounds.work()
    assert Lead.objects.count() == 1


def test_what_a_list_says_of_somebody_is_told_and_erased(people):
    batch = lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(row_of(1)))
    [item] = [one for one in access.of_address("an@firma1.be") if one.kept.key == "lijst"]
    assert ("Vanwaar", "Onze eigen klanten of relaties: onze klantenlijst") in item.told
    assert access.may_read(people.owner, item)
    assert not access.may_read(people.outsider, item)
    item.kept.erase(item.row)
    assert not batch.rows.exists()


def test_the_dossiers_of_one_list_alone(desk, people):
    first = lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(row_of(1)))
    lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(row_of(2)), name="ander.csv")
    theirs = lead_lists.taken_in(people.outsider, people.other, lead_lists.csv(row_of(3)))
    link = f"{reverse('lead:index')}?taken_in={first.pk}"
    assert f'href="{link}"' in page(desk, reverse("transfer:list", args=[first.pk]))
    shown = page(desk, link)
    assert ("Firma 1 NV" in shown, "Firma 2 NV" in shown) == (True, False)
    foreign = page(desk, f"{reverse('lead:index')}?taken_in={theirs.pk}")
    assert "Firma 3 NV" not in foreign


def test_when_the_rows_are_gone_no_dossiers_are_offered(desk, people):
    batch = lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(row_of(1)))
    batch.rows.all().delete()
    assert "Bekijk de dossiers" not in page(desk, reverse("transfer:list", args=[batch.pk]))


@pytest.mark.database("leads.personal_data._rows_of_lists")
@pytest.mark.parametrize("address", ["An@Firma1.be", "tweede@firma1.be", "derde@elders.example"])
def test_a_row_is_found_under_any_address_in_it(people, address):
    headers = [*lead_lists.HEADERS, "E-mail 2", "Opmerking"]
    row = [*row_of(1), "Tweede@Firma1.be", "Of via <derde@elders.example>, 's avonds"]
    batch = lead_lists.checked(people.owner, people.partner, lead_lists.csv(row, headers=headers))
    [item] = [one for one in access.of_address(address) if one.kept.key == "lijst"]
    assert item.row == batch.rows.get()
    assert "@" not in str(item.told)  # those of the others are not who asks's to read
    assert access.around(item.kept, item.row) == [item]
    assert not [one for one in access.of_address("irma1.be") if one.kept.key == "lijst"]
