"""kill -9 while a newsletter leaves: nobody gets it twice, and nobody is forgotten.

Every second kill falls at the worst moment: the mail server took the mail, and its answer is not
written down yet. That row says so and waits for a person.
"""

import json
import threading
import time
from collections import Counter

import pytest

from tests.support import servers
from tests.support.smtp_server import SmtpServer

pytestmark = [pytest.mark.server, pytest.mark.database]


class Sink(SmtpServer):
    """Takes every mail; the worker can be shot before it is answered."""

    def __init__(self):
        super().__init__()
        self.shoot = None  # called once, with a mail taken and not answered
        self.shot = threading.Event()

    def _take(self, connection, message) -> bool:
        shoot, self.shoot = self.shoot, None
        if shoot is None:
            return super()._take(connection, message)
        self.received.append(message)
        shoot()
        self.shot.set()
        return False

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 180
        while len(self.received) < count:
            assert time.monotonic() < until, f"only {len(self.received)} of {count} arrived"
            time.sleep(0.01)


@pytest.fixture
def sink():
    made = Sink()
    yield made
    made.close()


def dead_leases_end(site) -> None:
    site.python("from tests.support import newsletters; newsletters.leases_end()")


UNDER_WAY = ("wacht ", "bezig ", "later ")


def until_all_is_dealt_with(site, worker, held: int = 0) -> dict:
    """But for so many, who wait for the choice between two versions."""
    until = time.monotonic() + 120
    while True:
        books = json.loads(
            site.python("from tests.support import newsletters; newsletters.books()")
        )
        if sum(books["rows"].get(one, 0) for one in UNDER_WAY) == held:
            return books
        assert time.monotonic() < until, books
        time.sleep(0.5)
        worker.process.poll()


@pytest.mark.parametrize(
    ("readers", "kills"), [(60, 3), pytest.param(5000, 20, marks=pytest.mark.scale)]
)
def test_each_address_gets_one_mail_or_a_row_that_waits(sink, readers, kills):
    with servers.site() as site:
        site.python(f"from tests.support import newsletters; newsletters.lay_out({readers})")
        site.environment |= {
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "NEWSLETTER_PER_MINUTE": "1000000",
        }
        worker = servers.Worker(site, ["manage.py", "work"])
        at_the_worst_moment = 0
        for number in range(1, kills + 1):
            worker.start()
            sink.wait_for(readers * number // (kills + 1))
            if number % 2:
                sink.shot.clear()
                sink.shoot = worker.kill
                assert sink.shot.wait(60)
                at_the_worst_moment += 1
            else:
                worker.kill()
            dead_leases_end(site)
        worker.start()
        sink.wait_for(readers - kills)
        books = until_all_is_dealt_with(site, worker)
        worker.kill()
    got = Counter(mail["To"] for mail in sink.mails)
    uncertain = set(books["uncertain"])
    print(
        f"{readers} receivers, {kills} kills, {at_the_worst_moment} of them between acceptance and "
        f"record: {len(got)} addresses got one mail, {sum(got.values()) - len(got)} a second one; "
        f"{len(uncertain)} rows wait for a person, of which {len(uncertain & got.keys())} arrived; "
        f"rows {dict(books['rows'])}"
    )
    everybody = {f"lezer{n}@bedrijf.be" for n in range(readers)}
    assert set(got.values()) == {1}
    assert everybody - uncertain <= got.keys()
    assert at_the_worst_moment <= len(uncertain) <= kills
    assert books["rows"] == {
        "klaar verstuurd": readers - len(uncertain),
        "geblokkeerd ": len(uncertain),
    }


def test_of_two_versions_each_address_gets_the_one_that_fell_to_it(sink):
    """Killed while both leave, and while the others get the one that was chosen."""
    with servers.site() as site:
        site.python("from tests.support import newsletters; newsletters.lay_out(60, tried=True)")
        site.environment |= {
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "NEWSLETTER_PER_MINUTE": "1000000",
        }
        worker = servers.Worker(site, ["manage.py", "work"])
        worker.start()
        sink.wait_for(8)
        worker.kill()
        dead_leases_end(site)
        worker.start()
        until_all_is_dealt_with(site, worker, held=30)
        worker.kill()
        said = site.python("from tests.support import newsletters; newsletters.choose()")
        assert said.split() == ["1", "0"]
        worker.start()
        sink.wait_for(40)
        sink.shot.clear()
        sink.shoot = worker.kill
        assert sink.shot.wait(60)
        dead_leases_end(site)
        worker.start()
        sink.wait_for(57)
        books = until_all_is_dealt_with(site, worker)
        worker.kill()
    got = Counter(mail["To"] for mail in sink.mails)
    assert set(got.values()) == {1}
    assert books["gets"].keys() - set(books["uncertain"]) <= got.keys()
    assert Counter(books["gets"].values()) == {"a": 15, "b": 15, "rest": 30}
    subjects = {"a": "Kom kijken", "b": "Kom proeven", "rest": "Kom kijken"}
    assert {mail["To"]: mail["Subject"] for mail in sink.mails} == {
        to: subjects[books["gets"][to]] for to in got
    }
