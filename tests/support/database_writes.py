"""What a test writes to the database: undone again, and known by its tables."""

import re

from django.db import connection, transaction

# Written by any response, for any visitor.
OF_WHO_ASKS = ("django_session", "axes_", "wagtailadmin_editingsession", "wagtailusers_userprofile")


def rolled_back(act):
    """Do it, and undo it: the next step finds the world as it was."""
    with transaction.atomic():
        answer = act()
        transaction.set_rollback(True)
    return answer


class Writes:
    """The tables that were written to meanwhile: most answers write none, and looking is dear."""

    def __enter__(self):
        self.tables: set[str] = set()
        self._wrapped = connection.execute_wrapper(self._look)
        self._wrapped.__enter__()
        return self

    def __exit__(self, *about):
        self._wrapped.__exit__(*about)

    def _look(self, execute, sql, params, many, context):
        found = re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', sql)
        if found and not found[1].startswith(OF_WHO_ASKS):
            self.tables.add(found[1])
        return execute(sql, params, many, context)
