"""The server itself, on real sockets: what one visitor may take of it."""

import contextlib
import socket
import threading
import time

import pytest

from brand.http import head, limits, server

KIB, MIB = 1024, 1024 * 1024


def site(environ, start_response):
    size = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return iter([f"{size} ".encode(), b"bytes"])  # of no length known before


@pytest.fixture
def running():
    made = server.create(
        head.without_body(site), host="127.0.0.1", port=0, threads=4, asyncore_use_poll=True
    )
    threading.Thread(target=made.run, daemon=True).start()
    yield made
    made.task_dispatcher.shutdown()
    made.close()


class Client:
    """One connection, of an address of its own."""

    def __init__(self, running, address="127.0.0.1"):
        here = (address, 0)
        self.socket = socket.create_connection(
            ("127.0.0.1", int(running.effective_port)), timeout=20, source_address=here
        )

    def begins(self, path="/", method="POST", length=0, cookie="", version="1.1"):
        lines = [f"{method} {path} HTTP/{version}", "Host: localhost", "Connection: close"]
        lines += [f"Content-Length: {length}"] * bool(length) + [f"Cookie: {cookie}"] * bool(cookie)
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        return self

    def sends(self, size):
        self.socket.sendall(b"x" * size)
        return self

    def hears(self) -> tuple[str, str]:
        """Head and body of the answer, to the end of the connection."""
        heard = b""
        with contextlib.suppress(ConnectionResetError):
            while part := self.socket.recv(65536):
                heard += part
        head, _, body = heard.partition(b"\r\n\r\n")
        return head.decode(), body.decode()


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_a_form_is_small_and_the_page_that_says_so_is_dutch(running):
    assert Client(running).begins(length=200 * KIB).sends(200 * KIB).hears()[0][9:12] == "200"
    top, body = Client(running).begins(length=5 * MIB).sends(5 * MIB).hears()
    assert top.startswith("HTTP/1.1 413 ")
    assert "<h1>Dit is <em>te groot</em>.</h1>" in body
    assert "wat u typte, staat er nog" in body


@pytest.mark.parametrize(
    ("path", "cookie", "size", "status"),
    [
        ("/bijdragen/teken/", "", MIB, "200"),
        ("/beheer/images/add/", "sessionid=abc", MIB, "200"),
        ("/beheer/images/add/", "taal=nl", MIB, "413"),
        ("/roadshow/genk/inschrijven/", "", limits.SMALL, "200"),
        ("/roadshow/genk/inschrijven/", "", limits.SMALL + 1, "413"),
    ],
)
def test_files_come_where_files_are_asked(running, path, cookie, size, status):
    client = Client(running).begins(path, length=size, cookie=cookie)
    assert client.sends(size).hears()[0][9:12] == status


@pytest.mark.parametrize(("size", "status"), [(limits.LARGEST + 1, "413"), (200 * MIB, "413")])
def test_what_is_far_too_large_is_not_waited_for(running, size, status):
    client = Client(running).begins(length=size, cookie="sessionid=abc")
    if size < server.READ_PAST:
        client.sends(size)
    assert client.hears()[0][9:12] == status


@pytest.mark.parametrize("cookie", [b"", b"Cookie: sessionid=abc\r\n"])
def test_a_body_of_unknown_length_is_a_small_one(running, cookie):
    """Whoever claims to be signed in too: many such bodies would pass every limit together."""
    client = Client(running)
    client.socket.sendall(
        b"POST / HTTP/1.1\r\nHost: localhost\r\n" + cookie + b"Transfer-Encoding: chunked\r\n\r\n"
        b"50000\r\n"
    )
    assert client.sends(0x50000).hears()[0][9:12] == "413"


def test_a_head_answer_of_unknown_length_has_no_byte_after_its_headers(running):
    assert Client(running).begins(method="GET").hears()[1] == "2\r\n0 \r\n5\r\nbytes\r\n0\r\n\r\n"
    assert Client(running).begins(method="HEAD").hears()[1] == ""


def test_one_address_does_not_take_every_connection(running, monkeypatch):
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 5)
    slow = [Client(running, "127.0.0.2") for _ in range(12)]
    for one in slow:
        one.socket.sendall(b"GET / HT")
    until(lambda: len(running.active_channels) == 5)
    assert Client(running, "127.0.0.3").begins(method="GET").hears()[0][9:12] == "200"
    newest = Client(running, "127.0.0.2").begins(method="GET")  # a neighbour behind that address
    assert newest.hears()[0][9:12] == "200"


def test_a_proxy_is_no_visitor(running, monkeypatch):
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 5)
    monkeypatch.setattr(running.adj, "trusted_proxy", "127.0.0.2")
    kept = [Client(running, "127.0.0.2") for _ in range(12)]
    until(lambda: len(running.active_channels) == len(kept))


def test_a_request_that_never_ends_is_cut_off_however_often_it_says_something(running):
    slow = Client(running)
    slow.socket.sendall(b"GET / HT")
    body = Client(running).begins(length=100 * KIB).sends(10)
    until(lambda: all(one.request for one in running.active_channels.values()))
    until(lambda: len(running.active_channels) == 2)
    channels = list(running.active_channels.values())
    now = time.time()
    running.maintenance(now + server.HEADERS_WITHIN - 5)
    assert [one.will_close for one in channels] == [False, False]
    for one in channels:  # it said something a moment ago
        one.last_activity = now + server.BODY_WITHIN + 5
    running.maintenance(now + server.HEADERS_WITHIN + 5)
    assert slow.hears() == ("", "")
    running.maintenance(now + server.BODY_WITHIN + 5)
    assert body.hears() == ("", "")


def test_bodies_that_stand_unfinished_do_not_fill_the_disk(running, monkeypatch):
    monkeypatch.setattr(server, "MOST_OF_ONE", 3 * MIB)
    monkeypatch.setattr(server, "MOST_OF_ALL", 5 * MIB)

    def large(address):
        client = Client(running, address).begins(length=2 * MIB, cookie="sessionid=abc")
        until(lambda: all(one.request for one in running.active_channels.values()))
        return client

    first = large("127.0.0.2")
    top, words = large("127.0.0.2").hears()
    assert top.startswith("HTTP/1.1 503 ")
    assert "Retry-After: 60" in top
    assert words.startswith("Er wordt nu te veel tegelijk verstuurd.")
    second = large("127.0.0.3")
    assert large("127.0.0.4").hears()[0][9:12] == "503"  # together too much
    for one in (first, second):
        assert one.sends(2 * MIB).hears()[0][9:12] == "200"
    assert large("127.0.0.4").sends(2 * MIB).hears()[0][9:12] == "200"
