"""One number for everything that visitors may see: it grows with the commit, and never before."""

from contextlib import suppress

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from brand.changes import counting
from brand.models import Organisation, Tally
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
on_both = pytest.mark.database("brand.changes.counting.CountsChanges.count_change")


def grew(write) -> int:
    before = connection.changes()
    write()
    return connection.changes() - before


@on_both
def test_a_write_that_visitors_may_see():
    partner = OrganisationFactory()
    rows = Organisation.objects.filter(pk=partner.pk)
    assert grew(lambda: rows.update(name="Anders")) == 1
    assert grew(lambda: partner.save()) == 1
    assert grew(lambda: Organisation.objects.bulk_create([Organisation(name="B", slug="b")])) == 1
    assert grew(lambda: rows.delete()) == 1
    assert grew(lambda: list(rows)) == 0
    assert grew(lambda: rows.delete()) == 0  # nothing is left
    assert grew(lambda: rows.update(name="Weer anders")) == 0


def test_a_write_that_visitors_never_see():
    ends = timezone.now()
    assert grew(lambda: Tally.objects.create(key="a", ends_at=ends)) == 0
    assert grew(lambda: Tally.objects.filter(key="a").delete()) == 0


@on_both
def test_a_transaction_counts_once_and_is_private_until_then():
    before = connection.changes()
    with transaction.atomic():
        OrganisationFactory()
        OrganisationFactory()
        assert connection.changes() is None
    assert connection.changes() == before + 1


def fail_after_writing():
    with suppress(ZeroDivisionError), transaction.atomic():
        OrganisationFactory()
        raise ZeroDivisionError


def test_what_is_rolled_back_changed_nothing():
    assert grew(fail_after_writing) == 0


@on_both
def test_a_savepoint_that_is_rolled_back_hides_nothing_of_the_rest():
    def write():
        with transaction.atomic():
            fail_after_writing()
            OrganisationFactory()

    assert grew(write) == 1


def test_any_statement_that_is_not_known_counts():
    assert counting.may_be_seen('WITH x AS (SELECT 1) UPDATE "django_session" SET a = 1')
    assert counting.may_be_seen('TRUNCATE "brand_tally"')
    assert not counting.may_be_seen('  insert into "brand_tally" (key) values (1)')
    assert not counting.may_be_seen("SELECT 1")
    assert not counting.may_be_seen("(SELECT 1) UNION (SELECT 2)")


def test_what_is_never_shown_are_tables():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    made_by_hand = {"django_migrations", "wagtailsearch_indexentry_fts"}
    assert counting.NEVER_SHOWN - tables - made_by_hand == set()
