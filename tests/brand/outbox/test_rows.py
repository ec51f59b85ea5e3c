"""The life of a row: claimed once, tried often enough, never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand import outbox
from brand.models import OutboxState, OutgoingMail, Role, Stoppage, SyncJob
from brand.outbox import outages
from tests.factories.outbox import OutgoingMailFactory, SyncJobFactory

pytestmark = pytest.mark.django_db
ROWS = OutgoingMail.objects


def claimed(**fields):
    OutgoingMailFactory(**fields)
    return outbox.claim_next(ROWS.all())


def test_the_oldest_due_row_comes_first():
    now = timezone.now()
    later = OutgoingMailFactory(due_at=now - timedelta(minutes=1))
    first = OutgoingMailFactory(due_at=now - timedelta(minutes=2))
    OutgoingMailFactory(due_at=now + timedelta(minutes=1))
    taken = [outbox.claim_next(ROWS.all()) for _ in range(3)]
    assert taken == [first, later, None]
    assert [row.attempts for row in taken[:2]] == [1, 1]


@pytest.mark.database("brand.models.outbox.outbox_meta")
def test_a_claimed_row_is_claimed_by_nobody_else():
    row = claimed()
    assert outbox.claim_next(ROWS.all()) is None
    assert (row.state, row.locked_until > timezone.now()) == (OutboxState.BUSY, True)


@pytest.mark.database("brand.models.outbox.outbox_meta")
def test_two_rows_for_the_same_are_not_sent_at_once():
    """The second holds the newer state: it must not be overtaken by the first."""
    first = claimed(kind="a", ref="1")
    OutgoingMailFactory(kind="a", ref="1")
    assert outbox.claim_next(ROWS.all()) is None
    outbox.finish(first, "Verstuurd.")
    assert outbox.claim_next(ROWS.all()) is not None


@pytest.mark.parametrize(
    ("tries", "seconds"), [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (30, 3600)]
)
def test_waiting_doubles_to_an_hour(tries, seconds):
    waits = [outbox.backoff(tries).total_seconds() for _ in range(200)]
    assert 0.8 * seconds <= min(waits) < 0.9 * seconds
    assert 1.1 * seconds < max(waits) <= 1.2 * seconds


def test_a_failure_waits_with_its_reason():
    row = claimed()
    outbox.retry(row, "Weigert.", "Kijk na.")
    row.refresh_from_db()
    assert (row.state, row.reason, row.remedy) == (OutboxState.LATER, "Weigert.", "Kijk na.")
    assert row.due_at > timezone.now() + timedelta(seconds=20)


def test_the_eighth_failure_is_the_last():
    row = claimed(attempts=7)
    outbox.retry(row, "Weigert.")
    row.refresh_from_db()
    assert (row.state, row.reason) == (OutboxState.GIVEN_UP, "Weigert. 8 keer geprobeerd.")


def test_a_line_that_is_down_costs_no_try():
    row = claimed()
    outbox.put_back(row, timezone.now(), "Niet te bereiken.")
    row.refresh_from_db()
    assert (row.state, row.attempts) == (OutboxState.LATER, 0)


def test_a_retry_gives_way_to_a_newer_row_for_the_same():
    old = claimed(kind="a", ref="1")
    new = OutgoingMailFactory(kind="a", ref="1")
    outbox.retry(old, "Weigert.")
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (OutboxState.DONE, OutboxState.WAITING)
    assert old.reason == "Vervangen door een nieuwere opdracht voor hetzelfde."


@pytest.mark.database
def test_who_lost_the_lease_writes_nothing():
    row = claimed()
    ROWS.filter(pk=row.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    outbox.release(ROWS.all())
    again = outbox.claim_next(ROWS.all())
    outbox.finish(row, "Te laat.")
    again.refresh_from_db()
    assert (again.state, again.reason) == (
        OutboxState.BUSY,
        "De werker viel uit; opnieuw in de rij.",
    )


def test_a_row_that_kills_every_worker_is_given_up():
    row = claimed(attempts=7)
    ROWS.filter(pk=row.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    outbox.release(ROWS.all())
    row.refresh_from_db()
    assert row.state == OutboxState.GIVEN_UP


@pytest.mark.parametrize(
    ("state", "asked"),
    [
        (OutboxState.LATER, True),
        (OutboxState.BLOCKED, True),
        (OutboxState.GIVEN_UP, True),
        (OutboxState.WAITING, False),
        (OutboxState.BUSY, False),
        (OutboxState.DONE, False),
    ],
)
def test_asking_again_starts_afresh_what_is_stuck(state, asked):
    row = OutgoingMailFactory(state=state, attempts=8, reason="Weigert.")
    assert outbox.ask_again(row) is asked
    row.refresh_from_db()
    assert (row.state == OutboxState.WAITING and row.attempts == 0) is asked


@pytest.mark.database("brand.models.outbox.outbox_meta")
def test_asking_again_gives_way_to_a_newer_row_for_the_same():
    old = OutgoingMailFactory(kind="a", ref="1", state=OutboxState.GIVEN_UP)
    OutgoingMailFactory(kind="a", ref="1")
    assert outbox.ask_again(old)
    old.refresh_from_db()
    assert old.state == OutboxState.DONE


def test_a_line_rests_longer_each_time_and_opens_again():
    outages.stop(outages.MAIL, "Niet te bereiken.")
    first = Stoppage.objects.get().until
    outages.stop(outages.MAIL, "Niet te bereiken.")
    stoppage = Stoppage.objects.get()
    assert (stoppage.tries, stoppage.until > first) == (2, True)
    assert outages.stopped(outages.MAIL) == stoppage
    assert outages.stopped(outages.NEWSLETTER) is None
    outages.answered(outages.MAIL)
    assert outages.stopped(outages.MAIL) is None


def test_a_rested_line_may_be_tried():
    outages.stop(outages.MAIL, "Niet te bereiken.")
    Stoppage.objects.update(until=timezone.now())
    assert outages.stopped(outages.MAIL) is None


def test_a_refused_key_holds_until_another_key():
    outages.stop(outages.NEWSLETTER, "Sleutel.", opened_with="oud", for_good=True)
    assert outages.stopped(outages.NEWSLETTER, "oud").reason == "Sleutel."
    assert outages.stopped(outages.NEWSLETTER, "nieuw") is None


@pytest.fixture
def people(django_user_model):
    from brand.models import Membership, Organisation

    federation = Organisation.objects.create(name="Federatie", slug="f", is_federation=True)
    partner = Organisation.objects.create(name="Partner", slug="p")
    found = {"beheer": django_user_model.objects.create_superuser("beheer@x.be", "x")}
    for name, organisation, role in [
        ("federatie_beheerder", federation, Role.BEHEERDER),
        ("federatie_marketeer", federation, Role.MARKETEER),
        ("partner_beheerder", partner, Role.BEHEERDER),
    ]:
        found[name] = django_user_model.objects.create_user(f"{name}@x.be", "x", is_staff=True)
        Membership.objects.create(user=found[name], organisation=organisation, role=role)
    found["vertrokken"] = django_user_model.objects.create_superuser(
        "weg@x.be", "x", is_active=False
    )
    return found


@pytest.mark.parametrize("factory", [OutgoingMailFactory, SyncJobFactory])
def test_only_who_keeps_the_brand_sees_the_outbox(people, factory):
    row = factory()
    seen = {name: list(type(row).objects.visible_to(user)) for name, user in people.items()}
    assert seen == {
        "beheer": [row],
        "federatie_beheerder": [row],
        "federatie_marketeer": [],
        "partner_beheerder": [],
        "vertrokken": [],
    }


def test_sync_rows_follow_the_same_life():
    SyncJobFactory()
    row = outbox.claim_next(SyncJob.objects.all())
    outbox.block(row, "Heeft zich uitgeschreven.", "Stuur de inschrijflink.")
    row.refresh_from_db()
    assert (row.state, row.remedy, row.can_retry) == (
        OutboxState.BLOCKED,
        "Stuur de inschrijflink.",
        True,
    )
