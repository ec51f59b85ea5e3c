"""Writing a newsletter: in order by mouse and by key, kept by itself, and without script."""

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser
LIST = "/beheer/nieuwsbrieven/"
KEPT = "Bewaard om "


def opens(visitor, **wishes):
    one = visitor(**wishes)
    one.signs_in(f"federatie@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    one.goes_to(LIST)
    one.page.locator(".letter-list a").last.click()  # the demo's own
    one.page.locator(".letter-block").nth(3).wait_for()
    return one.page


def order(page) -> list[str]:
    return page.locator(".letter-block__name").all_text_contents()


def moved(names: list[str], old: int, new: int) -> list[str]:
    names = list(names)
    names.insert(new, names.pop(old))
    return names


def test_blocks_move_by_key_and_by_mouse_and_stay(visitor, demo_site):
    page = opens(visitor)
    before, status = order(page), page.locator("[data-status]")
    page.locator(".letter-block").nth(1).get_by_text("Omlaag").focus()
    page.keyboard.press("Enter")
    after = moved(before, 1, 2)
    assert order(page) == after
    expect(status).to_contain_text("staat op plaats 3 van 6.")
    expect(page.locator(".letter-block").nth(2).get_by_text("Omlaag")).to_be_focused()
    expect(status).to_contain_text(KEPT)
    held = page.locator(".letter-block__head").nth(3).bounding_box()
    aim = page.locator(".letter-block").nth(1).bounding_box()
    page.mouse.move(held["x"] + 20, held["y"] + 8)
    page.mouse.down()
    page.mouse.move(aim["x"] + 40, aim["y"] + 60, steps=8)
    page.mouse.move(aim["x"] + 40, aim["y"] + 8, steps=8)
    page.mouse.up()
    after = moved(after, 3, 1)
    assert order(page) == after
    expect(status).to_contain_text(KEPT)
    page.fill("[name=subject]", "Anders (VOORBEELD)")
    expect(status).not_to_contain_text(KEPT)
    expect(status).to_contain_text(KEPT)
    page.reload()
    assert order(page) == after
    expect(page.locator("[name=subject]")).to_have_value("Anders (VOORBEELD)")
    page.fill("[name=subject]", "Kom kijken in uw buurt (VOORBEELD)")
    page.get_by_role("button", name="Bewaar", exact=True).last.click()
    expect(page.locator("[name=subject]")).to_have_value("Kom kijken in uw buurt (VOORBEELD)")


def test_without_script_the_buttons_do_the_same(visitor, demo_site):
    page = opens(visitor, javascript=False)
    before = order(page)
    with page.expect_navigation():
        page.locator(".letter-block").nth(1).get_by_text("Omhoog").click()
    assert order(page) == moved(before, 1, 0)
