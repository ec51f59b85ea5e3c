"""The employer's own pages, opened by the link we mailed. A GET shows; only a POST acts."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand import mail
from leads.telephones import phone_words
from roadshow import (
    changing,
    ics,
    interests,
    qr,
    refusing,
    slips,
    visit,
    waiting,
    wording,
)
from roadshow.forms import CompanionForm, DetailsForm, WishesForm
from roadshow.models import Registration, Repeat
from roadshow.models.registrations import MOST_COMPANIONS
from roadshow.refusing import Refused
from roadshow.views.registration import calendar_file

NEARBY = 3
DONE = {
    "gewijzigd": "Uw gegevens zijn gewijzigd.",
    "adres": "Het e-mailadres is verbeterd. De bevestiging is onderweg.",
    "erbij": "Toegevoegd. Er is een plaats bij.",
    "eraf": "Aangepast. Er is een plaats minder.",
    "verplaatst": "U komt nu naar deze halte. De nieuwe bevestiging is onderweg.",
    "aangenomen": "De plaats is van u.",
    "opnieuw": "Fijn dat u toch komt.",
    "wensen": "Bewaard. Bedankt, zo kunnen we ons voorbereiden.",
}


def own(*methods: str, by_mail: bool = False):
    """A page of one party, for whoever holds its link; unknown and foreign look alike.

    by_mail: on the page of a Repeat this asks for the link in the mail instead of acting.
    """

    def decorate(view):
        # The secret in the address is the authority, so there is no cookie to be misused. And
        # under "no-referrer" browsers send "Origin: null", which the check would refuse.
        @csrf_exempt
        @require_http_methods(["HEAD", *methods])
        @wraps(view)
        def inner(request, token, **kwargs):
            party = Registration.find(token) or Repeat.find(token)
            if party is None:
                response = render(request, "roadshow/mine_unknown.html", status=404)
            elif by_mail and request.method == "POST" and isinstance(party, Repeat):
                response = _by_mail(request, party)
            else:
                response = view(request, party, **kwargs)
            return _private(response)

        return inner

    return decorate


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _by_mail(request, party: Repeat) -> HttpResponse:
    """Whoever only filled in a form does not change what somebody else may have arranged."""
    today = timezone.localdate().isoformat()
    mail.post("roadshow.emails.already_registered", party.registration_id, once=today)
    return render(request, "roadshow/mine_by_mail.html", _context(party))


def _context(party, **more) -> dict:
    stop = party.stop
    return {
        "party": party,
        "stop": stop,
        "place": visit.place(stop),
        "weekday": visit.weekday(stop),
        "when": visit.when(stop),
        "where": visit.where(stop),
        "route_url": visit.route_url(stop),
        "is_over": stop.starts_at <= timezone.now(),
        "is_open": refusing.closed(stop) is None,
        **more,
    }


def _back(party, done: str) -> HttpResponse:
    response = redirect("mine", party.token)
    response["Location"] += f"?gedaan={done}"
    return response


def _page(request, name: str, party, refusal: Refused | None = None, **more) -> HttpResponse:
    context = _context(party, refusal=refusal, **more)
    return render(request, f"roadshow/{name}.html", context, status=409 if refusal else 200)


@own("GET")
def mine(request, party):
    return _mine(request, party)


def _mine(request, party, refusal: Refused | None = None) -> HttpResponse:
    seated = party.is_confirmed and not party.stop.is_cancelled
    needs_other = party.is_cancelled or party.stop.is_cancelled or refusal
    others = refusing.others(party.stop, party.seats)[:NEARBY] if needs_other else []
    return _page(
        request,
        "mine",
        party,
        refusal,
        done=DONE.get(request.GET.get("gedaan", ""), ""),
        qr=qr.svg(visit.door_url(party)) if seated else "",
        companions=list(party.companions.all()) if party.companions else [],
        seats=visit.seats_words(party.seats),
        phone=phone_words(party.phone) if party.phone else "",
        suggestion=slips.suggest(party.email) if party.is_confirmed or party.is_waiting else "",
        until=_moment(party.offered_until) if party.is_offered else "",
        wishes=_wishes_form(party),
        others=[(other, refusing.how_far(party.stop, other)) for other in others],
    )


def _moment(moment) -> str:
    return f"{wording.day(moment)} om {wording.clock(moment)}"


@own("GET", "POST", by_mail=True)
def change(request, party):
    now = {"name": party.name, "company": party.company, "phone": phone_words(party.phone)}
    form = DetailsForm(request.POST or None, initial=now)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changing.change(party, **form.cleaned_data)
            return _back(party, "gewijzigd")
        except Refused as error:
            refusal = error
    return _form(request, "mine_change", party, form, refusal)


def _form(request, name: str, party, form, refusal=None, **more) -> HttpResponse:
    if refusal:
        form.add_error(None, refusal.sentence)
    response = _page(request, name, party, form=form, **more)
    if form.is_bound and form.errors:
        response.status_code = 409 if refusal else 422
    return response


@own("GET", "POST", by_mail=True)
def address(request, party):
    """Mend the slip we proposed, and no other: the address proves whose page this is."""
    meant = slips.suggest(party.email)
    if request.method == "POST" and meant:
        try:
            changing.correct_address(party, meant)
            return _back(party, "adres")
        except Refused as refusal:
            return _mine(request, party, refusal)
    return redirect("mine", party.token)


@own("GET", "POST", by_mail=True)
def companions(request, party):
    if "remove" in request.POST:
        return _leave_behind(request, party)
    form = CompanionForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changing.bring(party, **form.cleaned_data)
            return _back(party, "erbij")
        except Refused as error:
            refusal = error
    people = list(party.companions.all()) if party.companions else []
    room = party.seats <= MOST_COMPANIONS
    return _form(request, "mine_companions", party, form, refusal, people=people, room=room)


def _leave_behind(request, party) -> HttpResponse:
    pk = request.POST["remove"]
    person = party.companions.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
    if person:
        try:
            changing.leave_behind(party, person)
        except Refused as refusal:
            return _mine(request, party, refusal)
    return _back(party, "eraf")


@own("GET", "POST", by_mail=True)
def move(request, party):
    others = refusing.others(party.stop, party.seats)
    chosen = next((stop for stop in others if str(stop.pk) == request.POST.get("stop")), None)
    refusal = None
    if request.method == "POST":
        try:
            if chosen is None:
                raise Refused("Kies een halte uit de lijst.")
            changing.move(party, chosen)
            return _back(party, "verplaatst")
        except Refused as error:
            refusal = error
    distances = [(stop, refusing.how_far(party.stop, stop)) for stop in others]
    return _page(request, "mine_move", party, refusal, others=distances)


@own("GET", "POST", by_mail=True)
def cancel(request, party):
    if request.method == "POST":
        try:
            changing.cancel(party)
            return redirect("mine", party.token)
        except Refused as refusal:
            return _mine(request, party, refusal)
    return _page(request, "mine_cancel", party)


@own("GET", "POST", by_mail=True)
def again(request, party):
    """Coming after all."""
    if request.method == "POST":
        try:
            changing.come_again(party, waiting_ok="waiting" in request.POST)
            return _back(party, "opnieuw")
        except Refused as refusal:
            return _mine(request, party, refusal)
    return redirect("mine", party.token)


@own("GET", "POST", by_mail=True)
def offer(request, party):
    """A seat came free: take it, or let it go to the next."""
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                waiting.decline(party)
                return redirect("mine", party.token)
            waiting.accept(party)
            return _back(party, "aangenomen")
        except Refused as refusal:
            party.refresh_from_db()
            return _mine(request, party, refusal)
    return redirect("mine", party.token)


def _wishes_form(party, data=None) -> WishesForm:
    return WishesForm(data, initial={"wishes": party.wishes, "note": party.wish_note})


@own("GET", "POST")
def wishes(request, party):
    """Saved per tap where JavaScript runs, else by the button."""
    form = _wishes_form(party, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        interests.keep(party, form.cleaned_data["wishes"], form.cleaned_data["note"])
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return _back(party, "wensen")
    return _form(request, "mine_wishes", party, form)


@own("GET")
def calendar(request, party):
    """The party's own calendar file."""
    repeated = isinstance(party, Repeat)
    content = ics.for_stop(party.stop) if repeated else ics.for_registration(party)
    return calendar_file(content, "halte.ics")
