"""The part of a database connection that counts changes; both databases mix it in."""

import random
import re

# Written all day, and never shown to who is not signed in.
NEVER_SHOWN = {
    *("django_session", "django_migrations", "django_content_type", "auth_permission"),
    *("axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog"),
    *("axes_accesslog", "otp_static_staticdevice", "otp_static_statictoken"),
    *("otp_totp_totpdevice", "wagtailadmin_editingsession", "wagtailadmin_formstate"),
    *("wagtailcore_revision", "wagtailcore_pagelogentry", "wagtailcore_modellogentry"),
    *("wagtailcore_referenceindex", "wagtailcore_comment", "wagtailcore_commentreply"),
    *("wagtailcore_taskstate", "wagtailcore_workflowstate", "wagtailcore_uploadedfile"),
    *("wagtailsearch_indexentry", "wagtailsearch_indexentry_fts", "wagtailusers_userprofile"),
    *("brand_jobrun", "brand_outgoingmail", "brand_syncjob", "brand_stoppage", "brand_tally"),
    # A size of a picture is made while a page is; the page names it already.
    *("brand_visit", "brand_rendition", "wagtailembeds_embed", "brand_changecount"),
}
READS = re.compile(
    r"[\s(]*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET|BEGIN|COMMIT|EXPLAIN|SHOW|DECLARE|FETCH"
    r"|CLOSE)\b",
    re.IGNORECASE,
)
# Wagtail names its search index without quotes on PostgreSQL.
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
CLEARS = re.compile(r"\s*(?:UPDATE|DELETE)\b", re.IGNORECASE)

SHARDS = 64  # rows of the counter, so that those who commit at the same time do not wait
EXISTS = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'brand_changecount'",
    "postgresql": "SELECT 1 WHERE to_regclass('brand_changecount') IS NOT NULL",
}
READ = "SELECT COALESCE(SUM(number), 0) FROM brand_changecount"
GROW = (
    "INSERT INTO brand_changecount (shard, number) VALUES ({shard}, 1) "
    "ON CONFLICT (shard) DO UPDATE SET number = brand_changecount.number + 1"
)


def may_be_seen(sql: str) -> bool:
    """Whether this statement writes something that a visitor may see; in doubt it does."""
    if READS.match(sql):
        return False
    written = WRITES.match(sql)
    return written is None or written[1].lower() not in NEVER_SHOWN


def _touched_nothing(sql: str, cursor) -> bool:
    """The worker clears up all day, mostly where there is nothing."""
    return bool(CLEARS.match(sql)) and " RETURNING " not in sql and cursor.rowcount == 0


class CountsChanges:
    """Goes before Django's wrapper of a connection."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_changes = False  # in the transaction that is under way
        self._can_count = False
        self._shard = random.randrange(SHARDS)  # noqa: S311 - only spreads
        self.execute_wrappers.append(self._notice)

    def _notice(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        sql = str(sql)
        if may_be_seen(sql) and not _touched_nothing(sql, context["cursor"]):
            if not WRITES.match(sql):  # tables may come or go
                self._can_count = False
            if self.get_autocommit() and not self.in_atomic_block:
                self.count_change()
            else:
                self.has_changes = True
        return result

    def count_change(self) -> None:
        """Asked of the driver itself: it is no query of anybody's."""
        with self.wrap_database_errors:
            if self._can_count or self.connection.execute(EXISTS[self.vendor]).fetchone():
                self._can_count = True
                self.connection.execute(GROW.format(shard=self._shard))

    def changes(self) -> int | None:
        """The number by now; None when this connection holds changes nobody else sees yet."""
        if self.has_changes:
            return None
        self.ensure_connection()
        with self.wrap_database_errors:
            return int(self.connection.execute(READ).fetchone()[0])

    def _commit(self):
        if self.has_changes and self.connection is not None:
            self.count_change()
        super()._commit()
        self.has_changes = False

    def _rollback(self):
        super()._rollback()
        self.has_changes = False

    def _close(self):
        self.has_changes = self._can_count = False
        return super()._close()
