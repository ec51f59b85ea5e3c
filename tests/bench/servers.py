"""Which server: python -m tests.bench.servers [VAR]

Answers a second of our home page (kept), of a page of `wagtail start` and of a site that says
hello, behind each server, straight and with nginx in front; the last column is our page while a
hundred others send their request a byte a second. `manage.py serve` is waitress with our limits.
VAR: the folder of a site that `manage.py prepare` made; else one is made. granian and gunicorn
take part when they are installed (`.venv/bin/uv pip install -e .[bench]`), nginx when it is there.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONNECTIONS, SLOW, SECONDS, THREADS = 8, 100, 1, 16
COMMANDS = {
    "waitress": "waitress --listen=127.0.0.1:{port} --threads={threads}",
    "granian": "granian --interface wsgi --port {port} --blocking-threads {threads} --no-ws",
    "gunicorn": "gunicorn -b 127.0.0.1:{port} --threads {threads} --keep-alive 60",
}
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 2048; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream site {{ server 127.0.0.1:{port}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{front}; keepalive_requests 1000000;
    location / {{
      proxy_pass http://site; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, folder: Path, environment: dict) -> Iterator[None]:
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=nowhere, stderr=nowhere
        )
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, command
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def with_nginx(port: int, made: Path) -> Iterator[int]:
    front, folder = free_port(), Path(tempfile.mkdtemp(dir=made))
    (folder / "conf").write_text(NGINX.format(folder=folder, port=port, front=front))
    with running(["nginx", "-c", str(folder / "conf")], front, folder, {}):
        yield front


@contextmanager
def slow_visitors(port: int) -> Iterator[None]:
    """Each began a request and sends one more byte a second."""
    command = [sys.executable, "-c", SLOWLY, str(port), str(SLOW)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()  # all are there
        yield
    finally:
        process.kill()
        process.wait()


SLOWLY = """
import socket, sys, time
open_ones = []
for _ in range(int(sys.argv[2])):
    one = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    one.sendall(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\nX-Slow: ")
    open_ones.append(one)
print("there", flush=True)
while True:
    time.sleep(1)
    for one in open_ones:
        try:
            one.sendall(b"x")
        except OSError:
            pass
"""


def rate(port: int) -> float | None:
    """None when no answer came in time: the slow ones hold every thread."""
    command = [sys.executable, "-m", "tests.bench.load", str(port), "/", str(CONNECTIONS)]
    try:
        said = subprocess.run(
            [*command, str(SECONDS)], cwd=ROOT, capture_output=True, timeout=10 * SECONDS, text=True
        )
    except subprocess.TimeoutExpired:
        return None
    return float(said.stdout) if said.returncode == 0 else None


def stock(made: Path) -> Path:
    folder = made / "stock"
    folder.mkdir()
    start = [sys.executable, "-m", "wagtail.bin.wagtail", "start", "mysite", "."]
    for command in (start, [sys.executable, "manage.py", "migrate"]):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def sites(made: Path, var: str | None) -> dict[str, tuple[Path, str, dict]]:
    ours = {"MERKBAAR_VAR": var or str(made / "var"), "SITE_URL": "http://localhost"}
    if var is None:
        (made / "var").mkdir()
        prepare = [sys.executable, "manage.py", "prepare"]
        environment = {**os.environ, **ours}
        subprocess.run(prepare, cwd=ROOT, env=environment, check=True, capture_output=True)
    debug = {"DJANGO_SETTINGS_MODULE": "mysite.settings.dev", "PYTHONPATH": ""}
    return {
        "hello": (ROOT, "tests.bench.hello", {}),
        "stock": (stock(made), "mysite.wsgi", debug),
        "ours": (ROOT, "brand.wsgi", ours),
    }


def measure(server: str, served: dict, made: Path) -> dict[tuple[str, bool], float | None]:
    """By site and whether nginx stands in front; "slow" is ours among slow visitors."""
    found: dict[tuple[str, bool], float | None] = {}
    for name, (folder, module, environment) in served.items():
        port = free_port()
        given = COMMANDS[server].format(port=port, threads=THREADS)
        command = ["-m", *given.split(), f"{module}:application"]
        if (server, name) == ("waitress", "ours"):
            command = ["manage.py", "serve", "--no-worker", "--port", str(port)]
        environment = {**environment, "PYTHONPATH": os.pathsep.join([str(folder), *sys.path[1:]])}
        with running([sys.executable, *command], port, folder, environment):
            rate(port)  # warm
            found[name, False] = rate(port)
            if name == "ours":
                with slow_visitors(port):
                    found["slow", False] = rate(port)
            if shutil.which("nginx"):
                with with_nginx(port, made) as front:
                    found[name, True] = rate(front)
                    if name == "ours":
                        with slow_visitors(front):
                            found["slow", True] = rate(front)
    return found


def main() -> None:
    var = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(
        prefix="merkbaar-servers-", ignore_cleanup_errors=True
    ) as name:
        made = Path(name)
        served = sites(made, var)
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; answers a second")
        print(f"{'':20}{'hello':>9}{'stock':>9}{'ours':>9}{'x stock':>9}{'% hello':>9}{'slow':>9}")
        for server in COMMANDS:
            if importlib.util.find_spec(server) is None:
                print(f"{server}: not installed")
                continue
            found = measure(server, served, made)
            for nginx in (False, True):
                if ("ours", nginx) in found:
                    print(f"{server + (' + nginx' if nginx else ''):20}{line(found, nginx)}")


def line(found: dict, nginx: bool) -> str:
    hello, plain, ours, slow = (found[name, nginx] for name in ("hello", "stock", "ours", "slow"))
    shares = [
        ours / plain if ours and plain else None,
        100 * ours / hello if ours and hello else None,
    ]
    figures = [hello, plain, ours, *shares, slow]
    return "".join(f"{'none' if one is None else f'{one:.0f}':>9}" for one in figures)


if __name__ == "__main__":
    main()
