"""The README's pictures, made from the running product: `python -m tests.browser.screenshots`."""

import os
from io import BytesIO
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")

import django

django.setup()

from PIL import Image
from playwright.sync_api import sync_playwright

from brand import demo
from tests.browser.visitor import Visitor
from tests.support import machine, servers

FOLDER = Path(__file__).parent / "pictures"
KARIM = "/verhalen/de-werkschuit-voorbeeld/voorbeeld-karim-kent-elke-doos/"
WIDE, PHONE = 1280, 390
# name, address, width, dark, who is signed in
PICTURES = [
    ("home", "/", WIDE, False, ""),
    ("roadshow", "/roadshow/?plaats=3500", WIDE, False, ""),
    ("story-dark", KARIM, WIDE, True, ""),
    ("stop-phone", "/roadshow/voorbeeld-genk/", PHONE, False, ""),
    ("form-phone", "/roadshow/voorbeeld-genk/inschrijven/", PHONE, False, ""),
    ("vandaag", "/beheer/", WIDE, False, "coordinator"),
    ("bord", "/beheer/opvolging/bord/", WIDE, False, "coordinator"),
]


def save(name: str, png: bytes) -> None:
    """As WebP: a tenth of the bytes, and readable text."""
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture.save(FOLDER / f"{name}.webp", "WEBP", quality=82, method=6)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as play, servers.site() as site:
        home = site.serve("manage.py", "serve", "--no-worker").address
        browser = play.chromium.launch(
            executable_path=machine.browser(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        for name, address, width, dark, account in PICTURES:
            visitor = Visitor(browser, home, width=width, dark=dark)
            if account:
                visitor.signs_in(f"{account}@{demo.MAIL_DOMAIN}", servers.DEMO_PASSWORD)
            visitor.goes_to(address)
            save(name, visitor.page.screenshot())
            print(FOLDER / f"{name}.webp")
            visitor.leave()


if __name__ == "__main__":
    main()
