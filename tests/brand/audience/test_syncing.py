"""From what somebody said here to how they stand there, through the queue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand import audience, outbox
from brand.audience import mailchimp, syncing
from brand.audience.addresses import address_hash
from brand.models import OutboxState, Stoppage, Subscription, SubscriptionRecord, SyncJob
from brand.outbox import outages
from tests.factories.outbox import SubscriptionFactory, SubscriptionRecordFactory
from tests.support.mailchimp_server import DROP, KEY, LIST, MailchimpServer, problem

pytestmark = pytest.mark.django_db
S = OutboxState
State = Subscription.State
SEND_LINK = "Alleen de persoon zelf kan terug: stuur de inschrijflink."


@pytest.fixture
def server(settings, monkeypatch):
    server = MailchimpServer()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE = KEY, LIST
    settings.MAILCHIMP_MODE, settings.MAILCHIMP_BASE_URL = "echt", server.url
    monkeypatch.setattr(mailchimp, "READ", 0.4)
    yield server
    server.close()


@pytest.fixture
def an():
    return SubscriptionFactory(email="an@bedrijf.be")


def status(server, email="an@bedrijf.be"):
    return server.members.get(address_hash(email), {}).get("status")


def told(person):
    """The row's end, after the worker came by."""
    syncing.enqueue(person)
    return after_drain()


def after_drain():
    syncing.drain()
    row = SyncJob.objects.order_by("-created_at").first()
    return row.state, row.reason, row.remedy


def come_due():
    SyncJob.objects.filter(state=S.LATER).update(due_at=timezone.now())
    Stoppage.objects.filter(until__isnull=False).update(until=timezone.now())


# Without a service --------------------------------------------------------------------------


def test_without_a_key_all_of_it_works_here(client):
    asked = SubscriptionRecordFactory()
    audience.confirm(asked, way="knop")
    assert after_drain() == (S.DONE, "Mailchimp staat uit: bewaard op onze eigen lijst.", "")
    person = Subscription.objects.get()
    assert (person.state, person.told) == (State.SUBSCRIBED, "uit")
    audience.stop(person, way="knop")
    assert after_drain()[0] == S.DONE
    audience.erase(person, way="knop")
    assert after_drain()[0] == S.DONE


@pytest.mark.parametrize(
    ("mode", "key", "list_id", "name"),
    [
        ("uit", KEY, LIST, "Mailchimp staat uit"),
        ("", KEY, LIST, "Mailchimp staat uit"),
        ("Echt", KEY, LIST, "Mailchimp staat uit"),
        ("echt", "", LIST, "Mailchimp staat uit: MAILCHIMP_API_KEY ontbreekt"),
        ("proef", KEY, "", "Mailchimp staat uit: MAILCHIMP_AUDIENCE ontbreekt"),
        ("proef", KEY, LIST, "Mailchimp"),
        ("echt", KEY, LIST, "Mailchimp"),
    ],
)
def test_the_settings_choose_the_list(settings, mode, key, list_id, name):
    settings.MAILCHIMP_MODE = mode
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE = key, list_id
    assert syncing.service().name == name


def test_a_new_list_hears_of_everybody_once(server, settings):
    settings.MAILCHIMP_MODE = "uit"
    on, off = SubscriptionFactory(), SubscriptionFactory(state=State.STOPPED)
    for person in (on, off):
        syncing.enqueue(person)
    syncing.drain()
    SubscriptionFactory(state=State.ASKED, confirmed_at=None)
    SubscriptionFactory(state=State.REFUSED)
    settings.MAILCHIMP_MODE = "echt"
    server.holds(off.email, "subscribed")
    assert syncing.queue_missing() == 2
    assert syncing.queue_missing() == 0  # they stand in the queue
    syncing.drain()
    assert syncing.queue_missing() == 0
    assert status(server, on.email) == "subscribed"
    assert status(server, off.email) == "unsubscribed"


# With the service ---------------------------------------------------------------------------


def test_confirming_puts_somebody_on_the_list_with_the_moment(server):
    asked = SubscriptionRecordFactory(
        subscription__email="an@bedrijf.be", subscription__province="limburg"
    )
    audience.confirm(asked, way="knop")
    assert after_drain() == (S.DONE, "Ingeschreven.", "")
    body = server.requests[0][2]
    person = Subscription.objects.get()
    assert body["timestamp_signup"] == asked.at.isoformat(timespec="seconds")
    assert body["timestamp_opt"] == person.confirmed_at.isoformat(timespec="seconds")
    assert body["merge_fields"]["PROVINCIE"] == "Limburg"
    assert person.told == "echt:abc123"


def test_who_only_asked_is_not_told(server):
    assert told(SubscriptionRecordFactory().subscription) == (
        S.DONE,
        "Er is nog niets door te geven: de persoon bevestigde nog niet.",
        "",
    )
    assert server.requests == []


def test_an_example_is_not_told(server):
    for person in (
        SubscriptionFactory(is_demo=True),
        SubscriptionFactory(email="karim@bakkerij.example"),
    ):
        assert told(person) == (S.DONE, "Voorbeeld: gaat nooit naar buiten.", "")
    assert server.requests == []


def test_a_trial_says_so_on_the_row(server, settings, an):
    settings.MAILCHIMP_MODE = "proef"
    assert told(an) == (S.DONE, "Proef: alleen de proefadressen gaan naar Mailchimp.", "")
    assert syncing.queue_missing() == 0
    settings.MAILCHIMP_TRIAL_ADDRESSES = ["an@bedrijf.be"]
    assert told(an) == (S.DONE, "Ingeschreven.", "")


def test_stopping_here_stops_there(server, an):
    server.holds(an.email, "subscribed")
    audience.stop(an, way="knop")
    assert after_drain() == (S.DONE, "Uitgeschreven.", "")
    assert status(server) == "unsubscribed"


def test_what_is_told_is_the_stand_when_it_is_told(server, an):
    """Subscribed and stopped before the worker came by: only the last counts."""
    syncing.enqueue(an)
    audience.stop(an, way="knop")
    assert SyncJob.objects.count() == 1
    syncing.drain()
    assert [method for method, _ in server.calls()] == ["PATCH", "GET"]


def test_erasing_reaches_the_service_and_leaves_no_hash(server, an):
    server.holds(an.email, "subscribed")
    audience.erase(an, way="telefoon")
    assert after_drain() == (S.DONE, "Gewist.", "")
    assert server.forgotten == {address_hash("an@bedrijf.be")}
    assert SyncJob.objects.get().email_hash == ""


def test_archiving_keeps_them_without_mails(server, an):
    server.holds(an.email, "subscribed")
    syncing.enqueue(an, kind=SyncJob.Kind.ARCHIVE)
    assert after_drain() == (S.DONE, "Bewaard zonder mails.", "")
    assert status(server) == "archived"


# Of an opt-out the service knows best -------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "state", "reason", "remedy"),
    [
        ("unsubscribed", State.STOPPED, "Heeft zich uitgeschreven op 3 mei 2026.", SEND_LINK),
        (
            "archived",
            State.STOPPED,
            "Staat bij Mailchimp in het archief en krijgt geen mails.",
            SEND_LINK,
        ),
        (
            "cleaned",
            State.REFUSED,
            "Mails naar dit adres komen terug.",
            "Vraag een ander e-mailadres.",
        ),
    ],
)
def test_who_stopped_there_stops_here(server, an, held, state, reason, remedy):
    member = server.holds(an.email, held)
    stamp = "2026-05-03T10:00:00+00:00"
    server.activity[member["id"]] = [{"action": "unsub", "timestamp": stamp}]
    assert told(an) == (S.BLOCKED, reason, remedy)
    an.refresh_from_db()
    assert an.state == state
    evidence = an.consents.get()
    assert (evidence.said, evidence.way) == (SubscriptionRecord.Said.SERVICE_STOPPED, reason)
    assert status(server) == held


def test_a_compliance_state_stops_here_too(server, an):
    server.next(problem(400, "Member In Compliance State"))
    assert told(an) == (S.BLOCKED, "Heeft zich uitgeschreven.", SEND_LINK)
    an.refresh_from_db()
    assert an.state == State.STOPPED
    assert SyncJob.objects.get().last_instance == "9a6f8a51-1b05-4a3a-8d10-0f4c6c9d3f11"


def test_a_field_it_does_not_take_says_nothing_of_the_person(server, an):
    server.next(problem(400, "Invalid Resource", errors=[{"field": "BEDRIJF", "message": ""}]))
    assert told(an)[0] == S.BLOCKED
    an.refresh_from_db()
    assert an.state == State.SUBSCRIBED


def test_absence_is_no_opt_out(server, an):
    an.stopped_at = None
    assert told(an) == (S.DONE, "Ingeschreven.", "")
    server.members.clear()
    assert told(an) == (S.DONE, "Ingeschreven.", "")


def test_who_asks_back_is_asked_once_more_by_the_service(server, an):
    server.holds(an.email, "unsubscribed")
    told(an)
    audience.subscribe(an.email, source="inschrijving voor Genk")
    audience.confirm(an.consents.get(said="gevraagd"), way="knop")
    assert after_drain() == (S.DONE, "Mailchimp vraagt nog een bevestiging.", "")
    an.refresh_from_db()
    assert (an.state, status(server)) == (State.RETURNING, "pending")
    server.holds(an.email, "subscribed")  # they pressed Mailchimp's button
    assert told(an) == (S.DONE, "Ingeschreven.", "")
    an.refresh_from_db()
    assert an.state == State.SUBSCRIBED


@pytest.mark.parametrize("held", ["subscribed", "unsubscribed"])
def test_what_they_did_meanwhile_is_not_overwritten(server, an, monkeypatch, held):
    server.holds(an.email, held)
    put = mailchimp.Mailchimp.put

    def slow(service, person):
        answer = put(service, person)
        audience.stop(an, way="knop")
        return answer

    monkeypatch.setattr(mailchimp.Mailchimp, "put", slow)
    syncing.enqueue(an)
    syncing.drain()
    an.refresh_from_db()
    assert an.state == State.STOPPED
    assert list(an.consents.values_list("said", flat=True)) == ["gestopt"]
    assert status(server) == "unsubscribed"


# Trouble ------------------------------------------------------------------------------------


def test_a_service_out_of_reach_costs_no_try_and_holds_the_rest(server, an):
    other = syncing.enqueue(SubscriptionFactory())
    SyncJob.objects.update(due_at=timezone.now() - timedelta(hours=1))
    server.next(DROP)
    syncing.enqueue(an)
    assert syncing.drain() == 1
    other.refresh_from_db()
    assert (other.state, other.attempts, other.reason) == (
        S.LATER,
        0,
        "Mailchimp is niet te bereiken.",
    )
    assert syncing.drain() == 0
    come_due()
    assert syncing.drain() == 2
    assert not Stoppage.objects.exists()


def test_its_own_fault_is_tried_eight_times_and_stays_visible(server, an):
    server.next(*[(500, None, "")] * 8)
    syncing.enqueue(an)
    for _ in range(8):
        come_due()
        syncing.drain()
    row = SyncJob.objects.get()
    assert (row.state, row.reason) == (
        S.GIVEN_UP,
        "Er liep iets mis bij Mailchimp (500). 8 keer geprobeerd.",
    )
    assert syncing.queue_missing() == 0
    syncing.try_again()
    assert after_drain() == (S.DONE, "Ingeschreven.", "")


def test_an_address_held_back_is_tried_after_minutes_then_days(server, an):
    held = problem(400, "Invalid Resource", "has signed up to a lot of lists very recently")
    server.next(*[held] * 5)
    syncing.enqueue(an)
    waits = []
    for _ in range(4):
        syncing.drain()
        row = SyncJob.objects.get()
        waits.append(round((row.due_at - timezone.now()) / timedelta(minutes=1)))
        come_due()
    assert waits == [5, 1440, 2880, 10080]
    assert after_drain()[0] == S.GIVEN_UP


def test_a_refused_key_holds_everything_until_another_key(server, settings, an):
    server.next(problem(401, "API Key Invalid"))
    syncing.enqueue(an)
    assert syncing.drain() == 1
    row = SyncJob.objects.get()
    assert (row.state, row.attempts) == (S.LATER, 0)
    assert row.reason == "Mailchimp aanvaardt onze sleutel niet (401 API Key Invalid)."
    assert row.remedy.endswith("zet hem in MAILCHIMP_API_KEY.")
    assert syncing.drain() == 0
    settings.MAILCHIMP_API_KEY = KEY.replace("0", "f")
    assert after_drain() == (S.DONE, "Ingeschreven.", "")


def test_a_refused_key_is_tried_again_when_somebody_says_so(server, an):
    server.next(problem(403, "User Disabled"))
    syncing.enqueue(an)
    syncing.drain()
    assert syncing.drain() == 0
    syncing.try_again()
    assert after_drain() == (S.DONE, "Ingeschreven.", "")


def test_what_is_no_key_is_said_and_nothing_breaks(server, settings, an):
    settings.MAILCHIMP_API_KEY = "geheim"
    assert told(an)[:2] == (
        S.LATER,
        "MAILCHIMP_API_KEY ziet er niet uit als een sleutel van Mailchimp.",
    )
    assert outages.stopped(outages.NEWSLETTER, syncing.fingerprint()).until is None
    assert syncing.queue_missing() == 0


def test_a_fault_of_ours_does_not_hold_up_the_next(server, an, monkeypatch):
    real = syncing._person
    sick = SubscriptionFactory()

    def broken(row):
        if row == sick:
            raise KeyError(row.email)
        return real(row)

    monkeypatch.setattr(syncing, "_person", broken)
    syncing.enqueue(sick)
    syncing.enqueue(an)
    assert syncing.drain() == 2
    assert SyncJob.objects.get(subscription=sick).reason == (
        "De opdracht kon niet worden uitgevoerd (KeyError)."
    )
    assert status(server) == "subscribed"


def test_a_worker_that_died_is_made_good(server, an):
    syncing.enqueue(an)
    outbox.claim_next(SyncJob.objects.all())
    assert syncing.drain() == 0
    SyncJob.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert after_drain() == (S.DONE, "Ingeschreven.", "")
