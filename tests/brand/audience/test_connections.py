"""At most four connections to the newsletter service, whoever asks."""

import uuid
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from brand.audience import connections
from brand.audience.service import AudienceError, FailureKind
from brand.models import ServiceConnection

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(connections, "PATIENCE", 0.3)


def held() -> int:
    return ServiceConnection.objects.exclude(held_by=None).count()


def taken_elsewhere(count: int) -> None:
    """By other processes."""
    for _ in range(count):
        connections._wait_for_one()


@pytest.mark.database("brand.audience.connections._write_down")
def test_it_is_held_and_given_back():
    with connections.one():
        assert held() == 1
    with pytest.raises(ZeroDivisionError), connections.one():
        raise ZeroDivisionError
    assert held() == 0
    connections._write_down()
    assert ServiceConnection.objects.count() == 4


def test_four_of_one_process():
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(connections.one())
        assert held() == 4
        assert not connections.HERE.acquire(blocking=False)
    assert held() == 0


@pytest.mark.database("brand.audience.connections._write_down")
def test_a_fifth_waits_and_is_no_fault_of_its_own():
    taken_elsewhere(4)
    with pytest.raises(AudienceError) as caught, connections.one():
        raise AssertionError
    assert caught.value.kind is FailureKind.LINE
    assert str(caught.value) == "Er lopen al te veel vragen aan Mailchimp tegelijk."
    assert connections.HERE.acquire(blocking=False)  # given back here too
    connections.HERE.release()


def test_of_a_process_that_died_it_comes_free():
    taken_elsewhere(4)
    past = timezone.now() - timedelta(seconds=1)
    ServiceConnection.objects.filter(number=2).update(held_until=past)
    with connections.one():
        assert held() == 4
    assert held() == 3


def test_who_was_thought_dead_gives_back_nothing_of_another():
    another = uuid.uuid4()
    with connections.one():
        ServiceConnection.objects.exclude(held_by=None).update(held_by=another)
    assert ServiceConnection.objects.exclude(held_by=None).get().held_by == another


def test_when_there_are_fewer_rows_than_there_may_be():
    ServiceConnection.objects.create(number=1)
    taken_elsewhere(4)
    assert held() == 4
