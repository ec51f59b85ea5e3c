"""The part of a database connection that counts changes; both databases mix it in."""

import random
import re
from collections.abc import Hashable
from zlib import crc32

from django.apps import apps

from brand import rooms

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
    *("brand_participation", "brand_campaignpage", "brand_budgetline"),
    *("brand_erasure", "brand_gonerow", "brand_newsletterdelivery", "brand_receivedmail"),
    *("brand_servicenotice", "brand_syncbatch", "brand_reconciliation", "brand_difference"),
    *("brand_newsletterhandover", "brand_newslettersettings", "brand_newslettertrial"),
    "brand_serviceconnection",
    *("leads_leadimport", "leads_importrow", "leads_establishment", "leads_employeractivity"),
    *("leads_apikey", "leads_apiwrite", "leads_webhook", "leads_webhookdelivery"),
    *("leads_procurementintention", "leads_pricerequest", "leads_pricerequestline"),
    *("leads_priceinvitation", "leads_priceanswer", "leads_priceoffer"),
    *("leads_pledgelink", "leads_pledgeanswer"),
    *("leads_registerextract", "leads_registerentry", "leads_nacecode"),
    *("brand_tonerule", "brand_licencetext", "brand_licenceacceptance", "brand_licenceending"),
    *("brand_kitversion", "brand_kitdownload", "brand_kitreplacement"),
    "leads_obstaclesignal",  # told on a page that is never kept
    # Written while somebody types; the archive that shows it is never kept.
    "brand_newsletterissue",
    # A size of a picture is made while a page is; the page names it already.
    *("brand_linkvisits", "brand_rendition", "wagtailembeds_embed", "brand_changecount"),
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
READ = (
    "SELECT COALESCE(SUM(number), 0) FROM brand_changecount WHERE shard BETWEEN {first} AND {last}"
)
GROW = (
    "INSERT INTO brand_changecount (shard, number) VALUES {rows} "
    "ON CONFLICT (shard) DO UPDATE SET number = brand_changecount.number + 1"
)
GROUPS = 500  # numbers of groups; their rows stand after those of everything


def may_be_seen(sql: str) -> bool:
    """Whether this statement writes something that a visitor may see; in doubt it does."""
    if READS.match(sql):
        return False
    written = WRITES.match(sql)
    return written is None or written[1].lower() not in NEVER_SHOWN


def _touched_nothing(sql: str, cursor) -> bool:
    """The worker clears up all day, mostly where there is nothing."""
    return bool(CLEARS.match(sql)) and " RETURNING " not in sql and cursor.rowcount == 0


def first_shard(group: str) -> int:
    """Of the counter of one group; the same in every process."""
    return (crc32(group.encode()) % GROUPS + 1) * SHARDS


def groups_of(sql: str) -> set[str]:
    """The groups of tables to which this statement may have written.

    A room says in its module `change_groups`, as `GROUPS`, which tables each of its lists is made
    from. A statement that is not known writes to all of them.
    """
    if not apps.ready:
        return set()
    found = rooms.modules("change_groups")
    groups = {name: tables for room in found for name, tables in room.GROUPS.items()}
    written = WRITES.match(sql)
    if written is None:
        return set(groups)
    return {name for name, tables in groups.items() if written[1].lower() in tables}


class CountsChanges:
    """Goes before Django's wrapper of a connection."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_changes = False  # in the transaction that is under way
        # By group, what no other transaction wrote since: as long as this one is under way.
        self._written: dict[str, object] = {}
        self._can_count = False
        self._shard = random.randrange(SHARDS)  # noqa: S311 - only spreads
        self.execute_wrappers.append(self._notice)

    def _notice(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        sql = str(sql)
        if may_be_seen(sql) and not _touched_nothing(sql, context["cursor"]):
            if not WRITES.match(sql):  # tables may come or go
                self._can_count = False
            self._written |= {group: object() for group in groups_of(sql)}
            if self.get_autocommit() and not self.in_atomic_block:
                self.count_change()
                self._written = {}
            else:
                self.has_changes = True
        elif self._written and sql.startswith("ROLLBACK TO"):
            self._written = {group: object() for group in self._written}
        return result

    def count_change(self) -> None:
        """Asked of the driver itself: it is no query of anybody's."""
        with self.wrap_database_errors:
            if self._can_count or self.connection.execute(EXISTS[self.vendor]).fetchone():
                self._can_count = True
                # In one order, so that two who commit never wait for each other.
                firsts = sorted([0, *map(first_shard, self._written)])
                rows = ", ".join(f"({first + self._shard}, 1)" for first in firsts)
                self.connection.execute(GROW.format(rows=rows))

    def changes(self) -> int | None:
        """The number by now; None when this connection holds changes nobody else sees yet."""
        return None if self.has_changes else self._read(0)

    def changes_of(self, group: str) -> Hashable:
        """What stays the same as long as nobody wrote to a table of this group.

        A number by now; within a transaction that wrote there something of its own.
        """
        return self._written.get(group) or self._read(first_shard(group))

    def _read(self, first: int) -> int:
        self.ensure_connection()
        with self.wrap_database_errors:
            found = self.connection.execute(READ.format(first=first, last=first + SHARDS - 1))
            return int(found.fetchone()[0])

    def _commit(self):
        if self.has_changes and self.connection is not None:
            self.count_change()
        super()._commit()
        self.has_changes, self._written = False, {}

    def _rollback(self):
        super()._rollback()
        self.has_changes, self._written = False, {}

    def _close(self):
        self.has_changes, self._written, self._can_count = False, {}, False
        return super()._close()
