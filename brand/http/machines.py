"""Who asks a page without anybody looking: previews, scanners of mail, search engines."""

import re

from django.http import HttpRequest

# Names by which they say so themselves (a Cubot is a telephone). A scanner that calls itself a
# browser is not known.
AGENTS = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|preview|scanner|fetch|validator|monitor"
    r"|facebookexternalhit|facebookcatalog|meta-external|whatsapp|embedly"
    r"|proofpoint|mimecast|barracuda|safelinks|google-safety|googleimageproxy"
    r"|ms-office|microsoft office"
    r"|curl/|wget/|python|aiohttp|httpx|okhttp|go-http-client|java/|libwww|axios|node-fetch",
    re.IGNORECASE,
)
# "prefetch", "prefetch;prerender", and what Safari and older Firefox sent.
IN_ADVANCE = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_visit(request: HttpRequest) -> bool:
    """Whether somebody probably looks at what is answered now."""
    if request.method != "GET":
        return False
    if any(IN_ADVANCE.search(request.headers.get(name, "")) for name in PURPOSES):
        return False
    return not AGENTS.search(request.headers.get("User-Agent", ""))
