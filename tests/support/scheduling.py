"""Which worker runs what: a file of tests stays together, and the longest files begin first.

Files stay together because what is made once for a file (a served site, a loaded demo) or kept
from one test to the next (`tests.support.snapshot`) is made once for each worker that needs it.
Files with servers of their own run one after the other: they state times within which a server
answers. The order is a judgement of what takes longest, not a measurement.
"""

from xdist.scheduler import LoadScopeScheduling

# Where one file would hold up the end of a run; others follow, those with most tests first.
LONGEST = (
    "tests/full/test_withdrawal.py",
    "tests/browser/test_every_page.py",
    "tests/full/test_walk.py",
    "tests/full/test_audience_kill.py",
    "tests/full/test_faults.py",
    "tests/full/test_oversell.py",
    "tests/full/test_kill.py",
    "tests/browser/test_corpus.py",
    "tests/full/test_proxy.py",
    "tests/full/test_restore.py",
    "tests/brand/worker/test_work.py",
    "tests/browser/",
    "tests/full/test_database_of_0_1_0.py",
    "tests/brand/demo/",  # with the others that need it
    "tests/full/",
    "tests/stories/consent/test_every_form.py",  # few tests, and long ones: never at the end
    "tests/stories/consent/test_migration.py",
    "tests/bench/",
)
# Built once by whoever runs them all, and laid down again: what this takes is five seconds.
WITH_DEMO = (
    "tests/brand/api/test_resources.py",
    "tests/brand/demo/",
    "tests/brand/http/test_malformed.py",
    "tests/full/test_weight.py",
    "tests/stories/impact/test_counting.py",
    "tests/test_row_numbers.py",
)
WITH_SERVERS = {
    "tests/brand/worker/test_work.py",
    "tests/full/test_audience_kill.py",
    "tests/full/test_clicks.py",
    "tests/full/test_connections_at_once.py",
    "tests/full/test_faults.py",
    "tests/full/test_form_input.py",
    "tests/full/test_import_kill.py",
    "tests/full/test_kill.py",
    "tests/full/test_newsletter_kill.py",
    "tests/full/test_oversell.py",
    "tests/full/test_proxy.py",
    "tests/full/test_restore.py",
    "tests/full/test_withdrawal.py",
}


class FileScheduling(LoadScopeScheduling):
    """Whole files to workers, in the order above.

    Not by the mark `xdist_group`: pytest-xdist 3.8 writes a group into the id of a test in a way
    that pytest 9.2 does not read, and groups nothing, without a word.
    """

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)

    def _assign_work_unit(self, node) -> None:
        waiting = next_file(self.workqueue, self._busy_with_servers(node))
        self.workqueue.move_to_end(waiting, last=False)
        super()._assign_work_unit(node)

    def _busy_with_servers(self, asking) -> bool:
        return any(
            file in WITH_SERVERS and not all(tests.values())
            for node, work in self.assigned_work.items()
            if node is not asking
            for file, tests in work.items()
        )


def unit_of(nodeid: str) -> str:
    """The file; of those with the demo, all together."""
    return "tests/brand/demo/" if nodeid.startswith(WITH_DEMO) else nodeid.split("::", 1)[0]


def next_file(waiting: dict[str, dict], servers_are_busy: bool) -> str:
    """Of these files with their tests; one with servers only if nothing else is left."""
    return min(
        waiting,
        key=lambda file: (
            servers_are_busy and file in WITH_SERVERS,
            next((n for n, long in enumerate(LONGEST) if file.startswith(long)), len(LONGEST)),
            -len(waiting[file]),
        ),
    )
