"""Many orders at once, each judged as if it were alone."""

import json
import tarfile
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from brand import audience, outbox
from brand.audience import batches, exchange, mailchimp_batches, syncing
from brand.audience.addresses import address_hash
from brand.audience.mailchimp import Mailchimp
from brand.audience.service import AudienceError
from brand.models import OutboxState, Stoppage, Subscription, SyncBatch, SyncJob
from tests.factories.outbox import SubscriptionFactory
from tests.support.mailchimp_server import DROP, KEY, LIST, pack, problem

pytestmark = pytest.mark.django_db
S, State = OutboxState, Subscription.State


@pytest.fixture
def server(audience_server):
    return audience_server


@pytest.fixture
def many(monkeypatch):
    """Four are many."""
    monkeypatch.setattr(batches, "MORE_THAN", 3)


def people(count: int, **fields) -> list[Subscription]:
    made = SubscriptionFactory.create_batch(count, **fields)
    for person in made:
        syncing.enqueue(person)
    return made


def come_due():
    for model in (SyncJob, SyncBatch):
        model.objects.filter(state=S.LATER).update(due_at=timezone.now())
    Stoppage.objects.filter(until__isnull=False).update(until=timezone.now())


def work(rounds: int = 40) -> None:
    for _ in range(rounds):
        come_due()
        exchange.drain()
        if not SyncJob.objects.filter(state__in=[S.WAITING, S.LATER, S.BUSY]).exists():
            return
    raise AssertionError(list(SyncJob.objects.values_list("state", "reason")))


def single_calls(server) -> list:
    return [path for _, path in server.calls() if "/members/" in path]


def asked_at(server) -> int:
    return server.calls().count(("POST", "/3.0/batches"))


# What goes together ---------------------------------------------------------------------------


def test_up_to_fifty_go_alone(server):
    people(50)
    work()
    assert asked_at(server) == 0
    assert len(server.members) == 50


def test_more_go_together(server):
    people(51)
    work()
    assert asked_at(server) == 1
    assert single_calls(server) == []
    assert Counter(one["status"] for one in server.members.values()) == {"subscribed": 51}
    assert set(SyncJob.objects.values_list("state", "reason")) == {(S.DONE, "Ingeschreven.")}
    names = {one["operation_id"] for one in next(iter(server.batches.values()))["operations"]}
    assert names == {str(pk) for pk in SyncJob.objects.values_list("pk", flat=True)}
    assert set(Subscription.objects.values_list("told", flat=True)) == {f"echt:{LIST}"}
    assert SyncBatch.objects.get().reason == "51 antwoorden op 51 opdrachten."


def test_at_most_five_hundred_in_one(server, monkeypatch, many):
    monkeypatch.setattr(batches, "MOST", 5)
    people(14)
    work()
    sizes = sorted(len(one["operations"]) for one in server.batches.values())
    assert sizes == [4, 5, 5]


def test_tags_follow_in_a_second_one(server, many):
    people(5, province="limburg")
    work()
    assert asked_at(server) == 2
    assert single_calls(server) == []
    tags = {tag["name"] for one in server.members.values() for tag in one["tags"]}
    assert tags == {"mw:provincie:limburg"}
    assert set(SyncJob.objects.values_list("state", "attempts")) == {(S.DONE, 1)}
    assert {json.dumps(one) for one in SyncJob.objects.values_list("heard", flat=True)} == {"{}"}


def test_every_kind_of_order(server, many):
    on, off, kept, gone, example = people(5)
    for person in (on, off, kept, gone):
        server.holds(person.email, "subscribed")
    SyncJob.objects.all().delete()
    syncing.enqueue(on)
    audience.stop(off, way="knop")
    syncing.enqueue(kept, kind=SyncJob.Kind.ARCHIVE)
    audience.erase(gone, way="telefoon")
    Subscription.objects.filter(pk=example.pk).update(is_demo=True)
    syncing.enqueue(example)
    work()
    assert [server.members[address_hash(one.email)]["status"] for one in (on, off, kept)] == [
        "subscribed",
        "unsubscribed",
        "archived",
    ]
    assert len(server.forgotten) == 1
    assert len(server.operations) == 4
    assert set(SyncJob.objects.values_list("state", flat=True)) == {S.DONE}


def test_of_one_person_they_go_one_after_the_other(server, many):
    """Told to forget somebody before they are told of them, they would know them for good."""
    an, *_ = people(5)
    audience.erase(an, way="telefoon")
    SyncJob.objects.filter(kind="stand").update(due_at=timezone.now() - timedelta(hours=1))
    batches.gather()
    assert set(SyncJob.objects.filter(state=S.BUSY).values_list("kind", flat=True)) == {"stand"}
    assert outbox.claim_next(syncing.free()) is None
    work()
    assert address_hash(an.email or "") not in server.members
    assert len(server.members) == 4


# Judged as alone ------------------------------------------------------------------------------


def test_an_answer_of_200_may_be_a_no(server, many):
    archived, left, bounced, forgotten, fine = people(5)
    for person, status in ((archived, "archived"), (left, "unsubscribed"), (bounced, "cleaned")):
        server.holds(person.email, status)
    server.forgotten.add(address_hash(forgotten.email))
    work()
    states = dict(Subscription.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (archived, left, bounced, forgotten, fine)] == [
        State.STOPPED,
        State.STOPPED,
        State.REFUSED,
        State.REFUSED,
        State.SUBSCRIBED,
    ]
    assert Counter(SyncJob.objects.values_list("state", flat=True)) == {S.BLOCKED: 4, S.DONE: 1}


@pytest.mark.parametrize(
    "fault",
    [
        problem(429, "Too Many Requests"),
        (403, None, ""),
        (500, None, ""),
        (503, "text/html", "<h1>Even geduld</h1>"),
        (200, "text/html", "<p>Hallo</p>"),
        (200, None, ""),
        DROP,
    ],
)
def test_what_goes_wrong_with_one_is_tried_again(server, many, fault):
    people(5)
    wrong = iter([fault])
    server.fault = lambda _: next(wrong, None) if server.operations else None
    work()
    assert len(server.members) == 5
    assert set(SyncJob.objects.values_list("state", "reason")) == {(S.DONE, "Ingeschreven.")}


def test_who_asks_back_is_asked_once_more(server, many):
    an, *_ = people(5)
    server.holds(an.email, "unsubscribed")
    audience.stop(an, way="knop")
    audience.subscribe(an.email, source="inschrijving voor Genk")
    audience.confirm(an.consents.get(said="gevraagd"), way="knop")
    work()
    an.refresh_from_db()
    assert (an.state, server.members[address_hash(an.email)]["status"]) == (
        State.RETURNING,
        "pending",
    )


def test_who_stops_meanwhile_stays_stopped(server, many):
    an, *_ = people(5)
    exchange.drain()  # asked
    audience.stop(Subscription.objects.get(pk=an.pk), way="knop")
    work()
    an.refresh_from_db()
    assert an.state == State.STOPPED
    assert server.members[address_hash(an.email)]["status"] == "unsubscribed"


def test_a_refused_key_holds_everything(server, settings, many):
    people(5)
    server.next(problem(401, "API Key Invalid"))
    exchange.drain()
    assert exchange.drain() == 0
    assert server.members == {}
    settings.MAILCHIMP_API_KEY = KEY.replace("0", "f")
    work()
    assert len(server.members) == 5


def test_on_trial_only_the_trial_addresses(server, settings, many):
    settings.MAILCHIMP_MODE = "proef"
    made = people(5)
    settings.MAILCHIMP_TRIAL_ADDRESSES = [made[0].email]
    work()
    assert list(server.members) == [address_hash(made[0].email)]


# Answers that do not come ----------------------------------------------------------------------


def test_what_was_not_answered_is_asked_alone(server, many):
    people(5)
    gone = SyncJob.objects.first()
    server.unanswered = {str(gone.pk)}
    work()
    assert single_calls(server) == [
        f"/3.0/lists/{LIST}/members/{gone.email_hash}?skip_merge_validation=true"
    ]
    assert set(SyncJob.objects.values_list("state", flat=True)) == {S.DONE}


def test_an_order_that_is_lost_there_is_asked_alone(server, many):
    people(5)
    exchange.drain()
    server.batches.clear()
    work()
    assert len(server.members) == 5
    assert SyncBatch.objects.get().reason == "Mailchimp kent deze bundel niet meer."


def test_one_that_never_ends_is_called_off(server, many):
    people(5)
    exchange.drain()
    server.STEPS = ("pending", "pending")
    SyncBatch.objects.update(handed_over_at=timezone.now() - timedelta(hours=13))
    work()
    assert server.batches == {}
    assert len(server.members) == 5


def test_another_list_takes_them_back(server, settings, many):
    people(5)
    exchange.drain()
    settings.MAILCHIMP_MODE = "uit"
    work()
    assert set(Subscription.objects.values_list("told", flat=True)) == {"uit"}


def test_a_batch_that_was_taken_without_an_answer_is_found(server, many, monkeypatch):
    people(5)
    real, lost = server.new_batch, iter([True])

    def unanswered(operations):
        made = real(operations)
        return (200, "text/html", "<p>Te laat</p>") if next(lost, False) else made

    monkeypatch.setattr(server, "new_batch", unanswered)
    for number in range(120):  # of another program, of before
        key = f"b-other-{number}"
        server.batches[key] = {
            "id": key,
            "status": "finished",
            "submitted_at": (timezone.now() - timedelta(hours=1)).isoformat(),
            "operations": [],
            "answers": [],
        }
    work()
    assert asked_at(server) == 1
    assert single_calls(server) == []
    assert len(server.members) == 5


def test_a_batch_that_never_arrived_is_made_after_a_while(server, many, monkeypatch):
    monkeypatch.setattr(batches, "SOUGHT_FOR", timedelta())
    people(5)
    server.next(DROP)
    work()
    assert asked_at(server) == 2
    assert len(server.batches) == 1
    assert len(server.members) == 5


def test_the_batch_of_somebody_else_answers_nothing(server, many):
    """Found instead of ours: its names are not those of our orders."""
    people(5)
    exchange.drain()
    other = [{"method": "GET", "path": f"/lists/{LIST}", "operation_id": "zij"}]
    server.new_batch(other)
    SyncBatch.objects.update(key=list(server.batches)[-1])
    work()
    assert len(single_calls(server)) == 5
    assert len(server.members) == 5


@pytest.mark.parametrize("step", range(6))
def test_a_worker_that_died_is_followed_by_another(server, many, monkeypatch, step):
    """Killed in each step: after it is written that it begins, before that it ended."""
    people(5, province="limburg")
    deaths = iter([*[False] * step, True])

    class Killed(BaseException):
        pass

    real = batches._look_again

    def dies(batch, wait):
        if next(deaths, False):
            raise Killed
        real(batch, wait)

    monkeypatch.setattr(batches, "_look_again", dies)
    for _ in range(40):
        come_due()
        try:
            exchange.drain()
        except Killed:
            past = timezone.now() - timedelta(seconds=1)
            SyncBatch.objects.filter(state=S.BUSY).update(locked_until=past)
    assert set(SyncJob.objects.values_list("state", "reason")) == {(S.DONE, "Ingeschreven.")}
    assert asked_at(server) == 2
    assert len(server.operations) == 10


def test_a_worker_that_died_while_judging(server, many, monkeypatch):
    people(5)
    real, count = syncing._tell, iter(range(100))

    class Killed(BaseException):
        pass

    def dies(job, to):
        if to.tape._answer and next(count) == 2:
            raise Killed
        return real(job, to)

    monkeypatch.setattr(syncing, "_tell", dies)
    with pytest.raises(Killed):
        work()
    assert SyncJob.objects.filter(state=S.DONE).count() == 2
    SyncBatch.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    work()
    assert SyncJob.objects.filter(state=S.DONE).count() == 5
    assert len(server.operations) == 5
    assert single_calls(server) == []


@pytest.mark.database("brand.models.outbox.SyncJob")
def test_two_workers_gather_once(server, many):
    people(5, province="limburg")
    first = batches.gather()
    assert first.jobs.count() == 5
    assert batches.gather() is None
    work()
    assert SyncJob.objects.filter(state=S.DONE, heard={}).count() == 5


def test_old_ones_are_forgotten(server, many):
    people(5)
    work()
    assert batches.forget_old() == 0
    SyncBatch.objects.update(created_at=timezone.now() - timedelta(days=31))
    batches.forget_old()
    assert (SyncBatch.objects.count(), SyncJob.objects.count()) == (0, 5)


# The file of answers ---------------------------------------------------------------------------


ANSWER = {"operation_id": "a", "status_code": 204, "response": ""}


@pytest.mark.parametrize(
    "packed",
    [
        b"geen archief",
        pack("[]")[:40],
        pack("[]", name="../../etc/passwd"),
        pack("[]", name="/etc/passwd"),
        pack("", type=tarfile.SYMTYPE, linkname="/etc/passwd", size=0),
        pack("", type=tarfile.LNKTYPE, linkname="0.json", size=0),
        pack("", type=tarfile.FIFOTYPE, size=0),
        pack("0" * (mailchimp_batches.UNPACKED + 1)),
    ],
    ids=["no archive", "half", "up", "root", "symlink", "link", "pipe", "bomb"],
)
def test_a_file_that_is_not_theirs_is_not_read(packed):
    with pytest.raises(AudienceError):
        list(mailchimp_batches.read_answers(packed))


@pytest.mark.parametrize(
    "words",
    ["", "{", "{}", "[1]", '[{"operation_id": 1}]', '[{"operation_id": "a"}]', "[" * 100_000],
)
def test_what_cannot_be_read_is_left_out(words):
    assert [
        name for name, _ in mailchimp_batches.read_answers(pack(words, f"[{json.dumps(ANSWER)}]"))
    ] == ["a"]


@pytest.mark.parametrize(
    "url",
    [
        "http://answers.example/a.tar.gz",
        "https://127.0.0.1/a.tar.gz",
        "https://[::1]/a.tar.gz",
        "https://2130706433/a.tar.gz",
        "https://localhost/a.tar.gz",
        "https://dienst.internal/a.tar.gz",
        "https://answers.example:8443/a.tar.gz",
        "https://answers.example:x/a.tar.gz",
        "file:///etc/passwd",
    ],
)
def test_answers_come_over_a_safe_line_only(url):
    with pytest.raises(AudienceError, match="adres"):
        Mailchimp(KEY, LIST).batch_answers(url)


def test_answers_that_cannot_be_trusted_are_asked_alone(server, many):
    people(5)
    server.packed = pack("[]", name="../x")
    work()
    assert len(single_calls(server)) == 5
    assert set(SyncJob.objects.values_list("state", flat=True)) == {S.DONE}
    assert all(
        "Authorization" not in head
        for head, call in zip(server.headers, server.calls(), strict=True)
        if call[1].startswith("/answers/")
    )
