"""The employer's own pages, opened by the link we mailed. A GET shows; only a POST acts."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand.dates import words
from brand.forms.phones import phone_words
from brand.http import throttle
from brand.media import qr
from brand.text import row_number
from roadshow import visit
from roadshow.models import Registration, Repeat
from roadshow.models.registrations import MOST_COMPANIONS
from roadshow.registration import changes, confirmation, refusals, typos, waiting_list
from roadshow.registration import wishes as registration_wishes
from roadshow.registration.forms import CompanionForm, DetailsForm, WishesForm
from roadshow.registration.refusals import Refused
from roadshow.registration.views import calendar_file
from roadshow.tour import ics

NEARBY = 3
MOST_POSTS, MOST_OF_NETWORK = 60, 300  # in an hour; every tick of a wish is one
TOO_OFTEN = "Dat gaat heel snel. Wacht een uur, of bel ons even."
DONE = {
    "gewijzigd": "Uw gegevens zijn gewijzigd.",
    "adres": "Het e-mailadres is verbeterd. De bevestiging is onderweg.",
    "erbij": "Toegevoegd. Er is een plaats bij.",
    "eraf": "Aangepast. Er is een plaats minder.",
    "verplaatst": "U komt nu naar deze halte. De nieuwe bevestiging is onderweg.",
    "aangenomen": "De plaats is van u.",
    "opnieuw": "Fijn dat u toch komt.",
    "bevestigd": "Bedankt. Uw plaats is vast.",
    "gemaild": "We stuurden een mail met een link naar al uw gegevens. Die werkt één dag.",
    "wensen": "Bewaard. Bedankt, zo kunnen we ons voorbereiden.",
}


def own(*methods: str, by_mail: bool = False, proves: bool = True):
    """A page of one party, for whoever holds its link; unknown and foreign look alike.

    by_mail: this takes the link in the mail, which proves the address. By the link of the page one
    lands on after the form it asks for that mail, whether the address was known before or not.
    proves: whoever posts here by the link in the mail has read that mail.
    """

    def decorate(view):
        # The secret in the address is the authority, so there is no cookie to be misused. And
        # under "no-referrer" browsers send "Origin: null", which the check would refuse.
        @csrf_exempt
        @require_http_methods(["HEAD", *methods])
        @wraps(view)
        def inner(request, token, **kwargs):
            return _private(_answer(request, token, kwargs))

        def _answer(request, token, kwargs) -> HttpResponse:
            party = Registration.behind(token) or Repeat.behind(token)
            if party is None:
                return render(request, "roadshow/registration/mine_unknown.html", status=404)
            if by_mail and not party.may_act:
                return _by_mail(request, party)
            if request.method == "POST":
                if _is_flood(request, token):
                    return _too_often(request, party)
                if proves and party.may_act:
                    party = confirmation.prove(party)
            return view(request, party, **kwargs)

        return inner

    return decorate


def _is_flood(request, token: str) -> bool:
    return not (
        throttle.allowed("mine", token, MOST_POSTS, throttle.HOUR)
        and throttle.allowed("mine", throttle.network(request), MOST_OF_NETWORK, throttle.HOUR)
    )


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _by_mail(request, party: Registration | Repeat) -> HttpResponse:
    """Whoever only filled in a form changes nothing yet: the address may be somebody else's.

    A POST asks for the mail once more; the answer is the same when one left within the hour.
    """
    asked = request.method == "POST"
    if asked:
        changes.send_link(party)
    return render(request, "roadshow/registration/mine_by_mail.html", _context(party, asked=asked))


def _too_often(request, party) -> HttpResponse:
    response = _mine(request, party, Refused(TOO_OFTEN))
    response.status_code = 429
    return response


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
        "is_open": refusals.closed(stop) is None,
        **more,
    }


def back(party, done: str) -> HttpResponse:
    response = redirect("mine", party.link)
    response["Location"] += f"?gedaan={done}"
    return response


def page(request, name: str, party, refusal: Refused | None = None, **more) -> HttpResponse:
    context = _context(party, refusal=refusal, **more)
    return render(
        request, f"roadshow/registration/{name}.html", context, status=409 if refusal else 200
    )


@own("GET")
def mine(request, party):
    return _mine(request, party)


def _mine(request, party, refusal: Refused | None = None) -> HttpResponse:
    seated = party.is_confirmed and not party.stop.is_cancelled
    needs_other = party.is_cancelled or party.stop.is_cancelled or refusal
    others = refusals.others(party.stop, party.seats)[:NEARBY] if needs_other else []
    return page(
        request,
        "mine",
        party,
        refusal,
        done=DONE.get(request.GET.get("gedaan", ""), ""),
        qr=qr.svg(visit.door_url(party)) if seated else "",
        companions=list(party.companions.all()) if party.companions else [],
        seats=visit.seats_words(party.seats),
        phone=phone_words(party.phone) if party.phone else "",
        suggestion=_suggestion(party),
        until=_moment(party.offered_until) if party.is_offered else "",
        held_until=_moment(party.held_until) if seated and party.held_until else "",
        wishes=_wishes_form(party),
        others=[(other, refusals.how_far(party.stop, other)) for other in others],
    )


def _suggestion(party) -> str:
    """Where a mail was answered, the address was no slip."""
    stands = party.is_confirmed or party.is_waiting
    proven = party.is_first and party.address_proven_at
    return typos.suggest(party.email) if stands and not proven else ""


def _moment(moment) -> str:
    return f"{words.day(moment)} om {words.clock(moment)}"


@own("GET", "POST", by_mail=True)
def change(request, party):
    now = {"name": party.name, "company": party.company, "phone": phone_words(party.phone)}
    form = DetailsForm(request.POST or None, initial=now)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changes.change(party, **form.cleaned_data)
            return back(party, "gewijzigd")
        except Refused as error:
            refusal = error
    return _form(request, "mine_change", party, form, refusal)


def _form(request, name: str, party, form, refusal=None, **more) -> HttpResponse:
    if refusal:
        form.add_error(None, refusal.sentence)
    response = page(request, name, party, form=form, **more)
    if form.is_bound and form.errors:
        response.status_code = 409 if refusal else 422
    return response


@own("GET", "POST", proves=False)
def address(request, party):
    """Mend the slip we proposed, and no other: no mail came to tell whose page this is."""
    meant = typos.suggest(party.email)
    if request.method == "POST" and meant:
        correct = changes.correct_address if party.is_first else changes.correct_repeat
        try:
            correct(party, meant)
            return back(party, "adres")
        except Refused as refusal:
            return _mine(request, party, refusal)
    return redirect("mine", party.link)


@own("GET", "POST", by_mail=True)
def companions(request, party):
    if "remove" in request.POST:
        return _leave_behind(request, party)
    form = CompanionForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changes.bring(party, **form.cleaned_data)
            return back(party, "erbij")
        except Refused as error:
            refusal = error
    people = list(party.companions.all()) if party.companions else []
    room = party.seats <= MOST_COMPANIONS
    return _form(request, "mine_companions", party, form, refusal, people=people, room=room)


def _leave_behind(request, party) -> HttpResponse:
    person = party.companions.filter(pk=row_number(request.POST["remove"])).first()
    if person:
        try:
            changes.leave_behind(party, person)
        except Refused as refusal:
            return _mine(request, party, refusal)
    return back(party, "eraf")


@own("GET", "POST", by_mail=True)
def move(request, party):
    others = refusals.others(party.stop, party.seats)
    chosen = next((stop for stop in others if str(stop.pk) == request.POST.get("stop")), None)
    refusal = None
    if request.method == "POST":
        try:
            if chosen is None:
                raise Refused("Kies een halte uit de lijst.")
            changes.move(party, chosen)
            return back(party, "verplaatst")
        except Refused as error:
            refusal = error
    distances = [(stop, refusals.how_far(party.stop, stop)) for stop in others]
    return page(request, "mine_move", party, refusal, others=distances)


@own("GET", "POST", by_mail=True)
def cancel(request, party):
    if request.method == "POST":
        try:
            changes.cancel(party)
            return redirect("mine", party.link)
        except Refused as refusal:
            return _mine(request, party, refusal)
    return page(request, "mine_cancel", party)


@own("GET", "POST", by_mail=True)
def again(request, party):
    """Coming after all."""
    if request.method == "POST":
        try:
            changes.come_again(party, waiting_ok="waiting" in request.POST)
            return back(party, "opnieuw")
        except Refused as refusal:
            return _mine(request, party, refusal)
    return redirect("mine", party.link)


@own("GET", "POST", by_mail=True)
def offer(request, party):
    """A seat came free: take it, or let it go to the next."""
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                waiting_list.decline(party)
                return redirect("mine", party.link)
            waiting_list.accept(party)
            return back(party, "aangenomen")
        except Refused as refusal:
            party.refresh_from_db()
            return _mine(request, party, refusal)
    return redirect("mine", party.link)


def _wishes_form(party, data=None) -> WishesForm:
    return WishesForm(data, initial={"wishes": party.wishes, "note": party.wish_note})


@own("GET", "POST")
def wishes(request, party):
    """Saved per tap where JavaScript runs, else by the button."""
    form = _wishes_form(party, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        registration_wishes.keep(party, form.cleaned_data["wishes"], form.cleaned_data["note"])
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return back(party, "wensen")
    return _form(request, "mine_wishes", party, form)


@own("GET", "POST", by_mail=True)
def prove(request, party):
    """The button in the mail for who has nothing to change; the POST itself was the proof."""
    return back(party, "bevestigd") if request.method == "POST" else redirect("mine", party.link)


@own("GET")
def calendar(request, party):
    """The party's own calendar file."""
    return calendar_file(ics.for_registration(party), "halte.ics")
