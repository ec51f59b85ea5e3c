"""Newsletters in the back office: the list, writing an issue, choosing what goes along."""

import math
import re

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from brand import outbox, scoping
from brand.models import NewsletterHandOver, NewsletterIssue, OutboxState, Sender, Variant
from brand.models.newsletters import WRITE
from brand.newsletter import (
    blocks,
    checklist,
    comparison,
    deciding,
    drafts,
    letters,
    pieces,
    recipients,
    report,
    sending,
    trials,
    versions,
)
from brand.newsletter.forms import IssueForm, PlanForm, SegmentForm, TrialForm
from brand.text import row_numbers

LISTED = 100
DEEPEST = 3  # of the pages a button can lead to: the home page and those right below it


class NewsletterMixin(WagtailAdminTemplateMixin):
    """For who writes the newsletter; to anybody else it is not there."""

    header_icon = "mail"
    page_title = "Nieuwsbrieven"

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not scoping.is_everywhere(request.user, WRITE):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class NewsletterIndex(NewsletterMixin, TemplateView):
    template_name = "brand/newsletter/index.html"

    def get_context_data(self, **kwargs):
        rows = NewsletterIssue.objects.visible_to(self.request.user)
        rows = rows.select_related("changed_by", "trial")[:LISTED]
        return super().get_context_data(issues=rows, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        return redirect(drafts.begin(request.user))


class IssueMixin(NewsletterMixin):
    """One issue."""

    here = ""

    @cached_property
    def issue(self) -> NewsletterIssue:
        rows = NewsletterIssue.objects.visible_to(self.request.user)
        return get_object_or_404(rows.select_related("changed_by"), pk=self.kwargs["pk"])

    def get_page_title(self):
        return self.here or str(self.issue)

    def get_breadcrumbs_items(self):
        way = [{"url": reverse("newsletters"), "label": "Nieuwsbrieven"}]
        if self.here:
            way.append({"url": self.issue.get_absolute_url(), "label": str(self.issue)})
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(issue=self.issue, **kwargs)


class IssueView(IssueMixin, TemplateView):
    """Writing it. It saves itself while one types; a button saves too, also without script."""

    template_name = "brand/newsletter/issue.html"

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.issue.is_draft:
            return redirect("newsletter_send", self.issue.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        form = kwargs.pop("form", None) or IssueForm(instance=self.issue)
        return super().get_context_data(
            form=form, rows=lines(form.rows), targets=targets(), **kwargs
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        with transaction.atomic():
            self.issue = drafts.hold(self.issue)
            form = IssueForm(request.POST, instance=self.issue)
            if ok := form.is_valid():
                self.issue = NewsletterIssue.objects.get(pk=pk)  # the form wrote in it
                ok = self.save(form, request.POST.get("act", ""))
        if request.headers.get("X-Requested-With") == "autosave":
            return self.told(form, ok)
        if not ok:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        ways = {
            "kies": "newsletter_choose",
            "voorbeeld": "newsletter_preview",
            "verstuur": "newsletter_send",
        }
        return redirect(ways.get(request.POST.get("act", ""), "newsletter_issue"), pk)

    def save(self, form: IssueForm, act: str) -> bool:
        said = form.cleaned_data
        rows = blocks.changed(blocks.read(said["blocks"]), act)
        try:
            drafts.save(self.issue, {**said, "blocks": blocks.written(rows)}, self.request.user)
        except drafts.Refused as refused:
            form.add_error(None, str(refused))
            return False
        return True

    def told(self, form: IssueForm, ok: bool) -> JsonResponse:
        """To the script: when it was saved and what the row says now, or why it was not."""
        if not ok:
            errors = [str(error) for found in form.errors.values() for error in found]
            return JsonResponse({"errors": errors}, status=422)
        seen = IssueForm(instance=self.issue).initial["seen"]
        at = timezone.localtime(self.issue.changed_at)
        return JsonResponse({"seen": seen, "saved": f"Bewaard om {at:%H.%M} uur."})


def lines(rows: list[blocks.Block]) -> list[dict]:
    """Each block with what it shows now, or why it falls away."""
    found = pieces.shown((one.kind, one.page) for one in rows if one.is_piece and one.page)
    told = []
    for one in rows:
        piece = found.get((one.kind, one.page)) if one.is_piece else None
        missing = one.is_piece and piece is None
        reasons = pieces.reasons(one.kind, one.page) if missing and one.page else []
        told.append({"block": one, "piece": piece, "reasons": reasons, "falls_away": missing})
    return told


def targets() -> list[tuple[int, str]]:
    """Where a button can lead: the pages that stand in the menu, and the home page."""
    rows = Page.objects.live().public().filter(depth__gt=1, depth__lte=DEEPEST)
    return list(rows.order_by("path").values_list("pk", "title"))


class ChooseView(IssueMixin, TemplateView):
    """Ticking stories and stops; a tick that goes takes the block along."""

    template_name = "brand/newsletter/choose.html"
    here = "Kies wat meegaat"

    def get_context_data(self, **kwargs):
        there = {(one.kind, one.page) for one in blocks.read(self.issue.blocks)}
        groups = []
        for kind, source in pieces.sources().items():
            choices = source.choices()
            rows = [(one, (kind, one.page) in there) for one in choices]
            groups.append((kind, source.many.capitalize(), rows))
        return super().get_context_data(groups=groups, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        with transaction.atomic():
            self.issue = drafts.hold(self.issue)
            rows = blocks.read(self.issue.blocks)
            rows = blocks.ticked(rows, self.chosen(rows))
            why = self.kept(rows)
        if not why:
            return redirect(self.issue)
        messages.error(request, why)
        return redirect("newsletter_choose", pk)

    def kept(self, rows: list[blocks.Block]) -> str:
        """Why it was not kept; "" when it was."""
        if len(rows) > blocks.MOST:
            return f"Een nieuwsbrief heeft hoogstens {blocks.MOST} blokken. Vink er minder aan."
        try:
            drafts.save(self.issue, {"blocks": blocks.written(rows)}, self.request.user)
        except drafts.Refused as refused:
            return str(refused)
        return ""

    def chosen(self, rows: list[blocks.Block]) -> dict[str, list[int]]:
        """What is ticked; what could not be seen in the list stays as it was."""
        found = {}
        for kind, source in pieces.sources().items():
            offered = {choice.page for choice in source.choices()}
            ticked = row_numbers(self.request.POST.getlist(kind))
            kept = [one.page for one in rows if one.kind == kind and one.page not in offered]
            found[kind] = [*kept, *(page for page in dict.fromkeys(ticked) if page in offered)]
        return found


class PreviewView(IssueMixin, TemplateView):
    """As it leaves: on a telephone, a desk, in the dark, with pictures off, and as plain text."""

    template_name = "brand/newsletter/preview.html"
    here = "Voorbeeld"
    WAYS = {
        "telefoon": "Telefoon",
        "scherm": "Computer",
        "donker": "Donker",
        "zonder-beelden": "Beelden uit",
        "tekst": "Platte tekst",
    }

    def get_context_data(self, **kwargs):
        way = self.request.GET.get("zo", "")
        way = way if way in self.WAYS else "telefoon"
        both = versions.of(self.issue)
        variant = self.request.GET.get("versie", "")
        variant = variant if variant in both else versions.chosen(self.issue)
        shown = versions.says(self.issue, variant)
        letter = letters.letter(shown, to="", stop_url=settings.SITE_URL)
        return super().get_context_data(
            way=way,
            ways=self.WAYS,
            shown=shown,
            variant=variant,
            variants=[(one, Variant(one).label) for one in both if one],
            letter=letter,
            html=previewed(letter.html, way),
            kilobytes=math.ceil(len(letter.html.encode()) / 1024),
            **kwargs,
        )


def previewed(html: str, way: str) -> str:
    """What a mail program makes of it, for a frame that follows no setting of this computer."""
    dark = "@media (prefers-color-scheme: dark)"
    html = html.replace(dark, "@media all" if way == "donker" else "@media not all")
    scheme = "dark" if way == "donker" else "light"
    html = html.replace("color-scheme: light dark", f"color-scheme: {scheme}")
    return re.sub(r'(<img[^>]*) src="[^"]*"', r"\1", html) if way == "zonder-beelden" else html


class SendView(IssueMixin, TemplateView):
    """The list to go through, a test, the second person, to whom, when; and the button to stop."""

    template_name = "brand/newsletter/send.html"
    here = "Nakijken en versturen"

    def get_context_data(self, **kwargs):
        issue = self.issue
        is_under_way = issue.state == NewsletterIssue.State.PLANNED
        soonest = timezone.localtime(sending.quarters(timezone.now())[0])
        moment = {"day": f"{soonest:%Y-%m-%d}", "at": f"{soonest:%H:%M}"}
        context = {
            "items": checklist.items(issue) if issue.is_draft else [],
            "in_the_way": checklist.in_the_way(issue) if issue.is_draft else [],
            "may_approve": issue.changed_by_id != self.request.user.pk,
            "count": len(recipients.chosen(issue)),
            "falling": recipients.falling_away(issue),
            "segment_form": SegmentForm(instance=issue),
            "trial": versions.trial_of(issue),
            "trial_form": TrialForm(issue=issue) if issue.is_draft else None,
            "one_sender": trials.BY_OURSELVES,
            "comparison": comparison.told(issue, self.request.user),
            "columns": comparison.COLUMNS,
            "tried": issue.deliveries.filter(variant__in=versions.TRIED).count(),
            "plan_form": PlanForm(initial=moment),
            "is_under_way": is_under_way,
            "begun": is_under_way and issue.planned_for <= timezone.now(),
            "by_mailchimp": recipients.sender_of(issue) == Sender.MAILCHIMP,
            "hand_over": NewsletterHandOver.objects.filter(issue=issue).first(),
            "rows": issue.deliveries.count() or len(recipients.chosen(issue)),
            "report": report.of(issue, self.request.user) if not issue.is_draft else None,
            "per_minute": settings.NEWSLETTER_PER_MINUTE,
        }
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        act = getattr(self, f"do_{request.POST.get('act', '')}", None)
        if act is None:
            return redirect("newsletter_send", pk)
        try:
            answer = act()
        except drafts.Refused as refused:
            messages.error(request, str(refused))
            answer = None
        return answer or redirect("newsletter_send", pk)

    def do_test(self) -> None:
        drafts.test(self.issue, self.request.user)
        messages.success(self.request, f"De test vertrekt naar {self.request.user.email}.")

    def do_approve(self) -> None:
        drafts.approve(self.issue, self.request.user)
        messages.success(self.request, "Vrijgegeven. Wie hem plant, typt het aantal ontvangers.")

    def do_segment(self) -> HttpResponse | None:
        form = SegmentForm(self.request.POST, instance=self.issue)
        if not form.is_valid():
            return self.again(segment_form=form)
        if self.issue.is_draft:
            form.save()
        return None

    def do_trial(self) -> HttpResponse | None:
        with transaction.atomic():
            self.issue = drafts.hold(self.issue)
            form = TrialForm(self.request.POST, issue=self.issue)
            if form.is_valid():
                if form.is_another:
                    drafts.try_two(form.instance, self.request.user)
                messages.success(self.request, "Bewaard. Bekijk beide versies en test ze.")
                return redirect(f"{reverse('newsletter_send', args=[self.issue.pk])}#proef")
        self.issue = NewsletterIssue.objects.get(pk=self.issue.pk)  # the form wrote in it
        return self.again(trial_form=form)

    def do_no_trial(self) -> None:
        drafts.try_none(self.issue, self.request.user)
        messages.success(self.request, "De proef is weg: iedereen krijgt dezelfde nieuwsbrief.")

    def do_choose(self) -> None:
        deciding.choose(self.issue, self.request.POST.get("variant", ""), self.request.user)
        messages.success(self.request, "Gekozen. Over vijf minuten vertrekt die naar de anderen.")

    def do_plan(self) -> HttpResponse | None:
        form = PlanForm(self.request.POST)
        if not form.is_valid():
            return self.again(plan_form=form)
        said = form.cleaned_data
        try:
            sending.plan(self.issue, said["when"], said["number"], self.request.user)
        except drafts.Refused as refused:
            form.add_error(None, str(refused))
            return self.again(plan_form=form)
        return None

    def do_again(self) -> None:
        row = get_object_or_404(NewsletterHandOver, issue=self.issue)
        if outbox.ask_again(row):
            messages.success(self.request, "We proberen het meteen opnieuw.")

    def do_stop(self) -> None:
        count = sending.stop(self.issue, self.request.user)
        messages.success(
            self.request,
            f"Gestopt. {count} {'mail vertrekt' if count == 1 else 'mails vertrekken'} niet.",
        )

    def again(self, **forms) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=422)


class DeliveriesView(IssueMixin, TemplateView):
    """Who got it and who did not: addresses, so for the federation's administrators."""

    template_name = "brand/newsletter/deliveries.html"

    @cached_property
    def kind(self) -> report.Kind:
        found = report.KINDS.get(self.kwargs["kind"])
        if found is None or not self.request.user.is_federation:
            raise Http404
        return found

    def get_page_title(self):
        return self.kind.label

    def get_context_data(self, **kwargs):
        rows = self.kind.rows(self.issue).select_related("subscription")
        page = Paginator(rows.order_by("pk"), LISTED).get_page(self.request.GET.get("p"))
        return super().get_context_data(**{**kwargs, "kind": self.kind, "page": page})

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        rows = self.kind.rows(self.issue).filter(state=OutboxState.BLOCKED)
        row = next((one for one in rows if str(one.pk) == request.POST.get("row")), None)
        acts = {
            "aangekomen": lambda: sending.arrived(row, request.user),
            "opnieuw": lambda: sending.send_again(row),
        }
        act = acts.get(request.POST.get("act", ""))
        if row is None or act is None or not act():
            messages.warning(request, "Er was intussen iets veranderd. Kijk nog eens.")
        return redirect("newsletter_deliveries", pk, kind)


class ClicksView(IssueMixin, TemplateView):
    """How often one link was followed, each day."""

    template_name = "brand/newsletter/clicks.html"
    here = "Kliks"

    def get_context_data(self, **kwargs):
        link = get_object_or_404(self.issue.links, code=self.kwargs["code"])
        if report.of(self.issue, self.request.user).is_small:
            raise Http404
        return super().get_context_data(days=report.visits(self.issue, link), **kwargs)


class DeleteView(IssueMixin, TemplateView):
    template_name = "brand/newsletter/delete.html"
    here = "Weggooien"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        name = str(self.issue)
        if not self.issue.is_draft:
            messages.error(request, "Deze nieuwsbrief is gepland of verstuurd: hij blijft bestaan.")
            return redirect("newsletter_send", pk)
        self.issue.delete()
        messages.success(request, f"“{name}” is weggegooid.")
        return redirect("newsletters")


class NewsletterMenuItem(MenuItem):
    def is_shown(self, request):
        return scoping.is_everywhere(request.user, WRITE)


def menu_item() -> MenuItem:
    return NewsletterMenuItem("Nieuwsbrieven", reverse("newsletters"), icon_name="mail", order=135)


urlpatterns = [
    path("nieuwsbrieven/", NewsletterIndex.as_view(), name="newsletters"),
    path("nieuwsbrieven/<int:pk>/", IssueView.as_view(), name="newsletter_issue"),
    path("nieuwsbrieven/<int:pk>/kies/", ChooseView.as_view(), name="newsletter_choose"),
    path("nieuwsbrieven/<int:pk>/voorbeeld/", PreviewView.as_view(), name="newsletter_preview"),
    path("nieuwsbrieven/<int:pk>/verstuur/", SendView.as_view(), name="newsletter_send"),
    path(
        "nieuwsbrieven/<int:pk>/wie/<slug:kind>/",
        DeliveriesView.as_view(),
        name="newsletter_deliveries",
    ),
    path(
        "nieuwsbrieven/<int:pk>/kliks/<slug:code>/",
        ClicksView.as_view(),
        name="newsletter_clicks",
    ),
    path("nieuwsbrieven/<int:pk>/weg/", DeleteView.as_view(), name="newsletter_delete"),
]
