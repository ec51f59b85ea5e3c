"""Processes that all speak to Mailchimp at once, of which some are killed: never more than four."""

import time

import pytest

from tests.support import servers
from tests.support.mailchimp_server import KEY, LIST, MailchimpServer

pytestmark = pytest.mark.server
PROCESSES, THREADS, EACH = 3, 4, 5

ASKS = """
import os, threading
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "brand.settings"
import django
django.setup()
from django.conf import settings
from django.db import connection
from brand.audience import connections, syncing
settings.MAILCHIMP_BASE_URL = {url!r}
connections.HELD_FOR = timedelta(seconds=4)
def ask():
    for _ in range({each}):
        syncing.mailchimp().{call}()
    connection.close()
threads = [threading.Thread(target=ask) for _ in range({threads})]
for one in threads: one.start()
for one in threads: one.join()
"""


@pytest.fixture
def server():
    made = MailchimpServer()
    yield made
    made.close()


@pytest.fixture
def site():
    with servers.site() as made:
        made.environment |= {
            "MAILCHIMP_API_KEY": KEY,
            "MAILCHIMP_AUDIENCE": LIST,
            "MAILCHIMP_MODE": "echt",
        }
        yield made


def test_never_more_than_four_over_all_processes(site, server):
    answer = server.answer

    def slow(*request):
        server.free.wait(0.2)
        return answer(*request)

    server.answer = slow

    def asks(call, each):
        code = ASKS.format(url=server.url, call=call, each=each, threads=THREADS)
        return servers.Worker(site, ["-c", code])

    def asked():
        return [path for _, path in server.calls()].count("/3.0/ping")

    shot, *others = asks("facts", 1000), *[asks("ping", EACH) for _ in range(PROCESSES - 1)]
    for process in (shot, *others):
        process.start()
    until = time.monotonic() + 60
    while (asked() < 5 or asked() == len(server.requests)) and time.monotonic() < until:
        time.sleep(0.02)
    before_the_kill, of_the_shot = server.most_at_once, len(server.requests) - asked()
    shot.kill()
    for process in others:
        assert process.process.wait(timeout=90) == 0, process.log.read_text()[-2000:]
    print(
        f"{PROCESSES} processes of {THREADS} threads, one killed after {of_the_shot} requests: "
        f"{len(server.requests)} requests, at most {server.most_at_once} at once "
        f"({before_the_kill} before)"
    )
    assert server.most_at_once <= 4
    assert before_the_kill >= 3
    assert of_the_shot
    assert asked() == (PROCESSES - 1) * THREADS * EACH
