"""Somebody at a screen, whose browser notes where it asked and what went wrong."""

from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "brand" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
HEIGHTS = {320: 640, 1280: 900}
PATIENCE = 90_000  # milliseconds: a busy machine is no reason to fail
# Colours change at once, so that none is measured on its way to another.
NO_FADING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("*, ::before, ::after { transition: none !important }");
document.adoptedStyleSheets.push(sheet);
"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on the colours, and what on the width; the rest of axe sees the same page in each.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
OF_WIDTH = ["target-size", "scrollable-region-focusable"]
# The editor's drawings, hidden until something shows one of them: 250 elements without words.
DRAWINGS = "[data-sprite]"
# Text, fields and buttons that do not fit the width, and stand in nothing that scrolls.
CUT_OFF = """(besides) => {
  const scrolls = (one) => one && (
    /auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement)
  );
  const looked = "a, button, select, input, textarea, td, p, li, h1, h2, h3";
  return [...document.querySelectorAll(`main :is(${looked})`)]
    .filter((one) => one.checkVisibility() && !(besides && one.closest(besides)))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && one.clientWidth)
    .filter((one) => !one.closest("[class*=sr-only], .vh") && !scrolls(one.parentElement))
    .map((one) => `cut off: ${one.outerHTML.slice(0, 120)}`);
}"""


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
        )
        self.context.set_default_timeout(PATIENCE)
        if for_axe:  # as the browser's own script, which our content policy does not concern
            self.context.add_init_script(path=AXE)
            self.context.add_init_script(NO_FADING)
        self.troubles: list[str] = []
        self.requests: list[str] = []
        self.context.on("request", self._note_request)
        self.context.on("console", self._note_console)
        self.context.on("dialog", self._note_dialog)
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

    def _note_dialog(self, dialog):
        """A question on leaving is answered with yes; any other dialog is none of ours."""
        if dialog.type == "beforeunload":
            dialog.accept()
            return
        self.troubles.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def goes_to(self, path, until="networkidle"):
        """Open an address of ours; returns the answer."""
        return self.page.goto(path, wait_until=until)

    def signs_in(self, email, password):
        self.goes_to("/beheer/login/")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", password)
        self.page.click("[type=submit]")
        self.page.wait_for_url("**/beheer/")

    def turns(self, *, dark: bool):
        """The light changes, and every colour with it."""
        self.page.emulate_media(color_scheme="dark" if dark else "light")

    def scrolls_sideways(self) -> bool:
        return self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )

    def cut_off(self, besides=()) -> list[str]:
        """What reaches past the screen where nobody can move it into sight, one line each."""
        return self.page.evaluate(CUT_OFF, ", ".join(besides))

    def violations(self, rules=WCAG, besides=()) -> list[str]:
        """What axe finds against WCAG 2.2 AA, one line each; `besides`: selectors left out."""
        found = self.page.evaluate(
            "([tags, exclude]) => axe.run({exclude}, {runOnly: tags, resultTypes: ['violations']})",
            [rules, [[selector] for selector in (*besides, DRAWINGS)]],
        )
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:300]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def faults(self, rules=WCAG, besides=(), aside=()) -> list[str]:
        """What is wrong with the page in sight, one line each, on any screen and in any light.

        Once in full; then its colours in the dark, and what does not fit on a telephone. `aside`:
        selectors of what is folded away beyond the edge. Afterwards the screen is as it was.
        """
        self.turns(dark=False)
        found = [*self.violations(rules, besides), *self._out_of_sight(aside)]
        self.turns(dark=True)
        found += [f"dark: {one}" for one in self.violations(OF_COLOURS, besides)]
        self.turns(dark=False)
        wide = self.page.viewport_size
        self.gets_width(320)
        narrow = [*self.violations(OF_WIDTH, besides), *self._out_of_sight(aside)]
        self.page.set_viewport_size(wide)
        return [*found, *[f"at 320 px: {one}" for one in narrow]]

    def gets_width(self, width: int):
        """The screen changes; waits until the page was drawn on it."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        self.page.evaluate(
            "width => new Promise((done) => {"
            " const look = () => innerWidth === width"
            " ? requestAnimationFrame(() => done()) : requestAnimationFrame(look);"
            " requestAnimationFrame(look); })",
            width,
        )

    def _out_of_sight(self, aside) -> list[str]:
        return [*self.cut_off(aside), *["it scrolls sideways"] * self.scrolls_sideways()]

    def describes_the_screen(self) -> str:
        """The address, the troubles and the words in sight, dialogs first: for a failed test."""
        words = self.page.evaluate(
            "[...document.querySelectorAll('.modal, [role=dialog], main')]"
            ".filter((one) => one.checkVisibility()).map((one) => one.innerText).join('\\n---\\n')"
        )
        return f"\n{self.page.url}\n{self.troubles}\n{words[:3000]}"

    def leave(self):
        self.context.close()


class Clicks:
    """Presses, and counts them."""

    def __init__(self):
        self.count = 0

    def on(self, locator):
        locator.click()
        self.count += 1
