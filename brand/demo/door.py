"""The demo's accounts open this machine's own site, asked for on this machine, and nothing else.

Their addresses stand in the README, and their password on the screen where the site was started: a
proxy on this machine can hide that there is one. Besides, they are refused at sign-in
and in every open session, unless all of this holds: `SITE_URL` is this machine, the server
listens on loopback only (it says so itself: see `heard_on`), and the request came over loopback,
under a loopback name, through no proxy.
"""

import hashlib
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from brand import demo
from brand.forms.addresses import plain_address
from brand.models import User

LISTENS_ON = "merkbaar.listens_on"  # no header of a request can have this name
PROXIED = ("FORWARDED", "VIA", "X_REAL_IP")  # besides everything that begins with X-Forwarded-
SHUT = (
    "Dit is een voorbeeldaccount. Het werkt alleen op de machine van de site zelf, op localhost. "
    "Vraag een collega om je uit te nodigen."
)
KNOWN = "Dit is het wachtwoord van de voorbeeldaccounts. Kies een ander."
# That of every demo until each site made its own.
ONCE_KNOWN = "6e2cd9fccac385ba1aa49f841e04ed96a92752ffcdb72769efacc84a6187f3ce"


def heard_on(application, bind: str):
    """The application, told by its server where it listens."""

    def tells(environ, start_response):
        environ[LISTENS_ON] = bind
        return application(environ, start_response)

    return tells


def is_open(request) -> bool:
    """Whether the demo's accounts may come in by this request."""
    if request is None or not demo.is_only_here() or settings.TRUSTED_PROXY:
        return False
    meta = request.META
    host, _ = split_domain_port(meta.get("HTTP_HOST", "").lower())
    return (
        is_loopback(meta.get(LISTENS_ON, ""))
        and is_loopback(meta.get("REMOTE_ADDR", ""))
        and is_loopback(host)
        and not _is_proxied(meta)
    )


def is_loopback(name: str) -> bool:
    name = name.strip("[]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _is_proxied(meta) -> bool:
    return any(
        name.startswith("HTTP_X_FORWARDED_") or name.removeprefix("HTTP_") in PROXIED
        for name in meta
        if name.startswith("HTTP_")
    )


def is_known(password) -> bool:
    """Whether it is that of the demo accounts, here or everywhere once."""
    kept = demo.kept_password()
    own = bool(kept) and constant_time_compare(str(password or ""), kept)
    return own or was_known(password)


def was_known(password) -> bool:
    digest = hashlib.sha256(str(password or "").encode(errors="replace")).hexdigest()
    return constant_time_compare(digest, ONCE_KNOWN)


def refuses(request, address: str, password: str) -> bool:
    """Whether these credentials are refused, right or wrong."""
    if was_known(password):
        return True
    if is_open(request):
        return False
    known = User.objects.filter(email=plain_address(address), is_demo=True)
    return is_known(password) or known.exists()


class DemoAccountBackend:
    """An authentication backend that never authenticates: it only refuses, before the others."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if refuses(request, (username or "").replace("\x00", ""), password):
            raise PermissionDenied


class DemoSessionMiddleware:
    """A demo account in an open session is a visitor wherever it may not sign in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Lazily: a public page without a user makes no database query for one.
        user = request.user
        request.user = SimpleLazyObject(lambda: _visitor(request, user))
        return self.get_response(request)


def _visitor(request, user):
    if user.is_authenticated and user.is_demo and not is_open(request):
        return AnonymousUser()
    return user


class NotTheKnownPassword:
    """The published demo password cannot be chosen."""

    def validate(self, password, user=None):
        if is_known(password):
            raise ValidationError(KNOWN, code="password_known")

    def get_help_text(self):
        return ""
