"""The menu and the footer in one query, and the way back up in another."""

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, Site

from brand.campaigns.attribution import PARAMETER
from brand.models import BrandKit, ContentPage
from brand.pages.restrictions import unrestricted

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
    site = Site.find_for_request(request) if request else None
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
        found = list(_read_menus(root)) if root else []
        if request is not None:
            request._pages_of_menus = found
    return found


def _read_menus(root):
    menu = unrestricted(Page.objects.child_of(root).live().in_menu()).order_by()
    footer = ContentPage.objects.descendant_of(root).live().filter(show_in_footer=True).order_by()
    pages = Page.objects.filter(Q(pk__in=menu.values("pk")) | Q(pk__in=footer.values("pk")))
    return pages.annotate(
        is_in_menu=Exists(menu.filter(pk=OuterRef("pk"))),
        is_in_footer=Exists(footer.filter(pk=OuterRef("pk"))),
    ).order_by("path")


def call_url(request) -> str:
    """Where the button in the header leads: the kit's page, else the roadshow."""
    kit = BrandKit.for_request(request) if request else BrandKit.current()
    page = kit.call_page
    url = (page.get_url(request) if page and page.live else None) or ROADSHOW
    return carrying(url, request)


def ancestors(page, request) -> list[dict]:
    """The live pages above this one that have an address, from the home page down."""
    above = page.get_ancestors().live().filter(depth__gt=1)
    return _links(above, request)
