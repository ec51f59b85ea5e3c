"""Two versions of an issue: written at the desk, tested, approved, and looked through like one."""

import pytest
from django.test import Client
from django.urls import reverse

from brand.mail import delivery
from brand.models import NewsletterIssue, NewsletterSettings, NewsletterTrial, OutgoingMail
from brand.newsletter import checklist, drafts, letters, links, sending, versions
from brand.newsletter.blocks import Block
from brand.newsletter.cleaning import Own
from brand.newsletter.forms import TrialForm
from tests.factories.outbox import SubscriptionFactory
from tests.factories.roadshow import StopFactory
from tests.support.newsletters import issue_of, make_ready, plan, try_two

pytestmark = pytest.mark.django_db


def opened(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def address(issue) -> str:
    return reverse("newsletter_send", args=[issue.pk])


def typed(issue, **fields) -> dict:
    """The panel as it stands, with these values."""
    form = TrialForm(issue=fresh(issue))
    sent = {name: form[name].value() for name in (*form.Meta.fields, "seen")}
    return {"act": "trial", **sent, **fields}


def in_the_way(issue) -> dict[str, str]:
    return {item.label: item.sentence for item in checklist.in_the_way(fresh(issue))}


@pytest.fixture
def stops(founded):
    return [StopFactory(title=f"Halte {town}") for town in ("Genk", "Mol", "Gent")]


@pytest.fixture
def issue(desk, stops):
    for n in range(20):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    rows = [Block("a", "inleiding", "Dag"), Block("b", "halte", page=stops[0].pk)]
    return issue_of(*rows, changed_by=desk.writer)


# At the desk -----------------------------------------------------------------------------------


@pytest.mark.database("brand.models.newsletter_trials.NewsletterTrial")
def test_another_subject_is_set_up_looked_at_and_taken_away(desk, issue):
    client = opened(desk.writer)
    page = client.get(address(issue)).text
    assert "Twee versies proberen" in page
    assert "Bekijk versie B" not in page
    said = typed(issue, subject_b="  Kom   proeven ", share="50", hours="4", when_few="mens")
    answer = client.post(address(issue), said)
    assert answer.url.endswith("#proef")
    trial = fresh(issue).trial
    assert (trial.subject_b, trial.share, trial.hours) == ("Kom proeven", 50, 4)
    assert fresh(issue).version == 2
    page = opened(desk.writer).get(address(issue)).text
    assert "Eerst krijgen 5 mensen versie A en 5 andere versie B." in page
    assert "4 uur later kiezen we de versie met de meeste inschrijvingen" in page
    assert "krijgen zij wat iemand van ons kiest." in page
    preview = reverse("newsletter_preview", args=[issue.pk])
    assert "<strong>Kom kijken</strong>" in client.get(preview).text
    assert "<strong>Kom proeven</strong>" in client.get(f"{preview}?versie=b&zo=tekst").text
    assert "<strong>Kom kijken</strong>" in client.get(f"{preview}?versie=dans").text
    client.post(address(issue), {"act": "no_trial"})
    assert not NewsletterTrial.objects.exists()
    assert fresh(issue).version == 3
    client.post(address(issue), {"act": "no_trial"})
    assert fresh(issue).version == 3
    assert "<strong>Kom kijken</strong>" in client.get(f"{preview}?versie=b").text


def test_nothing_changed_is_no_new_version(desk, issue):
    client = opened(desk.writer)
    for _ in range(2):
        client.post(address(issue), typed(issue, subject_b="Kom proeven", share="50"))
    assert fresh(issue).version == 2


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"subject_b": " "}, "Schrijf het onderwerp van versie B."),
        ({"subject_b": "Kom kijken"}, "Versie B heeft hetzelfde onderwerp als versie A."),
        ({"subject_b": "x" * 130}, "120"),
        ({"subject_b": "Anders", "share": "100"}, "100"),
        ({"tries": "opening"}, "Kies wat vooraan staat in versie B."),
        ({"tries": "opening", "lead": "halte:999"}, "halte:999"),
        ({"tries": "dans"}, "dans"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(desk, issue, fields, says):
    answer = opened(desk.writer).post(address(issue), typed(issue, **fields))
    assert answer.status_code == 422
    assert says in answer.text
    assert not NewsletterTrial.objects.exists()
    assert fresh(issue).version == 1


def test_another_stop_first(desk, issue, stops):
    client = opened(desk.writer)
    same = typed(issue, tries="opening", lead=f"halte:{stops[0].pk}")
    assert "Dit staat ook in versie A vooraan." in client.post(address(issue), same).text
    client.post(address(issue), typed(issue, tries="opening", lead=f"halte:{stops[1].pk}"))
    preview = reverse("newsletter_preview", args=[issue.pk])
    shown = [client.get(f"{preview}?zo=tekst&versie={one}").text for one in "ab"]
    assert ["Halte Genk" in text for text in shown] == [True, False]
    assert ["Halte Mol" in text for text in shown] == [False, True]
    assert f'value="halte:{stops[1].pk}" selected' in client.get(address(issue)).text


def test_without_a_story_another_cannot_come_first(desk, stops):
    issue = issue_of(changed_by=desk.writer)
    said = typed(issue, tries="opening", lead=f"halte:{stops[1].pk}")
    assert (
        "Er staat nog geen verhaal of halte" in opened(desk.writer).post(address(issue), said).text
    )


def test_the_second_of_two_is_told_and_loses_nothing(desk, issue):
    before = typed(issue, subject_b="Van Bo")
    opened(desk.writer).post(address(issue), typed(issue, subject_b="Van An", share="50"))
    answer = opened(desk.second).post(address(issue), before)
    assert answer.status_code == 422
    assert "An Claes wijzigde dit zonet" in answer.text
    assert "Staat nu op “Van An”." in answer.text
    assert 'value="Van Bo"' in answer.text
    assert fresh(issue).trial.subject_b == "Van An"


def test_what_is_planned_does_not_change(desk, issue):
    issue = make_ready(try_two(issue, desk.writer), desk.writer, desk.second)
    plan(issue, desk.writer)
    client = opened(desk.writer)
    page = client.get(address(issue)).text
    assert "naar 20 mensen: eerst de twee versies naar 10 van hen." in page
    client.post(address(issue), typed(issue, subject_b="Anders"))
    client.post(address(issue), {"act": "no_trial"})
    assert fresh(issue).trial.subject_b == "Kom proeven"
    with pytest.raises(drafts.Refused, match="verandert niet meer"):
        drafts.try_none(issue, desk.writer)


# Looked through --------------------------------------------------------------------------------


def test_a_version_b_is_another_version_to_test_and_approve(desk, issue):
    issue = make_ready(issue, desk.writer, desk.second)
    try_two(issue, desk.writer)
    assert set(in_the_way(issue)) == {"Testmail van deze versie", "Tweede persoon"}


def test_both_are_tested(desk, issue, server):
    type(desk.writer).objects.filter(pk=desk.writer.pk).update(email="an@federatie.be")
    drafts.test(try_two(issue, desk.writer), desk.writer)
    assert OutgoingMail.objects.count() == 2
    delivery.drain()
    subjects = sorted(mail["Subject"] for mail in server.mails)
    assert subjects == ["TEST A: Kom kijken", "TEST B: Kom proeven"]


def test_what_is_wrong_in_version_b_alone_holds_it_back(desk, issue, stops):
    issue = try_two(issue, desk.writer, tries="opening", lead_kind="halte", lead_page=stops[1].pk)
    good = {item.label: item for item in checklist.items(issue)}["Versie B"]
    assert good.is_good
    type(stops[1]).objects.filter(pk=stops[1].pk).update(cancelled_at=stops[1].starts_at)
    assert in_the_way(issue)["Versie B, wie erin staat"].startswith("Deze halte is geannuleerd.")
    with pytest.raises(drafts.Refused, match="Deze halte is geannuleerd"):
        drafts.approve(issue, desk.second)
    page = opened(desk.writer).get(address(issue)).text
    assert "Wat gekozen was" in page


def test_what_is_wrong_in_both_is_said_once(desk, issue):
    issue = try_two(issue, desk.writer)
    drafts.save(drafts.hold(issue), {"preheader": ""}, desk.writer)
    items = checklist.items(fresh(issue))
    assert [item.label for item in items if "voorvertoning" in item.label.lower()] == [
        "Voorvertoning"
    ]
    NewsletterTrial.objects.filter(issue=issue).update(subject_b="Kom kijken")
    page = opened(desk.writer).get(address(issue)).text
    assert (
        "Eerst moet hierboven alles in orde zijn: voorvertoning; versie B; testmail van deze versie"
        in page
    )


def test_a_subject_that_became_the_same_holds_it_back(desk, issue):
    issue = try_two(issue, desk.writer)
    drafts.save(drafts.hold(issue), {"subject": "Kom proeven"}, desk.writer)
    assert "hetzelfde onderwerp" in in_the_way(issue)["Versie B"]


def test_of_a_handful_nothing_can_be_chosen(desk, issue):
    issue = make_ready(try_two(issue, desk.writer, share=40), desk.writer, desk.second)
    said = in_the_way(issue)["Twee versies"]
    assert said.startswith("Van 20 mensen zouden er 4 elke versie krijgen.")
    with pytest.raises(drafts.Refused, match="Laat meer mensen meedoen"):
        plan(issue, desk.writer)


def test_mailchimp_sends_one_version(desk, issue):
    issue = make_ready(try_two(issue, desk.writer), desk.writer, desk.second)
    NewsletterSettings.objects.create(sender="mailchimp")
    assert "alleen met onze eigen mailserver" in in_the_way(issue)["Twee versies"]
    with pytest.raises(drafts.Refused):
        plan(issue, desk.writer)
    client = opened(desk.writer)
    page = client.get(address(issue)).text
    assert "alleen met onze eigen mailserver" in page
    assert "Maak een versie B" not in page
    client.post(address(issue), {"act": "no_trial"})
    assert "Twee versies" not in in_the_way(issue)


# Links, and what is taken back -------------------------------------------------------------------


@pytest.mark.database("brand.models.campaigns.TrackedLink")
def test_each_version_and_who_waits_have_links_of_their_own(desk, issue, stops):
    lead = {"tries": "opening", "lead_kind": "halte", "lead_page": stops[1].pk}
    issue = make_ready(try_two(issue, desk.writer, **lead), desk.writer, desk.second)
    plan(issue, desk.writer)
    home = links.home().pk
    found = {one: set(links.addresses(issue, one)) for one in ("a", "b", "")}
    assert found == {
        "a": {home, stops[0].pk},
        "b": {home, stops[1].pk},
        "": {home, stops[0].pk, stops[1].pk},
    }
    codes = set(issue.links.values_list("code", flat=True))
    assert len(codes) == 7
    sending.stop(issue, desk.writer)
    plan(fresh(issue), desk.writer)
    assert set(issue.links.values_list("code", flat=True)) == codes


def test_a_subject_that_was_taken_back_goes_from_version_b_too(desk, issue):
    issue = make_ready(try_two(issue, desk.writer), desk.writer, desk.second)
    plan(issue, desk.writer)
    [kept] = Own().newsletters()
    html = Own().content(kept)
    assert "Kom proeven" in html
    Own().replace(kept, html, title="Nieuwsbrief")
    assert fresh(issue).trial.subject_b == "Kom proeven"
    section = '<section data-block="subject_b">Kom proeven</section>'
    assert section in html
    Own().replace(kept, html.replace(section, ""))
    assert fresh(issue).trial.subject_b == "Nieuwsbrief"
    assert fresh(issue).state == NewsletterIssue.State.DRAFT  # it was to leave
    assert "Kom proeven" not in str(vars(versions.says(fresh(issue), "b")))
    assert letters.parts(fresh(issue))
