"""nginx and Caddy exactly as the README has them, in front of the real server.

Only the proxy's word counts, whatever a visitor writes.
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

AROUND_CADDY = """{{
    admin off
    local_certs
    skip_install_trust
    default_sni {host}
    storage file_system {folder}/kept
    http_port {http}
    https_port {https}
}}
"""


def snippet(proxy: str) -> str:
    """The one configuration of this proxy in the README."""
    (found,) = re.findall(
        rf"```{proxy}\n(.*?)```", (servers.ROOT / "README.md").read_text(), re.DOTALL
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
    with running(command, folder, ports):
        yield ports


@contextmanager
def caddy(folder, port: int, server: str):
    """The same; its certificate is of its own making, as there is no domain to ask one for."""
    folder.mkdir()
    ports = servers.free_port(), servers.free_port()
    assert server.count("127.0.0.1:8000") == 1
    server = server.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    around = AROUND_CADDY.format(folder=folder, http=ports[0], https=ports[1], host=HOST)
    (folder / "Caddyfile").write_text(around + server)
    command = [machine.caddy(), "run", "--config", str(folder / "Caddyfile")]
    command += ["--adapter", "caddyfile"]
    with running(command, folder, ports, HOME=str(folder), XDG_DATA_HOME=str(folder)):
        yield ports


@contextmanager
def running(command: list[str], folder, ports: tuple[int, int], **environment: str):
    with (folder / "error.log").open("a") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=os.environ | environment)
    try:
        for number in ports:
            _wait_for(number, process, folder)
        yield
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
    raise AssertionError(f"nothing listens: {(folder / 'error.log').read_text()}")


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


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def proxy(request, server, tmp_path_factory):
    """Which proxy it is, with its two ports."""
    start = request.param
    name = start.__name__
    if name in machine.absent():
        pytest.skip(machine.NEEDS[name][1])
    folder = tmp_path_factory.mktemp("proxy") / name
    with start(folder, server.port, snippet(name)) as found:
        yield name, found


@pytest.fixture
def ports(proxy):
    return proxy[1]


@pytest.fixture
def visitors(proxy):
    """Addresses in networks that this proxy's visitors have to themselves."""
    first = {"nginx": 10, "caddy": 20}[proxy[0]]
    return [f"127.{first + number}.0.1" for number in range(4)]


def test_the_visitors_own_address_is_counted_whatever_is_written(ports, visitors):
    assert floods(ports[1], visitors[0]) == [422, 422, 422, 429, 429]
    assert floods(ports[1], visitors[1]) == [422, 422, 422, 429, 429]


def test_the_test_sees_it_when_a_proxy_passes_the_address_on(server, tmp_path):
    """The control: without that line somebody is another with every form."""
    without = snippet("nginx").replace("proxy_set_header X-Forwarded-For $remote_addr;", "")
    with nginx(tmp_path / "nginx", server.port, without) as (_, https):
        assert floods(https, "127.3.0.1") == [422] * 5


def test_ten_wrong_passwords_rest_for_an_hour_under_any_written_address(site, ports, visitors):
    mailbox = f"an@{visitors[0]}.example".replace("127.", "bedrijf")
    address = site.python(  # the demo's are refused uncounted
        "from brand.models import User;"
        f"print(User.objects.create_user('{mailbox}', 'lang-geheim-woord').email)"
    )
    said = [_wrong_password(ports[1], visitors[2], address, number) for number in range(10)]
    assert said == [200] * 9 + [429]
    assert _wrong_password(ports[1], visitors[3], address, 1) == 200
    kept = site.python(
        "from axes.models import AccessAttempt as A;"
        f" print(sorted(set(A.objects.filter(username='{mailbox}')"
        ".values_list('ip_address', flat=True))))"
    )
    assert kept == str(visitors[2:])


def _wrong_password(port: int, source: str, address: str, number: int) -> int:
    visitor = Visitor(port, source)
    _, _, page = visitor.ask("GET", LOG_IN)
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
    fields = {"username": address, "password": "mis", "csrfmiddlewaretoken": token}
    return visitor.ask("POST", LOG_IN, fields, **forged(number))[0]


def test_http_is_sent_on_to_https_whatever_is_written(ports):
    status, headers, _ = Visitor(ports[0], secure=False).ask("GET", "/roadshow/", **forged(1))
    assert status in {301, 308}
    assert re.fullmatch(rf"https://{HOST}(:\d+)?/roadshow/", headers["Location"])


def test_https_is_answered_with_what_only_https_gets(ports):
    status, headers, text = Visitor(ports[1]).ask("GET", "/roadshow/", **forged(1))
    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "evil.example" not in text


def test_another_host_gets_no_page_of_ours(ports):
    """nginx passes it on, and the site refuses it; Caddy knows no such site."""
    status, _, text = Visitor(ports[1]).ask("GET", "/", Host="evil.example")
    assert (status, text) == (200, "") or status == 400


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
