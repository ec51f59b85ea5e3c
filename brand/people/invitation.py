"""Inviting a person to work for a partner: a mail, a link, a password."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import mail, permissions
from brand.forms.addresses import plain_address
from brand.http import throttle
from brand.models import Invitation, Membership, Organisation, User
from brand.people import membership as people_membership

INVITED = "brand.invitation.sent"
ACCEPTED = "brand.invitation.accepted"

# Per address, for all partners together: a mailbox is not filled with invitations.
MOST_A_DAY = 5
OFTEN = "Naar dit adres vertrokken vandaag al genoeg uitnodigingen. Wacht tot morgen."


def may_mail(email: str) -> bool:
    """Count one more invitation to this address; false when there were enough today."""
    return throttle.allowed("invitation to", plain_address(email), MOST_A_DAY, throttle.DAY)


@transaction.atomic
def invite(organisation: Organisation, *, email: str, name: str, role: str, by: User) -> Membership:
    """Offer a role by mail; it counts once the link was used, also for an existing account."""
    membership = people_membership.join(
        organisation, email=email, name=name, role=role, by=by, is_accepted=False
    )
    if not membership.is_taken_up:
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
    """Accept the invitation. None when the same link was used a moment earlier."""
    used = Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now())
    user = User.objects.select_for_update().get(pk=invitation.membership.user_id)
    if not used or user.has_come_in:
        return None
    _bind(invitation)
    user.first_name, user.last_name = people_membership.split(name)
    user.set_password(password)
    user.save(update_fields=["first_name", "last_name", "password"])
    log(instance=invitation.membership, action=ACCEPTED, user=user)
    return user


@transaction.atomic
def take_role(invitation: Invitation, user: User) -> bool:
    """Accept with an account that is signed in. False when the link was used."""
    if user.pk != invitation.membership.user_id:
        raise ValueError("Somebody else's invitation")
    if not Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now()):
        return False
    _bind(invitation)
    log(instance=invitation.membership, action=ACCEPTED, user=user)
    return True


def _bind(invitation: Invitation) -> None:
    """From now on the role counts; other roles that were offered wait for their own link."""
    membership = invitation.membership
    membership.is_accepted = True
    membership.save(update_fields=["is_accepted"])
    permissions.place_in_groups(membership.user)
