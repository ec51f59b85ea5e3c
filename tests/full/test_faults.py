"""Each fault at each address: what is answered, and how long that takes.

A full disk is one on which the server may write no byte more (RLIMIT_FSIZE: the kernel refuses,
and one need not be root). A locked database is one that another process holds. `-s` prints the
table.
"""

import http.client
import json
import re
import resource
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from html import unescape
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from brand import demo
from brand.sqlite.turns import MOST_WAITING
from tests.support import servers
from tests.support.employers import Form
from tests.support.smtp_server import SmtpServer

pytestmark = [pytest.mark.server, pytest.mark.sqlite]

WITHIN = 5.0  # seconds, for an answer that says no
TYPED = "Wij komen met drie collega’s, en één in een rolstoel."


class Answer(NamedTuple):
    status: int
    text: str
    headers: dict
    seconds: float


class Visitor:
    """A browser with cookies, signed in or not."""

    def __init__(self, address: str, account: str = ""):
        self.host, self.address, self.cookies = urlsplit(address).netloc, address, {}
        if account:
            form = {"username": f"{account}@{demo.MAIL_DOMAIN}", "password": servers.DEMO_PASSWORD}
            assert self.posts("/beheer/login/", form).status == 302

    def gets(self, path: str, method: str = "GET") -> Answer:
        return self._ask(method, path)

    def posts(self, path: str, fields: dict) -> Answer:
        if path.startswith("/beheer/"):
            if "csrftoken" not in self.cookies:
                self.gets("/beheer/login/")
            fields = {**fields, "csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method, path, body=None) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": self.address, "Referer": f"{self.address}{path}"}
        began = time.monotonic()
        with closing(http.client.HTTPConnection(self.host, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(answer.status, text, dict(answer.headers), time.monotonic() - began)


@pytest.fixture(scope="module")
def site():
    with servers.site() as made:
        yield made


@pytest.fixture(scope="module")
def places(site) -> dict:
    return json.loads(site.python("from tests.support.tried_addresses import tell; tell()"))


@pytest.fixture(scope="module")
def server(site, places):
    return site.serve("manage.py", "serve", "--no-worker", REGISTRATIONS_PER_MINUTE="100000")


@contextmanager
def full_disk(site, server):
    pid = server.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(site, server):
    with closing(sqlite3.connect(site.var / "merkbaar.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@pytest.fixture(scope="module")
def forms(server, places) -> dict[str, dict]:
    """As they stood on the screen, filled in while everything went well."""
    visitor = Visitor(server.address)
    answers = {"name": "Bo", "organization": TYPED, "email": "bo@bedrijf.example"}
    registration = Form(visitor.gets(places["register"]).text)
    newsletter = Form(visitor.gets("/nieuwsbrief/").text)
    return {
        "registration": registration.filled_in(**answers) | opened(places, "registration"),
        "newsletter": newsletter.filled_in(email="nieuw@bedrijf.example")
        | opened(places, "newsletter"),
    }


def opened(places, purpose: str) -> dict[str, str]:
    """The stamp of a form that was opened a minute ago: nobody fills one in within a second."""
    return {"gezien": places["opened"][purpose].pop()}


@pytest.fixture(scope="module")
def people(server) -> dict[str, Visitor]:
    """Who was signed in before anything broke."""
    return {
        "visitor": Visitor(server.address),
        "marketeer": Visitor(server.address, "marketeer"),
        "coordinator": Visitor(server.address, "coordinator"),
    }


def reads(places) -> list[tuple[str, str]]:
    return [
        ("visitor", "/"),
        ("visitor", "/verhalen/"),
        ("visitor", places["story"]),
        ("visitor", "/roadshow/"),
        ("visitor", places["stop"]),
        ("visitor", places["register"]),
        ("visitor", "/partners/"),
        ("visitor", "/zoeken/?zoek=werk"),
        ("visitor", "/api/v1/verhalen/"),
        ("visitor", "/nieuwsbrief/"),
        ("visitor", "/readyz"),
        ("visitor", places["link"]),
        ("visitor", places["mine"][0]),
        ("visitor", places["consent"][0]),
        ("visitor", places["contribute"]),
        ("visitor", "/beheer/login/"),
        ("marketeer", "/beheer/"),
        ("marketeer", places["editor"]),
        ("coordinator", places["dossier"]),
        ("coordinator", "/beheer/opvolging/"),
    ]


def writes(places, forms) -> list[tuple[str, str, dict]]:
    mine, consent = places["mine"][0], places["consent"][0]
    signing_in = {"username": f"marketeer@{demo.MAIL_DOMAIN}", "password": servers.DEMO_PASSWORD}
    wrong = {"username": f"marketeer@{demo.MAIL_DOMAIN}", "password": "verkeerd"}
    call = {"result": "bereikt", "note": TYPED}
    return [
        ("visitor", places["register"], forms["registration"]),
        ("visitor", f"{mine}annuleer/", {}),
        ("visitor", f"{mine}wijzig/", {"name": TYPED, "company": "Bedrijf", "phone": ""}),
        ("visitor", f"{mine}waarmee/", {"note": TYPED}),
        ("visitor", f"{mine}meebrengen/", {"name": TYPED}),
        ("visitor", "/nieuwsbrief/", forms["newsletter"]),
        ("visitor", places["newsletter_stop"], {}),
        ("visitor", f"{consent}stop/", {"zeker": "ja"}),
        ("visitor", places["contribute"], {"title": "Titel", "what": TYPED, "later": "1"}),
        ("visitor", "/beheer/login/", signing_in),
        ("visitor", "/beheer/login/", wrong),
        ("coordinator", f"{places['dossier']}gebeld/", call),
    ]


def line(fault, method, path, answer) -> None:
    shown = re.sub(r"/[\w-]{30,}/", "/…/", path)
    print(f"{fault:12} {method:5} {shown:44} {answer.status} {answer.seconds:6.2f} s")


@pytest.mark.parametrize("fault", [full_disk, locked])
def test_reading_goes_on_and_writing_says_when_to_come_back(
    site, server, places, people, forms, fault
):
    for path in ("/", "/verhalen/", "/roadshow/"):  # what a process reads once
        people["visitor"].gets(path)
    wrong = []
    with fault(site, server):
        for who, path in reads(places):
            answer = people[who].gets(path)
            line(fault.__name__, "GET", path, answer)
            if answer.status not in (200, 302) or answer.seconds > WITHIN:
                wrong.append((path, answer.status, answer.seconds))
        with ThreadPoolExecutor(MOST_WAITING) as pool:
            tried = writes(places, forms)
            answers = pool.map(lambda one: people[one[0]].posts(*one[1:]), tried)
            for (_, path, fields), answer in zip(tried, answers, strict=True):
                line(fault.__name__, "POST", path, answer)
                kept = TYPED not in fields.values() or TYPED in unescape(answer.text)
                comes_back = answer.headers.get("Retry-After") == "5"
                if answer.status != 503 or not (kept and comes_back) or answer.seconds > WITHIN:
                    wrong.append((path, answer.status, kept, comes_back, answer.seconds))
    assert wrong == []
    for who, path, fields in writes(places, forms)[2:4]:  # back by itself
        assert people[who].posts(path, fields).status == 302


def test_a_visitor_reads_while_many_wait_for_the_lock(site, server, places, forms):
    answers, visitor = [], Visitor(server.address)

    def register():
        return Visitor(server.address).posts(places["register"], forms["registration"])

    threads = [threading.Thread(target=lambda: answers.append(register())) for _ in range(40)]
    with locked(site, server):
        for thread in threads:
            thread.start()
        time.sleep(0.5)  # all of them stand in line
        seen = visitor.gets("/verhalen/")
        for thread in threads:
            thread.join()
    line("40 writers", "GET", "/verhalen/", seen)
    print(f"40 writers: the slowest got its answer after {max(a.seconds for a in answers):.2f} s")
    assert seen.status == 200
    assert seen.seconds < 8  # the lock is held for as long as any of them waits
    assert {answer.status for answer in answers} == {503}


MAIL_SERVER = [
    ("RCPT", "450 straks", "later"),
    ("RCPT", "550 onbekend", "opgegeven"),
    ("DATA", "drop", "later"),
    ("end", "554 nee", "opgegeven"),
    ("end", "drop", "geblokkeerd"),
    ("end", "250 aangenomen", "klaar"),
]


def test_registering_does_not_depend_on_the_mail_server(site, server, places, post):
    """Nor does a mail go twice: not when the worker dies between acceptance and its own note."""
    site.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
    visitor, worker = Visitor(server.address), servers.Worker(site, ["manage.py", "work"])
    with closing(sqlite3.connect(site.var / "merkbaar.sqlite3", isolation_level=None)) as rows:
        rows.execute("DELETE FROM brand_outgoingmail")
        worker.start()
        for number, (stage, answer, state) in enumerate(MAIL_SERVER):
            good = post.answers[stage]
            post.answers[stage] = answer
            said = _registers(visitor, places, f"bo{number}@bedrijf.be")
            _wait_for(rows, {state})
            line(f"{stage} {answer}"[:12], "POST", places["register"], said)
            print(f"{'':12} the mail: {state}")
            post.answers[stage] = good
            rows.execute("DELETE FROM brand_outgoingmail")
            rows.execute("DELETE FROM brand_stoppage")
            assert said.status == 302
        post.answers["end"], before = "hang", len(post.received)
        said = _registers(visitor, places, "laatste@bedrijf.be")
        while not post.unanswered[1:]:  # the first was dropped above
            time.sleep(0.05)
        worker.kill()
        rows.execute("UPDATE brand_outgoingmail SET locked_until = '2000-01-01 00:00:00'")
        post.answers["end"] = "250 aangenomen"
        worker.start()
        _wait_for(rows, {"geblokkeerd"})
        line("kill -9", "POST", places["register"], said)
        print(f"{'':12} the mail: geblokkeerd, sent once")
        assert (said.status, len(post.received)) == (302, before)
        worker.kill()


@pytest.fixture
def post():
    made = SmtpServer()
    yield made
    made.close()


def _registers(visitor, places, email) -> Answer:
    form = Form(visitor.gets(places["register"]).text)
    answers = {"name": "Bo", "organization": "Bedrijf", "email": email}
    filled_in = form.filled_in(**answers) | opened(places, "registration")
    return visitor.posts(places["register"], filled_in)


def _wait_for(rows, states: set[str]) -> None:
    until = time.monotonic() + 60
    while {state for (state,) in rows.execute("SELECT state FROM brand_outgoingmail")} != states:
        assert time.monotonic() < until, f"the mail never came to {states}"
        time.sleep(0.05)
