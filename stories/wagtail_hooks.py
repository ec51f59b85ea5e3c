"""What stories add to Wagtail's back office: the people's screen, and the gate in words."""

from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages

from stories import consent, sharing_hooks, withdrawing
from stories.models import StoryPage
from stories.people_screens import PersonChooserViewSet, PortrayedPersonViewSet
from stories.refusing import in_words


@hooks.register("register_admin_viewset")
def people():
    return [PortrayedPersonViewSet(), PersonChooserViewSet("person_chooser")]


sharing_hooks.register()


@hooks.register("before_publish_page")
def say_why_not(request, page):
    """The draft is kept; the message says who, which channel, and what to do."""
    story = page.specific
    if not isinstance(story, StoryPage):
        return None
    obstacles = consent.publishing_obstacles(story)
    if not obstacles:
        return None
    messages.error(request, in_words(story, obstacles))
    return redirect("wagtailadmin_pages:edit", story.pk)


@hooks.register("before_bulk_action")
def say_why_not_at_once(request, action_type, pages, action):
    """Several at once: when one may not go live, none does."""
    if action_type != "publish":
        return None
    refused = False
    for page in pages:
        story = page.get_latest_revision_as_object()  # what would be published
        if isinstance(story, StoryPage) and (obstacles := consent.publishing_obstacles(story)):
            messages.error(request, in_words(story, obstacles))
            refused = True
    return redirect(action.next_url) if refused else None


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action(
        withdrawing.TAKEN_DOWN,
        "Van de site: geen toestemming",
        "Van de site gehaald, want er is geen geldige toestemming meer",
    )
