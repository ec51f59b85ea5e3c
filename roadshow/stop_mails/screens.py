"""One mail to all of a stop: written, looked at and counted, confirmed, and stopped in time."""

import uuid

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from brand import scoping
from brand.dates import words
from brand.text import row_number
from roadshow import emails
from roadshow.models import StopMail, StopPage
from roadshow.planning.screens import PlannerMixin
from roadshow.stop_mails import sending
from roadshow.stop_mails.forms import StopMailForm

RIGHT = "roadshow.change_registration"


class StopMailView(PlannerMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """The form; with what was typed, the preview above it."""

    permission_required = "change"
    template_name = "roadshow/stop_mails/write.html"
    header_icon = "mail"

    def dispatch(self, request, *args, **kwargs):
        stops = StopPage.objects.visible_to(request.user, RIGHT).with_place()
        self.stop = get_object_or_404(stops, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return "Mail aan deelnemers"

    def get_page_subtitle(self):
        return self.stop.title

    def get_breadcrumbs_items(self):
        stops = {"url": reverse("haltes:index"), "label": "Haltes"}
        return [*self.breadcrumbs_items, stops, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{
                "stop": self.stop,
                "form": StopMailForm(stop=self.stop),
                "mails": self.stop.mails.select_related("created_by").order_by(
                    F("created_at").desc(), "-pk"
                )[:20],
                "minutes": int(StopMail.WAITS.total_seconds() // 60),
                **kwargs,
            }
        )

    def post(self, request, *args, **kwargs):
        form = StopMailForm(request.POST, stop=self.stop)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        told = form.recipients
        if "confirm" not in request.POST or not (key := _key(request.POST.get("key", ""))):
            return self._preview(form, told)
        if row_number(request.POST.get("count", "")) != len(told):
            changed = f"Intussen krijgen {words.people(len(told))} deze mail. Kijk het na."
            return self._preview(form, told, changed)
        made = sending.send(self.stop, key=key, by=request.user, **form.cleaned_data)
        clock = words.clock(made.leaves_at)
        messages.success(
            request,
            f"De mail vertrekt om {clock}, aan {words.people(made.count)}. Tot dan kan je"
            " ze tegenhouden.",
        )
        return redirect("haltes:mail", self.stop.pk)

    def _preview(self, form, told, changed: str = "") -> HttpResponse:
        said = form.cleaned_data
        shown = emails.preview_to_participants(said["subject"], said["body"], told[0])
        context = self.get_context_data(
            form=form,
            preview=shown,
            told=told,
            people=words.people(len(told)),
            changed=changed,
            key=uuid.uuid4(),
        )
        return self.render_to_response(context)


class HaltView(StopMailView):
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        made = get_object_or_404(self.stop.mails, pk=kwargs["mail"])
        if sending.halt(made):
            messages.success(request, f"“{made.subject}” is tegengehouden: niemand krijgt ze.")
        else:
            messages.error(request, f"Te laat: “{made.subject}” is al vertrokken.")
        return redirect("haltes:mail", self.stop.pk)


def may_mail(user, stop: StopPage) -> bool:
    return scoping.may(user, RIGHT, stop.organisation_id)


def _key(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
