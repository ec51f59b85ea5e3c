"""kill -9 while a thousand people are told to Mailchimp, which fails in every way it can.

Nobody is lost or told twice over, who left there is never put back, and afterwards both sides
hold the same. And the brake: a mistake there does not become one here.
"""

import json
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from brand.audience.addresses import address_hash
from tests.support import servers
from tests.support.mailchimp_server import DROP, HALF, HANG, KEY, LIST, MailchimpServer, problem

pytestmark = pytest.mark.server
FAULTS = {
    "403 without words": (403, None, ""),
    "429": problem(429, "Too Many Requests"),
    "500": problem(500, "Internal Server Error"),
    "503 in HTML": (503, "text/html", "<h1>Even geduld</h1>"),
    "200 in HTML": (200, "text/html", "<p>Hallo</p>"),
    "200 with nothing": (200, None, ""),
    "half an answer": HALF,
    "a broken line": DROP,
    "silence": HANG,
}
LEFT = ["unsubscribed", "cleaned", "archived"]


@pytest.fixture
def server():
    made = MailchimpServer()
    yield made
    made.close()


@pytest.fixture
def site(server):
    with servers.site() as made:
        made.environment |= {
            "MAILCHIMP_API_KEY": KEY,
            "MAILCHIMP_AUDIENCE": LIST,
            "MAILCHIMP_MODE": "echt",
        }
        yield made


def run(site, server, what: str) -> str:
    """One call of tests/support/subscribers.py, with the address of the service."""
    return site.python(
        "from django.conf import settings; from tests.support import subscribers; "
        f"settings.MAILCHIMP_BASE_URL = {server.url!r}; subscribers.{what}"
    )


def email(number: int) -> str:
    return f"lid{number}@bedrijf.be"


@pytest.mark.parametrize("together", [False, True], ids=["alone", "together"])
@pytest.mark.parametrize(
    ("people", "kills"), [(90, 3), pytest.param(1000, 20, marks=pytest.mark.scale)]
)
def test_nothing_is_lost_doubled_or_undone(site, server, people, kills, together):
    """Each order alone, or in batches."""
    site.environment["ORDERS_ALONE"] = str(0 if together else people)
    for number in range(0, people, 10):  # every tenth left there before
        server.holds(email(number), LEFT[number // 10 % 3])
    server.forgotten = {address_hash(email(number)) for number in range(5, people, 100)}
    before = {digest: member["status"] for digest, member in server.members.items()}
    happened, turns = Counter(), list(FAULTS)
    every = max(7, people // 20)

    def fault(number):
        if number % every:
            return None
        name = turns[number // every % len(turns)]
        happened[name] += 1
        return FAULTS[name]

    server.fault = fault
    run(site, server, f"lay_out({people})")
    command = ["-m", "tests.support.site_with_mailchimp", server.url, "work"]
    worker, killed, left = servers.Worker(site, command), 0, people
    until = time.monotonic() + 420
    while left:
        assert time.monotonic() < until, f"{left} wait, {killed} kills"
        worker.start()
        if together and killed < kills:
            left = work_for_a_moment(site, server)
        else:
            left = work_for_a_while(site, server, 0.8 * people / (kills + 1))
        worker.kill()
        killed += 1
        run(site, server, "leases_end()")
        left = left or waiting(site, server)
    server.fault = None
    told = json.loads(run(site, server, "compare()").splitlines()[-1])
    put_back = sum(server.members[one]["status"] not in LEFT for one in before)
    statuses = Counter(member["status"] for member in server.members.values())
    here = Counter(told["states"].values())
    print(
        f"{people} contacts, {killed} kills, {sum(happened.values())} faults of "
        f"{len(happened)} kinds, {len(server.requests)} requests, "
        f"{len(server.operations)} operations in {told['batches']} batches, at most "
        f"{server.most_at_once} at once. There: {dict(statuses)}; here: {dict(here)}; orders "
        f"{told['orders']}; evidence twice: {told['evidence twice']}; put back: {put_back}; "
        f"differences afterwards: {told['differences']}; comparisons: {told['runs']}"
    )
    assert killed >= kills
    assert len(happened) == len(FAULTS) or people < 1000
    assert server.most_at_once <= 4
    assert bool(server.operations) == together
    # Nobody lost, nobody twice: everybody who was not forgotten is there once.
    assert len(server.members) == people - len(server.forgotten)
    assert statuses["subscribed"] == people - len(before) - len(server.forgotten)
    # Nobody who left there was put back.
    assert put_back == 0
    assert set(told["orders"]) <= {"klaar", "geblokkeerd"}
    # Shot after somebody's stop was written and before the order was: that order ends well.
    refused = len(before) + len(server.forgotten)
    assert refused - killed <= told["orders"]["geblokkeerd"] <= refused
    assert here == {
        "ingeschreven": statuses["subscribed"],
        "uitgeschreven": statuses["unsubscribed"] + statuses["archived"],
        "geweigerd": statuses["cleaned"] + len(server.forgotten),
    }
    assert told["evidence twice"] == 0
    assert (told["run"], told["changed"], told["differences"]) == ("klaar", 0, 0)
    the_brake(site, server)


def work_for_a_while(site, server, most: float) -> int:
    """Until so many requests came, or nothing waits any more. A line that failed rests no longer
    than a second. How many wait.
    """
    first = seen = len(server.requests)
    began, quiet = time.monotonic(), None
    while time.monotonic() < began + 60 and len(server.requests) < first + most:
        time.sleep(0.05)
        if len(server.requests) > seen:
            seen, quiet = len(server.requests), time.monotonic()
        elif quiet and time.monotonic() > quiet + 1:
            if not (left := waiting(site, server)):
                return left
            quiet = time.monotonic()
    return waiting(site, server)


def work_for_a_moment(site, server) -> int:
    """Until it was busy for less than a second: a batch is few requests. How many wait."""
    first, until = len(server.requests), time.monotonic() + 20
    while len(server.requests) == first and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(random.uniform(0, 0.8))
    return waiting(site, server)


def the_brake(site, server) -> None:
    """Somebody there empties the list by mistake: 21 people."""
    on = [one for one in server.members.values() if one["status"] == "subscribed"]
    for member in on[:21]:
        member["status"] = "unsubscribed"
        server.touch(member, datetime.now(UTC) + timedelta(seconds=5))
    told = json.loads(run(site, server, "compare()").splitlines()[-1])
    print(f"the brake: {told['held']} held, stands {dict(Counter(told['states'].values()))}")
    assert (told["run"], told["changed"], told["held"]) == ("rem", 21, 21)
    assert Counter(told["states"].values())["ingeschreven"] == len(on)


def waiting(site, server) -> int:
    return int(run(site, server, "come_due()").splitlines()[-1])
