"""A marketer's first screen: stories to review, unfinished drafts, stories to check again."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.forms import Media
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import WorkflowState, get_default_page_content_type

from brand import scoping
from brand.dates import words
from brand.dates.working_days import is_working_day
from brand.models import Organisation
from stories.gate import licence
from stories.models import PartnerSectionPage, StoryPage
from stories.models.review import waiting
from stories.review.reminders import NOTICE

MOST_ROWS = 7
NEWLY = timedelta(days=30)


@dataclass
class Row:
    title: str
    url: str
    about: str = ""
    when: str = ""
    story: StoryPage | None = None


@dataclass
class StoryList:
    """One short list."""

    key: str
    title: str
    empty: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def works_on_stories(user) -> bool:
    return scoping.may_somewhere(user, "stories.write")


def lists_for(user) -> list[StoryList]:
    states = waiting(user)
    mine = [state for state in states if user.pk in state.authors]
    others = [state for state in states if user.pk not in state.authors]
    return [
        _of_states(
            "wacht-op-jou", "Na te lezen", "Er is niets om na te lezen.", others, "story_review"
        ),
        _drafts(user, [state.story.pk for state in mine]),
        _of_states(
            "wacht-op-een-ander",
            "Wacht op een ander",
            "Van jou wacht niets op nalezing.",
            mine,
            "wagtailadmin_pages:edit",
        ),
        _to_look_at(user),
        _to_share(user),
    ]


def _of_states(key, title, empty, states, screen) -> StoryList:
    rows = [
        Row(
            state.revision.object_str,
            reverse(screen, args=[state.story.pk]),
            f"{state.workflow_state.requested_by or 'Een collega'}, "
            f"{state.story.section_organisation}",
            age(timezone.localdate(state.started_at)),
        )
        for state in states[:MOST_ROWS]
    ]
    return StoryList(key, title, empty, rows, len(states))


def _drafts(user, waiting_pks: list[int]) -> StoryList:
    """What this person began and did not hand in, or got back."""
    drafts = StoryPage.objects.filter(owner=user, taken_back_at=None).exclude(pk__in=waiting_pks)
    drafts = drafts.filter(Q(has_unpublished_changes=True) | Q(live=False), expired=False)
    drafts = drafts.exclude(latest_revision__approved_go_live_at__isnull=False)
    found, total = _few(drafts.order_by("-latest_revision_created_at", "-pk"))
    asked = _asked_changes(found)
    rows = [
        Row(
            story.draft_title or story.title,
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            asked.get(story.pk, ""),
            "graag nog een wijziging" if story.pk in asked else "",
        )
        for story in found
    ]
    return StoryList("concepten", "Jouw concepten", "Je hebt geen concepten liggen.", rows, total)


def _asked_changes(stories: list[StoryPage]) -> dict[int, str]:
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        base_content_type=get_default_page_content_type(),
        object_id__in=[str(story.pk) for story in stories],
    ).select_related("current_task_state__finished_by")
    return {
        int(state.object_id): f"{state.current_task_state.finished_by or 'Een collega'}: "
        f"“{state.current_task_state.comment}”"
        for state in states
        if state.current_task_state
    }


def _to_look_at(user) -> StoryList:
    today = timezone.localdate()
    due = StoryPage.objects.visible_to(user).live().filter(review_on__lte=today + NOTICE)
    if scoping.is_everywhere(user, "stories.write"):
        due = due.filter(owner=user)
    found, total = _few(due.order_by("review_on", "pk"))
    rows = [
        Row(
            story.title,
            reverse("wagtailadmin_pages:edit", args=[story.pk]),
            "",
            until(story.review_on, today),
            story,
        )
        for story in found
    ]
    return StoryList("nakijken", "Nakijken", "Alles wat online staat, is nagekeken.", rows, total)


def _to_share(user) -> StoryList:
    """What went online of late, with the way to its kit."""
    since = timezone.now() - NEWLY
    fresh = StoryPage.objects.visible_to(user).live().filter(first_published_at__gte=since)
    found, total = _few(fresh.order_by("-first_published_at", "-pk"))
    rows = [
        Row(
            story.title,
            reverse("sharing:kit", args=[story.pk]),
            "Open het deelpakket",
            words.short_day(story.first_published_at),
        )
        for story in found
    ]
    return StoryList(
        "delen", "Pas online: deel het", "De laatste maand ging niets online.", rows, total
    )


def _few(stories) -> tuple[list[StoryPage], int]:
    found = list(stories.defer("body", "search_words")[: MOST_ROWS + 1])
    total = stories.count() if len(found) > MOST_ROWS else len(found)
    return found[:MOST_ROWS], total


def age(day: date) -> str:
    """Since when, in working days: "vandaag", "1 werkdag", "3 werkdagen"."""
    days = (timezone.localdate() - day).days
    count = sum(is_working_day(day + timedelta(days=past)) for past in range(1, days + 1))
    if count == 0:
        return "vandaag"
    return f"{count} werkdag" if count == 1 else f"{count} werkdagen"


def until(day: date, today: date) -> str:
    if day <= today:
        return "vandaag" if day == today else "te laat"
    days = (day - today).days
    return "morgen" if days == 1 else f"over {days} dagen"


def sections_of(user):
    """Where this person may begin a story: the own partner's section; the federation, each."""
    sections = PartnerSectionPage.objects.select_related("organisation")
    sections = scoping.within(sections, user, "stories.write")
    return sections.filter(organisation__is_active=True).order_by("title", "pk")


def new_story_address(user) -> str:
    """One click where there is one section; else the choice of a partner."""
    sections = list(sections_of(user)[:2])
    return _add_address(sections[0]) if len(sections) == 1 else reverse("story_new")


def _add_address(section: PartnerSectionPage) -> str:
    return reverse("wagtailadmin_pages:add", args=["stories", "storypage", section.pk])


def own_partners(user) -> list[Organisation]:
    """The partners this user writes for; the federation has its own list of licences."""
    return list(Organisation.objects.filter(pk__in=scoping.organisation_ids(user, "stories.write")))


class StoriesPanel(Component):
    name = "tales"
    template_name = "stories/desk/dashboard.html"
    order = 60  # after Vandaag

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {
            "lists": lists_for(user),
            "closed": [words for one in own_partners(user) if (words := licence.ended(one))],
            "new_url": new_story_address(user),
            "here": reverse("wagtailadmin_home"),
            "csrf_token": parent_context["csrf_token"],
            "request": parent_context["request"],
        }

    @property
    def media(self):
        return Media(css={"all": ["leads/desk.css", "stories/desk.css"]})


class NewStoryView(WagtailAdminTemplateMixin, TemplateView):
    """Choose the partner, for users who write for more than one."""

    template_name = "stories/editor/new_story.html"
    page_title = "Nieuw verhaal"
    header_icon = "plus"

    def get(self, request, *args, **kwargs):
        if not works_on_stories(request.user):
            return redirect("wagtailadmin_home")
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        sections = [
            (section.organisation, _add_address(section))
            for section in sections_of(self.request.user)
        ]
        return super().get_context_data(sections=sections, **kwargs)


urlpatterns = [path("verhalen/nieuw/", NewStoryView.as_view(), name="story_new")]
