"""Record interest of an employer: find or create the employer, contact and lead.

Two registrations are one employer when the enterprise number says so; else when both the mail
domain and the company's name agree (spelling, spacing and legal form aside). On a free-mail domain
the whole address counts instead of the domain. Somebody whom this partner knows in a firm of that
name by telephone and name is known again without that address. So two companies are never merged
silently; what looks alike is shown on the lead, for a human to judge.

Everything here works inside the caller's transaction, and two callers at once end up with one
employer, one contact and one lead: the unique constraint decides, the loser looks again.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BigAutoField, CharField, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from brand.dates.working_days import working_days_after
from brand.forms import enterprise_numbers
from brand.forms.addresses import plain_address
from brand.models import Municipality, Organisation, TrackedLink, User
from brand.privacy.identity import Called, with_number
from brand.queries.prepared import Placeholder, prepared
from leads.connections import events
from leads.employers import location, matching
from leads.models import Contact, Employer, Interaction, Lead, LeadWish
from leads.notifications import notices
from leads.stages import NextAction, Source, Stage, Wish

FIRST_RESPONSE_DAYS = 3
AFTER_A_VISIT_DAYS = 1
DID: dict[str, str] = {
    Interaction.Kind.REGISTRATION: "Schreef opnieuw in",
    Interaction.Kind.CALLBACK: "Vroeg om gebeld te worden",
    Interaction.Kind.OTHER: "Kwam opnieuw binnen",
}
# Ticks that follow one another this fast are one answer, so one line on the timeline.
SAME_ANSWER = timedelta(hours=1)


def capture(
    *,
    name: str,
    company: str,
    email: str,
    phone: str = "",
    tour: Page | None,
    host: Organisation,
    happened: str,
    touch: TrackedLink | None = None,
    wishes: Iterable[str] = (),
    enterprise_number: str = "",
    is_demo: bool = False,
    at: datetime | None = None,
    employer: Employer | None = None,
    by: User | None = None,
    is_proven: bool = True,
    kind: str = Interaction.Kind.REGISTRATION,
    page: Page | None = None,
    answer_days: int = FIRST_RESPONSE_DAYS,
    meets_on: date | None = None,
    municipality: Municipality | None = None,
    located_by: str = Employer.LocatedBy.TYPED,
    source: str = Source.STOP,
    stop: Page | None = None,
) -> Lead:
    """Find or create the lead of this company in this tour, and add `happened` to its timeline.

    `tour` is the tour's page, or None for an employer met elsewhere. `host` is the partner who met
    the employer and owns a new lead. `touch` is the tracked link of this visit, if any. An invalid
    enterprise number is dropped. With an `employer`, chosen by the user `by`, none is looked up.
    Until the address is proven (`is_proven`) a known contact and a known lead stay as they are: the
    timeline tells what happened, and `confirm` does the rest. `kind` says by what form, `page` on
    which page. A new lead is to be called within `answer_days` working days; after the visit when
    that is still to come (`meets_on`). `municipality` is where the employer is, and `located_by`
    how we know. `source` is kept of a new lead, and so is the page of the `stop`.
    """
    at = at or timezone.now()
    employer = employer or _employer(
        company, email, enterprise_number, is_demo, host, Called(phone, name)
    )
    location.learn(employer, municipality, located_by)
    due = response_due(at, answer_days, meets_on)
    lead, is_new = _lead(employer, tour, host, touch, at, is_demo, due, source, stop)
    known_phone = phone if is_proven else ""
    if email:
        contact = _contact(employer, lead.owner_organisation, name, email, phone, known_phone)
    else:
        contact = _contact_of_phone(employer, lead.owner_organisation, name, phone)
    if is_new:
        lead.contact = contact
        lead.save(update_fields=["contact"])
        if source != Source.IMPORT:
            events.created(lead)
    else:
        _add_touch(lead, touch)
        if is_proven:
            _absorb(contact, lead.owner_organisation)
            _update_lead(lead, contact, at, response_due(at, meets_on=meets_on), did=DID[kind])
            notices.tell_owner(lead, by)
    lead.add_to_timeline(kind, happened, by=by, at=at, page=page)
    _add_wishes(lead, wishes)
    return lead


def confirm(
    lead: Lead, *, email: str, phone: str, since: datetime, meets_on: date | None = None
) -> None:
    """The address that was captured at `since` is proven: what waited for that happens now.

    A lead that was closed afterwards stays closed.
    """
    people = Contact.objects.filter(employer=lead.employer_id, known_to=lead.owner_organisation_id)
    contact = people.filter(email=plain_address(email)).order_by("pk").first()
    if contact is None:
        return
    _add_phone(contact, phone)
    _absorb(contact, lead.owner_organisation)
    now = timezone.now()
    _update_lead(lead, contact, now, response_due(now, meets_on=meets_on), closed_by=since)
    notices.tell_owner(lead, None)


def record_wishes(lead: Lead, wishes: Iterable[str], note: str = "") -> None:
    """Replace the employer's wishes and note: wishes that are not given are deleted."""
    wanted = {Wish(wish) for wish in wishes}
    note = note.strip()[:1000]
    had = set(lead.wishes.values_list("wish", flat=True))
    if wanted == had and note == lead.wish_note:
        return
    lead.wishes.exclude(wish__in=wanted).delete()
    _add_wishes(lead, wanted)
    lead.wish_note = note
    Lead.objects.filter(pk=lead.pk).update(wish_note=note, updated_at=timezone.now())
    _write_answer(lead, wanted, note)


def response_due(
    at: datetime, days: int = FIRST_RESPONSE_DAYS, meets_on: date | None = None
) -> date:
    """The last day for a first answer to an employer who registered at this moment.

    Whom we meet that day or later (`meets_on`) hears from us after it, not before.
    """
    today = timezone.localdate(at)
    if meets_on and meets_on >= today:
        return working_days_after(meets_on, AFTER_A_VISIT_DAYS)
    return working_days_after(today, days)


def visit_moved(leads: Iterable[int | None], old: date, new: date) -> None:
    """The visit these leads wait for is on another day: so is the answer promised after it.

    What was answered or planned otherwise since stays.
    """
    then, due = (working_days_after(day, AFTER_A_VISIT_DAYS) for day in (old, new))
    waiting = Lead.objects.filter(
        pk__in=[pk for pk in leads if pk], stage=Stage.NEW, first_responded_at=None
    ).filter(first_response_due=then)
    as_promised = waiting.filter(
        next_action=NextAction.CALL, next_action_on=then, next_action_at=None
    )
    as_promised.update(next_action_on=due, version=F("version") + 1)
    waiting.update(first_response_due=due, updated_at=timezone.now())


def stop_changed(lead: int | None, old: Page, new: Page) -> None:
    """Who chose another stop than the one that brought the lead, was brought by that one."""
    if lead:
        Lead.objects.filter(pk=lead, stop=old.pk).update(stop=new.pk)


def known_employer(
    company: str, email: str, number_as_typed: str = "", phone: str = ""
) -> Employer | None:
    """The employer that a registration with these words would be of, if there is one."""
    return _known(
        matching.identity(company, email, phone), enterprise_numbers.digits_of(number_as_typed)
    )


def _employer(
    company: str,
    email: str,
    number_as_typed: str,
    is_demo: bool,
    host: Organisation,
    person: Called,
) -> Employer:
    number = enterprise_numbers.digits_of(number_as_typed)
    identity = matching.identity(company, email, person.phone)
    while True:
        found = _known(identity, number)
        if found is None:
            found = _known_by_person(host, company, person, number)
        if found and (found.enterprise_number or not number):
            return found
        try:
            with transaction.atomic():
                if found:
                    return _add_number(found, number)
                return Employer.objects.create(
                    name=company.strip()[:160],
                    enterprise_number=number,
                    identity=_free_identity(identity, number),
                    mail_domain=matching.mail_domain(email)[:200],
                    is_demo=is_demo,
                )
        except IntegrityError:
            if _known(identity, number) is None:
                raise


def _known(identity: str, number: str | None) -> Employer | None:
    """The employer with this number; else the one of this name, unless its number is another."""
    if number:
        found = Employer.objects.filter(enterprise_number=number).first()
        if found:
            return found
    named = _of_identity.first(identity=identity) or _merged.first(identity=identity)
    return named if may_be(named, number) else None


def may_be(named: Employer | None, number: str | None) -> bool:
    """Whether the employer of this name may have this number: two numbers are two companies."""
    return named is None or not number or named.enterprise_number in (None, number)


@prepared(identity=CharField())
def _of_identity(identity: Placeholder) -> QuerySet[Employer]:
    return Employer.objects.filter(identity=identity)


@prepared(identity=CharField())
def _merged(identity: Placeholder) -> QuerySet[Employer]:
    """The employer into which one with this name was merged."""
    return Employer.objects.filter(merges__identity=identity, merges__undone_at=None)[:1]


def _known_by_person(
    host: Organisation, company: str, person: Called, number: str | None
) -> Employer | None:
    """Whom this partner knows by telephone and name, as after *bel mij*, without this address."""
    found = matching.known_by_person(host, company, person) if person.identifies else None
    return found if found and (not number or found.enterprise_number in (None, number)) else None


def _free_identity(identity: str, number: str | None) -> str:
    """Two numbers are two companies, also when name and domain are the same."""
    taken = number and Employer.objects.filter(identity=identity).exists()
    return f"kbo:{number}" if taken else identity


def _add_number(employer: Employer, number: str | None) -> Employer:
    employer.enterprise_number = number
    employer.save(update_fields=["enterprise_number"])
    return employer


def _contact(
    employer: Employer,
    partner: Organisation,
    name: str,
    email: str,
    phone: str,
    known_phone: str,
) -> Contact:
    """This partner's own row of the person: an address alone opens no other partner's."""
    person = {"employer": employer, "email": plain_address(email)}
    found = _met.first(employer=employer.pk, email=person["email"], partner=partner.pk)
    if found and found.is_known:
        _add_phone(found, known_phone)
        return found
    words = {"name": name.strip()[:160], "phone": phone.strip()[:40]}
    contact: Contact = found or _new_contact(person | {"met_by": partner}, words)
    contact.known_to.add(partner)
    return contact


@prepared(employer=BigAutoField(), email=CharField(), partner=BigAutoField())
def _met(employer: Placeholder, email: Placeholder, partner: Placeholder) -> QuerySet[Contact]:
    """Whom this partner knows by this address, before whom it only met."""
    through = Contact.known_to.through.objects
    known = Exists(through.filter(contact=OuterRef("pk"), organisation=partner))
    rows = Contact.objects.filter(employer=employer, email=email).annotate(is_known=known)
    found = rows.filter(Q(is_known=True) | Q(met_by=partner))
    return found.order_by("-is_known", "pk")[:1]


def _contact_of_phone(employer: Employer, partner: Organisation, name: str, phone: str) -> Contact:
    """Somebody who gave no address: known again by name and number together."""
    rows = Contact.objects.filter(employer=employer, known_to=partner)
    for row in with_number(rows, Called(phone, name)):
        return row
    contact = Contact.objects.create(employer=employer, name=name, phone=phone, met_by=partner)
    contact.known_to.add(partner)
    return contact


def _new_contact(person: dict[str, Any], words: dict[str, str]) -> Contact:
    try:
        with transaction.atomic():
            return Contact.objects.create(**person, **words)
    except IntegrityError:  # another caller was first, a moment ago
        return Contact.objects.get(**person)


def _absorb(contact: Contact, partner: Organisation) -> None:
    """Who was known by number and name alone, and now by this address too, is one person."""
    known = Contact.objects.filter(employer=contact.employer_id, known_to=partner, email="")
    same = with_number(known, Called(contact.phone, contact.name))
    for double in same if contact.email else ():
        Lead.objects.filter(contact=double).update(contact=contact)
        contact.absorbed += [*double.absorbed, [double.pk, double.created_at.isoformat()]]
        contact.save(update_fields=["absorbed"])
        double.delete()


def _add_phone(contact: Contact, phone: str) -> None:
    if phone and not contact.phone:
        contact.phone = phone.strip()[:40]
        contact.save(update_fields=["phone"])


def _lead(
    employer: Employer,
    tour: Page | None,
    host: Organisation,
    touch: TrackedLink | None,
    at: datetime,
    is_demo: bool,
    due: date,
    source: str,
    stop: Page | None,
) -> tuple[Lead, bool]:
    fields = {
        "source": source,
        "stop_id": stop.pk if stop else None,
        "source_organisation": host,
        "stage_since": at,
        "next_action": NextAction.CALL,
        "next_action_on": due,
        "first_response_due": due,
        "first_touch": touch,
        "last_touch": touch,
        "is_demo": is_demo,
        "created_at": at,
    }
    if tour is not None:
        fields["owner_organisation"] = host
        return Lead.objects.get_or_create(employer=employer, tour=tour, defaults=fields)
    # Met outside any tour: each partner keeps its own lead.
    own = Lead.objects.filter(employer=employer, tour=None, owner_organisation=host).first()
    if own:
        return own, False
    return Lead.objects.create(employer=employer, owner_organisation=host, **fields), True


def _add_touch(lead: Lead, touch: TrackedLink | None) -> None:
    if touch:
        Lead.objects.filter(pk=lead.pk, first_touch=None).update(first_touch=touch)
        Lead.objects.filter(pk=lead.pk).update(last_touch=touch)


def _update_lead(
    lead: Lead,
    contact: Contact,
    at: datetime,
    due: date,
    closed_by: datetime | None = None,
    did: str = DID[Interaction.Kind.REGISTRATION],
) -> None:
    Lead.objects.filter(pk=lead.pk, contact=None).update(contact=contact)
    closed = Q(stage__in=[Stage.PARKED, Stage.NO_MATCH])
    if closed_by:
        closed &= Q(stage_since__lte=closed_by)
    stage = lead.stage
    reopened = Lead.objects.filter(closed, pk=lead.pk).update(**_reopening(contact, at, due))
    lead.refresh_from_db()
    if reopened:
        events.moved(lead, stage)
        again = f"{did}: terug naar Nieuw."
        lead.add_to_timeline(Interaction.Kind.STAGE, again, at=at, version=lead.version)


def _reopening(contact: Contact, at: datetime, due: date) -> dict:
    """An employer who comes back after we had closed the lead gets a first answer again."""
    return {
        "stage": Stage.NEW,
        "stage_since": at,
        "no_match_reason": "",
        "contact": contact,
        "next_action": NextAction.CALL,
        "next_action_note": "",
        "next_action_on": due,
        "next_action_at": None,
        "next_action_place": "",
        "first_response_due": due,
        "first_responded_at": None,
        "version": F("version") + 1,
        "updated_at": timezone.now(),
    }


def _add_wishes(lead: Lead, wishes: Iterable[str]) -> None:
    LeadWish.objects.bulk_create(
        [LeadWish(lead=lead, wish=Wish(wish)) for wish in wishes], ignore_conflicts=True
    )


def _write_answer(lead: Lead, wanted: set[Wish], note: str) -> None:
    said = ", ".join(wish.label for wish in Wish if wish in wanted) or "Geen wens aangeduid"
    text = f"{said}. “{note}”" if note else f"{said}."
    answer = lead.interactions.filter(
        kind=Interaction.Kind.WISH, by=None, at__gte=timezone.now() - SAME_ANSWER
    ).first()
    if answer:
        answer.note = text[:4000]
        answer.save(update_fields=["note"])
    else:
        lead.add_to_timeline(Interaction.Kind.WISH, text)
