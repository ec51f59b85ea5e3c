"""A real site with the demo, and visitors who look at it through headless Chromium."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import PATIENCE, Visitor
from tests.support import servers

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def demo_site(django_db_blocker):
    """A site of its own, with the demo, served by a process; nothing of a test is undone in it."""
    with django_db_blocker.unblock(), servers.site() as site:
        site.serve()
        yield site


@pytest.fixture(scope="session")
def home(demo_site):
    """The address at which the demo is served."""
    return demo_site.processes[0].address


@pytest.fixture(scope="session")
def addresses(demo_site):
    """What the addresses of the scenes are filled in with."""
    output = demo_site.python("from tests.browser import scenes; scenes.lay()")
    return json.loads(output.splitlines()[-1])


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def visitor(browser, home, request):
    """Makes visitors: `visitor(width=320, dark=True, javascript=False)`.

    Afterwards each must have stayed at our own address and met no error in the console. Where the
    test failed, what stands on each screen is printed.
    """
    made = []

    def make(**wishes) -> Visitor:
        made.append(Visitor(browser, home, **wishes))
        return made[-1]

    yield make
    if request.node.stash.get(FAILED, False):
        for one in made:
            print(one.describes_the_screen())
    for one in made:
        one.leave()
    assert [trouble for one in made for trouble in one.troubles] == []
