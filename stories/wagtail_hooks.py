"""What stories add to Wagtail's back office: the people's screen, and the gate in words."""

from django.contrib.messages import SUCCESS, add_message, get_messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button

from brand import gating
from stories import page_gate
from stories.consent import information_panel, language_screens
from stories.consent import panels as consent_panels
from stories.consent import screens as consent_screens
from stories.consent.panels import WithPeople
from stories.contributions import screens as contributions_screens
from stories.editor import screens as editor_screens
from stories.editor.people import PersonChooserViewSet
from stories.gate import four_eyes, versions
from stories.gate.messages import handed_in, in_words
from stories.impact import screens as impact_screens
from stories.languages.screens import LanguagesViewSet
from stories.media_library import screens as media_screens
from stories.models import StoryPage
from stories.newsletter import selection
from stories.objections import recording
from stories.objections import screens as objections_screens
from stories.people.screens import PortrayedPersonViewSet
from stories.review import hooks as review_hooks  # noqa: F401 - registers its own
from stories.sharing import hooks as sharing_hooks  # noqa: F401 - registers its own
from stories.sroi import screens as sroi_screens
from stories.text import languages
from stories.withdrawal import alarm, withdraw
from stories.withdrawal.screens import RecallPanel, TakenBackGroup, may_recall

HANDED_IN = {"action-submit", "action-restart-workflow"}
TAKEN_BACK = "action-cancel-workflow"


# After every other hook of a save: this one may answer with the page again.
@hooks.register("after_create_page", order=100)
@hooks.register("after_edit_page", order=100)
def act_on_the_consent_panel(request, page):
    return editor_screens.act(request, page)


@hooks.register("register_admin_menu_item")
def newsletter():
    return selection.menu_item()


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


@hooks.register("construct_homepage_panels")
def who_answers_for_the_data(request, panels):
    information_panel.add_to(panels, request.user)


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
        versions.unpublish_along(story, user=request.user)


@hooks.register("register_admin_urls")
def asking_addresses():
    return [
        *language_screens.urlpatterns,
        *consent_screens.urlpatterns,
        *objections_screens.urlpatterns,
        *contributions_screens.urlpatterns,
        *editor_screens.urlpatterns,
        *impact_screens.urlpatterns,
        *sroi_screens.urlpatterns,
        *media_screens.urlpatterns,
    ]


@hooks.register("construct_settings_menu")
def consent_languages(request, items):
    language_screens.in_settings_menu(request, items)


@hooks.register("register_admin_menu_item")
def consent_attention():
    return WithPeople("Toestemmingen", reverse("consent_attention"), icon_name="time", order=151)


@hooks.register("register_admin_menu_item")
def impact_figures():
    return impact_screens.menu_item()


@hooks.register("register_admin_menu_item")
def media_library():
    return media_screens.menu_item()


@hooks.register("register_admin_viewset")
def indicators():
    return impact_screens.IndicatorViewSet()


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
    consent_panels.add_to(panels, request.user)
    alarm.add_to(panels, request.user)


@hooks.register("after_edit_page")
def settle_what_changed(request, page):
    """Objections to sentences that were taken out are settled, and the person gets a mail."""
    if isinstance(page.specific, StoryPage):
        draft = page.specific.get_latest_revision_as_object()
        recording.settle_what_changed(draft, request.user)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_at_hand_in(request, page):
    """It may be handed in and reviewed; the writer sees at once what must still be asked."""
    story = page.specific
    if not isinstance(story, StoryPage) or not HANDED_IN.intersection(request.POST):
        return
    draft = story.get_latest_revision_as_object()
    if obstacles := page_gate.to_settle(draft):
        _instead_of_wagtails(request)
        messages.warning(request, handed_in(draft, obstacles))


@hooks.register("before_edit_page")
def take_back(request, page):
    """A story that is being read is locked: its form keeps nothing."""
    story = page.specific
    if not isinstance(story, StoryPage) or TAKEN_BACK not in request.POST:
        return None
    lock, state = story.get_lock(), story.current_workflow_state
    if not (lock and lock.for_user(request.user) and state and state.user_can_cancel(request.user)):
        return None
    state.cancel(user=request.user)
    _say_taken_back(request, story)
    return redirect("wagtailadmin_pages:edit", story.pk)


@hooks.register("after_edit_page")
def say_what_was_taken_back(request, page):
    if isinstance(page.specific, StoryPage) and TAKEN_BACK in request.POST:
        _instead_of_wagtails(request)
        _say_taken_back(request, page.specific)


def _say_taken_back(request, story) -> None:
    title = story.get_latest_revision_as_object().title
    messages.success(request, f"“{title}” is teruggetrokken. Je kunt het weer aanpassen.")


def _instead_of_wagtails(request) -> None:
    """One message about one act: what is said of it here replaces what Wagtail says."""
    kept = [one for one in get_messages(request) if one.level != SUCCESS]
    for one in kept:
        add_message(request, one.level, one.message, one.extra_tags)


@hooks.register("before_publish_page")
def say_why_not(request, page):
    """The draft is kept; the message says who, which channel, and what to do."""
    page = page.specific
    obstacles = gating.obstacles(page)
    if not obstacles and isinstance(page, StoryPage) and four_eyes.has_new_text(page):
        obstacles = [four_eyes.HAND_IT_IN]
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
        versions.WAITS,
        "Vertaling wacht",
        "Het Nederlandse verhaal verscheen; deze vertaling mocht nog niet mee",
    )
    actions.register_action(
        recording.OBJECTED,
        "Van de site: bezwaar",
        "Van de site gehaald, want iemand wil een zin of een foto niet",
    )
    actions.register_action(
        withdraw.TAKEN_DOWN,
        "Van de site: geen toestemming",
        "Van de site gehaald, want er is geen geldige toestemming meer",
    )
