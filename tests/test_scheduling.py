"""How the tests are dealt to the workers: whole files, longest first, servers one at a time."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.scheduling import LONGEST, WITH_DEMO, WITH_SERVERS, FileScheduling

ROOT = Path(__file__).resolve().parent.parent


class Worker:
    def __init__(self, name: str):
        self.gateway = SimpleNamespace(id=name, spec=name)
        self.given: list[int] = []
        self.shutting_down = False

    def send_runtest_some(self, numbers: list[int]) -> None:
        self.given += numbers

    def shutdown(self) -> None:
        self.shutting_down = True


@pytest.fixture
def dealt():
    """A function that runs these tests on two workers in turn: who ran what, in order."""

    def deal(*tests: str) -> list[tuple[str, str]]:
        config = SimpleNamespace(
            getvalue=lambda name: ["2*popen"], option=SimpleNamespace(loadscopereorder=True)
        )
        log = SimpleNamespace(loadscopesched=lambda *words: None)
        scheduling = FileScheduling(config, log)
        workers = [Worker("a"), Worker("b")]
        for worker in workers:
            scheduling.add_node(worker)
        for worker in workers:
            scheduling.add_node_collection(worker, list(tests))
        scheduling.schedule()
        ran, done = [], {"a": 0, "b": 0}
        while len(ran) < len(tests):
            for worker in workers:
                name = worker.gateway.id
                if done[name] < len(worker.given):
                    number = worker.given[done[name]]
                    done[name] += 1
                    ran.append((name, tests[number]))
                    scheduling.mark_test_complete(worker, number)
        return ran

    return deal


def test_a_file_stays_with_one_worker(dealt):
    tests = [f"tests/test_{file}.py::test_{n}[a::b]" for n in range(6) for file in "xyz"]
    ran = dealt(*tests)
    assert sorted(test for _, test in ran) == sorted(tests)
    assert len({(name, test.split("::")[0]) for name, test in ran}) == 3


def test_the_longest_begins_first_and_then_the_fullest(dealt):
    few, many = "tests/test_few.py", "tests/test_many.py"
    tests = [f"{few}::test", *(f"{many}::test_{n}" for n in range(4)), f"{LONGEST[2]}::test"]
    ran = dealt(*tests)
    assert ran[0] == ("a", f"{LONGEST[2]}::test")
    assert [test for name, test in ran if name == "b"] == tests[1:5]


def test_those_with_the_demo_stay_together(dealt):
    tests = ["tests/brand/demo/test_door.py::test", "tests/test_row_numbers.py::test"]
    tests += [f"tests/full/test_w{n}.py::test" for n in range(4)]
    ran = {test: name for name, test in dealt(*tests)}
    assert ran[tests[0]] == ran[tests[1]]


def test_files_with_servers_run_one_after_the_other(dealt):
    first, second = "tests/full/test_withdrawal.py", "tests/full/test_faults.py"
    other = [f"tests/test_{n}.py::test" for n in range(8)]
    ran = dealt(f"{second}::test", f"{first}::test", *other)
    assert ran[0] == ("a", f"{first}::test")
    assert ran[1][0] == "b"
    assert ran[1][1] in other
    assert f"{second}::test" in [test for _, test in ran[2:]]


def test_the_names_are_of_files_with_servers():
    marked = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if path != Path(__file__) and "mark.server" in path.read_text()
    }
    assert marked == WITH_SERVERS
    assert [name for name in (*LONGEST, *WITH_DEMO) if not (ROOT / name).exists()] == []


def test_this_run_is_dealt_so(pytestconfig):
    make = pytestconfig.hook.pytest_xdist_make_scheduler
    log = SimpleNamespace(loadscopesched=lambda *words: None)
    config = SimpleNamespace(getvalue=lambda name: ["2*popen"], option=None)
    assert isinstance(make(config=config, log=log), FileScheduling)
