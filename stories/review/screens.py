"""The screen on which another user reviews a story, and the button of a story that still holds."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.utils.decorators import xframe_options_sameorigin_override

from brand.text import one_line
from stories import page_gate
from stories.editor import plain_words, sharing_panel
from stories.gate import agreement, consent, four_eyes, recognition, remarks
from stories.gate.messages import in_words
from stories.models import StoryPage
from stories.models.review import ReasonForm
from stories.review import reminders

ABOVE = "Bovenaan lees je waarom."
NO_DAY = "Die dag staat op geen kalender. Kies een andere."


class UnderReview:
    """The story, the version that was handed in, and whether this person may read it."""

    def setup(self, request, *args, page_id, **kwargs):
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(StoryPage.objects.visible_to(request.user), pk=page_id)
        if not four_eyes.reviews_for_partner(request.user, self.page):
            raise PermissionDenied
        self.state = self.page.current_workflow_task_state


class ReviewView(UnderReview, WagtailAdminTemplateMixin, TemplateView):
    template_name = "stories/review/review.html"
    header_icon = "view"
    page_title = "Nalezen"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request, *args, **kwargs):
        if self.state is None:
            messages.info(request, f"“{self.page.draft_title}” wacht niet op nalezing.")
            return redirect("wagtailadmin_home")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.state is None or request.POST.get("state") != str(self.state.pk):
            messages.error(request, "Intussen veranderde dit verhaal. Lees het opnieuw na.")
            return redirect(request.path)
        if request.POST.get("action") == "approve":
            return self.decide("approve", saw_nobody=bool(request.POST.get("saw_nobody")))
        if request.POST.get("action") == "harmless":
            return self.record_harmless_change()
        self.form = ReasonForm(request.POST)
        if self.form.is_valid():
            return self.decide("reject", **self.form.cleaned_data)
        return self.render_to_response(self.get_context_data(form=self.form), status=422)

    def decide(self, action: str, **said):
        try:
            self.state.task.specific.on_action(self.state, self.request.user, action, **said)
        except consent.PublicationRefused as refusal:
            messages.error(self.request, in_words(refusal.page, refusal.reasons))
            return redirect(self.request.path)
        messages.success(self.request, self.said_of(action), buttons=self.ways_on(action))
        return redirect("wagtailadmin_home")

    def record_harmless_change(self):
        """Record, with a reason, that changes since a person's yes do not concern that person."""
        if not four_eyes.may_review(self.request.user, self.page):
            raise PermissionDenied
        story, reason = (
            self.state.revision.as_object(),
            one_line(self.request.POST.get("reason", "")),
        )
        number = self.request.POST.get("person", "")
        one = next((row for row in agreement.of(story) if str(row.person.pk) == number), None)
        if one is None or one.is_current or not one.is_proven:
            messages.error(self.request, "Intussen veranderde dit verhaal. Lees het opnieuw na.")
        elif not reason:
            context = self.get_context_data(unsaid=one.person)
            return self.render_to_response(context, status=422)
        else:
            agreement.record_harmless_change(story, one.person, reason, self.request.user)
            messages.success(self.request, f"Genoteerd: de wijziging raakt {one.person} niet.")
        return redirect(self.request.path)

    def said_of(self, action: str) -> str:
        title = self.state.revision.object_str
        if action == "reject":
            return f"“{title}” is terug bij de schrijver, met jouw vraag."
        page = StoryPage.objects.get(pk=self.page.pk)
        if page.scheduled_revision:
            return f"“{title}” is goedgekeurd en gepland."
        return f"“{title}” is goedgekeurd en staat online."

    def ways_on(self, action: str) -> list:
        """What one does with a story that is online now: look at it, and share it."""
        page = StoryPage.objects.get(pk=self.page.pk)
        if action != "approve" or not page.live or page.scheduled_revision:
            return []
        ways = [messages.button(page.full_url, "Bekijk online")]
        if sharing_panel.may_open(self.request.user, page):
            ways.append(messages.button(reverse("sharing:kit", args=[page.pk]), "Deelpakket"))
        return ways

    def get_context_data(self, **kwargs):
        revision = self.state.revision
        story = revision.as_object()
        obstacles = page_gate.to_settle(story)
        context = {
            "form": ReasonForm(),
            "story": story,
            "state": self.state,
            "revision": revision,
            "may_review": four_eyes.may_review(self.request.user, self.page),
            "lines": _lines(story, obstacles),
            "remarks": [(link, ()) for link in remarks.waiting(story)],
            "obstacles": obstacles,
            "ticks": recognition.ticks(story),
            "agreements": agreement.of(story),
            "hints": plain_words.hints_for(story),
            "is_planned": bool(story.go_live_at and story.go_live_at > timezone.now()),
            "newer": self.page.latest_revision_id != revision.pk,
            "preview_url": reverse("story_review_preview", args=[self.page.pk]),
            "compare_url": self.compare_url(revision),
        }
        return super().get_context_data(**{**context, **kwargs})

    def compare_url(self, revision) -> str:
        live = self.page.live_revision_id
        if not live or live == revision.pk:
            return ""
        return reverse(
            "wagtailadmin_pages:revisions_compare", args=[self.page.pk, live, revision.pk]
        )


def _lines(story, obstacles: list) -> list[tuple[str, list]]:
    """What each channel still lacks; of the website everything stands above, once."""
    channels = () if story.shows_nobody else consent.Channel
    lines = {channel: consent.missing(story, channel) for channel in channels}
    if obstacles and consent.Channel.WEBSITE in lines:
        lines[consent.Channel.WEBSITE] = [consent.Missing(ABOVE)]
    return [(channel.label, reasons) for channel, reasons in lines.items()]


@method_decorator(xframe_options_sameorigin_override, name="dispatch")
class ReviewPreview(UnderReview, View):
    """Exactly the version that was handed in, as visitors would see it."""

    def get(self, request, *args, **kwargs):
        if self.state is None:
            return redirect("wagtailadmin_home")
        story = self.state.revision.as_object()
        within = {"in_preview_panel": True}  # without Wagtail's own bar over it
        return story.make_preview_request(request, story.default_preview_mode, within)


class StillHoldsView(WagtailAdminTemplateMixin, TemplateView):
    """ "Klopt nog": look again in a year; or, with a day, undo that. Reading changes nothing."""

    template_name = "stories/review/holds.html"
    page_title = "Klopt dit verhaal nog?"
    header_icon = "view"

    def setup(self, request, *args, page_id, **kwargs):
        super().setup(request, *args, **kwargs)
        self.story = get_object_or_404(StoryPage.objects.visible_to(request.user), pk=page_id)
        if not self.story.permissions_for_user(request.user).can_edit():
            raise PermissionDenied

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(story=self.story, **kwargs)

    def post(self, request, *args, **kwargs):
        before = self.story.review_on
        try:
            back = parse_date(request.POST.get("terug", ""))
        except ValueError:  # a day that no calendar has
            messages.error(request, NO_DAY)
            return redirect("story_holds", self.story.pk)
        day = reminders.look_again(self.story, back) if back else reminders.holds(self.story)
        context = {"story": self.story, "day": day, "before": None if back else before}
        said = render_to_string("stories/review/still_holds.html", context, request=request)
        messages.success(request, said)
        here = reverse("wagtailadmin_home")
        return redirect(get_valid_next_url_from_request(request) or here)


urlpatterns = [
    path("verhalen/nalezen/<int:page_id>/", ReviewView.as_view(), name="story_review"),
    path(
        "verhalen/nalezen/<int:page_id>/voorbeeld/",
        ReviewPreview.as_view(),
        name="story_review_preview",
    ),
    path("verhalen/<int:page_id>/klopt-nog/", StillHoldsView.as_view(), name="story_holds"),
]
