"""Mailchimp sends an issue: made there at its moment, once, from what may be shown then."""

from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from brand import outbox
from brand.audience import mailchimp
from brand.audience.addresses import address_hash
from brand.models import (
    NewsletterDelivery,
    NewsletterHandOver,
    NewsletterIssue,
    NewsletterSettings,
    OutboxState,
    Stoppage,
    Subscription,
)
from brand.newsletter import checklist, hand_over, letters, recipients, sending
from brand.newsletter.blocks import Block
from tests.factories.outbox import SubscriptionFactory
from tests.factories.roadshow import StopFactory
from tests.support.mailchimp_server import DROP, HANG, KEY, LIST, MailchimpServer, problem
from tests.support.newsletters import issue_of, make_ready, plan
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db
S, State = OutboxState, NewsletterIssue.State
MARKER = f"echt:{LIST}"


@pytest.fixture
def mailchimp_server(desk, settings, monkeypatch):
    server = MailchimpServer()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE = KEY, LIST
    settings.MAILCHIMP_MODE, settings.MAILCHIMP_BASE_URL = "echt", server.url
    monkeypatch.setattr(mailchimp, "READ", 0.4)
    NewsletterSettings.objects.create(sender="mailchimp")
    yield server
    server.close()


@pytest.fixture
def readers(mailchimp_server):
    people = [SubscriptionFactory(email=f"lezer{n}@bedrijf.be", told=MARKER) for n in range(3)]
    for person in people:
        mailchimp_server.holds(person.email, "subscribed")
    return people


@pytest.fixture
def planned(desk, readers):
    issue = make_ready(issue_of(), desk.writer, desk.second)
    assert plan(issue, desk.writer) == 3
    return fresh(issue)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def leaves():
    """Its moment has come, and what waits has waited."""
    now = timezone.now()
    NewsletterIssue.objects.exclude(planned_for=None).update(planned_for=now)
    NewsletterHandOver.objects.filter(state__in=["wacht", "later"]).update(due_at=now)
    Stoppage.objects.all().delete()
    hand_over.drain()
    return NewsletterHandOver.objects.get()


def sends(server):
    return [path for _, path in server.calls() if path.endswith("/actions/send")]


def made(server):
    return [path for method, path in server.calls() if (method, path) == ("POST", "/3.0/campaigns")]


# Once, and whole --------------------------------------------------------------------------------


@pytest.mark.database(
    "brand.models.newsletters.NewsletterHandOver", "brand.newsletter.hand_over._left"
)
def test_nothing_stands_there_before_its_moment_and_then_it_is_sent(mailchimp_server, planned):
    assert hand_over.drain() == 0
    assert mailchimp_server.requests == []
    row = leaves()
    assert (row.state, row.reason) == (S.DONE, "Door Mailchimp verstuurd.")
    [campaign] = mailchimp_server.campaigns.values()
    assert campaign["status"] == "sent"
    assert sorted(campaign["sent_to"]) == [f"lezer{n}@bedrijf.be" for n in range(3)]
    said = campaign["settings"]
    assert said["title"] == f"Kom kijken {row.mark}"
    assert (said["subject_line"], said["preview_text"]) == ("Kom kijken", "In Genk")
    assert said["reply_to"] == "nieuws@merk.be"
    assert campaign["tracking"] == {"opens": False, "html_clicks": False, "text_clicks": False}
    for words in (campaign["html"], campaign["plain_text"]):
        assert words.count("*|UNSUB|*") == words.count("*|LIST:ADDRESSLINE|*") == 1
        assert "stop.invalid" not in words
        assert "/g/" in words  # links that we count ourselves
    assert fresh(planned).state == State.SENT
    assert set(NewsletterDelivery.objects.values_list("state", "outcome")) == {
        ("klaar", "verstuurd")
    }
    leaves()
    assert (len(sends(mailchimp_server)), len(made(mailchimp_server))) == (1, 1)


def test_our_own_mail_has_none_of_mailchimp_s_words(desk):
    letter = letters.letter(issue_of(), to="", stop_url="https://x.be/stop")
    assert "*|" not in letter.html + letter.text


def test_only_who_mailchimp_knows_and_who_did_not_stop(mailchimp_server, desk, readers):
    SubscriptionFactory(email="nieuw@bedrijf.be")
    issue = issue_of()
    assert recipients.chosen(issue) == [one.pk for one in readers]
    assert recipients.falling_away(issue) == {"nog niet bekend bij Mailchimp": 1}
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    Subscription.objects.filter(pk=readers[0].pk).update(state="uitgeschreven")
    mailchimp_server.members[address_hash(readers[1].email)]["status"] = "unsubscribed"
    leaves()
    [campaign] = mailchimp_server.campaigns.values()
    assert campaign["sent_to"] == ["lezer2@bedrijf.be"]


def test_a_stop_that_is_cancelled_in_between_is_left_out(mailchimp_server, desk, readers):
    stop = StopFactory(title="Halte Genk")
    rows = [Block("a", "inleiding", "Dag"), Block("b", "halte", page=stop.pk)]
    plan(make_ready(issue_of(*rows), desk.writer, desk.second), desk.writer)
    type(stop).objects.filter(pk=stop.pk).update(cancelled_at=timezone.now())
    leaves()
    [campaign] = mailchimp_server.campaigns.values()
    assert (campaign["status"], "Halte Genk" in campaign["html"]) == ("sent", False)


def test_when_nothing_may_be_shown_nothing_leaves(mailchimp_server, desk, readers):
    stop = StopFactory(title="Halte Genk")
    issue = issue_of(Block("b", "halte", page=stop.pk))
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    type(stop).objects.filter(pk=stop.pk).update(cancelled_at=timezone.now())
    assert leaves().reason == sending.NOTHING_LEFT
    assert (mailchimp_server.campaigns, fresh(issue).state) == ({}, State.STOPPED)


def test_who_withdraws_while_it_is_made_is_not_in_it(mailchimp_server, planned, monkeypatch):
    number = iter([1, 2])
    monkeypatch.setattr(connections["default"], "changes", lambda: next(number, 2))
    row = leaves()
    assert (row.state, sends(mailchimp_server)) == (S.LATER, [])
    assert leaves().state == S.DONE
    assert len(made(mailchimp_server)) == 1


# Trouble ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [DROP, HANG, (403, None, ""), problem(500, "Internal")])
@pytest.mark.parametrize("step", range(8))
def test_whatever_fails_it_is_made_and_sent_once(mailchimp_server, planned, step, answer):
    """The answer is lost, or the request: each step in each way."""
    mailchimp_server.next(*[None] * step, answer)
    row = leaves()
    assert row.state == S.LATER
    assert fresh(planned).state == State.PLANNED
    row = leaves()
    assert row.state == S.DONE
    campaigns = mailchimp_server.campaigns.values()
    assert [one["status"] for one in campaigns] == ["sent"]
    assert NewsletterDelivery.objects.count() == 3


@pytest.mark.parametrize("path", ["/3.0/campaigns", "/actions/send"])
def test_an_answer_that_never_comes_of_what_was_done(mailchimp_server, planned, path):
    """It was made, or sent, and we do not know: it is looked up, and not done again."""
    answer, lost = mailchimp_server.answer, []

    def loses(method, asked, body):
        said = answer(method, asked, body)
        if method == "POST" and asked.endswith(path) and not lost:
            lost.append(asked)
            return 502, "text/html", "<h1>Bad gateway</h1>"
        return said

    mailchimp_server.answer = loses
    assert leaves().state == S.LATER
    assert leaves().state == S.DONE
    assert (len(mailchimp_server.campaigns), len(sends(mailchimp_server))) == (1, 1)
    assert NewsletterDelivery.objects.count() == 3


def test_a_worker_that_died_after_it_was_sent_sends_it_no_second_time(mailchimp_server, planned):
    leaves()
    NewsletterDelivery.objects.all().delete()  # as if its last transaction never was
    NewsletterIssue.objects.update(state=State.PLANNED)
    then = timezone.now() - timedelta(seconds=1)
    NewsletterHandOver.objects.update(state=S.BUSY, locked_until=then, done_at=None)
    hand_over.drain()
    assert leaves().state == S.DONE
    assert len(sends(mailchimp_server)) == 1
    assert (fresh(planned).state, NewsletterDelivery.objects.count()) == (State.SENT, 3)


def test_a_content_that_is_not_taken_sends_nothing_of_before(mailchimp_server, planned, desk):
    mailchimp_server.objections = ["Nog niet"]
    leaves()
    [campaign] = mailchimp_server.campaigns.values()
    campaign["html"] = "<p>Van vroeger</p>"
    outbox.ask_again(NewsletterHandOver.objects.get())
    mailchimp_server.objections = []
    answer = mailchimp_server.answer

    def refuses(method, path, body):
        if method == "PUT" and path.endswith("/content"):
            return problem(400, "Bad Request", "Niet goed.")
        return answer(method, path, body)

    mailchimp_server.answer = refuses
    assert leaves().state == S.BLOCKED
    assert (campaign["status"], sends(mailchimp_server)) == ("save", [])


def test_what_mailchimp_objects_to_waits_for_a_person(mailchimp_server, planned, desk):
    mailchimp_server.objections = ["Er is geen adres van afzender."]
    row = leaves()
    assert row.state == S.BLOCKED
    assert row.reason == "Mailchimp verstuurt hem nog niet: Er is geen adres van afzender."
    url = reverse("newsletter_send", args=[planned.pk])
    client = as_user(desk.writer)
    page = client.get(url).text
    assert "Er is geen adres van afzender." in page
    assert "Probeer opnieuw" in page
    mailchimp_server.objections = []
    client.post(url, {"act": "again"})
    assert leaves().state == S.DONE


def test_one_that_somebody_sent_there_by_hand_is_not_sent_again(mailchimp_server, planned):
    mailchimp_server.objections = ["Nog niet"]
    leaves()
    [campaign] = mailchimp_server.campaigns.values()
    campaign["status"] = "sent"
    outbox.ask_again(NewsletterHandOver.objects.get())
    row = leaves()
    assert (row.state, sends(mailchimp_server)) == (S.BLOCKED, [])
    assert "al op “sent”" in row.reason


def test_a_refused_key_waits_and_says_so(mailchimp_server, planned):
    mailchimp_server.next(problem(401, "API Key Invalid"))
    row = leaves()
    assert (row.state, row.attempts) == (S.LATER, 0)
    assert Stoppage.objects.get().until is None
    assert leaves().state == S.DONE


def test_mailchimp_that_was_switched_off_sends_nothing(mailchimp_server, planned, settings):
    settings.MAILCHIMP_MODE = "uit"
    row = leaves()
    assert (row.state, row.reason) == (S.BLOCKED, "Mailchimp staat uit.")
    assert mailchimp_server.requests == []


# Stopping ---------------------------------------------------------------------------------------


def test_before_it_is_handed_over_it_becomes_a_draft_again(mailchimp_server, planned, desk):
    assert sending.stop(planned, desk.writer) == 3
    assert fresh(planned).state == State.DRAFT
    assert not NewsletterHandOver.objects.exists()
    assert mailchimp_server.requests == []
    assert plan(fresh(planned), desk.writer) == 3


def test_while_it_is_handed_over_it_cannot_be_stopped(mailchimp_server, planned, desk):
    NewsletterHandOver.objects.update(due_at=timezone.now())
    outbox.claim_next(NewsletterHandOver.objects.all())
    with pytest.raises(sending.Refused, match="aan het versturen"):
        sending.stop(planned, desk.writer)


def test_what_may_have_left_cannot_be_stopped(mailchimp_server, planned, desk):
    mailchimp_server.next(*[None] * 7, DROP)  # the answer to sending
    assert leaves().handed_over_at
    with pytest.raises(sending.Refused, match="aan het versturen"):
        sending.stop(planned, desk.writer)


class TestStoppedAfterItWasMade:
    """What Mailchimp objected to stands there as a draft."""

    @pytest.fixture
    def stopped(self, mailchimp_server, planned, desk):
        mailchimp_server.objections = ["Nog niet"]
        leaves()
        sending.stop(planned, desk.writer)
        mailchimp_server.objections = []
        return planned

    def test_the_draft_goes(self, mailchimp_server, stopped, desk):
        assert fresh(stopped).state == State.DRAFT
        assert len(mailchimp_server.campaigns) == 1
        assert hand_over.drain() == 1
        assert (mailchimp_server.campaigns, sends(mailchimp_server)) == ({}, [])
        assert not NewsletterHandOver.objects.exists()

    def test_also_when_it_is_planned_again_at_once(self, mailchimp_server, stopped, desk):
        plan(fresh(stopped), desk.writer)
        assert hand_over.drain() == 1
        assert mailchimp_server.campaigns == {}
        assert leaves().state == S.DONE
        assert [one["status"] for one in mailchimp_server.campaigns.values()] == ["sent"]

    @pytest.mark.parametrize("answer", [DROP, problem(500, "Internal"), (403, None, "")])
    @pytest.mark.parametrize("step", range(2))
    def test_whatever_fails_it_goes(self, mailchimp_server, stopped, answer, step):
        mailchimp_server.next(*[None] * step, answer)
        leaves()
        assert len(mailchimp_server.campaigns) == 1
        NewsletterHandOver.objects.update(due_at=timezone.now())
        Stoppage.objects.all().delete()
        hand_over.drain()
        assert mailchimp_server.campaigns == {}
        assert not NewsletterHandOver.objects.exists()

    @pytest.mark.parametrize("status", ["sent", "schedule", "sending"])
    def test_what_somebody_sent_there_stays(self, mailchimp_server, stopped, status):
        [campaign] = mailchimp_server.campaigns.values()
        campaign["status"] = status
        hand_over.drain()
        assert list(mailchimp_server.campaigns.values()) == [campaign]
        assert not NewsletterHandOver.objects.exists()

    def test_what_is_gone_there_is_as_good(self, mailchimp_server, stopped):
        mailchimp_server.campaigns.clear()
        hand_over.drain()
        assert not NewsletterHandOver.objects.exists()

    def test_one_whose_key_never_came_is_found(self, mailchimp_server, stopped):
        NewsletterHandOver.objects.update(campaign_key="")
        hand_over.drain()
        assert mailchimp_server.campaigns == {}

    def test_without_mailchimp_it_ends(self, mailchimp_server, stopped, settings):
        settings.MAILCHIMP_MODE = "uit"
        hand_over.drain()
        assert NewsletterHandOver.objects.get().state == S.DONE
        hand_over.follow()


def test_closing_finished_issues_leaves_it_alone(planned):
    NewsletterIssue.objects.update(planned_for=timezone.now())
    sending.close_finished()
    assert fresh(planned).state == State.PLANNED


# Choosing and reading ---------------------------------------------------------------------------


def test_our_own_mail_server_is_the_default(desk):
    assert NewsletterSettings.current().sender == "eigen"


def test_the_choice_is_made_on_one_page_and_holds_for_what_is_not_planned(
    mailchimp_server, planned, desk, settings
):
    client, url = as_user(desk.second), reverse("audience_check")
    assert 'value="mailchimp" checked' in client.get(url).text
    client.post(url, {"act": "afzender", "sender": "eigen"})
    assert recipients.sender_of(fresh(planned)) == "mailchimp"
    assert recipients.sender_of(issue_of()) == "eigen"
    settings.MAILCHIMP_MODE = "uit"
    for odd in ("mailchimp", "iets", ""):
        client.post(url, {"act": "afzender", "sender": odd})
        assert NewsletterSettings.objects.get().sender == "eigen"


def test_without_mailchimp_the_checklist_holds_it_back(mailchimp_server, readers, settings):
    issue = issue_of()
    found = {item.label: item for item in checklist.items(issue)}
    assert found["Mailchimp"].is_good
    assert not {"Mailserver"} & found.keys()
    issue.is_demo = True
    assert not {item.label: item for item in checklist.items(issue)}["Mailchimp"].is_good
    settings.MAILCHIMP_MODE = "uit"
    assert "Mailchimp" in {item.label for item in checklist.in_the_way(issue_of())}


def test_the_report_says_what_mailchimp_counts_and_no_opens(mailchimp_server, planned, desk):
    leaves()
    hand_over.follow()
    page = as_user(desk.writer).get(reverse("newsletter_send", args=[planned.pk])).text
    assert "Volgens Mailchimp" in page
    assert "<dt>Kwam terug</dt><dd>3</dd>" in page
    assert page.index("Wat het opbracht") > page.index("Volgens Mailchimp")
    mailchimp_server.next(DROP)
    hand_over.follow()  # a line that fails loses nothing
    assert NewsletterHandOver.objects.get().figures["sent"] == 3
