"""Employers who register over HTTP, as a browser without JavaScript does."""

import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

MOST_PRESSES = 100


class Form(HTMLParser):
    """The form on a page that asks for a mail address: its fields by what they are for."""

    def __init__(self, page: str):
        super().__init__()
        self.values: dict[str, str] = {}
        self.named: dict[str, str] = {}
        self._open: tuple[dict, dict] | None = None
        self.feed(page)
        assert "email" in self.named, page[:3000]

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = ({}, {})
        elif tag == "input" and self._open and given.get("name"):
            values, named = self._open
            if given.get("type") in ("checkbox", "radio", "submit"):
                return
            values[given["name"]] = given.get("value", "")
            if given.get("autocomplete") not in (None, "", "off"):
                named[given["autocomplete"]] = given["name"]

    def handle_endtag(self, tag):
        if tag == "form" and self._open:
            values, named = self._open
            if "email" in named:
                self.values, self.named = values, named
            self._open = None

    def filled_in(self, **answers: str) -> dict[str, str]:
        """Answers by autocomplete name: `name`, `organization`, `email`."""
        return self.values | {self.named[kind]: text for kind, text in answers.items()}


@dataclass
class Employer:
    """One connection to a server, with its cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        self.connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=120)

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, str]:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Status, text and where it sends us on."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"{self.address}{path}",
                "Origin": self.address,
            }
        answer = self._answer(method, path, body, headers)
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status, text, answer.headers.get("Location", "")

    def _answer(self, *request) -> http.client.HTTPResponse:
        """Asks again over a new connection when the server closed the one that lay idle.

        Browsers do the same; the key in the form makes it one registration.
        """
        for last in (False, True):
            try:
                self.connection.request(*request)
                return self.connection.getresponse()
            except ConnectionError:
                self.connection.close()
                if last:
                    raise
        raise AssertionError("unreachable")

    def registers(self, path: str, form: Form, **answers: str) -> tuple[int, str]:
        """Status and text of the page one ends on.

        At a rush the site may say that it is busy; the page sends the same again at one press.
        """
        for _ in range(MOST_PRESSES):
            status, text, onward = self.post(path, form.filled_in(**answers))
            if status != 503:
                break
            time.sleep(0.2)
        if status in (302, 303):
            status, text, _ = self.get(urlsplit(onward).path)
        return status, text
