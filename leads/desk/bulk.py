"""Several leads at once. "All" is all that the list shows: visible, filtered, searched.

Of all, only the numbers are in memory, and `AT_A_TIME` rows; what is done is done to as many as
the person saw on the page.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.permissions import policy_registry

from brand.models import User
from brand.queries.counting import Counted, up_to
from brand.scoping.viewsets import ScopedBulkActionMixin
from leads.desk.filters import LeadFilterSet, colleagues
from leads.desk.search import find, lead_matches
from leads.follow_up import actions
from leads.follow_up.forms import offer_rows
from leads.follow_up.record import LeadActionRefused
from leads.models import Lead

MOST_AT_ONCE = 2_000
AT_A_TIME = 200  # rows, in a transaction of their own
SHOWN = 50
TOO_MANY = (
    "Dit zijn er meer dan {most}. Kies er minder: zet een filter op de lijst, of doe het in delen."
)
OTHER_NUMBER = "Intussen gaat het over {number}. Kijk het na en bevestig opnieuw."


class ManyForm(forms.Form):
    # As the page said it, when all was chosen.
    number = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AssignManyForm(ManyForm):
    to: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Wie volgt deze dossiers op?", queryset=None
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", colleagues(user))


class SnoozeManyForm(ManyForm):
    days = forms.TypedChoiceField(
        label="Verzet de volgende stap",
        coerce=int,
        choices=[(1, "naar morgen"), (7, "een week"), (14, "twee weken"), (30, "een maand")],
    )


def _dossiers(counted: Counted) -> str:
    return f"{counted} dossier{'' if counted.number == 1 else 's'}"


class LeadBulkAction(ScopedBulkActionMixin, BulkAction):
    models = [Lead]
    template_name = "leads/desk/bulk.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy_registry.get_by_type(Lead).user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_all(self) -> bool:
        return "all" in self.request.GET.getlist("id")

    @cached_property
    def counted(self) -> Counted:
        return up_to(self._listed(), MOST_AT_ONCE)

    def get_actionable_objects(self) -> tuple[list[Lead], dict[str, Any]]:
        """Of all, those that the page names."""
        if not self.is_all:
            leads, without = super().get_actionable_objects()
            return leads, without
        return list(self._listed()[:SHOWN]), {"items_with_no_access": []}

    def get_initial(self) -> dict[str, Any]:
        return {"number": self.counted.number} if self.is_all else {}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not self.is_all:
            answer: HttpResponse = super().form_valid(form)
            return answer
        if self.counted.is_more:
            form.add_error(None, TOO_MANY.format(most=self.counted.words))
            return self.form_invalid(form)
        if form.cleaned_data["number"] != self.counted.number:
            form.add_error(None, OTHER_NUMBER.format(number=_dossiers(self.counted)))
            form.data = {**form.data, "number": self.counted.number}
            return self.form_invalid(form)
        self.cleaned_form = form
        messages.success(self.request, self.get_success_message(self._do_all(), 0))
        return redirect(self.next_url)

    def _do_all(self) -> int:
        numbers = list(self._listed().values_list("pk", flat=True)[:MOST_AT_ONCE])
        seen = Lead.objects.visible_to(self.request.user, "leads.change_lead")
        done = 0
        for start in range(0, len(numbers), AT_A_TIME):
            with transaction.atomic():
                part = seen.filter(pk__in=numbers[start : start + AT_A_TIME])
                done += self.execute_action(part, **self.get_execution_context())[0]
        return done

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
        found = super().get_context_data(**kwargs)
        counted = self.counted if self.is_all else Counted(len(found["items"]))
        return found | {
            "action": self,
            "said": _dossiers(counted),
            "too_many": TOO_MANY.format(most=counted.words) if counted.is_more else "",
            "has_more": counted.number > SHOWN,
        }

    def get_execution_context(self) -> dict[str, Any]:
        said = {**self.cleaned_form.cleaned_data}
        said.pop("number")
        return {"by": self.request.user, **said}

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
