"""A new SQLite file gets its tables from the models; what stands in any other is left alone.

That they are the same tables as the migrations make: `tests/full/test_database_of_0_1_0.py`.
"""

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from brand.sqlite import new_tables

pytestmark = pytest.mark.sqlite


@pytest.fixture
def new_file(tmp_path, django_db_blocker, settings):
    """The connection of this site, for one test on an empty file, with the migrations."""
    settings.MIGRATION_MODULES = {}
    before = connections["default"]
    connections["default"] = connections.create_connection("default")
    connection.settings_dict = {**before.settings_dict, "NAME": str(tmp_path / "m.sqlite3")}
    with django_db_blocker.unblock():
        yield
        connection.close()
    connections["default"] = before


def test_a_new_file_gets_them_once(new_file):
    assert [new_tables.make_where_none_stand(), new_tables.make_where_none_stand()] == [True, False]
    leaves = (executor := MigrationExecutor(connection)).loader.graph.leaf_nodes()
    assert executor.migration_plan(leaves) == []
    call_command("migrate", verbosity=0)
    call_command("found", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title FROM wagtailsearch_indexentry_fts WHERE title MATCH 'Roadshow'"
        )
        assert cursor.fetchall() == [("Roadshow",)]


def test_what_was_broken_off_is_done_again(new_file, monkeypatch):
    def full(*arguments):
        raise OSError("schijf vol")

    with monkeypatch.context() as patch:
        patch.setattr(MigrationRecorder, "record_applied", full)
        with pytest.raises(OSError, match="schijf vol"):
            new_tables.make_where_none_stand()
    assert connection.introspection.table_names() == []
    assert new_tables.make_where_none_stand()


@pytest.mark.django_db
def test_tables_that_stand_are_left_alone():
    assert not new_tables.make_where_none_stand()
