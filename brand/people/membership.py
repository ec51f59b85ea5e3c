"""Joining and leaving a partner."""

from django.db import transaction
from wagtail.log_actions import log

from brand import permissions
from brand.forms.addresses import plain_address
from brand.models import Membership, Organisation, User


@transaction.atomic
def join(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    role: str,
    by: User | None = None,
    is_accepted: bool = True,
) -> Membership:
    """Give a person a role at a partner; without an account, one is made without a password.

    The mail address identifies the person. Idempotent. A role that is not accepted gives no rights:
    the owner of that address has to accept it first.
    """
    email = plain_address(email)
    user = User.objects.filter(email=email).first()
    if user is None:
        first, last = split(name)
        user = User.objects.create_user(email, first_name=first, last_name=last)
    elif not user.is_active:
        _let_back_in(user)
    membership, created = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        defaults={"is_accepted": is_accepted},
    )
    permissions.place_in_groups(user)
    if created:
        log(instance=membership, action="wagtail.create", user=by)
    return membership


def split(name: str) -> tuple[str, str]:
    """First name and the rest, as the account keeps them."""
    first, _, last = name.strip().partition(" ")
    return first[:150], last.strip()[:150]


def _let_back_in(user: User) -> None:
    """A former member starts again: with an invitation, and none of the earlier roles."""
    user.is_active, user.is_superuser = True, False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "is_superuser", "password"])


@transaction.atomic
def leave(membership: Membership) -> None:
    """Take a role away; what the person wrote stays with the partner."""
    user = membership.user
    membership.delete()
    permissions.place_in_groups(user)
