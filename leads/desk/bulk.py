"""Several leads at once. "All" is all that the list shows: visible, filtered, searched."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.permissions import policy_registry

from brand.models import User
from brand.scoping.viewsets import ScopedBulkActionMixin
from leads.desk.filters import LeadFilterSet, colleagues
from leads.desk.search import find, lead_matches
from leads.follow_up import actions
from leads.follow_up.forms import offer_rows
from leads.follow_up.record import LeadActionRefused
from leads.models import Lead


class AssignManyForm(forms.Form):
    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Wie volgt deze dossiers op?", queryset=None
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", colleagues(user))


class SnoozeManyForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Verzet de volgende stap",
        coerce=int,
        choices=[(1, "naar morgen"), (7, "een week"), (14, "twee weken"), (30, "een maand")],
    )


class LeadBulkAction(ScopedBulkActionMixin, BulkAction):
    models = [Lead]
    template_name = "leads/desk/bulk.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy_registry.get_by_type(Lead).user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_actionable_objects(self) -> tuple[list[Lead], dict[str, Any]]:
        leads, without = super().get_actionable_objects()
        if "all" in self.request.GET.getlist("id"):
            listed = set(self._listed().values_list("pk", flat=True))
            leads = [lead for lead in leads if lead.pk in listed]
        return leads, without

    def _listed(self) -> QuerySet:
        """The leads of the list this came from, by its filters and its search."""
        query = QueryDict(urlsplit(self.next_url).query)
        leads = Lead.objects.visible_to(self.request.user, "leads.change_lead")
        chosen = LeadFilterSet(query, queryset=leads, request=self.request)
        if chosen.is_valid():
            leads = chosen.qs
        text = query.get("q", "")
        return find(leads, lead_matches, text, self.request.user) if text else leads

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"action": self}

    def get_execution_context(self) -> dict[str, Any]:
        return {"by": self.request.user, **self.cleaned_form.cleaned_data}

    @classmethod
    def execute_action(cls, objects: Iterable[Lead], **said: Any) -> tuple[int, int]:
        done = 0
        for lead in objects:
            try:
                cls.step(lead, **said)
            except LeadActionRefused:  # one that cannot be changed does not stop the others
                continue
            done += 1
        return done, 0

    def get_success_message(self, done: int, _: int) -> str:
        return "1 dossier gewijzigd." if done == 1 else f"{done} dossiers gewijzigd."


class AssignMany(LeadBulkAction):
    display_name = "Wijs toe"
    aria_label = "Wijs de gekozen dossiers toe"
    action_type = "assign"
    form_class = AssignManyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    @staticmethod
    def step(lead: Lead, by: User, to: User) -> None:
        actions.assign(lead, by, to)


class SnoozeMany(LeadBulkAction):
    display_name = "Verzet"
    aria_label = "Verzet de volgende stap van de gekozen dossiers"
    action_type = "snooze"
    form_class = SnoozeManyForm

    @staticmethod
    def step(lead: Lead, by: User, days: int) -> None:
        actions.snooze(lead, by, days=days)
