"""The employer's own pages, opened by the link we mailed. A GET shows; only a POST acts."""

from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand.dates import words
from brand.forms.phones import phone_words
from brand.http import throttle
from brand.media import qr
from brand.models import BrandKit
from brand.privacy import retention
from brand.text import row_number
from leads.hand_over import holders
from roadshow import mobility, visit
from roadshow.models import Registration, Repeat
from roadshow.models.registrations import MOST_COMPANIONS, HeldBack
from roadshow.registration import changes, confirmation, refusals, typos, waiting_list
from roadshow.registration import wishes as registration_wishes
from roadshow.registration.forms import CompanionForm, DetailsForm, WishesForm
from roadshow.registration.refusals import RegistrationRefused
from roadshow.registration.views import calendar_file
from roadshow.tour import ics

NEARBY = 3
MOST_POSTS, MOST_OF_NETWORK = 60, 300  # in an hour; every tick of a wish is one
TOO_OFTEN = "Dat gaat heel snel. Wacht een uur, of {reach}."
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
    "stil": "Goed. U krijgt geen berichten meer over deze halte, alleen over uw eigen bezoek.",
    "weer": "Goed. U krijgt weer berichten over deze halte.",
    "tegen": "Bedankt voor uw antwoord.",
    "gewist": "Uw antwoord is gewist.",
    "wensen": "Bewaard. Bedankt, zo kunnen we ons voorbereiden.",
}


def registration_page(*methods: str, by_mail: bool = False, proves: bool = True):
    """A page of one registration, found by its link; unknown and foreign links look alike.

    by_mail: this takes the mailed link, which proves the address. With the link of the page shown
    after the form it asks for that mail, whether the address was known before or not. Once the
    mailed link was used, every page does: what its owner changes is not for who typed the address.
    proves: a POST by the mailed link proves the address.
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
            registration = Registration.find_by_link(token) or Repeat.find_by_link(token)
            if registration is None:
                return render(request, "roadshow/registration/mine_unknown.html", status=404)
            if registration.is_by_mail or (by_mail and not registration.may_act):
                return _by_mail(request, registration)
            if request.method == "POST":
                if _is_flood(request, token):
                    return _too_often(request, registration)
                if registration.may_act:
                    registration = confirmation.use_link(registration, proves=proves)
            return view(request, registration, **kwargs)

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


def _by_mail(request, registration: Registration | Repeat) -> HttpResponse:
    """With the link from the form nothing changes yet: the address may be another person's.

    A POST asks for the mail once more; the answer is the same when one was sent within the hour.
    """
    asked = request.method == "POST"
    if asked:
        changes.send_link(registration)
    # Wishes of a page that was open while the mailed link was used are not lost without a word.
    is_wish = asked and request.resolver_match.url_name == "mine_wishes"
    unsaved = request.POST.get("note", "").strip()[:500] if is_wish else ""
    context = _context(registration, asked=asked, unsaved=unsaved)
    status = 409 if is_wish else 200
    return render(request, "roadshow/registration/mine_by_mail.html", context, status=status)


def _too_often(request, registration) -> HttpResponse:
    reach = visit.reach(registration.stop, BrandKit.for_request(request))
    response = _mine(request, registration, RegistrationRefused(TOO_OFTEN.format(reach=reach)))
    response.status_code = 429
    return response


def _context(registration, **more) -> dict:
    stop = registration.stop
    return {
        "registration": registration,
        "stop": stop,
        "place": visit.place(stop),
        "weekday": visit.weekday(stop),
        "answered_by": visit.answered_by(stop),
        "when": visit.when(stop),
        "where": visit.where(stop),
        "route_url": visit.route_url(stop),
        "is_over": stop.starts_at <= timezone.now(),
        "is_open": refusals.closed(stop) is None,
        **more,
    }


def back(registration, done: str) -> HttpResponse:
    response = redirect("mine", registration.link)
    response["Location"] += f"?gedaan={done}"
    return response


def page(
    request, name: str, registration, refusal: RegistrationRefused | None = None, **more
) -> HttpResponse:
    context = _context(registration, refusal=refusal, **more)
    return render(
        request, f"roadshow/registration/{name}.html", context, status=409 if refusal else 200
    )


@registration_page("GET")
def mine(request, registration):
    return _mine(request, registration)


def _mine(request, registration, refusal: RegistrationRefused | None = None) -> HttpResponse:
    seated = registration.is_confirmed and not registration.stop.is_cancelled
    needs_other = registration.is_cancelled or registration.stop.is_cancelled or refusal
    others = refusals.others(registration.stop, registration.seats)[:NEARBY] if needs_other else []
    return page(
        request,
        "mine",
        registration,
        refusal,
        done=DONE.get(request.GET.get("gedaan", ""), ""),
        qr=qr.svg(visit.door_url(registration)) if seated else "",
        companions=list(registration.companions.all()) if registration.companions else [],
        seats=visit.seats_words(registration.seats),
        phone=phone_words(registration.phone) if registration.phone else "",
        suggestion=_suggestion(registration),
        until=words.moment(registration.offered_until) if registration.is_offered else "",
        held_back_choices=_asks_what_held_back(registration),
        held_until=words.moment(registration.held_until)
        if seated and registration.held_until
        else "",
        wishes=_wishes_form(registration),
        others=[(other, refusals.distance_words(registration.stop, other)) for other in others],
        **_holders(registration),
    )


def _asks_what_held_back(registration) -> list[tuple[str, str]]:
    """Of who did not come to a stop that went on; only by the mailed link."""
    asks = registration.did_not_come and registration.may_act and not registration.stop.is_cancelled
    return HeldBack.choices if asks else []


def _holders(registration) -> dict:
    """Who has what was given, and until when; by the mailed link, for it tells of the employer."""
    if not registration.may_act or registration.lead is None:
        return {}
    months = settings.RETENTION_MONTHS["registrations"]
    until = retention.months_before(registration.stop.ends_at, -months)
    return {"holders": holders.holders(registration.lead), "registration_until": until}


def _suggestion(registration) -> str:
    """Where a mail was answered, the address was no slip."""
    stands = registration.is_confirmed or registration.is_waiting
    proven = registration.is_first and registration.address_proven_at
    return typos.suggest(registration.email) if stands and not proven else ""


@registration_page("GET", "POST", by_mail=True, proves=False)
def quiet(request, registration):
    """No messages about this stop any more, beside those about the own visit; or again."""
    if request.method == "POST" and registration.is_first:
        wants_none = "weer" not in request.POST
        changes.object_to_messages(registration, wants_none=wants_none)
        return back(registration, "stil" if wants_none else "weer")
    return page(request, "mine_quiet", registration)


@registration_page("GET", "POST", by_mail=True)
def change(request, registration):
    now = {
        "name": registration.name,
        "company": registration.company,
        "phone": phone_words(registration.phone),
    }
    form = DetailsForm(request.POST or None, initial=now)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changes.change(registration, **form.cleaned_data)
            return back(registration, "gewijzigd")
        except RegistrationRefused as error:
            refusal = error
    return _form(request, "mine_change", registration, form, refusal)


def _form(request, name: str, registration, form, refusal=None, **more) -> HttpResponse:
    if refusal:
        form.add_error(None, refusal.sentence)
    response = page(request, name, registration, form=form, **more)
    if form.is_bound and form.errors:
        response.status_code = 409 if refusal else 422
    return response


@registration_page("GET", "POST", proves=False)
def address(request, registration):
    """Mend the slip we proposed, and no other: no mail came to tell whose page this is."""
    meant = typos.suggest(registration.email)
    if request.method == "POST" and meant:
        correct = changes.correct_address if registration.is_first else changes.correct_repeat
        try:
            correct(registration, meant)
            return back(registration, "adres")
        except RegistrationRefused as refusal:
            return _mine(request, registration, refusal)
    return redirect("mine", registration.link)


@registration_page("GET", "POST", by_mail=True)
def companions(request, registration):
    if "remove" in request.POST:
        return _leave_behind(request, registration)
    form = CompanionForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            changes.add_companion(registration, **form.cleaned_data)
            return back(registration, "erbij")
        except RegistrationRefused as error:
            refusal = error
    people = list(registration.companions.all()) if registration.companions else []
    room = registration.seats <= MOST_COMPANIONS
    return _form(request, "mine_companions", registration, form, refusal, people=people, room=room)


def _leave_behind(request, registration) -> HttpResponse:
    person = registration.companions.filter(pk=row_number(request.POST["remove"])).first()
    if person:
        try:
            changes.remove_companion(registration, person)
        except RegistrationRefused as refusal:
            return _mine(request, registration, refusal)
    return back(registration, "eraf")


@registration_page("GET", "POST", by_mail=True)
def move(request, registration):
    others = refusals.others(registration.stop, registration.seats)
    chosen = next((stop for stop in others if str(stop.pk) == request.POST.get("stop")), None)
    refusal = None
    if request.method == "POST":
        try:
            if chosen is None:
                raise RegistrationRefused("Kies een halte uit de lijst.")
            changes.move(registration, chosen)
            return back(registration, "verplaatst")
        except RegistrationRefused as error:
            refusal = error
    distances = [(stop, refusals.distance_words(registration.stop, stop)) for stop in others]
    return page(request, "mine_move", registration, refusal, others=distances)


@registration_page("GET", "POST", by_mail=True, proves=False)
def cancel(request, registration):
    if request.method == "POST":
        try:
            changes.cancel(registration)
            return redirect("mine", registration.link)
        except RegistrationRefused as refusal:
            return _mine(request, registration, refusal)
    return page(request, "mine_cancel", registration)


@registration_page("GET", "POST", by_mail=True, proves=False)
def held_back(request, registration):
    """What kept them from coming: one tap, another one, or none after all."""
    if request.method == "POST" and registration.is_first:
        said = request.POST.get("wat", "")
        if mobility.answer(registration, said):
            return back(registration, "tegen" if said else "gewist")
    return redirect("mine", registration.link)


@registration_page("GET", "POST", by_mail=True)
def again(request, registration):
    """Register again after cancelling."""
    if request.method == "POST":
        try:
            changes.rebook(registration, waiting_ok="waiting" in request.POST)
            return back(registration, "opnieuw")
        except RegistrationRefused as refusal:
            return _mine(request, registration, refusal)
    return redirect("mine", registration.link)


@registration_page("GET", "POST", by_mail=True)
def offer(request, registration):
    """A seat came free: take it, or let it go to the next."""
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                waiting_list.decline(registration)
                return redirect("mine", registration.link)
            waiting_list.accept(registration)
            return back(registration, "aangenomen")
        except RegistrationRefused as refusal:
            registration.refresh_from_db()
            return _mine(request, registration, refusal)
    return redirect("mine", registration.link)


def _wishes_form(registration, data=None) -> WishesForm:
    return WishesForm(data, initial={"wishes": registration.wishes, "note": registration.wish_note})


@registration_page("GET", "POST")
def wishes(request, registration):
    """Saved per tap where JavaScript runs, else by the button."""
    form = _wishes_form(registration, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        registration_wishes.keep(
            registration, form.cleaned_data["wishes"], form.cleaned_data["note"]
        )
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return back(registration, "wensen")
    return _form(request, "mine_wishes", registration, form)


@registration_page("GET", "POST", by_mail=True)
def prove(request, registration):
    """The button in the mail when nothing changes; the POST itself proves the address."""
    return (
        back(registration, "bevestigd")
        if request.method == "POST"
        else redirect("mine", registration.link)
    )


@registration_page("GET")
def calendar(request, registration):
    """The calendar file of this visit."""
    return calendar_file(ics.for_registration(registration), "halte.ics")
