"""What a mail from the dossier looks like, before it is sent and when it leaves."""

from brand import mail
from brand.mail import mailbox
from brand.models import User
from leads.follow_up import appointments
from leads.models import Contact, Lead
from leads.models.correspondence import Address


def written(
    lead: Lead,
    *,
    contact: Contact,
    user: User | None,
    subject: str,
    body: str,
    address: str,
    token: str = "",
) -> mail.Message:
    """As it arrives; with its token, answers come to our mailbox where there is one."""
    partner = lead.owner_organisation
    sender = user.get_full_name() if user else ""
    return mail.compose(
        "leads/email/letter",
        to=contact.email,
        context={
            "subject": subject,
            "body": body.strip(),
            "is_formal": address == Address.FORMAL,
            "partner": partner,
        },
        sender=mail.header_line(f"{sender}, {partner}" if sender else str(partner)),
        reply_to=_box(token) or answers_to(lead, user),
        is_demo=lead.is_demo,
    )


def _box(token: str) -> str:
    account = our_mailbox()
    return account.address_for(token) if account and token else ""


def our_mailbox() -> mailbox.Account | None:
    """None too while the setting is wrong: then answers go to a colleague."""
    try:
        return mailbox.account()
    except mailbox.Down:
        return None


def answers_to(lead: Lead, user: User | None) -> str:
    """The address of who wrote, while that person works here; else that of the dossier."""
    return user.email if user and user.is_active else appointments.answers_to(lead)
