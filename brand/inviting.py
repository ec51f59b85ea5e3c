"""How somebody is asked to work for a partner, and comes in: a mail, a link, a password."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import joining, mail
from brand.models import Invitation, Membership, Organisation, User

INVITED = "brand.invitation.sent"
ACCEPTED = "brand.invitation.accepted"


@transaction.atomic
def invite(organisation: Organisation, *, email: str, name: str, role: str, by: User) -> Membership:
    """Give somebody a role, and say so by mail: with a link for who has no account yet."""
    membership = joining.join(organisation, email=email, name=name, role=role, by=by)
    if membership.user.has_come_in:
        mail.post("brand.emails.new_role", membership.pk, dedupe=str(by.pk))
    else:
        send(membership, by)
    return membership


@transaction.atomic
def send(membership: Membership, by: User) -> Invitation:
    """A new link; the ones before stop working."""
    membership.invitations.open().update(expires_at=timezone.now())
    invitation = Invitation.objects.create(membership=membership, invited_by=by)
    mail.post("brand.emails.invitation", invitation.pk, opens_account=True)
    log(instance=membership, action=INVITED, user=by)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, name: str, password: str) -> User | None:
    """Come in. None when somebody was quicker with the same link."""
    used = Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now())
    user = User.objects.select_for_update().get(pk=invitation.membership.user_id)
    if not used or user.has_come_in:
        return None
    user.first_name, user.last_name = joining.split(name)
    user.set_password(password)
    user.save(update_fields=["first_name", "last_name", "password"])
    log(instance=invitation.membership, action=ACCEPTED, user=user)
    return user
