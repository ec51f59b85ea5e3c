"""Many more people than there are seats want one, over HTTP, at two server processes."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from roadshow.models import Registration
from tests.support import servers
from tests.support.employers import Employer, Form

pytestmark = [pytest.mark.server, pytest.mark.database]

State = Registration.State
CLIENTS = 100
SEATS = 100
ON_THE_LIST = "U bent ingeschreven"
WEB = ("manage.py", "serve", "--no-worker")
UNGUARDED = ("-m", "tests.support.site_without_seat_guard")


def stamps(site, number: int) -> list[str]:
    return json.loads(
        site.python(f"from tests.support import registration_stop as stop; stop.stamps({number})")
    )


def rush(site, path: str, clients: int, each: int) -> list[tuple[str, int, bool]]:
    """Everybody has the form open, then everybody sends it: address, status, told "confirmed".

    One in ten presses the button twice, the second time at the other server.
    """
    together = threading.Barrier(clients, timeout=60)
    homes = [server.address for server in site.processes]
    opened = stamps(site, clients * each)

    def client(number: int) -> list[tuple[str, int, bool]]:
        here = Employer(homes[number % 2])
        form = Form(here.get(path)[1])
        together.wait()
        said = []
        for turn in range(each):
            form.values["gezien"] = opened[number * each + turn]  # a form of its own
            answers = {
                "name": f"Bezoeker {number} {turn}",
                "organization": f"Bedrijf {number}",
                "email": f"bezoeker{turn}@bedrijf{number}.example",
            }
            there = [Employer(homes[(number + 1) % 2])] if turn % 10 == 0 else []
            for employer in (here, *there):
                status, text = employer.registers(path, form, **answers)
                said.append((answers["email"], status, ON_THE_LIST in text))
        return said

    with ThreadPoolExecutor(clients) as pool:
        return [answer for said in pool.map(client, range(clients)) for answer in said]


@pytest.fixture
def site():
    with servers.site() as made:
        yield made


def opened(site, command, seats: int = SEATS) -> str:
    """The form's address, with two processes to send it to."""
    path = site.python(
        f"from tests.support import registration_stop; registration_stop.open_with({seats})"
    )
    for _ in range(2):
        site.serve(*command, REGISTRATIONS_PER_MINUTE="100000")
    return path


def books(site) -> dict:
    return json.loads(
        site.python("from tests.support import registration_stop; registration_stop.books()")
    )


# The seats go in the first turn of all, with every press twice; what comes after is refused.
@pytest.mark.parametrize("turns", [3, pytest.param(20, marks=pytest.mark.scale)])
def test_a_hundred_seats_are_a_hundred_seats(site, turns):
    path = opened(site, WEB)
    said = rush(site, path, CLIENTS, turns)
    found = books(site)
    confirmed = [email for email, state, _ in found["registrations"] if state == State.CONFIRMED]
    assert len({email for email, _, _ in said}) == CLIENTS * turns
    assert {status for _, status, _ in said} == {200, 409}
    assert found["taken"] == SEATS
    assert len(confirmed) == len(set(confirmed)) == len(found["registrations"]) == SEATS
    assert {email for email, _, told in said if told} == set(confirmed)
    assert found["mails"] == ["roadshow.emails.confirmed"] * SEATS


def test_without_the_guard_the_same_rush_oversells(site):
    """The control: the test above sees it when seats are sold twice."""
    path = opened(site, UNGUARDED, seats=20)
    said = rush(site, path, 20, 2)
    found = books(site)
    assert {status for _, status, _ in said} == {200}
    assert found["taken"] == len(found["registrations"]) == 40
    assert len({email for email, _, told in said if told}) == 40
