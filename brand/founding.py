"""The site's first pages, groups and places: made where missing, left alone where not."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import get_supported_language_variant
from wagtail.models import Collection, GroupApprovalTask, Locale, Page, Site, Workflow

from brand import permissions, places, rooms
from brand.models import HomePage, Organisation
from brand.pages import first_pages


def _trunk() -> Page:
    """The root of the page tree; Wagtail's migrations make it, and a welcome page with it."""
    Locale.objects.get_or_create(language_code=get_supported_language_variant("nl-be"))
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(title="Root", slug="root")


def _home(trunk: Page) -> HomePage:
    if home := HomePage.objects.child_of(trunk).first():
        return home
    _without_examples()
    home = HomePage(title="Meewerkers", slug="meewerkers", show_in_menus=False)
    trunk.add_child(instance=home)
    home.save_revision().publish()
    return home


def _without_examples() -> None:
    """Wagtail's migrations leave two groups that nobody is in and a workflow that they approve."""
    examples = Group.objects.filter(name__in=["Editors", "Moderators"])
    if not examples.filter(user__isnull=False).exists():
        examples.delete()
        for model in (Workflow, GroupApprovalTask):
            model.objects.filter(name="Moderators approval").delete()


def _address(home: HomePage) -> None:
    """The default site answers with our home page; Wagtail's own welcome page leaves."""
    port = settings.SITE_PORT
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": settings.SITE_HOST,
            "port": port,
            "root_page": home,
            "site_name": home.title,
        },
    )
    Site.clear_site_root_paths_cache()
    for welcome in Page.objects.filter(depth=2, slug="home").exclude(pk=home.pk):
        if welcome.specific_class is Page:
            welcome.delete()


@transaction.atomic
def found() -> HomePage:
    """Safe to run at every start."""
    places.load()
    home = _home(_trunk())
    _address(home)
    for room in rooms.modules("founding"):
        if hasattr(room, "found") and room.__name__ != __name__:
            room.found(home)
    first_pages.lay(home)
    permissions.establish_roles()
    return home


@transaction.atomic
def welcome(organisation: Organisation) -> None:
    """Give a partner what it needs to begin: a folder, a group, and each room's own beginnings."""
    permissions.establish_organisation(organisation)
    for room in rooms.modules("founding"):
        if hasattr(room, "welcome") and room.__name__ != __name__:
            room.welcome(organisation)
