"""The door of a stop: who comes in. For the host's people; all others see the public page."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from brand.dates import words
from brand.text import row_number
from roadshow import visit
from roadshow.door import check_in
from roadshow.models import Registration, Repeat, StopPage
from roadshow.registration.forms import TableForm, WalkInForm
from roadshow.registration.refusals import RegistrationRefused

SHOWN = 60


def door_of(view):
    """Hands the view its stop when this user keeps that door."""

    @never_cache
    @wraps(view)
    def inner(request, stop, **kwargs):
        stops = StopPage.objects.select_related("venue__municipality", "organisation")
        found = stops.at_address(stop) or _of_ticket(stops, kwargs.get("code", ""))
        if found is None:
            raise Http404
        if found.slug != stop and request.method != "POST":
            name = request.resolver_match.url_name
            return visit.redirect_to(name, found, request, *kwargs.values())
        if check_in.may_check_in_at(request.user, found):
            return view(request, found, **kwargs)
        # A visitor's phone that scans a ticket, or a user of another partner.
        if request.user.is_authenticated or kwargs.get("code"):
            return redirect(visit.stop_path(found))
        return redirect_to_login(request.get_full_path())

    return inner


def _of_ticket(stops, code: str) -> StopPage | None:
    """A ticket knows its stop by a code that no slug touches."""
    for model in (Registration, Repeat) if code else ():
        if row := model.objects.filter(door_code=code).first():
            return stops.filter(pk=row.stop_id).first()
    return None


@require_safe
@never_cache
@login_required
def doors(request):
    """The first page of a steward: their stops, the nearest day first."""
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    stops = check_in.stops_to_check_in(request.user).filter(ends_at__gte=day).order_by("starts_at")
    return render(request, "roadshow/door/doors.html", {"stops": stops[:SHOWN]})


@require_safe
@door_of
def door(request, stop):
    return _door(request, stop, request.GET.get("q", "")[:100])


def _door(request, stop: StopPage, text: str, only: Registration | None = None) -> HttpResponse:
    found = [only] if only else check_in.search(stop, text)
    context = {
        "stop": stop,
        "place": visit.place(stop),
        "weekday": visit.weekday(stop),
        "text": text,
        "only": only,
        "rows": [_row(registration) for registration in found[:SHOWN]],
        "more": max(0, len(found) - SHOWN),
        **check_in.counts(stop),
    }
    return render(request, "roadshow/door/door.html", context)


def _row(registration: Registration) -> dict:
    names = [person.name for person in registration.companions.all()]
    return {
        "registration": registration,
        "companions": ", ".join(names),
        "numbers": range(registration.seats, 0, -1),
        "arrived": words.clock(registration.arrived_at) if registration.arrived_at else "",
    }


@require_POST
@door_of
def tap(request, stop):
    """In, or undone; then the list again, at the same search."""
    registration = _registration_at(stop, request.POST.get("registration", ""))
    try:
        if "undo" in request.POST:
            check_in.undo(registration)
            messages.info(request, f"Ongedaan gemaakt: {registration.name} is nog niet binnen.")
        else:
            how_many = row_number(request.POST.get("in", ""))  # a count is written alike
            registration = check_in.arrive(registration, how_many)
            messages.success(request, _is_in(registration))
    except RegistrationRefused as refusal:
        messages.error(request, refusal.sentence)
    query = request.POST.get("q", "")[:100]
    return redirect(_address(stop, query))


def _is_in(registration: Registration) -> str:
    if registration.arrived_seats == 1:
        return f"{registration.name} is binnen."
    return f"{registration.name} is binnen, met {registration.arrived_seats}."


def _address(stop: StopPage, text: str = "") -> str:
    return reverse("door", args=[stop.slug], query={"q": text} if text else None)


def _registration_at(stop: StopPage, pk: str | int) -> Registration:
    registration = stop.registrations.filter(pk=row_number(pk)).first()
    if registration is None:
        raise Http404
    return registration


@require_http_methods(["GET", "HEAD", "POST"])
@door_of
def walk_in(request, stop):
    form = WalkInForm(request.POST or None)
    is_full = False
    if request.method == "POST" and form.is_valid():
        try:
            registration = check_in.walk_in(
                stop, **form.cleaned_data, force="force" in request.POST
            )
            messages.success(request, f"{registration.name} is binnen.")
            return redirect(_address(stop))
        except RegistrationRefused as refusal:
            form.add_error(None, refusal.sentence)
            is_full = refusal.kind == "full"
    context = {"stop": stop, "place": visit.place(stop), "form": form, "is_full": is_full}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "roadshow/door/walk_in.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@door_of
def table(request, stop, pk):
    """What somebody who is in said at the table."""
    registration = _registration_at(stop, pk)
    if not registration.is_present:
        messages.error(request, f"{registration.name} is nog niet binnen.")
        return redirect(_address(stop))
    form = TableForm(request.POST or None, initial={"note": registration.table_note})
    if request.method == "POST" and form.is_valid():
        check_in.note(registration, form.cleaned_data["note"])
        messages.success(request, f"Bewaard: wat {registration.name} zei.")
        return redirect(_address(stop))
    context = {"stop": stop, "place": visit.place(stop), "form": form, "registration": registration}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "roadshow/door/table.html", context, status=status)


@require_safe
@door_of
def person(request, stop, code):
    """The address in a QR code: this registration only, ready to check in."""
    registration = Registration.objects.filter(door_code=code).first()
    if registration is None:
        repeat = Repeat.objects.select_related("registration").filter(door_code=code).first()
        registration = repeat.registration if repeat else None
    if registration is None:
        messages.error(request, "Deze code kennen we niet. Zoek op naam.")
    elif registration.stop_id != stop.pk:
        return _elsewhere(request, stop, registration)
    elif registration.is_cancelled or registration.is_waiting or registration.is_offered:
        state = registration.get_state_display().lower()
        messages.error(request, f"{registration.name} ({registration.company}): {state}.")
    else:
        return _door(request, stop, "", only=registration)
    return redirect(_address(stop))


def _elsewhere(request, stop: StopPage, registration: Registration) -> HttpResponse:
    """The employer chose another stop after this ticket was printed."""
    if check_in.may_check_in_at(request.user, registration.stop):
        where = f"{visit.place(registration.stop)}, {visit.weekday(registration.stop)}"
        messages.error(request, f"{registration.name} is ingeschreven voor {where}.")
    else:
        messages.error(request, "Deze code is voor een andere halte. Zoek op naam.")
    return redirect(_address(stop))
