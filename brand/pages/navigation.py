"""The menu and the footer in one query, and the way back up in another."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import CharField, F, IntegerField, Q
from wagtail.models import Page

from brand.campaigns.attribution import PARAMETER
from brand.changes.catalogue import Catalogue
from brand.models import BrandKit
from brand.pages import routing
from brand.pages.restrictions import restricted
from brand.queries.prepared import prepared

ABOVE = [f"path_{number}" for number in range(1, 9)]  # more pages above each other no site has
ROADSHOW = "/roadshow/"  # a stable address: it outlives the page's moves


def carrying(url: str, request) -> str:
    """One of our addresses with the code of the campaign link the visitor came by."""
    code = request.GET.get(PARAMETER, "")[:12] if request else ""
    if not code or PARAMETER + "=" in url:
        return url
    path, hash_mark, fragment = url.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{urlencode({PARAMETER: code})}{hash_mark}{fragment}"


def _root(request):
    site = routing.site_of(request) if request else None
    return site.root_page if site else None


def _links(pages, request) -> list[dict]:
    path = request.path if request else ""
    links = []
    for page in pages:
        url = page.get_url(request)
        if url:
            current = "page" if path == url else "true" if path.startswith(url) else ""
            link = {"title": page.title, "url": carrying(url, request), "current": current}
            links.append(link)
    return links


def main_menu(request) -> list[dict]:
    """Pages under the home page that stand in the menu: title, url and current."""
    pages = _pages_of_menus(request)
    return _links([page for page in pages if page.is_in_menu], request)


def footer_menu(request) -> list[dict]:
    """Pages that asked to stand at the foot of every page."""
    pages = _pages_of_menus(request)
    return _links([page for page in pages if page.is_in_footer], request)


def _pages_of_menus(request) -> list[Page]:
    """Asked once per request, for both menus."""
    found = getattr(request, "_pages_of_menus", None)
    if found is None:
        root = _root(request)
        found = _kept_menus(root) if root else []
        if request is not None:
            request._pages_of_menus = found
    return found


def _kept_menus(root) -> list[Page]:
    """Of the pages below this one; read once, until a page changes: they stand on every page."""
    known, key = _menus.current(), (root.path, root.depth)
    if key not in known:
        known[key] = list(_read_menus(root))
    return known[key]


_menus: Catalogue[dict[tuple[str, int], list[Page]]] = Catalogue("menus", lambda before: {})


def _read_menus(root) -> Iterator[Page]:
    """Each with `is_in_menu` and `is_in_footer`."""
    first, last = root.path, root._get_children_path_interval(root.path)[1]
    for page in _pages_in_menus(first=first, last=last, depth=root.depth + 1):
        stands = page.depth == root.depth + 1 and page.show_in_menus
        page.is_in_menu = stands and not page.is_restricted
        yield page


@prepared(first=CharField(), last=CharField(), depth=IntegerField())
def _pages_in_menus(first, last, depth):
    """Of the pages below the one with path `first`."""
    in_menu = Q(depth=depth, show_in_menus=True)
    pages = Page.objects.filter(path__gt=first, path__lte=last).live()
    return (
        pages.annotate(is_restricted=restricted(), is_in_footer=F("contentpage__show_in_footer"))
        .filter(in_menu & Q(is_restricted=False) | Q(is_in_footer=True))
        .order_by("path")
    )


def call_url(request) -> str:
    """Where the button in the header leads: the kit's page, else the roadshow."""
    kit = BrandKit.for_request(request) if request else BrandKit.current()
    page = kit.call_page
    url = (page.get_url(request) if page and page.live else None) or ROADSHOW
    return carrying(url, request)


def ancestors(page, request) -> list[dict]:
    """The live pages above this one that have an address, from the home page down."""
    ends = range(2 * page.steplen, len(page.path or ""), page.steplen)
    paths = dict(zip(ABOVE, (page.path[:end] for end in ends), strict=False))
    above = _live_pages(**{**dict.fromkeys(ABOVE, ""), **paths}) if paths else []
    return _links(above, request)


@prepared(**{name: CharField() for name in ABOVE})
def _live_pages(**paths):
    return Page.objects.filter(path__in=paths.values()).live().order_by("depth")
