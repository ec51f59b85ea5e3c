"""What the roadshow adds to Wagtail's back office."""

from django.contrib import messages
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from brand.dates import words
from roadshow.models import Registration, StopPage
from roadshow.planning import plan
from roadshow.viewsets import RoadshowViewSetGroup

NOT_DELETED = (
    "Voor {title} zijn mensen ingeschreven: dat valt niet te verwijderen. Annuleer de halte, dan "
    "krijgt iedereen bericht."
)
NOT_WITHDRAWN = (
    "Voor {title} zijn mensen ingeschreven. Annuleer de halte in plaats van ze offline te halen, "
    "dan krijgt iedereen bericht."
)


@hooks.register("register_admin_viewset")
def roadshow_screens():
    return RoadshowViewSetGroup()


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("roadshow.mail", "Mail deelnemers", "Mail aan de deelnemers")
    actions.register_action("roadshow.cancel", "Annuleer halte", "Halte geannuleerd")


# A stop may also change in Wagtail's page editor. Whatever is published there ends in
# the same function as planning does: another place or hour is mailed once.


@hooks.register("after_publish_page")
def tell_what_changed(request, page):
    if isinstance(page.specific, StopPage) and (told := plan.follow_through(page.specific)):
        messages.info(request, f"De plaats of het uur wijzigde. {words.mails(told)}")


@hooks.register("after_bulk_action")
def tell_what_changed_in_many(request, action_type, objects, action):
    if action_type == "publish":
        for page in objects:
            if isinstance(page, Page):
                tell_what_changed(request, page)


# Registrations outlive no page: a stop with people is cancelled, never deleted or withdrawn.


def _stops_below(page: Page):
    return StopPage.objects.descendant_of(page, inclusive=True)


@hooks.register("before_delete_page")
def keep_stops_with_people(request, page):
    if _stops_below(page).exclude(registrations=None).exists():
        return _refuse(request, page, NOT_DELETED)


@hooks.register("before_unpublish_page")
def keep_stops_online(request, page):
    coming = Registration.objects.active().filter(stop__in=_stops_below(page).upcoming())
    if coming.filter(stop__cancelled_at=None).exists():
        return _refuse(request, page, NOT_WITHDRAWN)


@hooks.register("before_bulk_action")
def keep_many_stops(request, action_type, objects, action):
    check = {"delete": keep_stops_with_people, "unpublish": keep_stops_online}.get(action_type)
    for page in objects if check else ():
        if isinstance(page, Page) and (refusal := check(request, page)):
            return refusal


def _refuse(request, page, sentence):
    messages.error(request, sentence.format(title=page.title))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
