"""The stops at the desk: the list, and planning, copying, changing and cancelling one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets import Button
from wagtail.permission_policies import ModelPermissionPolicy

from brand import scoping
from brand.dates import words
from brand.scoping.viewsets import ScopedMixin
from brand.search import typed
from roadshow.models import Registration, StopPage
from roadshow.planning import plan
from roadshow.planning.forms import SHORT, CancelForm, ChangeForm, StopForm, fingerprint, initial_of
from roadshow.registration import seats
from roadshow.registration.refusals import RegistrationRefused


class PlannerMixin:
    """Planning is a right of the role; Wagtail's rights on the page tree do not matter here."""

    model = StopPage

    @cached_property
    def permission_policy(self):
        return ModelPermissionPolicy(StopPage)


class StopIndex(PlannerMixin, ScopedMixin, generic.IndexView):
    results_template_name = "brand/scoping/index_results.html"
    nothing_yet = (
        "Nog geen haltes. Een halte is een dag waarop werkgevers ergens komen kijken: voeg eerst "
        "de locatie toe, plan dan de halte. Werkgevers schrijven zich er zelf voor in."
    )

    def get_base_queryset(self):
        over = When(ends_at__lte=timezone.now(), then=Value(1))
        waiting = Count("registrations", filter=Q(registrations__state=Registration.State.WAITING))
        return (
            super()
            .get_base_queryset()
            .with_place()
            .annotate(
                waiting=waiting,
                over=Case(over, default=Value(0), output_field=IntegerField()),
            )
            .order_by("over", "starts_at", "pk")
        )

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return typed.matching(queryset, self.search_query, *self.search_fields)

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        if not scoping.may_somewhere(self.request.user, "roadshow.view_registration"):
            return buttons
        url = reverse("haltes:reach")
        return [*buttons, Button("Wie kon niet komen?", url=url, icon_name="site", priority=120)]

    @cached_property
    def planned(self) -> set[int]:
        """The stops this person may change; asked once for the whole list."""
        if not self.user_has_permission("change"):
            return set()
        mine = StopPage.objects.planned_by(self.request.user)
        return set(mine.values_list("pk", flat=True))

    def get_edit_url(self, instance):
        return super().get_edit_url(instance) if instance.pk in self.planned else None

    def get_list_more_buttons(self, instance):
        may_plan, user = instance.pk in self.planned, self.request.user
        sees_people = scoping.may(user, "roadshow.view_registration", instance.organisation_id)
        entries = [
            ("Wijzig", "haltes:edit", "edit", may_plan),
            ("Kopieer", "haltes:copy", "copy", may_plan),
            ("Annuleer", "haltes:cancel", "cross", may_plan and _can_be_cancelled(instance)),
        ]
        links = [
            (label, reverse(name, args=[instance.pk]), icon)
            for label, name, icon, shown in entries
            if shown
        ]
        if sees_people:
            people = f"{reverse('inschrijvingen:index')}?stop={instance.pk}"
            links.append(("Inschrijvingen", people, "group"))
            mailing = reverse("haltes:mail", args=[instance.pk])
            links.append(("Mail aan deelnemers", mailing, "mail"))
            links.append(("Onthaal", reverse("door", args=[instance.slug]), "tick"))
        if instance.live:
            links.append(("Bekijk de pagina", instance.get_url(self.request) or "/", "view"))
        if user.is_federation:
            editor = reverse("wagtailadmin_pages:edit", args=[instance.pk])
            links.append(("Bewerk als pagina", editor, "doc-empty"))
        return [
            MenuItem(label, url=url, icon_name=icon, priority=priority)
            for priority, (label, url, icon) in enumerate(links)
        ]


def _can_be_cancelled(stop: StopPage) -> bool:
    return stop.live and not stop.is_cancelled and not stop.is_past


class PlanningView(PlannerMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    template_name = "roadshow/planning/plan.html"
    header_icon = "calendar-alt"
    button = "Plan deze halte"
    form_class = StopForm
    permission_required = "add"

    def dispatch(self, request, *args, **kwargs):
        self.stop = self._stop() if "pk" in kwargs else None
        return super().dispatch(request, *args, **kwargs)

    def _stop(self) -> StopPage:
        """Foreign looks like missing."""
        mine = StopPage.objects.planned_by(self.request.user).with_place()
        return get_object_or_404(mine, pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_breadcrumbs_items(self):
        stops = {"url": reverse("haltes:index"), "label": "Haltes"}
        return [*self.breadcrumbs_items, stops, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs):
        texts = {"button": self.button, "index_url": reverse("haltes:index")}
        return super().get_context_data(**{**texts, **kwargs})

    def form_valid(self, form):
        sentences = form.cautions()
        if not form.is_understood(sentences):
            return self._ask(form, sentences)
        try:
            done = self.act(form)
        except ValidationError as refusal:
            form.take_refusal(refusal)
            return self.form_invalid(form)
        except RegistrationRefused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect("haltes:index")

    def _ask(self, form, sentences):
        form.data = form.data.copy()
        form.data["understood"] = fingerprint(sentences)
        button = f"{self.button}, ik weet het"
        context = self.get_context_data(form=form, cautions=sentences, button=button)
        return self.render_to_response(context)

    def act(self, form) -> str:
        raise NotImplementedError


class PlanView(PlanningView):
    page_title = "Nieuwe halte"

    def get_initial(self):
        user = self.request.user
        return {
            "capacity": StopPage._meta.get_field("capacity").default,
            "contact_name": user.get_full_name(),
            "contact_phone": user.phone,
            "contact_email": user.email,
            "venue": self.request.GET.get("locatie"),
        }

    def act(self, form):
        stop = plan.plan(form.cleaned_data["tour"], by=self.request.user, **form.values)
        return f"Halte {stop.title} staat online: {stop.when}."


class CopyView(PlanningView):
    page_title = "Kopieer halte"
    button = "Maak deze halte"

    def get_page_subtitle(self):
        return self.stop.title

    def get_initial(self):
        kept = [name for name in SHORT if name not in ("day", "venue")]
        return initial_of(self.stop, kept) | {"tour": self.stop.get_parent().pk}

    def act(self, form):
        tour = form.cleaned_data["tour"]
        stop = plan.copy(self.stop, tour=tour, by=self.request.user, **form.values)
        return f"Halte {stop.title} staat online: {stop.when}."


class ChangeView(PlanningView):
    page_title = "Wijzig halte"
    button = "Bewaar"
    form_class = ChangeForm
    permission_required = "change"

    def get_page_subtitle(self):
        return self.stop.title

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "stop": self.stop}

    def get_initial(self):
        return initial_of(self.stop, ChangeForm.names)

    def post(self, request, *args, **kwargs):
        with transaction.atomic():
            seats.lock(self.stop.pk)
            self.stop = self._stop()
            return super().post(request, *args, **kwargs)

    def act(self, form):
        told = plan.change(self.stop, by=self.request.user, **form.values)
        saved = f"Halte {form.cleaned_data['title']} is bewaard."
        return f"{saved} {words.mails(told)}" if told else saved


class CancelView(PlanningView):
    page_title = "Annuleer halte"
    template_name = "roadshow/planning/cancel.html"
    button = "Annuleer deze halte"
    form_class = CancelForm
    permission_required = "change"

    def get(self, request, *args, **kwargs):
        if _can_be_cancelled(self.stop):
            return super().get(request, *args, **kwargs)
        messages.info(request, f"Halte {self.stop.title} valt niet meer te annuleren.")
        return redirect("haltes:index")

    def get_page_subtitle(self):
        return self.stop.title

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return kwargs

    def get_context_data(self, **kwargs):
        number = plan.mails(self.stop)
        return super().get_context_data(
            stop=self.stop,
            consequence=words.mails(number, "nu "),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            told = plan.cancel(self.stop, form.cleaned_data["reason"], by=self.request.user)
        except RegistrationRefused as refusal:
            form.add_error(None, refusal.sentence)
            return self.form_invalid(form)
        messages.success(
            self.request, f"Halte {self.stop.title} is geannuleerd. {words.mails(told)}"
        )
        return redirect("haltes:index")
