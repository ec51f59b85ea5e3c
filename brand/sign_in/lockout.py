"""Ten wrong passwords for one account from one address, and that pair rests for an hour.

django-axes counts; the account itself stays open from elsewhere, so that guessing does not
lock a colleague out. Guessing from many addresses is slowed down, and the owner of the account is
told; a network that tries many accounts is blocked too.
"""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Sum
from django.shortcuts import render
from django.utils import timezone
from wagtail.log_actions import log

from brand import mail
from brand.forms.addresses import plain_address
from brand.http import throttle
from brand.models import User

LIFTED = "brand.lockout.lifted"
DAY = timedelta(days=1)
ACCOUNT_LIMIT = 30  # wrong tries for one account in an hour, over all networks
NETWORK_LIMIT = 60  # wrong tries from one network in an hour, over all accounts
PAUSE = timedelta(minutes=1)


def address_typed(request, credentials) -> str:
    """The mail address that was tried, written as we keep it."""
    typed = (credentials or {}).get("username") or request.POST.get("username", "")
    return plain_address(typed.replace("\x00", ""))[:255]


def network_address(request) -> str | None:
    """The visitor's address; of IPv6 the first half, for one line has 2**64 of the other."""
    address = request.META.get("REMOTE_ADDR") or None
    if address and ":" in address:
        return throttle.network(request).partition("/")[0]
    return address


class LockoutBackend:
    """An authentication backend that never authenticates: it refuses before checking a password."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if request is None or not username:
            return
        address = address_typed(request, {"username": username})
        if sprays(network_address(request)) or hammers(address, network_address(request)):
            request.axes_locked_out = True  # answered by `refuse`
            raise PermissionDenied


def _wrong(**where):
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return AccessAttempt.objects.filter(attempt_time__gt=since, **where).order_by()


def sprays(network: str | None) -> bool:
    """Whether this network tried more accounts than a forgotten password explains."""
    total = _wrong(ip_address=network).aggregate(total=Sum("failures_since_start", default=0))
    return total["total"] >= NETWORK_LIMIT


def hammers(address: str, network: str | None) -> bool:
    """Whether one account is guessed from everywhere, and this network was wrong a moment ago.

    A network that made no mistake comes in as ever: that is where the owner sits.
    """
    tries = _wrong(username=address)
    total = tries.aggregate(total=Sum("failures_since_start", default=0))["total"]
    if total < ACCOUNT_LIMIT:
        return False
    user = User.objects.filter(email=address, is_active=True).first()
    if user:
        mail.post("brand.emails.password_tried", user.pk, once=timezone.localdate().isoformat())
    return tries.filter(ip_address=network, attempt_time__gt=timezone.now() - PAUSE).exists()


def locked_until(**where) -> dict[str, datetime]:
    """Until when signing in is blocked, by mail address; `where` narrows the search."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(attempt_time__gt=since, **where).order_by()
    pairs = (
        tries.values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), latest=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
    )
    found: dict[str, datetime] = {}
    for pair in pairs:
        until = pair["latest"] + settings.AXES_COOLOFF_TIME
        found[pair["username"]] = max(until, found.get(pair["username"], until))
    return found


def refuse(request, original_response, credentials):
    """The response during that hour: when to try again, and who can help."""
    address = address_typed(request, credentials)
    until = locked_until(username=address, ip_address=network_address(request)).get(address)
    until = until or timezone.now() + settings.AXES_COOLOFF_TIME
    context = {
        "heading": "Even wachten",
        "until": until,
        "may_reset": settings.WAGTAIL_PASSWORD_RESET_ENABLED,
    }
    response = render(request, "brand/sign_in/locked_out.html", context, status=429)
    response["Retry-After"] = str(max(1, int((until - timezone.now()).total_seconds())))
    response["Cache-Control"] = "no-store, private"
    return response


def lift(user, by) -> None:
    """Let this person try again now."""
    reset(username=user.email)
    log(instance=user, action=LIFTED, user=by)


def forget_old() -> int:
    """Wrong tries carry a network address: kept for a day, no longer."""
    return AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - DAY).delete()[0]
