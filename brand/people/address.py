"""An address counts once it is proven: by the link that was mailed to it.

People sign in with their address and are given roles by it, so it is never simply typed over. The
user asks with the password; the new address gets a link, the old one a mail at once and again
after the change.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import mail
from brand.forms.addresses import plain_address
from brand.http import throttle
from brand.models import AddressChange, User

CHANGED = "brand.address.changed"


# Any address can be typed here, and the old one is told each time.
MOST_AN_HOUR = 3  # of one user: a slip can be mended at once
MOST_A_DAY = 5  # to one new address, whoever asks
OFTEN = (
    "Je vroeg het laatste uur al drie keer een ander adres, of er vertrokken vandaag al genoeg"
    " mails naar dit adres. Wacht een uur, en probeer dan opnieuw."
)


def may_ask(user: User, email: str) -> bool:
    """Count one more request; false when this user or this address had enough."""
    new = ("address change to", plain_address(email), MOST_A_DAY, throttle.DAY)
    if throttle.full_until(*new[:3]):
        return False
    own = throttle.allowed("address change", user.pk, MOST_AN_HOUR, throttle.HOUR)
    return own and throttle.allowed(*new)


@transaction.atomic
def ask(user: User, email: str) -> AddressChange | None:
    """Mail the link; an earlier one stops working. None when the address is taken.

    The screen is the same either way, so that it does not reveal who has an account.
    """
    email = plain_address(email)
    AddressChange.objects.open().filter(user=user).update(expires_at=timezone.now())
    if User.objects.filter(email=email).exists():
        return None
    asked = AddressChange.objects.create(user=user, email=email, old_email=user.email)
    mail.post("brand.emails.confirm_address", asked.pk, opens_account=True)
    mail.post("brand.emails.address_asked", asked.pk)
    return asked


@transaction.atomic
def confirm(asked: AddressChange) -> bool:
    """Change to the confirmed address. False when the link was used or the address was taken."""
    used = AddressChange.objects.open().filter(pk=asked.pk).update(used_at=timezone.now())
    user = User.objects.select_for_update().get(pk=asked.user_id)
    if not used or User.objects.filter(email=asked.email).exists():
        return False
    user.email = asked.email
    user.save(update_fields=["email"])
    user.end_sessions()
    log(instance=user, action=CHANGED, user=user)
    mail.post("brand.emails.address_changed", asked.pk)
    return True
