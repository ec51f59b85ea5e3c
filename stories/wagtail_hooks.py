"""What stories add to Wagtail's back office: the people's screen, and the gate in words."""

from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from stories import (
    approving,
    consent,
    going_together,
    languages,
    next_newsletter,
    review_hooks,
    sharing_hooks,
    withdrawing,
)
from stories.language_screens import LanguagesViewSet
from stories.models import StoryPage
from stories.people_screens import PersonChooserViewSet, PortrayedPersonViewSet
from stories.recall_screens import RecallPanel, TakenBackGroup, may_recall
from stories.refusing import in_words

sharing_hooks.register()
hooks.register("construct_page_action_menu", review_hooks.what_comes_first)
hooks.register("register_admin_urls", review_hooks.addresses)
hooks.register("construct_homepage_panels", review_hooks.dashboard)
hooks.register("register_admin_menu_item", next_newsletter.menu_item)


@hooks.register("register_admin_viewset")
def people():
    return [PortrayedPersonViewSet(), PersonChooserViewSet("person_chooser")]


@hooks.register("register_admin_viewset")
def taken_back():
    return TakenBackGroup()


@hooks.register("construct_homepage_panels")
def to_take_back(request, panels):
    if may_recall(request.user):
        panel = RecallPanel(request.user)
        panels.extend([panel] if panel.rows.exists() else [])


@hooks.register("register_admin_viewset")
def told_in_languages():
    return LanguagesViewSet()


@hooks.register("register_page_header_buttons")
def translate_buttons(page, user, view_name, next_url=None):
    story = page.specific
    if not isinstance(story, StoryPage) or not story.permissions_for_user(user).can_edit():
        return
    for language in languages.missing_in(story):
        name = languages.NAMES[language]
        address = reverse("talen:translate", args=[story.pk, language])
        yield Button(f"Vertaal naar het {name}", address, icon_name="globe", priority=40)


@hooks.register("after_unpublish_page")
def leave_together(request, page):
    """Wagtail's own screen takes down one page; the other languages follow."""
    story = page.specific
    if isinstance(story, StoryPage):
        going_together.unpublish_along(story, user=request.user)


@hooks.register("before_publish_page")
def say_why_not(request, page):
    """The draft is kept; the message says who, which channel, and what to do."""
    story = page.specific
    if not isinstance(story, StoryPage):
        return None
    obstacles = consent.publishing_obstacles(story)
    if not obstacles and approving.changed_just_now(story):
        obstacles = [approving.HAND_IT_IN]
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
        going_together.WAITS,
        "Vertaling wacht",
        "Het Nederlandse verhaal verscheen; deze vertaling mocht nog niet mee",
    )
    actions.register_action(
        withdrawing.TAKEN_DOWN,
        "Van de site: geen toestemming",
        "Van de site gehaald, want er is geen geldige toestemming meer",
    )
