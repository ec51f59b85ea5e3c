"""What the worker costs: python -m tests.bench.worker [idle] [mail]

Prints an idle worker's queries, CPU and memory, and how many mails a worker sends in a second to a
mail server on this machine, on the database of DATABASE_URL. Nothing is asserted.
"""

import json
import os
import subprocess
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
django.setup()

from tests.support import servers  # noqa: E402 - asks the settings
from tests.support.smtp_server import SmtpServer  # noqa: E402

SECONDS = 180
MAILS = 300
ASK = """
from brand import mail
from brand.models import OutgoingMail
from roadshow.models import Registration
OutgoingMail.objects.all().delete()
pks = list(Registration.objects.filter(state="bevestigd").values_list("pk", flat=True))
Registration.objects.update(is_demo=False)
Registration.objects.update(email="iemand@bedrijf.be")
for n in range({}):
    mail.post("roadshow.emails.confirmed", pks[n % len(pks)], dedupe=str(n))
print(OutgoingMail.objects.count())
"""


def idle(site: servers.Site) -> None:
    command = [sys.executable, "-m", "tests.bench.counted", str(SECONDS), "work"]
    said = subprocess.run(
        command, cwd=servers.ROOT, env=site.environment, capture_output=True, text=True, check=True
    )
    print(f"idle worker, {SECONDS * 2 // 3} s:", json.loads(said.stdout.splitlines()[-1]))


def mail(site: servers.Site) -> None:
    post = SmtpServer()
    site.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{post.port}"
    asked = int(site.python(ASK.format(MAILS)))
    worker = servers.Worker(site, ["manage.py", "work"])
    while not post.received:
        time.sleep(0.01)
    began, before = time.monotonic(), cpu(worker.process.pid)
    while len(post.received) < asked and time.monotonic() - began < 300:
        time.sleep(0.01)
    took, used = time.monotonic() - began, cpu(worker.process.pid) - before
    sent = len(post.received)
    print(
        f"mail: {sent} of {asked} in {took:.1f} s, {sent / took:.1f}/s, "
        f"{used * 1000 / sent:.1f} CPU ms each, {post.connections} connections"
    )
    post.close()


def cpu(pid: int) -> float:
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    wanted = sys.argv[1:] or ["idle", "mail"]
    try:
        for name in wanted:
            with servers.site() as site:
                {"idle": idle, "mail": mail}[name](site)
    finally:
        servers.tidy()


if __name__ == "__main__":
    main()
