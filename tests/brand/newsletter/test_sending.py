"""An issue leaves once to each who confirmed: planned by two people, stopped in time, resumed."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from brand import audience, outbox, personal_data
from brand.changes import counting
from brand.models import (
    NewsletterDelivery,
    NewsletterIssue,
    OutboxState,
    OutgoingMail,
    Subscription,
)
from brand.newsletter import checklist, drafts, recipients, sending
from brand.newsletter.blocks import Block
from brand.privacy import retention
from tests.factories.outbox import SubscriptionFactory
from tests.factories.roadshow import StopFactory
from tests.support.newsletters import come_due, issue_of, leases_end, make_ready, plan

pytestmark = pytest.mark.django_db
S, Outcome = OutboxState, NewsletterDelivery.Outcome
State = NewsletterIssue.State


@pytest.fixture
def readers(db):
    return [SubscriptionFactory(email=f"lezer{n}@bedrijf.be") for n in range(3)]


@pytest.fixture
def issue(desk, readers):
    return make_ready(issue_of(), desk.writer, desk.second)


@pytest.fixture
def planned(issue, desk):
    assert plan(issue, desk.writer) == 3
    return fresh(issue)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def outcomes() -> dict:
    return dict(Counter(NewsletterDelivery.objects.values_list("outcome", flat=True)))


# Planning --------------------------------------------------------------------------------------


def test_the_quarters_leave_five_minutes():
    at = datetime(2027, 3, 1, 9, 10, tzinfo=UTC)
    assert [one.minute for one in sending.quarters(at, 3)] == [15, 30, 45]
    late = at + timedelta(seconds=1)
    assert [one.minute for one in sending.quarters(late, 3)] == [30, 45, 0]


@pytest.mark.database(
    "brand.models.newsletters.NewsletterDelivery", "brand.models.newsletters.NewsletterIssue"
)
def test_nothing_leaves_before_its_moment_and_then_each_gets_one(server, planned, readers):
    assert planned.state == State.PLANNED
    assert sending.drain() == 0
    assert server.received == []
    come_due()
    assert sending.drain() == 3
    assert sending.drain() == 0
    assert sorted(server.recipients) == [one.email for one in readers]
    assert outcomes() == {Outcome.SENT: 3}
    assert fresh(planned).state == State.SENT


def test_each_mail_has_the_stop_link_of_its_own_receiver(server, planned, readers, client):
    come_due()
    sending.drain()
    for arrived in server.mails:
        person = Subscription.objects.get(email=arrived["To"])
        url = audience.stop_url(person)
        assert arrived["List-Unsubscribe"] == f"<{url}>"
        assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert arrived["List-Id"].startswith("<nieuwsbrief.")
        html = arrived.get_body(("html",)).get_content()
        text = arrived.get_body(("plain",)).get_content()
        assert html.count(url) == text.count(url) == 1
        assert "stop.invalid" not in html + text
    # RFC 8058: one POST without cookie, and it is done.
    url = audience.stop_url(readers[0])
    answer = Client(enforce_csrf_checks=True).post(
        url.removeprefix("http://localhost:8000"), {"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200
    assert fresh(readers[0]).state == Subscription.State.STOPPED


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(0, "vijf minuten"), (-60, "vijf minuten"), (60 * 24 * 400, "binnen het jaar")],
)
def test_a_moment_that_cannot_be(issue, desk, minutes, says):
    when = sending.quarters(timezone.now())[0] - timedelta(minutes=15) + timedelta(minutes=minutes)
    with pytest.raises(sending.Refused, match=says):
        sending.plan(issue, when, 3, desk.writer)


def test_only_on_the_quarter(issue, desk):
    when = sending.quarters(timezone.now())[0] + timedelta(minutes=1)
    with pytest.raises(sending.Refused, match="op het kwartier"):
        sending.plan(issue, when, 3, desk.writer)


@pytest.mark.parametrize("typed", [None, 2, 4, 0])
def test_the_number_must_be_typed(issue, desk, typed):
    when = sending.quarters(timezone.now())[0]
    with pytest.raises(sending.Refused, match="gaat naar 3 mensen"):
        sending.plan(issue, when, typed, desk.writer)
    assert not NewsletterDelivery.objects.exists()


def test_it_is_planned_once(planned, desk):
    with pytest.raises(sending.Refused, match="al gepland"):
        plan(planned, desk.writer)
    assert NewsletterDelivery.objects.count() == 3


def test_who_wrote_last_does_not_approve_and_a_change_ends_an_approval(desk, readers):
    issue = issue_of(changed_by=desk.writer)
    with pytest.raises(drafts.Refused, match="Jij schreef hier het laatst"):
        drafts.approve(issue, desk.writer)
    issue = make_ready(issue, desk.writer, desk.second)
    assert checklist.in_the_way(issue) == []
    drafts.save(drafts.hold(issue), {"subject": "Anders"}, desk.writer)
    wrong = [item.label for item in checklist.in_the_way(fresh(issue))]
    assert wrong == ["Testmail van deze versie", "Tweede persoon"]
    with pytest.raises(sending.Refused):
        plan(fresh(issue), desk.second)


def test_what_is_planned_does_not_change(planned, desk):
    with pytest.raises(drafts.Refused, match="verandert niet meer"):
        drafts.save(planned, {"subject": "Anders"}, desk.writer)


# To whom ---------------------------------------------------------------------------------------


def test_only_who_confirmed_and_within_the_segment(desk):
    of = Subscription.State
    genk = SubscriptionFactory(province="limburg", interests=["stage", "bezoek"])
    SubscriptionFactory(province="antwerpen", interests=["stage"])
    for state in (of.ASKED, of.STOPPED, of.REFUSED, of.RETURNING):
        SubscriptionFactory(state=state, province="limburg", interests=["stage"])
    SubscriptionFactory(state=of.ERASED, email=None)
    assert len(recipients.chosen(issue_of())) == 2
    assert recipients.interests() == ["bezoek", "stage"]
    narrowed = issue_of(province="limburg", interest="stage")
    assert recipients.chosen(narrowed) == [genk.pk]
    assert recipients.falling_away(narrowed) == {
        "nog niet bevestigd": 2,
        "uitgeschreven": 1,
        "met een adres dat geen mail aanneemt": 1,
    }


def test_who_stops_in_between_gets_nothing(server, planned, readers):
    audience.stop(readers[1], way="knop")
    audience.erase(readers[2], way="op vraag")
    come_due()
    sending.drain()
    assert server.recipients == [readers[0].email]
    assert outcomes() == {Outcome.SENT: 1, Outcome.LEFT: 2}


# Stopping --------------------------------------------------------------------------------------


def test_stopped_in_time_it_is_a_draft_again_and_can_be_planned(server, planned, desk):
    assert sending.stop(planned, desk.second) == 3
    come_due()
    assert sending.drain() == 0
    assert fresh(planned).state == State.DRAFT
    assert plan(fresh(planned), desk.second) == 3


def test_stopped_under_way_the_rest_does_not_leave(server, planned, desk, monkeypatch):
    monkeypatch.setattr(sending, "PER_ROUND", 1)
    come_due()
    assert sending.drain() == 1
    assert sending.stop(planned, desk.second) == 2
    assert sending.drain() == 0
    assert outcomes() == {Outcome.SENT: 1, Outcome.STOPPED: 2}
    assert fresh(planned).state == State.STOPPED
    with pytest.raises(sending.Refused, match="niets te stoppen"):
        sending.stop(planned, desk.second)


def test_a_row_in_hand_that_comes_back_after_the_stop_does_not_leave(server, planned, desk):
    come_due()
    held = outbox.claim_next(NewsletterDelivery.objects.all())
    sending.stop(planned, desk.second)
    outbox.retry(held, "450 straks")
    come_due()
    sending.drain()
    assert server.received == []
    assert fresh(held).outcome == Outcome.STOPPED


# The mail server -------------------------------------------------------------------------------


def test_no_faster_than_the_mail_server_allows(server, planned, settings):
    settings.NEWSLETTER_PER_MINUTE = 2
    come_due()
    assert sending.drain() == 2
    assert sending.drain() == 0
    NewsletterDelivery.objects.exclude(handed_over_at=None).update(
        handed_over_at=timezone.now() - timedelta(minutes=2)
    )
    assert sending.drain() == 1
    assert len(server.received) == 3


@pytest.mark.parametrize(
    ("answer", "state", "reader"),
    [
        pytest.param(
            "550 5.1.1 onbekend",
            S.GIVEN_UP,
            Subscription.State.REFUSED,
            marks=pytest.mark.database("brand.audience.subscribing.refused"),
        ),
        ("554 5.7.1 geblokkeerd", S.GIVEN_UP, Subscription.State.SUBSCRIBED),
        ("550 5.1.8 uw afzender", S.GIVEN_UP, Subscription.State.SUBSCRIBED),
        ("450 4.2.0 straks", S.LATER, Subscription.State.SUBSCRIBED),
    ],
)
def test_an_address_that_does_not_exist_is_off_the_list(server, desk, answer, state, reader):
    person = SubscriptionFactory(email="weg@bedrijf.be")
    plan(make_ready(issue_of(), desk.writer, desk.second), desk.writer)
    come_due()
    server.answers["RCPT"] = answer
    sending.drain()
    assert NewsletterDelivery.objects.get().state == state
    assert fresh(person).state == reader
    assert server.received == []


def test_a_mail_server_that_is_away_costs_nobody_a_try(server, planned):
    come_due()
    server.answers["greeting"] = "421 dicht"
    sending.drain()
    assert set(NewsletterDelivery.objects.values_list("attempts", flat=True)) == {0}
    server.answers["greeting"] = "220 weer open"
    come_due()
    sending.drain()
    assert len(server.received) == 3


def test_a_silence_at_the_end_waits_for_a_person(server, planned, desk):
    come_due()
    server.answers["end"] = "drop"
    sending.drain()
    assert len(server.unanswered) == 3
    server.answers["end"] = "250 aangenomen"
    come_due()
    sending.drain()
    assert server.received == []
    first, second, third = NewsletterDelivery.objects.all()
    assert all(row.is_uncertain for row in (first, second, third))
    assert sending.arrived(first, desk.second)
    assert sending.send_again(second)
    sending.drain()
    assert len(server.received) == 1
    assert outcomes() == {Outcome.SENT: 2, "": 1}
    assert fresh(planned).state == State.SENT


def test_a_worker_that_died_before_handing_over_loses_nothing(server, planned):
    come_due()
    outbox.claim_next(NewsletterDelivery.objects.all())
    sending.drain()
    leases_end()
    sending.drain()
    assert len(server.received) == len(set(server.recipients)) == 3


def test_a_worker_that_died_after_it_sends_nothing_twice(server, planned, monkeypatch):
    come_due()

    def power_cut(*_, **__):
        raise SystemExit

    monkeypatch.setattr(outbox, "finish", power_cut)
    with pytest.raises(SystemExit):
        sending.drain()
    monkeypatch.undo()
    leases_end()
    sending.drain()
    assert len(server.received) == len(set(server.recipients)) == 3
    [row] = NewsletterDelivery.objects.filter(state=S.BLOCKED)
    assert row.is_uncertain


def test_without_a_mail_server_nothing_is_said_to_be_sent(planned):
    come_due()
    sending.drain()
    assert outcomes() == {Outcome.KEPT: 3}


def test_examples_are_never_mailed(server, desk):
    SubscriptionFactory(email="an@bedrijf.example", is_demo=True)
    plan(make_ready(issue_of(), desk.writer, desk.second), desk.writer)
    come_due()
    sending.drain()
    assert server.received == []
    assert outcomes() == {Outcome.KEPT: 1}


# What stands in it -----------------------------------------------------------------------------


def test_a_stop_that_is_cancelled_in_between_is_left_out(server, desk, readers):
    stop = StopFactory(title="Halte Genk")
    issue = issue_of(Block("a", "inleiding", "Dag"), Block("b", "halte", page=stop.pk))
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    type(stop).objects.filter(pk=stop.pk).update(cancelled_at=timezone.now())
    come_due()
    sending.drain()
    assert len(server.mails) == 3
    assert all("Halte Genk" not in str(arrived) for arrived in server.mails)


def test_an_issue_of_which_nothing_is_left_does_not_leave(server, desk, readers):
    stop = StopFactory(title="Halte Genk")
    issue = make_ready(issue_of(Block("b", "halte", page=stop.pk)), desk.writer, desk.second)
    plan(issue, desk.writer)
    type(stop).objects.filter(pk=stop.pk).update(cancelled_at=timezone.now())
    come_due()
    sending.drain()
    assert server.received == []
    assert outcomes() == {Outcome.STOPPED: 3}


def test_the_test_mail_is_the_newsletter_to_who_asks(server, desk, readers):
    from brand.mail import delivery

    drafts.test(issue_of(), desk.writer)
    [row] = OutgoingMail.objects.all()
    OutgoingMail.objects.update(to="")
    type(desk.writer).objects.filter(pk=desk.writer.pk).update(email="an@federatie.be")
    delivery.drain()
    [arrived] = server.mails
    assert (arrived["To"], arrived["Subject"]) == ("an@federatie.be", "TEST: Kom kijken")
    assert "Dag werkgever" in arrived.get_body(("plain",)).get_content()
    assert fresh(row).state == S.DONE


def test_a_letter_is_made_anew_when_anything_changed_and_only_then(desk, monkeypatch):
    number, made = [1], sending.Made()
    monkeypatch.setattr(connections["default"], "changes", lambda: number[0])
    issue = issue_of()
    first = made.of(issue.pk, 1)
    assert made.of(issue.pk, 1) is first
    assert made.of(issue.pk, 2) is not first  # typed words were taken out
    second = made.of(issue.pk, 2)
    number[0] = 2  # somebody withdrew
    assert made.of(issue.pk, 2) is not second
    number[0] = None  # within a transaction that changed something
    assert made.of(issue.pk, 2) is not made.of(issue.pk, 2)


def test_typing_makes_no_page_of_the_site_old(client, db):
    assert not counting.may_be_seen('UPDATE "brand_newsletterissue" SET "subject" = 1')
    assert "no-store" in client.get("/nieuwsbrief/archief/")["Cache-Control"]


# Afterwards ------------------------------------------------------------------------------------


def test_who_got_what_is_known_to_that_person_and_forgotten_in_time(server, planned, readers):
    come_due()
    sending.drain()
    [kept] = [one for one in personal_data.KEPT if one.key == "nieuwsbrief"]
    told = [words for _, words in kept.told(readers[0])]
    assert "Kreeg de nieuwsbrief “Kom kijken”" in told
    NewsletterIssue.objects.update(done_at=timezone.now() - timedelta(days=500))
    retention.run()
    assert set(NewsletterDelivery.objects.values_list("subscription", "outcome")) == {
        (None, Outcome.SENT)
    }
