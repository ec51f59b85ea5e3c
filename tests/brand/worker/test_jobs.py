"""Timed work: found in every room, run when due, by one worker at a time."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from brand.models import JobRun
from brand.worker import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch):
    """Two jobs of a room, and what they did."""
    done = []

    def fails():
        done.append("tweede")
        raise ValueError("geen stops")

    due = SimpleNamespace(
        __name__="roadshow.due",
        JOBS=[("eerste", 300, lambda: done.append("eerste")), ("tweede", 60, fails)],
    )
    monkeypatch.setattr(jobs, "modules", lambda name: [due] if name == "due" else [])
    return done


def later(**time):
    """As if so much time went by."""
    for row in JobRun.objects.exclude(started_at=None):
        row.started_at -= timedelta(**time)
        row.locked_until = row.locked_until and row.locked_until - timedelta(**time)
        row.save()


def test_brand_has_its_own_timed_work():
    assert {job.name for job in jobs.known() if job.name.startswith("brand.")} == {
        "brand.beelden klaarzetten",
        "brand.bewaartermijnen",
        "brand.licenties die aflopen",
        "brand.licenties die opnieuw te aanvaarden zijn",
        "brand.logboek van wissingen",
        "brand.logboek van wissingen nalezen",
        "brand.links in bewaarde post verbergen",
        "brand.oude aanmeldpogingen vergeten",
        "brand.geplande pagina's tonen",
        "brand.nieuwsbrief bijhouden",
        "brand.vergelijken met Mailchimp",
        "brand.wat Mailchimp telt",
        "brand.oude meldingen van Mailchimp vergeten",
        "brand.oude bundels voor Mailchimp vergeten",
        "brand.twee versies van een nieuwsbrief vergelijken",
        "brand.nieuwsbrieven afsluiten",
        "brand.onafgewerkte uploads wissen",
        "brand.oude tellingen vergeten",
        "brand.verlopen pagina's weghalen",
    }


def test_a_job_runs_when_it_is_due_and_not_before(ran):
    assert jobs.run_due() == 2
    assert jobs.run_due() == 0
    later(seconds=61)
    assert jobs.run_due() == 1
    later(seconds=300)
    assert jobs.run_due() == 2
    assert ran == ["eerste", "tweede", "tweede", "eerste", "tweede"]


def test_a_job_that_fails_is_written_down_and_holds_up_nothing(ran):
    jobs.run_due()
    trouble = dict(JobRun.objects.values_list("name", "trouble"))
    assert trouble == {"roadshow.eerste": "", "roadshow.tweede": "ValueError: geen stops"}
    assert set(JobRun.objects.values_list("locked_until", flat=True)) == {None}


@pytest.mark.database("brand.worker.jobs.write_down")
def test_two_workers_never_run_the_same_job_at_once(ran, monkeypatch):
    [first, _] = jobs.known()
    assert jobs._claim(first)
    later(seconds=600)  # due again, and still running elsewhere
    assert not jobs._claim(first)


@pytest.mark.database("brand.worker.jobs.write_down")
def test_a_worker_that_died_gives_its_job_back(ran):
    [first, _] = jobs.known()
    jobs._claim(first)
    later(minutes=31)
    assert jobs._claim(first)


def test_a_run_that_was_missed_is_made_good_once(ran):
    jobs.run_due()
    later(days=3)
    assert jobs.run_due() == 2
    assert jobs.run_due() == 0


def test_a_worker_that_must_stop_begins_nothing_new(ran):
    assert jobs.run_due(lambda: False) == 0
    assert not JobRun.objects.filter(started_at__lte=timezone.now()).exists()


@pytest.mark.database
def test_every_job_of_the_house_runs(founded):
    """Each is called without arguments; one that cannot be would fail at every round, unseen."""
    known = list(jobs.known())
    assert {job.name.partition(".")[0] for job in known} >= {
        "brand",
        "leads",
        "roadshow",
        "stories",
    }
    assert jobs.run_due() == len(known)
    assert set(JobRun.objects.exclude(trouble="").values_list("name", "trouble")) == set()
