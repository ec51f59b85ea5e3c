"""What stories add to Wagtail's back office: the people's screen, and the gate in words."""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages

from brand import gating
from stories import (
    asking_screens,
    attention,
    contributing_screens,
    objecting,
    withdrawing,
)
from stories.attention import WithPeople
from stories.models import StoryPage
from stories.people_screens import PersonChooserViewSet, PortrayedPersonViewSet
from stories.refusing import in_words


@hooks.register("register_admin_viewset")
def people():
    return [PortrayedPersonViewSet(), PersonChooserViewSet("person_chooser")]


@hooks.register("register_admin_urls")
def asking_addresses():
    return [*asking_screens.urlpatterns, *contributing_screens.urlpatterns]


@hooks.register("register_admin_menu_item")
def consent_attention():
    return WithPeople("Toestemmingen", reverse("consent_attention"), icon_name="time", order=151)


@hooks.register("register_admin_menu_item")
def contributions():
    return WithPeople("Gevraagde verhalen", reverse("contributions"), icon_name="mail", order=152)


@hooks.register("insert_global_admin_css")
def lights():
    return format_html('<link rel="stylesheet" href="{}">', static("stories/desk.css"))


@hooks.register("insert_global_admin_js")
def lights_beside_pictures():
    return format_html(
        '<script src="{}" data-lights="{}"></script>',
        static("stories/lights.js"),
        reverse("consent_lights"),
    )


@hooks.register("construct_homepage_panels")
def waiting_for_you(request, panels):
    attention.add_to(panels, request.user)


@hooks.register("after_edit_page")
def settle_what_changed(request, page):
    """A sentence that was taken out is settled, and the person is told."""
    if isinstance(page.specific, StoryPage):
        draft = page.specific.get_latest_revision_as_object()
        objecting.settle_what_changed(draft, request.user)


@hooks.register("before_publish_page")
def say_why_not(request, page):
    """The draft is kept; the message says who, which channel, and what to do."""
    page = page.specific
    obstacles = gating.obstacles(page)
    if not obstacles:
        return None
    messages.error(request, in_words(page, obstacles))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def say_why_not_at_once(request, action_type, pages, action):
    """Several at once: when one may not go live, none does."""
    if action_type != "publish":
        return None
    refused = False
    for page in pages:
        draft = page.get_latest_revision_as_object()  # what would be published
        if obstacles := gating.obstacles(draft):
            messages.error(request, in_words(draft, obstacles))
            refused = True
    return redirect(action.next_url) if refused else None


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        objecting.OBJECTED,
        "Van de site: bezwaar",
        "Van de site gehaald, want iemand wil een zin of een foto niet",
    )
    actions.register_action(
        withdrawing.TAKEN_DOWN,
        "Van de site: geen toestemming",
        "Van de site gehaald, want er is geen geldige toestemming meer",
    )
