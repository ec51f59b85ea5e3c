"""One question says what is due; a worker with nothing to do asks little else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brand import mail, outbox
from brand.audience import syncing
from brand.management.commands import work
from brand.models import JobRun, OutgoingMail, SyncJob
from brand.worker import jobs, watch
from tests.factories.outbox import SubscriptionFactory

pytestmark = pytest.mark.django_db

KIND = "brand.emails.newsletter_welcome"
AT_MOST = 300  # queries in a minute in which nothing happens


def all_ran():
    """As if every job ran a moment ago."""
    jobs.write_down([job.name for job in jobs.known()])
    JobRun.objects.update(started_at=timezone.now())


def test_at_the_first_question_every_job_is_due_and_gets_its_row():
    due = watch.ask()
    assert [job.name for job in due.jobs] == [job.name for job in jobs.known()]
    assert set(JobRun.objects.values_list("name", "started_at")) == {
        (job.name, None) for job in jobs.known()
    }
    assert not watch.ask().mail


def test_nothing_is_due(django_assert_num_queries):
    all_ran()
    with django_assert_num_queries(1):
        assert watch.ask() == watch.Due(False, False, [])


def test_a_mail_is_due_from_its_moment_on():
    all_ran()
    row = mail.post(KIND, 1, due_at=timezone.now() + timedelta(minutes=1))
    assert watch.ask() == watch.Due(False, False, [])
    OutgoingMail.objects.filter(pk=row.pk).update(due_at=timezone.now())
    assert watch.ask() == watch.Due(True, False, [])


def test_a_row_of_a_worker_that_died_is_due_when_its_lease_ran_out():
    all_ran()
    syncing.enqueue(SubscriptionFactory())
    held = outbox.claim_next(SyncJob.objects.all())
    assert watch.ask() == watch.Due(False, False, [])
    SyncJob.objects.filter(pk=held.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    assert watch.ask() == watch.Due(False, True, [])


def test_a_job_is_due_after_its_time_unless_another_worker_runs_it():
    all_ran()
    then = timezone.now() - timedelta(seconds=61)
    for name in ("roadshow.aanbiedingen", "brand.geplande pagina's tonen"):
        JobRun.objects.filter(name=name).update(started_at=then)
    JobRun.objects.filter(name="roadshow.aanbiedingen").update(
        locked_until=timezone.now() + jobs.LEASE
    )
    assert [job.name for job in watch.ask().jobs] == ["brand.geplande pagina's tonen"]


@pytest.mark.database("brand.worker.jobs.write_down")
def test_a_worker_without_work_asks_at_most_300_questions_a_minute(founded):
    """The question each two seconds, and every job as often as a minute has it."""
    jobs.run_due()
    JobRun.objects.update(started_at=timezone.now() - timedelta(days=3))
    asked = 60 / work.PAUSE
    for job in jobs.known():
        with CaptureQueriesContext(connection) as queries:
            assert jobs.run(job)
        asked += len(queries) * 60 / job.every.total_seconds()
    assert asked <= AT_MOST
