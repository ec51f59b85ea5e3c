"""One of two versions is chosen, once; the others get it by mail, and the archive shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from brand import personal_data
from brand.models import (
    LinkVisits,
    NewsletterDelivery,
    NewsletterIssue,
    NewsletterTrial,
    OutboxState,
)
from brand.newsletter import comparison, deciding, drafts, sending, versions
from brand.newsletter.blocks import Block
from brand.newsletter.deciding import Count
from brand.outbox_admin.panel import StuckPanel
from brand.worker import watch
from tests.factories.outbox import SubscriptionFactory
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.support.newsletters import come_due, hours_pass, issue_of, make_ready, plan, try_two

pytestmark = pytest.mark.django_db
State, Ground = NewsletterIssue.State, NewsletterTrial.Ground
READERS, EACH = 20, 5


def opened(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def stops(founded):
    return [StopFactory(title=f"Halte {town}") for town in ("Genk", "Mol")]


@pytest.fixture
def planned(desk, stops, server):
    """Said beforehand: with too few registrations version A."""
    for n in range(READERS):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    rows = [Block("a", "inleiding", "Dag"), Block("b", "halte", page=stops[0].pk)]
    issue = try_two(issue_of(*rows), desk.writer)
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    return fresh(issue)


@pytest.fixture
def tried(planned):
    """Both versions left."""
    come_due()
    sending.drain()
    return fresh(planned)


@pytest.fixture
def asked(tried):
    """And nobody registered, where that was left to somebody."""
    NewsletterTrial.objects.update(when_few="mens")
    hours_pass()
    deciding.decide_due()
    return fresh(tried)


def told(issue) -> comparison.Told | None:
    return comparison.told(issue, issue.approved_by)


def numbers(found: comparison.Told) -> list[list[str]]:
    return [[line.words for line in side.numbers] for side in found.sides]


def brings(issue, variant: str, registrations: int, clicks: int = 0) -> None:
    link = issue.links.filter(variant=variant).exclude(page__depth=2).first()
    for _ in range(registrations):
        RegistrationFactory(stop=StopFactory(), touch=link)
    LinkVisits.objects.create(link=link, day="2027-03-01", count=clicks)


def subjects(server) -> list[str]:
    return sorted(mail["Subject"] for mail in server.mails)


# Sending ---------------------------------------------------------------------------------------


def test_first_both_versions_leave_and_the_others_wait(server, tried):
    assert subjects(server) == ["Kom kijken"] * EACH + ["Kom proeven"] * EACH
    come_due()
    assert sending.drain() == 0
    watch.ask()  # the first time it writes down what there is to do
    assert not watch.ask().issues
    assert fresh(tried).state == State.PLANNED
    by_version = {mail["To"]: mail["Subject"] for mail in server.mails}
    for row in NewsletterDelivery.objects.filter(outcome="verstuurd"):
        said = {"a": "Kom kijken", "b": "Kom proeven"}[row.variant]
        assert by_version[row.subscription.email] == said


def test_each_version_counts_for_itself(server, tried):
    for mail in server.mails:
        variant = "a" if mail["Subject"] == "Kom kijken" else "b"
        own = set(tried.links.filter(variant=variant).values_list("code", flat=True))
        others = set(tried.links.exclude(variant=variant).values_list("code", flat=True))
        html = mail.get_body(("html",)).get_content()
        assert all(f"/g/{code}" in html for code in own)
        assert not any(f"/g/{code}" in html for code in others)
        assert "Lees hem op de site" not in html  # it is not there before one is chosen


def test_nothing_is_chosen_before_its_time(tried):
    assert deciding.decide_due() == 0
    hours_pass()
    assert deciding.decide_due() == 1
    assert deciding.decide_due() == 0


def test_nothing_is_chosen_while_a_mail_of_either_still_waits(server, planned, monkeypatch):
    monkeypatch.setattr(sending, "PER_ROUND", 3)
    come_due()
    sending.drain()
    hours_pass()
    assert deciding.decide_due() == 0
    monkeypatch.setattr(sending, "PER_ROUND", 50)
    sending.drain()
    assert deciding.decide_due() == 1


@pytest.mark.database("brand.newsletter.drafts.hold")
def test_the_version_that_brought_more_goes_to_the_others_after_five_minutes(
    server, tried, client, desk
):
    brings(tried, "a", 1, clicks=40)
    brings(tried, "b", 7)
    hours_pass()
    deciding.decide_due()
    trial = fresh(tried).trial
    assert (trial.winner, trial.ground) == ("b", Ground.REGISTRATIONS)
    assert trial.figures["b"] == {"got": EACH, "registrations": 7, "clicks": 0}
    assert sending.drain() == 0  # five minutes in which it can be stopped
    come_due()
    assert sending.drain() == READERS - 2 * EACH
    assert subjects(server) == ["Kom kijken"] * EACH + ["Kom proeven"] * (READERS - EACH)
    assert len(set(server.recipients)) == READERS
    assert fresh(tried).state == State.SENT
    # What the others bring counts for the issue, and not for the trial.
    last = server.mails[-1].get_body(("html",)).get_content()
    plain = tried.links.filter(variant="").values_list("code", flat=True)
    assert any(f"/g/{code}" in last for code in plain)
    # The archive shows the version that won.
    assert "Kom proeven" in client.get(reverse("newsletter_archive")).text
    page = client.get(reverse("newsletter_archived", args=[tried.pk])).text
    assert "Kom proeven" in page
    assert "Kom kijken" not in page


def test_who_asks_reads_which_version_came(server, tried):
    [kept] = [one for one in personal_data.KEPT if one.key == "nieuwsbrief"]
    for row in NewsletterDelivery.objects.filter(outcome="verstuurd").select_related(
        "subscription"
    ):
        said = {"a": "Kom kijken", "b": "Kom proeven"}[row.variant]
        reads = [words for _, words in kept.told(row.subscription)]
        assert f"Kreeg de nieuwsbrief “{said}”" in reads


def test_a_worker_that_comes_second_chooses_nothing(tried):
    brings(tried, "b", 7)
    hours_pass()
    deciding.decide_due()
    at = fresh(tried).trial.decided_at
    brings(tried, "a", 12)
    deciding.decide(tried)
    trial = fresh(tried).trial
    assert (trial.winner, trial.decided_at) == ("b", at)


# Stopping --------------------------------------------------------------------------------------


def test_stopped_between_the_two_the_others_get_nothing(server, tried, desk):
    assert sending.stop(tried, desk.second) == READERS - 2 * EACH
    hours_pass()
    assert deciding.decide_due() == 0
    come_due()
    assert sending.drain() == 0
    assert fresh(tried).state == State.STOPPED
    assert told(fresh(tried)).sentences == ["Gestopt voor er gekozen werd."]


def test_stopped_after_the_choice_the_others_get_nothing(server, tried, desk):
    hours_pass()
    deciding.decide_due()
    assert sending.stop(tried, desk.second) == READERS - 2 * EACH
    come_due()
    assert sending.drain() == 0
    assert len(server.received) == 2 * EACH


def test_stopped_in_time_it_is_a_draft_and_the_lot_falls_the_same(planned, desk):
    def lot():
        return dict(NewsletterDelivery.objects.values_list("subscription", "variant"))

    first = lot()
    assert sending.stop(planned, desk.second) == READERS
    assert told(fresh(planned)) is None
    plan(fresh(planned), desk.writer)
    assert lot() == first


# What the numbers say --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "winner", "ground"),
    [
        (Count(30, 0, 90), Count(30, 5, 1), "", Ground.FEW),
        (Count(30, 0, 0), Count(30, 0, 40), "", Ground.FEW),
        (Count(30, 2, 90), Count(30, 4, 1), "b", Ground.REGISTRATIONS),
        (Count(30, 4, 0), Count(30, 3, 90), "a", Ground.REGISTRATIONS),
        # By receiver: six of twenty is more than seven of thirty.
        (Count(20, 6, 0), Count(30, 7, 0), "a", Ground.REGISTRATIONS),
        (Count(30, 4, 8), Count(30, 4, 9), "b", Ground.CLICKS),
        (Count(30, 4, 9), Count(30, 4, 9), "", Ground.EQUAL),
        (Count(30, 9, 9), Count(0, 0, 0), "", Ground.FEW),
    ],
)
def test_registrations_decide_then_clicks_and_a_few_decide_nothing(first, second, winner, ground):
    assert deciding.verdict(first, second) == (winner, ground)


def test_with_too_few_version_a_when_that_was_said(server, tried):
    brings(tried, "b", 3, clicks=30)
    hours_pass()
    deciding.decide_due()
    trial = fresh(tried).trial
    assert (trial.winner, trial.ground) == ("a", Ground.FEW)
    assert told(fresh(tried)).sentences[0] == "Te weinig inschrijvingen om te kiezen."
    come_due()
    sending.drain()
    assert subjects(server) == ["Kom kijken"] * (READERS - EACH) + ["Kom proeven"] * EACH


def test_with_too_few_somebody_chooses_when_that_was_said(server, asked, desk):
    trial = asked.trial
    assert (trial.winner, trial.ground) == ("", Ground.FEW)
    come_due()
    assert deciding.decide_due() == sending.drain() == 0
    path = reverse("newsletter_send", args=[asked.pk])
    assert "kies welke versie de anderen krijgen" in opened(desk.second).get("/beheer/").text
    assert StuckPanel().undecided == [asked]
    client = opened(desk.writer)
    assert "Kies welke versie de anderen krijgen." in client.get(reverse("newsletters")).text
    page = client.get(path).text
    assert "Te weinig inschrijvingen om te kiezen." in page
    assert "Stuur versie B naar de anderen" in page
    for odd in ("", "rest", "c"):
        client.post(path, {"act": "choose", "variant": odd})
        assert not fresh(asked).trial.winner
    client.post(path, {"act": "choose", "variant": "b"})
    trial = fresh(asked).trial
    assert (trial.winner, trial.decided_by) == ("b", desk.writer)
    assert "An Claes koos versie B voor de anderen" in client.get(path).text
    client.post(path, {"act": "choose", "variant": "a"})
    assert fresh(asked).trial.winner == "b"
    come_due()
    sending.drain()
    assert subjects(server).count("Kom proeven") == READERS - EACH
    assert not StuckPanel().undecided


def test_nobody_chooses_before_they_are_asked(tried, desk):
    with pytest.raises(drafts.Refused, match="niets te kiezen"):
        deciding.choose(tried, "b", desk.writer)
    with pytest.raises(drafts.Refused, match="niets te kiezen"):
        deciding.choose(issue_of(), "a", desk.writer)


def test_after_a_stop_nobody_chooses(asked, desk):
    sending.stop(asked, desk.writer)
    with pytest.raises(drafts.Refused, match="niets te kiezen"):
        deciding.choose(asked, "b", desk.writer)
    assert not StuckPanel().undecided


# Who withdrew ----------------------------------------------------------------------------------


@pytest.fixture
def leads(desk, stops, server):
    """Version B opens with another stop."""
    for n in range(READERS):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    rows = [Block("a", "inleiding", "Dag"), Block("b", "halte", page=stops[0].pk)]
    lead = {"tries": "opening", "lead_kind": "halte", "lead_page": stops[1].pk}
    issue = try_two(issue_of(*rows), desk.writer, when_few="mens", **lead)
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    return fresh(issue)


def cancel(stop) -> None:
    type(stop).objects.filter(pk=stop.pk).update(cancelled_at=stop.starts_at)


def test_what_falls_away_from_version_b_alone_is_in_no_mail(server, leads, stops):
    cancel(stops[1])
    come_due()
    sending.drain()
    assert len(server.mails) == 2 * EACH
    assert all("Halte Mol" not in str(mail) for mail in server.mails)


@pytest.mark.parametrize(("gone", "winner"), [(0, "b"), (1, "a")])
def test_a_version_of_which_the_opening_is_gone_does_not_win(server, leads, stops, gone, winner):
    come_due()
    sending.drain()
    brings(leads, "ab"[gone], 9)
    cancel(stops[gone])
    hours_pass()
    deciding.decide_due()
    trial = fresh(leads).trial
    assert (trial.winner, trial.ground) == (winner, Ground.GONE)
    before = len(server.mails)
    come_due()
    sending.drain()
    assert len(server.mails) == READERS
    assert all(stops[gone].title not in str(mail) for mail in server.mails[before:])
    said = told(fresh(leads))
    assert "Wat vooraan stond, wordt niet meer getoond." in [side.says for side in said.sides]


def test_nor_can_it_be_chosen(server, leads, stops, desk):
    come_due()
    sending.drain()
    hours_pass()
    deciding.decide_due()
    assert fresh(leads).trial.asked_at
    cancel(stops[1])
    with pytest.raises(drafts.Refused, match="mag niet meer getoond worden"):
        deciding.choose(leads, "b", desk.writer)
    deciding.choose(leads, "a", desk.writer)


def test_a_version_of_which_nothing_is_left_does_not_leave(server, desk, stops):
    for n in range(READERS):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    lead = {"tries": "opening", "lead_kind": "halte", "lead_page": stops[1].pk}
    issue = try_two(issue_of(Block("b", "halte", page=stops[0].pk)), desk.writer, **lead)
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    cancel(stops[1])
    come_due()
    sending.drain()
    assert len(server.mails) == EACH
    rows = NewsletterDelivery.objects.filter(variant="b")
    assert set(rows.values_list("state", "outcome")) == {(OutboxState.DONE, "gestopt")}
    assert deciding.standing(fresh(issue)) == ["a"]


# The report ------------------------------------------------------------------------------------


def test_the_report_says_what_each_brought_and_how_sure_that_is(server, tried, desk):
    brings(tried, "a", 2, clicks=9)
    brings(tried, "b", 5, clicks=8)
    page = opened(desk.writer).get(reverse("newsletter_send", args=[tried.pk])).text
    assert "op inschrijvingen. Daarna zijn er vijf minuten om te stoppen." in page
    assert "De anderen wachten op de keuze." in page
    hours_pass()
    deciding.decide_due()
    found = told(fresh(tried))
    assert numbers(found) == [["5", "2", "9"], ["5", "5", "8"]]
    assert [side.says for side in found.sides] == ["Kom kijken", "Kom proeven"]
    assert found.sentences[:2] == [
        "Meer inschrijvingen.",
        "Waren beide versies even goed, dan zag je in 45 van de 100 proeven zo’n verschil. "
        "Het kan dus toeval zijn.",
    ]
    # Each number of registrations opens its list.
    for side, count in zip(found.sides, (2, 5), strict=True):
        listed = opened(desk.second).get(side.numbers[1].url).context["object_list"]
        assert len(listed) == count
    # What comes later counts for the issue; the numbers of the choice stay.
    brings(tried, "", 3)
    found = told(fresh(tried))
    assert numbers(found) == [["5", "2", "9"], ["5", "5", "8"]]
    page = opened(desk.writer).get(reverse("newsletter_send", args=[tried.pk])).text
    assert "De anderen krijgen versie B (gekozen op" in page
    assert "Wie een mail opent, meten we niet" in page


def test_of_clicks_it_does_not_say_how_sure_that_is(server, tried, desk):
    brings(tried, "a", 4, clicks=2)
    brings(tried, "b", 4, clicks=30)
    hours_pass()
    deciding.decide_due()
    found = told(fresh(tried))
    assert found.sentences[0] == "Evenveel inschrijvingen, meer kliks."
    assert found.sentences[1].startswith("Hoe zeker dat is, weten we niet")
    preview = reverse("newsletter_preview", args=[tried.pk])
    assert "<strong>Kom proeven</strong>" in opened(desk.writer).get(preview).text


def test_one_page_has_one_line_in_the_report_whatever_the_version(server, tried, desk, stops):
    brings(tried, "a", 2, clicks=9)
    brings(tried, "b", 5, clicks=8)
    client = opened(desk.writer)
    page = client.get(reverse("newsletter_send", args=[tried.pk]))
    [cells] = [its for title, its in page.context["report"].by_page if title == "Halte Genk"]
    assert [line.words for line in cells[:2]] == ["17", "7"]
    [clicks] = [line.url for line in cells if "/kliks/" in line.url]
    assert "<dd>17</dd>" in client.get(clicks).text


def test_of_a_few_receivers_no_small_number_is_told(server, tried):
    NewsletterDelivery.objects.filter(variant="b").first().delete()
    brings(tried, "b", 7, clicks=1)
    brings(tried, "a", 1)
    hours_pass()
    deciding.decide_due()
    found = told(fresh(tried))
    assert numbers(found)[1] == ["4", "minder dan 5", "minder dan 5"]
    assert "proeven" not in " ".join(found.sentences)


def test_who_may_not_write_it_chooses_nothing(asked, desk):
    path = reverse("newsletter_send", args=[asked.pk])
    for user in (desk.marketer, desk.administrator):
        assert opened(user).post(path, {"act": "choose", "variant": "b"}).status_code == 404
    assert not versions.trial_of(fresh(asked)).winner
