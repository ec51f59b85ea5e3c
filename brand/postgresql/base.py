from django.db.backends.postgresql import base

from brand.changes.counting import CountsChanges


class DatabaseWrapper(CountsChanges, base.DatabaseWrapper):
    pass
