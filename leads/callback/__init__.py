"""Who cannot come asks to be called: a lead whose next step is a call, within a working day.

Nobody proves a number by typing it. So nothing that is known already is shown or changed, but for
the next step of the lead: whoever calls hears whether it was meant.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page

from brand.forms.phones import phone_words
from brand.models import Organisation, TrackedLink
from leads import capture
from leads.employers import matching
from leads.follow_up.record import hold, write
from leads.models import Contact, Employer, Interaction, Lead
from leads.stages import OPEN, NextAction, Source

ANSWER_DAYS = 1  # working days
SAME_REQUEST = timedelta(days=1)
ASKED = "{name} vroeg om gebeld te worden op {phone}."
TRAINING = "Vraagt de vorming “{title}” aan."
FIRST = "Vroeg om gebeld te worden."
THEN = "Daarna, zoals afgesproken: {step}."


def answered_by(slug: str = "") -> Organisation | None:
    """The partner of the page where it is asked, else the federation; None where nobody is."""
    partner = Organisation.objects.partners().filter(slug=slug).first() if slug else None
    return partner or Organisation.objects.federation()


def due(at: datetime) -> date:
    return capture.response_due(at, ANSWER_DAYS)


@transaction.atomic
def ask(
    *,
    host: Organisation,
    name: str,
    company: str,
    phone: str,
    wishes: Iterable[str] = (),
    note: str = "",
    training: str = "",
    page: Page | None = None,
    touch: TrackedLink | None = None,
    at: datetime | None = None,
) -> Lead:
    """The lead of this request. Asked again within a day, word for word, it finds the first one.

    training: the title of one, when it is asked for.
    """
    at = at or timezone.now()
    employer = _known_by_phone(host, company, phone) or _employer(company, phone)
    lead = _own_lead(employer, host)
    asked = ASKED.format(name=name, phone=phone_words(phone))
    said = [TRAINING.format(title=training)] if training else []
    said += [_quoted(note)] if note else []
    if lead and _was_asked(lead, asked, said, at):
        return lead
    lead = capture.capture(
        name=name,
        company=company,
        email="",
        phone=phone,
        tour=lead.tour if lead else None,
        host=host,
        happened=asked,
        touch=touch,
        wishes=wishes,
        at=at,
        employer=employer,
        kind=Interaction.Kind.CALLBACK,
        source=Source.TRAINING if training else Source.CALLBACK,
        page=page,
        answer_days=ANSWER_DAYS,
    )
    for line in said:
        lead.add_to_timeline(Interaction.Kind.WISH, line, at=at)
    _call_first(lead, due(at))
    return lead


def _known_by_phone(host: Organisation, company: str, phone: str) -> Employer | None:
    """This partner knows somebody there, by this number: no second employer of that name."""
    people = Contact.objects.filter(phone=phone, known_to=host).select_related("employer")
    for person in people.order_by("pk"):
        if matching.same_firm(person.employer.name, company):
            return person.employer
    return None


def _employer(company: str, phone: str) -> Employer:
    employer, _ = Employer.objects.get_or_create(
        identity=matching.identity(company, "", phone), defaults={"name": company}
    )
    return employer


def _own_lead(employer: Employer, host: Organisation) -> Lead | None:
    """The one that goes on, else the last one."""
    rows = list(Lead.objects.filter(employer=employer, owner_organisation=host))
    return next((row for row in rows if row.stage in OPEN), rows[0] if rows else None)


def _was_asked(lead: Lead, asked: str, said: list[str], at: datetime) -> bool:
    lines = lead.interactions.filter(at__gt=at - SAME_REQUEST)
    wanted = {(Interaction.Kind.CALLBACK.value, asked)}
    wanted |= {(Interaction.Kind.WISH.value, line) for line in said}
    return wanted <= set(lines.values_list("kind", "note"))


def _quoted(note: str) -> str:
    return f"“{note}”"


def _call_first(lead: Lead, day: date) -> None:
    """A known lead is called before its next step; what was agreed stands in the note."""
    lead, before = hold(lead, None)
    if lead.next_action_on and lead.next_action_on <= day:
        return
    planned = _words(lead, lead.next_action_on) if lead.next_action_on else ""
    lead.next_action, lead.next_action_on, lead.next_action_at = NextAction.CALL, day, None
    lead.next_action_place = ""
    lead.next_action_note = f"{FIRST} {THEN.format(step=planned)}" if planned else FIRST
    lead.next_action_note = lead.next_action_note[:200]
    write(lead, before, Interaction.Kind.NEXT, None, note=lead.next_action_note)


def _words(lead: Lead, day: date) -> str:
    """plaatsbezoek op 12 december om 14.30 uur, met de zaakvoerder"""
    step = f"{lead.get_next_action_display().lower()} op {date_format(day, 'j F')}"
    if lead.agreed_hour:
        step += f" {lead.agreed_hour}"
    return f"{step}, {lead.next_action_note}".rstrip(", .") if lead.next_action_note else step
