"""kill -9 in the middle of registrations: whoever was told "yes" is on the list afterwards."""

import http.client
import json
import threading
import time

import pytest

from roadshow.models import Registration
from tests.support import servers
from tests.support.employers import Employer, Form

pytestmark = [pytest.mark.server, pytest.mark.database]

KILLS = 5
CLIENTS = 8
STAMPS = 20_000  # of forms opened before; each is good for one registration
BETWEEN = 12  # registrations acknowledged before each kill


class Crowd:
    """Clients who go on registering, whatever happens to the server."""

    def __init__(self, address: str, path: str, stamps: list[str]):
        self.address, self.path, self.stamps = address, path, stamps
        self.form = Form(Employer(address).get(path)[1])
        self.acknowledged: list[str] = []
        self.broken_off = 0
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._go_on, args=[n]) for n in range(CLIENTS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _go_on(self, number: int):
        turn = 0
        while not self._stopping.is_set():
            turn += 1
            email = f"bezoeker{turn}@bedrijf{number}.example"
            answers = {"name": "Bo", "organization": f"Bedrijf {number}", "email": email}
            filled_in = self.form.filled_in(**answers) | {"gezien": self.stamps.pop()}
            try:
                status, _, _ = Employer(self.address).post(self.path, filled_in)
            except (OSError, http.client.HTTPException):
                self.broken_off += 1
                time.sleep(0.1)
                continue
            if status == 302:
                self.acknowledged.append(email)

    def wait_for(self, more: int):
        wanted = len(self.acknowledged) + more
        until = time.monotonic() + 120
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < until, "nobody is acknowledged any more"
            time.sleep(0.02)


def test_whoever_was_acknowledged_is_there_after_five_kills():
    with servers.site() as site:
        path = site.python(
            "from tests.support import registration_stop; registration_stop.open_with(100000)"
        )
        server = site.serve("manage.py", "serve", "--no-worker", REGISTRATIONS_PER_MINUTE="100000")
        stamps = json.loads(
            site.python(
                f"from tests.support import registration_stop as stop; stop.stamps({STAMPS})"
            )
        )
        with Crowd(server.address, path, stamps) as crowd:
            for _ in range(KILLS):
                crowd.wait_for(BETWEEN)
                server.kill()
                server.start()
            crowd.wait_for(BETWEEN)
        found = json.loads(
            site.python("from tests.support import registration_stop; registration_stop.books()")
        )
    kept = {
        email for email, state, _ in found["registrations"] if state == Registration.State.CONFIRMED
    }
    assert set(crowd.acknowledged) - kept == set()
    assert len(crowd.acknowledged) >= KILLS * BETWEEN
    assert crowd.broken_off >= KILLS
    assert found["taken"] == len(kept) == len(found["registrations"])
    assert found["mails"] == ["roadshow.emails.confirmed"] * len(kept)
