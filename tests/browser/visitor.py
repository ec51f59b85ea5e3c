"""Somebody at a screen, whose browser notes where it asked and what went wrong."""

from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "brand" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
HEIGHTS = {320: 640, 1280: 900}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Visitor:
    def __init__(self, browser, home, *, width=1280, dark=False, javascript=True, for_axe=False):
        self.home = home
        self.context = browser.new_context(
            base_url=home,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            locale="nl-BE",
            timezone_id="Europe/Brussels",
            java_script_enabled=javascript,
            # axe is put into the page; our own policy would refuse it.
            bypass_csp=for_axe,
        )
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.context.on("request", self._note_request)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        self.page = self.context.new_page()

    def _note_request(self, request):
        self.requests.append(request.url)
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlsplit(self.home).netloc:
            self.troubles.append(f"asked a stranger: {request.url}")

    def _note_console(self, message):
        # A page that answers 404 or 422 on purpose is noted as an error by the browser itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def goes_to(self, path):
        """Open an address of ours; returns the answer."""
        return self.page.goto(path, wait_until="networkidle")

    def signs_in(self, email, password):
        self.goes_to("/beheer/login/")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", password)
        self.page.click("[type=submit]")
        self.page.wait_for_url("**/beheer/")

    def scrolls_sideways(self) -> bool:
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )

    def violations(self, rules=WCAG) -> list[str]:
        """What axe finds against WCAG 2.2 AA, one line each."""
        self.page.add_script_tag(path=AXE)
        found = self.page.evaluate(
            "tags => axe.run({runOnly: tags, resultTypes: ['violations']})", rules
        )
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def leave(self):
        self.context.close()
