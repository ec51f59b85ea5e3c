"""`/sitemap.xml`: every page that visitors may see, in few questions whatever their number.

Wagtail's own reads each page whole. Of the kinds with thousands a room gives the lines itself, in
its module `sitemap`:

    KINDS: those kinds of pages
    entries() -> Iterable[Entry]
"""

from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.http import RFC3986_SUBDELIMS
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site, get_page_models

from brand import rooms
from brand.pages import routing
from brand.pages.restrictions import unrestricted

LARGEST = 25_000  # addresses in one file; the protocol takes twice as many
BEGIN = '<?xml version="1.0" encoding="UTF-8"?>\n'
OWN = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
SAFE = RFC3986_SUBDELIMS + "/~:@"  # what Wagtail leaves as it is in an address


class Entry(NamedTuple):
    """A page by its `url_path`, the day it changed, and by language its versions."""

    path: str
    changed_on: date | None
    versions: tuple[tuple[str, str], ...] = ()


@require_safe
def sitemap(request):
    """One file; of many addresses a list of files, each asked by `page`."""
    site = routing.site_of(request) or Site.objects.get(is_default_site=True)
    files = Paginator(list(_lines(site.root_page, request)), LARGEST)
    number = request.GET.get("page")
    if number is None and files.num_pages > 1:
        address = escape(request.build_absolute_uri(request.path))
        named = (f"<sitemap><loc>{address}?page={n}</loc></sitemap>\n" for n in files.page_range)
        return _xml(f"<sitemapindex {OWN}>", named, "</sitemapindex>")
    try:
        lines = files.page(number or 1).object_list
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    return _xml(f"<urlset {OWN} {XHTML}>", lines, "</urlset>")


def _xml(first: str, lines: Iterable[str], last: str) -> HttpResponse:
    response = HttpResponse(
        f"{BEGIN}{first}\n{''.join(lines)}{last}\n", content_type="application/xml"
    )
    response["X-Robots-Tag"] = "noindex, noodp, noarchive"
    return response


def _lines(root: Page, request) -> Iterator[str]:
    found = rooms.modules("sitemap")
    for page in _few(root, {kind for room in found for kind in room.KINDS}):
        for one in page.get_sitemap_urls(request):
            yield _line(escape(one["location"]), _day(one.get("lastmod")), ())
    base, above = escape(root.get_full_url(request)), root.url_path

    def address(path: str) -> str:
        return base + escape(quote(path.removeprefix(above), safe=SAFE))

    for room in found:
        for path, changed_on, versions in room.entries():
            if path.startswith(above):
                others = [(language, address(other)) for language, other in versions]
                yield _line(address(path), changed_on, others)


def _few(root: Page, many: set[type[Page]]):
    """The pages of every other kind, whole."""
    kinds = [kind for kind in get_page_models() if kind not in many]
    pages = Page.objects.exact_type(*kinds).descendant_of(root, inclusive=True).live()
    return unrestricted(pages).order_by("path").defer_streamfields().specific()


def _day(moment) -> date | None:
    return timezone.localdate(moment) if moment else None


def _line(address: str, changed_on: date | None, versions: Iterable[tuple[str, str]]) -> str:
    day = f"<lastmod>{changed_on}</lastmod>" if changed_on else ""
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{other}"/>'
        for language, other in versions
    )
    return f"<url><loc>{address}</loc>{day}{others}</url>\n"
