"""The tables of a new database, made from the models as they are now.

Every migration from the first release on leads to the same tables, in a minute of computing
where this takes a second. Each migration is recorded as applied, so the next release's migrations
follow as ever; `tests/full/test_database_of_0_1_0.py` compares the two.

SQLite only: there a site is tried. Migrations that fill rows have none to fill here; what the
site needs to begin with is made by `brand.founding`.
"""

from importlib import import_module

from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor


def make_where_none_stand() -> bool:
    """Whether they were made. All of them or none: a killed process leaves the file empty."""
    if connection.vendor != "sqlite" or connection.introspection.table_names():
        return False
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    with connection.schema_editor() as editor:
        for model in _stored(executor.loader.migrated_apps):
            editor.create_model(model)
        index_for_search()
        executor.recorder.ensure_schema()
        for migration, _ in executor.migration_plan(leaves, clean_start=True):
            executor.record_migration(migration)
    return True


def index_for_search() -> None:
    """What no model can describe: a virtual table and its triggers, in place of a plain one."""
    module = import_module("wagtail.search.migrations.0006_customise_indexentry")
    made = (op for op in module.Migration.operations if hasattr(op, "database_operations"))
    with connection.cursor() as cursor:
        for index in made:  # none where this SQLite has no full-text search
            cursor.execute("DROP TABLE wagtailsearch_indexentry_fts")
            for operation in index.database_operations:
                cursor.execute(operation.sql)


def _stored(labels: set[str]) -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in labels and model._meta.can_migrate(connection)
    ]
