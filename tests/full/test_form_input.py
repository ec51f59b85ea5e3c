"""Every form that needs no account, over HTTP, with whatever the world sends: no server error."""

import http.client
import json
import random
import re
import time
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from importlib import import_module
from urllib.parse import urlencode, urlsplit

import pytest
from django.urls import reverse
from django.urls.converters import IntConverter

from tests.support import public_forms, servers

pytestmark = pytest.mark.server

SEED = 20261127  # the same inputs each time, so that a red run can be looked at
CLIENTS = 4
MOST_WAITS = 60  # seconds for a database that another request holds
SLOW = ("wagtailadmin_login", "wagtailadmin_password_reset", "consent_erase", "mine_erase")
UNLIMITED = ("-m", "tests.support.site_without_throttle", "--port", "{port}")
ROOMS = ("brand.site_urls", "leads.urls", "roadshow.urls", "stories.urls")
AT_THE_DOOR = {"door_tap", "door_walk_in", "door_table"}  # with an account
ANY_METHOD = {"newsletter_asked", "press_kit", "story_feed"}  # they read nothing that is sent
# Of a partner's own software, which sends JSON with a key: tests/leads/connections. What the
# newsletter service sends: tests/brand/audience/test_notices.py.
OF_SOFTWARE = {f"partner_api_{name}" for name in ("leads", "lead", "steps", "openapi", "elsewhere")}
OF_SOFTWARE |= {"newsletter_notice"}
GOOD = {
    "name": ["An Peeters", "Özlem Çelik", "D\u2019Haese", "Jan de Wit-Peeters"],
    "company": ["Bakkerij Peeters", "De Werkschuit vzw", "café"],
    "email": ["an@bakkerij.be", "AN@Bakkerij.BE", "an@gmial.com", "els@straße.de"],
    "phone": ["0475 12 34 56", "+32 475/12.34.56", "02 511 45 67 ext 12", ""],
    "zeker": ["ja"],
    "taking": ["ja", "nee"],
    "channels": ["website", "pers"],
    "name_level": ["voornaam", "anders"],
    "years": ["1", "5"],
    "zoek": ["Genk", "brood"],
    "q": ["Genk", "9000 Gent", "0475 12 34 56"],
    "stop": ["1", "12"],
    "remove": ["1"],
}
NASTY = [
    "", " ", "\x00", "a\r\nBcc: x@y.be", "\u202eom", "\u200b", "\u3164", "\U0001f600" * 50,
    "é" * 10_000, "x" * 70_000, "=1+1", "＝1", "²", "٣", "9" * 30, "9" * 5000, "-1", "1e400", "nan",
    "Infinity", "<script>alert(1)</script>", "{{ 7*7 }}", "{% now %}", "%", "%00", "%s", "\\",
    "' OR 1=1--", "50.9,5.5", "../../etc/passwd", "a@b.be", "a@" + "é" * 90 + ".be",
    "a@[127.0.0.1]",
    "@", "a@b@c.be", "2026-13", "9999-12-31", "24:61", "[]", "{}", "null", "\ud800", "İ", "ß",
    "https://kwaad.example/x", "javascript:alert(1)", "\ufeffels@bedrijf.be", "xn--", "a.b." * 400,
]  # fmt: skip
TYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json",
         "multipart/form-data; boundary=x", "text/plain; charset=utf-99", "", "\x7f"]  # fmt: skip
ALPHABETS = ["abc \n", "0123456789-+/. ", "éßİıøł\u0301", "\u202e\u200d\ufe0f\u3164",
             "<>&\"'%{}", "漢字ありがとう", "\U0001f469\u200d\U0001f4bb"]  # fmt: skip


def words(rng: random.Random) -> str:
    if rng.random() < 0.6:
        return rng.choice(NASTY)
    return "".join(rng.choices(rng.choice(ALPHABETS), k=rng.choice([1, 5, 40, 300])))


FIELD = re.compile(
    r"<textarea\b(?P<area>[^>]*)>(?P<text>.*?)</textarea>|<input\b(?P<input>[^>]*)>", re.DOTALL
)
ATTRIBUTE = re.compile(r"\b(name|value|type)=\"([^\"]*)\"")
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by name, and nothing to see
POT = "bijnaam"  # a field that people do not see
KINDS = {"text", "email", "tel", "search"}


def typed(text: str) -> dict[str, str]:
    """What stands in the fields for words, where a page has one form to fill in."""
    forms = []
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        found, others = {}, 0
        for field in FIELD.finditer(form):
            has = dict(ATTRIBUTE.findall(field["area"] or field["input"] or ""))
            kind = has.get("type", "text")
            if has.get("name", POT) == POT or kind == "hidden":
                continue
            if field["area"] is None and kind not in KINDS:
                others += 1
                continue
            value = field["text"] if field["area"] is not None else has.get("value", "")
            found[unescape(has["name"])] = unescape(value)
        if found or others:
            forms.append(found)
    return forms[0] if len(forms) == 1 else {}


def letters(value: str) -> str:
    """Signs that nobody sees may go, and what no text may hold."""
    seen = unicodedata.normalize("NFC", value.encode("utf-8", "replace").decode())
    return "".join(one for one in seen if one.isalnum() and one not in FILLERS)


def lost(sent: list[tuple[str, str]], page: "Page", answer: str) -> list[str]:
    """Fields whose words do not come back in a form that says what is wrong."""
    last, shown = dict(sent), typed(answer)
    return [
        name
        for name in page.typed_in & last.keys()
        if letters(shown.get(name, "")) != letters(last[name])
    ]


class Page:
    """A form as it was opened: the names in it, what stands in it, and its cookies."""

    def __init__(self, path: str, text: str, cookies: str):
        self.path, self.cookies = path, cookies
        self.hidden = {
            unescape(name[1]): unescape(value[1]) if value else ""
            for tag in re.findall(r"<input\b[^>]*type=\"hidden\"[^>]*>", text)
            if (name := re.search(r"name=\"([^\"]*)\"", tag))
            for value in [re.search(r"value=\"([^\"]*)\"", tag)]
        }
        self.typed_in = typed(text).keys()
        tags = re.findall(r"<(?:input|select|textarea|button)\b[^>]*>", text)
        found = (re.search(r"\bname=\"([^\"]*)\"", tag) for tag in tags)
        self.names = sorted({unescape(name[1]) for name in found if name} - set(self.hidden))


def fields(page: Page, rng: random.Random) -> list[tuple[str, str]]:
    sent = [
        (name, value if rng.random() < 0.95 else words(rng)) for name, value in page.hidden.items()
    ]
    careful = rng.choice([0.5, 0.96])
    for name in [*page.names, *rng.sample(sorted(GOOD), 2)]:
        chance = rng.random()
        if chance < 0.12:
            continue
        good = GOOD.get(name, ["1", "on", "tekst"])
        # What ends the row it is about stays rare.
        is_good = chance < (0.14 if name == "zeker" else careful)
        sent += [(name, rng.choice(good) if is_good else words(rng))] * (2 if chance > 0.97 else 1)
    if rng.random() < 0.01:
        sent += [(f"veld{number}", "x") for number in range(1_200)]
    return sent


def request(page: Page, sent: list, rng: random.Random) -> tuple[str, str, bytes, str]:
    """Method, address, body and content type."""
    chance = rng.random()
    plain = [(name, value.encode("utf-8", "surrogatepass")) for name, value in sent]
    if chance < 0.12:
        query = urlencode([(name, value[:1_500]) for name, value in plain])[:6_000]
        return "GET", f"{page.path}?{query}", b"", ""
    if chance < 0.22:
        return "POST", page.path, rng.randbytes(rng.choice([0, 1, 200, 5_000])), rng.choice(TYPES)
    if chance < 0.4:
        return "POST", page.path, multipart(plain, rng), "multipart/form-data; boundary=grens"
    if chance < 0.45:
        return rng.choice(["HEAD", "PUT", "DELETE", "OPTIONS"]), page.path, b"", ""
    return "POST", page.path, encoded(sent), TYPES[0]


def encoded(sent: list[tuple[str, str]]) -> bytes:
    plain = [(name, value.encode("utf-8", "surrogatepass")) for name, value in sent]
    return urlencode(plain).encode()


def multipart(plain: list[tuple[str, bytes]], rng: random.Random) -> bytes:
    lines = []
    for name, value in plain:
        label = name.encode().replace(b'"', b"%22")
        lines.append(b'--grens\r\nContent-Disposition: form-data; name="%s"' % label)
        if name in ("picture", "proof") or rng.random() < 0.05:
            lines[-1] += b'; filename="%s.jpg"\r\nContent-Type: image/jpeg' % label
            value = rng.choice([b"\xff\xd8\xff\xe0" + rng.randbytes(500), b"%PDF-1.4", value])
        lines.append(b"\r\n\r\n" + value + b"\r\n")
    return b"".join(lines) + (b"--grens--\r\n" if rng.random() < 0.9 else b"")


class Client:
    """One connection; it keeps no cookies, so that nobody signs in halfway."""

    def __init__(self, address: str):
        self.host = urlsplit(address).netloc
        self.origin = address
        self.connection = http.client.HTTPConnection(self.host, timeout=120)

    def ask(self, method, path, body=b"", kind="", cookies="") -> tuple[int, str, list[str]]:
        headers = {"Origin": self.origin, "Referer": f"{self.origin}/", "Cookie": cookies}
        if kind:
            headers["Content-Type"] = kind
        for last in (False, True):
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
                return answer.status, text, answer.headers.get_all("Set-Cookie") or []
            except (ConnectionError, TimeoutError, http.client.HTTPException):
                self.connection.close()
                if last:
                    return 0, "", []
        raise AssertionError("unreachable")

    def answer(self, *request) -> tuple[int, str]:
        """Status and text; "busy, come back" is no answer yet."""
        for _ in range(MOST_WAITS):
            status, text, _ = self.ask(*request)
            if status != 503:
                break
            time.sleep(1)
        return status, text


class Pages:
    """Each form is opened once, when it is first asked for."""

    def __init__(self, addresses: dict[str, list[str]]):
        self.addresses, self.known = addresses, {}

    def one_of(self, name: str, client: Client, rng: random.Random) -> Page:
        path = rng.choice(self.addresses[name])
        if path not in self.known:
            _, text, cookies = client.ask("GET", path)
            self.known[path] = Page(path, text, "; ".join(one.split(";")[0] for one in cookies))
        return self.known[path]


@pytest.mark.django_db
def test_every_form_is_among_them(client):
    """Whatever takes a form at these rooms is tried."""
    takes_a_form = set()
    for room in ROOMS:
        for pattern in import_module(room).urlpatterns:
            if not (name := getattr(pattern, "name", None)):
                continue
            given = pattern.pattern.converters
            odd = {key: 1 if isinstance(given[key], IntConverter) else "x" for key in given}
            allowed = client.patch(reverse(name, kwargs=odd)).headers.get("Allow", "POST")
            if "POST" in allowed:
                takes_a_form.add(name)
    assert takes_a_form - AT_THE_DOOR - ANY_METHOD - OF_SOFTWARE - public_forms.NAMES == set()


def try_one(turn: int, name: str, pages: Pages, client: Client) -> tuple[str, int, str, list[str]]:
    """What was asked, the status, how to look at it again, and the fields whose words were lost."""
    rng = random.Random(f"{SEED}-{turn}")
    page = pages.one_of(name, client, rng)
    sent = fields(page, rng)
    method, path, body, kind = request(page, sent, rng)
    status, text = client.answer(method, path, body, kind, page.cookies)
    # Only where all of it arrived as it was meant.
    came = status == 422 and method == "POST" and kind == TYPES[0]
    came = came and body == encoded(sent)
    gone = lost(sent, page, text) if came else []
    return name, status, f"{turn}: {method} {path[:200]} {kind} {body[:400]!r}", gone


def table(answers: list[tuple[str, int, str, list[str]]]) -> str:
    """For each form how many inputs it got, and what it answered."""
    lines = [f"{len(answers):,} inputs, {Counter(one[1] for one in answers)}"]
    for name in sorted({one[0] for one in answers}):
        said = Counter(one[1] for one in answers if one[0] == name)
        told = ", ".join(f"{status}: {said[status]}" for status in sorted(said))
        lines.append(f"  {name:<28}{said.total():>6}  {told}")
    return "\n".join(lines)


@pytest.mark.parametrize("inputs", [240, pytest.param(20_000, marks=pytest.mark.scale)])
def test_no_input_breaks_the_site_or_is_lost(inputs, capsys):
    with servers.site() as site:
        printed = site.python("from tests.support import public_forms; public_forms.addresses()")
        server = site.serve(*UNLIMITED, REGISTRATIONS_PER_MINUTE="1000000")
        addresses = json.loads(printed.splitlines()[-1])
        assert {name for name, found in addresses.items() if found} == public_forms.NAMES
        pages = Pages(addresses)

        # What takes long (hashing, erasing) comes by less often.
        names = [name for name in sorted(addresses) for _ in range(1 if name in SLOW else 4)]

        def client(number: int) -> list[tuple[str, int, str, list[str]]]:
            mine = Client(server.address)
            return [
                try_one(turn, names[turn * 7 % len(names)], pages, mine)
                for turn in range(number, inputs, CLIENTS)
            ]

        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = [one for said in pool.map(client, range(CLIENTS)) for one in said]
        with capsys.disabled():
            print(f"\n{table(answers)}")
        broken = [one for one in answers if not 200 <= one[1] < 500]
        assert broken == [], server.log.read_text()[-4_000:]
        assert [one for one in answers if one[3]] == []
        assert len(answers) == inputs
        # The forms themselves answered, and not only the door in front of them.
        reached = Counter(one[0] for one in answers if one[1] in (200, 302, 409, 422))
        assert len(reached) > len(addresses) / 2
