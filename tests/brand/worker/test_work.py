"""The worker: one round does everything; killed or stopped, nothing is lost or sent twice."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from brand import mail, outbox
from brand.audience import syncing
from brand.mail import delivery
from brand.management.commands import work
from brand.models import JobRun, OutboxState, OutgoingMail, SyncJob
from tests.factories.outbox import SubscriptionFactory
from tests.support import servers
from tests.support.smtp_server import SmtpServer

KIND = "brand.emails.newsletter_welcome"


def once():
    out = StringIO()
    call_command("work", "--once", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_one_round_sends_syncs_and_does_timed_work():
    person = SubscriptionFactory()
    mail.post(KIND, person.pk)
    syncing.enqueue(person)
    jobs = len(list(work.jobs.known()))
    assert once() == f"{2 + jobs} afgehandeld.\n"
    assert OutgoingMail.objects.get().state == OutboxState.DONE
    assert SyncJob.objects.get().state == OutboxState.DONE
    assert JobRun.objects.count() == jobs
    assert once() == "0 afgehandeld.\n"


@pytest.mark.django_db
def test_a_part_that_fails_does_not_stop_the_others(monkeypatch):
    def broken(keep_going):
        raise RuntimeError("schijf vol")

    monkeypatch.setattr(delivery, "drain", broken)
    syncing.enqueue(SubscriptionFactory())
    once()
    assert SyncJob.objects.get().state == OutboxState.DONE


@pytest.mark.django_db
def test_a_mail_pokes_the_worker_once_it_is_committed(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.VAR = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        mail.post(KIND, 1)
        assert not outbox.wake_file().exists()
    assert outbox.wake_file().exists()


def test_a_poke_ends_the_rest(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    command = work.Command()
    command.going, command.parent = True, None
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 2:
            outbox.poke()

    monkeypatch.setattr(work.time, "sleep", nap)
    command.rest(work._stamp())
    assert naps == [0.2, 0.2]


def test_a_worker_ends_with_who_started_it(monkeypatch):
    command = work.Command()
    command.going, command.parent = True, 4321
    monkeypatch.setattr(work.os, "getppid", lambda: 4321)
    assert command.goes_on()
    monkeypatch.setattr(work.os, "getppid", lambda: 1)
    assert not command.goes_on()


# With real processes ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def post_office():
    server = SmtpServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def standing(post_office):
    """One site for all of them: what a test leaves in it is taken away before the next."""
    with servers.site() as made:
        made.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{post_office.port}"
        yield made


@pytest.fixture
def post(post_office):
    post_office.forget()
    return post_office


@pytest.fixture
def site(standing, post):
    """Without a mail, and with every timed job just done: a worker that starts only sends."""
    standing.python(EMPTY)
    yield standing
    for server in standing.processes:
        server.kill()
    standing.processes.clear()


EMPTY = """
from django.utils import timezone
from brand.models import JobRun, OutgoingMail, Stoppage, Subscription, SyncJob
from brand.worker import jobs
for model in (JobRun, OutgoingMail, Stoppage, SyncJob):
    model.objects.all().delete()
Subscription.objects.filter(email__endswith="@bedrijf.be").delete()
now = timezone.now()
JobRun.objects.bulk_create(
    JobRun(name=job.name, started_at=now, done_at=now) for job in jobs.known()
)
"""


def ask(site, people: int) -> None:
    site.python(
        "from brand import mail; from tests.factories.outbox import SubscriptionFactory as F\n"
        f"for n in range({people}): mail.post('{KIND}', F(email=f'post{{n}}@bedrijf.be').pk)"
    )


def states(site) -> dict[str, int]:
    return json.loads(
        site.python(
            "import json; from collections import Counter; from brand.models import OutgoingMail\n"
            "print(json.dumps(Counter(OutgoingMail.objects.values_list('state', flat=True))))"
        )
    )


def worker(site) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "work"]
    log = (site.var / "work.log").open("ab")
    return subprocess.Popen(command, cwd=servers.ROOT, env=site.environment, stdout=log, stderr=log)


WORKER_OF_A_SHELL = """
import os
if pid := os.fork():
    print(pid)
else:
    os.setsid()
    from django.core.management import call_command
    call_command("work")
"""


@contextmanager
def worker_that_is_killed(site):
    """As `manage.py work`, forked from a process in which the site is loaded already."""
    pid = int(site.python(WORKER_OF_A_SHELL))
    try:
        yield
    finally:
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: has_ended(pid))


def has_ended(pid: int) -> bool:
    """Also when nobody has asked for its status yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@pytest.mark.database
@pytest.mark.server
def test_two_workers_send_every_mail_once(site, post):
    ask(site, 60)
    workers = [worker(site), worker(site)]
    try:
        wait_for(lambda: len(post.received) == 60, 60)
        time.sleep(3)  # a mail sent twice would come now
    finally:
        for one in workers:
            one.terminate()
    assert [one.wait(30) for one in workers] == [0, 0]
    assert len(post.received) == len(set(post.recipients)) == 60
    assert states(site) == {"klaar": 60}


@pytest.mark.database
@pytest.mark.server
def test_kill_minus_nine_sends_nothing_twice_and_loses_nothing(site, post):
    """Killed five times in the middle of its work: each mail left once, or says it is unsure."""
    ask(site, 60)
    for kill in range(1, 6):
        with worker_that_is_killed(site):
            wait_for(lambda kill=kill: len(post.received) >= kill * 6)
    site.python(
        "from brand.models import OutgoingMail as M; from django.utils import timezone\n"
        "M.objects.filter(state='bezig').update(locked_until=timezone.now())"
    )
    site.manage("work", "--once")
    arrived = [letter["To"] for letter in post.mails]
    unsure = states(site).get("geblokkeerd", 0)
    assert len(arrived) == len(set(arrived))
    assert states(site).get("klaar", 0) + unsure == 60
    assert 60 - unsure <= len(arrived) <= 60


@pytest.mark.server
def test_a_mail_server_that_takes_its_time_holds_up_mail_alone(site, post):
    """While it says nothing, the jobs of each minute run and the newsletter's list is told."""
    post.answers["end"], post.silence = "hang", 300
    ask(site, 1)
    site.python(
        "from brand.models import JobRun, SyncJob; from brand.audience import syncing\n"
        "from tests.factories.outbox import SubscriptionFactory as F\n"
        "JobRun.objects.all().delete(); SyncJob.objects.all().delete(); syncing.enqueue(F())"
    )
    one = worker(site)
    try:
        wait_for(lambda: post.unanswered, 60)
        wait_for(lambda: site.python(DONE) == "True True", 120)
        assert states(site) == {"bezig": 1}
    finally:
        one.kill()
        one.wait()


DONE = """
from brand.worker import jobs
from brand.models import JobRun, SyncJob
names = {job.name for job in jobs.known() if job.every.total_seconds() <= 60}
done = set(JobRun.objects.exclude(done_at=None).values_list("name", flat=True))
print(names <= done, SyncJob.objects.filter(state="klaar").exists())
"""


@pytest.mark.server
def test_sigterm_finishes_the_row_in_hand(site, post):
    ask(site, 40)
    one = worker(site)
    wait_for(lambda: len(post.received) >= 3)
    one.terminate()
    assert one.wait(30) == 0
    left = states(site)
    assert set(left) <= {"klaar", "wacht"}
    assert left["klaar"] == len(post.received)


@pytest.mark.server
def test_serve_starts_its_worker_again_and_takes_it_along(site, post):
    server = site.serve()
    threads = Path(f"/proc/{server.process.pid}/task")

    def child():
        return [pid for file in threads.glob("*/children") for pid in file.read_text().split()]

    wait_for(child)
    [first] = child()
    subprocess.run(["kill", "-9", first], check=True)
    wait_for(lambda: child() not in ([], [first]))
    ask(site, 1)
    wait_for(lambda: len(post.received) == 1)
    [second] = child()
    server.process.terminate()
    assert server.process.wait(40) == 0
    wait_for(lambda: subprocess.run(["kill", "-0", second], capture_output=True).returncode)
