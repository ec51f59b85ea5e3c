"""Placements at the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.models import CooperationForm, Placement
from leads.models.placements import Answer, Side
from leads.placements import checks, code_list, recording
from leads.stages import Stage

pytestmark = pytest.mark.django_db


def at(name, row):
    return reverse(name, args=[row.pk])


def filled_in(lead, forms, **more):
    start = timezone.localdate().isoformat()
    return {
        "version": lead.version,
        "form": forms["enclave"].pk,
        "people": "4",
        "start": start,
    } | more


def test_samenwerking_asks_what_was_agreed(desk, lead, forms):
    moved = desk.post(at("lead:move", lead), {"version": 1, "stage": Stage.COOPERATION})
    assert (moved.status_code, moved.url) == (302, at("lead:placement", lead))
    page = desk.get(moved.url).content.decode()
    assert "Wat spraken jullie af met Bakkerij Peeters?" in page
    assert "Later" in page


def test_from_the_board_it_leads_back_there(desk, lead, forms):
    board = reverse("board:index")
    moved = desk.post(
        at("lead:move", lead), {"version": 1, "stage": Stage.COOPERATION, "next": board}
    )
    assert f'href="{board}" data-close>Later' in desk.get(moved.url).content.decode()
    lead.refresh_from_db()
    assert desk.post(moved.url, filled_in(lead, forms)).url == board


def test_recording_with_the_questions_of_the_form(desk, lead, forms):
    form = forms["enclave"]
    said = filled_in(lead, forms, **{f"intake-{form.pk}-3": "Genk, hal 2"}, ask=lead.contact_id)
    said["hours_per_week"] = "30,4"
    response = desk.post(at("lead:placement", lead), said, follow=True)
    page = response.content.decode()
    assert "Enclave, 4 mensen, vanaf" in page
    assert "Bo Peeters krijgt een mail" in page
    placement = Placement.objects.get()
    assert placement.intake == {"Waar wordt er gewerkt?": "Genk, hal 2"}
    assert str(placement.hours_per_week) == "30.4"
    assert placement.links.get().contact == lead.contact
    assert at("placement:edit", placement) in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("form", "", "Kies wat jullie samen doen."),
        ("form", "99999", "Selecteer een geldige keuze"),
        ("people", "0", "Vul minstens 1 in."),
        ("people", "vier", "Vul een geheel getal in"),
        ("people", "501", "Vul hoogstens 500 in."),
        ("start", "", "Kies de startdatum."),
        ("hours_per_week", "60", "Vul hoogstens 50 uur in."),
        ("note", "Jan, 85.07.30-033 28", "Hier staat een rijksregisternummer."),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(desk, lead, forms, field, value, said):
    sent = filled_in(lead, forms, note="Poort drie") | {field: value}
    response = desk.post(at("lead:placement", lead), sent)
    page = response.content.decode()
    assert (response.status_code, Placement.objects.count()) == (422, 0)
    assert said in page
    assert sent["note"] in page


def test_words_about_health_are_pointed_at_before_saving(desk, lead, forms):
    url, sent = at("lead:placement", lead), filled_in(lead, forms, note="Gang met een rolstoel")
    page = desk.post(url, sent).content.decode()
    assert "gaat dit over de gezondheid van iemand?" in page
    assert Placement.objects.count() == 0
    desk.post(url, sent | {"looked_at": "on"})
    assert Placement.objects.get().note == "Gang met een rolstoel"


def test_a_lead_that_changed_meanwhile(desk, lead, forms):
    response = desk.post(at("lead:placement", lead), filled_in(lead, forms, version=99))
    assert response.status_code == 422
    assert "Dit dossier werd intussen gewijzigd" in response.content.decode()


def test_the_page_of_a_placement(desk, placement):
    page = desk.get(at("placement:edit", placement)).content.decode()
    assert "Wacht op werkgever" in page
    assert "Meld de enclave minstens 1 dag voor de start aan het Departement WSE" in page
    assert "Niet nagekeken" in page
    assert "bo@peeters.example" in page


def test_a_partner_that_gave_the_lead_away_sees_its_own_placement(client, placement, people, lead):
    """And not who works at the employer, which is another's to know now."""
    lead.owner_organisation = people.other
    lead.save()
    lead.contact.known_to.clear()
    client.force_login(people.owner)
    page = client.get(at("placement:edit", placement)).content.decode()
    assert "Enclave, 4 mensen" in page
    assert ("bo@peeters.example" in page, at("lead:edit", lead) in page) == (False, False)
    assert client.post(at("placement:change", placement), {}).status_code == 404


def test_another_partner_finds_nothing(client, placement, people):
    client.force_login(people.outsider)
    assert client.get(at("placement:edit", placement)).status_code == 404
    for step in ("change", "remove", "ask", "answer", "check"):
        assert client.post(at(f"placement:{step}", placement)).status_code == 404
    assert "Bakkerij Peeters" not in client.get(reverse("placement:index")).content.decode()


def test_correcting(desk, placement, forms, lead):
    recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
    sent = filled_in(lead, forms, people="6", version=placement.version)
    page = desk.post(at("placement:change", placement), sent, follow=True).content.decode()
    assert "De werkgever moet dit nog bevestigen." in page
    placement.refresh_from_db()
    assert (placement.people, placement.employer_answer) == (6, "")
    refused = desk.post(at("placement:change", placement), sent | {"people": "0"})
    assert refused.status_code == 422
    late = desk.post(at("placement:change", placement), sent | {"note": "Mijn tekst"})
    assert late.status_code == 409
    assert "Mijn tekst" in late.content.decode()


def test_removing(desk, placement, lead):
    response = desk.post(at("placement:remove", placement))
    assert (response.status_code, response.url) == (302, lead.get_absolute_url())
    assert not Placement.objects.exists()


def test_asking_the_employer(desk, placement, lead):
    url = at("placement:ask", placement)
    assert desk.post(url, {"contact": "x"}).status_code == 409
    assert desk.post(url, {"contact": lead.contact_id}).status_code == 302
    assert placement.links.get().contact == lead.contact


def test_the_partner_answers_and_the_federation_does_not(client, lead, people, forms):
    recorded = recording.record(
        lead, people.federation, form=forms["imw"], people=1, start=timezone.localdate()
    )
    url = at("placement:answer", recorded)
    client.force_login(people.federation)
    assert client.post(url, {"version": 1, "answer": "ja"}).status_code == 404
    client.force_login(people.owner)
    assert client.post(url, {"version": 1, "answer": "nee", "reason": ""}).status_code == 422
    assert client.post(url, {"version": 1, "answer": "ja"}).status_code == 302
    recorded.refresh_from_db()
    assert recorded.partner_answer == Answer.YES


def test_still_running_at_the_desk(desk, placement):
    placement.start = timezone.localdate() - timedelta(days=30)
    placement.save()
    checks.plan(placement)
    due = checks.due(placement)
    url = at("placement:check", placement)
    assert (
        "Na 4 weken: loopt dit nog?" in desk.get(at("placement:edit", placement)).content.decode()
    )
    assert desk.post(url, {"check": due.pk}).status_code == 422
    assert desk.post(url, {"check": due.pk, "answer": "loopt"}).status_code == 302
    due.refresh_from_db()
    assert due.answer == "loopt"
    assert desk.post(url, {"check": due.pk, "answer": "loopt"}).status_code == 409


def test_the_list_and_its_filters(desk, placement, lead, people, forms):
    index = reverse("placement:index")
    empty = {"state": "oneens"}, {"state": "bevestigd"}, {"due": "nu"}, {"form": forms["imw"].pk}
    for asked in empty:
        assert "Bakkerij Peeters" not in desk.get(index, asked).content.decode()
    for asked in ({}, {"state": "wacht"}, {"form": forms["enclave"].pk}, {"q": "peters"}):
        assert "Bakkerij Peeters" in desk.get(index, asked).content.decode()
    export = b"".join(desk.get(index, {"export": "csv"}).streaming_content).decode()
    assert "Wacht op werkgever" in export


def test_the_list_costs_the_same_for_more_rows(client, queries_for, placement, people, forms, lead):
    client.force_login(people.owner)
    index = reverse("placement:index")
    one = queries_for(index)
    for _ in range(5):
        recording.record(
            lead, people.owner, form=forms["imw"], people=1, start=timezone.localdate()
        )
    assert queries_for(index) == one


def test_the_code_list_is_the_federations(client, forms, people):
    index = reverse("cooperation_form:index")
    client.force_login(people.owner)
    assert client.get(index).status_code in (302, 403)
    client.force_login(people.federation)
    assert "Beroepsinlevingsstage (BIS)" in client.get(index).content.decode()


def test_what_the_federation_removed_stays_away(forms):
    forms["wes"].delete()
    assert code_list.lay() == 0
    assert not CooperationForm.objects.filter(code="wes").exists()
