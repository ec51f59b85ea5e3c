"""Text that would like to run: in every field, on every page, watched in a real browser.

Nothing of it may run under the pages' own content policy, and it stands there as text.
"""

import json
from urllib.parse import urlencode

import pytest

from tests.support import servers
from tests.support.planted_payloads import PAYLOADS

pytestmark = pytest.mark.browser

WATCH = """
window.__ran = 0;
for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.__ran = 1; };
"""


@pytest.fixture(scope="module")
def planted(django_db_blocker):
    """A site of its own with the corpus in it, and where its pages are."""
    with django_db_blocker.unblock(), servers.site() as site:
        said = site.python("from tests.support import planted_payloads as it; print(it.plant())")
        addresses = json.loads(said.splitlines()[-1])
        site.serve()
        yield site, addresses


@pytest.fixture
def watched(browser, planted):
    """Opens pages one after the other, and says what ran, what asked and what went wrong."""
    site, _ = planted
    context = browser.new_context(base_url=site.processes[0].address, locale="nl-BE")
    context.add_init_script(WATCH)
    page, troubles = context.new_page(), []
    page.on("dialog", lambda dialog: (troubles.append("a dialog"), dialog.dismiss()))
    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text)
            if message.type == "error" and "Failed to load resource" not in message.text
            else None
        ),
    )

    def opens(path: str) -> str:
        """The words of this page; nothing on it may have run."""
        answer = page.goto(path, wait_until="load")
        assert answer.status == 200, path
        _touch_everything(page)
        assert page.evaluate("window.__ran || 0") == 0, path
        assert troubles == [], path
        return page.evaluate("document.documentElement.innerText")

    yield page, opens
    context.close()


def _touch_everything(page):
    """Open what folds, move over and focus what could listen."""
    page.evaluate(
        """() => {
            document.querySelectorAll("details").forEach((one) => { one.open = true; });
            document.querySelectorAll("a, input, img, [tabindex]").forEach((one) => {
                one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
                if (one.focus) one.focus({ preventScroll: true });
            });
        }"""
    )
    page.wait_for_timeout(150)


def test_nothing_runs_on_the_public_pages(watched, planted):
    page, opens = watched
    for path in planted[1]["public"]:
        opens(path)
        runs = page.evaluate(
            "[...document.querySelectorAll('a[href], form[action], iframe')]"
            ".filter((one) => /^\\s*javascript:/i.test(one.getAttribute('href') || "
            "one.getAttribute('action') || one.getAttribute('src') || '')).length"
        )
        assert runs == 0, path


def test_the_text_stands_there_as_text(watched, planted):
    _, opens = watched
    for path, text in planted[1]["stories"].items():
        assert text in " ".join(opens(path).split()), path


def test_a_search_for_it_finds_words_only(watched):
    _, opens = watched
    for text in PAYLOADS:
        for path in ("/zoeken/", "/verhalen/", "/roadshow/"):
            name = "plaats" if path == "/roadshow/" else "zoek"
            opens(f"{path}?{urlencode({name: text})}")


def test_data_is_served_as_data(planted, browser):
    site, addresses = planted
    context = browser.new_context(base_url=site.processes[0].address)
    for path, kind in addresses["data"].items():
        answer = context.request.get(path)
        assert answer.status == 200, path
        assert answer.headers["content-type"].split(";")[0] == kind, path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        if "json" in kind:
            json.loads(answer.text())
    context.close()


def test_nothing_runs_in_the_back_office(watched, planted):
    page, opens = watched
    page.goto("/beheer/login/")
    page.fill("[name=username]", planted[1]["email"])
    page.fill("[name=password]", planted[1]["password"])
    page.click("[type=submit]")
    page.wait_for_url("**/beheer/")
    for path in planted[1]["desk"]:
        opens(path)
