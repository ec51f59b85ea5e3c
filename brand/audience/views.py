"""The newsletter's public pages: asking, confirming, stopping. A GET only shows."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand import audience
from brand.audience import notices
from brand.forms import AntiSpam, BrandForm
from brand.forms.fields import EMAIL, MailField
from brand.http import throttle
from brand.models import Subscription, SubscriptionRecord
from brand.tokens import unlisted

State = Subscription.State
MOST_OF_NETWORK = 60  # in an hour
USED = "Dit formulier werd al verstuurd. Uw adres staat er nog: verstuur opnieuw."
PLAIN = "text/plain; charset=utf-8"
BOTH = require_http_methods(["GET", "HEAD", "POST"])


class SignUpForm(AntiSpam, BrandForm):
    purpose = "newsletter"
    submit_label = "Stuur mij de nieuwsbrief"
    required = {"email": EMAIL}

    email = MailField(label="E-mailadres", help_text="U krijgt eerst een mail om te bevestigen.")


# As with registering, there is nothing to forge, and nothing typed is lost to a missing cookie.
@csrf_exempt
@never_cache
@BOTH
def sign_up(request):
    form = SignUpForm(request.POST if request.method == "POST" else None)
    busy = request.method == "POST" and throttle.is_flood(request, "newsletter")
    if form.is_valid() and not busy:
        busy = not throttle.allowed(
            "newsletter", throttle.network(request), MOST_OF_NETWORK, throttle.HOUR
        )
    if form.is_valid() and not busy:
        if _subscribe(form):
            return redirect("newsletter_asked")
        form.was_used(USED)
    if busy:
        form.add_error(None, throttle.BUSY.format(what="aanvragen"))
    status = 429 if busy else 200
    return render(request, "brand/audience/sign_up.html", {"form": form}, status=status)


def _subscribe(form: SignUpForm) -> bool:
    """One form is one address; sent twice it is the same one. False for another address."""
    email = form.cleaned_data["email"]
    if throttle.first_use("newsletter form", form.stamp_name, throttle.DAY):
        throttle.count("newsletter form", f"{form.stamp_name}:{email}", throttle.DAY)
        audience.subscribe(email, source="nieuwsbriefpagina")
        return True
    return bool(throttle.full_until("newsletter form", f"{form.stamp_name}:{email}", 1))


def asked(request):
    """The same words for every address, so that the list cannot be probed."""
    return render(request, "brand/audience/asked.html")


# The token is the key to these pages; without CSRF they also work where cookies are refused.


@csrf_exempt
@BOTH
@unlisted
def confirm(request, token):
    asked_for = SubscriptionRecord.find(token)
    if asked_for is None or not audience.link_holds(asked_for):
        return _unknown(request)
    if request.method == "POST":
        audience.confirm(asked_for, way="knop op de bevestigingspagina")
        return redirect(request.path)
    person = asked_for.subscription
    is_on = person.state in {State.SUBSCRIBED, State.RETURNING}
    stop_url = reverse("newsletter_stop", args=[person.token])
    context = {"asked": asked_for, "is_on": is_on, "stop_url": stop_url}
    return render(request, "brand/audience/confirm.html", context)


@csrf_exempt
@BOTH
@unlisted
def stop(request, token):
    """Also the address of the mail program's own button: one POST, no questions (RFC 8058)."""
    person = Subscription.find(token)
    if person is None or person.state == State.ERASED:
        return _unknown(request)
    if request.method == "POST":
        if request.POST.get("List-Unsubscribe") == "One-Click":
            audience.stop(person, way="uitschrijfknop van het mailprogramma")
            return HttpResponse("Uitgeschreven.", content_type=PLAIN)
        audience.stop(person, way="knop op de uitschrijfpagina")
        return redirect(request.path)
    has_stopped = person.state in {State.STOPPED, State.REFUSED}
    return render(request, "brand/audience/stop.html", {"has_stopped": has_stopped})


@csrf_exempt
@never_cache
@BOTH
@unlisted
def notice(request, secret):
    """Where the newsletter service tells of a change. A GET is how it tries the address out."""
    if not notices.is_secret(secret):
        return _unknown(request)
    if request.method == "POST":
        if not notices.is_signed(request.headers.get(notices.SIGNATURE, ""), request.body):
            return HttpResponse("Niet ondertekend.", status=403, content_type=PLAIN)
        notices.keep(request.body)
    return HttpResponse("Ontvangen.", content_type=PLAIN)


def _unknown(request):
    """Unknown, expired and foreign links look alike."""
    return render(request, "brand/audience/unknown.html", status=404)
