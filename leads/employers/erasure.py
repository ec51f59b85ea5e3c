"""Taking people, and an employer, out of the leads."""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from brand.forms.addresses import plain_address
from brand.privacy import erasure
from leads.duplicates import merging
from leads.employers.matching import firm_key
from leads.follow_up.record import LeadActionRefused, hold, write
from leads.hand_over import offers
from leads.models import (
    Contact,
    Employer,
    Interaction,
    Lead,
    Placement,
    ProcurementIntention,
    RegisterEntry,
)
from leads.procurement import pledges, texts
from leads.saved_filters import erasure as saved_filters
from leads.stages import NextAction, Stage

NOBODY_LEFT = "De contactpersoon is gewist. Zoek iemand anders, of sluit het dossier af."
WITH_OUTCOME = Q(stage=Stage.COOPERATION) | Exists(Placement.objects.filter(lead=OuterRef("pk")))
IDENTITY = "gewist:"  # an employer of whom only the outcome is left


def redact(lead: Lead, names: Iterable[str]) -> None:
    """Replace a name by a mark in every text of a lead; its people look for it no more."""
    names = list(names)
    _rewrite(lead, lambda text: erasure.without(text, names))
    texts.redact_pledges(lead, names)
    saved_filters.forget(names, {lead.owner_organisation_id})


def redact_visits(lead: Lead, names: Iterable[str]) -> None:
    """The same, in the lines that visitors' forms wrote; what the partner wrote stays."""
    names = list(names)
    kinds = [Interaction.Kind.REGISTRATION, Interaction.Kind.CALLBACK]
    for line in lead.interactions.filter(kind__in=kinds, by=None):
        line.note = erasure.without(line.note, names)
        line.save(update_fields=["note"])


def clear(lead: Lead) -> int:
    """Every text of a lead goes; what happened, and when, stays. How many lines had words."""
    count = lead.interactions.exclude(note="").count()
    _rewrite(lead, lambda text: "")
    return count


def _rewrite(lead: Lead, change: Callable[[str], str]) -> None:
    for line in lead.interactions.all():
        note, before = change(line.note), line.before
        said = json.dumps(before, ensure_ascii=False) if before else ""
        if change(said) != said:  # what a step changed holds a name too: it is not put back
            before = None
        if (note, before) != (line.note, line.before):
            line.note, line.before = note, before
            line.save(update_fields=["note", "before"])
    for offer in lead.hand_overs.all():
        offer.note, offer.reason = change(offer.note), change(offer.reason)
        offer.save(update_fields=["note", "reason"])
    for placement in lead.placements.all():
        placement.note = change(placement.note)
        answers = {question: change(said) for question, said in placement.intake.items()}
        placement.intake = {question: said for question, said in answers.items() if said}
        placement.save(update_fields=["note", "intake"])
        for row in placement.confirmations.exclude(reason=""):
            row.reason = change(row.reason)
            row.save(update_fields=["reason"])
    texts.rewrite(lead, change)
    wish, action = change(lead.wish_note), change(lead.next_action_note)
    Lead.objects.filter(pk=lead.pk).update(wish_note=wish, next_action_note=action)


@transaction.atomic
def erase_contact(contact: Contact, everywhere: bool = False, *, waiting: bool = True) -> int:
    """Erase a contact; the lead needs another one. Returns the number of notes emptied.

    In leads with this contact every note is emptied; in other leads, of partners who know this
    contact, the name is replaced. A partner may call a contact anything: so what other partners
    wrote changes only `everywhere`, and there only for the whole name, address or number.
    `waiting`: with mail that still has to leave; not when only a term is over.
    """
    emptied = 0
    said = [contact.name, contact.email, contact.phone]
    names = erasure.names_in(*said)
    known_to = set(contact.known_to.values_list("pk", flat=True))
    is_last = not contact.employer.contacts.exclude(pk=contact.pk).exists()
    for lead in contact.employer.leads.all():
        if lead.contact_id == contact.pk:
            emptied += clear(lead)
            texts.redact_pledges(lead, names)
            _go_on_without(lead, is_last)
        elif lead.owner_organisation_id in known_to:
            redact(lead, names)
        elif everywhere:
            redact(lead, erasure.whole(*said))
    saved_filters.forget(names, known_to)
    if everywhere:
        saved_filters.forget(erasure.whole(*said))
    # What this person wrote to us, and we to this person, is about nobody else.
    Interaction.objects.filter(contact=contact, kind=Interaction.Kind.MAIL).update(note="")
    if everywhere:
        erasure.mail_to(contact.email, waiting=waiting)
    pledges.lapse(contact)
    merging.forget(contact.employer)
    _forget_address(contact)
    erasure.history(contact)
    contact.delete()
    return emptied


def _forget_address(contact: Contact) -> None:
    """An employer met at a free-mail address is known again by it; not once that is erased."""
    employer, email = contact.employer, plain_address(contact.email)
    if not email:
        return
    employer.merges.filter(identity__startswith=f"{email}|").delete()
    if employer.identity.startswith(f"{email}|"):
        employer.identity = f"rij:{employer.pk}|{firm_key(employer.name)}"
        employer.save(update_fields=["identity"])


def _go_on_without(lead: Lead, is_last: bool) -> None:
    """No contact is left to call: the next action changes and open offers are withdrawn."""
    if is_last:
        _withdraw_offers(lead)
    lead, before = hold(lead, None)
    if lead.next_action_on is None:
        return
    lead.next_action, lead.next_action_note = NextAction.OTHER, NOBODY_LEFT
    lead.next_action_on = max(lead.next_action_on, timezone.localdate())
    lead.next_action_at = None
    write(lead, before, Interaction.Kind.NEXT, None, note=NOBODY_LEFT, for_good=True)


def _withdraw_offers(lead: Lead) -> None:
    for offer in lead.hand_overs.waiting():
        with suppress(LeadActionRefused):  # answered since we looked
            offers.withdraw(offer, None)


@transaction.atomic
def erase_employer(employer: Employer, everywhere: bool = False, *, waiting: bool = True) -> None:
    """Delete leads without an outcome with the employer; anonymise those with one."""
    partners = set(employer.leads.values_list("owner_organisation", flat=True))
    _look_no_more(employer, None if everywhere else partners)
    for contact in employer.contacts.all():
        erase_contact(contact, everywhere, waiting=waiting)
    for lead in employer.leads.exclude(WITH_OUTCOME):
        erasure.history(lead)
        lead.delete()
    outcomes = list(employer.leads.all())
    for lead in outcomes:
        _withdraw_offers(lead)
        clear(lead)
        texts.clear(lead)
        Lead.objects.filter(pk=lead.pk).update(
            next_action="", next_action_on=None, next_action_at=None
        )
        erasure.history(lead)
    _history(employer)
    people = RegisterEntry.objects.filter(is_person=True)
    people.filter(number=employer.enterprise_number or "").delete()
    if not outcomes:
        employer.delete()
        return
    employer.merges.all().delete()
    employer.activities.all().delete()
    employer.establishments.all().delete()
    employer.name, employer.identity = erasure.ERASED, f"{IDENTITY}{employer.pk}"
    employer.enterprise_number = employer.municipality = None
    employer.located_by = employer.buyer_kind = ""
    employer.mail_domain = employer.website = employer.size = employer.joint_committee = ""
    employer.save()


@transaction.atomic
def erase_lead(lead: Lead) -> None:
    """A lead from which nothing came; and its employer when it was the last one."""
    employer = lead.employer
    erasure.history(lead)
    lead.delete()
    if not employer.leads.exists():
        _look_no_more(employer)
        for contact in employer.contacts.all():
            saved_filters.forget(erasure.whole(contact.name, contact.email, contact.phone))
            erasure.mail_to(contact.email, waiting=False)
            erasure.history(contact)
        _history(employer)
        employer.delete()


def _look_no_more(employer: Employer, partners: set[int] | None = None) -> None:
    said = (employer.name, employer.mail_domain, employer.enterprise_number or "")
    saved_filters.forget(erasure.whole(*said), partners)


def _history(employer: Employer) -> None:
    """Where it worked and what it did is in the history too, under names that tell who it was."""
    for row in (employer, *employer.establishments.all(), *employer.activities.all()):
        erasure.history(row)


@transaction.atomic
def anonymise(lead: Lead) -> None:
    """Keep the outcome of a lead without anything that identifies the employer."""
    clear(lead)
    texts.clear(lead)
    Lead.objects.filter(pk=lead.pk).update(contact=None)
    lead.interactions.update(contact=None)
    erasure.history(lead)
    if not Lead.objects.filter(employer=lead.employer_id).exclude(pk__in=bare()).exists():
        erase_employer(lead.employer, everywhere=True, waiting=False)


def bare() -> QuerySet[Lead, Any]:
    """Outcomes without a contact, a wish note or notes: on the timeline, at placements or plans."""
    said = Interaction.objects.filter(lead=OuterRef("pk")).exclude(note="")
    noted = Placement.objects.filter(lead=OuterRef("pk")).exclude(note="", intake={})
    meant = ProcurementIntention.objects.filter(lead=OuterRef("pk"))
    planned = meant.exclude(note="", description="", size="")
    rows = Lead.objects.filter(
        WITH_OUTCOME, contact=None, wish_note="", price_requests=None, pledges=None
    )
    return rows.exclude(Exists(said)).exclude(Exists(noted)).exclude(Exists(planned)).values("pk")
