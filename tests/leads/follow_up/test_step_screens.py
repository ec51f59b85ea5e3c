"""Pressing the buttons of a lead: each a POST, each with a way back."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from brand.dates.working_days import working_days_after
from leads.follow_up import actions
from leads.models import Interaction, Lead
from leads.stages import Stage
from tests.factories.leads import LeadFactory

LONG = "😀é" * 5000


def address(name, lead, *more):
    return reverse(f"lead:{name}", args=[lead.pk, *more])


def said(response) -> list[str]:
    """The messages, as somebody reads them."""
    return [str(m).split("<form")[0].strip() for m in get_messages(response.wsgi_request)]


def test_a_call_is_logged_in_two_clicks_from_vandaag(desk, lead, people):
    """ "Wat gaf het?" opens the form (no request); Bereikt sends it."""
    home = reverse("wagtailadmin_home")
    page = desk.get(home).content.decode()
    assert f'action="{address("outcome", lead)}"' in page
    sent = {"result": "bereikt", "next": home, "version": lead.version}
    response = desk.post(address("outcome", lead), sent)
    assert (response.status_code, response.url) == (302, home)
    lead.refresh_from_db()
    line = lead.interactions.get()
    assert (line.kind, line.outcome, line.by) == ("telefoon", "bereikt", people.owner)
    assert lead.stage == Stage.CONTACTED
    assert lead.next_action_on == working_days_after(timezone.localdate(), 5)


@pytest.mark.parametrize(
    ("name", "sent", "kind", "note"),
    [
        ("outcome", {"result": "voicemail", "note": "Hoi"}, "telefoon", "Hoi"),
        ("outcome", {"result": "verstuurd", "note": "Hoi"}, "mail", "Hoi"),
        ("outcome", {"result": "bezorgd", "note": "Hoi"}, "offerte", "Hoi"),
        ("call", {"result": "voicemail", "note": "Hoi"}, "telefoon", "Hoi"),
        ("mailed", {"note": "Folder"}, "mail", "Folder"),
        ("note", {"note": "Iets"}, "notitie", "Iets"),
        ("move", {"stage": "gesprek"}, "fase", "Van Nieuw naar Gesprek."),
        ("take", {}, "opvolger", "Nu bij An Eigenaar."),
        ("assign", {"to": ""}, "opvolger", "Nu bij niemand."),
    ],
)
def test_each_button_writes_its_line(desk, lead, name, sent, kind, note):
    response = desk.post(address(name, lead), sent | {"version": lead.version})
    assert (response.status_code, response.url) == (302, lead.get_absolute_url())
    assert [(line.kind, line.note) for line in lead.interactions.all()] == [(kind, note)]


def test_an_appointment_has_a_day_and_an_hour(desk, lead):
    day = timezone.localdate() + timedelta(days=4)
    without = desk.post(address("meeting", lead), {"version": 1})
    assert without.status_code == 422
    for sentence in ("Kies de dag van de afspraak.", "Kies het uur van de afspraak."):
        assert sentence in without.content.decode()
    said = {"next_on": day.isoformat(), "next_at": "14:30", "note": "Loskade."}
    odd = desk.post(address("meeting", lead), {**said, "next_at": "half drie"})
    assert (odd.status_code, "Loskade." in odd.content.decode()) == (422, True)
    assert desk.post(address("meeting", lead), said).status_code == 302
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on) == ("plaatsbezoek", day)
    assert lead.agreed_hour == "om 14.30 uur"
    assert "over 4 dagen om 14.30 uur" in desk.get(lead.get_absolute_url()).content.decode()


def test_planning_and_putting_off(desk, lead):
    day = timezone.localdate() + timedelta(days=9)
    desk.post(address("plan", lead), {"action": "offerte", "next_on": day.isoformat()})
    lead.refresh_from_db()
    assert (lead.next_action, lead.next_action_on) == ("offerte", day)
    desk.post(address("snooze", lead), {"days": "1"})
    lead.refresh_from_db()
    assert lead.next_action_on == working_days_after(timezone.localdate(), 1)


def test_a_chip_and_a_day(desk, lead):
    tomorrow = working_days_after(timezone.localdate(), 1)
    desk.post(address("call", lead), {"result": "bereikt", "chip": tomorrow.isoformat()})
    lead.refresh_from_db()
    assert lead.next_action_on == tomorrow


def test_no_match_asks_for_the_reason_on_the_spot(desk, lead):
    """What the board sends when a card is dragged to "Geen match"."""
    response = desk.post(address("move", lead), {"stage": "geen-match", "version": 1})
    assert response.status_code == 422
    assert "Kies waarom het geen match is." in response.content.decode()
    desk.post(address("move", lead), {"stage": "geen-match", "reason": "timing"})
    lead.refresh_from_db()
    assert (lead.stage, lead.no_match_reason) == ("geen-match", "timing")


@pytest.mark.database("leads.follow_up.record.hold")
def test_who_was_too_late_sees_why_and_keeps_what_was_typed(desk, lead, people):
    actions.move(lead, Stage.TALK, people.team_mate)
    sent = {"result": "bereikt", "note": "Wil graag een folder", "version": 1}
    response = desk.post(address("call", lead), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Tom wijzigde de fase zonet. Kijk het na en probeer opnieuw." in page
    assert "Wil graag een folder" in page
    assert 'name="version" value="2"' in page
    assert lead.interactions.count() == 1


@pytest.mark.parametrize(
    ("name", "sent", "sentence"),
    [
        ("outcome", {}, "Kies wat het gaf, zoals Bereikt of Niet bereikt."),
        ("outcome", {"result": "x"}, "Kies wat het gaf, zoals Bereikt of Niet bereikt."),
        (
            "outcome",
            {"result": "bereikt", "next_on": "2001-01-01"},
            "Kies een dag die nog moet komen",
        ),
        ("outcome", {"result": "bezocht", "done_on": "2999-01-01"}, "Kies vandaag, of een dag"),
        ("outcome", {"result": "bezocht", "done_on": "2001-01-01"}, "van het voorbije jaar"),
        ("outcome", {"result": "bezocht", "done_on": "gisteren"}, "Voer een geldige datum in."),
        ("outcome", {"result": "bezocht", "next_at": "x"}, "Vul een uur in, zoals 14:30."),
        ("note", {"note": ""}, "Schrijf eerst een notitie."),
        ("note", {"note": LONG}, "Deze notitie telt 10000 tekens. Hou het bij 4000."),
        ("note", {"note": "a\x00b"}, "Null-tekens zijn niet toegestaan."),
        ("plan", {"action": "bellen"}, "Kies een dag voor de volgende stap."),
        ("plan", {"action": "bellen", "next_on": "x"}, "Voer een geldige datum in."),
        ("move", {"stage": "x"}, "Selecteer een geldige keuze."),
        ("assign", {"to": "999999"}, "Selecteer een geldige keuze."),
        ("snooze", {"days": "9999"}, ""),
        ("snooze", {"days": "\x00"}, ""),
    ],
)
def test_what_is_refused_changes_nothing(desk, lead, name, sent, sentence):
    response = desk.post(address(name, lead), sent)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert (Lead.objects.get().version, Interaction.objects.count()) == (1, 0)


def test_a_step_says_what_was_done_and_offers_the_way_back(desk, lead):
    response = desk.post(address("move", lead), {"stage": "gesprek"})
    line = lead.interactions.get()
    (message,) = get_messages(response.wsgi_request)
    assert said(response) == ["Bakkerij Peeters: Van Nieuw naar Gesprek."]
    assert f'action="{address("undo", lead, line.pk)}"' in str(message)
    assert "Ongedaan maken" in str(message)


def test_the_way_back(desk, lead, people):
    line = actions.move(lead, Stage.TALK, people.owner)
    response = desk.post(address("undo", lead, line.pk), {"next": reverse("board:index")})
    assert (response.status_code, response.url) == (302, reverse("board:index"))
    assert said(response) == ["Bakkerij Peeters: ongedaan gemaakt."]
    again = desk.post(address("undo", lead, line.pk))
    assert said(again)[-1] == "Dit kan niet ongedaan gemaakt worden."
    assert Lead.objects.get().stage == Stage.NEW


def test_a_line_of_another_dossier_is_not_found(desk, lead, people):
    other = LeadFactory(owner_organisation=people.partner)
    line = actions.move(other, Stage.TALK, people.owner)
    assert desk.post(address("undo", lead, line.pk)).status_code == 404


def test_nothing_is_done_by_looking(desk, lead):
    for name in (
        "outcome",
        "call",
        "mailed",
        "meeting",
        "note",
        "move",
        "plan",
        "snooze",
        "assign",
        "take",
    ):
        assert desk.get(address(name, lead)).url == lead.get_absolute_url()
    assert desk.get(address("undo", lead, 1)).url == lead.get_absolute_url()
    assert Interaction.objects.count() == 0


def test_a_foreign_address_to_go_back_to_is_left(desk, lead):
    sent = {"stage": "gesprek", "next": "https://elders.example/"}
    assert desk.post(address("move", lead), sent).url == lead.get_absolute_url()


def test_the_dossier_shows_who_and_what(desk, lead, people):
    actions.log_call(lead, people.owner, "bereikt", "<b>Belt</b> terug")
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "&lt;b&gt;Belt&lt;/b&gt; terug" in page
    assert 'href="tel:+32470123456"' in page
    assert 'href="mailto:bo@peeters.example"' in page
    assert page.count("Schrijf niets over de gezondheid of situatie van kandidaten.") == 4
    calls = desk.get(lead.get_absolute_url(), {"toon": "gesprekken"}).content.decode()
    assert ("terug" in calls, "Gebeld, bereikt" in calls) == (True, True)
    moves = desk.get(lead.get_absolute_url(), {"toon": "verloop"}).content.decode()
    assert "Gebeld, bereikt" not in moves


def test_who_looks_alike_is_shown_when_visible(desk, lead, people):
    lead.employer.mail_domain = "peeters.example"
    lead.employer.save()
    for organisation, name in [(people.partner, "Peeters Groep"), (people.other, "Peeters Geheim")]:
        LeadFactory(
            owner_organisation=organisation,
            employer__name=name,
            employer__mail_domain="peeters.example",
        )
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "Zelfde domein: 1" in page
    assert ("Peeters Groep" in page, "Peeters Geheim" in page) == (True, False)


@pytest.mark.parametrize("lines", [1, 3])
def test_the_dossier_costs_the_same_for_every_length(desk, lead, people, lines, queries_for):
    for _ in range(lines):
        actions.log(lead, "notitie", people.owner, "Iets")
        LeadFactory(owner_organisation=people.partner, employer=lead.employer, contact=None)
    assert queries_for(lead.get_absolute_url()) == 12
