"""Vandaag and the board: every lead that needs attention, in two layouts."""

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from brand import scoping
from brand.http.requests import DeskRequest
from brand.models import User
from leads.desk import board, today
from leads.follow_up.forms import day_chips
from leads.models import Lead, PriceInvitation
from leads.stages import BOARD, COLLAPSED, NextAction, NoMatchReason, Stage


class DeskPage(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    model: type[Model] = Lead
    request: DeskRequest
    any_permission_required: list[str] | None = ["view", "change"]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


# Where the rest of a list of Vandaag can be seen.
REST = {
    "laat": ("lead:index", "?late=laat"),
    "vandaag": ("lead:index", "?ordering=next_action_on"),
    "nieuw": ("lead:index", "?stage=nieuw&owner=niemand"),
    "partner": ("today:hand_overs", ""),
}


def step_context() -> dict[str, Any]:
    """What "Wat gaf het?" offers on each row."""
    return {
        "chips": day_chips(),
        "next_actions": NextAction.choices,
        "today": timezone.localdate(),
    }


def today_context(user: User, *, whole_team: bool, here: str) -> dict:
    """What both the home panel and the page of Vandaag show."""
    lists = today.lists_for(user, whole_team=whole_team)
    for one in lists:
        name, query = REST[one.key]
        one.url = reverse(name) + query
    return {
        "lists": lists,
        "whole_team": whole_team,
        "here": here,
        "user": user,
        "may_change": scoping.may_somewhere(user, "leads.change_lead"),
        **step_context(),
    }


def prices_to_give(user: User) -> QuerySet[PriceInvitation]:
    """What other partners ask ours, and wait for; few enough to read."""
    mine = scoping.organisation_ids(user, "leads.change_lead")
    rows = PriceInvitation.objects.waiting().filter(partner__in=mine)
    return rows.select_related("request__lead__employer").order_by("request__closes_on", "pk")[:20]


class TodayView(DeskPage):
    page_title = "Vandaag"
    header_icon = "tasks"
    template_name = "leads/desk/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole_team = self.request.GET.get("wie") == "team"
        here = self.request.get_full_path()
        asked = self.request.user
        return super().get_context_data(**kwargs) | {
            "prices": prices_to_give(asked),
            **today_context(asked, whole_team=whole_team, here=here),
        }


class BoardView(DeskPage):
    page_title = "Opvolgbord"
    header_icon = "table"
    template_name = "leads/desk/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        stage = asked.get("fase")
        shown = Stage(stage) if stage in Stage.values else Stage.NEW
        wide = asked.get("meer") if asked.get("meer") in Stage.values else None
        mine = asked.get("wie") == "ik"
        return super().get_context_data(**kwargs) | {
            "columns": board.columns_for(self.request.user, mine=mine, wide=wide),
            "shown": shown,
            "mine": mine,
            "stages": [*BOARD, *COLLAPSED],
            "reasons": NoMatchReason.choices,
            **step_context(),
            "here": self.request.get_full_path(),
            "address": reverse("board:index"),
            "may_change": self.user_has_permission("change"),
        }
