"""The pages of the second factor: asking for a code, setting up a telephone, the spare codes."""

from base64 import b32encode
from functools import wraps
from urllib.parse import quote

import django_otp
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from brand.forms import BrandFormMixin
from brand.models import BrandKit
from brand.sign_in import second_factor
from brand.tokens import unlisted

KEY = "second_factor_key"  # of this session: it was not shown before
HEADINGS = {
    "ask": "De code van je telefoon",
    "set_up": "Stel je tweede factor in",
    "codes": "Je reservecodes",
    "stands": "Je tweede factor",
}
BOTH = require_http_methods(["GET", "HEAD", "POST"])


class CodeForm(BrandFormMixin, forms.Form):
    required = {"code": "Vul de code in die je nu op je telefoon ziet."}

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}
        ),
    )


def signed_in(view):
    @unlisted
    @wraps(view)
    def inner(request):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request)

    return inner


@BOTH
@signed_in
def ask(request):
    """The code of today; who gave it sees how their second factor stands."""
    user = request.user
    if not second_factor.is_set_up(user):
        return redirect(_with_next("second_factor_set_up", request))
    if user.is_verified():
        left = second_factor.spare_codes_left(user)
        return _page(request, "stands", left=left, few=left < 4)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device = second_factor.check(user, form.cleaned_data["code"])
        if device:
            return _go_on(request, device)
        form.add_error("code", _why_not(user))
    return _page(request, "ask", form=form, status=422 if form.errors else 200)


@BOTH
@signed_in
def set_up(request):
    """Add the first telephone, or another one after the first was verified."""
    import segno  # for one page that nobody sees twice: not at each start

    user = request.user
    if second_factor.is_set_up(user) and not user.is_verified():
        return redirect(_with_next("second_factor", request))
    form = CodeForm(request.POST or None)
    key = request.session.setdefault(KEY, default_key())
    if request.method == "POST" and form.is_valid():
        device = second_factor.confirm(user, key, form.cleaned_data["code"])
        if device:
            del request.session[KEY]
            _remember(request, device)
            return _show_codes(request, fresh=True)
        form.add_error(
            "code",
            "Deze code klopt niet. Wacht tot je telefoon een nieuwe toont. Staat de klok van je "
            "telefoon juist?",
        )
    secret = TOTPDevice(user=user, key=key)
    return _page(
        request,
        "set_up",
        form=form,
        qr=segno.make(_address(secret)).svg_data_uri(scale=5, border=3, light="#fff"),
        secret=_in_groups(secret),
        link=_address(secret),
        status=422 if form.errors else 200,
    )


@signed_in
@require_POST
def spare(request):
    """New spare codes, instead of the old ones; shown in this answer and never again."""
    if not request.user.is_verified():
        return redirect(_with_next("second_factor", request))
    return _show_codes(request)


def _show_codes(request, fresh: bool = False):
    codes = second_factor.new_spare_codes(request.user)
    where = settings.SITE_URL + reverse("wagtailadmin_home")
    text = "\n".join([f"Reservecodes van {request.user.email}", where, "", *codes, ""])
    file = f"data:text/plain;charset=utf-8,{quote(text)}"
    return _page(request, "codes", codes=codes, file=file, fresh=fresh)


def _remember(request, device) -> None:
    """From now on this session is known; under a new name, so that an old copy is worth nothing."""
    django_otp.login(request, device)
    request.session.cycle_key()


def _go_on(request, device):
    _remember(request, device)
    if not isinstance(device, TOTPDevice):
        left = second_factor.spare_codes_left(request.user)
        messages.warning(
            request, f"Je gebruikte een reservecode. Je hebt er nog {left}; maak er op tijd nieuwe."
        )
    return redirect(_next(request) or "wagtailadmin_home")


def _why_not(user) -> str:
    until = second_factor.may_try_again_at(user)
    if until is None or (until - timezone.now()).total_seconds() < 5:
        return "Deze code klopt niet. Neem de code die je nu ziet; elke code werkt maar één keer."
    moment = date_format(timezone.localtime(until), "H.i.s")
    return f"Deze code klopt niet, of er waren te veel pogingen. Probeer opnieuw na {moment} uur."


def _next(request) -> str:
    """An address of our own to go on to, or nothing."""
    aim = request.POST.get("next") or request.GET.get("next", "")
    fine = url_has_allowed_host_and_scheme(
        aim, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return aim if fine else ""


def _with_next(name: str, request) -> str:
    aim = _next(request)
    return f"{reverse(name)}?next={quote(aim)}" if aim else reverse(name)


def _address(device: TOTPDevice) -> str:
    """What the telephone reads: whose secret this is, and of which site."""
    kit = BrandKit.current().name
    label = quote(f"{kit}:{device.user.email}")
    return f"otpauth://totp/{label}?secret={_base32(device)}&issuer={quote(kit)}"


def _base32(device: TOTPDevice) -> str:
    return b32encode(device.bin_key).decode().rstrip("=")


def _in_groups(device: TOTPDevice) -> str:
    text = _base32(device)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _page(request, name: str, status: int = 200, **context):
    context |= {
        "heading": HEADINGS[name],
        "next": _next(request),
        "home": reverse("wagtailadmin_home"),
    }
    return render(request, f"brand/sign_in/second_factor/{name}.html", context, status=status)
