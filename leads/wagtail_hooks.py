"""What the desk adds to Wagtail's back office."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.admin.views.home import LockedPagesPanel
from wagtail.permissions import policy_registry

from brand.http.requests import DeskRequest
from leads.desk.bulk import AssignMany, SnoozeMany
from leads.desk.panels import TodayPanel
from leads.measures.panels import MeasuresPanel, keeps_measures
from leads.measures.screens import SupportMeasureViewSet
from leads.models import Lead
from leads.notifications.panels import NotificationPanel
from leads.register.screens import RegisterViewSet
from leads.viewsets import CooperationFormViewSet, DeskViewSetGroup, MailTemplateViewSet

hooks.register("register_bulk_action", AssignMany)
hooks.register("register_bulk_action", SnoozeMany)
hooks.register("register_account_settings_panel", NotificationPanel)


def works_at_the_desk(user: AbstractBaseUser | AnonymousUser) -> bool:
    return policy_registry.get_by_type(Lead).user_has_any_permission(user, ["view", "change"])


@hooks.register("register_admin_viewset")
def desk() -> DeskViewSetGroup:
    return DeskViewSetGroup()


@hooks.register("register_admin_viewset")
def forms_of_cooperation() -> CooperationFormViewSet:
    return CooperationFormViewSet()


@hooks.register("register_admin_viewset")
def mail_templates() -> MailTemplateViewSet:
    return MailTemplateViewSet()


@hooks.register("register_admin_viewset")
def support_measures() -> SupportMeasureViewSet:
    return SupportMeasureViewSet()


@hooks.register("register_admin_viewset")
def register_of_enterprises() -> RegisterViewSet:
    return RegisterViewSet()


@hooks.register("construct_homepage_panels")
def measures_to_look_over(request: DeskRequest, panels: list[Any]) -> None:
    if keeps_measures(request.user):
        panel = MeasuresPanel()
        panels.extend([panel] if panel.count or panel.never else [])


@hooks.register("construct_homepage_panels")
def vandaag(request: DeskRequest, panels: list[Any]) -> None:
    """Vandaag comes first; what a partner's people never use goes."""
    if works_at_the_desk(request.user):
        panels.insert(0, TodayPanel())
    if not request.user.is_federation:
        panels[:] = [panel for panel in panels if not isinstance(panel, LockedPagesPanel)]


class LeadSearchArea(SearchArea):
    def is_shown(self, request: HttpRequest) -> bool:
        return works_at_the_desk(request.user)


@hooks.register("register_admin_search_area")
def search_leads() -> LeadSearchArea:
    return LeadSearchArea(
        "Opvolgdossiers", reverse("lead:index"), name="dossiers", icon_name="tasks", order=50
    )
