"""An appointment as a calendar entry, for us and for the employer.

Both keep one UID for as long as the lead lives, and SEQUENCE grows with each change of the lead, so
that a file that is sent again replaces the entry. What we wrote for ourselves is in ours alone.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings

from brand import mail, tokens
from brand.dates import calendar_files
from leads.models import Lead

LASTS = timedelta(hours=1)


def calendar(lead: Lead, *, for_employer: bool) -> bytes:
    """The lead has an appointment."""
    from icalendar import Event, vCalAddress, vText

    if lead.next_action_on is None or lead.next_action_at is None:
        raise ValueError(f"{lead} has no appointment")
    starts_at = datetime.combine(lead.next_action_on, lead.next_action_at, calendar_files.BRUSSELS)
    whom = lead.owner_organisation.name if for_employer else lead.employer.name
    event = Event()
    event.add("uid", f"{_name(lead)}@{settings.SITE_HOST}")
    event.add("sequence", lead.version)
    event.add("dtstamp", lead.updated_at)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + LASTS)
    event.add("summary", mail.header_line(f"{lead.get_next_action_display()}: {whom}"))
    if lead.next_action_place:
        event.add("location", mail.header_line(lead.next_action_place))
    event.add("description", "\n".join(_contact(lead) if for_employer else _ours(lead)))
    event.add("status", "CONFIRMED")
    organizer = vCalAddress(f"mailto:{answers_to(lead)}")
    organizer.params["cn"] = vText(mail.header_line(lead.owner_organisation.name))
    event["organizer"] = organizer
    return calendar_files.written([event])


def tell_employer(lead: Lead) -> bool:
    """Ask for the mail to the contact of the lead; False where nobody can be mailed."""
    lead = Lead.objects.select_related("contact").get(pk=lead.pk)
    if lead.contact is None or not lead.contact.email or not lead.has_appointment:
        return False
    mail.post("leads.emails.appointment", f"{lead.pk}-{lead.contact.pk}", dedupe=str(lead.version))
    return True


def answers_to(lead: Lead) -> str:
    """Where an answer of the employer goes."""
    own = lead.owner.email if lead.owner else ""
    return own or lead.owner_organisation.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _name(lead: Lead) -> str:
    return f"afspraak-{tokens.digest(f'appointment:{lead.pk}')[:20]}"


def _contact(lead: Lead) -> list[str]:
    person = f"{lead.owner} " if lead.owner else ""
    phone = lead.owner_organisation.phone
    return [mail.header_line(f"Contact: {person}{answers_to(lead)} {phone}".strip())]


def _ours(lead: Lead) -> list[str]:
    found = [f"{settings.SITE_URL}{lead.get_absolute_url()}"]
    if lead.contact:
        found.insert(0, mail.header_line(f"Met {lead.contact} {lead.contact.phone}".strip()))
    return [*found, mail.header_line(lead.next_action_note)] if lead.next_action_note else found
