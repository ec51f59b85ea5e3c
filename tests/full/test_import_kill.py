"""kill -9 while a list is taken in: every good row once, every faulty one with its reason.

Memory is asked of the system: what the worker held at most may not grow with the list.
"""

import json
import time
from pathlib import Path

import pytest

from tests.support import servers

pytestmark = [pytest.mark.server, pytest.mark.database]

SAY = "from tests.support import lead_lists; lead_lists."
MOST_MEGABYTES = 260  # a worker of this site alone holds about 150


def books(site) -> dict:
    return json.loads(site.python(f"{SAY}books()"))


def wait(site, worker, good, seconds: float = 1500) -> dict:
    until = time.monotonic() + seconds
    while True:
        found = books(site)
        if good(found):
            return found
        assert time.monotonic() < until, found
        assert worker.process.poll() is None
        time.sleep(0.2)


def peak(worker) -> int:
    """Megabytes that this process held at most."""
    said = Path(f"/proc/{worker.process.pid}/status").read_text()
    return int(said.partition("VmHWM:")[2].split()[0]) // 1024


def shot_half_way(site, worker, good) -> None:
    wait(site, worker, good)
    worker.kill()
    site.python(f"{SAY}lease_ends()")
    worker.start()


@pytest.mark.parametrize(
    ("good", "faulty"), [(180, 20), pytest.param(19_500, 500, marks=pytest.mark.scale)]
)
def test_each_row_once_and_undone_without_a_trace(good, faulty):
    with servers.site() as site:
        site.python(f"{SAY}lay_out({good}, {faulty})")
        before = books(site)
        worker = servers.Worker(site, ["manage.py", "work"])
        worker.start()
        found = wait(site, worker, lambda said: said["state"] == "nagekeken")
        assert (found["rows"], found["faulty"], found["leads"]) == (good + faulty, faulty, 0)
        site.python(f"{SAY}go_on()")
        shot_half_way(site, worker, lambda said: said["leads"] >= good // 3)
        shot_half_way(site, worker, lambda said: said["leads"] >= 2 * good // 3)
        found = wait(site, worker, lambda said: said["state"] == "klaar")
        held = peak(worker)
        counts = {name: found[name] for name in ("leads", "employers", "contacts", "lines")}
        assert counts == dict.fromkeys(counts, good)
        assert (found["twice"], found["faulty"]) == (0, faulty)
        site.python(f"{SAY}go_back()")
        shot_half_way(site, worker, lambda said: said["leads"] <= good // 2)
        found = wait(site, worker, lambda said: said["state"] == "ongedaan")
        held = max(held, peak(worker))
        worker.kill()
    print(f"{good} rows in, {faulty} back, three kills, the worker held {held} MB at most")
    left = {name: found[name] for name in counts}
    assert left == {name: before[name] for name in counts} == dict.fromkeys(counts, 0)
    assert held <= MOST_MEGABYTES
