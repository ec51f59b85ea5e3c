"""nginx exactly as the README has it, in front of the real server: only its word counts.

The README's Caddy lines are not run: Caddy is not in Debian's stable packages.
"""

import http.client
import os
import re
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from tests.support import machine, servers

pytestmark = [pytest.mark.server, pytest.mark.proxy]

HOST = "meewerkers.example"
FORM = "/roadshow/proefhalte/inschrijven/"
LOG_IN = "/beheer/login/"
AROUND = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def snippet() -> str:
    """The one nginx configuration in the README."""
    (found,) = re.findall(
        r"```nginx\n(.*?)```", (servers.ROOT / "README.md").read_text(), re.DOTALL
    )
    return found


def certificate(folder) -> None:
    ask = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    ask += ["-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    ask += ["-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(ask, cwd=folder, check=True, capture_output=True)


@contextmanager
def nginx(folder, port: int, server: str):
    """Runs on ports of its own; yields them: http, https."""
    folder.mkdir()
    certificate(folder)
    ports = servers.free_port(), servers.free_port()
    for there, here in {
        "listen 80;": f"listen 127.0.0.1:{ports[0]};",
        "listen 443 ssl;": f"listen 127.0.0.1:{ports[1]} ssl;",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": f"{folder}/fullchain.pem",
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": f"{folder}/privkey.pem",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{port}",
    }.items():
        assert server.count(there) == 1
        server = server.replace(there, here)
    user = "" if os.geteuid() else "user root;"
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user, server=server))
    command = [machine.nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command += ["-e", f"{folder}/error.log"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for number in ports:
            _wait_for(number, process, folder)
        yield ports
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process, folder) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "error.log").read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


class Visitor:
    """One connection, from an address of its own on this machine."""

    def __init__(self, port: int, source: str = "127.0.0.1", *, secure: bool = True):
        self.cookies: dict[str, str] = {}
        if secure:
            trusting = ssl.create_default_context()
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
            self.connection = http.client.HTTPSConnection(
                "127.0.0.1", port, timeout=60, source_address=(source, 0), context=trusting
            )
        else:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", port, timeout=60, source_address=(source, 0)
            )

    def ask(self, method: str, path: str, fields: dict | None = None, **headers: str):
        """Status, headers and text."""
        sent = {"Host": HOST, **{name.replace("_", "-"): text for name, text in headers.items()}}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Referer"] = f"https://{HOST}{path}"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status, answer.headers, text


def forged(number: int) -> dict[str, str]:
    """What a visitor writes who wants to be somebody else each time."""
    other = f"10.0.{number}.7"
    return {
        "X_Forwarded_For": other,
        "X_Real_IP": other,
        "Forwarded": f"for={other};proto=https;host=evil.example",
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Port": "81",
        "X_Forwarded_By": other,
        "X_Forwarded_Proto": "https",
    }


def floods(port: int, source: str, **kind) -> list[int]:
    """Statuses of five empty forms, each with another forged address. Three a minute may come."""
    visitor = Visitor(port, source, **kind)
    return [visitor.ask("POST", FORM, {}, **forged(number))[0] for number in range(5)]


@pytest.fixture(scope="module")
def site():
    with servers.site() as made:
        made.python("from tests.support import registration_stop; registration_stop.open_with(100)")
        yield made


@pytest.fixture(scope="module")
def server(site):
    return site.serve(
        "manage.py",
        "serve",
        "--no-worker",
        SITE_URL=f"https://{HOST}",
        REGISTRATIONS_PER_MINUTE="3",
    )


@pytest.fixture(scope="module")
def ports(server, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("proxy") / "nginx", server.port, snippet()) as found:
        yield found


def test_the_visitors_own_address_is_counted_whatever_is_written(ports):
    assert floods(ports[1], "127.1.0.1") == [422, 422, 422, 429, 429]
    assert floods(ports[1], "127.2.0.1") == [422, 422, 422, 429, 429]


def test_the_test_sees_it_when_a_proxy_passes_the_address_on(server, tmp_path):
    """The control: without that line somebody is another with every form."""
    without = snippet().replace("proxy_set_header X-Forwarded-For $remote_addr;", "")
    with nginx(tmp_path / "nginx", server.port, without) as (_, https):
        assert floods(https, "127.3.0.1") == [422] * 5


def test_ten_wrong_passwords_rest_for_an_hour_under_any_written_address(site, ports):
    address = site.python(
        "from brand.models import User; print(User.objects.create_user("
        "'an@bedrijf.example', 'lang-geheim-woord').email)"  # the demo's are refused uncounted
    )
    said = [_wrong_password(ports[1], "127.4.0.1", address, number) for number in range(10)]
    assert said == [200] * 9 + [429]
    assert _wrong_password(ports[1], "127.5.0.1", address, 1) == 200
    kept = site.python(
        "from axes.models import AccessAttempt as A;"
        " print(sorted(set(A.objects.values_list('ip_address', flat=True))))"
    )
    assert kept == "['127.4.0.1', '127.5.0.1']"


def _wrong_password(port: int, source: str, address: str, number: int) -> int:
    visitor = Visitor(port, source)
    _, _, page = visitor.ask("GET", LOG_IN)
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
    fields = {"username": address, "password": "mis", "csrfmiddlewaretoken": token}
    return visitor.ask("POST", LOG_IN, fields, **forged(number))[0]


def test_http_is_sent_on_to_https_whatever_is_written(ports):
    status, headers, _ = Visitor(ports[0], secure=False).ask("GET", "/roadshow/", **forged(1))
    assert (status, headers["Location"]) == (301, f"https://{HOST}/roadshow/")


def test_https_is_answered_with_what_only_https_gets(ports):
    status, headers, text = Visitor(ports[1]).ask("GET", "/roadshow/", **forged(1))
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "evil.example" not in text


def test_another_host_is_refused(ports):
    assert Visitor(ports[1]).ask("GET", "/", Host="evil.example")[0] == 400


def test_a_head_leaves_the_connection_in_order(ports):
    visitor = Visitor(ports[1])
    for path in ("/", "/roadshow/", "/healthz", "/nergens/"):
        head, get = visitor.ask("HEAD", path), visitor.ask("GET", path)
        assert head[0] == get[0]
        assert head[2] == ""
        assert get[2]


def test_without_a_proxy_no_written_header_is_believed(site):
    """Plain http: nobody stands in front."""
    plain = site.serve("manage.py", "serve", "--no-worker", REGISTRATIONS_PER_MINUTE="3")
    here = f"127.0.0.1:{plain.port}"
    visitor = Visitor(plain.port, "127.6.0.1", secure=False)
    said = [visitor.ask("POST", FORM, {}, **forged(n) | {"Host": here})[0] for n in range(5)]
    assert said == [422, 422, 422, 429, 429]
    status, headers, text = visitor.ask("GET", "/roadshow/", **forged(1) | {"Host": here})
    assert status == 200
    assert "Strict-Transport-Security" not in headers
    assert "evil.example" not in text
