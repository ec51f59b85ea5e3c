"""Which page an address means: two prepared queries, where Wagtail asks two for each step."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CharField, IntegerField, Q
from django.http.request import split_domain_port
from wagtail.models import Page, Site

from brand.pages.restrictions import may_be_restricted
from brand.queries.prepared import prepared

SERVED = "wagtail_serve"


class FindSiteMiddleware:
    """Reads the site before Wagtail asks for it; its root page comes along as the home page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.resolver_match.view_name == SERVED:
            site_of(request)


def site_of(request) -> Site | None:
    """`Site.find_for_request()`, in one query that is composed once."""
    if not hasattr(request, "_wagtail_site"):
        host = split_domain_port(request._get_raw_host())[0]
        sites = _sites(host=host)
        if len(sites) == 1:  # with several the port decides too: Wagtail knows how
            request._wagtail_site = _with_home_page(sites[0])
    return Site.find_for_request(request)


@prepared(host=CharField())
def _sites(host):
    sites = Site.objects.filter(Q(hostname=host) | Q(is_default_site=True)).order_by("pk")
    return sites.select_related("root_page__homepage").annotate(
        may_be_restricted=may_be_restricted("root_page__path")
    )


def _with_home_page(site: Site) -> Site:
    try:
        home = site.root_page.homepage
    except ObjectDoesNotExist:
        return site
    home.may_be_restricted = site.may_be_restricted
    site.root_page = home
    return site


def page_at(address: str, slug: str) -> Page | None:
    """The page with this `url_path`, as what it is, with what its kind is read with."""
    found = _pages_at.first(address=address, slug=slug)  # the slug has an index
    kind = found and found.specific_class
    return _pages_of.first(kind, pk=found.pk) if kind else None


@prepared(address=CharField(), slug=CharField())
def _pages_at(address, slug):
    pages = Page.objects.filter(slug=slug, url_path=address).order_by("pk")
    return pages.only("content_type")[:1]


@prepared(pk=IntegerField())
def _pages_of(kind, pk):
    pages = kind._default_manager.filter(pk=pk)
    return pages.select_related(*getattr(kind, "read_with", ())).annotate(
        may_be_restricted=may_be_restricted("path")
    )
