"""The map of 10,000 stops beside folium's default: python -m pytest -s tests/bench/test_map.py

Prints, from asking for the page on, the milliseconds until a sign is in sight and until one can be
pressed (the median), and what was loaded, in three situations: the first visit after a change, when
each page is made anew as folium does at every visit; later visits, with folium's page kept as ours
is; and a telephone on a slow connection (Lighthouse's), both kept. Both are served by the same
server, folium's without what it would fetch from elsewhere. Nothing is asserted of time.
"""

import gzip
import os
import statistics
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.support import many

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES, MOST_BYTES_A_STOP = 100_000, 12
KINDS = ("seen", "pressed")
OURS, FOLIUM, FOLIUM_KEPT = "/roadshow/#kaart", "/bench/folium/", "/bench/folium/kept/"
DATA = "/roadshow/kaart.json?tournee=roadshow"
# folium's markers are seen and can be pressed at once.
SEEN = ".stop-map__dots, .folium-map .leaflet-marker-icon"
PRESSED = ".stop-pin, .folium-map .leaflet-marker-icon"
NOTE = (
    f"const wanted = {{ seen: '{SEEN}', pressed: '{PRESSED}' }};"
    + """
window.noted = {};
const look = () => {
  for (const [name, selector] of Object.entries(wanted))
    if (!(name in noted) && document.querySelector(selector)?.checkVisibility()) {
      noted[name] = null;
      setTimeout(() => { noted[name] = performance.now(); });
    }
  if (Object.keys(noted).length < 2) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
)
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 204_800,
    "uploadThroughput": 93_750,
}


@dataclass(frozen=True)
class Situation:
    name: str
    folium: str
    on_a_phone: bool = False
    before: Callable[[], object] = lambda: None


def visit(browser, address: str, on_a_phone: bool) -> dict[str, float]:
    size = {"width": 412, "height": 823} if on_a_phone else {"width": 1280, "height": 900}
    context = browser.new_context(viewport=size)
    context.add_init_script(NOTE)
    page = context.new_page()
    if on_a_phone:
        machine = context.new_cdp_session(page)
        machine.send("Network.enable")
        machine.send("Network.emulateNetworkConditions", SLOW_4G)
        machine.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="commit", timeout=120_000)
    for _ in range(600):
        noted = page.evaluate("window.noted")
        if len(noted) == 2 and all(noted.values()):
            break
        page.wait_for_timeout(100)
    context.close()
    return noted


def weight(address: str) -> tuple[int, int]:
    """Bytes, as written and as they travel."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as answer:
        sent = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
    return len(gzip.decompress(sent) if packed else sent), len(sent)


@pytest.mark.parametrize(
    ("stops", "times"), [(1_000, 1), pytest.param(10_000, 3, marks=pytest.mark.scale)]
)
def test_map(founded, live_server, browser, settings, capsys, stops, times):
    settings.ROOT_URLCONF = "tests.bench.folium_page"
    first = many.stops(stops)
    situations = [
        Situation("first visit after a change", FOLIUM, before=lambda: first.save(clean=False)),
        Situation("later visits", FOLIUM_KEPT),
        Situation("a telephone on slow 4G", FOLIUM_KEPT, on_a_phone=True),
    ]
    for path in (FOLIUM_KEPT, OURS):  # what starts once, and what is kept
        visit(browser, live_server.url + path, False)
    said = []
    for one in situations:
        took = {}
        for path in (one.folium, OURS):
            visits = []
            for _ in range(times):
                one.before()
                visits.append(visit(browser, live_server.url + path, one.on_a_phone))
            took[path] = {kind: statistics.median(each[kind] for each in visits) for kind in KINDS}
        base, ours = took[one.folium], took[OURS]
        for kind in KINDS:
            part = ours[kind] / base[kind]
            said.append(
                f"  {one.name:<28}{kind:<9}{base[kind]:>8.0f}{ours[kind]:>8.0f}{part:>8.2f}"
            )
    paths = {"folium's page": FOLIUM_KEPT, "our page": OURS, "its data": DATA}
    weights = {name: weight(live_server.url + path) for name, path in paths.items()}
    with capsys.disabled():
        print(f"\n{stops:,} stops, load {os.getloadavg()[0]:.1f}: ", end="")
        print(f"ms until a sign is {' or '.join(KINDS)}; folium's, ours, part")
        print("\n".join(said))
        print("  KB, KB as it travels")
        for name, (whole, sent) in weights.items():
            print(f"  {name:<28}{whole / 1000:>8.0f}{sent / 1000:>8.0f}")
    assert weights["our page"][0] <= MOST_BYTES
    assert weights["its data"][1] <= MOST_BYTES_A_STOP * stops
