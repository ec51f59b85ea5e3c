"""The site and its worker together, for one machine."""

import signal
import subprocess
import sys
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from brand import demo
from brand.demo import door
from brand.http import faults, server

RESTART_AFTER = 2  # seconds


class Command(BaseCommand):
    help = "Start de site en de werker."

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1", help="adres om op te luisteren")
        parser.add_argument("--port", type=int, default=settings.PORT)
        parser.add_argument("--no-worker", action="store_true", help="alleen de site")

    def handle(self, *, bind, port, no_worker, **options):
        faults.for_the_web()
        try:
            site = create_server(bind, port)
        except OSError as error:
            raise CommandError(
                f"Op {bind}:{port} kan niet geluisterd worden ({error.strerror}). "
                "Kies een andere poort, bijvoorbeeld PORT=8001."
            ) from error
        signal.signal(signal.SIGTERM, _leave)
        worker = None if no_worker else Worker()
        self.stdout.write(f"De site staat op {settings.SITE_URL} (luistert op {bind}:{port}).")
        if demo.is_only_here() and door.is_loopback(bind) and demo.kept_password():
            self.stdout.write(f"Voorbeeldaccounts: wachtwoord {demo.kept_password()}")
        self.stdout.flush()
        try:
            if worker:
                worker.start()
            site.run()
        finally:
            if worker:
                worker.stop()
            site.close()


def create_server(bind: str, port: int):
    """Waitress reads a whole request before a thread takes it, so slow clients block no thread."""
    from brand.wsgi import application

    # Without a proxy X-Forwarded-* is not trusted. On a site of this machine alone they stay, for
    # that they are there says there is one, and then the demo's accounts stay out.
    trusted = {"clear_untrusted_proxy_headers": not demo.is_only_here()}
    if settings.TRUSTED_PROXY:
        # Not X-Forwarded-Host: a proxy passes the host on as Host, so only a visitor would send it.
        trusted = {
            "trusted_proxy": settings.TRUSTED_PROXY,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        }
    return server.create(
        door.heard_on(application, bind),
        host=bind,
        port=port,
        threads=16,
        backlog=1024,
        asyncore_use_poll=True,  # select() ends at 1024 open files
        ident=None,
        **trusted,
    )


def _leave(*_):
    raise SystemExit(0)


class Worker:
    """The worker as a process of its own, started again when it dies."""

    def __init__(self):
        self._process: subprocess.Popen | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._keep_alive, daemon=True).start()

    def _keep_alive(self) -> None:
        command = [sys.executable, sys.argv[0], "work", "--with-parent"]
        while not self._stopping.is_set():
            self._process = subprocess.Popen(command)  # noqa: S603 - our own command
            self._process.wait()
            self._stopping.wait(RESTART_AFTER)

    def stop(self) -> None:
        """Let it finish the row in hand."""
        self._stopping.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._process.kill()
