"""Mailchimp in the back office: whether it is set up, and where it differs from what we hold."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.audience import differences, reconciliation, set_up
from brand.audience.service import AudienceError
from brand.models import Difference, NewsletterSettings, Reconciliation, Sender
from brand.outbox_admin.access import SiteAdminMenuItem, SiteAdminRequiredMixin
from brand.text import row_numbers

LISTED = 50
CHANGED = "Er was intussen iets veranderd. Kijk nog eens."


class ServiceMixin(SiteAdminRequiredMixin, WagtailAdminTemplateMixin):
    header_icon = "mail"
    page_title = "Mailchimp"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(mode=set_up.mode(), **kwargs)


class CheckView(ServiceMixin, TemplateView):
    """A GET asks Mailchimp nothing; the button does, and the answer is that of this moment."""

    template_name = "brand/audience/check.html"

    def get_context_data(self, **kwargs):
        said = {
            "modes": set_up.MODES.items(),
            "lines": None,
            "sender": NewsletterSettings.current().sender,
            "senders": Sender.choices,
            **kwargs,
        }
        return super().get_context_data(**said)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("act") == "afzender":
            return self.choose_sender(request.POST.get("sender", ""))
        if request.POST.get("act") == "melding":
            self.make_hook()
        lines = set_up.lines()
        may_try = set_up.mode() == "proef" and all(line.is_good for line in lines)
        if may_try and request.POST.get("act") == "proef":
            lines.append(set_up.try_member())
        context = {
            "may_try": may_try,
            "lines": lines,
            "open_lines": sum(not line.is_good for line in lines),
            "may_make_hook": any(line.can_be_made for line in lines),
            "at": timezone.now(),
        }
        return self.render_to_response(self.get_context_data(**context))

    def choose_sender(self, chosen: str) -> HttpResponse:
        row = NewsletterSettings.current()
        if chosen == Sender.MAILCHIMP and set_up.mode() == "uit":
            messages.error(self.request, "Mailchimp staat uit en kan dus niets versturen.")
        elif chosen in Sender.values:
            row.sender = chosen
            row.save()
            said = f"Voortaan verstuurt: {row.get_sender_display().lower()}."
            messages.success(self.request, f"{said} Wat al gepland is, blijft zoals het is.")
        return redirect("audience_check")

    def make_hook(self) -> None:
        try:
            set_up.make_hook()
        except (set_up.Wrong, AudienceError) as wrong:
            messages.error(self.request, f"{wrong} {wrong.remedy}")
        else:
            messages.success(self.request, "Mailchimp meldt ons wat verandert.")


class DifferencesView(ServiceMixin, TemplateView):
    """What differs of each person, what a comparison wants to change, and the buttons for both."""

    template_name = "brand/audience/differences.html"
    page_title = "Verschillen met Mailchimp"

    def get_breadcrumbs_items(self):
        way = {"url": reverse("audience_check"), "label": "Mailchimp"}
        return [*self.breadcrumbs_items, way, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        runs = Reconciliation.objects.select_related("decided_by")
        held = runs.filter(state=Reconciliation.State.HELD).first()
        pages = Paginator(differences.open_rows(), LISTED)
        page = pages.get_page(self.request.GET.get("p"))
        return super().get_context_data(
            last=runs.exclude(state=Reconciliation.State.ASKED).first(),
            is_asked=runs.filter(state=Reconciliation.State.ASKED).exists(),
            held=held,
            held_rows=differences.held_rows(held)[:LISTED] if held else [],
            page=page,
            rows=[(row, differences.HERE.get(row.what), _theirs(row)) for row in page],
            **kwargs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        act, _, number = request.POST.get("act", "").partition("-")
        if act == "vergelijk":
            reconciliation.ask(request.user)
            messages.success(request, "De vergelijking begint zo. Herlaad deze pagina straks.")
        elif act in {"voer", "laat"}:
            self.decide(act, number)
        elif act in {"hier", "daar", "zo"}:
            self.take(act, number)
        return redirect("audience_differences")

    def decide(self, act: str, number: str) -> None:
        row = Reconciliation.objects.filter(pk__in=row_numbers([number])).first()
        do = reconciliation.release if act == "voer" else reconciliation.put_aside
        if row is None or not do(row, self.request.user):
            messages.warning(self.request, CHANGED)

    def take(self, act: str, number: str) -> None:
        row = differences.open_rows().filter(pk__in=row_numbers([number])).first()
        if row is None:
            messages.warning(self.request, CHANGED)
            return
        try:
            if act == "hier":
                differences.take_ours(row, self.request.user)
            elif act == "daar":
                differences.take_theirs(row, self.request.user)
            else:
                differences.leave(row)
        except differences.CannotTake as error:
            messages.error(self.request, str(error))


def _theirs(row: Difference) -> str | None:
    """Who waits for nothing there has nothing to take over."""
    return differences.THERE.get(row.what) if row.subscription else None


def menu_item() -> SiteAdminMenuItem:
    return SiteAdminMenuItem("Mailchimp", reverse("audience_check"), icon_name="mail", order=850)


urlpatterns = [
    path("mailchimp/", CheckView.as_view(), name="audience_check"),
    path("mailchimp/verschillen/", DifferencesView.as_view(), name="audience_differences"),
]
