"""The second factor: after the password, a code from one's own telephone, or a spare one.

Every role but the door's needs it; brand/sign_in/second_factor/middleware.py holds it.
django-otp keeps the devices, refuses a code that was used before, and doubles the wait after
every wrong code.
"""

import re
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.log_actions import log

from brand import demo, mail, scoping
from brand.models import Role, User

SPARE_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are mistaken for another
RESET = "brand.second_factor.reset"


def needed(user) -> bool:
    """Whether the password alone is not enough for this person."""
    if not user.is_authenticated or is_newcomer(user):
        return False
    roles = {role for held in user.roles.values() for role in held}
    return bool(roles - {Role.ONTHAAL}) or user.has_perm("wagtailadmin.access_admin")


def is_newcomer(user) -> bool:
    """A demo account on a site that serves only its own machine: looking around needs no phone."""
    return demo.is_only_here() and user.is_demo


def is_missing(user) -> bool:
    """Signed in with a password, and not yet with a code."""
    return not user.is_verified() and needed(user)


def is_set_up(user) -> bool:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).exists()


def spare_codes_left(user) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def confirm(user, key: str, code: str) -> TOTPDevice | None:
    """Keep a telephone that shows the right code; it takes the place of an earlier one."""
    device = TOTPDevice.objects.create(user=user, key=key, name="Telefoon")
    if not device.verify_token(tidy(code)):
        transaction.set_rollback(True)
        return None
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    return device


@transaction.atomic
def check(user, code: str):
    """The device that this code proves, or None. A code works once."""
    code = tidy(code)
    model = TOTPDevice if re.fullmatch(r"[0-9]{6}", code) else StaticDevice
    device = model.objects.devices_for_user(user, confirmed=True).select_for_update().first()
    if device is None:
        return None
    return device if device.verify_token(_as_kept(device, code)) else None


def may_try_again_at(user) -> datetime | None:
    """The moment before which no code is looked at, after wrong ones; None when it is now."""
    moments = []
    for model in (TOTPDevice, StaticDevice):
        for device in model.objects.devices_for_user(user, confirmed=True):
            allowed, why = device.verify_is_allowed()
            if not allowed:
                moments.append(why["locked_until"])
    return max(moments, default=None)


@transaction.atomic
def new_spare_codes(user) -> list[str]:
    """Ten codes that work once each, instead of those from before. We keep what proves them."""
    device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Reservecodes"})
    device.token_set.all().delete()
    codes = [_spare_code() for _ in range(SPARE_CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_fingerprint(tidy(code), settings.SECRET_KEY))
        for code in codes
    )
    return codes


def remove(user) -> None:
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).delete()


def may_reset(by: User, user: User) -> bool:
    """The federation for all users; a partner's administrator for users who work nowhere else.

    A user who also works for another partner or the federation has rights that one partner
    cannot answer for.
    """
    if by == user:
        return False
    if by.is_federation:
        return by.is_superuser or not user.is_superuser
    if user.is_superuser or user.federation_roles:
        return False
    return set(user.roles) <= scoping.organisation_ids(by, "brand.delete_membership")


@transaction.atomic
def reset(user: User, by: User) -> None:
    """Remove the lost telephone: the next sign-in sets up a new one. The person gets a mail."""
    remove(user)
    user.end_sessions()
    log(instance=user, action=RESET, user=by)
    mail.post("brand.emails.second_factor_reset", user.pk, dedupe=str(user.session_epoch))


def tidy(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def _spare_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _as_kept(device, code: str) -> str:
    """A spare code stands in the database as a fingerprint; a copy of that opens nothing."""
    if not isinstance(device, StaticDevice):
        return code
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    prints = [_fingerprint(code, key) for key in keys]
    known = device.token_set.filter(token__in=prints).values_list("token", flat=True).first()
    return known or prints[0]


def _fingerprint(code: str, key: str) -> str:
    digest = salted_hmac("brand.second_factor.spare", code, secret=key, algorithm="sha256")
    return digest.hexdigest()[:16]  # what the column of django-otp can hold
