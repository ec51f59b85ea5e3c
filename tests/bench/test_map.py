"""The map of 10,000 stops beside folium's default: python -m pytest -s tests/bench/test_map.py

Prints, from asking for the page on, the milliseconds until a sign is in sight and until one can be
pressed (the median of `TIMES`), and what was loaded. Both are served by the same server, folium's
without what it would fetch from elsewhere. Nothing is asserted of time.
"""

import gzip
import statistics
import urllib.request

import pytest

from tests.support import many

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STOPS, TIMES, MOST_BYTES = 10_000, 5, 100_000
KINDS = ("seen", "pressed")
OURS, FOLIUM = "/roadshow/", "/bench/folium/"
# folium's markers are seen and can be pressed at once.
SEEN = ".stop-map__dots, .folium-map .leaflet-marker-icon"
PRESSED = ".stop-pin, .folium-map .leaflet-marker-icon"
NOTE = (
    f"const wanted = {{ seen: '{SEEN}', pressed: '{PRESSED}' }};"
    + """
window.noted = {};
new MutationObserver((_, watch) => {
  for (const [name, selector] of Object.entries(wanted))
    if (!(name in noted) && document.querySelector(selector)) {
      noted[name] = null;
      requestAnimationFrame(() => setTimeout(() => { noted[name] = performance.now(); }));
    }
  if (Object.keys(noted).length === 2) watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
)


def visit(browser, address: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(NOTE)
    page = context.new_page()
    page.goto(address, wait_until="commit")
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


def test_map(founded, live_server, browser, settings, capsys):
    settings.ROOT_URLCONF = "tests.bench.folium_page"
    many.stops(STOPS)
    names = {"folium's default": FOLIUM, "ours": OURS}
    visits = {name: [] for name in names}
    for _ in range(TIMES + 1):  # the first one fills what is kept
        for name, path in names.items():
            visits[name].append(visit(browser, live_server.url + path))
    took = {
        name: {
            kind: statistics.median(one[kind] for one in rows[1:]) for kind in ("seen", "pressed")
        }
        for name, rows in visits.items()
    }
    weights = {path: weight(live_server.url + path) for path in (FOLIUM, OURS)}
    data = weight(f"{live_server.url}/roadshow/haltes.geojson?tournee=roadshow")
    with capsys.disabled():
        print(
            f"\n{STOPS:,} stops: ms until a sign is in sight, can be pressed; KB, KB as it travels"
        )
        base = took["folium's default"]
        for name, path in names.items():
            whole, sent = (number / 1000 for number in weights[path])
            seen, pressed = took[name]["seen"], took[name]["pressed"]
            print(f"  {name:<18}{seen:>8.0f}{pressed:>8.0f}{whole:>10.0f}{sent:>8.0f}")
        print(f"  {'its data':<34}{data[0] / 1000:>10.0f}{data[1] / 1000:>8.0f}")
        for kind in KINDS:
            print(f"  {kind}: {took['ours'][kind] / base[kind]:.2f} of folium's")
    assert weights[OURS][0] <= MOST_BYTES
    assert data[1] < data[0] / 4
