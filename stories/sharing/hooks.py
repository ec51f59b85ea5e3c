"""Ways from the back office to the sharing kit, and the list of where it all went."""

from django.urls import include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from stories.editor.sharing_panel import may_open
from stories.models import StoryPage
from stories.sharing import kit as sharing_kit
from stories.sharing import screens
from stories.sharing.uses_screens import UseViewSet

WAY = '“{}” staat online. <a href="{}">Open het deelpakket</a>'


@hooks.register("register_admin_urls")
def addresses():
    kit = (screens.urlpatterns, "sharing")
    return [path("delen/", include(kit))]


@hooks.register("register_admin_viewset")
def uses():
    return UseViewSet()


@hooks.register("after_publish_page")
def offer_the_kit(request, page):
    story = page.specific
    if _is_live_story(page, request.user) and not sharing_kit.obstacles(story):
        address = reverse("sharing:kit", args=[story.pk])
        messages.info(request, format_html(WAY, story.title, address))


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def way_in_the_list(page, user, next_url=None, **kwargs):
    if _is_live_story(page, user):
        address = reverse("sharing:kit", args=[page.pk])
        yield Button("Deelpakket", address, icon_name="resubmit", priority=15)


def _is_live_story(page, user) -> bool:
    """Cheap: it is asked for every row of a list. The kit itself asks the rest."""
    return page.specific_class is StoryPage and may_open(user, page)
