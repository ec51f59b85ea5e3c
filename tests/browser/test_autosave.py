"""What is typed while the editor saves by itself is saved too."""

import pytest

from brand import demo
from tests.browser.visitor import Clicks
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

TITLE = "Mira bindt de boeken in"
TYPED_MEANWHILE = "Elke middag bindt zij dertig boeken in."


def test_typed_while_a_save_is_under_way(visitor):
    writer, clicks = visitor(width=1280), Clicks()
    writer.signs_in(f"marketeer@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    page = writer.page
    with page.expect_navigation(wait_until="networkidle"):
        clicks.on(page.get_by_role("link", name="Nieuw verhaal"))
    saves = []

    def answer_after_more_was_typed(route):
        """The server's answer arrives right after the next sentence."""
        request = route.request
        if request.method != "POST" or "page" not in request.url:
            route.fallback()
            return
        saves.append(request.post_data or "")
        response = route.fetch()
        if len(saves) == 1:
            page.locator("[name=lead]").fill(TYPED_MEANWHILE)
        route.fulfill(response=response)

    page.route("**/beheer/pages/**", answer_after_more_was_typed)
    with page.expect_response(
        lambda answer: TYPED_MEANWHILE in (answer.request.post_data or "")
    ) as kept:
        page.locator("[name=title]").fill(TITLE)
    assert kept.value.json()["success"]
    assert TYPED_MEANWHILE not in saves[0]
    page.unroute_all(behavior="wait")
