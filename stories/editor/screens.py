"""The back office's side of the consent panel: fresh words after a save, and its buttons."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from wagtail.admin import messages

from brand import scoping
from stories.consent import browsers, requests
from stories.editor import actions
from stories.editor.status import status_of
from stories.gate import consent
from stories.models import PortrayedPerson, StoryPage

PANEL, PERSON = "#toestemming", "#persoon-{}"


def consent_status(request, page_id: int) -> HttpResponse:
    """The panel's words anew, for the script that asks after each save. It keeps nothing."""
    page = get_object_or_404(StoryPage.objects.visible_to(request.user), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    context = status_of(draft, request.user)
    response = render(request, "stories/editor/consent_status.html", context)
    response["Cache-Control"] = "no-store, private"
    return response


def act(request: HttpRequest, page) -> HttpResponse | None:
    """After the editor saved: what the pressed button of the panel asks, and back to its person."""
    story = page.specific
    pressed = {actions.ASK: _ask, actions.NAME: _name, actions.REWRITE: _rewrite}
    done = next((pressed[name] for name in pressed if name in request.POST), None)
    if not isinstance(story, StoryPage) or done is None:
        return None
    person = done(request, story.get_latest_revision_as_object())
    where = PERSON.format(person.pk) if person else PANEL
    return redirect(reverse("wagtailadmin_pages:edit", args=[story.pk]) + where)


def _ask(request: HttpRequest, story: StoryPage) -> PortrayedPerson:
    person = _person_in(request, story, request.POST[actions.ASK])
    language = request.POST.get(f"{actions.LANGUAGE}-{person.pk}", "")
    asked, is_new = actions.ask(story, person, request.user, language)
    if is_new:
        browsers.note_made(request, asked)
    if person.email and requests.send(asked):
        messages.success(request, requests.ON_ITS_WAY.format(email=person.email))
        return person
    link = messages.button(reverse("consent_asked", args=[asked.pk]), "Toon de link")
    if person.email:
        messages.warning(request, requests.TOO_SOON.format(email=person.email), buttons=[link])
        return person
    messages.success(request, f"De vraag aan {person} staat klaar. Stuur de link.", buttons=[link])
    return person


def _name(request: HttpRequest, story: StoryPage) -> PortrayedPerson | None:
    if not scoping.may(request.user, actions.MAY_ADD, story.section_organisation_id):
        raise PermissionDenied
    if person := actions.name_person(story, request.POST[actions.NAME], request.user):
        messages.success(request, f"{person} staat nu bij “Wie staat erin”. Vraag nog toestemming.")
    return person


def _rewrite(request: HttpRequest, story: StoryPage) -> PortrayedPerson:
    person = _person_in(request, story, request.POST[actions.REWRITE])
    if name := actions.write_allowed_name(story, person, request.user):
        messages.success(request, f"Overal staat nu “{name}”. Lees het nog eens na.")
    return person


def _person_in(request: HttpRequest, story: StoryPage, number: str) -> PortrayedPerson:
    """A person in this draft whom the user may ask; else 404."""
    here = [person.pk for person in consent.people_of(story) if str(person.pk) == number]
    people = PortrayedPerson.objects.visible_to(request.user, "stories.change_portrayedperson")
    return get_object_or_404(people, pk__in=here)


urlpatterns = [path("verhalen/<int:page_id>/toestemming/", consent_status, name="consent_status")]
