"""Ctrl+K: a dossier, an employer or a screen by its name."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import Menu, SubmenuMenuItem, admin_menu
from wagtail.permissions import policy_registry

from brand.models import User
from brand.search import typed
from leads.desk import notes
from leads.desk.screens import DeskPage
from leads.desk.search import employer_matches, find, lead_matches
from leads.models import Employer, Lead

MOST = 6
DESK = "Opvolging"  # its group in the menu


class Hit(NamedTuple):
    label: str
    url: str
    note: str = ""


class Group(NamedTuple):
    heading: str
    hits: list[Hit]


def groups(request: HttpRequest, user: User, text: str) -> list[Group]:
    """What answers; when nothing is asked, what this person worked on last."""
    asked = bool(typed.asked(text))
    found = [
        Group("Dossiers" if asked else "Jouw laatste dossiers", _dossiers(user, text, asked)),
        Group("Werkgevers", _employers(user, text) if asked else []),
        Group("Schermen", _screens(request, text)),
    ]
    return [group for group in found if group.hits]


def _dossiers(user: User, text: str, asked: bool) -> list[Hit]:
    visible = Lead.objects.visible_to(user).select_related("employer", "owner_organisation")
    leads = (
        find(visible, lead_matches, text, user)
        if asked
        else visible.filter(owner=user).order_by("-updated_at", "-pk")
    )
    return [
        Hit(str(lead), lead.get_absolute_url(), f"{lead.get_stage_display()}, {_whose(lead, user)}")
        for lead in leads[:MOST]
    ]


def _whose(lead: Lead, user: User) -> str:
    return "van jou" if lead.owner_id == user.pk else f"bij {lead.owner_organisation}"


def _employers(user: User, text: str) -> list[Hit]:
    rows = Employer.objects.visible_to(user).select_related("municipality")
    found = find(rows, employer_matches, text, user)[:MOST]
    return [
        Hit(str(one), reverse("employer:edit", args=[one.pk]), str(one.municipality or ""))
        for one in found
    ]


def _screens(request: HttpRequest, text: str) -> list[Hit]:
    """Of the menu, and what stands behind a screen of it."""
    more = [
        Hit("Nieuw dossier", reverse("lead:add"), DESK),
        Hit("Overdrachten", reverse("today:hand_overs"), DESK),
        Hit("Weekrapport", reverse("today:week"), DESK),
        Hit("Account", reverse("wagtailadmin_account"), "Meldingen, wachtwoord, sneltoetsen"),
    ]
    every = {hit.url: hit for hit in [*_of_menu(request, admin_menu), *more]}
    nearby = sorted(every.values(), key=lambda hit: hit.note != DESK)
    return typed.pick(text, [(hit, typed.line(hit.label, hit.note)) for hit in nearby])[:MOST]


def _of_menu(request: HttpRequest, menu: Menu, under: str = "") -> Iterator[Hit]:
    items: Iterable[Any] = menu.menu_items_for_request(request)
    for item in items:
        if isinstance(item, SubmenuMenuItem):
            yield from _of_menu(request, item.menu, str(item.label))
        elif item.url and item.url != "#":
            yield Hit(str(item.label), str(item.url), under)


def may_find(user: User) -> bool:
    return policy_registry.get_by_type(Lead).user_has_any_permission(user, ["view", "change"])


class FinderView(DeskPage):
    """The same on a page of its own, for who has no script or no keyboard."""

    page_title = "Ga naar…"
    header_icon = "search"
    template_name = "leads/desk/finder.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").strip()
        return super().get_context_data(**kwargs) | {
            "text": text,
            "too_short": text if notes.is_too_short(text) else "",
            "groups": groups(self.request, self.request.user, text),
        }
